-- Words to search by are made in C, the same for what is stored and for what
-- is asked (lib/data/search_words.h). search_version says by which way they
-- were made; `mealctl migrate` makes those of older rows anew, some at a
-- time. Names are sorted as their readers expect.

CREATE EXTENSION IF NOT EXISTS btree_gin;

ALTER TABLE recipe ADD search_version smallint NOT NULL DEFAULT 0;
CREATE OR REPLACE VIEW live_recipe AS
	SELECT * FROM recipe WHERE deleted_at IS NULL;

-- New words are no new version of the recipe.
DROP TRIGGER recipe_stamp ON recipe;
CREATE TRIGGER recipe_stamp BEFORE INSERT ON recipe
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER recipe_stamp_update BEFORE UPDATE ON recipe
	FOR EACH ROW WHEN (NEW.search_version = OLD.search_version)
	EXECUTE FUNCTION stamp();

DROP INDEX recipe_search;
CREATE INDEX recipe_search ON recipe USING gin (household, search)
	WHERE deleted_at IS NULL;
CREATE INDEX recipe_search_old ON recipe (search_version, id);

DROP INDEX recipe_by_name;
CREATE INDEX recipe_by_name ON recipe
	(household, (lower(name) COLLATE "und-x-icu"), id)
	WHERE deleted_at IS NULL;
