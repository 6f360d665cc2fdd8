-- Tries, counted.

-- retryAfter: seconds until the newest max of them are no longer all within
-- the window; null while there are fewer.
-- used: how many there are in the window, reset: when the oldest of them goes.
-- name: tries_used  params: key text, seconds bigint  rows: one
SELECT count(*) AS "used",
       ceil(extract(epoch FROM min(t.at) - now()) + :seconds)::bigint
           AS "reset"
  FROM tries t
 WHERE t.key = :key AND t.at > now() - make_interval(secs => :seconds)

-- name: tries_left  params: key text, seconds bigint, max bigint  rows: one
SELECT (SELECT ceil(extract(epoch FROM t.at - now()) + :seconds)::bigint
          FROM tries t
         WHERE t.key = :key AND t.at > now() - make_interval(secs => :seconds)
         ORDER BY t.at DESC OFFSET :max - 1 LIMIT 1) AS "retryAfter"

-- name: tries_left_growing  params: key text, seconds bigint, max bigint  rows: one
SELECT max(w.wait) AS "retryAfter"
  FROM (VALUES (1, 1), (4, 2)) AS tier (longer, more)
 CROSS JOIN LATERAL (
       SELECT ceil(extract(epoch FROM t.at - now())
                   + :seconds * tier.longer)::bigint AS wait
         FROM tries t
        WHERE t.key = :key
          AND t.at > now() - make_interval(secs => :seconds * tier.longer)
        ORDER BY t.at DESC OFFSET :max * tier.more - 1 LIMIT 1) w

-- name: tries_add  params: key text  rows: none  alone
INSERT INTO tries (key) VALUES (:key)

-- name: tries_clear  params: key text  rows: none  alone
DELETE FROM tries WHERE key = :key
