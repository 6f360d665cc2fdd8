-- The record of migrations.

-- name: migration_list  rows: many
SELECT number, name, hash, applied_at AS "appliedAt"
  FROM migration ORDER BY number

-- name: migration_insert  params: number bigint, name text, hash text  rows: none
INSERT INTO migration (number, name, hash) VALUES (:number, :name, :hash)

-- name: migration_lock  rows: one
SELECT pg_advisory_xact_lock(hashtext('meal-migrate')) IS NOT NULL AS "locked"

-- name: installation_environment  rows: maybe
SELECT environment FROM installation
