-- kind: before
-- A telephone number, for those who give one.
ALTER TABLE private_profile ADD phone text;
ALTER TABLE user_import ADD phone text;

-- Registrations by their Idempotency-Key: what came of it, found again by the
-- key and a code of the body without its password. Nothing of the body is
-- kept.
CREATE TABLE kept_registration (
	code		text PRIMARY KEY,
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	created_at	timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX kept_registration_person ON kept_registration (person);
CREATE INDEX kept_registration_at ON kept_registration (created_at);
