-- Households, people, sessions, and what every later table leans on.
--
-- A table that a household owns has id, household, version, seq, created_at,
-- updated_at, deleted_at; the trigger `stamp` keeps version, seq and
-- updated_at. Foreign keys are composite (household, id), so a row of
-- another household cannot be referenced. Reads go through live_* views.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TABLE installation (
	single		boolean PRIMARY KEY DEFAULT true CHECK (single),
	environment	text NOT NULL DEFAULT 'development',
	created_at	timestamptz NOT NULL DEFAULT now()
);
INSERT INTO installation DEFAULT VALUES;

CREATE TABLE household (
	id		uuid PRIMARY KEY,
	name		text NOT NULL,
	slug		text NOT NULL CONSTRAINT household_slug UNIQUE,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE household SET seq = seq + 1 WHERE id = NEW.household
	RETURNING seq INTO NEW.seq;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		NEW.updated_at := now();
	END IF;
	RETURN NEW;
END $$;

CREATE TABLE person (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL REFERENCES household,
	member		text NOT NULL DEFAULT 'owner'
			CHECK (member IN ('owner', 'member', 'viewer')),
	role		text NOT NULL DEFAULT 'user'
			CHECK (role IN ('user', 'moderator', 'admin')),
	email		text NOT NULL,
	username	text NOT NULL,
	full_name	text NOT NULL,
	password_hash	text NOT NULL,
	email_verified_at timestamptz,
	mfa_enabled	boolean NOT NULL DEFAULT false,
	locale		text NOT NULL DEFAULT 'en-US',
	time_zone	text NOT NULL DEFAULT 'UTC',
	units		text NOT NULL DEFAULT 'us'
			CHECK (units IN ('us', 'imperial', 'metric')),
	version		integer NOT NULL DEFAULT 1,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	disabled_at	timestamptz,
	deleted_at	timestamptz,
	UNIQUE (household, id)
);
CREATE UNIQUE INDEX person_email ON person (lower(email));
CREATE UNIQUE INDEX person_username ON person (lower(username));

-- What nobody but the person sees.
CREATE TABLE private_profile (
	person		uuid PRIMARY KEY REFERENCES person ON DELETE CASCADE,
	sex		text CHECK (sex IN ('FEMALE', 'MALE', 'OTHER',
			'UNDISCLOSED')),
	address_line1	text,
	address_line2	text,
	city		text,
	state_province_code text,
	country_code	text,
	postal_code	text,
	preferences	jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE session (
	id		uuid PRIMARY KEY,
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	kind		text NOT NULL CHECK (kind IN ('browser', 'app')),
	name		text,
	secret_hash	text UNIQUE,
	created_at	timestamptz NOT NULL DEFAULT now(),
	used_at		timestamptz NOT NULL DEFAULT now(),
	expires		timestamptz NOT NULL,
	idle_expires	timestamptz NOT NULL,
	ended_at	timestamptz
);
CREATE INDEX session_person ON session (person);

-- Sessions that are good, and who they stand for.
CREATE VIEW live_session AS
	SELECT s.id AS session, s.kind, s.secret_hash, p.id AS person,
	       p.household, p.role, p.member, p.locale, p.time_zone AS zone,
	       p.full_name AS name, h.name AS "householdName", p.units,
	       (now() AT TIME ZONE p.time_zone)::date AS today,
	       s.used_at < now() - interval '5 minutes' AS stale
	  FROM session s
	  JOIN person p ON p.id = s.person
	  JOIN household h ON h.id = p.household
	 WHERE s.ended_at IS NULL AND s.expires > now()
	   AND s.idle_expires > now() AND p.disabled_at IS NULL
	   AND p.deleted_at IS NULL;

-- A refresh family is a session; a token used twice ends it.
CREATE TABLE refresh (
	hash		text PRIMARY KEY,
	session		uuid NOT NULL REFERENCES session ON DELETE CASCADE,
	created_at	timestamptz NOT NULL DEFAULT now(),
	used_at		timestamptz
);
CREATE INDEX refresh_session ON refresh (session);

CREATE TABLE audit (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at		timestamptz NOT NULL DEFAULT now(),
	person		uuid,
	household	uuid,
	action		text NOT NULL,
	detail		jsonb
);
CREATE INDEX audit_person ON audit (person, at);

-- Tries, counted right across processes; a crash may forget them.
CREATE UNLOGGED TABLE tries (
	key		text NOT NULL,
	at		timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tries_key ON tries (key, at);

-- Answers kept for repeated Idempotency-Keys.
CREATE TABLE kept_answer (
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	route		text NOT NULL,
	key		text NOT NULL,
	body_hash	text NOT NULL,
	status		integer,
	body		text,
	head		text,
	created_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (person, route, key)
);
