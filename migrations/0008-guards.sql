-- What guards an account is changed only by who gave the password a moment
-- ago: when a session last did. Of those that are here, at their login.

ALTER TABLE session ADD proved_at timestamptz;
UPDATE session SET proved_at = created_at;
ALTER TABLE session
	ALTER proved_at SET NOT NULL,
	ALTER proved_at SET DEFAULT now();
