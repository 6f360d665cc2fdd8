-- "This was not me": an account put back to whom a mail was sent.

-- What became of it since then.
-- name: undo_state  params: person uuid, since timestamptz  rows: maybe
SELECT p.id, p.email, p.locale, p.mfa_enabled AS "mfa",
       p.mfa_enabled AND exists(SELECT FROM audit a
           WHERE a.person = p.id AND a.action = 'mfa-on' AND a.at >= :since)
           AS "mfaSince"
  FROM person p
 WHERE p.id = :person AND p.disabled_at IS NULL AND p.deleted_at IS NULL

-- The password may be known: nobody comes in by it any more.
-- name: undo_password  params: person uuid  rows: none
UPDATE person SET password_hash = NULL, password_at = now()
 WHERE id = :person

-- What waits, and links of this kind that went elsewhere.
-- name: undo_tickets  params: person uuid, email text  rows: none
UPDATE ticket SET used_at = now()
 WHERE person = :person AND used_at IS NULL
   AND (kind IN ('verify', 'reset', 'mfa', 'email') OR (kind = 'undo'
        AND lower(detail ->> 'email') <> lower(:email)))

-- The step of now: a code that was seen is not used again.
-- name: undo_mfa  params: person uuid, sealed text  rows: none
UPDATE person
   SET mfa_enabled = true, totp_secret = :sealed,
       totp_step = floor(extract(epoch FROM now()) / 30)::bigint
 WHERE id = :person AND NOT mfa_enabled

-- Whether a person, who was here before, comes by something never seen.
-- name: device_strange  params: person uuid, hash text  rows: one
SELECT p.id, p.email, p.locale,
       NOT exists(SELECT FROM device d
                   WHERE d.person = p.id AND d.hash = :hash)
       AND exists(SELECT FROM audit a
                   WHERE a.person = p.id AND a.action = 'login') AS "strange"
  FROM person p WHERE p.id = :person
