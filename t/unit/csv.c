/* CSV, and every case of csv-spectrum where MEAL_DATA has it. */
#include "data/csv.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"

#include "slurp.h"
#include "tap.h"

static struct arena *arena;
static struct err e;

static const char *
print(const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, 1 << 24);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

/* All records, or the fault. */
static const char *
read_bytes(const char *p, size_t n)
{
	struct doc *all = doc_list(arena), *row;
	struct csv c;

	err_init(&e, arena);
	csv_init(&c, &e, p, n);
	while ((row = csv_row(&c)))
		doc_add(all, row);
	return e.kind ? e.detail : print(all);
}

static const char *
read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

static void
test_reading(void)
{
	static const char *const cases[][2] = {
		{ "", "[]" }, { "\n\r\n\n", "[]" }, { "\xef\xbb\xbf", "[]" },
		{ "a", "[[\"a\"]]" }, { "a,b", "[[\"a\",\"b\"]]" },
		{ "a,b\n", "[[\"a\",\"b\"]]" },
		{ "a\r\nb\rc\nd", "[[\"a\"],[\"b\"],[\"c\"],[\"d\"]]" },
		{ ",", "[[\"\",\"\"]]" }, { "a,\n,b", "[[\"a\",\"\"],[\"\","
		    "\"b\"]]" },
		{ "\xef\xbb\xbf" "a,b", "[[\"a\",\"b\"]]" },
		{ "\"a\",\"b\"", "[[\"a\",\"b\"]]" },
		{ "\"\",\"\"\"\"", "[[\"\",\"\\\"\"]]" },
		{ "\"a,b\",c", "[[\"a,b\",\"c\"]]" },
		{ "\"a\r\nb\",c", "[[\"a\\r\\nb\",\"c\"]]" },
		{ " a , b ", "[[\" a \",\" b \"]]" },
		{ "a;b", "[[\"a\",\"b\"]]" }, { "a\tb", "[[\"a\",\"b\"]]" },
		{ "a,b;c,d", "[[\"a\",\"b;c\",\"d\"]]" },
		{ "a;\"b,c,d\"\n1,2;3", "[[\"a\",\"b,c,d\"],[\"1,2\",\"3\"]]" },
		{ "a\n\n\nb", "[[\"a\"],[\"b\"]]" },
		{ "\"a", "row 1: a quote is never closed" },
		{ "a\n\nb,\"", "row 3: a quote is never closed" },
		{ "a\n\"b\"c", "row 2: something follows a closing quote" },
		{ "\"a\" ,b", "row 1: something follows a closing quote" },
		{ "a\"b", "row 1: there is a quote within a field that has "
		    "none around it" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		is_str(read_text(cases[i][0]), cases[i][1], cases[i][0]);
	is_str(read_bytes("a\0b,c", 5), "[[\"a\\u0000b\",\"c\"]]",
	    "a NUL is a byte like others");
}

static char *
many(size_t n, char c)
{
	char *text = arena_alloc(arena, n + 1);

	memset(text, c, n);
	return text;
}

static void
test_limits(void)
{
	is_str(read_text(many(CSV_FIELDS_MAX, ',')), "row 1: there are more "
	    "than 100 fields", "too many fields");
	ok(*read_text(many(CSV_FIELDS_MAX - 1, ',')) == '[',
	    "as many as are taken");
	is_str(read_text(many(CSV_FIELD_MAX + 1, 'x')),
	    "row 1: a field is too long", "too long a field");
	ok(*read_text(many(CSV_FIELD_MAX, 'x')) == '[', "as long as it may "
	    "be");
	is_str(read_text(many(1 << 20, '"')), "row 1: a field is too long",
	    "nothing but quotes");
}

/* What is written reads as the same; no cell begins like a formula. */
static void
test_writing(void)
{
	static const char *const cases[][2] = {
		{ "", "" }, { "a", "a" }, { "a b", "a b" }, { " a", "\" a\"" },
		{ "a,b", "\"a,b\"" }, { "a\"b", "\"a\"\"b\"" },
		{ "a\nb", "\"a\nb\"" }, { "=1+1", "\"'=1+1\"" },
		{ "+1", "\"'+1\"" }, { "-1", "\"'-1\"" },
		{ "@SUM(A1)", "\"'@SUM(A1)\"" }, { "\t=1", "\"'\t=1\"" },
		{ "\r=1", "\"'\r=1\"" }, { "'=1", "\"''=1\"" },
		{ "''-", "\"'''-\"" }, { "'a", "'a" }, { "a=1", "a=1" },
		{ "=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"" },
	};
	struct doc *row;
	struct buf b;
	struct csv c;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		buf_init(&b, arena, 1000);
		csv_put(&b, cases[i][0]);
		is_str(buf_done(&b, NULL), cases[i][1], "written");
		buf_char(&b, ',');
		err_init(&e, arena);
		csv_init(&c, &e, buf_done(&b, NULL), buf_len(&b));
		row = csv_row(&c);
		is_str(csv_plain(doc_chars(doc_first(row))), cases[i][0],
		    "and read again");
	}
}

/* Rows as objects by the names of the first, as csv-spectrum tells them. */
static struct doc *
objects(const char *p, size_t n)
{
	struct doc *all = doc_list(arena), *names, *row;
	struct csv c;

	err_init(&e, arena);
	csv_init(&c, &e, p, n);
	names = csv_row(&c);
	while ((row = csv_row(&c))) {
		struct doc *d = doc_add(all, doc_object(arena));
		struct doc *name = doc_first(names), *value = row->first, *next;

		for (; name && value; name = name->next, value = next) {
			next = value->next;
			value->next = NULL;
			doc_append(d, doc_chars(name), value);
		}
	}
	return all;
}

/* The JSON is of another file, or the line ends were changed in transit. */
static bool
is_broken(const char *name)
{
	return strcmp(name, "location_coordinates.csv") == 0 ||
	    strcmp(name, "newlines_crlf.csv") == 0;
}

static void
test_spectrum(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *entry;
	int ran = 0;

	while (d && (entry = readdir(d))) {
		size_t len = strlen(entry->d_name), n = 0, json_n = 0;
		char *csv, *json;

		if (len < 4 || strcmp(entry->d_name + len - 4, ".csv") != 0 ||
		    is_broken(entry->d_name))
			continue;
		csv = slurp(arena, arena_fmt(arena, "%s/%s", dir,
		    entry->d_name), &n);
		json = slurp(arena, arena_fmt(arena, "%s/%.*s.json", dir,
		    (int)len - 4, entry->d_name), &json_n);
		if (!csv || !json)
			continue;
		err_init(&e, arena);
		is_str(print(objects(csv, n)), print(json_parse(&e, json,
		    json_n)), entry->d_name);
		ran++;
	}
	if (d)
		closedir(d);
	ok(ran >= 8, "csv-spectrum was there");
}

int
main(void)
{
	const char *data = getenv("MEAL_DATA");

	arena = arena_new();
	test_reading();
	test_limits();
	test_writing();
	if (data && *data)
		test_spectrum(arena_fmt(arena, "%s/f_conformance/csv",
		    data));
	else
		printf("# without csv-spectrum: MEAL_DATA is not set\n");
	arena_free(arena);
	return done();
}
