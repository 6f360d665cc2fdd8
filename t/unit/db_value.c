/*
 * Fields of rows by their type: whatever PostgreSQL writes becomes a JSON
 * value that is one, and columns with a dot become objects.
 */
#include "store/db_value.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/json.h"

#include "tap.h"

static struct arena *arena;

static const char *
json_of(const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, 1 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static const struct {
	unsigned	 oid;		/* pg_type.dat */
	const char	*text, *json;
} values[] = {
	{ 16, "t", "true" }, { 16, "f", "false" },
	{ 23, "-5", "-5" }, { 20, "9223372036854775807",
	    "9223372036854775807" },
	{ 701, "0.1", "0.1" }, { 701, "1e-07", "1e-07" },
	{ 701, "NaN", "null" }, { 701, "Infinity", "null" },
	{ 701, "-Infinity", "null" },
	{ 1700, "1.500", "1.5" }, { 1700, "100", "100" },
	{ 1700, "100.000", "100" }, { 1700, "0.000", "0" },
	{ 1700, "-0.250", "-0.25" }, { 1700, "NaN", "null" },
	{ 1700, "Infinity", "null" }, { 1700, "-Infinity", "null" },
	{ 1700, "12345678901234567890.123", "12345678901234567890.123" },
	{ 25, "a\"b", "\"a\\\"b\"" }, { 25, "", "\"\"" },
	{ 2950, "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e",
	    "\"01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e\"" },
	{ 114, "{\"a\": [1]}", "{\"a\": [1]}" }, { 3802, "null", "null" },
	{ 1009, "{}", "[]" }, { 1009, "{a,b}", "[\"a\",\"b\"]" },
	{ 1009, "{\"a,b\",\"c\\\"d\",\"e\\\\f\",\"\",NULL,\"NULL\"}",
	    "[\"a,b\",\"c\\\"d\",\"e\\\\f\",\"\",null,\"NULL\"]" },
	{ 1009, "{\"{x}\",é}", "[\"{x}\",\"é\"]" },
	{ 1007, "{1,-2,NULL}", "[1,-2,null]" },
	{ 1022, "{0.5,NaN,-Infinity,Infinity,1.5e+20}",
	    "[0.5,null,null,null,1.5e+20]" },
	{ 1231, "{1.500,NULL}", "[1.5,null]" },
	{ 1184, "2026-11-23 09:00:00+00", "\"2026-11-23T09:00:00.000Z\"" },
	{ 1184, "2026-11-23 09:00:00.123956+00",
	    "\"2026-11-23T09:00:00.123Z\"" },
	{ 1184, "2026-11-23 09:00:00.5+00", "\"2026-11-23T09:00:00.500Z\"" },
	{ 1184, "2026-11-23 09:00:00.07+00",
	    "\"2026-11-23T09:00:00.070Z\"" },
	{ 1184, "infinity", "\"infinity\"" },
	{ 1184, "12026-11-23 09:00:00+00", "\"12026-11-23 09:00:00+00\"" },
	{ 1184, "0044-03-15 12:00:00+00 BC",
	    "\"0044-03-15 12:00:00+00 BC\"" },
	{ 1082, "2026-11-23", "\"2026-11-23\"" },
};

static void
test_values(void)
{
	size_t i;

	for (i = 0; i < COUNT(values); i++) {
		const char *json = json_of(db_value(arena, values[i].oid,
		    arena_str(arena, values[i].text),
		    strlen(values[i].text)));
		struct err e;

		err_init(&e, arena);
		is_str(json, values[i].json, arena_fmt(arena, "%u %s",
		    values[i].oid, values[i].text));
		ok(json_parse(&e, json, strlen(json)) != NULL, "is JSON");
	}
}

static struct doc *
text(const char *s)
{
	return doc_text(arena, s);
}

static void
test_rows(void)
{
	struct doc *row = doc_object(arena);

	db_value_put(arena, row, "id", text("1"));
	db_value_put(arena, row, "author.id", doc_null(arena));
	db_value_put(arena, row, "author.name", doc_null(arena));
	is_str(json_of(row), "{\"id\":\"1\",\"author\":null}",
	    "an object of nothing is null");
	row = doc_object(arena);
	db_value_put(arena, row, "author.id", doc_null(arena));
	db_value_put(arena, row, "author.name", text("a"));
	db_value_put(arena, row, "author.age", doc_null(arena));
	db_value_put(arena, row, "auth.id", text("b"));
	is_str(json_of(row), "{\"author\":{\"id\":null,\"name\":\"a\","
	    "\"age\":null},\"auth\":{\"id\":\"b\"}}",
	    "one with something has all of it");
}

int
main(void)
{
	arena = arena_new();
	test_values();
	test_rows();
	arena_free(arena);
	return done();
}
