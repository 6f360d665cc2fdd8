-- People, as administrators see them.

-- name: people_list  params: role text, state text, created timestamptz, id uuid, limit bigint  rows: many
SELECT id, email, username, "fullName", role, state, "emailVerified",
       "mfaEnabled", "household.id", "household.name", "household.role",
       "createdAt", concat_ws(chr(31), "createdAt", id) AS "_cursor"
  FROM known_person
 WHERE (:role IS NULL OR role = :role)
   AND (:state IS NULL OR state = :state
        OR (:state = 'unverified' AND NOT "emailVerified"))
   AND ("createdAt", id) < (coalesce(:created, 'infinity'),
        coalesce(:id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 ORDER BY "createdAt" DESC, id DESC
 LIMIT :limit

-- The words as they are: what LIKE would take for a pattern is not one.
-- name: people_search  params: q text, role text, state text, created timestamptz, id uuid, limit bigint  rows: many
SELECT id, email, username, "fullName", role, state, "emailVerified",
       "mfaEnabled", "household.id", "household.name", "household.role",
       "createdAt", concat_ws(chr(31), "createdAt", id) AS "_cursor"
  FROM known_person
 WHERE words LIKE '%' || replace(replace(replace(lower(:q), '\', '\\'),
           '%', '\%'), '_', '\_') || '%'
   AND (:role IS NULL OR role = :role)
   AND (:state IS NULL OR state = :state
        OR (:state = 'unverified' AND NOT "emailVerified"))
   AND ("createdAt", id) < (coalesce(:created, 'infinity'),
        coalesce(:id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 ORDER BY "createdAt" DESC, id DESC
 LIMIT :limit

-- name: people_by_id  params: id uuid  rows: one
SELECT p.id, p.email, p.username, p."fullName", p.role, p.state,
       p."emailVerified", p."mfaEnabled", p."household.id",
       p."household.name", p."household.role", p."createdAt",
       (SELECT max(s.used_at) FROM session s WHERE s.person = p.id)
           AS "usedAt",
       (SELECT count(*) FROM live_session s WHERE s.person = p.id)
           AS "sessions",
       (SELECT count(*) FROM live_token t WHERE t.person = p.id) AS "tokens",
       p."passwordSet", p.locale, p."disabledAt", p."disabledReason",
       p."purgeAt", p.version
  FROM known_person p
 WHERE p.id = :id

-- name: people_by_login  params: login text  rows: maybe
SELECT id, email, username, full_name AS "fullName"
  FROM person
 WHERE deleted_at IS NULL
   AND (lower(email) = lower(:login) OR lower(username) = lower(:login))
 ORDER BY lower(email) = lower(:login) DESC
 LIMIT 1

-- Those who can administer, held: of two who take each other's role away one
-- comes second.
-- name: people_admins  rows: many
SELECT id FROM person
 WHERE role = 'admin' AND disabled_at IS NULL AND deleted_at IS NULL
   AND purge_at IS NULL
 ORDER BY id
   FOR UPDATE

-- name: people_set_role  params: id uuid, role text  rows: none
UPDATE person
   SET role = :role, version = version + 1, updated_at = now()
 WHERE id = :id

-- name: people_disable  params: id uuid, reason text  rows: none
UPDATE person
   SET disabled_at = now(), disabled_reason = :reason, version = version + 1,
       updated_at = now()
 WHERE id = :id

-- name: people_enable  params: id uuid  rows: none
UPDATE person
   SET disabled_at = NULL, disabled_reason = NULL, version = version + 1,
       updated_at = now()
 WHERE id = :id

-- name: people_end_tokens  params: person uuid  rows: none
UPDATE api_token SET ended_at = now()
 WHERE person = :person AND ended_at IS NULL

-- name: people_overview  rows: one
SELECT (SELECT environment FROM installation) AS "environment",
       (SELECT max(number) FROM migration) AS "schema",
       count(*) AS "people.total",
       count(*) FILTER (WHERE disabled_at IS NULL AND purge_at IS NULL)
           AS "people.active",
       count(*) FILTER (WHERE disabled_at IS NOT NULL) AS "people.disabled",
       count(*) FILTER (WHERE disabled_at IS NULL AND purge_at IS NOT NULL)
           AS "people.leaving",
       count(*) FILTER (WHERE email_verified_at IS NULL)
           AS "people.unverified",
       count(*) FILTER (WHERE role = 'admin' AND disabled_at IS NULL)
           AS "people.admins",
       count(*) FILTER (WHERE mfa_enabled) AS "people.mfa"
  FROM person WHERE deleted_at IS NULL

-- name: people_overview_sessions  rows: one
SELECT count(*) FILTER (WHERE kind = 'browser') AS "browser",
       count(*) FILTER (WHERE kind = 'app') AS "app",
       (SELECT count(*) FROM live_token) AS "token"
  FROM live_session

-- name: people_overview_jobs  rows: one
SELECT count(*) FILTER (WHERE state = 'queued') AS "queued",
       count(*) FILTER (WHERE state = 'running') AS "running",
       count(*) FILTER (WHERE state = 'done') AS "done",
       count(*) FILTER (WHERE state = 'failed') AS "failed"
  FROM job

-- name: people_overview_chores  rows: many
SELECT name, done_at AS "doneAt" FROM chore ORDER BY name
