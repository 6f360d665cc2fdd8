-- kind: before
-- What the plan said of a row whose amount was set by hand, when it was:
-- a tick says that so much of the plan is bought, whatever was written.

ALTER TABLE shopping_item
	ADD COLUMN planned numeric(12,3),
	ADD COLUMN planned_unit text,
	ADD COLUMN planned_measure text;
