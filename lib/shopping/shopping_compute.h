/*
 * shopping_compute: the plan of a list's dates as items to buy, and what that
 * means for the items the list has already.
 */
#ifndef MEAL_SHOPPING_COMPUTE_H
#define MEAL_SHOPPING_COMPUTE_H

#include <stdbool.h>

struct cx;

/*
 * Read the plan of a stored list and bring its items up to date: new ones
 * come, those whose food is no longer planned go unless they are own,
 * edited or ticked, the others get their amounts and sources. Within a
 * transaction. ERR_TOO_LARGE.
 */
bool	shopping_compute(struct cx *, const char *list);

#endif
