/*
 * job: work that meal-worker does later: what must not make somebody wait, or
 * must not show by the time it takes whether an account exists.
 *
 * A job is a row that outbox_job() makes in the transaction of what it
 * belongs to. Its kind stands in the table of worker.c with the function that
 * does it. A job is done at least once: a worker that is killed in the middle
 * leaves it to the next one, so a run must bear being done again.
 *
 * The function gets a context in which nobody asks (cx->asker is empty) and no
 * transaction is open. It returns true when the job is done; false with the
 * error set. What was unavailable, limited or our own mistake is tried again
 * later, any other error ends the job as failed.
 */
#ifndef MEAL_JOB_H
#define MEAL_JOB_H

#include <stdbool.h>
#include <stdint.h>

struct cx;
struct doc;

struct job {
	const char	*id, *person;	/* person may be NULL */
	struct doc	*data;		/* as outbox_job got it, or empty */
	int64_t		 tries;		/* 1 at first */
};

struct job_kind {
	const char	*name;
	bool	       (*run)(struct cx *, const struct job *);
};

/* How far it is: done of total. For people who wait for it. */
bool	job_progress(struct cx *, const struct job *, int64_t done,
	    int64_t total);
/* What came of it (a file's name, a count), kept with the row. */
bool	job_result(struct cx *, const struct job *, const char *result);

#endif
