-- The shared foods: what comes with meal, and what a sysadmin imports. Their
-- words are made afterwards (store/search_index.h).

-- name: catalogue_lock  params: source text  rows: one
SELECT pg_advisory_xact_lock(hashtext('catalogue ' || :source)) IS NULL
       AS "free"

-- name: catalogue_hash  params: source text  rows: maybe
SELECT hash FROM catalogue WHERE source = :source

-- name: catalogue_hash_set  params: source text, hash text  rows: none
INSERT INTO catalogue (source, hash) VALUES (:source, :hash)
ON CONFLICT (source) DO UPDATE SET hash = excluded.hash, updated_at = now()

-- name: catalogue_forget  params: source text, foods json  rows: none
UPDATE food SET curated = false, version = version + 1, updated_at = now()
 WHERE source = :source AND curated
   AND NOT id = ANY (SELECT x.id
         FROM json_to_recordset(:foods) AS x(id uuid))

-- name: catalogue_names_drop  params: source text  rows: none
DELETE FROM food_name n USING food f
 WHERE f.id = n.food AND f.source = :source AND n.rank < 2

-- name: catalogue_put  params: source text, foods json  rows: none
INSERT INTO food AS f (id, source, number, name, curated, aisle, density,
       nutrients, portions, diets, allergens, synonyms)
SELECT x.id, :source, x.number, x.name, true, x.aisle, x.density,
       x.nutrients, x.portions, x.diets, x.allergens, x.synonyms
  FROM json_to_recordset(:foods) AS x(id uuid, number text, name text,
       aisle text, density numeric, nutrients float8[], portions jsonb,
       diets text[], allergens text[], synonyms text[])
ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, curated = true, aisle = excluded.aisle,
       density = excluded.density, nutrients = excluded.nutrients,
       portions = excluded.portions, diets = excluded.diets,
       allergens = excluded.allergens, synonyms = excluded.synonyms,
       search_version = 0,
       version = f.version + 1, updated_at = now()
 WHERE (f.name, f.curated, f.aisle, f.density, f.nutrients, f.portions,
        f.diets, f.allergens, f.synonyms) IS DISTINCT FROM
       (excluded.name, true, excluded.aisle, excluded.density,
        excluded.nutrients, excluded.portions, excluded.diets,
        excluded.allergens, excluded.synonyms)

-- name: catalogue_names_put  params: names json  rows: none
INSERT INTO food_name (food, key, rank, languages, relative)
SELECT x.food, x.key, x.rank, x.languages, x.relative
  FROM json_to_recordset(:names) AS x(food uuid, key text, rank smallint,
       languages text[], relative boolean)
ON CONFLICT (food, key) DO UPDATE
   SET rank = excluded.rank, languages = excluded.languages,
       relative = excluded.relative

-- name: import_curated  params: source text  rows: many
SELECT number FROM food WHERE source = :source AND curated

-- name: import_foods_put  params: source text, foods json  rows: none
INSERT INTO food AS f (id, source, number, name, description, aisle, density,
       nutrients, portions)
SELECT x.id, :source, x.number, x.description, x.description, x.aisle,
       x.density, x.nutrients, x.portions
  FROM json_to_recordset(:foods) AS x(id uuid, number text,
       description text, aisle text, density numeric, nutrients float8[],
       portions jsonb)
ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, description = excluded.description,
       aisle = excluded.aisle, density = excluded.density,
       nutrients = excluded.nutrients, portions = excluded.portions,
       diets = '{}', allergens = '{}', synonyms = '{}',
       search_version = 0, version = f.version + 1, updated_at = now()
 WHERE NOT f.curated
   AND (f.name, f.description, f.aisle, f.density, f.nutrients, f.portions,
        f.diets, f.allergens, f.synonyms) IS DISTINCT FROM
       (excluded.name, excluded.description, excluded.aisle,
        excluded.density, excluded.nutrients, excluded.portions,
        '{}'::text[], '{}'::text[], '{}'::text[])

-- name: import_describe  params: foods json  rows: none
UPDATE food f
   SET description = x.description, version = f.version + 1,
       updated_at = now(), search_version = 0
  FROM json_to_recordset(:foods) AS x(id uuid, description text)
 WHERE f.id = x.id AND f.curated
   AND f.description IS DISTINCT FROM x.description

-- name: import_names_drop  params: source text  rows: none
DELETE FROM food_name n USING food f
 WHERE f.id = n.food AND f.source = :source AND n.rank = 2

-- name: import_names_put  params: names json  rows: none
INSERT INTO food_name (food, key, rank)
SELECT x.food, x.key, 2
  FROM json_to_recordset(:names) AS x(food uuid, key text)
 WHERE NOT exists(SELECT FROM food_name n
        WHERE n.key = x.key AND n.household IS NULL
          AND (n.languages IS NULL OR n.food = x.food))
