-- Privacy: what somebody agreed to, the copy of their data, and leaving for
-- good.

-- Consents ------------------------------------------------------------------

-- name: consent_list  params: person uuid, at timestamptz, kind text, limit bigint  rows: many
SELECT kind, version, given_at AS "givenAt", withdrawn_at AS "withdrawnAt",
       concat_ws(chr(31), given_at, kind) AS "_cursor"
  FROM consent
 WHERE person = :person
   AND (:at IS NULL OR given_at < :at OR (given_at = :at AND kind > :kind))
 ORDER BY given_at DESC, kind
 LIMIT :limit

-- name: consent_give  params: person uuid, kind text, version text, place text  rows: none
INSERT INTO consent (person, kind, version, place)
SELECT :person, :kind, :version, :place
 WHERE NOT exists(SELECT FROM consent
        WHERE person = :person AND kind = :kind AND version = :version
          AND withdrawn_at IS NULL)
    ON CONFLICT DO NOTHING

-- name: consent_withdraw  params: person uuid, kind text  rows: none
UPDATE consent SET withdrawn_at = now()
 WHERE person = :person AND kind = :kind AND withdrawn_at IS NULL

-- Who somebody is, for what is done in their name without a session.
-- name: who_by_person  params: person uuid  rows: one
SELECT person, household, role, member, locale, zone, name, "householdName",
       units, today, verified, mfa, purge
  FROM live_person
 WHERE person = :person

-- A copy of one's data ------------------------------------------------------

-- Of two requests at once one starts over, and sees the other's.
-- name: export_claim  params: person uuid  rows: none
UPDATE person SET updated_at = updated_at WHERE id = :person

-- name: export_recent  params: person uuid  rows: one
SELECT (SELECT id FROM job
         WHERE person = :person AND kind = 'export'
           AND state IN ('queued', 'running')
         LIMIT 1) AS "running",
       count(*) AS "made",
       ceil(extract(epoch FROM min(created_at) + interval '1 day' - now()))
           ::bigint AS "wait"
  FROM job
 WHERE person = :person AND kind = 'export' AND state <> 'failed'
   AND created_at > now() - interval '1 day'

-- name: export_by_id  params: person uuid, id uuid  rows: one
SELECT id, state, done, total, created_at AS "createdAt",
       ended_at + interval '7 days' AS "expiresAt"
  FROM job
 WHERE id = :id AND person = :person AND kind = 'export'
   AND (ended_at IS NULL OR ended_at > now() - interval '7 days')

-- name: export_newest  params: person uuid  rows: maybe
SELECT id, state, done, total, created_at AS "createdAt",
       ended_at + interval '7 days' AS "expiresAt"
  FROM job
 WHERE person = :person AND kind = 'export'
   AND (ended_at IS NULL OR ended_at > now() - interval '7 days')
 ORDER BY created_at DESC, id DESC
 LIMIT 1

-- Whether the file of a copy is still wanted.
-- name: export_wanted  params: id uuid  rows: one
SELECT exists(SELECT FROM job
        WHERE id = :id AND kind = 'export' AND (ended_at IS NULL
              OR (state = 'done' AND ended_at > now() - interval '7 days')))
           AS "wanted"

-- name: export_counts  params: household uuid, person uuid  rows: one
SELECT (SELECT count(*) FROM live_recipe r
         WHERE household = :household AND {recipe_ours})
       + (SELECT count(*) FROM live_food WHERE household = :household)
       + (SELECT count(*) FROM live_meal WHERE household = :household)
       + (SELECT count(*) FROM live_plan_entry WHERE household = :household)
       + (SELECT count(*) FROM live_shopping_list
           WHERE household = :household)
       + (SELECT count(*) FROM food_favorite WHERE person = :person)
       + (SELECT count(*) FROM audit WHERE person = :person) AS "total"

-- name: export_next_date  params: household uuid, after date  rows: one
SELECT min(date) AS "date" FROM live_plan_entry
 WHERE household = :household AND (:after IS NULL OR date > :after)

-- name: export_mails  params: person uuid  rows: many
SELECT template AS "kind", state, created_at AS "createdAt",
       sent_at AS "sentAt", bounced_at AS "bouncedAt"
  FROM outbox
 WHERE person = :person
 ORDER BY created_at DESC, id DESC
 LIMIT 10000

-- What is kept of somebody and has no page: docs/columns.tsv.
-- name: export_traces  params: person uuid  rows: one
SELECT email_verified_at AS "emailVerifiedAt",
       password_at AS "passwordChangedAt", updated_at AS "changedAt",
       verify_sent_at AS "verificationSentAt",
       (SELECT coalesce(json_agg(json_build_object('kind', kind, 'version',
               version, 'place', place)), '[]')
          FROM consent WHERE person = p.id) AS "consents",
       (SELECT coalesce(json_agg(json_build_object('id', id, 'name', name,
               'passwordGivenAt', proved_at)), '[]')
          FROM session WHERE person = p.id) AS "sessions",
       (SELECT coalesce(json_agg(json_build_object('usedAt', used_at)),
               '[]')
          FROM device WHERE person = p.id) AS "browsersKnown",
       (SELECT coalesce(json_agg(json_build_object('usedAt', used_at)),
               '[]')
          FROM backup_code WHERE person = p.id) AS "backupCodes",
       (SELECT coalesce(json_agg(json_build_object('givenUpAt', freed_at)),
               '[]')
          FROM freed_username WHERE person = p.id) AS "formerUsernames",
       (SELECT coalesce(json_agg(json_build_object('id', recipe,
               'markedAt', created_at)), '[]')
          FROM recipe_favorite WHERE person = p.id) AS "favoriteRecipes",
       (SELECT coalesce(json_agg(json_build_object('id', food,
               'markedAt', created_at)), '[]')
          FROM food_favorite WHERE person = p.id) AS "favoriteFoods"
  FROM person p
 WHERE id = :person

-- Leaving for good ----------------------------------------------------------

-- What would go, and what would stay.
-- name: deletion_look  params: household uuid, person uuid  rows: one
SELECT p.purge_at AS "deletionAt",
       exists(SELECT FROM person o
               WHERE o.household = :household AND o.id <> :person)
           AS "shared",
       p.member = 'owner' AND NOT exists(SELECT FROM person o
               WHERE o.household = :household AND o.id <> :person
                 AND o.member = 'owner') AS "soleOwner",
       (SELECT o.full_name FROM person o
         WHERE o.household = :household AND o.id <> :person
         ORDER BY o.disabled_at IS NOT NULL, o.purge_at IS NOT NULL,
                  o.member = 'viewer', o.joined_at, o.id
         LIMIT 1) AS "heir",
       (SELECT count(*) FROM live_recipe r
         WHERE r.household = :household AND r.visibility = 'private'
           AND r.author = :person) AS "privateRecipes",
       (SELECT count(*) FROM live_recipe r
         WHERE r.household = :household AND r.visibility <> 'private')
           AS "recipes",
       (SELECT count(*) FROM live_recipe WHERE household = :household)
           AS "allRecipes",
       (SELECT count(*) FROM live_food WHERE household = :household)
           AS "foods",
       (SELECT count(*) FROM live_meal WHERE household = :household)
           AS "meals",
       (SELECT count(*) FROM live_plan_entry WHERE household = :household)
           AS "entries",
       (SELECT count(*) FROM live_shopping_list
         WHERE household = :household) AS "lists"
  FROM person p
 WHERE p.id = :person

-- name: deletion_ask  params: person uuid, days bigint  rows: maybe
UPDATE person
   SET purge_at = date_trunc('second', now()
       + make_interval(days => :days::int))
 WHERE id = :person AND purge_at IS NULL
RETURNING purge_at AS "deletionAt", email, full_name AS "name", locale,
       time_zone AS "zone"

-- name: deletion_at  params: person uuid  rows: one
SELECT purge_at AS "deletionAt" FROM person WHERE id = :person

-- name: deletion_undo  params: person uuid  rows: none
UPDATE person SET purge_at = NULL
 WHERE id = :person AND purge_at IS NOT NULL

-- name: deletion_end_tokens  params: person uuid  rows: none
UPDATE api_token SET ended_at = now()
 WHERE person = :person AND ended_at IS NULL

-- name: deletion_end_tickets  params: person uuid  rows: none
DELETE FROM ticket WHERE person = :person

-- Purging -------------------------------------------------------------------

-- name: purge_due  params: limit bigint  rows: many
SELECT id FROM person WHERE purge_at <= now() ORDER BY purge_at LIMIT :limit

-- name: purge_look  params: person uuid  rows: maybe
SELECT p.id, p.household, p.email, p.username, p.full_name AS "name",
       p.member = 'owner' AND NOT exists(SELECT FROM person o
               WHERE o.household = p.household AND o.id <> p.id
                 AND o.member = 'owner') AS "soleOwner",
       exists(SELECT FROM person o
               WHERE o.household = p.household AND o.id <> p.id) AS "shared"
  FROM person p
  JOIN household h ON h.id = p.household
 WHERE p.id = :person AND p.purge_at <= now()
   FOR UPDATE OF p, h

-- As deletion_look names them.
-- name: purge_heir  params: household uuid, person uuid  rows: one
UPDATE person SET member = 'owner'
 WHERE id = (SELECT o.id FROM person o
        WHERE o.household = :household AND o.id <> :person
        ORDER BY o.disabled_at IS NOT NULL, o.purge_at IS NOT NULL,
                 o.member = 'viewer', o.joined_at, o.id
        LIMIT 1)
RETURNING id

-- The name and the address that registering made from theirs.
-- name: purge_household_name  params: household uuid, name text, slug text  rows: none
UPDATE household
   SET name = CASE WHEN name = :name THEN 'Household' ELSE name END,
       slug = CASE WHEN slug IN (:slug, :slug || '-' || right(id::text, 6))
                   THEN 'household-' || right(id::text, 12) ELSE slug END
 WHERE id = :household

-- What they wrote for households that go on. Nobody could ever see a private
-- one without its author.
-- name: purge_author  params: person uuid  rows: none
UPDATE recipe
   SET author = NULL,
       visibility = CASE visibility WHEN 'private' THEN 'household'
                    ELSE visibility END
 WHERE author = :person

-- name: purge_audit_own  params: person uuid  rows: none
DELETE FROM audit WHERE person = :person

-- name: purge_audit_actor  params: person uuid  rows: none
UPDATE audit SET actor = NULL WHERE actor = :person

-- What happened to others may name them, by their id.
-- name: purge_audit_detail  params: person uuid  rows: none
UPDATE audit SET detail = NULL
 WHERE position(:person::text IN detail::text) > 0

-- name: purge_tickets  params: email text  rows: none
DELETE FROM ticket WHERE lower(detail->>'email') = lower(:email)

-- name: purge_tries  params: hashes text[]  rows: none
DELETE FROM tries WHERE split_part(key, ':', 2) = ANY (:hashes)

-- name: purge_person  params: person uuid  rows: none
DELETE FROM person WHERE id = :person

-- A household that nobody is left in: its rows, those that refer first.

-- name: purge_home_lists  params: household uuid  rows: none
DELETE FROM shopping_list WHERE household = :household

-- name: purge_home_entries  params: household uuid  rows: none
DELETE FROM plan_entry WHERE household = :household

-- name: purge_home_meals  params: household uuid  rows: none
DELETE FROM meal WHERE household = :household

-- name: purge_home_recipes  params: household uuid  rows: none
DELETE FROM recipe WHERE household = :household

-- name: purge_home_foods  params: household uuid  rows: none
DELETE FROM food WHERE household = :household

-- name: purge_home_audit  params: household uuid  rows: none
UPDATE audit SET household = NULL WHERE household = :household

-- name: purge_home  params: household uuid  rows: none
DELETE FROM household WHERE id = :household
