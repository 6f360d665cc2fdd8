-- Foods: the shared catalogue (household is null) and each household's own.

CREATE TABLE food (
	id		uuid PRIMARY KEY,
	household	uuid REFERENCES household,
	source		text NOT NULL DEFAULT 'household',
	number		text,			-- the source's own, "11282"
	name		text NOT NULL,		-- as cooks write it
	description	text,			-- as the source writes it
	curated		boolean NOT NULL DEFAULT false,
	aisle		text NOT NULL DEFAULT 'other',
	density		numeric(8,4) CHECK (density > 0),	-- g/ml
	nutrients	float8[] NOT NULL DEFAULT '{}',	-- per 100 g, by the
						-- position in lib/nutrient.def
	portions	jsonb NOT NULL DEFAULT '[]',	-- [{name, grams}]
	diets		text[] NOT NULL DEFAULT '{}',	-- schema.org names
	allergens	text[] NOT NULL DEFAULT '{}',
	synonyms	text[] NOT NULL DEFAULT '{}',	-- as people read them
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	search		tsvector NOT NULL DEFAULT '',
	UNIQUE (source, number),
	CHECK ((household IS NULL) = (source <> 'household'))
);
CREATE UNIQUE INDEX food_named ON food (household, lower(name))
	WHERE household IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX food_by_name ON food (lower(name), id)
	WHERE deleted_at IS NULL;
CREATE INDEX food_search ON food USING gin (search);
CREATE INDEX food_trigram ON food USING gin (name gin_trgm_ops)
	WHERE deleted_at IS NULL;

-- What a food is found by.
CREATE FUNCTION food_words(name text, synonyms text[], description text)
RETURNS tsvector LANGUAGE sql STABLE AS $$
	SELECT setweight(to_tsvector('simple', unaccent(name)), 'A') ||
	       setweight(to_tsvector('simple', unaccent(
			array_to_string(synonyms, ' '))), 'B') ||
	       setweight(to_tsvector('simple', unaccent(
			coalesce(description, ''))), 'C')
$$;

CREATE TRIGGER food_stamp BEFORE INSERT OR UPDATE ON food
	FOR EACH ROW WHEN (NEW.household IS NOT NULL)
	EXECUTE FUNCTION stamp();

CREATE VIEW live_food AS SELECT * FROM food WHERE deleted_at IS NULL;

-- What lines are matched by: folded names. rank 0 the canonical name of a
-- curated or household food, 1 its synonyms, 2 names made from imported
-- descriptions.
CREATE TABLE food_name (
	food		uuid NOT NULL REFERENCES food ON DELETE CASCADE,
	household	uuid,
	key		text NOT NULL,
	rank		smallint NOT NULL,
	PRIMARY KEY (food, key)
);
CREATE INDEX food_name_key ON food_name (key, household);
CREATE INDEX food_name_prefix ON food_name (key text_pattern_ops);

CREATE TABLE food_favorite (
	person		uuid NOT NULL REFERENCES person ON DELETE CASCADE,
	food		uuid NOT NULL REFERENCES food ON DELETE CASCADE,
	created_at	timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (person, food)
);

-- What was last brought into the shared foods, so that it is done once.
CREATE TABLE catalogue (
	source		text PRIMARY KEY,
	hash		text NOT NULL,
	updated_at	timestamptz NOT NULL DEFAULT now()
);
