#include <string.h>

#include "base/arena.h"
#include "data/doc.h"
#include "data/field.h"
#include "data/text.h"

static struct doc *
words_list(struct arena *arena, const char *words)
{
	struct doc *list = doc_list(arena);

	while (*words) {
		size_t n = strcspn(words, " ");

		doc_add(list, doc_text_n(arena, words, n));
		words += n + (words[n] == ' ');
	}
	return list;
}

static struct doc *
typed(struct arena *arena, const char *type)
{
	struct doc *schema = doc_object(arena);

	doc_append(schema, "type", doc_text(arena, type));
	return schema;
}

static struct doc *
reference(struct arena *arena, const struct shape *shape, bool answer)
{
	struct doc *schema = doc_object(arena);

	doc_append(schema, "$ref", doc_text(arena, arena_fmt(arena,
	    "#/components/schemas/%s%s", shape->name,
	    answer ? "" : "Input")));
	return schema;
}

/* The words of "a,b,fl oz". */
static struct doc *
known_list(struct arena *arena, const char *words)
{
	struct doc *list = doc_list(arena);
	size_t n;

	for (; *words; words += n + (words[n] == ',')) {
		n = strcspn(words, ",");
		doc_add(list, doc_text_n(arena, words, n));
	}
	return list;
}

/* What is sent: as long as it may be, and not but blanks where it may not be
 * empty. */
static void
text_bounds(struct arena *arena, const struct field *f, struct doc *schema)
{
	const char *pattern = f->pattern ? f->pattern : f->min > 0 &&
	    (f->type == FT_TEXT || f->type == FT_BLOCK) ? "\\S" : NULL;

	if (f->min > 0)
		doc_append(schema, "minLength", doc_int(arena, (int)f->min));
	if (f->max > 0)
		doc_append(schema, "maxLength", doc_int(arena, (int)f->max));
	if (pattern)
		doc_append(schema, "pattern", doc_text(arena, pattern));
}

static struct doc *
text_schema(struct arena *arena, const struct field *f, bool answer)
{
	static const struct {
		enum field_type	 type;
		const char	*format;
	} formats[] = {
		{ FT_EMAIL, "email" }, { FT_URL, "uri" }, { FT_UUID, "uuid" },
		{ FT_DATE, "date" }, { FT_INSTANT, "date-time" },
		{ FT_DURATION, "duration" }, { FT_SECRET, "password" },
	};
	struct doc *schema = typed(arena, "string");
	size_t i;

	for (i = 0; i < COUNT(formats); i++)
		if (formats[i].type == f->type)
			doc_append(schema, "format", doc_text(arena,
			    formats[i].format));
	if (f->type == FT_CHOICE)
		doc_append(schema, "enum", words_list(arena, f->words));
	if (answer && f->known)
		doc_append(schema, "enum", known_list(arena, f->known));
	if (!answer)		/* bounds are of input */
		text_bounds(arena, f, schema);
	return schema;
}

static struct doc *
number_schema(struct arena *arena, const struct field *f, bool answer)
{
	struct doc *schema = typed(arena,
	    f->type == FT_INT ? "integer" : "number");

	if (answer)
		return schema;	/* bounds are of input: sums go beyond */
	doc_append(schema, "minimum", doc_double(arena, f->min));
	if (f->max > 0 || f->min < 0)
		doc_append(schema, "maximum", doc_double(arena, f->max));
	return schema;
}

static struct doc *
list_schema(struct arena *arena, const struct field *f, bool answer)
{
	struct doc *schema = typed(arena, "array"), *items;
	struct field one = { .type = FT_TEXT, .max = f->max,
	    .min = f->flags & F_LINES || f->words ? 0 : 1 };

	if (f->type == FT_TEXTS) {
		items = text_schema(arena, &one, answer);
		if (f->words)
			doc_append(items, "enum", words_list(arena, f->words));
	} else {
		items = reference(arena, f->shape, answer);
	}
	doc_append(schema, "items", items);
	if (!answer && f->least)
		doc_append(schema, "minItems", doc_int(arena,
		    (int64_t)f->least));
	if (!answer)
		doc_append(schema, "maxItems", doc_int(arena,
		    (int64_t)(f->count ? f->count : 100)));
	return schema;
}

static struct doc *
numbers_schema(struct arena *arena, const struct field *f, bool answer)
{
	struct field one = { .type = FT_DECIMAL, .min = f->min,
	    .max = f->max };
	struct doc *schema = typed(arena, "object"), *names;

	if (f->words) {
		names = doc_object(arena);
		doc_append(names, "enum", words_list(arena, f->words));
		doc_append(schema, "propertyNames", names);
	}
	doc_append(schema, "additionalProperties",
	    number_schema(arena, &one, answer));
	return schema;
}

/* { "anyOf": [schema, { "type": "null" }] }, or the type as a pair. */
static struct doc *
or_null(struct arena *arena, struct doc *schema)
{
	struct doc *type = doc_get(schema, "type"), *pair, *any;

	if (!doc_first(schema))		/* anything, null as well */
		return schema;
	if (type && !doc_get(schema, "enum")) {
		pair = doc_list(arena);
		doc_add(pair, doc_text(arena, doc_chars(type)));
		doc_add(pair, doc_text(arena, "null"));
		doc_set(schema, "type", pair);
		return schema;
	}
	any = doc_list(arena);
	doc_add(any, schema);
	doc_add(any, typed(arena, "null"));
	pair = doc_object(arena);
	doc_append(pair, "anyOf", any);
	return pair;
}

static struct doc *
map_schema(struct arena *arena, const struct field *f, bool answer)
{
	struct doc *schema = typed(arena, "object");

	doc_append(schema, "additionalProperties",
	    reference(arena, f->shape, answer));
	return schema;
}

static struct doc *
value_schema(struct arena *arena, const struct field *f, bool answer)
{
	switch (f->type) {
	case FT_INT:
	case FT_DECIMAL:
		return number_schema(arena, f, answer);
	case FT_TRUTH:
	case FT_BOOL:
		return typed(arena, "boolean");
	case FT_TEXTS:
	case FT_LIST:
		return list_schema(arena, f, answer);
	case FT_NUMBERS:
		return numbers_schema(arena, f, answer);
	case FT_OBJECT:
		return reference(arena, f->shape, answer);
	case FT_MAP:
		return map_schema(arena, f, answer);
	case FT_ANY:
		return doc_object(arena);
	default:
		return text_schema(arena, f, answer);
	}
}

static bool
concerns(const struct field *f, bool answer)
{
	return !(f->flags & F_PAGE) && !(answer && f->flags & F_INPUT);
}

static struct doc *
property(struct arena *arena, const struct field *f, bool answer)
{
	struct doc *schema;

	if (!answer && f->flags & F_SERVER) {
		schema = doc_object(arena);
		doc_append(schema, "readOnly", doc_bool(arena, true));
		doc_append(schema, "description", doc_text(arena,
		    "The server's; accepted and ignored."));
		return schema;
	}
	schema = value_schema(arena, f, answer);
	if (f->flags & F_NULL || (!answer && !(f->flags & F_REQUIRED)))
		schema = or_null(arena, schema);
	if (f->doc)
		doc_set(schema, "description", doc_text(arena, f->doc));
	return schema;
}

struct doc *
field_schema(struct arena *arena, const struct shape *shape, bool answer)
{
	struct doc *schema = typed(arena, "object");
	struct doc *properties = doc_object(arena), *required =
	    doc_list(arena);
	size_t i;

	for (i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (!concerns(f, answer))
			continue;
		doc_append(properties, f->name, property(arena, f, answer));
		if (answer ? !(f->flags & F_MAYBE) :
		    (f->flags & F_REQUIRED) != 0)
			doc_add(required, doc_text(arena, f->name));
	}
	doc_append(schema, "properties", properties);
	if (required->count)
		doc_append(schema, "required", required);
	/* what is answered may have more one day: clients must ignore it */
	if (!answer)
		doc_append(schema, "additionalProperties", doc_bool(arena,
		    false));
	return schema;
}

/* ---- examples ---------------------------------------------------------- */

static struct doc *
text_example(struct arena *arena, const struct field *f)
{
	static const struct {
		enum field_type	 type;
		const char	*text;
	} texts[] = {
		{ FT_EMAIL, "robin@example.com" },
		{ FT_URL, "https://example.com/" },
		{ FT_UUID, "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e" },
		{ FT_DATE, "2026-11-23" },
		{ FT_INSTANT, "2026-11-23T09:00:00Z" },
		{ FT_DURATION, "PT25M" },
		{ FT_SECRET, "correct horse battery staple" },
	};
	const char *text = f->label ? f->label : f->name;
	size_t i;

	for (i = 0; i < COUNT(texts); i++)
		if (texts[i].type == f->type)
			text = texts[i].text;
	if (f->words)
		return words_list(arena, f->words)->first;
	if (f->known)
		return known_list(arena, f->known)->first;
	if (f->type == FT_TEXT && f->fallback && *f->fallback)
		text = f->fallback;
	if (f->max > 0 && (double)strlen(text) > f->max)
		text = arena_dup(arena, text, (size_t)f->max);
	return doc_text(arena, text);
}

static struct doc *
number_example(struct arena *arena, const struct field *f)
{
	double n;

	if (f->fallback && text_double(f->fallback, &n) && n >= f->min)
		return doc_double(arena, n);
	return doc_double(arena, f->min > 1 || (f->max > 0 && f->max < 1) ?
	    f->min : f->max < 0 ? f->max : 1);
}

static struct doc *
map_example(struct arena *arena, const struct field *f, bool answer)
{
	struct doc *d = doc_object(arena);
	const char *name = f->words ? f->words : "iron";

	doc_append_n(d, name, strcspn(name, " "), f->shape ?
	    field_example(arena, f->shape, answer) :
	    number_example(arena, f));
	return d;
}

static struct doc *
value_example(struct arena *arena, const struct field *f, bool answer)
{
	const char *p = f->example;
	struct field one = { .type = FT_TEXT, .words = f->words,
	    .label = f->label ? f->label : f->name, .max = f->max };
	struct doc *d;

	if (p && f->type == FT_BOOL)
		return doc_bool(arena, strcmp(p, "true") == 0);
	if (p && f->type != FT_TEXTS)
		return f->type == FT_INT || f->type == FT_DECIMAL ?
		    doc_number(arena, p) : doc_text(arena, p);
	switch (f->type) {
	case FT_INT:
	case FT_DECIMAL:
		return number_example(arena, f);
	case FT_TRUTH:
	case FT_BOOL:
		return doc_bool(arena, f->fallback &&
		    strcmp(f->fallback, "true") == 0);
	case FT_TEXTS:
		d = doc_list(arena);
		doc_add(d, p ? doc_text(arena, p) : text_example(arena,
		    &one));
		return d;
	case FT_LIST:
		d = doc_list(arena);
		doc_add(d, field_example(arena, f->shape, answer));
		return d;
	case FT_NUMBERS:
	case FT_MAP:
		return map_example(arena, f, answer);
	case FT_OBJECT:
		return field_example(arena, f->shape, answer);
	case FT_ANY:
		return doc_object(arena);
	default:
		return text_example(arena, f);
	}
}

struct doc *
field_example(struct arena *arena, const struct shape *shape, bool answer)
{
	struct doc *d = doc_object(arena);
	size_t i;

	for (i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (!concerns(f, answer) || (!answer && f->flags & F_SERVER) ||
		    (f->flags & F_MAYBE && !f->example))
			continue;
		if (!answer && !f->example && !(f->flags & F_REQUIRED))
			continue;
		doc_append(d, f->name, value_example(arena, f, answer));
	}
	return d;
}

void
field_shapes(const struct shape *shape, bool answer,
    void (*fn)(const struct shape *, void *), void *arg)
{
	size_t i;

	fn(shape, arg);
	for (i = 0; i < shape->n; i++)
		if (shape->fields[i].shape && concerns(&shape->fields[i],
		    answer) && (answer ||
		    !(shape->fields[i].flags & F_SERVER)))
			field_shapes(shape->fields[i].shape, answer, fn,
			    arg);
}

bool
field_has_secret(const struct shape *shape)
{
	size_t i;

	for (i = 0; shape && i < shape->n; i++)
		if (shape->fields[i].type == FT_SECRET)
			return true;
	return false;
}
