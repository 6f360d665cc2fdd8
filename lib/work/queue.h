/*
 * work: how meal-worker takes something up, does it and says how it ended,
 * so that whatever kills it nothing is lost.
 *
 * A piece of work is a row. Taking it up marks the row and leases it for some
 * time; what came of it is written when it is done, by the one whose try it
 * was. A marked row whose lease ran out was left by a worker that was killed,
 * and is taken up again: so everything is done at least once, and by several
 * workers at the same time not twice. No lock of a connection is held.
 */
#ifndef MEAL_QUEUE_H
#define MEAL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	/* seconds for one that is due, and how often it is tried */
	int64_t	       (*lease)(const struct cx *, const struct doc *due);
	int64_t	       (*tries)(const struct cx *, const struct doc *row);
};

/*
 * Do what is due, up to most pieces, and add how many that were to *n; of some
 * kinds (an array literal) where its statement takes them. False with the error
 * set when the database did not let us: what failed otherwise is in the row and
 * the log.
 */
bool	queue_some(struct cx *, const struct queue *, const char *kinds,
	    int most, int *n);

/* Catch the signals that end a worker: they come in while it waits only. */
void	queue_signals(void);
bool	queue_ending(void);
/* Wait, unless it is ending. */
void	queue_pause(int ms);

#endif
