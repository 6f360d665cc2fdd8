/*
 * Input by table. What a shape accepts, as JSON or as a form, is written as
 * JSON and read as the same; it is shown as a form, and the form sent back
 * untouched, as a browser does it, is read as the same again. What is refused
 * has faults, each with a pointer into what was sent.
 *
 * The first byte says what the rest is: a form, a query or JSON.
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
#include "data/text.h"

#include "fuzz.h"

#define OUT_MAX ((size_t)64 << 20)

struct row {
	const char		*name, *unit;
	double			 n;
};

struct thing {
	const char		*text, *block, *secret, *email, *url, *uuid;
	const char		*date, *instant, *duration, *choice, *truth;
	int64_t			 whole, below;
	double			 decimal, least;
	bool			 yes, no;
	struct field_texts	 words, lines, marks;
	struct field_list	 rows;
	struct row		*one;
	struct doc		*numbers;
};

static const struct field row_fields[] = {
	{ .name = "name", .type = FT_TEXT, AT(struct row, name), .min = 1,
	    .max = 20, .flags = F_REQUIRED },
	{ .name = "unit", .type = FT_CHOICE, AT(struct row, unit),
	    .words = "g ml cup" },
	{ .name = "n", .type = FT_DECIMAL, AT(struct row, n), .max = 1000 },
};
static const struct shape row_shape = SHAPE("Row", row_fields, struct row);

#define T(member, kind) .name = #member, .type = kind, \
	AT(struct thing, member)
static const struct field fields[] = {
	{ T(text, FT_TEXT), .min = 1, .max = 30, .fallback = "as usual" },
	{ T(block, FT_BLOCK), .max = 60 },
	{ T(secret, FT_SECRET), .min = 3, .max = 40 },
	{ T(email, FT_EMAIL) }, { T(url, FT_URL) }, { T(uuid, FT_UUID) },
	{ T(date, FT_DATE) }, { T(instant, FT_INSTANT) },
	{ T(duration, FT_DURATION) },
	{ T(choice, FT_CHOICE), .words = "a bb ccc", .fallback = "bb" },
	{ T(truth, FT_TRUTH) },
	{ T(whole, FT_INT), .min = 1, .max = 100, .fallback = "20" },
	{ T(below, FT_INT), .min = -5 },
	{ T(decimal, FT_DECIMAL) },
	{ T(least, FT_DECIMAL), .min = 0.25, .max = 8 },
	{ T(yes, FT_BOOL), .fallback = "true" }, { T(no, FT_BOOL) },
	{ T(words, FT_TEXTS), .max = 10, .count = 8 },
	{ T(lines, FT_TEXTS), .max = 30, .flags = F_LINES },
	{ T(marks, FT_TEXTS), .words = "red green blue" },
	{ T(rows, FT_LIST), .shape = &row_shape, .count = 5 },
	{ T(one, FT_OBJECT), .shape = &row_shape },
	{ T(numbers, FT_NUMBERS), .words = "iron zinc copper", .max = 90 },
	{ .name = "fullName", .type = FT_TEXT, .flags = F_SERVER },
};
static const struct shape shape = SHAPE("Thing", fields, struct thing);

/* ---- a struct as JSON -------------------------------------------------- */

static struct doc *doc_of(struct arena *, const struct shape *, const void *);

/* Marks have no order of their own: a page shows them in the words'. */
static struct doc *
marks_doc(struct arena *arena, const char *words,
    const struct field_texts *texts)
{
	struct doc *list = doc_list(arena);
	size_t i, n;

	for (; *words; words += n + (words[n] == ' ')) {
		n = strcspn(words, " ");
		for (i = 0; i < texts->n; i++)
			if (strlen(texts->p[i]) == n &&
			    memcmp(texts->p[i], words, n) == 0)
				doc_add(list, doc_text(arena, texts->p[i]));
	}
	REQUIRE(list->count == texts->n);
	return list;
}

static struct doc *
texts_doc(struct arena *arena, const struct field_texts *texts)
{
	struct doc *list = doc_list(arena);
	size_t i;

	for (i = 0; i < texts->n; i++) {
		REQUIRE(*texts->p[i]);
		doc_add(list, doc_text(arena, texts->p[i]));
	}
	return list;
}

static struct doc *
value_doc(struct arena *arena, const struct field *f, const void *at)
{
	const struct field_list *rows = at;
	const char *text;
	struct doc *list;
	size_t i;

	switch (f->type) {
	case FT_INT:
		return doc_int(arena, *(const int64_t *)at);
	case FT_DECIMAL:
		return doc_double(arena, *(const double *)at);
	case FT_BOOL:
		return doc_bool(arena, *(const bool *)at);
	case FT_TEXTS:
		return f->words ? marks_doc(arena, f->words, at) :
		    texts_doc(arena, at);
	case FT_LIST:
		list = doc_list(arena);
		for (i = 0; i < rows->n; i++)
			doc_add(list, doc_of(arena, f->shape,
			    (const char *)rows->p + i * f->shape->size));
		return list;
	case FT_OBJECT:
		return *(void *const *)at ? doc_of(arena, f->shape,
		    *(void *const *)at) : doc_null(arena);
	case FT_NUMBERS:
		/* a form says none and nothing in one way */
		return doc_first(*(struct doc *const *)at) ? doc_copy(arena,
		    *(struct doc *const *)at) : doc_null(arena);
	default:
		text = *(const char *const *)at;
		if (f->type == FT_TRUTH && text)
			return doc_bool(arena, strcmp(text, "true") == 0);
		REQUIRE(!text || text_valid(text, strlen(text)));
		return doc_text(arena, text);
	}
}

static struct doc *
doc_of(struct arena *arena, const struct shape *s, const void *in)
{
	struct doc *d = doc_object(arena);
	size_t i;

	for (i = 0; i < s->n; i++)
		if (!(s->fields[i].flags & F_SERVER))
			doc_append(d, s->fields[i].name, value_doc(arena,
			    &s->fields[i], (const char *)in +
			    s->fields[i].offset));
	return d;
}

static const char *
json_of(struct arena *arena, const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, OUT_MAX);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

/* ---- a page's form, sent back ------------------------------------------ */

static struct doc *sent(struct arena *, const struct shape *,
    const struct doc *form, const struct doc *stored);

/* A browser ends the lines of what it sends with CRLF. */
static struct doc *
typed(struct arena *arena, const char *text)
{
	struct buf b;

	buf_init(&b, arena, OUT_MAX);
	for (; *text; text++) {
		if (*text == '\n')
			buf_char(&b, '\r');
		buf_char(&b, *text);
	}
	return doc_text(arena, buf_done(&b, NULL));
}

static struct doc *
chosen(struct arena *arena, const struct doc *form)
{
	struct doc *list = doc_list(arena);
	const struct doc *o;

	for (o = doc_first(doc_get(form, "options")); o; o = o->next)
		if (doc_true(doc_get(o, "selected")))
			doc_add(list, doc_text(arena, doc_str(o, "value")));
	return list;
}

static struct doc *
sent_field(struct arena *arena, const struct field *f,
    const struct doc *form, const struct doc *stored)
{
	const struct doc *c;
	struct doc *d;

	if (f->type == FT_OBJECT)	/* a page has none of what is absent */
		return doc_is_null(stored) ? doc_text(arena, "") :
		    sent(arena, f->shape, form, stored);
	if (f->type == FT_LIST) {
		d = doc_list(arena);
		stored = doc_first(stored);
		for (c = doc_first(doc_get(form, "rows")); c; c = c->next) {
			doc_add(d, sent(arena, f->shape, c, stored));
			stored = stored->next;
		}
		return d;
	}
	if (f->type == FT_NUMBERS) {
		d = doc_object(arena);
		for (c = doc_first(doc_get(form, "values")); c; c = c->next)
			doc_append(d, c->name, typed(arena, doc_chars(c)));
		return d->count ? d : NULL;
	}
	if (f->type == FT_TEXTS && f->words)
		return chosen(arena, form);
	if (f->type == FT_CHOICE) {
		d = chosen(arena, form);
		REQUIRE(d->count <= 1);
		return d->first ? doc_text(arena, doc_chars(d->first)) :
		    doc_text(arena, "");
	}
	if (f->type == FT_BOOL)
		return doc_text(arena, doc_true(doc_get(form, "checked")) ?
		    "on" : "false");
	if (f->type == FT_SECRET) {
		REQUIRE(doc_is_null(doc_get(form, "value")));
		return NULL;
	}
	return typed(arena, doc_str(form, "value") ? doc_str(form, "value") :
	    "");
}

static struct doc *
sent(struct arena *arena, const struct shape *s, const struct doc *form,
    const struct doc *stored)
{
	struct doc *d = doc_object(arena), *value;
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct field *f = &s->fields[i];

		/* truths are of queries; no form has one */
		if (f->flags & F_SERVER || f->type == FT_TRUTH)
			continue;
		value = sent_field(arena, f, doc_get(form, f->name),
		    doc_get(stored, f->name));
		if (value)
			doc_append(d, f->name, value);
	}
	return d;
}

/* ------------------------------------------------------------------------ */

static void
require_same(const char *got, const char *want)
{
	if (strcmp(got, want) != 0)
		fprintf(stderr, "got:  %s\nwant: %s\n", got, want);
	REQUIRE(strcmp(got, want) == 0);
}

static void
check_good(struct arena *arena, struct thing *in)
{
	struct doc *stored = doc_of(arena, &shape, in), *form;
	struct thing again;
	struct err e;

	err_init(&e, arena);
	memset(&again, 0, sizeof(again));
	REQUIRE(field_read(&e, &shape, stored, FIELD_JSON, &again));
	require_same(json_of(arena, doc_of(arena, &shape, &again)),
	    json_of(arena, stored));

	in->secret = in->truth = NULL;	/* not of forms */
	stored = doc_of(arena, &shape, in);
	form = field_form(arena, &shape, stored, NULL);
	memset(&again, 0, sizeof(again));
	REQUIRE(field_read(&e, &shape, sent(arena, &shape, form, stored),
	    FIELD_FORM, &again));
	require_same(json_of(arena, doc_of(arena, &shape, &again)),
	    json_of(arena, stored));
}

static void
check_faults(const struct err *e, const struct doc *form)
{
	const struct err_field *f;
	size_t n = 0;

	REQUIRE(e->kind == ERR_INVALID && e->fields);
	for (f = e->fields; f; f = f->next, n++) {
		const char *at = f->pointer ? f->pointer : f->parameter;

		REQUIRE(at && text_valid(at, strlen(at)) && *f->detail);
		REQUIRE(!f->pointer || !*at || *at == '/');
	}
	REQUIRE(!form || doc_get(form, "errors")->count <= n);
	REQUIRE(!form || doc_get(form, "errors")->count > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const char *p = (const char *)data + 1;
	enum field_source source = FIELD_JSON;
	struct thing in = { .text = NULL };
	struct doc *d = NULL;
	struct err e;
	bool good;

	err_init(&e, arena);
	if (size && *data == 'f') {
		source = FIELD_FORM;
		d = form_parse(&e, p, size - 1);
	} else if (size && *data == 'q') {
		source = FIELD_QUERY;
		d = form_parse_query(&e, p, size - 1);
	} else if (size) {
		d = json_parse(&e, p, size - 1);
	}
	if (d) {
		good = field_read(&e, &shape, d, source, &in);
		REQUIRE(good == (e.kind == ERR_NONE));
		if (good)
			check_good(arena, &in);
		else
			check_faults(&e, source == FIELD_QUERY ? NULL :
			    field_form(arena, &shape, d, &e));
	}
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
