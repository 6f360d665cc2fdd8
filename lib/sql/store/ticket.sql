-- Secrets that work once.

-- name: ticket_insert  params: id uuid, hash text, kind text, person uuid, home uuid, detail jsonb, lifetime bigint  rows: none  alone
INSERT INTO ticket (id, hash, kind, person, household, detail, expires)
VALUES (:id, :hash, :kind, :person, :home, :detail,
        now() + make_interval(secs => :lifetime))

-- name: ticket_look  params: kind text, hash text  rows: maybe
SELECT id, person, household, detail, failures, created_at AS "createdAt"
  FROM ticket
 WHERE hash = :hash AND kind = :kind AND used_at IS NULL AND expires > now()

-- name: ticket_use  params: kind text, hash text  rows: maybe
UPDATE ticket SET used_at = now()
 WHERE hash = :hash AND kind = :kind AND used_at IS NULL AND expires > now()
RETURNING id, person, household, detail, failures,
       created_at AS "createdAt"

-- name: ticket_failed  params: kind text, hash text  rows: maybe
UPDATE ticket SET failures = failures + 1
 WHERE hash = :hash AND kind = :kind
RETURNING failures

-- name: ticket_void  params: kind text, person uuid  rows: none
UPDATE ticket SET used_at = now()
 WHERE person = :person AND kind = :kind AND used_at IS NULL
