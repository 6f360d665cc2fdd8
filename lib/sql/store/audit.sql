-- What happened.

-- name: audit_insert  params: person uuid, action text, detail jsonb, actor uuid, place text  rows: none  alone
INSERT INTO audit (person, household, action, detail, actor, place)
VALUES (:person, (SELECT household FROM person WHERE id = :person), :action,
        :detail, :actor, :place)

-- name: audit_list  params: person uuid, at timestamptz, id bigint, limit bigint  rows: many
SELECT at AS "createdAt", action, detail, place, (actor = :person) IS TRUE AS "byYou",
       concat_ws(chr(31), at, id) AS "_cursor"
  FROM audit
 WHERE person = :person
   AND (at, id) < (coalesce(:at, 'infinity'),
        coalesce(:id, 9223372036854775807))
 ORDER BY at DESC, id DESC
 LIMIT :limit

-- For admins. Who is gone has no name any more.
-- name: audit_all_list  params: person uuid, action text, at timestamptz, id bigint, limit bigint  rows: many
SELECT a.at AS "createdAt", a.action, a.detail, a.place,
       a.person AS "person.id", p.username AS "person.username",
       a.actor AS "actor.id", o.username AS "actor.username",
       concat_ws(chr(31), a.at, a.id) AS "_cursor"
  FROM audit a
  LEFT JOIN person p ON p.id = a.person
  LEFT JOIN person o ON o.id = a.actor
 WHERE (:person IS NULL OR a.person = :person)
   AND (:action IS NULL OR a.action = :action)
   AND (a.at, a.id) < (coalesce(:at, 'infinity'),
        coalesce(:id, 9223372036854775807))
 ORDER BY a.at DESC, a.id DESC
 LIMIT :limit
