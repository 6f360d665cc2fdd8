/*
 * embed: what objects refer to by an id, put into them. Pure.
 */
#ifndef MEAL_EMBED_H
#define MEAL_EMBED_H

#include <stddef.h>

struct arena;
struct doc;

/* The ids (text) that a member of a list's objects has: their number, appended
 * to out, which has room for all of them. */
size_t	embed_ids(const struct doc *list, const char *member,
	    const char **out);
/*
 * Give each object a member of that name: a copy of the row whose "id" is what
 * id_member says, or null. Rows are in the order of their ids, as text.
 */
void	embed_rows(struct arena *, struct doc *list, const char *id_member,
	    const char *name, const struct doc *rows);

#endif
