-- What the programs ask about the database itself.

-- name: schema_version  rows: one
SELECT coalesce(max(number), 0) AS "version",
       NOT current_setting('transaction_read_only')::boolean AS "writable"
  FROM migration
