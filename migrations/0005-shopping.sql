-- Shopping lists: stored rows with where they come from.

CREATE TABLE shopping_list (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL REFERENCES household,
	name		text NOT NULL,
	from_date	date,		-- of the plan; both or none
	to_date		date,
	plan_entries	bigint NOT NULL DEFAULT 0,	-- shopping_plan_state
	plan_seq	bigint NOT NULL DEFAULT 0,	-- when it was read
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	UNIQUE (household, id),
	CHECK (num_nonnulls(from_date, to_date) IN (0, 2))
);
CREATE INDEX shopping_list_newest
	ON shopping_list (household, created_at DESC, id DESC)
	WHERE deleted_at IS NULL;
CREATE TRIGGER shopping_list_stamp BEFORE INSERT OR UPDATE ON shopping_list
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW live_shopping_list AS
	SELECT * FROM shopping_list WHERE deleted_at IS NULL;

CREATE TABLE shopping_item (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL,
	list		uuid NOT NULL,
	food_id		uuid REFERENCES food,
	food		text NOT NULL,
	merge_key	text NOT NULL DEFAULT '',	-- what refresh merges by
	quantity	numeric(12,3),
	unit		text,
	measure		text,		-- head, leaf …: no unit of the API
	aisle		text NOT NULL DEFAULT 'other',
	note		text,
	checked		boolean NOT NULL DEFAULT false,
	own		boolean NOT NULL DEFAULT false,	-- added by hand
	edited		boolean NOT NULL DEFAULT false,	-- amount set by hand
	removed		boolean NOT NULL DEFAULT false,	-- taken off by hand:
						-- refresh leaves it off
	sources		jsonb NOT NULL DEFAULT '[]',
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	UNIQUE (household, id),
	FOREIGN KEY (household, list) REFERENCES shopping_list (household, id)
		ON DELETE CASCADE
);
CREATE INDEX shopping_item_list ON shopping_item (household, list)
	WHERE deleted_at IS NULL;
CREATE TRIGGER shopping_item_stamp BEFORE INSERT OR UPDATE ON shopping_item
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW live_shopping_item AS
	SELECT * FROM shopping_item WHERE deleted_at IS NULL;

-- What of the plan a list is made from.
CREATE VIEW shopping_plan AS
	SELECT l.household, l.id AS list, e.id AS entry, e.date, e.meal_type,
	       e.position, e.recipe_id, e.meal_id, e.food_id, e.quantity,
	       e.unit, e.grams, e.servings, e.seq
	  FROM live_shopping_list l
	  JOIN live_plan_entry e ON e.household = l.household
	   AND e.date BETWEEN l.from_date AND l.to_date
	 WHERE e.recipe_id IS NOT NULL OR e.meal_id IS NOT NULL
	    OR e.food_id IS NOT NULL;

-- The recipes among it, those within meals as well.
CREATE VIEW shopping_plan_recipe AS
	SELECT household, list, recipe_id
	  FROM shopping_plan WHERE recipe_id IS NOT NULL
	UNION
	SELECT p.household, p.list, i.recipe_id
	  FROM shopping_plan p
	  JOIN live_meal m ON m.household = p.household AND m.id = p.meal_id
	  JOIN meal_item i ON i.household = m.household AND i.meal = m.id
	 WHERE i.recipe_id IS NOT NULL;

-- Two numbers of which one changes whenever any of it does. What the entries
-- stand for is looked at once each, however often it is planned.
CREATE VIEW shopping_plan_state AS
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
		      coalesce(greatest(max(e.seq), (
			SELECT max(m.seq)
			  FROM meal m
			 WHERE m.household = l.household
			   AND m.id IN (SELECT e.meal_id FROM e)), (
			SELECT max(r.seq)
			  FROM recipe r
			 WHERE r.household = l.household
			   AND r.id IN (
				SELECT e.recipe_id FROM e
				UNION
				SELECT i.recipe_id
				  FROM meal_item i
				 WHERE i.household = l.household
				   AND i.meal IN (SELECT e.meal_id FROM e)))),
			0) AS seq
		 FROM e) s;

-- An item's sources with the names of recipes as the person may see them.
CREATE FUNCTION shopping_sources(home uuid, reader uuid, sources jsonb)
RETURNS json LANGUAGE sql STABLE AS $$
	SELECT coalesce(json_agg(json_build_object(
		   'recipeId', CASE WHEN r.visibility <> 'private'
		       OR r.author = reader THEN r.id END,
		   'recipe', CASE WHEN r.id IS NULL THEN s.recipe
		       WHEN r.visibility <> 'private' OR r.author = reader
		       THEN r.name ELSE 'private recipe' END,
		   'entryId', s."entryId", 'date', s.date,
		   'quantity', trim_scale(s.quantity), 'unit', s.unit)
		   ORDER BY s.date, s."entryId", s.recipe), '[]')
	  FROM jsonb_to_recordset(sources) AS s("recipeId" uuid, recipe text,
	       "entryId" uuid, date date, quantity numeric, unit text)
	  LEFT JOIN recipe r ON r.household = home AND r.id = s."recipeId"
$$;
