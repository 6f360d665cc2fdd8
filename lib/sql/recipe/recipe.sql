-- Recipes. A recipe is seen by its household (private ones by their author)
-- and, when public, by anybody.

-- Who may read a recipe: anybody a public one, its household those that are not
-- private, its author each of theirs.
-- part: recipe_readable
(r.visibility = 'public' OR (r.household = :household
        AND (r.visibility = 'household' OR r.author = :person)))

-- The same of one that is of our household.
-- part: recipe_ours
(r.visibility <> 'private' OR r.author = :person)

-- name: recipe_by_id  params: household uuid, person uuid, id uuid  rows: one
SELECT r.id, r.slug, r.name, r.description, r.visibility,
       r.author AS "author.id", p.username AS "author.username",
       r.source_name AS "source.name", r.source_url AS "source.url",
       r.recipe_yield AS "recipeYield", r.servings,
       r.prep_time AS "prepTime", r.cook_time AS "cookTime",
       r.total_time AS "totalTime",
       r.category AS "recipeCategory", r.cuisine AS "recipeCuisine",
       r.keywords, r.diets AS "suitableForDiet", r.allergens, r.tools,
       r.notes, r.nutrition, r.missing,
       exists(SELECT FROM recipe_favorite f
               WHERE f.person = :person AND f.recipe = r.id) AS "favorite",
       r.version, r.created_at AS "createdAt", r.updated_at AS "updatedAt",
       (r.household = :household) IS TRUE AS "own"
  FROM live_recipe r
  LEFT JOIN person p ON p.id = r.author
 WHERE r.id = :id
   AND {recipe_readable}

-- name: recipe_ingredients  params: household uuid, id uuid  rows: many
SELECT i.section, i.quantity, i.quantity_max AS "quantityMax", i.unit,
       i.measure, i.food, i.food_id AS "foodId", i.note,
       i.original_text AS "originalText", i.grams, i.confidence, i.reason
  FROM live_recipe r
  JOIN recipe_ingredient i ON i.household = r.household AND i.recipe = r.id
 WHERE r.id = :id AND (r.visibility = 'public' OR r.household = :household)
 ORDER BY i.position

-- name: recipe_steps  params: household uuid, id uuid  rows: many
SELECT s.section, s.text, s.timer
  FROM live_recipe r
  JOIN recipe_step s ON s.household = r.household AND s.recipe = r.id
 WHERE r.id = :id AND (r.visibility = 'public' OR r.household = :household)
 ORDER BY s.position

-- name: recipe_totals  params: household uuid, person uuid, id uuid  rows: one
SELECT r.totals, r.grams, r.servings, r.missing
  FROM live_recipe r
 WHERE r.id = :id
   AND {recipe_readable}

-- part: recipe_card
r.id, r.slug, r.name, r.description, r.visibility,
       r.recipe_yield AS "recipeYield", r.servings,
       r.total_time AS "totalTime", r.category AS "recipeCategory",
       r.cuisine AS "recipeCuisine", r.keywords,
       r.diets AS "suitableForDiet", r.allergens,
       r.calories,
       f.person IS NOT NULL AS "favorite", r.version,
       r.created_at AS "createdAt", r.updated_at AS "updatedAt"

-- part: recipe_filter
(:q IS NULL OR r.search @@ :q::tsquery)
   AND (:keyword IS NULL OR r.keywords @> ARRAY[:keyword])
   AND (:category IS NULL OR lower(r.category) = lower(:category))
   AND (:cuisine IS NULL OR lower(r.cuisine) = lower(:cuisine))
   AND (:diet IS NULL OR r.diets @> ARRAY[:diet])
   AND (:max_time IS NULL OR r.total_time <= :max_time)
   AND (:favorite IS NULL OR (f.person IS NOT NULL) = :favorite)

-- part: recipe_newest
  FROM live_recipe r
  LEFT JOIN recipe_favorite f ON f.person = :person AND f.recipe = r.id
 WHERE r.household = :household AND {recipe_ours}
   AND (r.created_at, r.id) < (coalesce(:at, 'infinity'),
        coalesce(:id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))

-- part: recipe_by_name
  FROM live_recipe r
  LEFT JOIN recipe_favorite f ON f.person = :person AND f.recipe = r.id
 WHERE r.household = :household AND {recipe_ours}
   AND (lower(r.name) COLLATE "und-x-icu", r.id) > (coalesce(:name, ''),
        coalesce(:id, '00000000-0000-0000-0000-000000000000'))

-- Two of each order: where nothing is filtered the plan is made once and kept
-- (a bound that it can see says that few rows are wanted; else it is taken for
-- too dear to be kept); what may or may not be filtered is planned each time.
-- name: recipe_list_newest  params: household uuid, person uuid, at timestamptz, id uuid, limit bigint  rows: many
SELECT *
  FROM (SELECT {recipe_card}, concat_ws(chr(31), r.created_at, r.id) AS "_cursor"
{recipe_newest}
 ORDER BY r.created_at DESC, r.id DESC
 LIMIT 200) page
 LIMIT :limit

-- name: recipe_filter_newest  params: household uuid, person uuid, q text, keyword text, category text, cuisine text, diet text, max_time interval, favorite bool, at timestamptz, id uuid, limit bigint  rows: many
SELECT {recipe_card}, concat_ws(chr(31), r.created_at, r.id) AS "_cursor"
{recipe_newest} AND {recipe_filter}
 ORDER BY r.created_at DESC, r.id DESC
 LIMIT :limit

-- name: recipe_list_name  params: household uuid, person uuid, name text, id uuid, limit bigint  rows: many
SELECT *
  FROM (SELECT {recipe_card}, concat_ws(chr(31), lower(r.name), r.id) AS "_cursor"
{recipe_by_name}
 ORDER BY lower(r.name) COLLATE "und-x-icu", r.id
 LIMIT 200) page
 LIMIT :limit

-- name: recipe_filter_name  params: household uuid, person uuid, q text, keyword text, category text, cuisine text, diet text, max_time interval, favorite bool, name text, id uuid, limit bigint  rows: many
SELECT {recipe_card}, concat_ws(chr(31), lower(r.name), r.id) AS "_cursor"
{recipe_by_name} AND {recipe_filter}
 ORDER BY lower(r.name) COLLATE "und-x-icu", r.id
 LIMIT :limit

-- name: recipe_keywords  params: household uuid, person uuid, after text, limit bigint  rows: many
SELECT w.value AS "value", count(*) AS "count", w.value AS "_cursor"
  FROM live_recipe r CROSS JOIN unnest(r.keywords) AS w(value)
 WHERE r.household = :household AND {recipe_ours}
   AND w.value COLLATE "und-x-icu" > coalesce(:after, '')
 GROUP BY w.value
 ORDER BY w.value COLLATE "und-x-icu"
 LIMIT :limit

-- name: recipe_categories  params: household uuid, person uuid, after text, limit bigint  rows: many
SELECT r.category AS "value", count(*) AS "count", r.category AS "_cursor"
  FROM live_recipe r
 WHERE r.household = :household AND {recipe_ours}
   AND r.category COLLATE "und-x-icu" > coalesce(:after, '')
 GROUP BY r.category
 ORDER BY r.category COLLATE "und-x-icu"
 LIMIT :limit

-- name: recipe_cuisines  params: household uuid, person uuid, after text, limit bigint  rows: many
SELECT r.cuisine AS "value", count(*) AS "count", r.cuisine AS "_cursor"
  FROM live_recipe r
 WHERE r.household = :household AND {recipe_ours}
   AND r.cuisine COLLATE "und-x-icu" > coalesce(:after, '')
 GROUP BY r.cuisine
 ORDER BY r.cuisine COLLATE "und-x-icu"
 LIMIT :limit

-- name: recipe_home  params: id uuid  rows: maybe
SELECT household, deleted_at IS NOT NULL AS "deleted" FROM recipe WHERE id = :id

-- name: recipe_insert  params: id uuid, household uuid, author uuid, slug text, name text, description text, visibility text, source_name text, source_url text, recipe_yield text, servings numeric, prep_time interval, cook_time interval, total_time interval, category text, cuisine text, keywords text[], tools text[], notes text, diets text[], allergens text[], totals float8[], grams numeric, nutrition json, missing json, words text, search_version int, content text  rows: none
INSERT INTO recipe (id, household, author, slug, name, description,
       visibility, source_name, source_url, recipe_yield, servings,
       prep_time, cook_time, total_time, category, cuisine, keywords, tools,
       notes, diets, allergens, totals, grams, nutrition, missing, search,
       search_version, calories, content)
SELECT :id, :household, :author,
       CASE WHEN :slug <> '' AND NOT exists(SELECT FROM live_recipe
                 WHERE household = :household AND slug = :slug)
            THEN :slug ELSE :slug || '-' || right(:id::text, 6) END,
       :name, :description, :visibility, :source_name, :source_url,
       :recipe_yield, :servings, :prep_time, :cook_time, :total_time,
       :category, :cuisine, :keywords, :tools, :notes, :diets, :allergens,
       :totals, :grams, :nutrition, :missing,
       :words::tsvector, :search_version,
       (:nutrition::json ->> 'calories')::numeric, :content

-- name: recipe_update  params: id uuid, household uuid, person uuid, version bigint, name text, description text, visibility text, source_name text, source_url text, recipe_yield text, servings numeric, prep_time interval, cook_time interval, total_time interval, category text, cuisine text, keywords text[], tools text[], notes text, diets text[], allergens text[], totals float8[], grams numeric, nutrition json, missing json, words text, content text  rows: none
UPDATE recipe r
   SET name = :name, description = :description, visibility = :visibility,
       source_name = :source_name, source_url = :source_url,
       recipe_yield = :recipe_yield, servings = :servings,
       prep_time = :prep_time, cook_time = :cook_time,
       total_time = :total_time, category = :category, cuisine = :cuisine,
       keywords = :keywords, tools = :tools, notes = :notes, diets = :diets,
       allergens = :allergens, totals = :totals, grams = :grams,
       nutrition = :nutrition, missing = :missing,
       search = :words::tsvector, content = :content,
       calories = (:nutrition::json ->> 'calories')::numeric
 WHERE household = :household AND id = :id AND deleted_at IS NULL
   AND {recipe_ours}
   AND (:version = -1 OR version = :version)

-- The lines of some recipes, deleted ones as well: they may be taken back,
-- and count on the days they are planned.
-- name: recipe_lines  params: household uuid, recipes uuid[]  rows: many
SELECT i.recipe, r.servings, i.position, i.quantity,
       i.quantity_max AS "quantityMax", i.unit, i.measure, i.food,
       i.food_id AS "foodId", i.note, i.original_text AS "originalText",
       i.confidence, i.grams, i.reason
  FROM recipe_ingredient i
  JOIN recipe r ON r.household = i.household AND r.id = i.recipe
 WHERE i.household = :household AND i.recipe = ANY(:recipes)
 ORDER BY i.recipe, i.position

-- As json, not jsonb: a label keeps its order. What comes to the same, and has
-- the same lines, stays as it is, with its version.
-- name: recipes_recompute  params: household uuid, rows json  rows: none
UPDATE recipe r
   SET diets = x.diets::text[], allergens = x.allergens::text[],
       totals = x.totals::float8[], grams = x.grams,
       nutrition = x.nutrition, missing = x.missing, content = NULL,
       calories = (x.nutrition ->> 'calories')::numeric
  FROM json_to_recordset(:rows) AS x(id uuid, diets text, allergens text,
       totals text, grams numeric, nutrition json, missing json,
       changed boolean)
 WHERE r.household = :household AND r.id = x.id
   AND (x.changed OR (r.diets, r.allergens, r.totals, r.grams,
        r.nutrition::text, r.missing::text) IS DISTINCT FROM
       (x.diets::text[], x.allergens::text[], x.totals::float8[],
        round(x.grams, 3), x.nutrition::text, x.missing::text))

-- name: recipe_lines_reweigh  params: household uuid, rows json  rows: none
UPDATE recipe_ingredient i
   SET food_id = x."foodId", grams = x.grams, confidence = x.confidence,
       reason = x.reason
  FROM json_to_recordset(:rows) AS x(recipe uuid, position int,
       "foodId" uuid, grams numeric, confidence numeric, reason text)
 WHERE i.household = :household AND i.recipe = x.recipe
   AND i.position = x.position

-- name: recipe_exists  params: household uuid, person uuid, id uuid  rows: one
SELECT exists(SELECT FROM live_recipe r
               WHERE household = :household AND id = :id
                 AND {recipe_ours}) AS "seen"

-- name: recipe_ingredients_drop  params: household uuid, recipe uuid  rows: none
DELETE FROM recipe_ingredient
 WHERE household = :household AND recipe = :recipe

-- name: recipe_ingredients_put  params: household uuid, recipe uuid, rows jsonb  rows: none
INSERT INTO recipe_ingredient (household, recipe, position, section,
       quantity, quantity_max, unit, measure, food, food_id, note,
       original_text, grams, confidence, reason)
SELECT :household, :recipe, x.*
  FROM jsonb_to_recordset(:rows) AS x(position int, section text,
       quantity numeric, "quantityMax" numeric, unit text, measure text,
       food text, "foodId" uuid, note text, "originalText" text,
       grams numeric, confidence numeric, reason text)

-- name: recipe_steps_drop  params: household uuid, recipe uuid  rows: none
DELETE FROM recipe_step WHERE household = :household AND recipe = :recipe

-- name: recipe_steps_put  params: household uuid, recipe uuid, rows jsonb  rows: none
INSERT INTO recipe_step (household, recipe, position, section, text, timer)
SELECT :household, :recipe, x.*
  FROM jsonb_to_recordset(:rows) AS x(position int, section text,
       text text, timer interval)

-- One that is taken back gets another slug when its own was taken since.
-- name: recipe_set_deleted  params: household uuid, person uuid, id uuid, version bigint, deleted bool  rows: maybe
UPDATE recipe r
   SET deleted_at = CASE WHEN :deleted THEN now() END,
       slug = CASE WHEN NOT :deleted AND exists(SELECT FROM live_recipe o
                       WHERE o.household = :household AND o.slug = r.slug)
                   THEN r.slug || '-' || right(r.id::text, 6)
                   ELSE r.slug END
 WHERE household = :household AND id = :id
   AND (deleted_at IS NULL) = :deleted
   AND {recipe_ours}
   AND (:version = -1 OR version = :version)
RETURNING id, name, version

-- name: recipe_favorite_set  params: person uuid, household uuid, id uuid  rows: none
INSERT INTO recipe_favorite (person, household, recipe)
VALUES (:person, :household, :id) ON CONFLICT DO NOTHING

-- name: recipe_favorite_drop  params: person uuid, id uuid  rows: none
DELETE FROM recipe_favorite WHERE person = :person AND recipe = :id

-- name: recipes_with_food  params: household uuid, food uuid  rows: many
SELECT i.recipe AS "id", count(*) AS "lines"
  FROM recipe_ingredient i
 WHERE i.household = :household
   AND i.recipe IN (SELECT u.recipe FROM recipe_ingredient u
        WHERE u.household = :household AND u.food_id = :food)
 GROUP BY i.recipe
 ORDER BY i.recipe

-- Recipes, put away ones too, whose words were made in an older way.
-- name: recipes_to_index  params: search_version int, household uuid, limit bigint  rows: many
SELECT r.id, r.name, r.keywords,
       (SELECT json_agg(i.food ORDER BY i.position) FROM recipe_ingredient i
         WHERE i.household = r.household AND i.recipe = r.id) AS "foods"
  FROM recipe r
 WHERE r.search_version < :search_version
   AND (:household IS NULL OR r.household = :household)
 ORDER BY r.search_version, r.id
 LIMIT :limit

-- name: recipes_index  params: rows json, search_version int  rows: none
UPDATE recipe r
   SET search = x.words::tsvector, search_version = :search_version
  FROM json_to_recordset(:rows) AS x(id uuid, words text)
 WHERE r.id = x.id AND r.search_version < :search_version

-- ---- servings that nobody chose, in what was saved before they could be null

-- All recipes in the order of ids, with what their authors' lines mean, to be
-- read anew.
-- name: recipes_to_read  params: after uuid, limit bigint  rows: many
SELECT r.id, r.household, p.units = 'imperial' AS "imperial", p.locale
  FROM recipe r
  LEFT JOIN person p ON p.id = r.author
 WHERE :after IS NULL OR r.id > :after
 ORDER BY r.id
 LIMIT :limit

-- name: recipe_yields_unread  params: after uuid, limit bigint  rows: many
SELECT id, recipe_yield AS "recipeYield", totals, grams,
       nutrition IS NOT NULL AS "told"
  FROM recipe
 WHERE servings IS NULL AND recipe_yield IS NOT NULL
   AND (:after IS NULL OR id > :after)
 ORDER BY id
 LIMIT :limit

-- name: recipe_yields_put  params: rows json  rows: none
UPDATE recipe r
   SET servings = x.servings, nutrition = x.nutrition,
       calories = (x.nutrition ->> 'calories')::numeric
  FROM json_to_recordset(:rows) AS x(id uuid, servings numeric,
       nutrition json)
 WHERE r.id = x.id AND r.servings IS NULL

-- As lists have them, to be put into what refers to them.
-- name: recipe_items_by_id  params: household uuid, person uuid, ids uuid[]  rows: many
SELECT r.id, r.slug, r.name, r.description, r.visibility,
       r.recipe_yield AS "recipeYield", r.servings,
       r.total_time AS "totalTime", r.category AS "recipeCategory",
       r.cuisine AS "recipeCuisine", r.keywords,
       r.diets AS "suitableForDiet", r.allergens,
       r.calories,
       f.person IS NOT NULL AS "favorite", r.version,
       r.created_at AS "createdAt", r.updated_at AS "updatedAt"
  FROM live_recipe r
  LEFT JOIN recipe_favorite f ON f.person = :person AND f.recipe = r.id
 WHERE r.household = :household AND r.id = ANY (:ids)
   AND {recipe_ours}
 ORDER BY r.id
