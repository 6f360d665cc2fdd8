/*
 * Cursors: what is taken for one fits the kinds of its list and is the very
 * one that its keys make, so no page has two addresses; keys that a list has
 * come back as they were.
 *
 * The first byte says which list: its kinds.
 */
#include "store/cursor.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/doc.h"
#include "data/text.h"
#include "store/cx.h"

#include "fuzz.h"

static const char *const lists[] = { "u", "tu", "su", "iu", "nsu", "sitn" };

/* The cursor of a list's last row with these keys; NULL when there is none. */
static const char *
made(struct cx *cx, const char *joined, size_t n)
{
	struct doc *rows = doc_list(cx->arena), *row;
	const struct doc *page;
	int i;

	for (i = 0; i < 2; i++) {
		row = doc_add(rows, doc_object(cx->arena));
		doc_append(row, "_cursor", doc_text_n(cx->arena, joined, n));
	}
	page = cursor_page(cx, rows, 1);
	REQUIRE(doc_get(page, "items")->count == 1);
	REQUIRE(!doc_get(doc_get(page, "items")->first, "_cursor"));
	return doc_str(page, "next");
}

static char *
joined(struct arena *arena, const char *const keys[], size_t n)
{
	char *text = arena_str(arena, keys[0]);
	size_t i;

	for (i = 1; i < n; i++)
		text = arena_fmt(arena, "%s\x1f%s", text, keys[i]);
	return text;
}

static void
check_keys(const char *const keys[], const char *kinds)
{
	int64_t number;
	size_t i;

	for (i = 0; kinds[i]; i++) {
		REQUIRE(keys[i] && text_valid(keys[i], strlen(keys[i])));
		REQUIRE(kinds[i] != 'u' || text_is_uuid(keys[i]));
		REQUIRE(!strchr("in", kinds[i]) || text_int(keys[i],
		    &number));
		REQUIRE(!strchr(keys[i], '\x1f'));
	}
}

/* As somebody may send it. */
static void
check_sent(struct cx *cx, const char *cursor, const char *kinds)
{
	const char *keys[LISTING_KEYS_MAX], *text;
	size_t n = strlen(kinds);

	if (!cursor_keys(cx, cursor, kinds, keys)) {
		REQUIRE(cx->err.kind == ERR_INVALID);
		REQUIRE(strcmp(cx->err.fields->parameter, "cursor") == 0);
		err_clear(&cx->err);
		return;
	}
	check_keys(keys, kinds);
	text = joined(cx->arena, keys, n);
	REQUIRE(strcmp(made(cx, text, strlen(text)), cursor) == 0);
}

/* As a row may have it: a key of any text, and an id. */
static void
check_row(struct cx *cx, const char *text)
{
	static const char id[] = "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e";
	const char *row[] = { text, id }, *keys[2], *cursor, *all;

	if (strchr(text, '\x1f') || !text_valid(text, strlen(text)))
		return;
	all = joined(cx->arena, row, 2);
	cursor = made(cx, all, strlen(all));
	REQUIRE(cursor_keys(cx, cursor, "su", keys));
	REQUIRE(strcmp(keys[0], text) == 0 && strcmp(keys[1], id) == 0);
	REQUIRE(!cursor_keys(cx, cursor, "u", keys));
	err_clear(&cx->err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	const char *text;
	struct cx cx;

	if (!size)
		return 0;
	arena = arena_new();
	cx_init(&cx, arena, NULL, NULL);
	text = arena_dup(arena, (const char *)data + 1, size - 1);
	check_sent(&cx, text, lists[*data % COUNT(lists)]);
	/* most of what is no hexadecimal is no cursor: make it one */
	check_sent(&cx, made(&cx, text, strlen(text)),
	    lists[*data % COUNT(lists)]);
	check_row(&cx, text);
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
