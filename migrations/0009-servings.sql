-- kind: after
-- How many a recipe feeds may be something that nobody said: then servings is
-- null, and its nutrition is of the whole recipe. A household says for how
-- many it usually cooks; while it does not, that is the number of its people.

ALTER TABLE recipe
	ALTER servings DROP NOT NULL,
	ALTER servings DROP DEFAULT;
ALTER TABLE household ADD usual_servings numeric(12,3)
	CHECK (usual_servings > 0 AND usual_servings <= 1000);

-- 1 was what stood when nobody said anything. `mealctl migrate` reads those
-- that say what they make (recipe_yield) anew, in C.
UPDATE recipe
   SET servings = NULL,
       nutrition = replace(nutrition::text, '"1 serving"',
           '"1 recipe"')::json
 WHERE servings = 1;

CREATE FUNCTION usual_servings(home uuid) RETURNS numeric
LANGUAGE sql STABLE AS $$
	SELECT coalesce(h.usual_servings, (SELECT greatest(count(*), 1)
	           FROM person p
	          WHERE p.household = h.id AND p.deleted_at IS NULL))
	  FROM household h WHERE h.id = home
$$;

-- Lists show it, and need not open the label for that. It is no new version.
ALTER TABLE recipe ADD calories numeric(12,3);
ALTER TABLE recipe DISABLE TRIGGER USER;
UPDATE recipe
   SET calories = round((nutrition ->> 'calories')::numeric, 3)
 WHERE nutrition IS NOT NULL;
ALTER TABLE recipe ENABLE TRIGGER USER;
CREATE OR REPLACE VIEW live_recipe AS
	SELECT * FROM recipe WHERE deleted_at IS NULL;
