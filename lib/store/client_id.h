/*
 * client_id: rows of a household whose id a client may choose, so that it can
 * make them offline and send them again.
 */
#ifndef MEAL_CLIENT_ID_H
#define MEAL_CLIENT_ID_H

#include <stdbool.h>

#include "store/sql.h"

struct cx;
struct doc;

/*
 * Whether a row of that id ({household, deleted}, or null) is there already:
 * true and *existed when it is in this household. False without an error
 * when there is none; ERR_CONFLICT when it is elsewhere (taken), or put away
 * (deleted: it can be restored).
 */
bool	client_id_here(struct cx *, const struct doc *home, bool *existed);
/* The same by a statement that gives the row; false for no id (NULL). */
bool	client_id_seen(struct cx *, enum sql home, const char *id,
	    bool *existed);

#endif
