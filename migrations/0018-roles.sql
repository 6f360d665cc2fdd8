-- kind: after
-- The programs' role need not own the schema: what only an owner may do, and
-- they do, is done by functions as the owner.

ALTER FUNCTION change_order_renew() SECURITY DEFINER;
ALTER FUNCTION change_order_renew() SET search_path = public, pg_temp;

-- The planner knows nothing of rows that were put in a moment ago.
CREATE FUNCTION user_import_ready() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	EXECUTE 'ANALYZE user_import';
END $$;

-- Rows of all tables, those that come included, and nothing of their shape;
-- what says which schema this is, and whose, stays the owner's.
CREATE FUNCTION grant_to(app text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF app = current_user THEN
		RETURN;
	END IF;
	EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app);
	EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES '
	    'IN SCHEMA public TO %I', app);
	EXECUTE format('GRANT SELECT, USAGE ON ALL SEQUENCES '
	    'IN SCHEMA public TO %I', app);
	EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON migration, '
	    'installation, change_order FROM %I', app);
	EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT '
	    'SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', app);
	EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT '
	    'SELECT, USAGE ON SEQUENCES TO %I', app);
END $$;
