-- The second factor.

-- name: mfa_state  params: person uuid  rows: one
SELECT p.id AS person, p.mfa_enabled AS "enabled", p.totp_secret AS "sealed",
       p.totp_step AS "step", p.username, p.email, p.locale,
       (SELECT count(*) FROM backup_code b
         WHERE b.person = p.id AND b.used_at IS NULL) AS "codesLeft"
  FROM person p
 WHERE p.id = :person

-- A secret that waits. The step begins anew with it: codes of another secret
-- say nothing about its own.
-- name: mfa_offer  params: person uuid, sealed text  rows: none
UPDATE person SET totp_secret = :sealed, totp_step = 0
 WHERE id = :person AND NOT mfa_enabled

-- name: mfa_on  params: person uuid, step bigint  rows: none
UPDATE person SET mfa_enabled = true, totp_step = :step
 WHERE id = :person AND NOT mfa_enabled AND totp_secret IS NOT NULL

-- name: mfa_off  params: person uuid  rows: none
UPDATE person SET mfa_enabled = false, totp_secret = NULL, totp_step = 0
 WHERE id = :person AND mfa_enabled

-- name: backup_codes_drop  params: person uuid  rows: none
DELETE FROM backup_code WHERE person = :person

-- name: backup_codes_insert  params: person uuid, hashes text[]  rows: none
INSERT INTO backup_code (person, hash) SELECT :person, unnest(:hashes)

-- The person of a login that waits, if it may go on: not one who came with a
-- password that was changed since.
-- name: mfa_waiting  params: ticket uuid, hashes text[]  rows: maybe
SELECT p.id AS person, p.totp_secret AS "sealed", p.totp_step AS "step",
       p.email, p.locale, p.password_at::text AS "passwordAt",
       exists(SELECT FROM backup_code b WHERE b.person = p.id
                 AND b.hash = ANY(:hashes) AND b.used_at IS NULL)
           AS "backup"
  FROM ticket t
  JOIN person p ON p.id = t.person
 WHERE t.id = :ticket AND p.mfa_enabled AND p.disabled_at IS NULL
   AND p.deleted_at IS NULL AND p.password_at <= t.created_at

-- Of two at once with one code the second touches nothing.
-- name: mfa_step  params: person uuid, step bigint, sealed text  rows: none
UPDATE person
   SET totp_step = :step, totp_secret = coalesce(:sealed, totp_secret)
 WHERE id = :person AND mfa_enabled AND totp_step < :step

-- name: backup_code_use  params: person uuid, hashes text[]  rows: none
UPDATE backup_code SET used_at = now()
 WHERE person = :person AND hash = ANY(:hashes) AND used_at IS NULL

-- Those that are kept without a key.
-- name: backup_codes_bare  params: limit bigint  rows: many
SELECT hash FROM backup_code WHERE position(':' IN hash) = 0
 ORDER BY hash LIMIT :limit

-- name: backup_codes_wrap  params: hashes text[], kept text[]  rows: none
UPDATE backup_code b SET hash = x.kept
  FROM unnest(:hashes::text[], :kept::text[]) AS x (hash, kept)
 WHERE b.hash = x.hash

-- name: backup_codes_left  params: person uuid  rows: one
SELECT count(*) AS "left" FROM backup_code
 WHERE person = :person AND used_at IS NULL

-- What protects an account, for its page.
-- name: mfa_security  params: person uuid  rows: one
SELECT p.email, p.email_verified_at IS NOT NULL AS "verified",
       p.mfa_enabled AS "mfa", p.password_at AS "passwordAt",
       (SELECT count(*) FROM backup_code b
         WHERE b.person = p.id AND b.used_at IS NULL) AS "codesLeft",
       (SELECT count(*) FROM live_session s WHERE s.person = p.id)
           AS "sessions",
       (SELECT count(*) FROM live_token t WHERE t.person = p.id) AS "tokens"
  FROM person p
 WHERE p.id = :person
