-- Households: who is in them, and invitations.

-- name: household_by_id  params: household uuid, person uuid  rows: one
SELECT h.id, h.name, h.slug, {usual_servings} AS "usualServings",
       p.member AS "role", u.recipes AS "use.recipes",
       u.bytes AS "use.bytes", h.version, h.created_at AS "createdAt"
  FROM household h
  JOIN person p ON p.household = h.id
  JOIN household_used u ON u.household = h.id
 WHERE h.id = :household AND p.id = :person

-- For the sysadmin: those that keep most first.
-- name: household_all_list  params: limit bigint  rows: many
SELECT h.id, h.name, u.recipes, u.bytes, h.created_at AS "createdAt",
       (SELECT count(*) FROM person p
         WHERE p.household = h.id AND p.deleted_at IS NULL) AS "members"
  FROM household h JOIN household_used u ON u.household = h.id
 ORDER BY u.bytes DESC, h.id
 LIMIT :limit

-- name: household_members  params: household uuid  rows: many
SELECT id, username, full_name AS "fullName", member AS "role",
       joined_at AS "joinedAt", version
  FROM person
 WHERE household = :household AND deleted_at IS NULL
 ORDER BY member = 'owner' DESC, joined_at, id

-- name: household_member  params: household uuid, id uuid  rows: one
SELECT p.id, p.username, p.full_name AS "fullName", p.member AS "role",
       p.joined_at AS "joinedAt", p.version, x.about
  FROM person p LEFT JOIN private_profile x ON x.person = p.id
 WHERE p.household = :household AND p.id = :id AND p.deleted_at IS NULL

-- Nothing said stays nothing said when what it came to is sent back.
-- name: household_set  params: household uuid, version bigint, name text, servings numeric  rows: maybe
UPDATE household h
   SET name = :name, usual_servings = x.servings,
       version = h.version + x.changed::integer,
       updated_at = CASE WHEN x.changed THEN now() ELSE h.updated_at END
  FROM (SELECT n.servings, (o.name, o.usual_servings) IS DISTINCT FROM
               (:name, n.servings) AS changed
          FROM household o
         CROSS JOIN LATERAL (SELECT CASE WHEN o.usual_servings IS NULL
                   AND :servings = usual_servings(o.id) THEN NULL
                   ELSE round(:servings, 3) END AS servings) n
         WHERE o.id = :household) x
 WHERE h.id = :household AND (:version = -1 OR h.version = :version)
RETURNING x.changed

-- What usual_servings() says, for those who are asked on every page: a function
-- that reads a table is not put in by the planner.
-- part: usual_servings
coalesce(h.usual_servings, (SELECT greatest(count(*), 1) FROM person p
          WHERE p.household = h.id AND p.deleted_at IS NULL))

-- Nobody who is not logged in has a household: null then.
-- name: usual_servings  params: household uuid  rows: one
SELECT (SELECT {usual_servings} FROM household h WHERE h.id = :household)
       AS "usualServings"

-- Who changes the people of a household says so first.
-- name: household_lock  params: household uuid  rows: none
UPDATE household SET version = version + 1, updated_at = now()
 WHERE id = :household

-- name: household_counts  params: household uuid  rows: one
SELECT h.name,
       (SELECT count(*) FROM person p
         WHERE p.household = h.id AND p.deleted_at IS NULL) AS "members",
       (SELECT count(*) FROM ticket t
         WHERE t.household = h.id AND t.kind = 'invite'
           AND t.used_at IS NULL AND t.expires > now()) AS "invitations"
  FROM household h
 WHERE h.id = :household

-- name: household_of_person  params: person uuid  rows: one
SELECT p.household, p.member AS "role", p.username,
       p.full_name AS "fullName",
       NOT exists(SELECT FROM person o
                   WHERE o.household = p.household AND o.id <> p.id
                     AND o.deleted_at IS NULL) AS "alone"
  FROM person p
 WHERE p.id = :person AND p.deleted_at IS NULL

-- name: household_set_role  params: household uuid, id uuid, role text  rows: none
UPDATE person SET member = :role, version = version + 1, updated_at = now()
 WHERE household = :household AND id = :id AND deleted_at IS NULL

-- What somebody has who is alone, or what of it is theirs alone.
-- name: household_prospect  params: household uuid, person uuid  rows: one
SELECT NOT exists(SELECT FROM person o
                   WHERE o.household = :household AND o.id <> :person
                     AND o.deleted_at IS NULL) AS "alone",
       (SELECT count(*) FROM live_recipe r
         WHERE household = :household AND {recipe_ours})
           AS "all.recipes",
       (SELECT count(*) FROM live_food
         WHERE household = :household) AS "all.foods",
       (SELECT count(*) FROM live_meal
         WHERE household = :household) AS "all.meals",
       (SELECT count(*) FROM live_plan_entry
         WHERE household = :household) AS "all.planEntries",
       (SELECT count(*) FROM live_shopping_list
         WHERE household = :household) AS "all.shoppingLists",
       (SELECT count(*) FROM live_recipe
         WHERE household = :household AND author = :person
           AND visibility = 'private') AS "private"

-- ---- invitations

-- name: invitations_open  params: household uuid, at timestamptz, id uuid, limit bigint  rows: many
SELECT t.id, t.detail ->> 'email' AS "email", t.detail ->> 'role' AS "role",
       t.expires AS "expiresAt", p.full_name AS "invitedBy",
       t.created_at AS "createdAt",
       concat_ws(chr(31), t.created_at, t.id) AS "_cursor"
  FROM ticket t LEFT JOIN person p ON p.id = t.person
 WHERE t.household = :household AND t.kind = 'invite' AND t.used_at IS NULL
   AND t.expires > now()
   AND (t.created_at, t.id) > (coalesce(:at, '-infinity'),
        coalesce(:id, '00000000-0000-0000-0000-000000000000'))
 ORDER BY t.created_at, t.id
 LIMIT :limit

-- name: invitation_by_id  params: household uuid, id uuid  rows: one
SELECT t.id, t.detail ->> 'email' AS "email", t.detail ->> 'role' AS "role",
       t.expires AS "expiresAt", p.full_name AS "invitedBy",
       t.created_at AS "createdAt"
  FROM ticket t LEFT JOIN person p ON p.id = t.person
 WHERE t.household = :household AND t.kind = 'invite' AND t.used_at IS NULL
   AND t.expires > now() AND t.id = :id

-- name: invitation_offered  params: household uuid, id uuid  rows: one
SELECT h.name AS "household.name", p.full_name AS "invitedBy",
       t.detail ->> 'role' AS "role", t.expires AS "expiresAt"
  FROM ticket t
  JOIN household h ON h.id = t.household
  LEFT JOIN person p ON p.id = t.person
 WHERE t.household = :household AND t.id = :id

-- name: invitation_drop  params: household uuid, id uuid  rows: none
DELETE FROM ticket
 WHERE household = :household AND id = :id AND kind = 'invite'
   AND used_at IS NULL AND expires > now()

-- ---- somebody moves. Deferred: rows that refer to each other by household
-- move table by table.

-- name: move_begin  rows: none
SET CONSTRAINTS ALL DEFERRED

-- name: move_check  rows: none
SET CONSTRAINTS ALL IMMEDIATE

-- The targets go along by their foreign key.
-- name: move_person  params: household uuid, person uuid, to uuid, role text  rows: none
UPDATE person
   SET household = :to, member = :role, joined_at = now(),
       version = version + 1, updated_at = now()
 WHERE household = :household AND id = :person

-- name: move_emptied  params: household uuid  rows: none
DELETE FROM household h
 WHERE h.id = :household
   AND NOT exists(SELECT FROM person p WHERE p.household = h.id)

-- name: move_foods  params: household uuid, to uuid  rows: none
UPDATE food f
   SET household = :to,
       name = food_free_name(ARRAY[:household, :to], :to, f.name),
       search_version = 0
 WHERE f.household = :household

-- A name that the new household has already means its own food.
-- name: move_food_names_known  params: household uuid, to uuid  rows: none
DELETE FROM food_name n
 WHERE n.household = :household
   AND exists(SELECT FROM food_name o
               WHERE o.household = :to AND o.key = n.key)

-- name: move_food_names  params: household uuid, to uuid  rows: none
UPDATE food_name SET household = :to WHERE household = :household

-- name: move_recipes  params: household uuid, to uuid, private_of uuid  rows: none
UPDATE recipe r
   SET household = :to,
       slug = CASE WHEN exists(SELECT FROM live_recipe o
                       WHERE o.household = :to AND o.slug = r.slug)
                   THEN r.slug || '-' || right(r.id::text, 6)
                   ELSE r.slug END
 WHERE r.household = :household
   AND (:private_of IS NULL OR (r.visibility = 'private'
        AND r.author = :private_of))

-- name: move_recipe_lines  params: household uuid, to uuid  rows: none
UPDATE recipe_ingredient i SET household = :to
 WHERE i.household = :household
   AND i.recipe IN (SELECT r.id FROM recipe r WHERE r.household = :to)

-- name: move_recipe_steps  params: household uuid, to uuid  rows: none
UPDATE recipe_step s SET household = :to
 WHERE s.household = :household
   AND s.recipe IN (SELECT r.id FROM recipe r WHERE r.household = :to)

-- name: move_recipe_favorites  params: household uuid, to uuid  rows: none
UPDATE recipe_favorite f SET household = :to
 WHERE f.household = :household
   AND f.recipe IN (SELECT r.id FROM recipe r WHERE r.household = :to)

-- name: move_meals  params: household uuid, to uuid  rows: none
UPDATE meal SET household = :to
 WHERE household = :household

-- name: move_meal_items  params: household uuid, to uuid  rows: none
UPDATE meal_item SET household = :to WHERE household = :household

-- name: move_plan  params: household uuid, to uuid  rows: none
UPDATE plan_entry SET household = :to
 WHERE household = :household

-- Lists that are up to date are marked (-2), and still are in the end.
-- name: move_lists_mark  params: household uuid  rows: none
UPDATE shopping_list l SET plan_seq = -2
  FROM shopping_plan_state s
 WHERE l.household = :household AND s.household = :household
   AND s.list = l.id AND (l.plan_entries, l.plan_seq) = (s.entries, s.seq)

-- name: move_lists  params: household uuid, to uuid  rows: none
UPDATE shopping_list SET household = :to
 WHERE household = :household

-- name: move_lists_read  params: household uuid  rows: none
UPDATE shopping_list l SET plan_seq = s.seq
  FROM shopping_plan_state s
 WHERE l.household = :household AND s.household = l.household
   AND s.list = l.id
   AND l.plan_seq = -2

-- name: move_items  params: household uuid, to uuid  rows: none
UPDATE shopping_item SET household = :to
 WHERE household = :household

-- ---- somebody leaves others behind

-- name: leave_private  params: household uuid, person uuid  rows: one
SELECT coalesce(array_agg(id), '{}')::text AS "recipes"
  FROM recipe
 WHERE household = :household AND author = :person
   AND visibility = 'private'

-- name: leave_foods  params: household uuid, recipes uuid[]  rows: many
SELECT DISTINCT f.id
  FROM recipe_ingredient i
  JOIN food f ON f.id = i.food_id AND f.household = i.household
 WHERE i.household = :household AND i.recipe = ANY(:recipes)

-- name: leave_copy_foods  params: household uuid, to uuid, rows json  rows: none
INSERT INTO food (id, household, name, description, aisle, density,
       nutrients, portions, diets, allergens, synonyms, deleted_at)
SELECT x.copy, :to, food_free_name(ARRAY[:to], :to, f.name), f.description,
       f.aisle, f.density, f.nutrients, f.portions, f.diets, f.allergens,
       f.synonyms, f.deleted_at
  FROM json_to_recordset(:rows) AS x(id uuid, copy uuid)
  JOIN food f ON f.id = x.id AND f.household = :household

-- name: leave_copy_names  params: household uuid, to uuid, rows json  rows: none
INSERT INTO food_name (food, household, key, rank, languages, relative)
SELECT x.copy, :to, n.key, n.rank, n.languages, n.relative
  FROM json_to_recordset(:rows) AS x(id uuid, copy uuid)
  JOIN food_name n ON n.food = x.id AND n.household = :household
 WHERE NOT exists(SELECT FROM food_name o
                   WHERE o.household = :to AND o.key = n.key)

-- name: leave_relink  params: household uuid, recipes uuid[], rows json  rows: none
UPDATE recipe_ingredient i SET food_id = x.copy
  FROM json_to_recordset(:rows) AS x(id uuid, copy uuid)
 WHERE i.household = :household AND i.recipe = ANY(:recipes)
   AND i.food_id = x.id

-- What others have of them says no more than it did.
-- name: leave_plan  params: household uuid, recipes uuid[]  rows: none
UPDATE plan_entry
   SET recipe_id = NULL, note = coalesce(note, 'private recipe')
 WHERE household = :household AND recipe_id = ANY(:recipes)

-- name: leave_meals  params: household uuid, recipes uuid[]  rows: one
SELECT coalesce(array_agg(DISTINCT meal), '{}')::text AS "meals"
  FROM meal_item
 WHERE household = :household AND recipe_id = ANY(:recipes)

-- name: leave_meal_items  params: household uuid, recipes uuid[]  rows: none
DELETE FROM meal_item
 WHERE household = :household AND recipe_id = ANY(:recipes)

-- name: leave_meals_emptied  params: household uuid, meals uuid[]  rows: none
UPDATE meal m SET totals = '{}', missing = '[]'
 WHERE m.household = :household AND m.id = ANY(:meals)
   AND NOT exists(SELECT FROM meal_item i
                   WHERE i.household = :household AND i.meal = m.id)

-- name: leave_items  params: household uuid, recipes uuid[]  rows: none
UPDATE shopping_item i
   SET sources = (SELECT jsonb_agg(CASE
           WHEN (s ->> 'recipeId')::uuid = ANY(:recipes)
           THEN s || '{"recipeId": null, "recipe": "private recipe"}'
           ELSE s END)
           FROM jsonb_array_elements(i.sources) s)
 WHERE i.household = :household
   AND exists(SELECT FROM jsonb_array_elements(i.sources) s
               WHERE (s ->> 'recipeId')::uuid = ANY(:recipes))

-- Marks on what one cannot see any more: theirs on what stays, others' on
-- what goes.
-- name: leave_recipe_favorites  params: household uuid, person uuid, recipes uuid[]  rows: none
DELETE FROM recipe_favorite f
 WHERE f.household = :household
   AND (f.person = :person) <> (f.recipe = ANY(:recipes))

-- name: leave_food_favorites  params: household uuid, person uuid  rows: none
DELETE FROM food_favorite v
 USING food f
 WHERE v.person = :person AND f.id = v.food AND f.household = :household
