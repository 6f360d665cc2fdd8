-- How long things are kept: each statement deletes at most so many rows that
-- are older than so many days. What somebody has in hand is left to the next
-- time.

-- name: retention_session  params: days bigint, limit bigint  rows: none
DELETE FROM session WHERE id = ANY (ARRAY(
       SELECT id FROM session
        WHERE coalesce(ended_at, least(expires, idle_expires))
              < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_refresh  params: days bigint, limit bigint  rows: none
DELETE FROM refresh WHERE hash = ANY (ARRAY(
       SELECT hash FROM refresh
        WHERE used_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_ticket  params: days bigint, limit bigint  rows: none
DELETE FROM ticket WHERE hash = ANY (ARRAY(
       SELECT hash FROM ticket
        WHERE expires < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_tries  params: days bigint, limit bigint  rows: none
DELETE FROM tries WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM tries
        WHERE at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_kept_answer  params: days bigint, limit bigint  rows: none
DELETE FROM kept_answer WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM kept_answer
        WHERE created_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_kept_registration  params: days bigint, limit bigint  rows: none
DELETE FROM kept_registration WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM kept_registration
        WHERE created_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_freed_username  params: days bigint, limit bigint  rows: none
DELETE FROM freed_username WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM freed_username
        WHERE freed_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_device  params: days bigint, limit bigint  rows: none
DELETE FROM device WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM device
        WHERE used_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_token  params: days bigint, limit bigint  rows: none
DELETE FROM api_token WHERE id = ANY (ARRAY(
       SELECT id FROM api_token
        WHERE least(ended_at, expires)
              < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_mail_sent  params: days bigint, limit bigint  rows: none
DELETE FROM outbox WHERE id = ANY (ARRAY(
       SELECT id FROM outbox
        WHERE state = 'sent'
          AND created_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_mail_dead  params: days bigint, limit bigint  rows: none
DELETE FROM outbox WHERE id = ANY (ARRAY(
       SELECT id FROM outbox
        WHERE state = 'dead'
          AND created_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_job  params: days bigint, limit bigint  rows: none
DELETE FROM job WHERE id = ANY (ARRAY(
       SELECT id FROM job
        WHERE ended_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_audit  params: days bigint, limit bigint  rows: none
DELETE FROM audit WHERE id = ANY (ARRAY(
       SELECT id FROM audit
        WHERE at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- What was put away. What is still planned with, or bought from, stays until
-- it is not; what was taken off a list by hand as long as its list, or
-- refreshing would bring it back.

-- name: retention_shopping_item  params: days bigint, limit bigint  rows: none
DELETE FROM shopping_item WHERE id = ANY (ARRAY(
       SELECT id FROM shopping_item
        WHERE deleted_at < now() - make_interval(days => :days::int)
          AND NOT removed
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_shopping_list  params: days bigint, limit bigint  rows: none
DELETE FROM shopping_list WHERE id = ANY (ARRAY(
       SELECT id FROM shopping_list
        WHERE deleted_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_plan_entry  params: days bigint, limit bigint  rows: none
DELETE FROM plan_entry WHERE id = ANY (ARRAY(
       SELECT id FROM plan_entry
        WHERE deleted_at < now() - make_interval(days => :days::int)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_meal  params: days bigint, limit bigint  rows: none
DELETE FROM meal WHERE id = ANY (ARRAY(
       SELECT m.id FROM meal m
        WHERE m.deleted_at < now() - make_interval(days => :days::int)
          AND NOT exists(SELECT FROM plan_entry e
               WHERE e.household = m.household AND e.meal_id = m.id)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_recipe  params: days bigint, limit bigint  rows: none
DELETE FROM recipe WHERE id = ANY (ARRAY(
       SELECT r.id FROM recipe r
        WHERE r.deleted_at < now() - make_interval(days => :days::int)
          AND NOT exists(SELECT FROM plan_entry e
               WHERE e.household = r.household AND e.recipe_id = r.id)
          AND NOT exists(SELECT FROM meal_item i
               WHERE i.household = r.household AND i.recipe_id = r.id)
        LIMIT :limit FOR UPDATE SKIP LOCKED))

-- name: retention_food  params: days bigint, limit bigint  rows: none
DELETE FROM food WHERE id = ANY (ARRAY(
       SELECT f.id FROM food f
        WHERE f.deleted_at < now() - make_interval(days => :days::int)
          AND f.household IS NOT NULL
          AND NOT exists(SELECT FROM recipe_ingredient i
               WHERE i.food_id = f.id)
          AND NOT exists(SELECT FROM meal_item i WHERE i.food_id = f.id)
          AND NOT exists(SELECT FROM plan_entry e WHERE e.food_id = f.id)
          AND NOT exists(SELECT FROM shopping_item i
               WHERE i.food_id = f.id)
        LIMIT :limit FOR UPDATE SKIP LOCKED))
