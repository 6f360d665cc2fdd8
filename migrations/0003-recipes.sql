-- Recipes. What reads need is stored on save: totals, label, missing,
-- allergens, diets, the search document.

CREATE TABLE recipe (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL REFERENCES household,
	author		uuid NOT NULL,
	slug		text NOT NULL,
	name		text NOT NULL,
	description	text,
	visibility	text NOT NULL DEFAULT 'household'
			CHECK (visibility IN ('private', 'household',
			'public')),
	source_name	text,
	source_url	text,
	recipe_yield	text,
	servings	numeric(12,3) NOT NULL DEFAULT 1
			CHECK (servings > 0 AND servings <= 1000),
	prep_time	interval,
	cook_time	interval,
	total_time	interval,
	category	text,
	cuisine		text,
	keywords	text[] NOT NULL DEFAULT '{}',
	tools		text[] NOT NULL DEFAULT '{}',
	notes		text,
	diets		text[] NOT NULL DEFAULT '{}',
	allergens	text[] NOT NULL DEFAULT '{}',
	totals		float8[] NOT NULL DEFAULT '{}',	-- whole recipe, by
						-- lib/nutrient.def
	grams		numeric(12,3),		-- counted weight
	nutrition	json,			-- per serving, as answered
	missing		json NOT NULL DEFAULT '[]',
	search		tsvector NOT NULL DEFAULT '',
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	UNIQUE (household, id)
);
CREATE INDEX recipe_newest ON recipe (household, created_at DESC, id DESC)
	WHERE deleted_at IS NULL;
CREATE INDEX recipe_by_name ON recipe (household, lower(name), id)
	WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX recipe_slug ON recipe (household, slug)
	WHERE deleted_at IS NULL;
CREATE INDEX recipe_search ON recipe USING gin (search)
	WHERE deleted_at IS NULL;
CREATE INDEX recipe_keywords ON recipe USING gin (keywords)
	WHERE deleted_at IS NULL;

CREATE TRIGGER recipe_stamp BEFORE INSERT OR UPDATE ON recipe
	FOR EACH ROW EXECUTE FUNCTION stamp();

CREATE VIEW live_recipe AS SELECT * FROM recipe WHERE deleted_at IS NULL;

CREATE TABLE recipe_ingredient (
	household	uuid NOT NULL,
	recipe		uuid NOT NULL,
	position	integer NOT NULL,
	section		text,
	quantity	numeric(12,3),
	quantity_max	numeric(12,3),
	unit		text,
	measure		text,		-- head, leaf …: no unit of the API
	food		text NOT NULL,
	food_id		uuid CONSTRAINT recipe_ingredient_food
			REFERENCES food,
	note		text,
	original_text	text,
	grams		numeric(12,3),
	confidence	numeric(4,3),
	reason		text,		-- why it could not be counted
	PRIMARY KEY (household, recipe, position),
	FOREIGN KEY (household, recipe) REFERENCES recipe (household, id)
		ON DELETE CASCADE
);
CREATE INDEX recipe_ingredient_by_food ON recipe_ingredient (food_id);

CREATE TABLE recipe_step (
	household	uuid NOT NULL,
	recipe		uuid NOT NULL,
	position	integer NOT NULL,
	section		text,
	text		text NOT NULL,
	timer		interval,
	PRIMARY KEY (household, recipe, position),
	FOREIGN KEY (household, recipe) REFERENCES recipe (household, id)
		ON DELETE CASCADE
);

CREATE TABLE recipe_favorite (
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	household	uuid NOT NULL,
	recipe		uuid NOT NULL,
	created_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (person, recipe),
	FOREIGN KEY (household, recipe) REFERENCES recipe (household, id)
		ON DELETE CASCADE
);
