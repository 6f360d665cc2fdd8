/* Pages of lists: where one goes on, what is no cursor, words to be found. */
#include "store/cursor.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/err.h"
#include "data/doc.h"
#include "store/cx.h"

#include "tap.h"

#define ID "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e"
#define S "\x1f"

static struct cx cx;

/* The next of a page of so many rows, the last of which has these keys. */
static const char *
next_of(const char *keys, int rows, int64_t limit)
{
	struct doc *list = doc_list(cx.arena), *d;
	const struct doc *page;

	for (; rows; rows--) {
		d = doc_add(list, doc_object(cx.arena));
		doc_append(d, "id", doc_text(cx.arena, ID));
		doc_append(d, "_cursor", doc_text(cx.arena, keys));
	}
	page = cursor_page(&cx, list, limit);
	d = doc_get(page, "items");
	if ((int64_t)d->count > limit)
		ok(false, "never more than the limit");
	for (d = d->first; d; d = d->next)
		if (doc_get(d, "_cursor"))
			ok(false, "keys are not told");
	return doc_str(page, "next");
}

static const struct {
	const char	*kinds, *keys;
	bool		 good;
} lists[] = {
	{ "u", ID, true }, { "u", "7", false }, { "u", "", false },
	{ "su", "a b" S ID, true }, { "su", S ID, true },
	{ "su", "é김" S ID, true }, { "su", ID, false },
	{ "su", "a" S ID S, false }, { "su", "a" S ID S ID, false },
	{ "iu", "2147483647" S ID, true }, { "iu", "2147483648" S ID, false },
	{ "iu", "-2147483648" S ID, true }, { "iu", "a" S ID, false },
	{ "iu", S ID, false }, { "iu", "1.5" S ID, false },
	{ "nu", "9223372036854775807" S ID, true },
	{ "nu", "9223372036854775808" S ID, false },
	{ "tu", "2026-11-23 09:00:00.123456+00" S ID, true },
	{ "tu", "2026-11-23 09:00:00+00" S ID, true },
	{ "tu", "2026-11-23 09:00:00+01" S ID, false },
	{ "tu", "2026-13-23 09:00:00+00" S ID, false },
	{ "tu", "+00" S ID, false }, { "tu", "now" S ID, false },
	{ "nsu", "7" S "x" S ID, true },
};

static void
test_keys(void)
{
	const char *keys[LISTING_KEYS_MAX];
	size_t i, k, n;

	for (i = 0; i < COUNT(lists); i++) {
		const char *p = lists[i].keys;
		bool good = cursor_keys(&cx, next_of(p, 3, 2),
		    lists[i].kinds, keys);

		ok(good == lists[i].good, p);
		if (!good) {
			is_str(cx.err.fields ? cx.err.fields->parameter :
			    NULL, "cursor", "a fault of the parameter");
			err_clear(&cx.err);
			continue;
		}
		for (k = 0; k < strlen(lists[i].kinds); k++) {
			n = strcspn(p, S);
			is_str(keys[k], arena_dup(cx.arena, p, n),
			    "its keys come back");
			p += n + (p[n] != '\0');
		}
	}
}

static void
test_bad(void)
{
	static const char *const bad[] = { "0", "xyz", "6", "616",
	    "6G", "00", "610061", "ff", "c3", "6 1", "-1", "4A",
	    "61\n", "+61" };
	const char *keys[LISTING_KEYS_MAX] = { "x" };
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		ok(!cursor_keys(&cx, bad[i], "s", keys), bad[i]);
		err_clear(&cx.err);
	}
	ok(cursor_keys(&cx, NULL, "su", keys) && !keys[0] && !keys[1],
	    "none is the start");
}

static void
test_pages(void)
{
	ok(next_of("a" S ID, 3, 2) != NULL, "one row more: it goes on");
	ok(next_of("a" S ID, 2, 2) == NULL, "just so many: the end");
	ok(next_of("a" S ID, 1, 2) == NULL, "fewer");
	ok(next_of("a" S ID, 0, 1) == NULL, "none");
	ok(next_of("a" S ID, 2, 1) != NULL, "one at a time");
	ok(cursor_page(&cx, NULL, 1) == NULL, "NULL gives NULL");
	is_str(cursor_limit(&cx, 100), "101", "one more than is shown");
}

int
main(void)
{
	struct arena *arena = arena_new();

	cx_init(&cx, arena, NULL, NULL);
	test_keys();
	test_bad();
	test_pages();
	is_int(err_bugs(), 0, "no bug");
	arena_free(arena);
	return done();
}
