-- What accounts need besides a password: second factors, tokens, mail, what
-- somebody agreed to, what happened, and the work that is done later.

ALTER TABLE person
	ADD totp_secret		text,	-- sealed (secret_seal), NULL: none
	ADD totp_step		bigint NOT NULL DEFAULT 0, -- the last used
	ADD verify_sent_at	timestamptz,
	ADD purge_at		timestamptz,	-- asked to be deleted then
	ADD password_at		timestamptz NOT NULL DEFAULT now();
ALTER TABLE person ALTER password_hash DROP NOT NULL;	-- imported without
CREATE INDEX person_purge ON person (purge_at) WHERE purge_at IS NOT NULL;
CREATE INDEX person_newest ON person (created_at DESC, id DESC);
CREATE INDEX person_search ON person USING gin
	((lower(username || ' ' || email || ' ' || full_name)) gin_trgm_ops);

-- The public profile and the preferences of a person.
ALTER TABLE private_profile ADD about text;
ALTER TABLE recipe ALTER author DROP NOT NULL;	-- who has left for good

-- A household's data moves along with somebody who was alone in it.
ALTER TABLE household ADD updated_at timestamptz NOT NULL DEFAULT now(),
	ADD version integer NOT NULL DEFAULT 1;

CREATE TABLE backup_code (
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	hash		text NOT NULL,
	used_at		timestamptz,
	PRIMARY KEY (person, hash)
);

-- Secrets that work once: what they are for, whom and until when. The kind
-- "mfa" (a login that waits for its second factor) counts its failures.
CREATE TABLE ticket (
	hash		text PRIMARY KEY,
	kind		text NOT NULL CHECK (kind IN ('verify', 'reset',
			'mfa', 'email', 'invite')),
	person		uuid REFERENCES person ON DELETE CASCADE,
	household	uuid REFERENCES household ON DELETE CASCADE,
	detail		jsonb NOT NULL DEFAULT '{}',
	created_at	timestamptz NOT NULL DEFAULT now(),
	expires		timestamptz NOT NULL,
	failures	integer NOT NULL DEFAULT 0,
	used_at		timestamptz,
	id		uuid NOT NULL UNIQUE
);
CREATE INDEX ticket_person ON ticket (person, kind);
CREATE INDEX ticket_household ON ticket (household) WHERE kind = 'invite';

-- Browsers in which somebody has logged in before: a stranger's failures
-- elsewhere do not lock them out.
CREATE TABLE device (
	hash		text NOT NULL,
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	used_at		timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (person, hash)
);

CREATE TABLE api_token (
	id		uuid PRIMARY KEY,
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	name		text NOT NULL,
	hash		text NOT NULL UNIQUE,
	scopes		text[] NOT NULL,
	created_at	timestamptz NOT NULL DEFAULT now(),
	expires		timestamptz,
	used_at		timestamptz,
	ended_at	timestamptz
);
CREATE INDEX api_token_person ON api_token (person, created_at DESC);

ALTER TABLE session ADD place text,	-- the address, shortened
	ADD agent text;

DROP VIEW live_session;
-- People who may come in, and what every request asks about them.
CREATE VIEW live_person AS
	SELECT p.id AS person, p.household, p.role, p.member, p.locale,
	       p.time_zone AS zone, p.full_name AS name,
	       h.name AS "householdName", p.units,
	       (now() AT TIME ZONE p.time_zone)::date AS today,
	       p.email_verified_at IS NOT NULL AS verified,
	       p.mfa_enabled AS mfa, p.purge_at AS purge
	  FROM person p
	  JOIN household h ON h.id = p.household
	 WHERE p.disabled_at IS NULL AND p.deleted_at IS NULL;

-- Sessions that are good, and who they stand for.
CREATE VIEW live_session AS
	SELECT s.id AS session, s.kind, s.secret_hash,
	       s.used_at < now() - interval '5 minutes' AS stale, p.*
	  FROM session s
	  JOIN live_person p ON p.person = s.person
	 WHERE s.ended_at IS NULL AND s.expires > now()
	   AND s.idle_expires > now();

-- The same of API tokens.
CREATE VIEW live_token AS
	SELECT t.id AS session, t.hash, t.scopes,
	       t.used_at IS NULL OR t.used_at < now() - interval '5 minutes'
	           AS stale, p.*
	  FROM api_token t
	  JOIN live_person p ON p.person = t.person
	 WHERE t.ended_at IS NULL
	   AND (t.expires IS NULL OR t.expires > now());

-- Who did it (actor), to whom (person), from where (a shortened address).
ALTER TABLE audit ADD actor uuid, ADD place text;
CREATE INDEX audit_household ON audit (household, at);
CREATE INDEX audit_at ON audit (at, id);

CREATE TABLE consent (
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	kind		text NOT NULL,
	version		text NOT NULL,
	given_at	timestamptz NOT NULL DEFAULT now(),
	withdrawn_at	timestamptz,
	place		text,
	PRIMARY KEY (person, kind, version, given_at)
);

-- Mails to be sent. What they say is sealed, as it has links that let
-- somebody in, and forgotten once they are sent.
CREATE TABLE outbox (
	id		uuid PRIMARY KEY,
	person		uuid REFERENCES person ON DELETE CASCADE,
	template	text NOT NULL,
	sealed		text,		-- {to, locale, …} of the template
	state		text NOT NULL DEFAULT 'queued' CHECK (state IN
			('queued', 'sending', 'sent', 'dead')),
	tries		integer NOT NULL DEFAULT 0,
	due_at		timestamptz NOT NULL DEFAULT now(),
	maybe_twice	boolean NOT NULL DEFAULT false,
	last_error	text,
	bounced_at	timestamptz,
	created_at	timestamptz NOT NULL DEFAULT now(),
	sent_at		timestamptz
);
CREATE INDEX outbox_due ON outbox (due_at, id)
	WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_newest ON outbox (created_at DESC, id DESC);
CREATE INDEX outbox_person ON outbox (person);

-- Work for the worker that is no mail.
CREATE TABLE job (
	id		uuid PRIMARY KEY,
	person		uuid REFERENCES person ON DELETE CASCADE,
	kind		text NOT NULL,
	sealed		text,		-- what it is about
	state		text NOT NULL DEFAULT 'queued' CHECK (state IN
			('queued', 'running', 'done', 'failed')),
	tries		integer NOT NULL DEFAULT 0,
	due_at		timestamptz NOT NULL DEFAULT now(),
	done		bigint NOT NULL DEFAULT 0,	-- of total
	total		bigint NOT NULL DEFAULT 0,
	result		text,
	last_error	text,
	created_at	timestamptz NOT NULL DEFAULT now(),
	ended_at	timestamptz
);
CREATE INDEX job_due ON job (due_at, id) WHERE state IN ('queued', 'running');
CREATE INDEX job_person ON job (person, kind, created_at DESC);

-- Whatever is to be done wakes the worker.
CREATE FUNCTION wake_worker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NOTIFY meal_worker;
	RETURN NULL;
END $$;
CREATE TRIGGER outbox_wake AFTER INSERT ON outbox
	FOR EACH STATEMENT EXECUTE FUNCTION wake_worker();
CREATE TRIGGER job_wake AFTER INSERT ON job
	FOR EACH STATEMENT EXECUTE FUNCTION wake_worker();

-- When each of the regular tasks was last done.
CREATE TABLE chore (
	name		text PRIMARY KEY,
	done_at		timestamptz NOT NULL DEFAULT now()
);
