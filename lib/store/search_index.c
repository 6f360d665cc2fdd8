#include "store/search_index.h"

#include "data/doc.h"
#include "data/search_words.h"
#include "store/cx.h"
#include "store/db.h"

#define BATCH	500	/* rows at once */

struct batch {
	const struct search_source	*source;
	const char			*household;	/* NULL: of all */
	size_t				 found;
};

static void
add_part(struct search_words *words, const struct doc *part, char weight)
{
	const struct doc *d;

	if (part && part->kind == DOC_LIST)
		for (d = doc_first(part); d; d = d->next)
			search_add(words, doc_chars(d), weight);
	else
		search_add(words, doc_chars(part), weight);
}

static const char *
words_of(struct cx *cx, const struct search_source *source,
    const struct doc *row)
{
	struct search_words words;
	size_t i;

	search_init(&words, cx->arena);
	for (i = 0; i < source->n; i++)
		add_part(&words, doc_get(row, source->parts[i].member),
		    source->parts[i].weight);
	return search_vector(&words);
}

static bool
index_some(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	const char *version = db_int(cx, SEARCH_VERSION);
	struct doc *found = DB_LIKE(cx, b->source->find, SQL_FOODS_TO_INDEX,
	    .search_version = version, .household = b->household,
	    .limit = db_int(cx, BATCH)), *rows = doc_list(cx->arena), *row;
	const struct doc *d;

	if (!found)
		return false;
	b->found = found->count;
	for (d = doc_first(found); d; d = d->next) {
		row = doc_add(rows, doc_object(cx->arena));
		doc_append(row, "id", doc_text(cx->arena, doc_str(d, "id")));
		doc_append(row, "words", doc_text(cx->arena, words_of(cx,
		    b->source, d)));
	}
	return !b->found || DB_LIKE(cx, b->source->put, SQL_FOODS_INDEX,
	    .rows = db_json(cx, rows), .search_version = version) != NULL;
}

static bool
in_batches(struct cx *cx, struct batch *b)
{
	b->found = BATCH;
	while (b->found == BATCH) {
		struct arena_mark mark = arena_mark(cx->arena);

		if (!db_tx(cx, index_some, b))
			return false;
		arena_rewind(cx->arena, mark);
	}
	return true;
}

bool
search_index(struct cx *cx, const struct search_source *source)
{
	struct batch b = { .source = source };

	return in_batches(cx, &b);
}

bool
search_index_household(struct cx *cx, const struct search_source *source,
    const char *household)
{
	struct batch b = { .source = source, .household = household };

	return in_batches(cx, &b);
}
