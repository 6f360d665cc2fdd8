-- What mealctl doctor asks.

-- name: doctor_state  rows: one
SELECT (SELECT environment FROM installation) AS "environment",
       NOT current_setting('transaction_read_only')::boolean AS "writable",
       exists(SELECT FROM pg_stat_activity
               WHERE datname = current_database()
                 AND application_name = 'meal-worker') AS "worker",
       (SELECT created_at < now() - interval '2 days' FROM installation)
           AS "grown",
       (SELECT max(done_at) < now() - interval '2 days' FROM chore)
           AS "choresOld",
       exists(SELECT FROM outbox WHERE state = 'queued' AND tries = 0
                 AND created_at < now() - interval '1 hour')
           OR exists(SELECT FROM job WHERE state = 'queued' AND tries = 0
                 AND created_at < now() - interval '1 hour') AS "workOld",
       (SELECT count(*) FROM outbox WHERE state = 'dead') AS "deadMails",
       (SELECT count(*) FROM job WHERE state = 'failed'
           AND ended_at > now() - interval '7 days') AS "failedJobs",
       (SELECT count(*) FROM person WHERE role = 'admin'
           AND disabled_at IS NULL AND deleted_at IS NULL) AS "admins",
       (SELECT count(*) FROM person WHERE role = 'admin'
           AND disabled_at IS NULL AND deleted_at IS NULL
           AND NOT mfa_enabled) AS "bareAdmins"

-- name: doctor_factors  params: id uuid  rows: many
SELECT id, totp_secret AS "sealed"
  FROM person
 WHERE totp_secret IS NOT NULL
   AND id > coalesce(:id, '00000000-0000-0000-0000-000000000000')
 ORDER BY id
 LIMIT 500

-- name: doctor_mails  params: id uuid  rows: many
SELECT id, sealed
  FROM outbox
 WHERE sealed IS NOT NULL AND state IN ('queued', 'dead')
   AND id > coalesce(:id, '00000000-0000-0000-0000-000000000000')
 ORDER BY id
 LIMIT 500

-- Unused backup codes by the key that they are kept under; '' is none.
-- name: doctor_codes  rows: many
SELECT CASE WHEN hash LIKE '%:%' THEN split_part(hash, ':', 1) || ':'
       ELSE '' END AS "key", count(*) AS "n"
  FROM backup_code WHERE used_at IS NULL GROUP BY 1 ORDER BY 1

-- Who asks, and what they may beyond rows.
-- name: doctor_role  rows: one
SELECT r.rolname::text AS "name", r.rolsuper AS "super",
       exists(SELECT FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind = 'r'
                 AND c.relowner = r.oid) AS "owns"
  FROM pg_roles r WHERE r.rolname = current_user
