/* What was typed or pasted: an item a line. */
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "shopping/shopping.h"
#include "shopping/shopping_typed.h"
#include "data/text.h"

#define LINES_MAX	200
#define LINE_MAX	300	/* characters */

struct typed {
	const char				*list;
	const struct shopping_item_draft	*draft;
	const char				*lines[LINES_MAX];
	size_t					 n;
	struct doc				*items;
};

/* The lines of the text that say something. */
static bool
take_lines(struct cx *cx, struct typed *t, const char *text)
{
	const char *p = text;

	while (*p) {
		size_t n = strcspn(p, "\n");
		const char *line = shopping_unbulleted(text_line(cx->arena,
		    p, n));

		p += n + (p[n] == '\n');
		if (!*line)
			continue;
		if (t->n == LINES_MAX)
			return fail_as(cx, "count",
			    fail_pointer(cx, "/text", say_n("At most %d "
			    "line at once.", "At most %d lines at once.",
			    LINES_MAX), LINES_MAX));
		if (text_length(line, strlen(line)) > LINE_MAX)
			return fail_as(cx, "length",
			    fail_pointer(cx, "/text", say_n("A line has at "
			    "most %d character.", "A line has at most %d "
			    "characters.", LINE_MAX), LINE_MAX));
		t->lines[t->n++] = line;
	}
	return true;
}

static bool
create_all(struct cx *cx, void *arg)
{
	struct typed *t = arg;
	struct shopping_item_draft one = *t->draft;
	struct doc *d;
	bool existed;
	size_t i;

	t->items = doc_list(cx->arena);
	for (i = 0; i < t->n; i++) {
		one.text = t->lines[i];
		d = shopping_item_create(cx, t->list, &one, &existed);
		if (!d)
			return false;
		doc_add(t->items, d);
	}
	return true;
}

struct doc *
shopping_items_create(struct cx *cx, const char *list,
    const struct shopping_item_draft *draft, bool *existed)
{
	struct typed t = { .list = list, .draft = draft };
	struct shopping_item_draft one = *draft;
	struct doc *d;

	if (draft->text && draft->food)
		return fail_as(cx, "conflict",
		    fail_pointer(cx, "/text", "Give text or food, not "
		    "both."));
	if (draft->text && !take_lines(cx, &t, draft->text))
		return NULL;
	if (t.n < 2) {
		one.text = t.n ? t.lines[0] : NULL;
		return shopping_item_create(cx, list, &one, existed);
	}
	if (draft->id)
		return fail_pointer(cx, "/id", "One id cannot be of many "
		    "lines.");
	if (!db_tx(cx, create_all, &t))
		return NULL;
	d = doc_object(cx->arena);
	doc_append(d, "items", t.items);
	return d;
}
