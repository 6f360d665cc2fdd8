#include "data/embed.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "data/doc.h"

size_t
embed_ids(const struct doc *list, const char *member, const char **out)
{
	const struct doc *d;
	size_t n = 0;

	for (d = doc_first(list); d; d = d->next)
		if (doc_str(d, member))
			out[n++] = doc_str(d, member);
	return n;
}

static int
by_id(const void *id, const void *row)
{
	return strcmp(id, doc_str(*(const struct doc *const *)row, "id"));
}

void
embed_rows(struct arena *arena, struct doc *list, const char *id_member,
    const char *name, const struct doc *rows)
{
	const struct doc **all = arena_array(arena, rows->count + 1,
	    sizeof(*all)), **found;
	const struct doc *r;
	struct doc *d;
	const char *id;
	size_t n = 0;

	for (r = rows->first; r; r = r->next)
		all[n++] = r;
	for (d = doc_first(list); d; d = d->next) {
		id = doc_str(d, id_member);
		found = id ? bsearch(id, all, n, sizeof(*all), by_id) : NULL;
		doc_set(d, name, found ? doc_copy(arena, *found) :
		    doc_null(arena));
	}
}
