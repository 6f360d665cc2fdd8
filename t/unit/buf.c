/* Buffers: bounded, whole or not at all, and alive across a way back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"

#include "tap.h"

static struct arena *arena;

static void
test_bounds(void)
{
	static const size_t sizes[] = { 0, 1, 2, 15, 254, 255, 256, 257, 511,
	    512, 513, 4095, 4096, 70000 };
	bool exact = true, cut = true;
	struct err e;
	struct buf b;
	size_t i, j;
	char *text;

	for (i = 0; i < COUNT(sizes); i++) {
		buf_init(&b, arena, sizes[i]);
		for (j = 0; j < sizes[i]; j++)
			buf_char(&b, (char)('a' + j % 26));
		err_init(&e, arena);
		text = buf_done(&b, &e);
		exact = exact && text && strlen(text) == sizes[i] &&
		    buf_len(&b) == sizes[i] && !buf_over(&b);
		for (j = 0; exact && j < sizes[i]; j++)
			exact = text[j] == (char)('a' + j % 26);
		buf_char(&b, 'x');
		cut = cut && buf_over(&b) && !buf_done(&b, &e) &&
		    e.kind == ERR_TOO_LARGE && buf_len(&b) == sizes[i];
	}
	ok(exact, "as much as its maximum fits, to the byte");
	ok(cut, "one byte more, and there is no text");
}

static void
test_over(void)
{
	struct err e;
	struct buf b;

	err_init(&e, arena);
	buf_init(&b, arena, 10);
	buf_str(&b, "12345678");
	buf_str(&b, "abc");
	ok(buf_over(&b), "what does not fit is not begun");
	buf_char(&b, 'z');
	is_int((int64_t)buf_len(&b), 8, "nothing is added after that");
	buf_cut(&b, 2);
	ok(buf_done(&b, &e) == NULL, "cutting does not make it whole");
	is_int(e.kind, ERR_TOO_LARGE, "an error says so");
	buf_clear(&b);
	buf_fmt(&b, "%s-%d", "again", 7);
	is_str(buf_done(&b, NULL), "again-7", "cleared, it begins anew");
	buf_cut(&b, 5);
	is_str(buf_done(&b, NULL), "again", "cut");
	buf_cut(&b, 50);
	is_str(buf_done(&b, NULL), "again", "never longer");
	buf_fmt(&b, "%s", "123456");
	ok(buf_over(&b), "a format is bounded as well");
	buf_init(&b, arena, 5);
	buf_html(&b, "&&", 2);
	ok(buf_over(&b), "and what HTML makes of a letter");
	is_int(err_bugs(), 0, "no bug so far");
	is_str(buf_done(&b, NULL), "", "of a cut one nothing comes out");
	is_int(err_bugs(), 1, "and without an error it is a bug");
}

static void
test_html(void)
{
	static const char text[] = "<a href=\"x\">'&amp;'\0é</a>";
	static const char want[] = "&lt;a href=&quot;x&quot;&gt;&#39;&amp;"
	    "amp;&#39;\0é&lt;/a&gt;";
	struct buf b;

	buf_init(&b, arena, 1000);
	buf_html(&b, text, sizeof(text) - 1);
	ok(buf_len(&b) == sizeof(want) - 1 &&
	    !memcmp(buf_done(&b, NULL), want, sizeof(want)),
	    "what HTML needs, and all else as it is");
	buf_clear(&b);
	buf_html(&b, "", 0);
	is_str(buf_done(&b, NULL), "", "of nothing nothing");
}

/* A buffer of its own bytes, filled at random beside others. */
static void
test_many(void)
{
	struct buf b[8];
	size_t n[8] = { 0 }, i, j;
	uint32_t seed = 12345;
	bool whole = true;

	for (i = 0; i < COUNT(b); i++)
		buf_init(&b[i], arena, 1 << 20);
	for (i = 0; i < 20000; i++) {
		struct buf *one;

		seed = seed * 1664525 + 1013904223;
		one = &b[seed >> 29];
		for (j = seed >> 8 & 63; j; j--, n[one - b]++)
			buf_char(one, (char)('a' + (one - b)));
	}
	for (i = 0; i < COUNT(b); i++) {
		const char *p = buf_done(&b[i], NULL);

		whole = whole && strlen(p) == n[i];
		for (j = 0; whole && j < n[i]; j++)
			whole = p[j] == (char)('a' + i);
	}
	ok(whole, "buffers that grow side by side keep to themselves");
}

/* What a retried transaction does: a buffer from before it grows within. */
static void
test_rewind(void)
{
	struct arena *own = arena_new();
	static const size_t before[] = { 0, 10, 300, 40000, 3 << 20 };
	bool whole = true;
	size_t i, j, try;

	for (i = 0; i < COUNT(before); i++) {
		struct arena_mark mark;
		struct buf b;
		char *p;

		arena_reset(own);
		buf_init(&b, own, 64 << 20);
		for (j = 0; j < before[i]; j++)
			buf_char(&b, 'b');
		mark = arena_mark(own);
		for (try = 0; try < 3; try++) {
			for (j = 0; j < 400 + before[i]; j++)
				buf_char(&b, 'a');
			arena_rewind(own, mark);
			memset(arena_alloc(own, 100000), 'Y', 100000);
			p = buf_done(&b, NULL);
			whole = whole && p[strspn(p, "ab")] == '\0' &&
			    strlen(p) == buf_len(&b);
		}
		whole = whole && buf_len(&b) == before[i] + 3 * (400 +
		    before[i]);
	}
	ok(whole, "a way back takes nothing from a buffer of before");
	arena_free(own);
}

/* The largest answer (conf.def) can be built, and what is beyond is told. */
static void
test_large(void)
{
	static const char line[65] = "0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcde\n";
	struct arena *own = arena_new();
	size_t max = 128 << 20;
	struct buf b;

	buf_init(&b, own, max);
	while (!buf_over(&b))
		buf_add(&b, line, 64);
	is_int((int64_t)buf_len(&b), (int64_t)max, "half of an arena in one "
	    "buffer");
	ok(arena_used(own) <= max + (4 << 20), "without copies left behind");
	arena_free(own);
}

int
main(void)
{
	arena = arena_new();
	test_bounds();
	test_html();
	test_many();
	test_rewind();
	test_large();
	test_over();
	arena_free(arena);
	return done();
}
