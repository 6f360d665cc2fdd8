/*
 * retention: how long things are kept. What nobody needs any more is deleted,
 * a few thousand rows at a time, each kind after its own time.
 */
#ifndef MEAL_RETENTION_H
#define MEAL_RETENTION_H

#include <stdbool.h>
#include <stddef.h>

struct cx;

/* Work that meal-worker does again and again; run is one go at it. */
struct chore {
	const char	*name;		/* of its row in the table chore */
	unsigned	 every;		/* seconds */
	bool	       (*run)(struct cx *);
};

extern const struct chore retention_chores[];
extern const size_t retention_chore_count;

/* Delete what is older than it may be. */
bool	retention_sweep(struct cx *);

#endif
