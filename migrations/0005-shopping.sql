-- Shopping lists: stored rows with where they come from.

CREATE TABLE shopping_list (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL REFERENCES household,
	name		text NOT NULL,
	from_date	date,		-- of the plan; both or none
	to_date		date,
	plan_seq	bigint NOT NULL DEFAULT 0,	-- household.seq when
						-- the plan was read
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	UNIQUE (household, id),
	CHECK (num_nonnulls(from_date, to_date) IN (0, 2))
);
CREATE INDEX shopping_list_newest
	ON shopping_list (household, created_at DESC, id DESC)
	WHERE deleted_at IS NULL;
CREATE TRIGGER shopping_list_stamp BEFORE INSERT OR UPDATE ON shopping_list
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW live_shopping_list AS
	SELECT * FROM shopping_list WHERE deleted_at IS NULL;

CREATE TABLE shopping_item (
	id		uuid PRIMARY KEY,
	household	uuid NOT NULL,
	list		uuid NOT NULL,
	food_id		uuid REFERENCES food,
	food		text NOT NULL,
	merge_key	text NOT NULL DEFAULT '',	-- what refresh merges by
	quantity	numeric(12,3),
	unit		text,
	aisle		text NOT NULL DEFAULT 'other',
	note		text,
	checked		boolean NOT NULL DEFAULT false,
	own		boolean NOT NULL DEFAULT false,	-- added by hand
	edited		boolean NOT NULL DEFAULT false,	-- amount set by hand
	sources		jsonb NOT NULL DEFAULT '[]',
	version		integer NOT NULL DEFAULT 1,
	seq		bigint NOT NULL DEFAULT 0,
	created_at	timestamptz NOT NULL DEFAULT now(),
	updated_at	timestamptz NOT NULL DEFAULT now(),
	deleted_at	timestamptz,
	UNIQUE (household, id),
	FOREIGN KEY (household, list) REFERENCES shopping_list (household, id)
		ON DELETE CASCADE
);
CREATE INDEX shopping_item_list ON shopping_item (household, list)
	WHERE deleted_at IS NULL;
CREATE TRIGGER shopping_item_stamp BEFORE INSERT OR UPDATE ON shopping_item
	FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW live_shopping_item AS
	SELECT * FROM shopping_item WHERE deleted_at IS NULL;
