-- Accounts and sessions.

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

-- name: session_touch  params: session uuid, idle bigint  rows: none
UPDATE session
   SET used_at = now(), idle_expires = now() + make_interval(secs => :idle)
 WHERE id = :session AND ended_at IS NULL
   AND used_at < now() - interval '5 minutes'

-- name: token_touch  params: token uuid  rows: none
UPDATE api_token SET used_at = now()
 WHERE id = :token
   AND (used_at IS NULL OR used_at < now() - interval '5 minutes')

-- name: session_end  params: session uuid  rows: none
UPDATE session SET ended_at = now() WHERE id = :session AND ended_at IS NULL

-- name: session_end_all  params: person uuid  rows: none
UPDATE session SET ended_at = now() WHERE person = :person AND ended_at IS NULL

-- name: session_of_refresh  params: hash text  rows: maybe
SELECT s.id AS "session", s.person, r.used_at IS NOT NULL AS "used",
       s.ended_at IS NULL AND s.expires > now() AND s.idle_expires > now()
       AND p.disabled_at IS NULL AND p.deleted_at IS NULL AS "good"
  FROM refresh r
  JOIN session s ON s.id = r.session
  JOIN person p ON p.id = s.person
 WHERE r.hash = :hash
   FOR UPDATE OF r, s

-- name: refresh_insert  params: hash text, session uuid  rows: none
INSERT INTO refresh (hash, session) VALUES (:hash, :session)

-- name: refresh_use  params: hash text  rows: none
UPDATE refresh SET used_at = now() WHERE hash = :hash

-- name: refresh_extend  params: session uuid, lifetime bigint  rows: none
UPDATE session
   SET used_at = now(), expires = now() + make_interval(secs => :lifetime),
       idle_expires = now() + make_interval(secs => :lifetime)
 WHERE id = :session

-- name: household_insert  params: id uuid, name text, slug text  rows: none
INSERT INTO household (id, name, slug)
SELECT :id, :name, CASE WHEN :slug <> '' AND NOT exists(
           SELECT FROM household WHERE slug = :slug) THEN :slug
       ELSE :slug || '-' || right(:id::text, 6) END

-- name: person_insert  params: id uuid, household uuid, member text, email text, username text, full_name text, password_hash text, locale text, time_zone text  rows: none
INSERT INTO person (id, household, member, email, username, full_name,
                    password_hash, locale, time_zone)
VALUES (:id, :household, :member, :email, :username, :full_name,
        :password_hash, coalesce(:locale, 'en-US'),
        coalesce(:time_zone, 'UTC'))
    ON CONFLICT DO NOTHING	-- of two at once one is tried again, and
				-- no address stands in the server's log

-- name: private_profile_insert  params: person uuid, sex text, address_line1 text, address_line2 text, city text, state_province_code text, country_code text, postal_code text  rows: none
INSERT INTO private_profile (person, sex, address_line1, address_line2, city,
                             state_province_code, country_code, postal_code)
VALUES (:person, :sex, :address_line1, :address_line2, :city,
        :state_province_code, :country_code, :postal_code)

-- name: person_taken  params: email text, username text  rows: one
SELECT exists(SELECT FROM person WHERE lower(email) = lower(:email))
           AS "email",
       exists(SELECT FROM person WHERE lower(username) = lower(:username))
           AS "username"

-- name: person_by_login  params: login text  rows: maybe
SELECT id, password_hash AS "passwordHash",
       disabled_at IS NULL AND deleted_at IS NULL AS "good"
  FROM person
 WHERE lower(email) = lower(:login) OR lower(username) = lower(:login)
 ORDER BY lower(email) = lower(:login) DESC
 LIMIT 1

-- name: person_rehash  params: id uuid, password_hash text  rows: none
UPDATE person SET password_hash = :password_hash WHERE id = :id

-- name: person_public  params: id uuid  rows: one
SELECT p.id, p.email, p.username, p.full_name AS "fullName", p.role,
       p.email_verified_at IS NOT NULL AS "emailVerified",
       p.mfa_enabled AS "mfaEnabled",
       h.id AS "household.id", h.name AS "household.name",
       p.member AS "household.role",
       p.created_at AS "createdAt"
  FROM person p JOIN household h ON h.id = p.household
 WHERE p.id = :id

-- name: kept_answer_claim  params: person uuid, route text, key text, body_hash text  rows: none
INSERT INTO kept_answer (person, route, key, body_hash)
VALUES (:person, :route, :key, :body_hash)
ON CONFLICT (person, route, key) DO UPDATE
   SET body_hash = excluded.body_hash, status = NULL, body = NULL,
       head = NULL, created_at = now()
 WHERE kept_answer.created_at < now() - interval '24 hours'

-- name: kept_answer_find  params: person uuid, route text, key text  rows: maybe
SELECT body_hash AS "bodyHash", status, body, head
  FROM kept_answer
 WHERE person = :person AND route = :route AND key = :key

-- name: kept_answer_fill  params: person uuid, route text, key text, status bigint, body text, head text  rows: none
UPDATE kept_answer SET status = :status, body = :body, head = :head
 WHERE person = :person AND route = :route AND key = :key

-- name: person_profile  params: id uuid  rows: one
SELECT p.username AS "profile.username", p.full_name AS "profile.fullName",
       x.sex AS "privateProfile.sex",
       x.address_line1 AS "privateProfile.addressLine1",
       x.address_line2 AS "privateProfile.addressLine2",
       x.city AS "privateProfile.city",
       x.state_province_code AS "privateProfile.stateProvinceCode",
       x.country_code AS "privateProfile.countryCode",
       x.postal_code AS "privateProfile.postalCode",
       p.locale AS "preferences.locale", p.time_zone AS "preferences.timeZone",
       p.units AS "preferences.units"
  FROM person p LEFT JOIN private_profile x ON x.person = p.id
 WHERE p.id = :id
