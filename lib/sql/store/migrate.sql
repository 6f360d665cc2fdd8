-- The record of migrations.

-- name: migration_list  rows: many
SELECT number, name, hash, applied_at AS "appliedAt"
  FROM migration ORDER BY number

-- name: migration_insert  params: number bigint, name text, hash text  rows: none
INSERT INTO migration (number, name, hash) VALUES (:number, :name, :hash)

-- name: installation_environment  rows: maybe
SELECT environment FROM installation

-- name: installation_mark  rows: none  alone
UPDATE installation SET environment = 'production'
 WHERE environment <> 'production'

-- name: change_order_renew  rows: one  writes
SELECT change_order_renew() AS "renewed"
