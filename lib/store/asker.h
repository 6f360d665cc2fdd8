/*
 * who: the person asking, from a row of the views that say who may come in
 * (live_session, live_token, live_person).
 */
#ifndef MEAL_ASKER_H
#define MEAL_ASKER_H

#include <stdbool.h>

#include "store/cx.h"

struct doc;

/* Everything of the row; what it does not have is empty. */
void	asker_read(struct asker *, const struct doc *row);
/* Whether they are the same in all that counts. */
bool	asker_is(const struct asker *, const struct asker *);
/*
 * From now on this person asks, without a session: work that is done for
 * them. ERR_NOT_FOUND when they are gone or may not come in.
 */
bool	asker_become(struct cx *, const char *person);

#endif
