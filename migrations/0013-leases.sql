-- kind: after
-- What a worker has in hand is leased to it, in the row: no lock of a
-- connection, so that connections may be pooled. A row whose lease ran out was
-- left by a worker that was killed.
ALTER TABLE outbox ADD leased_until timestamptz;
ALTER TABLE job
	ADD leased_until timestamptz,
	DROP CONSTRAINT job_state_check,
	ADD CONSTRAINT job_state_check CHECK (state IN ('queued', 'running',
		'done', 'failed', 'cancelled'));
ALTER TABLE chore ADD leased_until timestamptz;

-- What a job is made of: a row for each thing, where it came from, what became
-- of it and why.
CREATE TABLE job_item (
	job		uuid NOT NULL REFERENCES job ON DELETE CASCADE,
	n		integer NOT NULL,
	source		text,
	state		text NOT NULL DEFAULT 'queued',
	result		uuid,
	reason		text,
	PRIMARY KEY (job, n)
);
