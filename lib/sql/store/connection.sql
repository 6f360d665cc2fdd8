-- What documents depend on, as lib/store/db_options.c sets it; the limits may
-- be changed in meal.conf before they are there.

-- name: connection_set  rows: one
SELECT current_setting('default_transaction_isolation') = 'repeatable read'
       AND current_setting('intervalstyle') = 'iso_8601'
       AND current_setting('timezone') = 'UTC'
       AND current_setting('datestyle') LIKE 'ISO%'
       AND current_setting('extra_float_digits') = '1'
       AND current_setting('idle_in_transaction_session_timeout') = '30s'
       AS "set"
