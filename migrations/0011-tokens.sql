-- kind: after
-- A refresh whose answer was lost is no logout: for 20 seconds, while its
-- successor is unused, the same token gives the same successor again. It is
-- kept sealed (data-key), for the old token only.
ALTER TABLE refresh ADD successor text;

-- API tokens have an end. Those without one have 400 days from here on.
UPDATE api_token SET expires = now() + interval '400 days'
 WHERE expires IS NULL;
ALTER TABLE api_token
	ALTER expires SET NOT NULL,
	ALTER expires SET DEFAULT now() + interval '90 days';

-- What was taken off a list moves the list as well.
DROP INDEX shopping_item_list;
CREATE INDEX shopping_item_list ON shopping_item (household, list);
