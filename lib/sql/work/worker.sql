-- What meal-worker asks. What is in hand is marked in its row, and held by an
-- advisory lock that ends with the worker's connection: a row that is marked
-- and not held was left by one that was killed.

-- name: worker_listen  rows: none
LISTEN meal_worker

-- name: work_lock  params: name text  rows: one
SELECT pg_try_advisory_lock(hashtextextended('meal ' || :name, 0)) AS "mine"

-- name: work_unlock  rows: one
SELECT pg_advisory_unlock_all() IS NULL AS "free"

-- name: work_next  rows: one
-- Milliseconds until something is due; what somebody has in hand may be left
-- to us any time.
SELECT greatest(0, least(60000, min(ms)))::integer AS "ms"
  FROM (SELECT 60000 AS ms
        UNION ALL
        SELECT greatest(CASE state WHEN 'queued' THEN 0 ELSE 2000 END,
               extract(epoch FROM due_at - now()) * 1000 + 1)
          FROM outbox WHERE state IN ('queued', 'sending')
        UNION ALL
        SELECT greatest(CASE state WHEN 'queued' THEN 0 ELSE 2000 END,
               extract(epoch FROM due_at - now()) * 1000 + 1)
          FROM job WHERE state IN ('queued', 'running')) AS due

-- name: mail_due  params: limit bigint  rows: many
SELECT id FROM outbox
 WHERE state IN ('queued', 'sending') AND due_at <= now()
 ORDER BY due_at, id
 LIMIT :limit

-- name: mail_claim  params: id uuid  rows: maybe
UPDATE outbox
   SET tries = tries + 1, state = 'sending',
       maybe_twice = maybe_twice OR state = 'sending'
 WHERE id = :id AND state IN ('queued', 'sending') AND due_at <= now()
RETURNING id, person, template AS "kind", sealed, tries,
          maybe_twice AS "maybeTwice"

-- name: mail_settle  params: id uuid, tries bigint, state text, pause bigint, error text  rows: none
UPDATE outbox
   SET state = :state, last_error = :error,
       due_at = now() + make_interval(secs => :pause),
       sealed = CASE WHEN :state = 'sent' THEN NULL ELSE sealed END,
       sent_at = CASE WHEN :state = 'sent' THEN now() END
 WHERE id = :id AND state = 'sending' AND tries = :tries

-- name: job_due  params: limit bigint  rows: many
SELECT id FROM job
 WHERE state IN ('queued', 'running') AND due_at <= now()
 ORDER BY due_at, id
 LIMIT :limit

-- name: job_claim  params: id uuid  rows: maybe
UPDATE job
   SET tries = tries + 1, state = 'running'
 WHERE id = :id AND state IN ('queued', 'running') AND due_at <= now()
RETURNING id, person, kind, sealed, tries, false AS "maybeTwice"

-- name: job_settle  params: id uuid, tries bigint, state text, pause bigint, error text  rows: none
UPDATE job
   SET state = :state, last_error = :error,
       due_at = now() + make_interval(secs => :pause),
       sealed = CASE WHEN :state = 'queued' THEN sealed END,
       ended_at = CASE WHEN :state <> 'queued' THEN now() END
 WHERE id = :id AND state = 'running' AND tries = :tries

-- name: job_progress  params: id uuid, done bigint, total bigint  rows: none
UPDATE job SET done = :done, total = :total WHERE id = :id

-- name: job_result  params: id uuid, result text  rows: none
UPDATE job SET result = :result WHERE id = :id

-- name: chore_due  params: name text, every bigint  rows: one
SELECT NOT exists(SELECT FROM chore
        WHERE name = :name
          AND done_at > now() - make_interval(secs => :every)) AS "due"

-- name: chore_done  params: name text, ago bigint  rows: none
INSERT INTO chore (name, done_at)
VALUES (:name, now() - make_interval(secs => :ago))
ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at
