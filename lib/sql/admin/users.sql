-- People brought in from a file. The rows wait in user_import, are checked
-- there, and become people by the thousand: :first and :last say which rows a
-- statement is about, so that none takes long.

-- One import at a time; not waited for, as a transaction that waited would
-- see what was there before.
-- name: users_import_lock  rows: one
SELECT pg_try_advisory_xact_lock(hashtext('meal users import')) AS "free"

-- name: users_import_stage  params: rows jsonb  rows: none
INSERT INTO user_import (n, faults, id, home, email, username, base, slug,
       full_name, password_hash, role, email_verified, household_key,
       household_name, member, sex, address_line1, address_line2, city,
       state_province_code, country_code, postal_code, phone, locale,
       time_zone, units)
SELECT n, faults, id, home, email, username, base, slug, full_name,
       password_hash, role, coalesce(email_verified, false), household_key,
       household_name, member, sex, address_line1, address_line2, city,
       state_province_code, country_code, postal_code, phone, locale,
       time_zone, units
  FROM jsonb_populate_recordset(NULL::user_import, :rows)

-- The planner learns of rows that were put in a moment ago; and this may take
-- as long as it takes.
-- name: users_import_ready  rows: one  writes
SELECT user_import_ready()::text AS "done"

-- name: users_import_patience  rows: none
SET LOCAL statement_timeout = 0

-- Who is here already.
-- name: users_import_known  params: first bigint, last bigint  rows: none
UPDATE user_import i SET existing = p.id
  FROM person p
 WHERE lower(p.email) = lower(i.email) AND i.n BETWEEN :first AND :last

-- name: users_import_same_email  rows: none
UPDATE user_import i
   SET faults = i.faults || jsonb_build_array(jsonb_build_object('pointer',
           '/email', 'detail', 'Row ' || x.first || ' has this address '
           'already.'))
  FROM (SELECT n, min(n) OVER (PARTITION BY lower(email)) AS first
          FROM user_import WHERE email IS NOT NULL) x
 WHERE x.n = i.n AND x.first < x.n

-- name: users_import_same_username  rows: none
UPDATE user_import i
   SET faults = i.faults || jsonb_build_array(jsonb_build_object('pointer',
           '/username', 'detail', 'Row ' || x.first || ' has this username '
           'already.'))
  FROM (SELECT n, min(n) OVER (PARTITION BY lower(username)) AS first
          FROM user_import WHERE username IS NOT NULL) x
 WHERE x.n = i.n AND x.first < x.n

-- name: users_import_taken  params: first bigint, last bigint  rows: none
UPDATE user_import i
   SET faults = i.faults || jsonb_build_array(jsonb_build_object('pointer',
           '/username', 'detail', 'Somebody else has this username.'))
  FROM person p
 WHERE lower(p.username) = lower(i.username)
   AND p.id IS DISTINCT FROM i.existing AND i.n BETWEEN :first AND :last

-- A username made from the address: as it is for the first who wants it, …
-- name: users_import_base  params: first bigint, last bigint  rows: none
UPDATE user_import i SET username = i.base
  FROM (SELECT n, row_number() OVER (PARTITION BY base ORDER BY n) AS place
          FROM user_import
         WHERE existing IS NULL AND username IS NULL
           AND n BETWEEN :first AND :last) x
 WHERE x.n = i.n AND x.place = 1
   AND NOT exists(SELECT FROM person p
        WHERE lower(p.username) = lower(i.base))
   AND NOT exists(SELECT FROM user_import o
        WHERE lower(o.username) = lower(i.base))

-- … with something after it for the others.
-- name: users_import_base_else  params: first bigint, last bigint  rows: none
UPDATE user_import
   SET username = base || '-' || right(id::text, 10)
 WHERE existing IS NULL AND username IS NULL AND base IS NOT NULL
   AND n BETWEEN :first AND :last

-- One household for all of a key: that of the first who is here already, or
-- a new one, which is its first row's.
-- name: users_import_homes  rows: none
UPDATE user_import i
   SET home = coalesce(x.here, x.made),
       leads = x.here IS NULL AND x.place = 1,
       member = coalesce(i.member, CASE WHEN x.here IS NULL AND x.place = 1
           THEN 'owner' ELSE 'member' END)
  FROM (SELECT j.n,
	       first_value(p.household) OVER (PARTITION BY
		   lower(j.household_key) ORDER BY p.id IS NULL, j.n) AS here,
	       first_value(j.home) OVER (PARTITION BY
		   lower(j.household_key) ORDER BY j.n) AS made,
	       row_number() OVER (PARTITION BY lower(j.household_key)
		   ORDER BY j.n) AS place
	  FROM user_import j LEFT JOIN person p ON p.id = j.existing
	 WHERE j.household_key IS NOT NULL) x
 WHERE x.n = i.n

-- name: users_import_ownerless  rows: none
UPDATE user_import i
   SET faults = i.faults || jsonb_build_array(jsonb_build_object('pointer',
           '/member', 'detail', 'Nobody owns this household. Make one of '
           'them "owner".'))
 WHERE i.leads AND i.existing IS NULL
   AND coalesce(i.member, 'owner') <> 'owner'
   AND NOT exists(SELECT FROM user_import o
        WHERE o.home = i.home AND o.member = 'owner')

-- What a file does not say of somebody stays as it is.
-- name: users_import_changed  params: first bigint, last bigint  rows: none
UPDATE user_import i SET changed = true
  FROM person p LEFT JOIN private_profile x ON x.person = p.id
 WHERE p.id = i.existing AND i.n BETWEEN :first AND :last
   AND (i.username <> p.username OR i.full_name <> p.full_name
        OR i.role <> p.role OR i.locale <> p.locale
        OR i.time_zone <> p.time_zone OR i.units <> p.units
        OR (i.email_verified AND p.email_verified_at IS NULL)
        OR coalesce(i.sex, x.sex) IS DISTINCT FROM x.sex
        OR coalesce(i.address_line1, x.address_line1)
           IS DISTINCT FROM x.address_line1
        OR coalesce(i.address_line2, x.address_line2)
           IS DISTINCT FROM x.address_line2
        OR coalesce(i.city, x.city) IS DISTINCT FROM x.city
        OR coalesce(i.state_province_code, x.state_province_code)
           IS DISTINCT FROM x.state_province_code
        OR coalesce(i.country_code, x.country_code)
           IS DISTINCT FROM x.country_code
        OR coalesce(i.postal_code, x.postal_code)
           IS DISTINCT FROM x.postal_code
        OR coalesce(i.phone, x.phone) IS DISTINCT FROM x.phone)

-- name: users_import_count  rows: one
SELECT count(*) FILTER (WHERE faults <> '[]') AS "invalid",
       count(*) FILTER (WHERE faults = '[]' AND existing IS NULL)
           AS "created",
       count(*) FILTER (WHERE faults = '[]' AND changed) AS "updated",
       count(*) FILTER (WHERE faults = '[]' AND existing IS NOT NULL
           AND NOT changed) AS "unchanged"
  FROM user_import

-- name: users_import_report  params: after bigint  rows: many
SELECT n AS "row", CASE WHEN faults <> '[]' THEN 'invalid'
           WHEN existing IS NULL THEN 'created'
           WHEN changed THEN 'updated' ELSE 'unchanged' END AS "status",
       faults AS "errors"
  FROM user_import
 WHERE n > :after
 ORDER BY n
 LIMIT 1000

-- name: users_import_put_homes  params: first bigint, last bigint  rows: none
INSERT INTO household (id, name, slug)
SELECT i.home, coalesce(i.household_name, i.household_key,
           i.full_name || '’s household'),
       CASE WHEN i.slug <> '' AND NOT exists(SELECT FROM household h
		WHERE h.slug = i.slug) AND row_number() OVER (PARTITION BY
		i.slug ORDER BY i.n) = 1 THEN i.slug
            ELSE concat_ws('-', nullif(i.slug, ''),
		right(i.home::text, 12)) END
  FROM user_import i
 WHERE i.leads AND i.existing IS NULL AND i.n BETWEEN :first AND :last

-- name: users_import_put_people  params: first bigint, last bigint  rows: none
INSERT INTO person (id, household, member, role, email, username, full_name,
       password_hash, email_verified_at, locale, time_zone, units)
SELECT id, home, coalesce(member, 'owner'), coalesce(role, 'user'), email,
       username, full_name, password_hash,
       CASE WHEN email_verified THEN now() END, coalesce(locale, 'en-US'),
       coalesce(time_zone, 'UTC'), coalesce(units, 'us')
  FROM user_import
 WHERE existing IS NULL AND n BETWEEN :first AND :last
    ON CONFLICT DO NOTHING	-- so that no address stands in the server's
				-- log; the numbers are compared

-- name: users_import_put_private  params: first bigint, last bigint  rows: none
INSERT INTO private_profile AS x (person, sex, address_line1, address_line2,
       city, state_province_code, country_code, postal_code, phone)
SELECT coalesce(existing, id), sex, address_line1, address_line2, city,
       state_province_code, country_code, postal_code, phone
  FROM user_import
 WHERE (existing IS NULL OR changed) AND n BETWEEN :first AND :last
    ON CONFLICT (person) DO UPDATE
   SET sex = coalesce(excluded.sex, x.sex),
       address_line1 = coalesce(excluded.address_line1, x.address_line1),
       address_line2 = coalesce(excluded.address_line2, x.address_line2),
       city = coalesce(excluded.city, x.city),
       state_province_code = coalesce(excluded.state_province_code,
           x.state_province_code),
       country_code = coalesce(excluded.country_code, x.country_code),
       postal_code = coalesce(excluded.postal_code, x.postal_code),
       phone = coalesce(excluded.phone, x.phone)

-- name: users_import_update  params: first bigint, last bigint  rows: none
UPDATE person p
   SET username = coalesce(i.username, p.username),
       full_name = coalesce(i.full_name, p.full_name),
       role = coalesce(i.role, p.role), locale = coalesce(i.locale, p.locale),
       time_zone = coalesce(i.time_zone, p.time_zone),
       units = coalesce(i.units, p.units),
       email_verified_at = CASE WHEN i.email_verified
           THEN coalesce(p.email_verified_at, now())
           ELSE p.email_verified_at END,
       version = p.version + 1, updated_at = now()
  FROM user_import i
 WHERE p.id = i.existing AND i.changed AND i.n BETWEEN :first AND :last

-- name: users_import_audit  params: place text, first bigint, last bigint  rows: none
INSERT INTO audit (person, household, action, place)
SELECT p.id, p.household, CASE WHEN i.existing IS NULL THEN 'account-made'
           ELSE 'account-changed' END, :place
  FROM user_import i JOIN person p ON p.id = coalesce(i.existing, i.id)
 WHERE (i.existing IS NULL OR i.changed) AND i.n BETWEEN :first AND :last

-- name: users_import_end  rows: none
DELETE FROM user_import

-- Everybody, as a file that users_import takes.
-- name: users_export  params: created timestamptz, id uuid, limit bigint  rows: many
SELECT p.email, p.username, p.full_name AS "fullName", p.role,
       p.email_verified_at IS NOT NULL AS "emailVerified",
       h.slug AS "householdKey", h.name AS "householdName",
       p.member, x.sex, x.address_line1 AS "addressLine1",
       x.address_line2 AS "addressLine2", x.city,
       x.state_province_code AS "stateProvinceCode",
       x.country_code AS "countryCode", x.postal_code AS "postalCode",
       x.phone, p.locale, p.time_zone AS "timeZone", p.units,
       concat_ws(chr(31), p.created_at, p.id) AS "_cursor"
  FROM person p
  JOIN household h ON h.id = p.household
  LEFT JOIN private_profile x ON x.person = p.id
 WHERE p.deleted_at IS NULL
   AND (p.created_at, p.id) > (coalesce(:created, '-infinity'),
        coalesce(:id, '00000000-0000-0000-0000-000000000000'))
 ORDER BY p.created_at, p.id
 LIMIT :limit
