/*
 * record: what all that a household keeps has in common: recipes, meals,
 * foods, lists, items, entries. A client may choose the id, and send the same
 * again; a change says which version it is of; what is put away can be taken
 * back. The parts that differ are in a table of functions.
 */
#ifndef MEAL_RECORD_H
#define MEAL_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "store/sql.h"

struct cx;
struct doc;

/* Which one. */
struct record_ref {
	const char	*in;		/* the list that an item is in, or
					 * NULL */
	const char	*id;
	int64_t		 version;	/* that is meant; -1: any */
};

struct record {
	const char	*gone;		/* "There is no such meal.", N_() */
	const char	*stale;		/* "Somebody changed this meal …" */
	enum sql	 home;		/* whose an id is (client_id.h); "in"
					 * of what is in a list */
	/* Whether it is there and ours to change; false without an error when
	 * it is not, or with what is better said than gone. */
	bool	       (*here)(struct cx *, const struct record_ref *);
	/* In a transaction: put it away or take it back. Its row, null when
	 * no row was touched. NULL sets the error. */
	struct doc    *(*set_deleted)(struct cx *, const struct record_ref *,
			    bool deleted);
	/* The whole document. NULL sets the error. */
	struct doc    *(*get)(struct cx *, const struct record_ref *);
};

/*
 * Make one, in a transaction: make(cx, arg) is asked for its document, unless
 * there is one of the id that a client chose (NULL: none did) in this
 * household: then that, and *existed. ERR_CONFLICT when the id is somebody
 * else's, or was put away.
 */
struct doc *record_create(struct cx *, const struct record *,
	    const struct record_ref *, const char *chosen,
	    struct doc *(*make)(struct cx *, void *), void *arg,
	    bool *existed);
/* No row was touched: says whether it is gone (ERR_NOT_FOUND) or somebody was
 * quicker (ERR_STALE). Always false. */
bool	record_stale(struct cx *, const struct record *,
	    const struct record_ref *);
/* Put one away: its row. ERR_NOT_FOUND, ERR_STALE. */
struct doc *record_delete(struct cx *, const struct record *,
	    const struct record_ref *);
/* Take it back: the document, also of one that was never away. */
struct doc *record_restore(struct cx *, const struct record *,
	    const struct record_ref *);

#endif
