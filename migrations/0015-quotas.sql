-- kind: after
-- What each household uses: bytes of its rows as text, and recipes. What a
-- statement added or took is a row of its own in household_growth, so that
-- writers in one household wait for nobody; now and then one of them adds
-- those rows up in household_use. What two transactions add at once neither
-- sees of the other: a limit can be passed by what is under way.

CREATE TABLE household_use (
	household	uuid PRIMARY KEY
			REFERENCES household ON DELETE CASCADE,
	bytes		bigint NOT NULL,
	recipes		bigint NOT NULL
);

CREATE TABLE household_growth (
	household	uuid NOT NULL
			REFERENCES household ON DELETE CASCADE,
	bytes		bigint NOT NULL,
	recipes		bigint NOT NULL,
	xact		xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX household_growth_household ON household_growth (household);

CREATE VIEW household_used AS
	SELECT h.id AS household,
	       coalesce(u.bytes, 0) + coalesce(g.bytes, 0)::bigint AS bytes,
	       coalesce(u.recipes, 0) + coalesce(g.recipes, 0)::bigint
			AS recipes
	  FROM household h
	  LEFT JOIN household_use u ON u.household = h.id
	 CROSS JOIN LATERAL (
	       SELECT sum(bytes) AS bytes, sum(recipes) AS recipes
		 FROM household_growth WHERE household = h.id) g;

-- A row as text, and what PostgreSQL adds to it. Not pg_column_size: a row
-- weighs the same when it comes and, packed or not, when it goes.
CREATE FUNCTION row_weight(line text) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
	SELECT octet_length(line)::bigint + 40
$$;

-- Rows added up, by one writer in many; the others' wait for the next.
CREATE FUNCTION household_fold(home uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtextextended(
	    'household use ' || home, 0)) THEN
		RETURN;
	END IF;
	WITH gone AS (
		DELETE FROM household_growth
		 WHERE household = home AND xact <> pg_current_xact_id()
	     RETURNING bytes, recipes)
	INSERT INTO household_use AS u (household, bytes, recipes)
	SELECT home, coalesce(sum(bytes), 0), coalesce(sum(recipes), 0)
	  FROM gone
	    ON CONFLICT (household) DO UPDATE
	   SET bytes = u.bytes + excluded.bytes,
	       recipes = u.recipes + excluded.recipes;
END $$;

-- The limits come with the connection (meal.household_bytes and
-- meal.household_recipes); without them there is none. What adds nothing is
-- never refused.
CREATE FUNCTION household_grew(home uuid, more bigint, dishes bigint,
    added boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	most_bytes bigint := nullif(nullif(current_setting(
	    'meal.household_bytes', true), ''), '0');
	most_recipes bigint := nullif(nullif(current_setting(
	    'meal.household_recipes', true), ''), '0');
	n record;
BEGIN
	IF home IS NULL OR (more = 0 AND dishes = 0) THEN
		RETURN;
	END IF;
	INSERT INTO household_growth (household, bytes, recipes)
	VALUES (home, more, dishes);
	IF NOT added THEN
		RETURN;
	END IF;
	SELECT count(*) AS rows,
	       coalesce(sum(g.bytes), 0) + coalesce((SELECT u.bytes
	          FROM household_use u WHERE u.household = home), 0) AS bytes,
	       coalesce(sum(g.recipes), 0) + coalesce((SELECT u.recipes
	          FROM household_use u WHERE u.household = home), 0) AS recipes,
	       sum(g.bytes) FILTER (WHERE mine) AS my_bytes,
	       sum(g.recipes) FILTER (WHERE mine) AS my_recipes
	  INTO n
	  FROM household_growth g
	 CROSS JOIN LATERAL (SELECT xact = pg_current_xact_id() AS mine) x
	 WHERE g.household = home;
	IF n.bytes > most_bytes AND n.my_bytes > 0 THEN
		RAISE EXCEPTION 'household_bytes'
		    USING ERRCODE = 'MQ001', CONSTRAINT = 'household_bytes',
		    DETAIL = format('%s %s', n.bytes - n.my_bytes, most_bytes);
	END IF;
	IF n.recipes > most_recipes AND n.my_recipes > 0 THEN
		RAISE EXCEPTION 'household_recipes'
		    USING ERRCODE = 'MQ001', CONSTRAINT = 'household_recipes',
		    DETAIL = format('%s %s', n.recipes - n.my_recipes,
		    most_recipes);
	END IF;
	IF n.rows > 500 + random() * 500 THEN
		PERFORM household_fold(home);
	END IF;
END $$;

-- Of a statement's rows: those that went and those that came. A recipe that
-- is put away is none, and its bytes are there until it is deleted for good.
CREATE FUNCTION household_weigh() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	x record;
BEGIN
	IF TG_OP = 'INSERT' THEN
		FOR x IN SELECT household, sum(row_weight(come::text)) AS bytes
		           FROM come WHERE household IS NOT NULL
		          GROUP BY household LOOP
			PERFORM household_grew(x.household, x.bytes::bigint, 0, true);
		END LOOP;
	ELSIF TG_OP = 'DELETE' THEN
		FOR x IN SELECT household, sum(row_weight(gone::text)) AS bytes
		           FROM gone WHERE household IS NOT NULL
		          GROUP BY household LOOP
			PERFORM household_grew(x.household, -x.bytes::bigint, 0,
			    false);
		END LOOP;
	ELSE
		FOR x IN SELECT household, sum(bytes) AS bytes FROM (
		         SELECT household, row_weight(come::text) AS bytes
		           FROM come
		          UNION ALL
		         SELECT household, -row_weight(gone::text) FROM gone) y
		          WHERE household IS NOT NULL
		          GROUP BY household LOOP
			PERFORM household_grew(x.household, x.bytes::bigint, 0, false);
		END LOOP;
	END IF;
	RETURN NULL;
END $$;

CREATE FUNCTION household_weigh_recipe() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	x record;
BEGIN
	IF TG_OP = 'INSERT' THEN
		FOR x IN SELECT household, sum(row_weight(come::text)) AS bytes,
		                count(*) FILTER (WHERE deleted_at IS NULL) AS n
		           FROM come WHERE household IS NOT NULL
		          GROUP BY household LOOP
			PERFORM household_grew(x.household, x.bytes::bigint, x.n, true);
		END LOOP;
	ELSIF TG_OP = 'DELETE' THEN
		FOR x IN SELECT household, sum(row_weight(gone::text)) AS bytes,
		                count(*) FILTER (WHERE deleted_at IS NULL) AS n
		           FROM gone WHERE household IS NOT NULL
		          GROUP BY household LOOP
			PERFORM household_grew(x.household, -x.bytes::bigint, -x.n,
			    false);
		END LOOP;
	ELSE
		FOR x IN SELECT household, sum(bytes) AS bytes, sum(n) AS n
		           FROM (
		         SELECT household, row_weight(come::text) AS bytes,
		                (deleted_at IS NULL)::integer AS n FROM come
		          UNION ALL
		         SELECT household, -row_weight(gone::text),
		                -(deleted_at IS NULL)::integer FROM gone) y
		          WHERE household IS NOT NULL
		          GROUP BY household LOOP
			PERFORM household_grew(x.household, x.bytes::bigint, x.n, false);
		END LOOP;
	END IF;
	RETURN NULL;
END $$;

-- Have a table of rows with a household counted, with what is in it.
CREATE FUNCTION household_counts(what regclass, weigh text
    DEFAULT 'household_weigh') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %s REFERENCING '
	    'NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION %I()',
	    weigh || '_come', what, weigh);
	EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %s REFERENCING '
	    'OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION %I()',
	    weigh || '_gone', what, weigh);
	EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING '
	    'OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT '
	    'EXECUTE FUNCTION %I()', weigh || '_change', what, weigh);
	EXECUTE format('INSERT INTO household_use AS u (household, bytes, '
	    'recipes) SELECT household, sum(row_weight(t::text)), 0 FROM %s t '
	    'WHERE household IS NOT NULL GROUP BY household ON CONFLICT '
	    '(household) DO UPDATE SET bytes = u.bytes + excluded.bytes', what);
END $$;

SELECT household_counts('recipe', 'household_weigh_recipe');
SELECT household_counts(t) FROM unnest(ARRAY['recipe_ingredient',
       'recipe_step', 'recipe_favorite', 'food', 'food_name', 'meal',
       'meal_item', 'plan_entry', 'target', 'shopping_list', 'shopping_item']
       ::regclass[]) AS t;
UPDATE household_use u SET recipes = (SELECT count(*) FROM recipe r
        WHERE r.household = u.household AND r.deleted_at IS NULL);
