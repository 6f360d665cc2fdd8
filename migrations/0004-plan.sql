-- Meals (named sets of foods and recipes), the plan, targets.

CREATE TABLE meal (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL REFERENCES household,
	name		text NOT NULL,
	totals		float8[] NOT NULL DEFAULT '{}',	-- one portion, by
						-- lib/nutrient.def
	missing		jsonb NOT NULL DEFAULT '[]',
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	UNIQUE (household, id)
);
CREATE INDEX meal_by_name ON meal (household, lower(name), id)
	WHERE deleted_at IS NULL;
CREATE TRIGGER meal_stamp BEFORE INSERT OR UPDATE ON meal
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW live_meal AS SELECT * FROM meal WHERE deleted_at IS NULL;

CREATE TABLE meal_item (
	household	uuid NOT NULL,
	meal		uuid NOT NULL,
	position	integer NOT NULL,
	food_id		uuid CONSTRAINT meal_item_food REFERENCES food,
	recipe_id	uuid,
	quantity	numeric(12,3),
	unit		text,
	servings	numeric(12,3),
	grams		numeric(12,3),
	PRIMARY KEY (household, meal, position),
	CHECK (num_nonnulls(food_id, recipe_id) = 1),
	FOREIGN KEY (household, meal) REFERENCES meal (household, id)
		ON DELETE CASCADE,
	CONSTRAINT meal_item_recipe FOREIGN KEY (household, recipe_id)
		REFERENCES recipe (household, id)
);
CREATE INDEX meal_item_by_food ON meal_item (food_id);
CREATE INDEX meal_item_by_recipe ON meal_item (household, recipe_id);

CREATE TABLE plan_entry (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL REFERENCES household,
	date		date NOT NULL,
	meal_type	text NOT NULL,
	position	integer NOT NULL DEFAULT 0,
	recipe_id	uuid,
	meal_id		uuid,
	food_id		uuid CONSTRAINT plan_entry_food REFERENCES food,
	note		text,
	quantity	numeric(12,3),	-- of a food
	unit		text,
	grams		numeric(12,3),	-- of a food, one portion
	servings	numeric(12,3) NOT NULL DEFAULT 1
			CHECK (servings > 0 AND servings <= 1000),
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	UNIQUE (household, id),
	CHECK (num_nonnulls(recipe_id, meal_id, food_id) <= 1),
	CHECK (num_nonnulls(recipe_id, meal_id, food_id, note) >= 1),
	CONSTRAINT plan_entry_recipe FOREIGN KEY (household, recipe_id)
		REFERENCES recipe (household, id),
	CONSTRAINT plan_entry_meal FOREIGN KEY (household, meal_id)
		REFERENCES meal (household, id)
);
CREATE INDEX plan_entry_by_date ON plan_entry (household, date)
	WHERE deleted_at IS NULL;
CREATE INDEX plan_entry_by_recipe ON plan_entry (household, recipe_id);
CREATE INDEX plan_entry_by_food ON plan_entry (food_id)
	WHERE food_id IS NOT NULL;
CREATE TRIGGER plan_entry_stamp BEFORE INSERT OR UPDATE ON plan_entry
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW live_plan_entry AS
	SELECT * FROM plan_entry WHERE deleted_at IS NULL;

-- An entry with what it stands for. A recipe, meal or food that was put away
-- still counts on the days it is planned; then it is not open to look at.
CREATE VIEW told_plan_entry AS
	SELECT e.*, coalesce(r.name, m.name, f.name) AS title,
	       coalesce(r.totals, m.totals, f.nutrients) AS totals,
	       r.servings AS yield,
	       CASE WHEN r.visibility = 'private' THEN r.author END
	           AS private_of,
	       coalesce(r.deleted_at, m.deleted_at, f.deleted_at) IS NULL
	           AS there
	  FROM live_plan_entry e
	  LEFT JOIN recipe r ON r.household = e.household AND r.id = e.recipe_id
	  LEFT JOIN meal m ON m.household = e.household AND m.id = e.meal_id
	  LEFT JOIN food f ON f.id = e.food_id;

-- Per person and day: {"calories": 2000, …}.
CREATE TABLE target (
	household	uuid NOT NULL,
	person		uuid PRIMARY KEY,
	amounts		jsonb NOT NULL DEFAULT '{}',
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	FOREIGN KEY (household, person) REFERENCES person (household, id)
		ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX target_household ON target (household);
CREATE TRIGGER target_stamp BEFORE INSERT OR UPDATE ON target
	FOR EACH ROW EXECUTE FUNCTION stamp();
