-- Foods. One is seen when it is shared (household is null) or the asking
-- household's own.

-- name: food_by_id  params: household uuid, person uuid, id uuid  rows: one
SELECT f.id, f.name, f.synonyms, f.description, f.source, f.number,
       f.household IS NOT NULL AS "own",
       exists(SELECT FROM food_favorite v
               WHERE v.person = :person AND v.food = f.id) AS "favorite",
       f.aisle, round(f.density, 3) AS "density", f.nutrients, f.portions,
       f.diets, f.allergens, f.version, f.created_at AS "createdAt",
       f.updated_at AS "updatedAt"
  FROM live_food f
 WHERE f.id = :id AND (f.household IS NULL OR f.household = :household)

-- name: food_list  params: household uuid, person uuid, favorite bool, own bool, aisle text, name text, id uuid, limit bigint  rows: many
SELECT f.id, f.name, f.synonyms, f.description, f.source, f.number,
       f.household IS NOT NULL AS "own", v.person IS NOT NULL AS "favorite",
       f.aisle, round(f.density, 3) AS "density", f.nutrients, f.portions,
       f.diets, f.allergens, f.version, f.created_at AS "createdAt",
       f.updated_at AS "updatedAt",
       concat_ws(chr(31), lower(f.name), f.id) AS "_cursor"
  FROM live_food f
  LEFT JOIN food_favorite v ON v.person = :person AND v.food = f.id
 WHERE (f.household IS NULL OR f.household = :household)
   AND (lower(f.name) COLLATE "und-x-icu", f.id) > (coalesce(:name, ''),
        coalesce(:id, '00000000-0000-0000-0000-000000000000'))
   AND (:favorite IS NULL OR (v.person IS NOT NULL) = :favorite)
   AND (:own IS NULL OR (f.household IS NOT NULL) = :own)
   AND (:aisle IS NULL OR f.aisle = :aisle)
 ORDER BY lower(f.name) COLLATE "und-x-icu", f.id
 LIMIT :limit

-- Ranked: 0 the name or a synonym itself, 10 the beginning of one, 20 all the
-- words (23: not in the name), 30 to 39 something like it; within each kind
-- own and curated names come first, imported descriptions last. The comparing
-- operators with tildes are those of the index by bytes.
-- name: food_search  params: household uuid, person uuid, key text, words text, favorite bool, own bool, aisle text, fit int, name text, id uuid, limit bigint  rows: many
WITH hit AS (
	SELECT x.food, min(x.fit) AS fit
	  FROM (SELECT n.food, CASE WHEN n.household IS NOT NULL THEN 0
		       ELSE 1 + n.rank END AS fit
		  FROM food_name n
		 WHERE n.key = :key
		   AND (n.household IS NULL OR n.household = :household)
		 UNION ALL
		SELECT n.food, CASE WHEN n.household IS NOT NULL THEN 10
		       ELSE 11 + n.rank END
		  FROM food_name n
		 WHERE n.key ~>=~ :key AND n.key ~<~ (:key || chr(1114111))
		   AND (n.household IS NULL OR n.household = :household)
		 UNION ALL
		SELECT f.id, CASE WHEN ts_filter(f.search, '{a}') @@
		       :words::tsquery THEN 20 ELSE 23 END
		  FROM live_food f
		 WHERE f.search @@ :words::tsquery
		 UNION ALL
		SELECT f.id, 38 - (8 * similarity(f.name, :key))::int
		  FROM live_food f
		 WHERE f.name % :key) x
	 GROUP BY x.food
), found AS (
	SELECT f.*, lower(f.name) COLLATE "und-x-icu" AS by_name, h.fit + CASE WHEN f.curated
	       OR f.household IS NOT NULL THEN 0 ELSE 5 END AS fit
	  FROM hit h
	  JOIN live_food f ON f.id = h.food
	 WHERE (f.household IS NULL OR f.household = :household)
	   AND (:own IS NULL OR (f.household IS NOT NULL) = :own)
	   AND (:aisle IS NULL OR f.aisle = :aisle)
)
SELECT f.id, f.name, f.synonyms, f.description, f.source, f.number,
       f.household IS NOT NULL AS "own", v.person IS NOT NULL AS "favorite",
       f.aisle, round(f.density, 3) AS "density", f.nutrients, f.portions,
       f.diets, f.allergens, f.version, f.created_at AS "createdAt",
       f.updated_at AS "updatedAt",
       concat_ws(chr(31), f.fit, f.by_name, f.id) AS "_cursor"
  FROM found f
  LEFT JOIN food_favorite v ON v.person = :person AND v.food = f.id
 WHERE (f.fit, f.by_name, f.id) > (coalesce(:fit, -1), coalesce(:name, ''),
        coalesce(:id, '00000000-0000-0000-0000-000000000000'))
   AND (:favorite IS NULL OR (v.person IS NOT NULL) = :favorite)
 ORDER BY f.fit, f.by_name, f.id
 LIMIT :limit

-- name: food_home  params: id uuid  rows: maybe
SELECT household, deleted_at IS NOT NULL AS "deleted" FROM food WHERE id = :id

-- name: food_exists  params: household uuid, id uuid  rows: one
SELECT exists(SELECT FROM live_food
               WHERE id = :id AND household = :household) AS "own",
       exists(SELECT FROM live_food
               WHERE id = :id AND household IS NULL) AS "shared"

-- name: food_insert  params: id uuid, household uuid, name text, synonyms text[], description text, aisle text, density numeric, nutrients float8[], portions jsonb, diets text[], allergens text[], words text, search_version int  rows: none
INSERT INTO food (id, household, name, synonyms, description, aisle, density,
       nutrients, portions, diets, allergens, search, search_version)
VALUES (:id, :household, :name, :synonyms, :description, :aisle, :density,
       :nutrients, :portions, :diets, :allergens, :words::tsvector,
       :search_version)

-- name: food_named  params: household uuid, id uuid  rows: maybe
SELECT name FROM live_food WHERE household = :household AND id = :id

-- name: food_update  params: id uuid, household uuid, version bigint, name text, synonyms text[], description text, aisle text, density numeric, nutrients float8[], portions jsonb, diets text[], allergens text[], words text  rows: none
UPDATE food
   SET name = :name, synonyms = :synonyms, description = :description,
       aisle = :aisle, density = :density, nutrients = :nutrients,
       portions = :portions, diets = :diets, allergens = :allergens,
       search = :words::tsvector
 WHERE household = :household AND id = :id AND deleted_at IS NULL
   AND (:version = -1 OR version = :version)

-- name: food_names_drop  params: household uuid, food uuid  rows: none
DELETE FROM food_name WHERE household = :household AND food = :food

-- name: food_names_put  params: household uuid, food uuid, names json  rows: none
INSERT INTO food_name (food, household, key, rank)
SELECT :food, :household, x.key, x.rank
  FROM json_to_recordset(:names) AS x(key text, rank smallint)

-- Foods, put away ones too, without the words of today (store/search_index.h).
-- name: foods_to_index  params: search_version int, household uuid, limit bigint  rows: many
SELECT id, name, synonyms, description
  FROM food
 WHERE search_version < :search_version
   AND (:household IS NULL OR household = :household)
 ORDER BY search_version, id
 LIMIT :limit

-- name: foods_index  params: rows json, search_version int  rows: none
UPDATE food f
   SET search = x.words::tsvector, search_version = :search_version
  FROM json_to_recordset(:rows) AS x(id uuid, words text)
 WHERE f.id = x.id AND f.search_version < :search_version

-- Foods of households with letters beyond ASCII in a name.
-- name: foods_to_refold  params: after uuid, limit bigint  rows: many
SELECT id, household, name, synonyms
  FROM food
 WHERE household IS NOT NULL
   AND (:after IS NULL OR id > :after)
   AND concat_ws(' ', name, array_to_string(synonyms, ' ')) ~ '[^ -~]'
 ORDER BY id
 LIMIT :limit

-- name: food_set_deleted  params: household uuid, id uuid, version bigint, deleted bool  rows: maybe
UPDATE food SET deleted_at = CASE WHEN :deleted THEN now() END
 WHERE household = :household AND id = :id
   AND (deleted_at IS NULL) = :deleted
   AND (:version = -1 OR version = :version)
RETURNING id, name, version

-- name: food_favorite_set  params: person uuid, id uuid  rows: none
INSERT INTO food_favorite (person, food) VALUES (:person, :id)
ON CONFLICT DO NOTHING

-- name: food_favorite_drop  params: person uuid, id uuid  rows: none
DELETE FROM food_favorite WHERE person = :person AND food = :id

-- name: foods_by_id  params: household uuid, person uuid, ids uuid[]  rows: many
SELECT f.id, f.name, f.synonyms, f.description, f.source, f.number,
       f.household IS NOT NULL AS "own", v.person IS NOT NULL AS "favorite",
       f.aisle, round(f.density, 3) AS "density", f.nutrients, f.portions,
       f.diets, f.allergens, f.version, f.created_at AS "createdAt",
       f.updated_at AS "updatedAt"
  FROM live_food f
  LEFT JOIN food_favorite v ON v.person = :person AND v.food = f.id
 WHERE f.id = ANY (:ids)
   AND (f.household IS NULL OR f.household = :household)
 ORDER BY f.id
