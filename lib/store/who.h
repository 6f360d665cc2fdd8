/*
 * who: the person asking, from a row of the views that say who may come in
 * (live_session, live_token, live_person).
 */
#ifndef MEAL_WHO_H
#define MEAL_WHO_H

#include <stdbool.h>

#include "store/cx.h"

struct doc;

/* Everything of the row; what it does not have is empty. */
void	who_read(struct who *, const struct doc *row);
/*
 * From now on this person asks, without a session: work that is done for
 * them. ERR_NOT_FOUND when they are gone or may not come in.
 */
bool	who_become(struct cx *, const char *person);

#endif
