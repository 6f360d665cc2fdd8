-- The record of migrations.

-- name: migration_list  rows: many
-- (One that was brought here by an older program has no column kind.)
SELECT number, name, hash, applied_at AS "appliedAt",
       coalesce(to_jsonb(m) ->> 'kind', 'after') AS "kind"
  FROM migration m ORDER BY number

-- name: migration_kept  rows: one
SELECT to_regclass('migration') IS NOT NULL AS "kept"

-- name: migration_lock  rows: one
SELECT pg_try_advisory_lock(hashtext('meal-migrate')) AS "mine"

-- name: migration_insert  params: number bigint, name text, hash text, kind text  rows: none
INSERT INTO migration (number, name, hash, kind)
VALUES (:number, :name, :hash, :kind)

-- name: installation_environment  rows: maybe
SELECT environment FROM installation

-- name: installation_mark  rows: none  alone
UPDATE installation SET environment = 'production'
 WHERE environment <> 'production'

-- name: role_name  rows: one
SELECT current_user::text AS "name"

-- name: role_grant  params: name text  rows: one  writes
SELECT grant_to(:name)::text AS "done"

-- name: change_order_renew  rows: one  writes
SELECT change_order_renew() AS "renewed"
