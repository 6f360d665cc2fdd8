-- Shopping lists. A list and its items are the household's; the names of
-- recipes in an item's sources are told as the asking person may see them.

-- name: shopping_lists  params: household uuid, at timestamptz, id uuid, limit bigint  rows: many
SELECT l.id, l.name, l.from_date AS "from", l.to_date AS "to",
       l.from_date IS NOT NULL AND (s.entries, s.seq) <>
           (l.plan_entries, l.plan_seq) AS "outdated",
       c.items AS "itemCount", c.checked AS "checkedCount", l.version,
       l.created_at AS "createdAt",
       greatest(l.updated_at, c.updated_at) AS "updatedAt",
       concat_ws(chr(31), l.created_at, l.id) AS "_cursor"
  FROM (SELECT * FROM live_shopping_list
         WHERE household = :household
           AND (created_at, id) < (coalesce(:at, 'infinity'),
                coalesce(:id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
         ORDER BY created_at DESC, id DESC
         LIMIT :limit) l
  JOIN shopping_plan_state s ON s.household = l.household AND s.list = l.id
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE i.deleted_at IS NULL) AS items,
              count(*) FILTER (WHERE i.deleted_at IS NULL AND i.checked)
                  AS checked,
              max(i.updated_at) AS updated_at
         FROM shopping_item i
        WHERE i.household = l.household AND i.list = l.id) c
 ORDER BY l.created_at DESC, l.id DESC

-- name: shopping_list_by_id  params: household uuid, id uuid  rows: one
SELECT l.id, l.name, l.from_date AS "from", l.to_date AS "to",
       l.from_date IS NOT NULL AND (s.entries, s.seq) <>
           (l.plan_entries, l.plan_seq) AS "outdated",
       l.version, l.created_at AS "createdAt",
       greatest(l.updated_at, (SELECT max(i.updated_at) FROM shopping_item i
                 WHERE i.household = l.household AND i.list = l.id))
           AS "updatedAt"
  FROM live_shopping_list l
  JOIN shopping_plan_state s ON s.household = l.household AND s.list = l.id
 WHERE l.household = :household AND l.id = :id

-- The newest list of just these days.
-- name: shopping_list_of_days  params: household uuid, from date, to date  rows: maybe
SELECT id
  FROM live_shopping_list
 WHERE household = :household AND from_date = :from AND to_date = :to
 ORDER BY created_at DESC, id DESC
 LIMIT 1

-- name: shopping_list_home  params: id uuid  rows: maybe
SELECT household, deleted_at IS NOT NULL AS "deleted"
  FROM shopping_list WHERE id = :id

-- name: shopping_list_insert  params: id uuid, household uuid, name text, from date, to date  rows: none
INSERT INTO shopping_list (id, household, name, from_date, to_date)
VALUES (:id, :household, :name, :from, :to)

-- Other dates make the list outdated: no plan has -1 entries.
-- name: shopping_list_update  params: id uuid, household uuid, version bigint, name text, from date, to date  rows: none
UPDATE shopping_list
   SET name = :name, from_date = :from, to_date = :to,
       plan_entries = CASE WHEN (from_date, to_date) IS DISTINCT FROM
           (:from, :to) THEN -1 ELSE plan_entries END
 WHERE household = :household AND id = :id AND deleted_at IS NULL
   AND (:version = -1 OR version = :version)

-- name: shopping_list_set_deleted  params: household uuid, id uuid, version bigint, deleted bool  rows: maybe
UPDATE shopping_list SET deleted_at = CASE WHEN :deleted THEN now() END
 WHERE household = :household AND id = :id
   AND (deleted_at IS NULL) = :deleted
   AND (:version = -1 OR version = :version)
RETURNING id, name, version

-- The plan was read just now.
-- name: shopping_list_read  params: household uuid, id uuid  rows: none
UPDATE shopping_list l
   SET plan_entries = s.entries, plan_seq = s.seq
  FROM shopping_plan_state s
 WHERE l.household = :household AND l.id = :id AND l.deleted_at IS NULL
   AND s.household = :household AND s.list = :id
   AND (l.plan_entries, l.plan_seq) <> (s.entries, s.seq)

-- What is planned -----------------------------------------------------------

-- name: shopping_plan_entries  params: household uuid, list uuid, limit bigint  rows: many
SELECT p.entry, p.date, p.recipe_id AS "recipeId", p.meal_id AS "mealId",
       p.food_id AS "foodId", p.quantity, p.unit, p.grams, p.servings
  FROM shopping_plan p
 WHERE p.household = :household AND p.list = :list
 ORDER BY p.date, p.position, p.entry
 LIMIT :limit

-- name: shopping_plan_recipes  params: household uuid, list uuid  rows: many
SELECT r.id, r.servings,
       CASE WHEN r.visibility = 'private' THEN 'private recipe'
            ELSE r.name END AS "name"
  FROM shopping_plan_recipe p
  JOIN live_recipe r ON r.household = p.household AND r.id = p.recipe_id
 WHERE p.household = :household AND p.list = :list

-- name: shopping_plan_ingredients  params: household uuid, list uuid, limit bigint  rows: many
SELECT row_number() OVER (ORDER BY i.recipe, i.position) AS "at",
       i.recipe AS "id", i.quantity, i.quantity_max AS "quantityMax",
       coalesce(i.unit, i.measure) AS "unit", i.food, i.note,
       i.food_id AS "foodId", i.grams
  FROM shopping_plan_recipe p
  JOIN recipe_ingredient i ON i.household = p.household
   AND i.recipe = p.recipe_id
 WHERE p.household = :household AND p.list = :list
 ORDER BY i.recipe, i.position
 LIMIT :limit

-- name: shopping_plan_meals  params: household uuid, list uuid, limit bigint  rows: many
SELECT m.id, m.name, i.recipe_id AS "recipeId", i.food_id AS "foodId",
       i.quantity, i.unit, i.servings, i.grams
  FROM (SELECT DISTINCT household, meal_id FROM shopping_plan
         WHERE household = :household AND list = :list) p
  JOIN live_meal m ON m.household = p.household AND m.id = p.meal_id
  JOIN meal_item i ON i.household = m.household AND i.meal = m.id
 ORDER BY m.id, i.position
 LIMIT :limit

-- Deleted ones as well: what is planned is still to be bought.
-- name: shopping_plan_foods  params: household uuid, list uuid  rows: many
SELECT f.id, f.name, f.aisle, f.density, f.portions
  FROM (SELECT food_id FROM shopping_plan
         WHERE household = :household AND list = :list
        UNION
        SELECT i.food_id
          FROM shopping_plan p
          JOIN meal_item i ON i.household = p.household AND i.meal = p.meal_id
         WHERE p.household = :household AND p.list = :list
        UNION
        SELECT i.food_id
          FROM shopping_plan_recipe p
          JOIN recipe_ingredient i ON i.household = p.household
           AND i.recipe = p.recipe_id
         WHERE p.household = :household AND p.list = :list) u
  JOIN food f ON f.id = u.food_id
 WHERE f.household IS NULL OR f.household = :household

-- Items ---------------------------------------------------------------------

-- name: shopping_items  params: household uuid, person uuid, list uuid  rows: many
SELECT i.id, i.food, i.food_id AS "foodId", i.quantity, i.unit, i.measure,
       i.aisle, i.checked, i.own, i.note,
       shopping_sources(:household, :person, i.sources) AS "sources",
       i.version
  FROM live_shopping_item i
  JOIN live_shopping_list l ON l.household = i.household AND l.id = i.list
 WHERE i.household = :household AND i.list = :list
 ORDER BY coalesce(array_position('{produce,bakery,dairy,meat,fish,frozen,grains,baking,canned,spices,oils,condiments,nuts,snacks,beverages}'::text[], i.aisle), 99),
       lower(i.food), i.id

-- name: shopping_item_by_id  params: household uuid, person uuid, list uuid, id uuid  rows: one
SELECT i.id, i.food, i.food_id AS "foodId", i.quantity, i.unit, i.measure,
       i.aisle, i.checked, i.own, i.note,
       shopping_sources(:household, :person, i.sources) AS "sources",
       i.version
  FROM live_shopping_item i
  JOIN live_shopping_list l ON l.household = i.household AND l.id = i.list
 WHERE i.household = :household AND i.list = :list AND i.id = :id

-- name: shopping_item_home  params: id uuid  rows: maybe
SELECT household, list AS "in", deleted_at IS NOT NULL AS "deleted"
  FROM shopping_item WHERE id = :id

-- name: shopping_list_counts  params: household uuid, id uuid  rows: one
SELECT count(i.id) AS "items", count(i.id) FILTER (WHERE i.own) AS "own"
  FROM live_shopping_list l
  LEFT JOIN live_shopping_item i ON i.household = l.household
   AND i.list = l.id
 WHERE l.household = :household AND l.id = :id
 GROUP BY l.id

-- name: shopping_item_insert  params: id uuid, household uuid, list uuid, food_id uuid, food text, quantity numeric, unit text, measure text, aisle text, note text, checked bool  rows: none
INSERT INTO shopping_item (id, household, list, food_id, food, quantity,
       unit, measure, aisle, note, checked, own)
VALUES (:id, :household, :list, :food_id, :food, :quantity, :unit, :measure,
       :aisle, :note, :checked, true)

-- name: shopping_item_update  params: id uuid, household uuid, list uuid, version bigint, food_id uuid, food text, quantity numeric, unit text, measure text, aisle text, note text, checked bool  rows: none
UPDATE shopping_item
   SET food_id = :food_id, food = :food, quantity = :quantity, unit = :unit,
       measure = :measure, aisle = :aisle, note = :note, checked = :checked,
       planned = CASE WHEN edited OR (food, quantity, unit, measure)
           IS NOT DISTINCT FROM (:food, :quantity::numeric(12,3), :unit,
           :measure) THEN planned ELSE quantity END,
       planned_unit = CASE WHEN edited OR (food, quantity, unit, measure)
           IS NOT DISTINCT FROM (:food, :quantity::numeric(12,3), :unit,
           :measure) THEN planned_unit
           ELSE unit END,
       planned_measure = CASE WHEN edited OR (food, quantity, unit, measure)
           IS NOT DISTINCT FROM (:food, :quantity::numeric(12,3), :unit,
           :measure) THEN planned_measure
           ELSE measure END,
       edited = edited OR (food, quantity, unit, measure) IS DISTINCT FROM
           (:food, :quantity::numeric(12,3), :unit, :measure)
 WHERE household = :household AND list = :list AND id = :id
   AND deleted_at IS NULL AND (:version = -1 OR version = :version)

-- name: shopping_item_set_deleted  params: household uuid, list uuid, id uuid, version bigint, deleted bool  rows: maybe
UPDATE shopping_item i
   SET deleted_at = CASE WHEN :deleted THEN now() END, removed = :deleted
  FROM live_shopping_list l
 WHERE l.household = :household AND l.id = :list
   AND i.household = :household AND i.list = :list AND i.id = :id
   AND (i.deleted_at IS NULL) = :deleted
   AND (:version = -1 OR i.version = :version)
RETURNING i.id, i.food, i.version

-- name: shopping_items_clear  params: household uuid, list uuid  rows: none
UPDATE shopping_item
   SET deleted_at = now(), removed = true
 WHERE household = :household AND list = :list AND checked
   AND deleted_at IS NULL

-- Refreshing ----------------------------------------------------------------

-- The rows that came from the plan, those taken off by hand as well.
-- name: shopping_items_planned  params: household uuid, list uuid, limit bigint  rows: many
SELECT i.id, i.food, i.merge_key AS "key", i.checked, i.edited,
       i.deleted_at IS NOT NULL AS "removed", i.quantity, i.unit, i.measure,
       i.planned, i.planned_unit AS "plannedUnit",
       i.planned_measure AS "plannedMeasure", i.sources
  FROM shopping_item i
 WHERE i.household = :household AND i.list = :list AND NOT i.own
   AND (i.deleted_at IS NULL OR i.removed)
 ORDER BY i.deleted_at DESC NULLS FIRST, i.id
 LIMIT :limit

-- name: shopping_items_put  params: household uuid, list uuid, rows jsonb  rows: none
INSERT INTO shopping_item (household, list, id, food_id, food, merge_key,
       quantity, unit, measure, aisle, sources)
SELECT :household, :list, x.*
  FROM jsonb_to_recordset(:rows) AS x(id uuid, "foodId" uuid, food text,
       key text, quantity numeric, unit text, measure text, aisle text,
       sources jsonb)

-- Only what changed: an item that stays keeps its version. What was ticked
-- meanwhile stays as it was.
-- name: shopping_items_refresh  params: household uuid, list uuid, rows jsonb  rows: none
UPDATE shopping_item i
   SET merge_key = x.key, sources = x.sources,
       quantity = CASE WHEN i.edited THEN i.quantity ELSE x.quantity END,
       unit = CASE WHEN i.edited THEN i.unit ELSE x.unit END,
       measure = CASE WHEN i.edited THEN i.measure ELSE x.measure END,
       planned = x.quantity, planned_unit = x.unit,
       planned_measure = x.measure
  FROM jsonb_to_recordset(:rows) AS x(id uuid, key text, quantity numeric,
       unit text, measure text, sources jsonb)
 WHERE i.household = :household AND i.list = :list AND i.id = x.id
   AND i.deleted_at IS NULL AND NOT i.checked
   AND ((i.merge_key, i.sources) IS DISTINCT FROM (x.key, x.sources)
        OR (i.edited AND (i.planned, i.planned_unit, i.planned_measure)
            IS DISTINCT FROM (x.quantity, x.unit, x.measure))
        OR (NOT i.edited AND (i.quantity, i.unit, i.measure)
            IS DISTINCT FROM (x.quantity, x.unit, x.measure)))

-- name: shopping_items_orphan  params: household uuid, list uuid, ids uuid[]  rows: none
UPDATE shopping_item SET sources = '[]'
 WHERE household = :household AND list = :list AND id = ANY(:ids)
   AND deleted_at IS NULL AND sources <> '[]'

-- name: shopping_items_gone  params: household uuid, list uuid, ids uuid[]  rows: none
UPDATE shopping_item SET deleted_at = now()
 WHERE household = :household AND list = :list AND id = ANY(:ids)
   AND deleted_at IS NULL
