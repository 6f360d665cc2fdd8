-- What happened.

-- name: audit_insert  params: person uuid, action text, detail jsonb, actor uuid, place text  rows: none
INSERT INTO audit (person, household, action, detail, actor, place)
VALUES (:person, (SELECT household FROM person WHERE id = :person), :action,
        :detail, :actor, :place)
