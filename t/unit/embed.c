/* What objects refer to, put into them. */
#include "data/embed.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/json.h"

#include "tap.h"

static struct arena *arena;

static struct doc *
parse(const char *text)
{
	struct err e;

	err_init(&e, arena);
	return json_parse(&e, text, strlen(text));
}

static const char *
json_of(const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, 1 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

/* Each of many finds its own row among many, and the others none. */
static void
test_many(void)
{
	struct doc *rows = doc_list(arena), *list = doc_list(arena), *d;
	bool right = true;
	int i;

	for (i = 0; i < 500; i++) {
		d = doc_add(rows, doc_object(arena));
		doc_append(d, "id", doc_text(arena, arena_fmt(arena, "%04d",
		    2 * i)));
	}
	for (i = 0; i < 1000; i++) {
		d = doc_add(list, doc_object(arena));
		doc_append(d, "ref", doc_text(arena, arena_fmt(arena, "%04d",
		    i * 7 % 1000)));
	}
	embed_rows(arena, list, "ref", "row", rows);
	for (d = list->first, i = 0; d; d = d->next, i++) {
		const char *id = doc_str(doc_get(d, "row"), "id");

		right = right && (i * 7 % 1000 % 2 ? !id : id &&
		    strcmp(id, doc_str(d, "ref")) == 0);
	}
	ok(right, "each finds its own");
}

int
main(void)
{
	const char *ids[4] = { NULL };
	struct doc *list;

	arena = arena_new();
	list = parse("[{\"r\":\"b\"},{\"r\":null},{},{\"r\":\"a\",\"x\":1}]");
	is_int((int64_t)embed_ids(list, "r", ids), 2, "two have one");
	is_str(ids[0], "b", "in their order");
	is_str(ids[1], "a", "and the other");
	is_int((int64_t)embed_ids(NULL, "r", ids), 0, "of nothing none");
	embed_rows(arena, list, "r", "row", parse("[{\"id\":\"a\",\"n\":1},"
	    "{\"id\":\"c\",\"n\":2}]"));
	is_str(json_of(list), "[{\"r\":\"b\",\"row\":null},{\"r\":null,\"row\":"
	    "null},{\"row\":null},{\"r\":\"a\",\"x\":1,\"row\":{\"id\":\"a\","
	    "\"n\":1}}]", "a row where there is one, else null");
	embed_rows(arena, list, "r", "row", parse("[]"));
	is_str(json_of(list), "[{\"r\":\"b\",\"row\":null},{\"r\":null,\"row\":"
	    "null},{\"row\":null},{\"r\":\"a\",\"x\":1,\"row\":null}]",
	    "again, with no rows");
	test_many();
	arena_free(arena);
	return done();
}
