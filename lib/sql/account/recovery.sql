-- Passwords forgotten and changed, addresses verified and changed.

-- By id or by address, whichever is given.
-- name: recovery_person  params: id uuid, email text  rows: maybe
SELECT id, email, username, full_name AS "fullName", locale,
       email_verified_at IS NOT NULL AS "verified",
       verify_sent_at AS "sentAt"
  FROM person
 WHERE (id = :id OR lower(email) = lower(:email))
   AND disabled_at IS NULL AND deleted_at IS NULL

-- Hold the asking session: it must not be ended while it changes what its
-- ending is to protect.
-- name: recovery_hold  params: session uuid  rows: maybe
SELECT id FROM session WHERE id = :session AND ended_at IS NULL FOR UPDATE

-- A link that came by mail shows whose the mailbox is.
-- name: recovery_password  params: id uuid, password_hash text, mailed text  rows: none
UPDATE person
   SET password_hash = :password_hash, password_at = now(),
       email_verified_at = CASE WHEN lower(email) = lower(:mailed)
           THEN coalesce(email_verified_at, now())
           ELSE email_verified_at END
 WHERE id = :id

-- name: recovery_end_sessions  params: person uuid, but uuid  rows: none
UPDATE session SET ended_at = now()
 WHERE person = :person AND id IS DISTINCT FROM :but AND ended_at IS NULL

-- name: recovery_forget_devices  params: person uuid  rows: none
DELETE FROM device WHERE person = :person

-- name: recovery_verified  params: id uuid, email text  rows: none
UPDATE person SET email_verified_at = coalesce(email_verified_at, now())
 WHERE id = :id AND lower(email) = lower(:email)

-- name: recovery_readdress  params: id uuid, email text  rows: one  writes
SELECT person_readdress(:id, :email) AS "done"

-- name: recovery_sent  params: id uuid  rows: none
UPDATE person SET verify_sent_at = now() WHERE id = :id
