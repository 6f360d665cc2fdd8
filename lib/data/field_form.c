#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/field.h"

/* "/ingredients/0/food" → "ingredients-0-food": an id for label and link. */
static char *
id_of(struct arena *arena, const char *name)
{
	char *id = arena_fmt(arena, "f-%s", name), *p;

	for (p = id; *p; p++)
		if (*p == '/')
			*p = '-';
	return id;
}

static const char *
error_of(const struct err *err, const char *name)
{
	const struct err_field *f;

	for (f = err ? err->fields : NULL; f; f = f->next)
		if (f->pointer && f->pointer[0] == '/' &&
		    strcmp(f->pointer + 1, name) == 0)
			return f->detail;
	return NULL;
}

static bool
has_comma(const struct doc *list)
{
	const struct doc *c;

	for (c = doc_first(list); c; c = c->next)
		if (doc_chars(c) && memchr(c->text, ',', c->len))
			return true;
	return false;
}

/*
 * A list of texts as one text for an area, so that field.c reads the same
 * list from it: a text a line, or commas between them where none has one. The
 * line end behind a single one says that its commas are its own.
 */
static struct doc *
joined(struct arena *arena, const struct field *f, const struct doc *list)
{
	bool lines = f->flags & F_LINES || has_comma(list);
	const struct doc *c;
	size_t max = 1;
	struct buf b;

	for (c = doc_first(list); c; c = c->next)
		max += doc_chars(c) ? c->len + 2 : 2;
	buf_init(&b, arena, max);
	for (c = doc_first(list); c; c = c->next) {
		if (buf_len(&b))
			buf_str(&b, lines ? "\n" : ", ");
		if (doc_chars(c))
			buf_add(&b, c->text, c->len);
	}
	if (lines && !(f->flags & F_LINES) && list->count == 1)
		buf_str(&b, "\n");
	return doc_text_n(arena, buf_done(&b, NULL), buf_len(&b));
}

/* Whether a word is the value, or among several. */
static bool
chosen(const struct doc *value, const char *now, const char *word)
{
	const struct doc *d;

	if (now && strcmp(now, word) == 0)
		return true;
	for (d = value && value->kind == DOC_LIST ? value->first : NULL; d;
	    d = d->next)
		if (doc_chars(d) && strcmp(doc_chars(d), word) == 0)
			return true;
	return false;
}

static struct doc *
options(struct arena *arena, const struct field *f, const struct doc *value)
{
	const char *words = f->words, *now = doc_chars(value);
	struct doc *list = doc_list(arena);

	if (!now)
		now = f->fallback;
	while (*words) {
		size_t n = strcspn(words, " ");
		struct doc *option = doc_object(arena);
		const char *word = arena_dup(arena, words, n);

		doc_append(option, "value", doc_text(arena, word));
		doc_append(option, "selected", doc_bool(arena,
		    chosen(value, now, word)));
		doc_append(option, word, doc_bool(arena, true));
		doc_add(list, option);
		words += n + (words[n] == ' ');
	}
	return list;
}

static struct doc *form_of(struct arena *, const struct shape *,
    const struct doc *, const struct err *, const char *, struct doc *);

static struct doc *
rows(struct arena *arena, const struct field *f, const struct doc *value,
    const struct err *err, const char *name, struct doc *errors)
{
	struct doc *list = doc_list(arena);
	const struct doc *c;
	size_t i = 0;

	for (c = doc_first(value); c; c = c->next, i++) {
		struct doc *row = form_of(arena, f->shape, c, err,
		    arena_fmt(arena, "%s/%zu/", name, i), errors);

		doc_append(row, "index", doc_int(arena, (int64_t)i));
		doc_add(list, row);
	}
	return list;
}

static struct doc *
form_field(struct arena *arena, const struct field *f,
    const struct doc *value, const struct err *err, const char *prefix,
    struct doc *errors)
{
	const char *name = arena_fmt(arena, "%s%s", prefix, f->name);
	const char *error = error_of(err, name);
	const char *label = f->label ? say(f->label) : f->name;
	struct doc *form, *line;

	if (f->type == FT_OBJECT)
		return form_of(arena, f->shape, value, err, arena_fmt(arena,
		    "%s/", name), errors);
	form = doc_object(arena);
	doc_append(form, "name", doc_text(arena, name));
	doc_append(form, "id", doc_text(arena, id_of(arena, name)));
	doc_append(form, "label", doc_text(arena, label));
	doc_append(form, "hint", doc_text(arena, f->hint ? say(f->hint) :
	    f->label && f->doc ? say(f->doc) : f->doc));
	doc_append(form, "error", doc_text(arena, error));
	doc_append(form, "required", doc_bool(arena, f->flags & F_REQUIRED));
	if (f->max > 0)
		doc_append(form, "max", doc_double(arena, f->max));
	if (f->type == FT_LIST)
		doc_append(form, "rows", rows(arena, f, value, err, name,
		    errors));
	else if (f->type == FT_TEXTS && value && value->kind == DOC_LIST)
		doc_append(form, "value", joined(arena, f, value));
	else if (f->type == FT_BOOL)
		doc_append(form, "checked", doc_bool(arena, doc_true(value) ||
		    (doc_chars(value) && strcmp(doc_chars(value), "false")) ||
		    (!value && f->fallback &&
		    strcmp(f->fallback, "true") == 0)));
	else if (f->type == FT_NUMBERS)
		doc_append(form, "values", value ? doc_copy(arena, value) :
		    doc_object(arena));
	if (f->type == FT_CHOICE || (f->type == FT_TEXTS && f->words))
		doc_append(form, "options", options(arena, f, value));
	if (f->type != FT_SECRET && !doc_get(form, "value") &&
	    f->type != FT_LIST)
		doc_append(form, "value", value && value->kind ==
		    DOC_NUMBER ? doc_copy(arena, value) : value &&
		    doc_chars(value) ?
		    doc_text_n(arena, value->text, value->len) :
		    doc_text(arena, value ? NULL : f->fallback));
	if (error) {
		line = doc_object(arena);
		doc_append(line, "id", doc_text(arena, id_of(arena, name)));
		doc_append(line, "label", doc_text(arena, label));
		doc_append(line, "detail", doc_text(arena, error));
		doc_add(errors, line);
	}
	return form;
}

static struct doc *
form_of(struct arena *arena, const struct shape *shape,
    const struct doc *values, const struct err *err, const char *prefix,
    struct doc *errors)
{
	struct doc *form = doc_object(arena);
	size_t i;

	for (i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if (!(f->flags & F_SERVER))
			doc_append(form, f->name, form_field(arena, f,
			    doc_get(values, f->name), err, prefix, errors));
	}
	return form;
}

/* Faults of the whole, and of things no field stands for. */
static void
other_errors(struct arena *arena, struct doc *errors, const struct err *err)
{
	const struct err_field *f;

	for (f = err ? err->fields : NULL; f; f = f->next) {
		const struct doc *c;
		struct doc *line;
		bool told = false;

		for (c = doc_first(errors); c && !told; c = c->next)
			told = strcmp(doc_str(c, "detail"), f->detail) == 0;
		if (told)
			continue;
		line = doc_object(arena);
		doc_append(line, "id", doc_text(arena, f->pointer &&
		    f->pointer[0] ? id_of(arena, f->pointer + 1) : "f"));
		doc_append(line, "label", doc_text(arena, NULL));
		doc_append(line, "detail", doc_text(arena, f->detail));
		doc_add(errors, line);
	}
}

struct doc *
field_form(struct arena *arena, const struct shape *shape,
    const struct doc *values, const struct err *err)
{
	struct doc *errors = doc_list(arena);
	struct doc *form = form_of(arena, shape, values, err, "", errors);

	other_errors(arena, errors, err);
	doc_append(form, "errors", errors);
	return form;
}
