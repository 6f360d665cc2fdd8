-- kind: after
-- The order of changes agrees with the order of commits, and no row is
-- written by everybody: seq is the transaction's number (xid8) on top of
-- base. Who reads changes takes those below change_bound(), above the last
-- seq they saw, and so misses none and sees none twice: a transaction that
-- ends later has a seq from there on.
--
-- Another cluster counts its transactions anew, and a dump that was put back
-- forgets what readers have seen: then change_order_renew(), which `mealctl
-- migrate` and the worker call, lifts base over all that is there and gives
-- a new epoch, which cursors carry.

CREATE TABLE change_order (
	epoch	uuid NOT NULL,
	cluster	text NOT NULL,	-- whose transaction numbers these are
	base	bigint NOT NULL
);

-- The cluster, its time line, and the database in it.
CREATE FUNCTION change_cluster() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('-', c.system_identifier,
	       left(pg_walfile_name(pg_current_wal_lsn()), 8), d.oid)
	  FROM pg_control_system() c, pg_database d
	 WHERE d.datname = current_database()
$$;

-- Who is writing with the old base in its snapshot finds no row, and starts
-- over: an emptied table is empty for everybody.
CREATE FUNCTION change_order_renew() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	over bigint := 0;
BEGIN
	IF exists(SELECT FROM change_order WHERE cluster = change_cluster())
	THEN
		RETURN false;
	END IF;
	-- one at a time: the others look again
	IF NOT pg_try_advisory_xact_lock(hashtext('meal change order')) THEN
		RAISE EXCEPTION 'could not serialize access: the order of '
		    'changes is being renewed'
		    USING ERRCODE = 'serialization_failure';
	END IF;
	LOCK TABLE change_order IN ACCESS EXCLUSIVE MODE;
	SELECT greatest(
	       (SELECT max(seq) FROM food), (SELECT max(seq) FROM recipe),
	       (SELECT max(seq) FROM meal), (SELECT max(seq) FROM plan_entry),
	       (SELECT max(seq) FROM target),
	       (SELECT max(seq) FROM shopping_list),
	       (SELECT max(seq) FROM shopping_item),
	       (SELECT base + pg_current_xact_id()::text::bigint
	          FROM change_order), 0) INTO over;
	TRUNCATE change_order;
	INSERT INTO change_order VALUES (gen_random_uuid(), change_cluster(),
	    over);
	RETURN true;
END $$;

-- What is below it is complete.
CREATE FUNCTION change_bound() RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT base + pg_snapshot_xmin(pg_current_snapshot())::text::bigint
	  FROM change_order
$$;

-- What a save did not change is no new version. Rows of which other rows are
-- a part say by a hash of those (content) whether they changed.
CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		IF NEW *= OLD THEN
			RETURN NEW;
		END IF;
		NEW.version := OLD.version + 1;
		NEW.updated_at := now();
	END IF;
	SELECT base + pg_current_xact_id()::text::bigint INTO NEW.seq
	  FROM change_order;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'could not serialize access: the order of '
		    'changes is new' USING ERRCODE = 'serialization_failure';
	END IF;
	RETURN NEW;
END $$;
SELECT change_order_renew();

ALTER TABLE recipe ADD content text;
ALTER TABLE meal ADD content text;
CREATE OR REPLACE VIEW live_recipe AS
	SELECT * FROM recipe WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW live_meal AS
	SELECT * FROM meal WHERE deleted_at IS NULL;

-- Two numbers of which one changes whenever any of it does; a sum, as a
-- transaction may end after one that began later.
CREATE OR REPLACE VIEW shopping_plan_state AS
	SELECT l.household, l.id AS list, s.entries, s.seq
	  FROM live_shopping_list l
	 CROSS JOIN LATERAL (
	       WITH e AS MATERIALIZED (
			SELECT recipe_id, meal_id, seq
			  FROM live_plan_entry
			 WHERE household = l.household
			   AND date BETWEEN l.from_date AND l.to_date
			   AND (recipe_id IS NOT NULL OR meal_id IS NOT NULL
				OR food_id IS NOT NULL))
	       SELECT count(*) AS entries,
		      (coalesce(sum(e.seq), 0) + coalesce((
			SELECT sum(m.seq)
			  FROM meal m
			 WHERE m.household = l.household
			   AND m.id IN (SELECT e.meal_id FROM e)), 0) +
			coalesce((
			SELECT sum(r.seq)
			  FROM recipe r
			 WHERE r.household = l.household
			   AND r.id IN (
				SELECT e.recipe_id FROM e
				UNION
				SELECT i.recipe_id
				  FROM meal_item i
				 WHERE i.household = l.household
				   AND i.meal IN (SELECT e.meal_id FROM e))),
			0))::bigint AS seq
		 FROM e) s;

-- Lists that were up to date still are: said by the new numbers.
UPDATE shopping_list l SET plan_seq = n.seq
  FROM shopping_plan_state n
 WHERE n.household = l.household AND n.list = l.id
   AND l.plan_entries = n.entries
   AND l.plan_seq = coalesce(greatest(
       (SELECT max(e.seq) FROM shopping_plan e WHERE e.household = l.household
           AND e.list = l.id),
       (SELECT max(m.seq) FROM meal m JOIN shopping_plan e
            ON e.household = m.household AND e.meal_id = m.id
         WHERE e.household = l.household AND e.list = l.id),
       (SELECT max(r.seq) FROM recipe r JOIN shopping_plan_recipe p
            ON p.household = r.household AND p.recipe_id = r.id
         WHERE p.household = l.household AND p.list = l.id)), 0);

ALTER TABLE household DROP seq;
