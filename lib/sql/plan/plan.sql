-- The plan. told_plan_entry joins what an entry stands for; "nutrition" is
-- its totals, from which C makes what an entry counts.

-- part: plan_entry_row
id, date, meal_type AS "mealType", recipe_id AS "recipeId",
       meal_id AS "mealId", food_id AS "foodId", note,
       CASE WHEN private_of <> :person THEN 'private recipe'
            ELSE coalesce(title, note) END AS "name",
       quantity, unit, servings, grams, totals AS "nutrition", version,
       created_at AS "createdAt", updated_at AS "updatedAt", yield AS "_yield"

-- Two who add at once may be kept under one number (plan_renumber); what is
-- answered is the place an entry has, from 0, each once.
-- part: plan_entry_rank
(SELECT count(*) FROM live_plan_entry o
         WHERE o.household = e.household AND o.date = e.date
           AND o.meal_type = e.meal_type
           AND (o.position, o.id) < (e.position, e.id)) AS "position"

-- part: plan_entry_order
date, array_position(ARRAY['breakfast', 'lunch', 'dinner', 'snack'],
          meal_type), meal_type, position, id

-- name: plan_entries  params: household uuid, person uuid, from date, to date, limit bigint  rows: many
SELECT {plan_entry_row},
       row_number() OVER (PARTITION BY date, meal_type
                          ORDER BY position, id) - 1 AS "position",
       there AND (private_of = :person) IS NOT FALSE AS "_open"
  FROM told_plan_entry
 WHERE household = :household AND date BETWEEN :from AND :to
 ORDER BY {plan_entry_order}
 LIMIT :limit

-- name: plan_entry_by_id  params: household uuid, person uuid, id uuid  rows: one
SELECT {plan_entry_row},
       {plan_entry_rank}
  FROM told_plan_entry e
 WHERE household = :household AND id = :id

-- name: plan_entries_by_id  params: household uuid, person uuid, ids uuid[]  rows: many
SELECT {plan_entry_row},
       {plan_entry_rank}
  FROM told_plan_entry e
 WHERE household = :household AND id = ANY (:ids)
 ORDER BY {plan_entry_order}

-- name: plan_entry_home  params: id uuid  rows: maybe
SELECT household, deleted_at IS NOT NULL AS "deleted"
  FROM plan_entry WHERE id = :id

-- name: plan_entry_place  params: household uuid, id uuid  rows: maybe
SELECT date, meal_type AS "mealType", version,
       {plan_entry_rank}
  FROM live_plan_entry e
 WHERE household = :household AND id = :id

-- What an entry would refer to. What it refers to already stays good.
-- name: plan_references  params: household uuid, person uuid, recipe uuid, meal uuid, food uuid, entry uuid  rows: one
SELECT exists(SELECT FROM recipe r
               WHERE r.household = :household AND r.id = :recipe
                 AND ((r.deleted_at IS NULL AND {recipe_ours})
                      OR r.id = o.recipe_id))
           AS "recipe",
       exists(SELECT FROM meal m
               WHERE m.household = :household AND m.id = :meal
                 AND (m.deleted_at IS NULL OR m.id = o.meal_id)) AS "meal",
       (SELECT {usual_servings} FROM household h WHERE h.id = :household)
           AS "usual",
       f.name AS "food.name", f.density AS "food.density",
       f.portions AS "food.portions"
  FROM (SELECT :household AS household) h
  LEFT JOIN plan_entry o ON o.household = h.household AND o.id = :entry
  LEFT JOIN food f ON f.id = :food
       AND (f.household IS NULL OR f.household = h.household)
       AND (f.deleted_at IS NULL OR f.id = o.food_id)

-- name: plan_entry_insert  params: id uuid, household uuid, date date, meal_type text, position bigint, recipe uuid, meal uuid, food uuid, note text, quantity numeric, unit text, grams numeric, servings numeric  rows: none
INSERT INTO plan_entry (id, household, date, meal_type, position, recipe_id,
       meal_id, food_id, note, quantity, unit, grams, servings)
SELECT :id, :household, :date, :meal_type,
       CASE WHEN :position BETWEEN 0 AND n.n THEN :position ELSE n.n END,
       :recipe, :meal, :food, :note, :quantity, :unit, :grams, :servings
  FROM (SELECT count(*) AS n FROM live_plan_entry
         WHERE household = :household AND date = :date
           AND meal_type = :meal_type) n

-- name: plan_entry_update  params: id uuid, household uuid, version bigint, date date, meal_type text, position bigint, recipe uuid, meal uuid, food uuid, note text, quantity numeric, unit text, grams numeric, servings numeric  rows: none
UPDATE plan_entry
   SET date = :date, meal_type = :meal_type,
       position = CASE WHEN :position BETWEEN 0 AND n.n THEN :position
                       ELSE n.n END,
       recipe_id = :recipe, meal_id = :meal, food_id = :food, note = :note,
       quantity = :quantity, unit = :unit, grams = :grams,
       servings = :servings
  FROM (SELECT count(*) AS n FROM live_plan_entry
         WHERE household = :household AND date = :date
           AND meal_type = :meal_type AND id <> :id) n
 WHERE household = :household AND id = :id AND deleted_at IS NULL
   AND (:version = -1 OR version = :version)

-- Number a meal of a day from 0, leaving the place that an entry has taken.
-- One that stands last takes nobody's place: many who add at once must not all
-- write the same rows. Two of them may get the same number; the id decides
-- (plan_entry_rank).
-- name: plan_renumber  params: household uuid, date date, meal_type text, taken uuid  rows: none
UPDATE plan_entry e
   SET position = n.position
  FROM (SELECT o.id, o.k + CASE WHEN o.k >= t.position THEN 1 ELSE 0 END
                   AS position
          FROM (SELECT id, row_number() OVER (ORDER BY position, id) - 1 AS k
                  FROM live_plan_entry
                 WHERE household = :household AND date = :date
                   AND meal_type = :meal_type
                   AND id IS DISTINCT FROM :taken) o
          LEFT JOIN live_plan_entry t ON t.household = :household
               AND t.id = :taken AND t.date = :date
               AND t.meal_type = :meal_type
         WHERE t.id IS NULL OR EXISTS(SELECT FROM live_plan_entry l
               WHERE l.household = :household AND l.date = :date
                 AND l.meal_type = :meal_type AND l.id <> :taken
                 AND l.position >= t.position)
            OR t.position < (SELECT count(*) FROM live_plan_entry l
               WHERE l.household = :household AND l.date = :date
                 AND l.meal_type = :meal_type AND l.id <> :taken)) n
 WHERE e.household = :household AND e.id = n.id
   AND e.position <> n.position

-- name: plan_entry_delete  params: household uuid, id uuid, version bigint  rows: maybe
UPDATE plan_entry SET deleted_at = now()
 WHERE household = :household AND id = :id AND deleted_at IS NULL
   AND (:version = -1 OR version = :version)
RETURNING id, date, meal_type AS "mealType"

-- name: plan_entry_restore  params: household uuid, id uuid  rows: maybe
UPDATE plan_entry e
   SET deleted_at = NULL, position = least(e.position,
       (SELECT count(*) FROM live_plan_entry o
         WHERE o.household = :household AND o.date = e.date
           AND o.meal_type = e.meal_type))
 WHERE e.household = :household AND e.id = :id
   AND e.deleted_at IS NOT NULL
RETURNING e.id, e.date, e.meal_type AS "mealType"

-- name: plan_copy_sources  params: household uuid, from date, to date, limit bigint  rows: many
SELECT id FROM live_plan_entry
 WHERE household = :household AND date BETWEEN :from AND :to
 ORDER BY date, meal_type, position, id
 LIMIT :limit

-- Copies of entries, days later, after what is there; NULL: the same meal.
-- name: plan_copy  params: household uuid, sources uuid[], ids uuid[], days bigint, meal_type text  rows: none
INSERT INTO plan_entry (id, household, date, meal_type, position, recipe_id,
       meal_id, food_id, note, quantity, unit, grams, servings)
SELECT c.id, :household, c.date, c.meal_type,
       (SELECT count(*) FROM live_plan_entry o
         WHERE o.household = :household AND o.date = c.date
           AND o.meal_type = c.meal_type)
       + row_number() OVER (PARTITION BY c.date, c.meal_type ORDER BY c.n)
       - 1,
       c.recipe_id, c.meal_id, c.food_id, c.note, c.quantity, c.unit,
       c.grams, c.servings
  FROM (SELECT x.id, x.n, e.date + :days::int AS date,
               coalesce(:meal_type, e.meal_type) AS meal_type, e.recipe_id,
               e.meal_id, e.food_id, e.note, e.quantity, e.unit, e.grams,
               e.servings
          FROM unnest(:sources, :ids) WITH ORDINALITY AS x(source, id, n)
          JOIN live_plan_entry e ON e.household = :household
               AND e.id = x.source) c

-- name: plan_entries_of_food  params: household uuid, food uuid  rows: many
SELECT e.id, e.quantity, e.unit, f.name AS "food.name",
       f.density AS "food.density", f.portions AS "food.portions"
  FROM plan_entry e JOIN food f ON f.id = e.food_id
 WHERE e.household = :household AND e.food_id = :food

-- name: plan_entries_reweigh  params: household uuid, rows jsonb  rows: none
UPDATE plan_entry e SET grams = x.grams
  FROM jsonb_to_recordset(:rows) AS x(id uuid, grams numeric)
 WHERE e.household = :household AND e.id = x.id
   AND e.grams IS DISTINCT FROM x.grams

-- name: plan_choose_recipes  params: household uuid, person uuid, q text  rows: many
SELECT r.id, r.name, r.servings, r.category AS "recipeCategory",
       r.total_time AS "totalTime",
       r.calories
  FROM live_recipe r
 WHERE r.household = :household
   AND {recipe_ours}
   AND (:q IS NULL OR r.search @@ :q::tsquery)
 ORDER BY CASE WHEN :q IS NULL THEN (SELECT max(e.date)
              FROM plan_entry e WHERE e.household = r.household
               AND e.recipe_id = r.id) END DESC NULLS LAST,
       ts_filter(r.search, '{a}') @@ :q::tsquery DESC,
       lower(r.name) COLLATE "und-x-icu", r.id
 LIMIT 30

-- name: plan_choose_meals  params: household uuid, q text  rows: many
SELECT id, name, round(totals[1]::numeric, 3) AS "calories"
  FROM live_meal
 WHERE household = :household
   AND (:q IS NULL OR search @@ :q::tsquery)
 ORDER BY lower(name) COLLATE "und-x-icu", id
 LIMIT 20

-- name: plan_choose_foods  params: household uuid, q text  rows: many
SELECT id, name, description
  FROM live_food
 WHERE (household IS NULL OR household = :household)
   AND search @@ :q::tsquery
 ORDER BY household IS NULL, NOT curated,
       ts_filter(search, '{a}') @@ :q::tsquery DESC, length(name), name, id
 LIMIT 20

-- name: plan_has  params: household uuid  rows: one
SELECT exists(SELECT FROM live_recipe WHERE household = :household)
           AS "recipes",
       exists(SELECT FROM live_plan_entry WHERE household = :household)
           AS "plan"

-- ---- days emptied at once

-- name: plan_clear  params: household uuid, from date, to date  rows: none
UPDATE plan_entry SET deleted_at = now()
 WHERE household = :household AND date BETWEEN :from AND :to
   AND deleted_at IS NULL

-- name: plan_cleared_at  rows: one
SELECT (extract(epoch FROM now()) * 1000000)::bigint AS "at"

-- name: plan_unclear  params: household uuid, from date, to date, at bigint  rows: none
UPDATE plan_entry SET deleted_at = NULL
 WHERE household = :household AND date BETWEEN :from AND :to
   AND deleted_at = timestamptz 'epoch' + :at * interval '1 microsecond'

-- Of this year; breakfast and the like are there anyway.
-- name: plan_meal_types  params: household uuid  rows: many
SELECT DISTINCT meal_type AS "mealType"
  FROM live_plan_entry
 WHERE household = :household AND date > current_date - 366
 ORDER BY meal_type
 LIMIT 100
