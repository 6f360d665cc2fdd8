-- Sessions, refresh tokens, API tokens: what somebody logged in has.

-- name: session_by_id  params: session uuid  rows: maybe
SELECT person, household, session, role, member, locale, zone, name,
       "householdName", units, today, stale, verified, mfa, purge,
       kind = 'browser' AS "browser"
  FROM live_session
 WHERE session = :session AND kind = 'app'

-- name: session_by_secret  params: hash text  rows: maybe
SELECT person, household, session, role, member, locale, zone, name,
       "householdName", units, today, stale, verified, mfa, purge,
       kind = 'browser' AS "browser"
  FROM live_session
 WHERE secret_hash = :hash AND kind = 'browser'

-- name: session_by_token  params: hash text  rows: maybe
SELECT person, household, session, role, member, locale, zone, name,
       "householdName", units, today, stale, verified, mfa, purge,
       false AS "browser", scopes
  FROM live_token
 WHERE hash = :hash

-- name: session_insert  params: id uuid, person uuid, kind text, name text, secret_hash text, lifetime bigint, idle bigint, place text, agent text  rows: none
INSERT INTO session (id, person, kind, name, secret_hash, expires,
                     idle_expires, place, agent)
VALUES (:id, :person, :kind, :name, :secret_hash,
        now() + make_interval(secs => :lifetime),
        now() + make_interval(secs => :idle), :place, :agent)

-- Of the very many that somebody has, the oldest end.
-- name: session_cap  params: person uuid, most bigint  rows: none
UPDATE session SET ended_at = now()
 WHERE id IN (SELECT id FROM session
               WHERE person = :person AND ended_at IS NULL
                 AND expires > now() AND idle_expires > now()
               ORDER BY used_at DESC, id DESC OFFSET :most)

-- name: session_touch  params: session uuid, idle bigint  rows: none  alone
UPDATE session
   SET used_at = now(), idle_expires = now() + make_interval(secs => :idle)
 WHERE id = :session AND ended_at IS NULL
   AND used_at < now() - interval '5 minutes'

-- Whether the password was given in it a moment ago.
-- name: session_proved  params: session uuid, seconds bigint  rows: one
SELECT exists(SELECT FROM session WHERE id = :session
          AND proved_at > now() - make_interval(secs => :seconds))
           AS "recent"

-- name: session_prove  params: session uuid  rows: none
UPDATE session SET proved_at = now() WHERE id = :session

-- name: token_touch  params: token uuid  rows: none  alone
UPDATE api_token SET used_at = now()
 WHERE id = :token
   AND (used_at IS NULL OR used_at < now() - interval '5 minutes')

-- name: session_end  params: session uuid  rows: none
UPDATE session SET ended_at = now() WHERE id = :session AND ended_at IS NULL

-- name: session_end_all  params: person uuid  rows: none
UPDATE session SET ended_at = now() WHERE person = :person AND ended_at IS NULL

-- name: session_end_others  params: person uuid, current uuid  rows: none
UPDATE session SET ended_at = now()
 WHERE person = :person AND id <> :current AND ended_at IS NULL
   AND expires > now() AND idle_expires > now()

-- name: session_end_one  params: person uuid, id uuid  rows: one
UPDATE session SET ended_at = now()
 WHERE person = :person AND id = :id AND ended_at IS NULL
   AND expires > now() AND idle_expires > now()
RETURNING id

-- Ids are UUIDv7: their order is that in which they were made.
-- name: session_list  params: person uuid, current uuid, id uuid, limit bigint  rows: many
SELECT id, kind, name, agent, place, created_at AS "createdAt",
       used_at AS "usedAt", least(expires, idle_expires) AS "expiresAt",
       id = :current AS "current", id::text AS "_cursor"
  FROM session
 WHERE person = :person AND ended_at IS NULL AND expires > now()
   AND idle_expires > now()
   AND id < coalesce(:id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
 ORDER BY id DESC
 LIMIT :limit

-- name: session_of_refresh  params: hash text  rows: maybe
SELECT s.id AS "session", s.person, r.used_at IS NOT NULL AS "used",
       r.successor, r.used_at > now() - interval '20 seconds' AS "recent",
       s.ended_at IS NULL AND s.expires > now() AND s.idle_expires > now()
       AND p.disabled_at IS NULL AND p.deleted_at IS NULL AS "good"
  FROM refresh r
  JOIN session s ON s.id = r.session
  JOIN person p ON p.id = s.person
 WHERE r.hash = :hash
   FOR UPDATE OF r, s

-- name: refresh_insert  params: hash text, session uuid  rows: none
INSERT INTO refresh (hash, session) VALUES (:hash, :session)

-- name: refresh_use  params: hash text, successor text  rows: none
UPDATE refresh SET used_at = now(), successor = :successor WHERE hash = :hash

-- Nobody needs it sealed any more.
-- name: refresh_settle  params: session uuid, hash text  rows: none
UPDATE refresh SET successor = NULL
 WHERE session = :session AND successor IS NOT NULL AND hash <> :hash

-- name: refresh_extend  params: session uuid, idle bigint  rows: none
UPDATE session
   SET used_at = now(), idle_expires = now() + make_interval(secs => :idle)
 WHERE id = :session

-- ---- API tokens

-- name: api_token_list  params: person uuid, id uuid, limit bigint  rows: many
SELECT id, name, scopes, created_at AS "createdAt", expires AS "expiresAt",
       used_at AS "usedAt", id::text AS "_cursor"
  FROM api_token
 WHERE person = :person AND ended_at IS NULL
   AND (expires IS NULL OR expires > now())
   AND id < coalesce(:id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
 ORDER BY id DESC
 LIMIT :limit

-- name: api_token_by_id  params: person uuid, id uuid  rows: one
SELECT id, name, scopes, created_at AS "createdAt", expires AS "expiresAt",
       used_at AS "usedAt"
  FROM api_token
 WHERE person = :person AND id = :id AND ended_at IS NULL AND expires > now()

-- One after the other: of two that count at once, one begins again.
-- name: api_token_turn  params: person uuid  rows: none
UPDATE person SET updated_at = updated_at WHERE id = :person

-- name: api_token_count  params: person uuid  rows: one
SELECT count(*) AS "n"
  FROM api_token
 WHERE person = :person AND ended_at IS NULL
   AND (expires IS NULL OR expires > now())

-- A day lasts until its end where the person is.
-- name: api_token_insert  params: id uuid, person uuid, name text, hash text, scopes text[], expires timestamptz, until date, days bigint  rows: one
INSERT INTO api_token (id, person, name, hash, scopes, expires)
SELECT :id, p.id, :name, :hash, :scopes, coalesce(:expires,
       (:until + 1)::timestamp AT TIME ZONE p.time_zone,
       now() + make_interval(days => :days::integer))
  FROM person p WHERE p.id = :person
RETURNING id, name, scopes, created_at AS "createdAt",
       expires AS "expiresAt", used_at AS "usedAt"

-- name: api_token_end  params: person uuid, id uuid  rows: one
UPDATE api_token SET ended_at = now()
 WHERE person = :person AND id = :id AND ended_at IS NULL
   AND (expires IS NULL OR expires > now())
RETURNING id
