/*
 * What json_parse accepts prints to a text that reads as the same tree and
 * prints the same again; what it refuses has its error set.
 */
#include "data/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/text.h"

#include "fuzz.h"

#define OUT_MAX ((size_t)64 << 20)

static bool
is_same(struct buf *a, struct buf *b)
{
	return buf_len(a) == buf_len(b) && memcmp(buf_done(a, NULL),
	    buf_done(b, NULL), buf_len(a)) == 0;
}

static void
check_tree(const struct doc *d, int depth)
{
	const struct doc *child;
	size_t count = 0;

	REQUIRE(depth <= JSON_DEPTH_MAX);
	REQUIRE(d->kind != DOC_RAW);
	if (d->text) {
		REQUIRE(text_valid(d->text, d->len));
		REQUIRE(d->text[d->len] == '\0');
	}
	if (d->kind == DOC_NUMBER)
		REQUIRE(d->len && d->len <= JSON_NUMBER_MAX);
	for (child = d->first; child; child = child->next, count++) {
		REQUIRE((d->kind == DOC_OBJECT) == (child->name != NULL));
		REQUIRE(!child->next ? child == d->last : true);
		if (child->name)
			REQUIRE(text_valid(child->name, child->name_len));
		check_tree(child, depth + 1);
	}
	REQUIRE(count == d->count);
}

static struct buf
print(struct arena *arena, const struct doc *d, bool pretty)
{
	struct buf b;

	buf_init(&b, arena, OUT_MAX);
	if (pretty)
		json_print_pretty(&b, d);
	else
		json_print(&b, d);
	REQUIRE(!buf_over(&b));
	return b;
}

/* A tree patched by itself has no null members, and stays so. */
static void
check_patch(struct arena *arena, const struct doc *d, const struct doc *again)
{
	struct doc *once, *twice;
	struct buf a, b;

	once = doc_merge_patch(arena, NULL, d);
	a = print(arena, once, false);
	twice = doc_merge_patch(arena, doc_copy(arena, once), again);
	b = print(arena, twice, false);
	REQUIRE(is_same(&a, &b));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct doc *d, *again;
	struct err e;
	struct buf a, b;

	err_init(&e, arena);
	d = json_parse(&e, (const char *)data, size);
	REQUIRE((d != NULL) == (e.kind == ERR_NONE));
	if (d) {
		check_tree(d, 0);
		a = print(arena, d, false);
		again = json_parse(&e, buf_done(&a, NULL), buf_len(&a));
		REQUIRE(again != NULL);
		b = print(arena, again, false);
		REQUIRE(is_same(&a, &b));
		b = print(arena, d, true);
		again = json_parse(&e, buf_done(&b, NULL), buf_len(&b));
		REQUIRE(again != NULL);
		b = print(arena, doc_copy(arena, again), false);
		REQUIRE(is_same(&a, &b));
		check_patch(arena, d, again);
	} else {
		REQUIRE(e.kind == ERR_MALFORMED || e.kind == ERR_TOO_LARGE);
		REQUIRE(text_valid(e.detail, strlen(e.detail)));
	}
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
