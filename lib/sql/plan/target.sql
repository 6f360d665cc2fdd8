-- Targets, per person and day.

-- name: target_of  params: household uuid, person uuid  rows: maybe
SELECT amounts, version FROM target
 WHERE household = :household AND person = :person

-- name: target_members  params: household uuid  rows: many
SELECT t.amounts
  FROM target t
  JOIN person p ON p.household = t.household AND p.id = t.person
 WHERE t.household = :household AND p.deleted_at IS NULL

-- name: target_put  params: household uuid, person uuid, version bigint, amounts jsonb  rows: none
INSERT INTO target (household, person, amounts)
SELECT :household, :person, :amounts
 WHERE :version <= 0 OR exists(SELECT FROM target
        WHERE household = :household AND person = :person)
ON CONFLICT (person) DO UPDATE SET amounts = excluded.amounts
 WHERE :version = -1 OR target.version = :version
