-- What meal-worker asks. What is in hand is marked in its row and leased to the
-- worker for so many seconds; tries says which of those who had it, so that one
-- who took too long settles nothing any more.

-- name: worker_listen  rows: none
LISTEN meal_worker

-- Milliseconds until something is due, or is left to us by who had it.
-- name: work_next  params: mails bool, kinds text[]  rows: one
SELECT greatest(0, least(60000, min(ms)))::integer AS "ms"
  FROM (SELECT 60000 AS ms
        UNION ALL
        SELECT extract(epoch FROM greatest(due_at, leased_until) - now())
               * 1000 + 1
          FROM outbox WHERE :mails AND state IN ('queued', 'sending')
        UNION ALL
        SELECT extract(epoch FROM greatest(due_at, leased_until) - now())
               * 1000 + 1
          FROM job
         WHERE state IN ('queued', 'running')
           AND kind = ANY (:kinds)) AS due

-- name: mail_due  params: limit bigint  rows: many
SELECT id FROM outbox
 WHERE state IN ('queued', 'sending') AND due_at <= now()
   AND (leased_until IS NULL OR leased_until <= now())
 ORDER BY due_at, id
 LIMIT :limit

-- name: mail_claim  params: id uuid, lease bigint  rows: maybe
UPDATE outbox
   SET tries = tries + 1, state = 'sending',
       leased_until = now() + make_interval(secs => :lease),
       maybe_twice = maybe_twice OR state = 'sending'
 WHERE id = :id AND state IN ('queued', 'sending') AND due_at <= now()
   AND (leased_until IS NULL OR leased_until <= now())
RETURNING id, person, template AS "kind", sealed, tries,
          maybe_twice AS "maybeTwice"

-- name: mail_settle  params: id uuid, tries bigint, state text, pause bigint, error text  rows: none
UPDATE outbox
   SET state = :state, last_error = :error, leased_until = NULL,
       due_at = now() + make_interval(secs => :pause),
       sealed = CASE WHEN :state = 'sent' THEN NULL ELSE sealed END,
       sent_at = CASE WHEN :state = 'sent' THEN now() END
 WHERE id = :id AND state = 'sending' AND tries = :tries

-- name: job_due  params: kinds text[], limit bigint  rows: many
SELECT id, kind FROM job
 WHERE state IN ('queued', 'running') AND due_at <= now()
   AND (leased_until IS NULL OR leased_until <= now())
   AND kind = ANY (:kinds)
 ORDER BY due_at, id
 LIMIT :limit

-- name: job_claim  params: id uuid, lease bigint  rows: maybe
UPDATE job
   SET tries = tries + 1, state = 'running',
       leased_until = now() + make_interval(secs => :lease)
 WHERE id = :id AND state IN ('queued', 'running') AND due_at <= now()
   AND (leased_until IS NULL OR leased_until <= now())
RETURNING id, person, kind, sealed, tries, false AS "maybeTwice"

-- name: job_settle  params: id uuid, tries bigint, state text, pause bigint, error text  rows: none
UPDATE job
   SET state = :state, last_error = :error, leased_until = NULL,
       due_at = now() + make_interval(secs => :pause),
       sealed = CASE WHEN :state = 'queued' THEN sealed END,
       ended_at = CASE WHEN :state <> 'queued' THEN now() END
 WHERE id = :id AND state = 'running' AND tries = :tries

-- Those of kinds that no worker knows.
-- name: job_forget_unknown  params: kinds text[]  rows: none
UPDATE job SET state = 'failed', ended_at = now(), sealed = NULL,
       last_error = 'nobody knows this kind of job'
 WHERE state = 'queued' AND due_at <= now() AND kind <> ALL (:kinds)

-- It goes on being this worker's, unless it is not any more.
-- name: job_progress  params: id uuid, tries bigint, done bigint, total bigint, lease bigint  rows: none
UPDATE job
   SET done = coalesce(:done, done), total = coalesce(:total, total),
       leased_until = now() + make_interval(secs => :lease)
 WHERE id = :id AND state = 'running' AND tries = :tries

-- name: job_cancel  params: id uuid  rows: none
UPDATE job
   SET state = 'cancelled', ended_at = now(), sealed = NULL,
       leased_until = NULL
 WHERE id = :id AND state IN ('queued', 'running')

-- name: job_items_put  params: job uuid, rows json  rows: none
INSERT INTO job_item (job, n, source)
SELECT :job, x.n, x.source
  FROM json_to_recordset(:rows) AS x(n integer, source text)
    ON CONFLICT (job, n) DO NOTHING

-- name: job_items_next  params: job uuid, limit bigint  rows: many
SELECT n, source FROM job_item
 WHERE job = :job AND state = 'queued'
 ORDER BY n
 LIMIT :limit

-- Once: by whoever has the job still, and of two at the same time by one.
-- name: job_item_settle  params: job uuid, tries bigint, n bigint, state text, result uuid, reason text  rows: none
UPDATE job_item i SET state = :state, result = :result, reason = :reason
  FROM job j
 WHERE i.job = :job AND i.n = :n AND i.state = 'queued' AND j.id = i.job
   AND j.state = 'running' AND j.tries = :tries

-- name: chore_claim  params: name text, every bigint, lease bigint  rows: maybe
INSERT INTO chore AS c (name, done_at, leased_until)
VALUES (:name, '-infinity', now() + make_interval(secs => :lease))
ON CONFLICT (name) DO UPDATE SET leased_until = excluded.leased_until
 WHERE (c.leased_until IS NULL OR c.leased_until <= now())
   AND c.done_at <= now() - make_interval(secs => :every)
RETURNING name

-- name: chore_done  params: name text, ago bigint  rows: none
INSERT INTO chore (name, done_at)
VALUES (:name, now() - make_interval(secs => :ago))
ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at,
       leased_until = NULL

-- name: job_latest  rows: many
SELECT id, kind, state, done, total, tries, last_error AS "lastError",
       created_at AS "createdAt"
  FROM job ORDER BY created_at DESC, id DESC LIMIT 100
