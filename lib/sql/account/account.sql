-- Accounts.

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

-- name: private_profile_insert  params: person uuid, sex text, address_line1 text, address_line2 text, city text, state_province_code text, country_code text, postal_code text, phone text  rows: none
INSERT INTO private_profile (person, sex, address_line1, address_line2, city,
                             state_province_code, country_code, postal_code,
                             phone)
VALUES (:person, :sex, :address_line1, :address_line2, :city,
        :state_province_code, :country_code, :postal_code, :phone)

-- name: person_taken  params: email text, username text  rows: one
SELECT address_taken(:email, NULL) AS "email",
       username_taken(:username, NULL) AS "username"

-- login is what was compared, also when it is nobody's.
-- name: person_by_login  params: login text, device text  rows: one
SELECT lower(:login) AS "login", p.id, p.password_hash AS "passwordHash",
       p.mfa_enabled AS "mfa", p.password_at::text AS "passwordAt",
       p.disabled_at IS NULL AND p.deleted_at IS NULL AND p.id IS NOT NULL
           AS "good",
       exists(SELECT FROM device d WHERE d.person = p.id
                 AND d.hash = :device) AS "known"
  FROM (VALUES (1)) AS once
  LEFT JOIN LATERAL (SELECT * FROM person
         WHERE lower(email) = lower(:login)
            OR lower(username) = lower(:login)
         ORDER BY lower(email) = lower(:login) DESC
         LIMIT 1) p ON true

-- Of a password that is the one that was looked at.
-- name: person_rehash  params: id uuid, was text, password_hash text  rows: none
UPDATE person SET password_hash = :password_hash
 WHERE id = :id AND password_hash = :was

-- FOR SHARE: a change of the password that is under way is waited for.
-- name: person_still  params: id uuid, since timestamptz  rows: maybe
SELECT id FROM person WHERE id = :id AND password_at = :since FOR SHARE

-- name: person_public  params: id uuid  rows: one
SELECT p.id, p.email, p.username, p.full_name AS "fullName", p.role,
       p.email_verified_at IS NOT NULL AS "emailVerified",
       p.mfa_enabled AS "mfaEnabled",
       h.id AS "household.id", h.name AS "household.name",
       h.slug AS "household.slug", p.member AS "household.role",
       p.created_at AS "createdAt", p.purge_at AS "deletionAt"
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

-- Logging in, and what needs one's password once more.

-- name: person_password  params: id uuid  rows: one
SELECT password_hash AS "passwordHash" FROM person WHERE id = :id

-- name: session_end_secret  params: secret_hash text  rows: none
UPDATE session SET ended_at = now()
 WHERE secret_hash = :secret_hash AND kind = 'browser' AND ended_at IS NULL

-- name: device_known  params: hash text  rows: one
SELECT exists(SELECT FROM device WHERE hash = :hash) AS "known"

-- name: device_seen  params: person uuid, hash text  rows: none
INSERT INTO device (person, hash) VALUES (:person, :hash)
    ON CONFLICT (person, hash) DO UPDATE SET used_at = now()
 WHERE device.used_at < now() - interval '1 hour'

-- name: registration_kept  params: code text  rows: maybe
SELECT person FROM kept_registration
 WHERE code = :code AND created_at > now() - interval '24 hours'

-- What is over a day old makes room.
-- name: registration_keep  params: code text, person uuid  rows: none
INSERT INTO kept_registration AS k (code, person) VALUES (:code, :person)
    ON CONFLICT (code) DO UPDATE
   SET person = excluded.person, created_at = now()
 WHERE k.created_at < now() - interval '24 hours'
