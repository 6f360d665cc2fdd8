-- What a reader would write by hand for a page of ./dev bench: one statement
-- that looks the session up and fetches the same data in one round trip.

-- name: bare_recipe  params: session uuid, id uuid  rows: maybe
WITH me AS (
	SELECT p.id, p.household
	  FROM session s
	  JOIN person p ON p.id = s.person
	 WHERE s.id = :session AND s.ended_at IS NULL AND s.expires > now()
	   AND p.deleted_at IS NULL
)
SELECT r.id, r.slug, r.name, r.description, r.visibility, r.author,
       a.username, r.source_name, r.source_url, r.recipe_yield, r.servings,
       r.prep_time, r.cook_time, r.total_time, r.category, r.cuisine,
       r.keywords, r.diets, r.allergens, r.tools, r.notes, r.nutrition,
       r.missing, f.person IS NOT NULL AS favorite, r.version, r.created_at,
       r.updated_at,
       (SELECT json_agg(json_build_array(i.section, i.quantity,
               i.quantity_max, i.unit, i.measure, i.food, i.food_id, i.note,
               i.original_text, i.grams, i.confidence, i.reason)
               ORDER BY i.position)
          FROM recipe_ingredient i
         WHERE i.household = r.household AND i.recipe = r.id),
       (SELECT json_agg(json_build_array(s.section, s.text, s.timer)
               ORDER BY s.position)
          FROM recipe_step s
         WHERE s.household = r.household AND s.recipe = r.id)
  FROM me
  JOIN recipe r ON r.id = :id AND r.deleted_at IS NULL
       AND (r.visibility = 'public' OR r.household = me.household
            AND (r.visibility = 'household' OR r.author = me.id))
  LEFT JOIN person a ON a.id = r.author
  LEFT JOIN recipe_favorite f ON f.person = me.id AND f.recipe = r.id

-- name: bare_plan  params: session uuid, from date, to date  rows: many
WITH me AS (
	SELECT p.id, p.household
	  FROM session s
	  JOIN person p ON p.id = s.person
	 WHERE s.id = :session AND s.ended_at IS NULL AND s.expires > now()
	   AND p.deleted_at IS NULL
)
SELECT e.id, e.date, e.meal_type, e.position, e.recipe_id, e.meal_id,
       e.food_id, e.note, coalesce(r.name, m.name, f.name), e.quantity,
       e.unit, e.servings, e.grams,
       coalesce(r.totals, m.totals, f.nutrients), e.version, e.created_at,
       e.updated_at, r.servings, t.amounts
  FROM me
  JOIN plan_entry e ON e.household = me.household AND e.deleted_at IS NULL
       AND e.date BETWEEN :from AND :to
  LEFT JOIN recipe r ON r.id = e.recipe_id
  LEFT JOIN meal m ON m.id = e.meal_id
  LEFT JOIN food f ON f.id = e.food_id
  LEFT JOIN target t ON t.household = me.household AND t.person = me.id
 ORDER BY e.date, e.meal_type, e.position, e.id

-- name: bare_list  params: session uuid  rows: many
WITH me AS (
	SELECT p.id, p.household
	  FROM session s
	  JOIN person p ON p.id = s.person
	 WHERE s.id = :session AND s.ended_at IS NULL AND s.expires > now()
	   AND p.deleted_at IS NULL
)
SELECT r.id, r.slug, r.name, r.description, r.visibility, r.recipe_yield,
       r.servings, r.total_time, r.category, r.cuisine, r.keywords, r.diets,
       r.allergens, r.calories, f.person IS NOT NULL AS favorite, r.version,
       r.created_at, r.updated_at
  FROM recipe r
  LEFT JOIN recipe_favorite f ON f.person = (SELECT id FROM me)
       AND f.recipe = r.id
 WHERE r.household = (SELECT household FROM me) AND r.deleted_at IS NULL
   AND (r.visibility <> 'private' OR r.author = (SELECT id FROM me))
 ORDER BY r.created_at DESC, r.id DESC
 LIMIT 21
