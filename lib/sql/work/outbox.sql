-- Mails and jobs for the worker.

-- name: outbox_insert  params: id uuid, person uuid, template text, sealed text  rows: none
INSERT INTO outbox (id, person, template, sealed)
VALUES (:id, :person, :template, :sealed)

-- name: job_insert  params: id uuid, person uuid, kind text, sealed text  rows: none  alone
INSERT INTO job (id, person, kind, sealed)
VALUES (:id, :person, :kind, :sealed)

-- name: outbox_list  params: state text, at timestamptz, id uuid, limit bigint  rows: many
SELECT o.id, o.template, p.id AS "person.id", p.full_name AS "person.name",
       o.state, o.tries, o.due_at AS "dueAt", o.created_at AS "createdAt",
       o.sent_at AS "sentAt", o.maybe_twice AS "maybeTwice",
       o.last_error AS "lastError", o.bounced_at AS "bouncedAt",
       concat_ws(chr(31), o.created_at, o.id) AS "_cursor"
  FROM outbox o
  LEFT JOIN person p ON p.id = o.person
 WHERE (:state IS NULL OR o.state = :state)
   AND (o.created_at, o.id) < (coalesce(:at, 'infinity'),
       coalesce(:id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 ORDER BY o.created_at DESC, o.id DESC
 LIMIT :limit

-- name: outbox_counts  rows: one
SELECT count(*) FILTER (WHERE state = 'queued') AS "queued",
       count(*) FILTER (WHERE state = 'sending') AS "sending",
       count(*) FILTER (WHERE state = 'sent') AS "sent",
       count(*) FILTER (WHERE state = 'dead') AS "dead"
  FROM outbox

-- name: outbox_retry  params: id uuid  rows: one
WITH changed AS (
	UPDATE outbox SET state = 'queued', tries = 0, due_at = now()
	 WHERE id = :id AND state IN ('queued', 'dead')
	RETURNING id)
SELECT id, pg_notify('meal_worker', '') IS NULL AS "told" FROM changed

-- name: outbox_drop  params: id uuid  rows: one
DELETE FROM outbox
 WHERE id = :id AND state IN ('queued', 'dead')
RETURNING id

-- name: outbox_bounce  params: id uuid  rows: maybe
UPDATE outbox SET bounced_at = now()
 WHERE id = :id AND tries > 0 AND bounced_at IS NULL
RETURNING id, person

-- name: outbox_bounce_find  params: email text  rows: maybe
SELECT o.id
  FROM person p
  JOIN outbox o ON o.person = p.id
 WHERE lower(p.email) = lower(:email) AND o.state = 'sent'
   AND o.sent_at > now() - interval '5 days'
 ORDER BY o.sent_at DESC
 LIMIT 1

-- name: outbox_bounce_address  params: person uuid, final text, original text  rows: none
UPDATE person SET email_verified_at = NULL, version = version + 1,
       updated_at = now()
 WHERE id = :person AND email_verified_at IS NOT NULL
   AND lower(email) IN (lower(:final), lower(:original))
