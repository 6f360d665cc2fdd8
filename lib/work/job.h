/*
 * job: work that meal-worker does later: what must not make somebody wait, or
 * must not show by the time it takes whether an account exists.
 *
 * A job is a row that outbox_job() makes in the transaction of what it
 * belongs to. Its kind is a row of the table of job_kinds.c, which says the
 * queue, how often and how long it is tried, and the function that does it. A
 * job is done at least once: a worker that is killed in the middle leaves it to
 * the next one when its lease runs out, so a run must bear being done again.
 *
 * The function gets a context in which nobody asks (cx->asker is empty) and no
 * transaction is open. It returns true when the job is done; false with the
 * error set. What was unavailable, limited or our own mistake is tried again
 * later, any other error ends the job as failed.
 *
 * What takes long says from time to time how far it is (job_progress), which
 * renews its lease; false there means stop: it was cancelled, took longer than
 * its kind may, or is another worker's by now.
 */
#ifndef MEAL_JOB_H
#define MEAL_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cx;
struct doc;
struct job;

struct job_kind {
	const char	*name;
	const char	*queue;		/* whose worker does it: "mail" */
	int64_t		 tries;
	int64_t		 lease;		/* seconds without job_progress */
	int64_t		 limit;		/* seconds in all */
	bool	       (*run)(struct cx *, const struct job *);
	bool		 trial;		/* not in production */
};
extern const struct job_kind job_kinds[];
extern const size_t job_kind_count;

struct job {
	const char		*id, *person;	/* person may be NULL */
	struct doc		*data;		/* as outbox_job got it, or
						 * empty */
	int64_t			 tries;		/* 1 at first */
	const struct job_kind	*kind;
	int64_t			 until;		/* when_us(): its limit */
};

/* The kind of that name; NULL when nobody knows it (here). */
const struct job_kind *job_kind_find(const struct cx *, const char *name);

/* How far it is: done of total, -1 for as it was. False: stop. */
bool	job_progress(struct cx *, const struct job *, int64_t done,
	    int64_t total);

/* End one that is not done: what is queued never begins, what runs is told at
 * its next job_progress. False with the error set. */
bool	job_cancel(struct cx *, const char *id);

/* The newest 100, for who looks after the installation: [{id, kind, state,
 * done, total, tries, lastError, createdAt}]. */
struct doc *job_list(struct cx *);

/*
 * What a job is made of: rows numbered from 0, with where each comes from. They
 * are put once, however often the job is begun. job_items_next are the first
 * that are not settled, [{n, source}]; settled is one with its state ("made",
 * "failed"), what came of it (an id or NULL) and why (or NULL). An item is
 * settled once: false with ERR_CONFLICT when it is, or the job is another
 * worker's by now. So what is made of an item is stored in one db_tx with it:
 * then it is stored once, whoever is killed or overtaken in the middle.
 */
bool	job_items_put(struct cx *, const struct job *,
	    const char *const *sources, size_t n);
struct doc *job_items_next(struct cx *, const struct job *, int64_t limit);
bool	job_item_settle(struct cx *, const struct job *, int64_t n,
	    const char *state, const char *result, const char *reason);

#endif
