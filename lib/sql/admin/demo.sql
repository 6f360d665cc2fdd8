-- The demo household.

-- name: demo_state  params: username text  rows: one
SELECT exists(SELECT FROM household) AS "any",
       exists(SELECT FROM person WHERE username = :username) AS "ours",
       (now() AT TIME ZONE 'UTC')::date AS "today",
       (SELECT environment FROM installation) AS "environment"

-- name: demo_login  params: username text  rows: maybe
SELECT password_hash AS "passwordHash" FROM person
 WHERE username = :username AND disabled_at IS NULL AND deleted_at IS NULL

-- name: demo_household_name  params: household uuid, name text, slug text  rows: none
UPDATE household SET name = :name, slug = :slug WHERE id = :household

-- name: demo_named  params: household uuid  rows: many
SELECT 'recipe' AS "kind", name, id FROM live_recipe WHERE household = :household
 UNION ALL
SELECT 'meal', name, id FROM live_meal WHERE household = :household

-- name: demo_admin  params: person uuid  rows: none
UPDATE person SET role = 'admin' WHERE id = :person
