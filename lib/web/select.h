/*
 * select: how much of an answer is wanted. ?fields=a,b leaves the rest out: of
 * the resource, of a list's items. ?expand=recipe puts what is referred to
 * into it; the row says the words, the handler does it. And where a list goes
 * on.
 */
#ifndef MEAL_SELECT_H
#define MEAL_SELECT_H

#include <stdbool.h>

struct doc;
struct req;
struct route;
struct shape;

/* The members that may be wanted of a row's answer; NULL when nothing may. */
const struct shape *select_shape(const struct route *);
/*
 * Take both out of a request's query, for rows that have them. False with
 * ERR_INVALID, naming the parameter, for words that are not known.
 */
bool	select_read(struct req *);
/*
 * A cursor is of its list, its sort and its filters: it goes out with a mark of
 * them in front, and comes in with the same or not at all. The one that came
 * loses its mark (ERR_INVALID, naming the parameter); the next one gets it.
 */
bool	select_cursor(struct req *);
void	select_next(struct req *, struct doc *);
/* Leave out of the answer what is not wanted. */
void	select_apply(struct req *, struct doc *);

#endif
