/*
 * Hostile strings through everything that takes text: strings DATA-DIRECTORY
 * (or MEAL_DATA): the big list of naughty strings, WHATWG's cases of
 * percent-encoding, the payload lists.
 */
#include "data/text.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/form.h"
#include "data/json.h"
#include "data/uri.h"
#include "data/when.h"

#include "slurp.h"
#include "tap.h"

/* What each of these returns does not change when done again. */
static bool
cleans(struct arena *arena, const char *p, size_t n)
{
	char *line = text_line(arena, p, n);
	char *block = text_block(arena, p, n);
	char *fold = text_fold(arena, line);
	char *slug = text_slug(arena, line);

	return text_valid(line, strlen(line)) &&
	    text_valid(block, strlen(block)) &&
	    text_valid(fold, strlen(fold)) &&
	    text_valid(slug, strlen(slug)) && strlen(slug) <= 80 &&
	    strcmp(text_line(arena, line, strlen(line)), line) == 0 &&
	    strcmp(text_block(arena, block, strlen(block)), block) == 0 &&
	    strcmp(text_fold(arena, fold), fold) == 0 &&
	    strcmp(text_fold(arena, p), fold) == 0 &&
	    !strpbrk(slug, " /?#%&+\"'<>\\");
}

static bool
is_text(const struct doc *d, const char *p, size_t n)
{
	return d && d->kind == DOC_TEXT && d->len == n &&
	    memcmp(d->text, p, n) == 0;
}

/* Whether a segment of a path may hold these bytes. */
static bool
may_be_segment(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((unsigned char)p[i] < ' ') || p[i] == 0x7f || p[i] == '/')
			return false;
	return true;
}

static bool
passes(struct arena *arena, const char *p, size_t n)
{
	struct uri_path path;
	struct buf b;
	struct err e;
	struct doc *d;

	err_init(&e, arena);
	buf_init(&b, arena, SLURP_MAX);
	json_print(&b, doc_text_n(arena, p, n));
	if (!is_text(json_parse(&e, buf_done(&b, NULL), buf_len(&b)), p, n))
		return false;
	buf_clear(&b);
	buf_str(&b, "x=");
	uri_encode(&b, p, n);
	d = form_parse(&e, buf_done(&b, NULL), buf_len(&b));
	if (!is_text(doc_get(d, "x"), p, n))
		return false;
	buf_done(&b, NULL)[0] = '/';
	buf_done(&b, NULL)[1] = 'x';
	if (!uri_path(arena, buf_done(&b, NULL), &path))
		return !may_be_segment(p, n);
	return may_be_segment(p, n) && path.n == 1 &&
	    strlen(path.segments[0]) == n + 1 &&
	    memcmp(path.segments[0] + 1, p, n) == 0;
}

static void
test_readers(const char *p)
{
	int64_t number;
	double real;
	struct when_date date;

	/* that they come back at all; the sanitizers watch */
	text_int(p, &number);
	text_double(p, &real);
	text_is_uuid(p);
	when_date_parse(p, &date);
	when_duration_parse(p, &number);
	when_instant_parse(p, &number);
}

static void
test_string(const char *p, size_t n, const char *name)
{
	struct arena *arena = arena_new();

	test_readers(p);
	ok(cleans(arena, p, n) && passes(arena, p, n), name);
	arena_free(arena);
}

static void
test_naughty(struct arena *arena, const char *dir)
{
	const char *path = arena_fmt(arena,
	    "%s/f_conformance/strings/blns.json", dir);
	struct doc *d;
	struct err e;
	size_t n;
	char *p;

	err_init(&e, arena);
	p = slurp(arena, path, &n);
	d = p ? json_parse(&e, p, n) : NULL;
	ok(d && d->count > 400, "the big list of naughty strings");
	for (d = doc_first(d); d; d = d->next)
		test_string(d->text, d->len, d->text);
}

/*
 * Ours encodes more than WHATWG's query set (a bar, a backslash), so it must
 * decode to the input, and not be shorter.
 */
static void
test_percent(struct arena *arena, const char *dir)
{
	const char *path = arena_fmt(arena,
	    "%s/f_conformance/url/percent-encoding.json", dir);
	struct doc *d;
	struct err e;
	size_t n, len;
	char *p;

	err_init(&e, arena);
	p = slurp(arena, path, &n);
	d = p ? json_parse(&e, p, n) : NULL;
	ok(d && d->kind == DOC_LIST, "cases of percent-encoding");
	for (d = doc_first(d); d; d = d->next) {
		const char *want = doc_chars(doc_path(d, "output.utf-8"));
		const struct doc *input = doc_get(d, "input");
		struct buf b;

		if (!want || !input)
			continue;
		is_str(uri_decode(arena, want, strlen(want), false, &len),
		    input->text, want);
		buf_init(&b, arena, 1000);
		uri_encode(&b, input->text, input->len);
		ok(buf_len(&b) >= strlen(want), "encoded");
		is_str(uri_decode(arena, buf_done(&b, NULL), buf_len(&b),
		    false, &len), input->text, buf_done(&b, NULL));
	}
}

static void
test_payloads(struct arena *arena, const char *dir, const char *list)
{
	const char *path = arena_fmt(arena, "%s/f_conformance/payloads/%s.txt",
	    dir, list);
	size_t n, failed = 0, count = 0;
	char *p = slurp(arena, path, &n), *end;

	if (!ok(p != NULL, list))
		return;
	for (end = p + n; p < end; count++) {
		char *next = memchr(p, '\n', (size_t)(end - p));
		struct arena *own = arena_new();
		char *s;

		next = next ? next : end;
		s = arena_dup(own, p, (size_t)(next - p));
		test_readers(s);
		if (text_valid(s, strlen(s)) &&
		    !(cleans(own, s, strlen(s)) && passes(own, s, strlen(s)))) {
			failed++;
			tap_note("failed", s);
		}
		arena_free(own);
		p = next + 1;
	}
	is_int((int64_t)failed, 0, arena_fmt(arena, "%zu lines of %s", count,
	    list));
}

int
main(int argc, char **argv)
{
	static const char *const lists[] = {
		"crlf", "format", "json", "sqli", "template", "traversal",
		"unicode", "xss"
	};
	const char *dir = argc > 1 ? argv[1] : getenv("MEAL_DATA");
	struct arena *arena;
	size_t i, n;

	if (!dir)
		return skip_all("MEAL_DATA is not set");
	arena = arena_new();
	if (!slurp(arena, arena_fmt(arena, "%s/f_conformance/README.md",
	    dir), &n)) {
		arena_free(arena);
		return skip_all("MEAL_DATA has no conformance files");
	}
	test_naughty(arena, dir);
	test_percent(arena, dir);
	for (i = 0; i < COUNT(lists); i++)
		test_payloads(arena, dir, lists[i]);
	is_int(err_bugs(), 0, "no bug was logged");
	arena_free(arena);
	return done();
}
