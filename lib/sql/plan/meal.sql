-- Meals. What a meal refers to may be put away or become private later: it
-- still counts, so these joins do not go through the live views.

-- name: meal_by_id  params: household uuid, id uuid  rows: one
SELECT id, name, totals, missing, version, created_at AS "createdAt",
       updated_at AS "updatedAt"
  FROM live_meal
 WHERE household = :household AND id = :id

-- name: meal_items  params: household uuid, person uuid, id uuid  rows: many
SELECT i.food_id AS "foodId", i.quantity, i.unit, i.recipe_id AS "recipeId",
       i.servings,
       CASE WHEN NOT {recipe_ours} THEN 'private recipe'
            ELSE coalesce(r.name, f.name) END AS "name",
       i.grams
  FROM meal_item i
  LEFT JOIN recipe r ON r.household = i.household AND r.id = i.recipe_id
  LEFT JOIN food f ON f.id = i.food_id
 WHERE i.household = :household AND i.meal = :id
 ORDER BY i.position

-- name: meal_list  params: household uuid, q text, name text, id uuid, limit bigint  rows: many
SELECT id, name, totals, missing, version, created_at AS "createdAt",
       updated_at AS "updatedAt",
       concat_ws(chr(31), lower(name), id) AS "_cursor"
  FROM live_meal
 WHERE household = :household
   AND (lower(name) COLLATE "und-x-icu", id) > (coalesce(:name, ''),
        coalesce(:id, '00000000-0000-0000-0000-000000000000'))
   AND (:q IS NULL OR search @@ :q::tsquery)
 ORDER BY lower(name) COLLATE "und-x-icu", id
 LIMIT :limit

-- name: meal_list_items  params: household uuid, person uuid, q text, name text, id uuid, limit bigint  rows: many
SELECT i.meal, i.food_id AS "foodId", i.quantity, i.unit,
       i.recipe_id AS "recipeId", i.servings,
       CASE WHEN NOT {recipe_ours} THEN 'private recipe'
            ELSE coalesce(r.name, f.name) END AS "name",
       i.grams
  FROM (SELECT id, lower(name) COLLATE "und-x-icu" AS name FROM live_meal
         WHERE household = :household
           AND (lower(name) COLLATE "und-x-icu", id) > (coalesce(:name, ''),
                coalesce(:id, '00000000-0000-0000-0000-000000000000'))
           AND (:q IS NULL OR search @@ :q::tsquery)
         ORDER BY lower(name) COLLATE "und-x-icu", id
         LIMIT :limit) m
  JOIN meal_item i ON i.household = :household AND i.meal = m.id
  LEFT JOIN recipe r ON r.household = i.household AND r.id = i.recipe_id
  LEFT JOIN food f ON f.id = i.food_id
 ORDER BY m.name, m.id, i.position

-- name: meals_to_index  params: search_version int, household uuid, limit bigint  rows: many
SELECT id, name
  FROM meal
 WHERE search_version < :search_version
   AND (:household IS NULL OR household = :household)
 ORDER BY search_version, id
 LIMIT :limit

-- name: meals_index  params: rows json, search_version int  rows: none
UPDATE meal m
   SET search = x.words::tsvector, search_version = :search_version
  FROM json_to_recordset(:rows) AS x(id uuid, words text)
 WHERE m.id = x.id AND m.search_version < :search_version

-- name: meal_home  params: id uuid  rows: maybe
SELECT household, deleted_at IS NOT NULL AS "deleted" FROM meal WHERE id = :id

-- name: meal_exists  params: household uuid, id uuid  rows: one
SELECT exists(SELECT FROM live_meal
               WHERE household = :household AND id = :id) AS "seen"

-- name: meal_foods  params: household uuid, meal uuid, ids uuid[]  rows: many
SELECT f.id, f.name, f.density, f.portions, f.nutrients
  FROM food f
 WHERE f.id = ANY (:ids)
   AND (f.household IS NULL OR f.household = :household)
   AND (f.deleted_at IS NULL OR exists(SELECT FROM meal_item i
        WHERE i.household = :household AND i.meal = :meal
          AND i.food_id = f.id))

-- name: meal_recipes  params: household uuid, person uuid, meal uuid, ids uuid[]  rows: many
SELECT r.id,
       CASE WHEN NOT {recipe_ours} THEN 'private recipe'
            ELSE r.name END AS "name",
       r.servings, r.totals, r.grams,
       r.missing::text <> '[]' AS "incomplete"
  FROM recipe r
 WHERE r.household = :household AND r.id = ANY (:ids)
   AND ((r.deleted_at IS NULL AND (r.visibility <> 'private'
         OR r.author = :person))
        OR exists(SELECT FROM meal_item i
                   WHERE i.household = :household AND i.meal = :meal
                     AND i.recipe_id = r.id))

-- name: meal_insert  params: id uuid, household uuid, name text, totals float8[], missing jsonb, content text, words text, search_version int  rows: none
INSERT INTO meal (id, household, name, totals, missing, content, search,
       search_version)
VALUES (:id, :household, :name, :totals, :missing, :content,
       :words::tsvector, :search_version)

-- name: meal_update  params: id uuid, household uuid, version bigint, name text, totals float8[], missing jsonb, content text, words text  rows: none
UPDATE meal
   SET name = :name, totals = :totals, missing = :missing,
       content = :content, search = :words::tsvector
 WHERE household = :household AND id = :id AND deleted_at IS NULL
   AND (:version = -1 OR version = :version)

-- name: meal_items_drop  params: household uuid, meal uuid  rows: none
DELETE FROM meal_item WHERE household = :household AND meal = :meal

-- name: meal_items_put  params: household uuid, meal uuid, rows jsonb  rows: none
INSERT INTO meal_item (household, meal, position, food_id, recipe_id,
       quantity, unit, servings, grams)
SELECT :household, :meal, x.*
  FROM jsonb_to_recordset(:rows) AS x(position int, "foodId" uuid,
       "recipeId" uuid, quantity numeric, unit text, servings numeric,
       grams numeric)

-- name: meal_set_deleted  params: household uuid, id uuid, version bigint, deleted bool  rows: maybe
UPDATE meal SET deleted_at = CASE WHEN :deleted THEN now() END
 WHERE household = :household AND id = :id
   AND (deleted_at IS NULL) = :deleted
   AND (:version = -1 OR version = :version)
RETURNING id, name, version

-- All items, with what they refer to, of the meals that use a food or one of
-- some recipes, or of some meals.
-- name: meals_using  params: household uuid, food uuid, recipes uuid[], ids uuid[]  rows: many
SELECT i.meal, i.position, i.food_id AS "foodId", i.quantity, i.unit,
       i.recipe_id AS "recipeId", i.servings,
       f.name AS "food.name", f.density AS "food.density",
       f.portions AS "food.portions", f.nutrients AS "food.nutrients",
       r.servings AS "recipe.servings", r.totals AS "recipe.totals",
       r.grams AS "recipe.grams",
       r.missing::text <> '[]' AS "recipe.incomplete"
  FROM meal_item i
  LEFT JOIN food f ON f.id = i.food_id
  LEFT JOIN recipe r ON r.household = i.household AND r.id = i.recipe_id
 WHERE i.household = :household
   AND i.meal IN (SELECT u.meal FROM meal_item u
        WHERE u.household = :household
          AND (u.food_id = :food OR u.recipe_id = ANY(:recipes)
               OR u.meal = ANY(:ids)))
 ORDER BY i.meal, i.position

-- name: meals_recompute  params: household uuid, rows jsonb  rows: none
UPDATE meal m SET totals = x.totals::float8[], missing = x.missing
  FROM jsonb_to_recordset(:rows) AS x(id uuid, totals text, missing jsonb)
 WHERE m.household = :household AND m.id = x.id

-- name: meal_items_recompute  params: household uuid, rows jsonb  rows: none
UPDATE meal_item i SET grams = x.grams
  FROM jsonb_to_recordset(:rows) AS x(meal uuid, position int,
       grams numeric)
 WHERE i.household = :household AND i.meal = x.meal
   AND i.position = x.position AND i.food_id IS NOT NULL

-- name: meal_recipes_named  params: household uuid, person uuid, names text[]  rows: many
SELECT r.id, r.name FROM live_recipe r
 WHERE r.household = :household AND {recipe_ours}
   AND lower(r.name) = ANY (SELECT lower(n) FROM unnest(:names) n)
 ORDER BY created_at, id
