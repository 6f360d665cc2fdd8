/*
 * Input by table: what each type takes and refuses in JSON, forms and queries,
 * names, pointers, all faults at once; the schema that says the same; examples
 * that are taken.
 */
#include "data/field.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/form.h"
#include "data/json.h"
#include "data/plausible.h"
#include "food/food.h"
#include "plan/meal.h"
#include "plan/plan.h"
#include "recipe/recipe.h"

#include "tap.h"

static struct arena *arena;

struct part {
	const char	*name;
	double		 n;
};

struct all {
	const char		*text, *block, *secret, *email, *url, *id;
	const char		*day, *at, *time, *choice, *truth, *full_name;
	int64_t			 whole;
	double			 decimal, below;
	bool			 yes;
	struct field_texts	 tags, lines, marks;
	struct field_list	 parts;
	struct part		*part;
	struct doc		*amounts;
};

static const struct field part_fields[] = {
	{ .name = "name", .type = FT_TEXT, AT(struct part, name), .min = 1,
	    .max = 5, .flags = F_REQUIRED },
	{ .name = "n", .type = FT_DECIMAL, AT(struct part, n), .max = 9 },
};
static const struct shape part_shape = SHAPE("Part", part_fields,
    struct part);

#define A(member) AT(struct all, member)
static const struct field all_fields[] = {
	{ .name = "text", .type = FT_TEXT, A(text), .min = 2, .max = 5 },
	{ .name = "block", .type = FT_BLOCK, A(block), .max = 9 },
	{ .name = "secret", .type = FT_SECRET, A(secret), .max = 9 },
	{ .name = "email", .type = FT_EMAIL, A(email) },
	{ .name = "url", .type = FT_URL, A(url) },
	{ .name = "id", .type = FT_UUID, A(id) },
	{ .name = "day", .type = FT_DATE, A(day) },
	{ .name = "at", .type = FT_INSTANT, A(at) },
	{ .name = "time", .type = FT_DURATION, A(time) },
	{ .name = "choice", .type = FT_CHOICE, A(choice),
	    .words = "red green", .fallback = "green" },
	{ .name = "truth", .type = FT_TRUTH, A(truth) },
	{ .name = "fullName", .type = FT_TEXT, A(full_name), .max = 9 },
	{ .name = "whole", .type = FT_INT, A(whole), .min = 1, .max = 100,
	    .fallback = "20" },
	{ .name = "decimal", .type = FT_DECIMAL, A(decimal) },
	{ .name = "below", .type = FT_DECIMAL, A(below), .min = -5 },
	{ .name = "yes", .type = FT_BOOL, A(yes), .fallback = "true" },
	{ .name = "tags", .type = FT_TEXTS, A(tags), .max = 5, .count = 3 },
	{ .name = "lines", .type = FT_TEXTS, A(lines), .flags = F_LINES },
	{ .name = "marks", .type = FT_TEXTS, A(marks), .words = "a b c" },
	{ .name = "parts", .type = FT_LIST, A(parts), .shape = &part_shape,
	    .count = 2 },
	{ .name = "part", .type = FT_OBJECT, A(part),
	    .shape = &part_shape },
	{ .name = "amounts", .type = FT_NUMBERS, A(amounts), .max = 10,
	    .words = "iron zinc" },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
	{ .name = "next", .type = FT_TEXT, A(full_name), .flags = F_PAGE },
};
static const struct shape all_shape = SHAPE("All", all_fields, struct all);

/* The first letter says how it comes: j, f or q. */
static bool
take(const char *input, struct all *out, struct err *e)
{
	const char *p = input + 1;
	struct doc *d;

	err_init(e, arena);
	memset(out, 0, sizeof(*out));
	d = *input == 'j' ? json_parse(e, p, strlen(p)) :
	    *input == 'f' ? form_parse(e, p, strlen(p)) :
	    form_parse_query(e, p, strlen(p));
	if (!d)
		return ok(false, input);
	return field_read(e, &all_shape, d, *input == 'j' ? FIELD_JSON :
	    *input == 'f' ? FIELD_FORM : FIELD_QUERY, out);
}

/* What is refused, with which code, where. */
static const char *const bad[][3] = {
	{ "j{\"text\":5}", "type", "/text" },
	{ "j{\"text\":\"a\"}", "length", "/text" },
	{ "j{\"text\":\"abcdef\"}", "length", "/text" },
	{ "j{\"text\":\"   a   \"}", "length", "/text" },
	{ "j{\"text\":\"a\\u0000b\"}", "pattern", "/text" },
	{ "j{\"email\":\"a@b\"}", "pattern", "/email" },
	{ "j{\"url\":\"ftp://x\"}", "pattern", "/url" },
	{ "j{\"id\":\"5\"}", "pattern", "/id" },
	{ "j{\"day\":\"2026-02-29\"}", "pattern", "/day" },
	{ "j{\"at\":\"2026-02-28\"}", "pattern", "/at" },
	{ "j{\"time\":\"5 min\"}", "pattern", "/time" },
	{ "j{\"choice\":\"red green\"}", "choice", "/choice" },
	{ "j{\"choice\":\"re\"}", "choice", "/choice" },
	{ "j{\"choice\":\"\"}", "choice", "/choice" },
	{ "j{\"truth\":\"true\"}", "type", "/truth" },
	{ "j{\"yes\":1}", "type", "/yes" },
	{ "j{\"yes\":\"yes\"}", "type", "/yes" },
	{ "j{\"whole\":0}", "range", "/whole" },
	{ "j{\"whole\":101}", "range", "/whole" },
	{ "j{\"whole\":1.5}", "type", "/whole" },
	{ "j{\"whole\":\"5\"}", "type", "/whole" },
	{ "j{\"whole\":1e400}", "type", "/whole" },
	{ "j{\"decimal\":-0.001}", "range", "/decimal" },
	{ "j{\"decimal\":1e12}", "range", "/decimal" },
	{ "j{\"below\":0.1}", "range", "/below" },
	{ "j{\"tags\":\"a,b\"}", "type", "/tags" },
	{ "j{\"tags\":[\"a\",5]}", "type", "/tags/1" },
	{ "j{\"tags\":[\"\"]}", "length", "/tags/0" },
	{ "j{\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "count",
	    "/tags" },
	{ "j{\"marks\":[\"a\",\"d\"]}", "choice", "/marks/1" },
	{ "j{\"parts\":[{\"name\":\"a\"},{}]}", "required",
	    "/parts/1/name" },
	{ "j{\"parts\":[1]}", "type", "/parts/0" },
	{ "j{\"parts\":{}}", "type", "/parts" },
	{ "j{\"part\":{\"name\":\"a\",\"n\":10}}", "range",
	    "/part/n" },
	{ "j{\"part\":[]}", "type", "/part" },
	{ "j{\"amounts\":{\"gold\":1}}", "unknown",
	    "/amounts/gold" },
	{ "j{\"amounts\":{\"iron\":11}}", "range", "/amounts/iron" },
	{ "j{\"amounts\":{\"iron\":1,\"iron\":2}}", "twice",
	    "/amounts/iron" },
	{ "j{\"amounts\":[1]}", "type", "/amounts" },
	{ "j{\"a~/b\":1}", "unknown", "/a~0~1b" },
	{ "j{\"fullName\":\"a\",\"full_name\":\"a\"}", "twice",
	    "/full_name" },
	{ "j{\"full__name\":\"a\"}", "unknown", "/full__name" },
	{ "j{\"fullname\":\"a\"}", "unknown", "/fullname" },
	{ "j{\"yes\\u0000\\u0000x\":true}", "unknown", NULL },
	{ "j{\"next\":\"x\"}", "unknown", "/next" },
	{ "j[]", "type", "" }, { "j5", "type", "" },
	{ "fwhole=5%00x", "type", "/whole" },
	{ "fyes=true%00", "type", "/yes" },
	{ "fyes=maybe", "type", "/yes" },
	{ "fwhole=0x10", "type", "/whole" },
	{ "fwhole=%2B5", "type", "/whole" },
	{ "fdecimal=inf", "type", "/decimal" },
	{ "fparts/0/n=1", "required", "/parts/0/name" },
	{ "qwhole=101", "range", "whole" },
	{ "qno=1", "unknown", "no" }, { "qnext=1", "unknown", "next" },
};

static void
test_faults(void)
{
	struct all out;
	struct err e;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		ok(!take(bad[i][0], &out, &e), bad[i][0]);
		is_int(e.kind, ERR_INVALID, "is a fault of the input");
		if (!e.fields)
			continue;
		is_str(e.fields->code, bad[i][1], "its code");
		if (bad[i][2])
			is_str(*bad[i][0] == 'q' ? e.fields->parameter :
			    e.fields->pointer, bad[i][2], "its place");
	}
	take("j{\"text\":1,\"id\":2,\"parts\":[{},{}],\"x\":3}", &out, &e);
	is_int((int64_t)e.nfields, 5, "all faults are told at once");
}

static void
test_texts(void)
{
	struct all in;
	struct err e;

	ok(take("j{\"text\":\"  a\\n\\tb  \",\"block\":\"a\\r\\nb \","
	    "\"secret\":\" x \",\"id\":\"01932F6A-5A00-7C1E-9D2B-"
	    "3F4A5B6C7D8E\",\"at\":\"2026-11-23T10:00:00+01:00\","
	    "\"time\":\"PT90M\",\"full_name\":\"n\",\"version\":7,"
	    "\"truth\":false,\"tags\":[\"a, b\"],\"marks\":[\"c\",\"a\","
	    "\"c\"],\"decimal\":1.23456,\"whole\":5.0}", &in, &e), "JSON");
	is_str(in.text, "a b", "one line");
	is_str(in.block, "a\nb", "lines");
	is_str(in.secret, " x ", "a secret as it is");
	is_str(in.id, "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e", "in lower "
	    "case");
	is_str(in.at, "2026-11-23T09:00:00Z", "in UTC");
	is_str(in.time, "PT1H30M", "as the database has it");
	is_str(in.full_name, "n", "by its other name");
	is_str(in.truth, "false", "no is not nothing");
	ok(in.decimal > 1.2349 && in.decimal < 1.2351, "three decimals");
	is_int(in.whole, 5, "5.0 is whole");
	ok(in.tags.n == 1 && !strcmp(in.tags.p[0], "a, b"), "a comma");
	ok(in.marks.n == 2 && !strcmp(in.marks.p[0], "a"), "marks are a set");

	ok(take("j{}", &in, &e), "nothing");
	ok(!in.text && !in.truth && !in.part && in.yes && in.whole == 20 &&
	    isnan(in.decimal) && !strcmp(in.choice, "green") && !in.tags.n,
	    "is what the table falls back to");
	ok(take("j{\"text\":null,\"whole\":null,\"parts\":null,\"yes\":null,"
	    "\"part\":null}", &in, &e) && in.whole == 20 && in.yes &&
	    !in.part, "so is null");
}

static void
test_forms(void)
{
	struct all in;
	struct err e;
	const struct part *parts;

	ok(take("ftext=&whole=&choice=&tags=&day=", &in, &e) && !in.text &&
	    in.whole == 20 && !in.tags.n && !in.day, "empty is absent");
	ok(take("ffullName=+%01&block=%02%0d%0a", &in, &e) && !in.full_name &&
	    !in.block, "so are blanks, of which nothing is kept");
	ok(take("ftags=a,+b,,c&lines=x,%0d%0a%0d%0ay&marks/-=b&marks/-=a&"
	    "yes=off", &in, &e) == false, "off is no word");
	ok(take("ftags=a,+b,,c&lines=x,%0d%0a%0d%0ay&marks/-=b&marks/-=a&"
	    "yes=no&parts/0/name=p&parts/0/n=1.5&amounts/iron=2&amounts/zinc="
	    "&next=/x", &in, &e), "a form");
	ok(in.tags.n == 3 && !strcmp(in.tags.p[1], "b"), "by commas");
	ok(in.lines.n == 2 && !strcmp(in.lines.p[0], "x,"), "by lines");
	ok(in.marks.n == 2 && !in.yes, "marks and truths");
	parts = in.parts.p;
	ok(in.parts.n == 1 && !strcmp(parts->name, "p") && parts->n > 1.4,
	    "rows");
	ok(in.amounts->count == 1 && doc_get(in.amounts, "iron"),
	    "numbers, without the empty ones");
	ok(take("ftags=a,b%0a", &in, &e) && in.tags.n == 1 &&
	    !strcmp(in.tags.p[0], "a,b"),
	    "a line end says that commas are letters");
	ok(take("qtruth=true&whole=7", &in, &e) && in.whole == 7 &&
	    !strcmp(in.truth, "true"), "a query");
}

static void
test_plausible(void)
{
	static const char *const emails[] = { "a@example.com",
	    "a.b+c@x-y.example", "'@example.com", "a@xn--bcher-kva.example" };
	static const char *const no_emails[] = { "", "@", "a", "a@", "@b.c",
	    "a@b", "a@b.", "a@.b", "a@-b.c", "a@b-.c", "a b@c.d", ".a@b.c",
	    "a.@b.c", "a..b@c.d", "-oQ/tmp@example.com", "a@b@c.d",
	    "\"a\"@b.c", "a@[1.2.3.4]", "a,b@c.d", "a@b.c\n", "a@b_c.d",
	    "a@b..c" };
	static const char *const urls[] = { "http://a", "https://a/b?c#d",
	    "https://é.example/" };
	static const char *const no_urls[] = { "", "http://", "https:///x",
	    "javascript:x", "HTTP://a", "https://a b", "https://a\"", "//a",
	    "https://a\\b", "https://a<b", "https://a\tb" };
	size_t i;

	for (i = 0; i < COUNT(emails); i++)
		ok(plausible_email(emails[i]), emails[i]);
	for (i = 0; i < COUNT(no_emails); i++)
		ok(!plausible_email(no_emails[i]), no_emails[i]);
	for (i = 0; i < COUNT(urls); i++)
		ok(plausible_url(urls[i]), urls[i]);
	for (i = 0; i < COUNT(no_urls); i++)
		ok(!plausible_url(no_urls[i]), no_urls[i]);
	ok(plausible_email(arena_fmt(arena, "%064d@b.example", 0)),
	    "64 bytes before the @");
	ok(!plausible_email(arena_fmt(arena, "%065d@b.example", 0)),
	    "no more");
	ok(plausible_url(arena_fmt(arena, "http://%01993d", 1)), "2,000");
	ok(!plausible_url(arena_fmt(arena, "http://%01994d", 1)), "no more");
}

/* ---- what is said of a shape ------------------------------------------- */

static const char *
json_of(const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, 1 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static void
test_schema(void)
{
	const struct doc *in = field_schema(arena, &all_shape, false);
	const struct doc *out = field_schema(arena, &all_shape, true), *d;

	d = doc_get(in, "properties");
	is_str(json_of(doc_get(d, "text")), "{\"type\":[\"string\",\"null\"],"
	    "\"minLength\":2,\"maxLength\":5,\"pattern\":\"\\\\S\"}",
	    "a text");
	is_str(json_of(doc_get(d, "whole")), "{\"type\":[\"integer\","
	    "\"null\"],\"minimum\":1,\"maximum\":100}", "a number");
	is_str(json_of(doc_get(d, "below")), "{\"type\":[\"number\","
	    "\"null\"],\"minimum\":-5,\"maximum\":0}", "one below zero");
	is_str(json_of(doc_get(d, "choice")), "{\"anyOf\":[{\"type\":"
	    "\"string\",\"enum\":[\"red\",\"green\"]},{\"type\":\"null\"}]}",
	    "a choice");
	is_str(json_of(doc_get(d, "parts")), "{\"type\":[\"array\",\"null\"],"
	    "\"items\":{\"$ref\":\"#/components/schemas/PartInput\"},"
	    "\"maxItems\":2}", "a list");
	ok(!doc_get(d, "next"), "what is of pages is not told");
	ok(doc_true(doc_path(d, "version.readOnly")), "the server's");
	is_str(json_of(doc_get(in, "additionalProperties")), "false",
	    "input is closed");
	ok(!doc_get(out, "additionalProperties"), "an answer is open");
	is_str(json_of(doc_path(out, "properties.version")),
	    "{\"type\":\"integer\"}", "and has what is the server's");
	is_str(json_of(doc_get(field_schema(arena, &part_shape, false),
	    "required")), "[\"name\"]", "what is needed");
}

/* The examples of the contract are taken by what they are examples of. */
static void
test_examples(void)
{
	static const struct shape *const shapes[] = { &all_shape, &part_shape,
	    &recipe_shape, &recipe_query_shape, &plan_entry_shape,
	    &plan_place_shape, &plan_copy_shape, &food_shape, &meal_shape };
	size_t i;

	for (i = 0; i < COUNT(shapes); i++) {
		void *out = arena_alloc(arena, shapes[i]->size);
		struct err e;

		err_init(&e, arena);
		field_read(&e, shapes[i], field_example(arena, shapes[i],
		    false), FIELD_JSON, out);
		is_str(e.fields ? arena_fmt(arena, "%s: %s",
		    e.fields->pointer, e.fields->detail) : NULL, NULL,
		    arena_fmt(arena, "the example of a %s",
		    shapes[i]->name));
	}
}

static void
test_names(void)
{
	static const char patch[] = "{\"full_name\":1,\"part\":{\"x_y\":1},"
	    "\"z_z\":2}";
	static const char twice[] = "{\"full_name\":1,\"fullName\":1}";
	struct doc *d;
	struct err e;

	err_init(&e, arena);
	d = json_parse(&e, patch, strlen(patch));
	ok(field_names(&e, &all_shape, d), "names of a patch");
	is_str(json_of(d), "{\"fullName\":1,\"part\":{\"x_y\":1},\"z_z\":2}",
	    "known ones become the shape's");
	d = json_parse(&e, twice, strlen(twice));
	ok(!field_names(&e, &all_shape, d) && e.kind == ERR_INVALID,
	    "twice is a fault");
	ok(field_has_secret(&all_shape) && !field_has_secret(&part_shape) &&
	    !field_has_secret(NULL), "secrets");
}

static void
test_form(void)
{
	struct doc *values = doc_object(arena), *form;
	struct err e;

	err_init(&e, arena);
	err_pointer(&e, "/text", "Too short.");
	err_pointer(&e, "", "Of the whole.");
	doc_append(values, "text", doc_text(arena, "a"));
	doc_append(values, "secret", doc_text(arena, "hidden"));
	form = field_form(arena, &all_shape, values, &e);
	is_str(doc_chars(doc_path(form, "text.value")), "a", "what was typed");
	is_str(doc_chars(doc_path(form, "text.error")), "Too short.",
	    "what is wrong");
	ok(!strstr(json_of(form), "hidden"), "a secret is not shown again");
	is_int((int64_t)doc_get(form, "errors")->count, 2, "all at the top");
	ok(doc_true(doc_path(form, "yes.checked")), "what it falls back to");
	is_str(doc_chars(doc_path(form, "choice.value")), "green",
	    "of a choice as well");
	ok(!doc_get(form, "version"), "without what is the server's");
}

int
main(void)
{
	arena = arena_new();
	test_faults();
	test_texts();
	test_forms();
	test_plausible();
	test_schema();
	test_examples();
	test_names();
	test_form();
	is_int(err_bugs(), 0, "no bug");
	arena_free(arena);
	return done();
}
