/* Whose name is whose: names of the tables, settled and as SQL takes them. */
#include "food/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "data/doc.h"
#include "store/cx.h"

static int
by_language(const struct catalogue_name *x, const struct catalogue_name *y)
{
	return strcmp(x->language ? x->language : "",
	    y->language ? y->language : "");
}

static int
by_key(const void *a, const void *b)
{
	const struct catalogue_name *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	if (!order)
		order = by_language(x, y);
	if (!order)
		order = x->rank - y->rank;
	if (!order)
		order = x->relative - y->relative;
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

size_t
catalogue_names_settle(struct catalogue_name *names, size_t n)
{
	size_t i, kept = 0;

	qsort(names, n, sizeof(*names), by_key);
	for (i = 0; i < n; i++)
		if (!kept || strcmp(names[kept - 1].key, names[i].key) != 0 ||
		    by_language(&names[kept - 1], &names[i]) != 0)
			names[kept++] = names[i];
	return kept;
}

/*
 * The languages of the names [i, end) of one key that are names[i]'s food's;
 * null when it is its name in all. NULL when it was told already.
 */
static struct doc *
languages_of(struct cx *cx, const struct catalogue_name *names, size_t first,
    size_t i, size_t end)
{
	struct doc *list;
	size_t k;

	for (k = first; k < i; k++)
		if (strcmp(names[k].food, names[i].food) == 0)
			return NULL;
	if (!names[i].language)
		return doc_null(cx->arena);
	list = doc_list(cx->arena);
	for (k = i; k < end; k++)
		if (strcmp(names[k].food, names[i].food) == 0)
			doc_add(list, doc_text(cx->arena, names[k].language));
	return list;
}

struct doc *
catalogue_names_list(struct cx *cx, struct catalogue_name *names, size_t n)
{
	struct doc *list = doc_list(cx->arena), *name, *languages;
	size_t i, first = 0, end = 0;

	n = catalogue_names_settle(names, n);
	for (i = 0; i < n; i++) {
		if (i == end) {
			first = i;
			while (end < n && strcmp(names[end].key,
			    names[i].key) == 0)
				end++;
		}
		languages = languages_of(cx, names, first, i, end);
		if (!languages)
			continue;
		name = doc_add(list, doc_object(cx->arena));
		doc_append(name, "key", doc_text(cx->arena, names[i].key));
		doc_append(name, "food", doc_text(cx->arena, names[i].food));
		doc_append(name, "rank", doc_int(cx->arena, names[i].rank));
		doc_append(name, "languages", languages);
		doc_append(name, "relative", doc_bool(cx->arena,
		    names[i].relative));
	}
	return list;
}
