/* The value tree: building, reading, paths, copies, RFC 7396. */
#include "data/doc.h"

#include <math.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
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
print(const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, 1 << 24);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static void
test_scalars(void)
{
	static const struct {
		double		 value;
		const char	*text;
	} doubles[] = {
		{ 0, "0" }, { -0.0, "0" }, { 1.5, "1.5" }, { 100, "100" },
		{ 0.1, "0.1" }, { 2.0 / 3, "0.667" }, { -0.0004, "0" },
		{ -0.0006, "-0.001" }, { 1e15, "1000000000000000" },
		{ 0.30000000000000004, "0.3" }, { 1200, "1200" },
		{ NAN, "null" }, { INFINITY, "null" }, { -INFINITY, "null" },
	};
	size_t i;

	is_str(print(doc_null(arena)), "null", "null");
	is_str(print(NULL), "null", "nothing prints as null");
	is_str(print(doc_bool(arena, true)), "true", "true");
	is_str(print(doc_bool(arena, false)), "false", "false");
	is_str(print(doc_int(arena, 0)), "0", "zero");
	is_str(print(doc_int(arena, -120)), "-120", "-120");
	is_str(print(doc_int(arena, INT64_MAX)), "9223372036854775807", "max");
	is_str(print(doc_int(arena, INT64_MIN)), "-9223372036854775808",
	    "min");
	is_str(print(doc_number(arena, "1.50")), "1.50", "number as it is");
	is_str(print(doc_number(arena, NULL)), "null", "number NULL");
	is_str(print(doc_text(arena, NULL)), "null", "text NULL");
	is_str(print(doc_text(arena, "")), "\"\"", "empty text");
	is_str(print(doc_text_n(arena, "a\0b", 3)), "\"a\\u0000b\"",
	    "text with a NUL");
	is_str(print(doc_raw(arena, "{\"a\":  1}", 9)), "{\"a\":  1}", "raw");
	for (i = 0; i < COUNT(doubles); i++)
		is_str(print(doc_double(arena, doubles[i].value)),
		    doubles[i].text, doubles[i].text);
}

static void
test_objects(void)
{
	struct doc *o = doc_object(arena), *d;

	is_str(print(o), "{}", "empty object");
	ok(doc_set(o, "a", doc_int(arena, 1)) == o->first, "set gives child");
	doc_append(o, "b", doc_int(arena, 2));
	doc_append_n(o, "cat", 1, doc_int(arena, 3));
	is_str(print(o), "{\"a\":1,\"b\":2,\"c\":3}", "order is kept");
	is_int((int64_t)o->count, 3, "count");
	doc_set(o, "b", doc_text(arena, "x"));
	is_str(print(o), "{\"a\":1,\"b\":\"x\",\"c\":3}", "replaced in place");
	doc_set(o, "c", doc_text(arena, "y"));
	doc_append(o, "d", doc_null(arena));
	is_str(print(o), "{\"a\":1,\"b\":\"x\",\"c\":\"y\",\"d\":null}",
	    "the last replaced, then one more");
	doc_set(o, "a", doc_bool(arena, true));
	is_int((int64_t)o->count, 4, "replacing does not count");
	d = doc_drop(o, "d");
	ok(d && d->kind == DOC_NULL && !d->name && !d->next, "drop the last");
	ok(!doc_drop(o, "d"), "drop what is not there");
	doc_drop(o, "a");
	is_str(print(o), "{\"b\":\"x\",\"c\":\"y\"}", "drop the first");
	doc_append(o, "e", doc_int(arena, 5));
	doc_drop(o, "c");
	is_str(print(o), "{\"b\":\"x\",\"e\":5}", "drop one between");
	doc_drop(o, "b");
	doc_drop(o, "e");
	doc_append(o, "f", doc_list(arena));
	is_str(print(o), "{\"f\":[]}", "from empty again");
	d = doc_get(o, "f");
	doc_add(d, doc_int(arena, 1));
	doc_add(d, doc_list(arena));
	is_str(print(o), "{\"f\":[1,[]]}", "lists");
	d = doc_set(o, "f", doc_get(o, "f"));
	is_str(print(o), "{\"f\":[1,[]]}", "a member replaced by itself");
}

static void
test_reading(void)
{
	struct doc *d = parse("{\"user\":{\"household\":{\"id\":7},\"\":8},"
	    "\"t\":\"text\",\"n\":1.25,\"b\":true,\"f\":false,\"z\":null,"
	    "\"l\":[1,2],\"big\":1e999,\"half\":\"0.5\",\"a.b\":1}");
	struct doc *item;
	int n = 0;

	is_str(doc_chars(doc_path(d, "user.household.id")), "7", "path");
	is_str(doc_chars(doc_path(d, "user.")), "8", "path to an empty name");
	is_str(doc_chars(doc_path(d, "t")), "text", "path of one");
	ok(!doc_path(d, "user.nobody.id"), "path that breaks off");
	ok(!doc_path(d, "t.x"), "path through a text");
	ok(!doc_path(d, "l.0"), "path does not count");
	ok(!doc_path(d, "a.b"), "dots always split");
	ok(!doc_path(NULL, "a"), "path in nothing");
	is_str(doc_chars(doc_get_n(d, "no", 1)), "1.25", "get_n");
	ok(!doc_get(doc_get(d, "l"), "x"), "get in a list");
	ok(!doc_get(NULL, "x"), "get in nothing");
	is_str(doc_str(d, "t"), "text", "str of a text");
	is_str(doc_str(d, "n"), "1.25", "str of a number");
	is_str(doc_str(d, "b"), NULL, "str of a bool");
	is_str(doc_str(d, "none"), NULL, "str of nothing");
	ok(doc_true(doc_get(d, "b")), "true");
	ok(!doc_true(doc_get(d, "f")), "false");
	ok(!doc_true(doc_get(d, "t")), "text is not true");
	ok(!doc_true(NULL), "nothing is not true");
	ok(doc_is_null(doc_get(d, "z")), "null");
	ok(doc_is_null(NULL), "nothing is null");
	ok(!doc_is_null(doc_get(d, "f")), "false is not null");
	ok(doc_num(d, "n", 9) == 1.25, "num");
	ok(doc_num(d, "none", 9) == 9, "num of nothing");
	ok(doc_num(d, "big", 9) == 9, "num too big");
	ok(doc_num(d, "half", 9) == 9, "num of a text");
	for (item = doc_first(doc_get(d, "l")); item; item = item->next)
		n++;
	is_int(n, 2, "first and next");
	ok(!doc_first(NULL) && !doc_first(doc_get(d, "t")), "first of none");
}

static void
test_copy(void)
{
	char name[] = "name", text[] = "text";
	struct doc *d = doc_object(arena), *copy;

	doc_append(d, name, doc_text(arena, text));
	doc_append(d, "list", parse("[1,null,true,{\"a\":[]}]"));
	copy = doc_copy(arena, d);
	text[0] = name[0] = 'X';
	is_str(print(copy), "{\"name\":\"text\",\"list\":[1,null,true,"
	    "{\"a\":[]}]}", "a copy stands alone");
	is_str(doc_str(copy, "name"), "text", "and is terminated");
	ok(!doc_copy(arena, NULL), "copy of nothing");
}

static void
test_merge(void)
{
	static const char *const cases[][3] = {
		/* RFC 7396, appendix A */
		{ "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
		{ "{\"a\":\"b\"}", "{\"b\":\"c\"}",
		    "{\"a\":\"b\",\"b\":\"c\"}" },
		{ "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
		{ "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}",
		    "{\"b\":\"c\"}" },
		{ "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
		{ "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
		{ "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
		    "{\"a\":{\"b\":\"d\"}}" },
		{ "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
		{ "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
		{ "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
		{ "{\"a\":\"foo\"}", "null", "null" },
		{ "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
		{ "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
		{ "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
		{ "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}",
		    "{\"a\":{\"bb\":{}}}" },
		/* section 3's example */
		{ "{\"title\":\"Goodbye!\",\"author\":{\"givenName\":\"John\","
		    "\"familyName\":\"Doe\"},\"tags\":[\"example\",\"sample\"]"
		    ",\"content\":\"This will be unchanged\"}",
		    "{\"title\":\"Hello!\",\"phoneNumber\":\"+01-123-456-7890"
		    "\",\"author\":{\"familyName\":null},\"tags\":"
		    "[\"example\"]}",
		    "{\"title\":\"Hello!\",\"author\":{\"givenName\":\"John\"}"
		    ",\"tags\":[\"example\"],\"content\":\"This will be "
		    "unchanged\",\"phoneNumber\":\"+01-123-456-7890\"}" },
		/* order, nothing to do, doubles */
		{ "{\"c\":1,\"b\":2,\"a\":3}", "{\"z\":1,\"a\":9,\"y\":2}",
		    "{\"c\":1,\"b\":2,\"a\":9,\"z\":1,\"y\":2}" },
		{ "{\"a\":1}", "{}", "{\"a\":1}" },
		{ "1", "{}", "{}" },
		{ "{}", "{\"a\":1,\"a\":2}", "{\"a\":2}" },
		{ "{\"a\":0}", "{\"a\":1,\"b\":1,\"a\":null}", "{\"b\":1}" },
		{ "{\"ab\":1,\"a\":2,\"\":3}", "{\"a\":null,\"\":4}",
		    "{\"ab\":1,\"\":4}" },
		{ "{\"a\":1}", "{\"b\":[{\"c\":null}]}",
		    "{\"a\":1,\"b\":[{\"c\":null}]}" },
	};
	struct doc *patch, *target, *list;
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		is_str(print(doc_merge_patch(arena, parse(cases[i][0]),
		    parse(cases[i][1]))), cases[i][2], cases[i][1]);
	is_str(print(doc_merge_patch(arena, NULL, parse("{\"a\":null}"))),
	    "{}", "onto nothing");
	target = parse("{\"a\":1}");
	ok(doc_merge_patch(arena, target, NULL) == target, "by nothing");
	patch = parse("{\"l\":[1]}");
	list = doc_get(doc_merge_patch(arena, target, patch), "l");
	doc_add(list, doc_int(arena, 2));
	is_str(print(patch), "{\"l\":[1]}", "the patch stays as it was");
}

/* The square of this would take minutes. */
static void
test_merge_many(void)
{
	struct doc *target = doc_object(arena), *patch = doc_object(arena);
	int i;

	for (i = 0; i < 100000; i++) {
		doc_append(target, arena_fmt(arena, "k%d", i),
		    doc_int(arena, i));
		doc_append(patch, arena_fmt(arena, "k%d", i + 50000),
		    i % 2 ? doc_null(arena) : doc_int(arena, -i));
	}
	target = doc_merge_patch(arena, target, patch);
	is_int((int64_t)target->count, 100000, "a hundred thousand members");
	is_str(doc_str(target, "k149998"), "-99998", "the last is there");
}

int
main(void)
{
	arena = arena_new();
	test_scalars();
	test_objects();
	test_reading();
	test_copy();
	test_merge();
	test_merge_many();
	is_int(err_bugs(), 0, "no bug was logged");
	arena_free(arena);
	return done();
}
