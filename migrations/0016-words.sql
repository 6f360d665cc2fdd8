-- kind: after
-- Foods and meals are found by words made in C, as recipes are (0007): the same
-- for what is stored and for what is asked. Rows of search_version 0 have none
-- yet; `mealctl migrate` makes them, some at a time. Names are sorted as their
-- readers expect, here too.

ALTER TABLE food ADD search_version smallint NOT NULL DEFAULT 0;
ALTER TABLE meal
	ADD search tsvector NOT NULL DEFAULT '',
	ADD search_version smallint NOT NULL DEFAULT 0;
CREATE OR REPLACE VIEW live_food AS
	SELECT * FROM food WHERE deleted_at IS NULL;
CREATE OR REPLACE VIEW live_meal AS
	SELECT * FROM meal WHERE deleted_at IS NULL;

-- New words alone are no new version.
DROP TRIGGER recipe_stamp_update ON recipe;
CREATE TRIGGER recipe_stamp_update BEFORE UPDATE ON recipe
	FOR EACH ROW WHEN (NEW.search_version <= OLD.search_version)
	EXECUTE FUNCTION stamp();
DROP TRIGGER food_stamp ON food;
CREATE TRIGGER food_stamp BEFORE INSERT ON food
	FOR EACH ROW WHEN (NEW.household IS NOT NULL)
	EXECUTE FUNCTION stamp();
CREATE TRIGGER food_stamp_update BEFORE UPDATE ON food
	FOR EACH ROW WHEN (NEW.household IS NOT NULL
	AND NEW.search_version <= OLD.search_version)
	EXECUTE FUNCTION stamp();
DROP TRIGGER meal_stamp ON meal;
CREATE TRIGGER meal_stamp BEFORE INSERT ON meal
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER meal_stamp_update BEFORE UPDATE ON meal
	FOR EACH ROW WHEN (NEW.search_version <= OLD.search_version)
	EXECUTE FUNCTION stamp();

DROP FUNCTION food_words(text, text[], text);
CREATE INDEX food_search_old ON food (search_version, id);
CREATE INDEX meal_search_old ON meal (search_version, id);
DROP INDEX food_by_name;
CREATE INDEX food_by_name ON food
	((lower(name) COLLATE "und-x-icu"), id) WHERE deleted_at IS NULL;
DROP INDEX meal_by_name;
CREATE INDEX meal_by_name ON meal
	(household, (lower(name) COLLATE "und-x-icu"), id)
	WHERE deleted_at IS NULL;
