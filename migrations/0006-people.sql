-- What accounts need besides a password: second factors, tokens, mail, what
-- somebody agreed to, what happened, and the work that is done later.

ALTER TABLE person
	ADD totp_secret		text,	-- sealed (secret_seal), NULL: none
	ADD totp_step		bigint NOT NULL DEFAULT 0, -- the last used
	ADD verify_sent_at	timestamptz,
	ADD purge_at		timestamptz,	-- asked to be deleted then
	ADD password_at		timestamptz NOT NULL DEFAULT now(),
	ADD disabled_reason	text;	-- an admin's words to the person
ALTER TABLE person ALTER password_hash DROP NOT NULL;	-- imported without
CREATE INDEX person_purge ON person (purge_at) WHERE purge_at IS NOT NULL;
CREATE INDEX person_newest ON person (created_at DESC, id DESC);
CREATE INDEX person_search ON person USING gin
	((lower(username || ' ' || email || ' ' || full_name)) gin_trgm_ops);

-- The public profile and the preferences of a person.
ALTER TABLE private_profile ADD about text;
ALTER TABLE recipe ALTER author DROP NOT NULL;	-- who has left for good

-- A household's data moves along with somebody who was alone in it: what
-- refers to each other moves table by table, and is checked at the end.
ALTER TABLE household ADD updated_at timestamptz NOT NULL DEFAULT now(),
	ADD version integer NOT NULL DEFAULT 1;
-- Rows that move along keep their order, behind what is in the new household:
-- their seq comes with them, as counting each would take the square of their
-- number. Whoever is just saving something for a household that has gone
-- starts over, and learns which one is theirs.
CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND NEW.household <> OLD.household
	   AND NEW.seq > OLD.seq THEN
		NEW.version := OLD.version + 1;
		NEW.updated_at := now();
		RETURN NEW;
	END IF;
	UPDATE household SET seq = seq + 1 WHERE id = NEW.household
	RETURNING seq INTO NEW.seq;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'could not serialize access: the household '
		    'is gone' USING ERRCODE = 'serialization_failure';
	END IF;
	IF TG_OP = 'UPDATE' THEN
		NEW.version := OLD.version + 1;
		NEW.updated_at := now();
	END IF;
	RETURN NEW;
END $$;
-- What a food can be called in a household: as wished, or with the first
-- number that no live food has in any of the households that come together.
CREATE FUNCTION food_free_name(homes uuid[], home uuid, wish text)
RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN NOT exists(SELECT FROM live_food
	       WHERE household = home AND lower(name) = lower(wish))
	       THEN wish ELSE (
		SELECT c.name
		  FROM generate_series(2, 1000) n
		 CROSS JOIN LATERAL (SELECT left(wish, 190) || ' (' || n || ')'
		       AS name) c
		 WHERE NOT exists(SELECT FROM live_food
		       WHERE household = ANY(homes)
		         AND lower(name) = lower(c.name))
		 ORDER BY n LIMIT 1) END
$$;
ALTER TABLE person ADD joined_at timestamptz NOT NULL DEFAULT now();
UPDATE person SET joined_at = created_at;
ALTER TABLE recipe_ingredient ALTER CONSTRAINT
	recipe_ingredient_household_recipe_fkey DEFERRABLE;
ALTER TABLE recipe_step ALTER CONSTRAINT
	recipe_step_household_recipe_fkey DEFERRABLE;
ALTER TABLE recipe_favorite ALTER CONSTRAINT
	recipe_favorite_household_recipe_fkey DEFERRABLE;
ALTER TABLE meal_item ALTER CONSTRAINT
	meal_item_household_meal_fkey DEFERRABLE;
ALTER TABLE meal_item ALTER CONSTRAINT meal_item_recipe DEFERRABLE;
ALTER TABLE plan_entry ALTER CONSTRAINT plan_entry_recipe DEFERRABLE;
ALTER TABLE plan_entry ALTER CONSTRAINT plan_entry_meal DEFERRABLE;
ALTER TABLE shopping_item ALTER CONSTRAINT
	shopping_item_household_list_fkey DEFERRABLE;

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

-- Give a person another address, which they have shown to be theirs; false
-- when somebody has it. That is caught here, so that no address stands in the
-- server's log.
CREATE FUNCTION person_readdress(whom uuid, address text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE person SET email = address, email_verified_at = now()
	 WHERE id = whom;
	RETURN FOUND;
EXCEPTION WHEN unique_violation THEN
	RETURN false;
END $$;

-- Another username; false when somebody has it. Caught here for the same
-- reason.
CREATE FUNCTION person_rename(whom uuid, name text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE person SET username = name WHERE id = whom;
	RETURN FOUND;
EXCEPTION WHEN unique_violation THEN
	RETURN false;
END $$;

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

-- ---- privacy: what ends what is kept (lib/sql/retention.sql)
CREATE INDEX session_over ON session
	((coalesce(ended_at, least(expires, idle_expires))));
CREATE INDEX refresh_used ON refresh (used_at) WHERE used_at IS NOT NULL;
CREATE INDEX ticket_expires ON ticket (expires);
CREATE INDEX tries_at ON tries (at);
CREATE INDEX kept_answer_at ON kept_answer (created_at);
CREATE INDEX device_used ON device (used_at);
CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX api_token_over ON api_token ((least(ended_at, expires)));
CREATE INDEX audit_actor ON audit (actor);
CREATE INDEX audit_action ON audit (action, at, id);
CREATE INDEX recipe_author ON recipe (author);
CREATE INDEX recipe_trash ON recipe (deleted_at)
	WHERE deleted_at IS NOT NULL;
CREATE INDEX food_trash ON food (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX meal_trash ON meal (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX plan_entry_trash ON plan_entry (deleted_at)
	WHERE deleted_at IS NOT NULL;
CREATE INDEX shopping_list_trash ON shopping_list (deleted_at)
	WHERE deleted_at IS NOT NULL;
CREATE INDEX shopping_item_trash ON shopping_item (deleted_at)
	WHERE deleted_at IS NOT NULL AND NOT removed;
CREATE INDEX plan_entry_by_meal ON plan_entry (household, meal_id)
	WHERE meal_id IS NOT NULL;
CREATE INDEX shopping_item_by_food ON shopping_item (food_id)
	WHERE food_id IS NOT NULL;
CREATE INDEX shopping_item_of_list ON shopping_item (household, list);
CREATE INDEX recipe_favorite_recipe ON recipe_favorite (household, recipe);
CREATE INDEX food_favorite_food ON food_favorite (food);
CREATE INDEX food_household ON food (household) WHERE household IS NOT NULL;

-- Rows of a file of people, while they are checked and brought in; empty at
-- any other time. `base` is a username made from the address, household_key
-- the same for all of one household, `leads` the first row of a new one.
CREATE UNLOGGED TABLE user_import (
	n		integer PRIMARY KEY,
	faults		jsonb NOT NULL DEFAULT '[]',
	id		uuid NOT NULL,
	existing	uuid,
	changed		boolean NOT NULL DEFAULT false,
	home		uuid NOT NULL,
	leads		boolean NOT NULL DEFAULT true,
	email		text,
	username	text,
	base		text,
	slug		text,
	full_name	text,
	password_hash	text,
	role		text,
	email_verified	boolean NOT NULL DEFAULT false,
	household_key	text,
	household_name	text,
	member		text,
	sex		text,
	address_line1	text,
	address_line2	text,
	city		text,
	state_province_code text,
	country_code	text,
	postal_code	text,
	locale		text,
	time_zone	text,
	units		text
);
CREATE INDEX user_import_email ON user_import (lower(email));
CREATE INDEX user_import_username ON user_import (lower(username));

-- People as administrators see them: the account, nothing private.
CREATE VIEW known_person AS
	SELECT p.id, p.email, p.username, p.full_name AS "fullName", p.role,
	       CASE WHEN p.disabled_at IS NOT NULL THEN 'disabled'
	            WHEN p.purge_at IS NOT NULL THEN 'leaving'
	            ELSE 'active' END AS state,
	       p.email_verified_at IS NOT NULL AS "emailVerified",
	       p.mfa_enabled AS "mfaEnabled",
	       h.id AS "household.id", h.name AS "household.name",
	       p.member AS "household.role", p.created_at AS "createdAt",
	       p.disabled_at AS "disabledAt",
	       p.disabled_reason AS "disabledReason", p.purge_at AS "purgeAt",
	       p.password_hash IS NOT NULL AS "passwordSet", p.version,
	       p.locale,
	       lower(p.username || ' ' || p.email || ' ' || p.full_name)
	           AS words
	  FROM person p
	  JOIN household h ON h.id = p.household
	 WHERE p.deleted_at IS NULL;
