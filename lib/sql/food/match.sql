-- Looking foods up by their folded names.

-- name: food_match  params: household uuid, keys text[]  rows: many
SELECT n.key, n.rank, n.household IS NOT NULL AS "own", n.languages,
       n.relative, f.id, f.name, f.aisle, f.density, f.portions, f.nutrients, f.diets, f.allergens
  FROM food_name n
  JOIN live_food f ON f.id = n.food
 WHERE n.key = ANY(:keys)
   AND (n.household IS NULL OR n.household = :household)

-- A recipe keeps the id of a food that was put away; it counts without it.
-- name: foods_given  params: household uuid, ids uuid[]  rows: many
SELECT f.id, f.name, f.aisle, f.density, f.portions, f.nutrients, f.diets,
       f.allergens, f.deleted_at IS NOT NULL AS "deleted",
       f.household IS NOT NULL AS "own"
  FROM food f
 WHERE f.id = ANY(:ids)
   AND (f.household IS NULL OR f.household = :household)
