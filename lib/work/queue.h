/*
 * work: how meal-worker takes something up, does it and says how it ended,
 * so that whatever kills it nothing is lost.
 *
 * A piece of work is a row. Taking it up marks the row and holds a lock that
 * ends with the connection; what came of it is written when it is done. A
 * marked row that nobody holds was left by a worker that was killed, and is
 * taken up again: so everything is done at least once, and by several workers
 * at the same time not twice.
 */
#ifndef MEAL_QUEUE_H
#define MEAL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "store/sql.h"

struct cx;
struct doc;

enum queue_end {
	WORK_DONE,
	WORK_LATER,	/* try again after a pause */
	WORK_UNSURE,	/* the same, but it may have been done */
	WORK_NEVER,	/* no use in trying again */
};

/*
 * What is to be done: statements that list what is due, take one up
 * ({id, person, kind, sealed, tries, maybeTwice}) and settle it; what the
 * ends are called in its row; the function that does it. That gets the row
 * and says why it did not work, in words that name nobody.
 */
struct queue {
	const char	*name;		/* "mail": in the log, of the seal */
	const char	*kind;		/* what the log calls its kind */
	enum sql	 due, claim, settle;
	const char	*ends[4];
	enum queue_end  (*run)(struct cx *, const struct doc *row,
			    struct doc *data, const char **why);
};

/*
 * Do what is due, up to most pieces, and add how many that were to *n. False
 * with the error set when the database did not let us: what failed otherwise
 * is in the row and the log.
 */
bool	queue_some(struct cx *, const struct queue *, int most, int *n);

/*
 * Take a lock of the worker's connection; *mine says whether nobody else has
 * it. Within db_tx it is certain that what follows runs on the connection
 * that holds it. queue_unlock lets go of all.
 */
bool	queue_lock(struct cx *, const char *name, bool *mine);
void	queue_unlock(struct cx *);

/* Catch the signals that end a worker: they come in while it waits only. */
void	queue_signals(void);
bool	queue_ending(void);
/* Wait, unless it is ending. */
void	queue_pause(int ms);

#endif
