/* JSON: what the suite does not ask: values, printing, places, limits. */
#include "data/json.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"

#include "tap.h"

static struct arena *arena;
static struct err e;

static struct doc *
parse(const char *text)
{
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
test_round_trip(void)
{
	static const char *const cases[][2] = {
		{ "null", "null" }, { " true\r\n\t", "true" },
		{ "1.0", "1.0" }, { "-0", "-0" }, { "1E+2", "1E+2" },
		{ "123456789012345678901234567890.10",
		    "123456789012345678901234567890.10" },
		{ "[ ]", "[]" }, { "{ }", "{}" }, { "[[],{}]", "[[],{}]" },
		{ "\"\"", "\"\"" },
		{ "{\"\":\"\"}", "{\"\":\"\"}" },
		{ "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}" },
		{ "\"\\u0041\\/\\\"\\\\\"", "\"A/\\\"\\\\\"" },
		{ "\"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\"",
		    "\"\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\"" },
		{ "\"\\ud83c\\udf72 \\u00e9\"", "\"\xf0\x9f\x8d\xb2 é\"" },
		{ "\"</script><!-- & ' \"", "\"</script><!-- & ' \"" },
		{ "\"\xe2\x80\xa8\"", "\"\xe2\x80\xa8\"" },
		{ "\"12345678\\n12345678\\\"\"",
		    "\"12345678\\n12345678\\\"\"" },
		{ "\"Möhren, Äpfel und Grünkohl\"",
		    "\"Möhren, Äpfel und Grünkohl\"" },
		{ "[1,\"a\",[2,{\"b\":null}],{\"c\":[false]}]",
		    "[1,\"a\",[2,{\"b\":null}],{\"c\":[false]}]" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		is_str(print(parse(cases[i][0])), cases[i][1], cases[i][0]);
	is_int((int64_t)parse("\"a\\u0000b\"")->len, 3, "a NUL within");
	is_int((int64_t)parse("{\"a\\u0000b\":1}")->first->name_len, 3,
	    "a NUL within a name");
}

/* The printer's own escapes are the parser's again, for every character. */
static void
test_every_character(void)
{
	bool same = true;
	struct buf b;
	int i, at;

	for (i = 0; i < 128 && same; i++)
		for (at = 0; at < 20 && same; at++) {
			char text[20];
			struct doc *d;

			memset(text, 'x', sizeof(text));
			text[at] = (char)i;
			buf_init(&b, arena, 1000);
			json_print(&b, doc_text_n(arena, text, 20));
			err_init(&e, arena);
			d = json_parse(&e, buf_done(&b, NULL), buf_len(&b));
			same = d && d->len == 20 &&
			    memcmp(d->text, text, 20) == 0;
		}
	ok(same, "every ASCII character in every place of a word");
}

static void
test_faults(void)
{
	static const char *const cases[][2] = {
		{ "", "it ends too early in line 1, column 1." },
		{ "{\n \"é\": tru }", "invalid string in json text in line 2, "
		    "column 9." },
		{ "[1,\n2,\n,3]", "unallowed token at this point in JSON text "
		    "in line 3, column 1." },
		{ "[\"ä\xff\"]", "bytes that are no UTF-8 in line 1, "
		    "column 4." },
		{ "[\"\\ud800\"]", "half a surrogate pair in line 1, "
		    "column 3." },
		{ "[\"\\udc00\"]", "half a surrogate pair in line 1, "
		    "column 3." },
		{ "[\"\\ud800\\u0041\"]", "half a surrogate pair in line 1, "
		    "column 3." },
		{ "[1]\f", "a control character in line 1, column 4." },
		{ "\v[1]", "a control character in line 1, column 1." },
		{ "[1] 2", "trailing garbage in line 1, column 5." },
		{ "[\"12345678\x01\"]", "a control character in line 1, "
		    "column 11." },
		{ "[\"1234567\xc0\x80\"]", "bytes that are no UTF-8 in line "
		    "1, column 10." },
		{ "/* no */ 1", "probable comment found in input text, "
		    "comments are not enabled in line 1, column 1." },
		{ "[\"a", "it ends too early in line 1, column 4." },
		{ "\\", "invalid char in json text in line 1, column 1." },
		{ "\xef\xbb\xbf{}", "invalid char in json text in line 1, "
		    "column 1." },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		ok(!parse(cases[i][0]) && e.kind == ERR_MALFORMED,
		    cases[i][0]);
		is_str(e.detail, arena_fmt(arena, "Not JSON: %s",
		    cases[i][1]), "says where");
	}
	err_init(&e, arena);
	ok(!json_parse(&e, "1\0", 2) && e.kind == ERR_MALFORMED, "NUL");
	err_init(&e, arena);
	ok(json_parse(&e, "12", 1) != NULL, "the length counts");
}

static const char *
repeat(const char *first, const char *s, size_t n, const char *last)
{
	struct buf b;

	buf_init(&b, arena, 8 << 20);
	buf_str(&b, first);
	while (n--)
		buf_str(&b, s);
	buf_str(&b, last);
	return buf_done(&b, NULL);
}

static void
test_limits(void)
{
	struct doc *d;

	d = parse(arena_fmt(arena, "%s%s", repeat("", "[", JSON_DEPTH_MAX,
	    ""), repeat("", "]", JSON_DEPTH_MAX, "")));
	ok(d != NULL, "as deep as it may be");
	d = parse(repeat("", "[", JSON_DEPTH_MAX + 1, ""));
	ok(!d && e.kind == ERR_TOO_LARGE, "one too deep");
	d = parse(repeat("", "{\"a\":", JSON_DEPTH_MAX + 1, ""));
	ok(!d && e.kind == ERR_TOO_LARGE, "one too deep, objects");
	d = parse(repeat("[1", ",1", JSON_VALUES_MAX - 2, "]"));
	ok(d && d->count == JSON_VALUES_MAX - 1, "as many as there may be");
	d = parse(repeat("[1", ",1", JSON_VALUES_MAX - 1, "]"));
	ok(!d && e.kind == ERR_TOO_LARGE, "one value too many");
	d = parse(repeat("", "1", JSON_NUMBER_MAX, ""));
	ok(d && d->len == JSON_NUMBER_MAX, "a long number");
	d = parse(repeat("[", "1", JSON_NUMBER_MAX + 1, "]"));
	ok(!d && e.kind == ERR_TOO_LARGE, "a number too long");
	d = parse(repeat("\"\\n", "x", 5 << 20, "\""));
	ok(d && d->len == (5 << 20) + 1, "a long text with an escape");
}

static void
test_print(void)
{
	struct doc *d = parse("{\"a\":[1,{\"b\":[]}],\"c\":{}}");
	struct buf b;
	unsigned bugs = err_bugs();

	doc_append(d, "raw", doc_raw(arena, "[ 1 ]", 5));
	buf_init(&b, arena, 1000);
	json_print_pretty(&b, d);
	is_str(buf_done(&b, NULL), "{\n  \"a\": [\n"
	    "    1,\n    {\n      \"b\": []\n    }\n"
	    "  ],\n  \"c\": {},\n  \"raw\": [ 1 ]\n}", "pretty");
	buf_init(&b, arena, 20);
	json_print(&b, d);
	ok(buf_over(&b) && buf_len(&b) <= 20, "more than the buffer takes");
	buf_init(&b, arena, 100);
	buf_str(&b, "x=");
	json_print(&b, doc_bool(arena, true));
	is_str(buf_done(&b, NULL), "x=true", "appended");
	is_str(print(doc_text(arena, "a\xff\xc3z\xe2\x82")),
	    "\"a\xef\xbf\xbd\xef\xbf\xbdz\xef\xbf\xbd\xef\xbf\xbd\"",
	    "what is no UTF-8");
	is_int(err_bugs(), bugs + 1, "is a bug of ours");
}

int
main(void)
{
	arena = arena_new();
	test_round_trip();
	test_every_character();
	test_faults();
	test_limits();
	test_print();
	arena_free(arena);
	return done();
}
