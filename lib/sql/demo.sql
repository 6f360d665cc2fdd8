-- The demo household.

-- name: demo_state  params: username text  rows: one
SELECT exists(SELECT FROM household) AS "any",
       exists(SELECT FROM person WHERE username = :username) AS "ours",
       (now() AT TIME ZONE 'UTC')::date AS "today",
       (SELECT environment FROM installation) AS "environment"

-- name: demo_join  params: person uuid, household uuid, member text  rows: none
UPDATE person SET household = :household, member = :member
 WHERE id = :person AND household <> :household

-- name: demo_left  params: household uuid  rows: none
DELETE FROM household h WHERE h.id = :household
   AND NOT exists(SELECT FROM person p WHERE p.household = h.id)

-- name: demo_household_name  params: household uuid, name text, slug text  rows: none
UPDATE household SET name = :name, slug = :slug WHERE id = :household

-- name: demo_named  params: household uuid  rows: many
SELECT 'recipe' AS "kind", name, id FROM live_recipe WHERE household = :household
 UNION ALL
SELECT 'meal', name, id FROM live_meal WHERE household = :household
