-- What the programs ask about the database itself.

-- Of those beyond what the program knows (known) the ones that only add do no
-- harm.
-- name: schema_version  params: known bigint  rows: one
SELECT coalesce(max(number), 0) AS "version",
       exists(SELECT FROM migration m WHERE number > :known
              AND to_jsonb(m) ->> 'kind' IS DISTINCT FROM 'before') AS "other",
       NOT current_setting('transaction_read_only')::boolean AS "writable"
  FROM migration
