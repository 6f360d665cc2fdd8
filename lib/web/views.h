/*
 * views: the templates of a responder's pages, in each language that somebody
 * asked for: compiled when first used, English at the start.
 */
#ifndef MEAL_VIEWS_H
#define MEAL_VIEWS_H

#include <stdbool.h>

struct err;
struct site;
struct tmpl_set;
struct views;

/*
 * The pages of the responder's rows, and those of errors, in English; for a
 * responder without pages none. site has conf and responder. ERR_INTERNAL;
 * the result is the arena of err's, and views_free gives back what it holds.
 */
struct views *views_load(struct err *, const struct site *);
void	views_free(struct views *);
/*
 * The templates in the language in use, in English when a translation is
 * broken, which is logged; NULL when there are no pages.
 */
const struct tmpl_set *views_now(struct views *);
/* Take changed templates: between two requests (development). */
void	views_renew(struct views *);

#endif
