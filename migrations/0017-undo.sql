-- kind: after
-- Links "this was not me", in mails of what guards an account. Their detail
-- says what happened, and to which address the mail went.
ALTER TABLE ticket DROP CONSTRAINT ticket_kind_check,
	ADD CONSTRAINT ticket_kind_check CHECK (kind IN ('verify', 'reset',
		'mfa', 'email', 'invite', 'undo'));
CREATE INDEX ticket_undo ON ticket (lower(detail ->> 'email'))
	WHERE kind = 'undo';

-- Whether an address is an account's, or may be given back to one: whoever
-- took it away does not get it for another account.
CREATE FUNCTION address_taken(address text, who uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
	SELECT exists(SELECT FROM person p
	               WHERE lower(p.email) = lower(address)
	                 AND p.id IS DISTINCT FROM who)
	    OR exists(SELECT FROM ticket t
	               WHERE t.kind = 'undo' AND t.used_at IS NULL
	                 AND t.expires > now()
	                 AND lower(t.detail ->> 'email') = lower(address)
	                 AND t.person IS DISTINCT FROM who)
$$;

CREATE OR REPLACE FUNCTION person_readdress(whom uuid, address text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF address_taken(address, whom) THEN
		RETURN false;
	END IF;
	UPDATE person SET email = address, email_verified_at = now()
	 WHERE id = whom;
	RETURN FOUND;
EXCEPTION WHEN unique_violation THEN
	RETURN false;
END $$;
