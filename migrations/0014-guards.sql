-- kind: before
-- A name that somebody gave up stays theirs for a year: nobody else takes it
-- and is taken for them. Only its hash is kept, as long as they are there.
CREATE TABLE freed_username (
	hash		text PRIMARY KEY,	-- SHA-256 of the small letters
	person		uuid NOT NULL		-- who may take it back
			REFERENCES person ON DELETE CASCADE,
	freed_at	timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX freed_username_person ON freed_username (person);
CREATE INDEX freed_username_at ON freed_username (freed_at);

CREATE FUNCTION username_hash(name text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
	SELECT encode(sha256(convert_to(lower(name), 'UTF8')), 'hex')
$$;

CREATE FUNCTION username_freed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF lower(OLD.username) = lower(NEW.username) THEN
		RETURN NULL;
	END IF;
	INSERT INTO freed_username (hash, person)
	VALUES (username_hash(OLD.username), OLD.id)
	    ON CONFLICT (hash) DO UPDATE
	   SET person = excluded.person, freed_at = now();
	RETURN NULL;
END $$;
CREATE TRIGGER person_username_freed AFTER UPDATE OF username
	ON person FOR EACH ROW EXECUTE FUNCTION username_freed();

-- Whether it is somebody else's, or was a short while ago.
CREATE FUNCTION username_taken(name text, who uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
	SELECT exists(SELECT FROM person p
	               WHERE lower(p.username) = lower(name)
	                 AND p.id IS DISTINCT FROM who)
	    OR exists(SELECT FROM freed_username f
	               WHERE f.hash = username_hash(name)
	                 AND f.freed_at > now() - interval '1 year'
	                 AND (who IS NULL OR f.person IS DISTINCT FROM who))
$$;
