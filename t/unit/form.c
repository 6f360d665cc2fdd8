/* Forms and queries. */
#include "data/form.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"
#include "data/when.h"

#include "tap.h"

static struct arena *arena;
static struct err e;

static const char *
print(const struct doc *d)
{
	struct buf b;

	if (!d)
		return e.detail;
	buf_init(&b, arena, 1 << 24);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static struct doc *
parse(const char *text)
{
	err_init(&e, arena);
	return form_parse(&e, text, strlen(text));
}

static void
test_forms(void)
{
	static const char *const cases[][2] = {
		{ "", "{}" }, { "&&", "{}" },
		{ "name=Soup", "{\"name\":\"Soup\"}" },
		{ "name", "{\"name\":\"\"}" }, { "name=", "{\"name\":\"\"}" },
		{ "=x", "{\"\":\"x\"}" }, { "=", "{\"\":\"\"}" },
		{ "a=1&b=2&&c=3&", "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}" },
		{ "z=1&a=2&m=3", "{\"z\":\"1\",\"a\":\"2\",\"m\":\"3\"}" },
		{ "a=b=c", "{\"a\":\"b=c\"}" },
		{ "a+b=c+d%2B%26%3D", "{\"a b\":\"c d+&=\"}" },
		{ "a=1&a=2&a=3", "{\"a\":\"3\"}" },
		{ "a=x&b=1&a=y", "{\"a\":\"y\",\"b\":\"1\"}" },
		{ "t/-=x&t/-=y&t/-=x", "{\"t\":[\"x\",\"y\",\"x\"]}" },
		{ "t/0=a&t/1=b", "{\"t\":[\"a\",\"b\"]}" },
		{ "t/1=b&t/0=a", "{\"t\":[\"a\",\"b\"]}" },
		{ "t/10=c&t/9=b&t/1=a", "{\"t\":[\"a\",\"b\",\"c\"]}" },
		{ "t/-=z&t/3=a&t/-=y", "{\"t\":[\"a\",\"z\",\"y\"]}" },
		{ "t/10000=z&t/-=y&t/0=a", "{\"t\":[\"a\",\"z\",\"y\"]}" },
		{ "t/2=a&t/2=b", "{\"t\":[\"b\"]}" },
		{ "i/5/food=salt&i/5/unit=g&i/2/food=water",
		    "{\"i\":[{\"food\":\"water\"},{\"food\":\"salt\","
		    "\"unit\":\"g\"}]}" },
		{ "i%2F0%2Ffood=salt", "{\"i\":[{\"food\":\"salt\"}]}" },
		{ "a/b/c=1&a/b/d=2&a/e=3",
		    "{\"a\":{\"b\":{\"c\":\"1\",\"d\":\"2\"},\"e\":\"3\"}}" },
		{ "a!=1&a=2&a%00=3", "{\"a!\":\"1\",\"a\":\"2\","
		    "\"a\\u0000\":\"3\"}" },
		{ "a!b=1&a/b=2&a.b=3",
		    "{\"a!b\":\"1\",\"a\":{\"b\":\"2\"},\"a.b\":\"3\"}" },
		{ "m/0/0=a&m/0/1=b&m/1/0=c",
		    "{\"m\":[[\"a\",\"b\"],[\"c\"]]}" },
		{ "m/0/-=a&m/0/-=b", "{\"m\":[[\"a\",\"b\"]]}" },
		{ "a~1b=1&a~0b=2&a~01=3",
		    "{\"a/b\":\"1\",\"a~b\":\"2\",\"a~1\":\"3\"}" },
		{ "a/~1=1", "{\"a\":{\"/\":\"1\"}}" },
		{ "0=a&1=b", "{\"0\":\"a\",\"1\":\"b\"}" },
		{ "-=a", "{\"-\":\"a\"}" }, { "-=a&-=b", "{\"-\":\"b\"}" },
		{ "-/x=a&-/y=b", "{\"-\":{\"x\":\"a\",\"y\":\"b\"}}" },
		{ "a/00=1", "{\"a\":{\"00\":\"1\"}}" },
		{ "a/01=1&a/x=2", "{\"a\":{\"01\":\"1\",\"x\":\"2\"}}" },
		{ "a/=1", "{\"a\":{\"\":\"1\"}}" },
		{ "/=1", "{\"\":{\"\":\"1\"}}" },
		{ "a//b=1", "{\"a\":{\"\":{\"b\":\"1\"}}}" },
		{ "a=%00", "{\"a\":\"\\u0000\"}" },
		{ "n=%C3%A9", "{\"n\":\"é\"}" }, { "n=é", "{\"n\":\"é\"}" },
		{ "a/-1=x", "{\"a\":{\"-1\":\"x\"}}" },
		{ "a;b=1", "{\"a;b\":\"1\"}" },
		{ "1/2/3/4/5/6/7/8=x", "{\"1\":[[[[[[[\"x\"]]]]]]]}" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		is_str(print(parse(cases[i][0])), cases[i][1], cases[i][0]);
}

static void
test_faults(void)
{
	static const struct {
		const char	*text;
		enum err_kind	 kind;
	} cases[] = {
		{ "a=1&a/b=2", ERR_MALFORMED }, { "a/b=2&a=1", ERR_MALFORMED },
		{ "a/b=1&a/b/c=2", ERR_MALFORMED },
		{ "a/0=1&a/b=2", ERR_MALFORMED },
		{ "a/b=2&a/0=1", ERR_MALFORMED },
		{ "a/-=1&a/b=2", ERR_MALFORMED },
		{ "a/00=1&a/0=2", ERR_MALFORMED },
		{ "a=1&a/-=2", ERR_MALFORMED },
		{ "a/0=1&a/0/b=2", ERR_MALFORMED },
		{ "a/-/b=1", ERR_MALFORMED }, { "a/-/=1", ERR_MALFORMED },
		{ "a/-=1&a/-/b=1", ERR_MALFORMED },
		{ "a=1&a/=2", ERR_MALFORMED },
		{ "a=%", ERR_MALFORMED }, { "a=%4", ERR_MALFORMED },
		{ "%zz=1", ERR_MALFORMED }, { "a=%ff", ERR_MALFORMED },
		{ "a=\xc0\x80", ERR_MALFORMED }, { "\xe2=1", ERR_MALFORMED },
		{ "a=%c3&b=%a9", ERR_MALFORMED },
		{ "a~=1", ERR_MALFORMED }, { "a~2=1", ERR_MALFORMED },
		{ "a/~=1", ERR_MALFORMED }, { "~/0=1", ERR_MALFORMED },
		{ "1/2/3/4/5/6/7/8/9=x", ERR_TOO_LARGE },
		{ "a/10001=x", ERR_TOO_LARGE },
		{ "a/99999999999999999999=x", ERR_TOO_LARGE },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		ok(!parse(cases[i].text), cases[i].text);
		is_int(e.kind, cases[i].kind, e.detail);
	}
}

static const char *
many(const char *fmt, int n)
{
	struct buf b;
	int i;

	buf_init(&b, arena, 8 << 20);
	for (i = 0; i < n; i++) {
		if (i)
			buf_char(&b, '&');
		buf_str(&b, fmt);
		buf_fmt(&b, "%d=x", i);
	}
	return buf_done(&b, NULL);
}

static void
test_limits(void)
{
	int64_t start = when_us();
	struct doc *d;

	d = parse(many("n", FORM_PAIRS_MAX));
	ok(d && d->count == FORM_PAIRS_MAX, "as many as there may be");
	d = parse(many("n/", FORM_INDEX_MAX + 1));
	ok(d && d->first->count == FORM_INDEX_MAX + 1, "a full list");
	ok(when_us() - start < 5000000, "and not slowly");
	d = parse(many("n", FORM_PAIRS_MAX + 1));
	ok(!d && e.kind == ERR_TOO_LARGE, "one field too many");
	d = parse(many("a/b/c/d/e/f/g", FORM_PAIRS_MAX));
	ok(d != NULL, "deep and many");
	err_init(&e, arena);
	d = form_parse(&e, "a=1&b=2", 3);
	is_str(print(d), "{\"a\":\"1\"}", "the length counts");
}

static void
test_queries(void)
{
	static const char *const cases[][2] = {
		{ "", "{}" }, { "q=soup&page=2",
		    "{\"q\":\"soup\",\"page\":\"2\"}" },
		{ "a/b=1&a=2&a~=3", "{\"a/b\":\"1\",\"a\":\"2\","
		    "\"a~\":\"3\"}" },
		{ "q=a+b%20c", "{\"q\":\"a b c\"}" }, { "q", "{\"q\":\"\"}" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		err_init(&e, arena);
		is_str(print(form_parse_query(&e, cases[i][0],
		    strlen(cases[i][0]))), cases[i][1], cases[i][0]);
	}
	err_init(&e, arena);
	ok(!form_parse_query(&e, "a=1&b=2&a=3&b=4&c=5", 19), "given twice");
	is_int(e.kind, ERR_INVALID, "is a fault of the parameter");
	is_int(e.nfields, 2, "of each");
	is_str(e.fields->parameter, "a", "by name");
	err_init(&e, arena);
	ok(!form_parse_query(&e, "a=%x", 4) && e.kind == ERR_MALFORMED,
	    "a broken escape");
	err_init(&e, arena);
	ok(!form_parse_query(&e, "a=%ff", 5) && e.kind == ERR_MALFORMED,
	    "no UTF-8");
}

int
main(void)
{
	arena = arena_new();
	test_forms();
	test_faults();
	test_limits();
	test_queries();
	is_int(err_bugs(), 0, "no bug was logged");
	arena_free(arena);
	return done();
}
