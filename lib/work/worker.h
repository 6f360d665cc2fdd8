/*
 * worker: the work that nobody waits for: mails, jobs, and chores that come
 * round again and again. One process, one connection; it sleeps until
 * something is queued or due. Several may run at the same time, and each queue
 * has one of its own, so that a mail never waits for a slow job.
 *
 * SIGTERM and SIGINT end it after the piece in hand. A database that is away
 * is waited for.
 */
#ifndef MEAL_WORKER_H
#define MEAL_WORKER_H

#include <stdbool.h>
#include <stddef.h>

struct cx;

/* Work that is done again and again; run is one go at it. */
struct chore {
	const char	*name;		/* of its row in the table chore */
	unsigned	 every;		/* seconds */
	bool	       (*run)(struct cx *);
};

/* All there are, as the kinds of jobs: in admin/job_kinds.c, since only what
 * lies above knows them. */
extern const struct chore worker_chores[];
extern const size_t worker_chore_count;

/*
 * Do the work of a queue (NULL: all) until told to end; once: do what is due,
 * and end. cx brings the configuration, the database and the keys. False with
 * the error set when the configuration will not do, or (once) without a
 * database.
 */
bool	worker_run(struct cx *, const char *queue, bool once);
/* The queues there are; NULL after the last. */
const char *worker_queue(size_t i);

#endif
