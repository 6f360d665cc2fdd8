#include "data/field.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "data/doc.h"
#include "base/err.h"
#include "data/plausible.h"
#include "data/text.h"
#include "data/when.h"

#define COUNT_DEFAULT	100
#define DECIMAL_MAX	999999999.999	/* numeric(12,3) */
#define POINTER_MAX	400

struct reader {
	struct err		*err;
	enum field_source	 source;
};

/* Where we are, for the pointer; made into text only for a fault. */
struct place {
	const struct place	*up;
	const char		*name;
	size_t			 len;
	size_t			 index;	/* when name is NULL */
};

static void
pointer_text(const struct place *at, char *out, size_t size)
{
	size_t n, i;

	if (!at) {
		*out = '\0';
		return;
	}
	pointer_text(at->up, out, size);
	n = strlen(out);
	if (!at->name) {
		snprintf(out + n, size - n, "/%zu", at->index);
		return;
	}
	for (i = 0; i <= at->len && n + 4 < size; i++) {
		char c = i ? at->name[i - 1] : '/';

		if (i && c == '~')
			n += (size_t)snprintf(out + n, 3, "~0");
		else if (i && c == '/')
			n += (size_t)snprintf(out + n, 3, "~1");
		else
			out[n++] = c;
	}
	if (i <= at->len) {	/* no half of a letter */
		while (((unsigned char)out[n - 1] & 0xc0) == 0x80)
			n--;
		n -= (unsigned char)out[n - 1] >= 0xc0;
	}
	out[n] = '\0';
}

static bool __attribute__((format(printf, 4, 5)))
fault(const struct reader *r, const struct place *at, const char *code,
    const char *fmt, ...)
{
	char pointer[POINTER_MAX];
	va_list args;

	pointer_text(at, pointer, sizeof(pointer));
	va_start(args, fmt);
	if (r->source == FIELD_QUERY)
		err_vparameter(r->err, pointer + (*pointer == '/'), fmt,
		    args);
	else
		err_vpointer(r->err, pointer, fmt, args);
	va_end(args);
	err_code(r->err, code);
	return false;
}

/* What the bounds of a field are, for programs. */
static void
tell_bounds(const struct reader *r, const struct field *f)
{
	struct doc *d = doc_object(r->err->arena);

	if (f->min > 0 || f->type == FT_INT || f->type == FT_DECIMAL)
		doc_append(d, "min", doc_double(r->err->arena, f->min));
	if (f->max > 0)
		doc_append(d, "max", doc_double(r->err->arena, f->max));
	err_params(r->err, d);
}

/* ---- one value --------------------------------------------------------- */

static bool
bounded_text(const struct reader *r, const struct field *f,
    const struct place *at, const char *text)
{
	size_t n = text_length(text, strlen(text));

	if (f->max > 0 && n > (size_t)f->max)
		fault(r, at, "length", say_n("Use at most %d "
		    "character; this has %zu.", "Use at most %d characters; "
		    "this has %zu.", (unsigned long)f->max), (int)f->max, n);
	else if (n < (size_t)f->min && !n)
		fault(r, at, "length", "This must not be empty.");
	else if (n < (size_t)f->min)
		fault(r, at, "length", say_n("Use at least %d "
		    "character.", "Use at least %d characters.",
		    (unsigned long)f->min), (int)f->min);
	else
		return true;
	tell_bounds(r, f);
	return false;
}

/*
 * Another script's letters look like ours, so that two addresses could look
 * like one; a domain has an ASCII form for that.
 */
static const char *
read_email(const struct reader *r, const struct place *at, const char *text)
{
	const char *p;

	for (p = text; *p; p++)
		if ((unsigned char)*p >= 0x80) {
			fault(r, at, "pattern",
			    "Use plain letters (a to z) only. An "
			    "international domain has a form with them that "
			    "begins with xn--.");
			return NULL;
		}
	if (plausible_email(text))
		return text;
	fault(r, at, "pattern", "Give an address like name@example.com.");
	return NULL;
}

static char *
lower(struct arena *arena, const char *s)
{
	char *out = arena_str(arena, s), *p;

	for (p = out; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	return out;
}

/* As its type has it: without what cannot be seen or stored. */
static const char *
cleaned(struct arena *arena, const struct field *f, const struct doc *d)
{
	return f->type == FT_SECRET ? d->text : f->type == FT_BLOCK ?
	    text_block(arena, d->text, d->len) :
	    text_line(arena, d->text, d->len);
}

/* The bytes of a text; NULL after a fault. */
static const char *
clean_chars(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d)
{
	if (d->kind != DOC_TEXT) {
		fault(r, at, "type", "This must be text.");
		return NULL;
	}
	if (memchr(d->text, '\0', d->len)) {
		fault(r, at, "pattern",
		    "The text has a character that cannot be "
		    "stored (U+0000).");
		return NULL;
	}
	return cleaned(r->err->arena, f, d);
}

/* A text value of any of the text types; NULL after a fault. */
static const char *
read_chars(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d)
{
	struct arena *arena = r->err->arena;
	const char *text = clean_chars(r, f, at, d);
	struct when_date date;
	int64_t seconds;

	if (!text)
		return NULL;
	switch (f->type) {
	case FT_EMAIL:
		return read_email(r, at, text);
	case FT_URL:
		if (plausible_url(text))
			return text;
		fault(r, at, "pattern",
		    "Give an address that begins with https://.");
		return NULL;
	case FT_UUID:
		if (text_is_uuid(text))
			return lower(arena, text);
		fault(r, at, "pattern", "This is no id (a UUID).");
		return NULL;
	case FT_DATE:
		if (when_date_parse(text, &date))
			return text;
		fault(r, at, "pattern", "Give a date like 2026-11-23.");
		return NULL;
	case FT_INSTANT:
		if (when_instant_parse(text, &seconds))
			return when_instant_text(arena, seconds);
		fault(r, at, "pattern",
		    "Give an instant like 2026-11-23T09:00:00Z.");
		return NULL;
	case FT_DURATION:
		if (when_duration_parse(text, &seconds))
			return when_duration_text(arena, seconds);
		fault(r, at, "pattern",
		    "Give a duration like PT1H30M, at most a year.");
		return NULL;
	case FT_CHOICE:
		if (text_has_word(f->words, text))
			return text;
		fault(r, at, "choice", "This must be one of: %s.", f->words);
		return NULL;
	default:
		return bounded_text(r, f, at, text) ? text : NULL;
	}
}

static bool
out_of_range(const struct reader *r, const struct field *f,
    const struct place *at, double max)
{
	const char *from = text_number(r->err->arena, f->min);
	const char *to = text_number(r->err->arena, max);

	if (f->type == FT_INT)
		fault(r, at, "range", "Give a whole number from %s to "
		    "%s.", from, to);
	else
		fault(r, at, "range", "Give a number from %s to %s.",
		    from, to);
	tell_bounds(r, f);
	return false;
}

static bool
read_number(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d, double *out)
{
	double max = f->max > 0 || f->min < 0 ? f->max : DECIMAL_MAX;
	bool good = field_number(d, r->source, f->unit, out);

	if (f->type == FT_INT && (!good || *out != floor(*out)))
		return fault(r, at, "type", "Give a whole number.");
	if (!good)
		return fault(r, at, "type", "Give a number.");
	if (!(*out >= f->min && *out <= max))
		return out_of_range(r, f, at, max);
	if (f->type != FT_INT)
		*out = round(*out * 1000) / 1000;
	if (f->type == FT_DECIMAL && f->min > 0 && *out < f->min)
		*out = f->min;
	return true;
}

static bool
read_bool(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d, void *out)
{
	bool truth = d->kind == DOC_BOOL ? d->truth :
	    field_is_typed(d, r->source) &&
	    text_has_word("true on yes 1", d->text);

	if (d->kind != DOC_BOOL && !truth &&
	    !(field_is_typed(d, r->source) &&
	    text_has_word("false no 0", d->text)))
		return fault(r, at, "type", "This must be true or false.");
	if (f->type == FT_TRUTH)
		*(const char **)out = truth ? "true" : "false";
	else
		*(bool *)out = truth;
	return true;
}

/* ---- lists ------------------------------------------------------------- */

static size_t
count_max(const struct field *f)
{
	return f->count ? f->count : COUNT_DEFAULT;
}

static bool
too_many(const struct reader *r, const struct field *f,
    const struct place *at, size_t n)
{
	return fault(r, at, "count", say_n("At most %zu is possible; these "
	    "are %zu.", "At most %zu are possible; these are %zu.",
	    count_max(f)), count_max(f), n);
}

/* A form's text as the list it stands for: cut at line ends where it has
 * any, else at commas (the other way round: joined in field_form.c). */
static struct doc *
split(struct arena *arena, const struct field *f, const struct doc *d)
{
	const char *p = d->text, *end = d->text + d->len;
	struct doc *list = doc_list(arena);
	char at = f->flags & F_LINES || memchr(p, '\n', d->len) ? '\n' : ',';

	while (p < end) {
		const char *cut = memchr(p, at, (size_t)(end - p));
		const char *from = p;
		size_t n = (size_t)((cut ? cut : end) - p);

		p += n + 1;
		text_trim(&from, &n);
		if (n)
			doc_add(list, doc_text_n(arena,
			    arena_dup(arena, from, n), n));
	}
	return list;
}

/* Marks are a set: one of its words that is there twice is there. */
static bool
is_marked(const char *const texts[], size_t n, const char *word)
{
	while (n--)
		if (strcmp(texts[n], word) == 0)
			return true;
	return false;
}

static bool
read_texts(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d, struct field_texts *out)
{
	struct field one = { .type = FT_TEXT, .max = f->max,
	    .min = f->flags & F_LINES ? 0 : 1 };	/* blank: no line */
	const char **texts;
	struct place item = { .up = at };
	const struct doc *c;
	bool ok = true;

	if (r->source != FIELD_JSON && d->kind == DOC_TEXT)
		d = split(r->err->arena, f, d);
	if (d->kind != DOC_LIST)
		return fault(r, at, "type", "This must be a list.");
	if (d->count > count_max(f))
		return too_many(r, f, at, d->count);
	texts = arena_array(r->err->arena, d->count, sizeof(*texts));
	out->n = 0;
	for (c = d->first; c; c = c->next, item.index++) {
		texts[out->n] = read_chars(r, &one, &item, c);
		if (!texts[out->n])
			ok = false;
		else if (!f->words)
			out->n += *texts[out->n] != '\0';
		else if (text_has_word(f->words, texts[out->n]))
			out->n += !is_marked(texts, out->n, texts[out->n]);
		else
			ok = fault(r, &item, "choice",
			    "This must be one of: %s.", f->words);
	}
	if (ok && f->words)
		out->n = text_settle_words(r->err->arena, f->words, texts,
		    out->n);
	if (ok && out->n < f->least)
		ok = fault(r, at, "count", f->least == 1 ?
		    "Choose at least one." : "At least %zu are needed.",
		    f->least);
	out->p = ok ? texts : NULL;
	if (!ok)
		out->n = 0;
	return ok;
}

static bool read_object(const struct reader *, const struct shape *,
    const struct place *, const struct doc *, void *);

static bool
read_list(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d, struct field_list *out)
{
	struct place item = { .up = at };
	const struct doc *c;
	bool ok = true;

	if (d->kind != DOC_LIST)
		return fault(r, at, "type", "This must be a list.");
	if (d->count > count_max(f))
		return too_many(r, f, at, d->count);
	out->n = d->count;
	out->p = arena_array(r->err->arena, d->count, f->shape->size);
	for (c = d->first; c; c = c->next, item.index++)
		if (!read_object(r, f->shape, &item, c, (char *)out->p +
		    item.index * f->shape->size))
			ok = false;
	return ok;
}

static bool
read_numbers(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d, struct doc **out)
{
	struct arena *arena = r->err->arena;
	struct place item = { .up = at };
	struct field one = *f;
	const struct doc *c;
	bool ok = true;

	if (d->kind != DOC_OBJECT)
		return fault(r, at, "type",
		    "This must be an object of numbers.");
	*out = doc_object(arena);
	for (c = d->first; c; c = c->next) {
		char *name = arena_dup(arena, c->name, c->name_len);
		double number = 0;

		item.name = c->name;
		item.len = c->name_len;
		one.unit = text_word_beside(arena, f->words, name, f->unit);
		if (f->words && !text_has_word(f->words, name))
			ok = fault(r, &item, "unknown",
			    "This name is not known here.");
		else if (doc_get(*out, name))
			ok = fault(r, &item, "twice", "This is there "
	    "twice.");
		else if (c->kind == DOC_NULL ||
		    (r->source != FIELD_JSON && c->len == 0))
			continue;
		else if (!read_number(r, &one, &item, c, &number))
			ok = false;
		else
			doc_append(*out, name, doc_double(arena, number));
	}
	return ok;
}

/* ---- objects ----------------------------------------------------------- */

static bool
read_value(const struct reader *r, const struct field *f,
    const struct place *at, const struct doc *d, void *to)
{
	double number = 0;

	switch (f->type) {
	case FT_INT:
		if (!read_number(r, f, at, d, &number))
			return false;
		*(int64_t *)to = (int64_t)number;
		return true;
	case FT_DECIMAL:
		return read_number(r, f, at, d, to);
	case FT_TRUTH: case FT_BOOL:
		return read_bool(r, f, at, d, to);
	case FT_TEXTS:
		return read_texts(r, f, at, d, to);
	case FT_LIST:
		return read_list(r, f, at, d, to);
	case FT_NUMBERS:
		return read_numbers(r, f, at, d, to);
	case FT_OBJECT:
		*(void **)to = arena_alloc(r->err->arena, f->shape->size);
		return read_object(r, f->shape, at, d, *(void **)to);
	case FT_MAP:
	case FT_ANY:
		return true;
	default:
		*(const char **)to = read_chars(r, f, at, d);
		return *(const char **)to != NULL;
	}
}

/* full_name and fullName are one. */
static bool
name_fits(const char *name, const char *given, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		char c = given[i];

		if (c == '_' && i && i + 1 < n && given[i + 1] != '_') {
			c = given[++i];
			if (c >= 'a' && c <= 'z')
				c = (char)(c - 32);
		}
		if (!c || *name++ != c)	/* a NUL is no name's end */
			return false;
	}
	return *name == '\0';
}

static const struct field *
find_field(const struct shape *shape, const struct doc *member)
{
	size_t i;

	for (i = 0; i < shape->n; i++)
		if (name_fits(shape->fields[i].name, member->name,
		    member->name_len))
			return &shape->fields[i];
	return NULL;
}

static void
set_absent(const struct field *f, void *out)
{
	void *to = (char *)out + f->offset;

	if (f->flags & F_SERVER || f->type >= FT_MAP)
		return;
	if (f->type == FT_DECIMAL) {
		if (!f->fallback || !text_double(f->fallback, to))
			*(double *)to = NAN;
	} else if (!f->fallback) {
		return;
	} else if (f->type == FT_INT) {
		text_int(f->fallback, to);
	} else if (f->type == FT_BOOL) {
		*(bool *)to = strcmp(f->fallback, "true") == 0;
	} else if (f->type < FT_INT) {
		*(const char **)to = f->fallback;
	}
}

/* Where all is text, one in which there is nothing says nothing. */
static bool
is_absent(const struct reader *r, const struct field *f, const struct doc *d)
{
	if (r->source == FIELD_JSON || d->kind != DOC_TEXT ||
	    f->type == FT_SECRET)
		return d->kind == DOC_NULL;
	return d->len == 0 || (f->type <= FT_BLOCK &&
	    !memchr(d->text, '\0', d->len) &&
	    !*cleaned(r->err->arena, f, d));
}

static bool
read_object(const struct reader *r, const struct shape *shape,
    const struct place *up, const struct doc *d, void *out)
{
	bool *seen = arena_array(r->err->arena, shape->n, sizeof(*seen));
	bool *given = arena_array(r->err->arena, shape->n, sizeof(*given));
	struct place at = { .up = up };
	const struct doc *m;
	bool ok = true;
	size_t i;

	if (d && d->kind != DOC_OBJECT)
		return fault(r, up, "type", "This must be an object.");
	for (i = 0; i < shape->n; i++)
		set_absent(&shape->fields[i], out);
	for (m = doc_first(d); m; m = m->next) {
		const struct field *f = find_field(shape, m);

		at.name = m->name;
		at.len = m->name_len;
		if (!f || (f->flags & F_PAGE && r->source != FIELD_FORM)) {
			ok = fault(r, &at, "unknown",
			    "This name is not known here.");
			continue;
		}
		i = (size_t)(f - shape->fields);
		if (seen[i])
			ok = fault(r, &at, "twice", "This is there "
	    "twice.");
		seen[i] = true;
		if (f->flags & F_SERVER || is_absent(r, f, m))
			continue;
		given[i] = true;
		if (!read_value(r, f, &at, m, (char *)out + f->offset))
			ok = false;
	}
	for (i = 0; i < shape->n; i++)
		if (shape->fields[i].flags & F_REQUIRED && !given[i]) {
			at.name = shape->fields[i].name;
			at.len = strlen(at.name);
			ok = fault(r, &at, "required", "This is needed.");
		}
	return ok;
}

bool
field_read(struct err *err, const struct shape *shape, const struct doc *d,
    enum field_source source, void *out)
{
	struct reader r = { err, source };

	return read_object(&r, shape, NULL, d, out);
}

static bool
settle_names(const struct reader *r, const struct shape *shape,
    const struct place *up, struct doc *d)
{
	bool *seen = arena_array(r->err->arena, shape->n, sizeof(*seen));
	struct place at = { .up = up };
	const struct field *f;
	struct doc *m;
	bool ok = true;

	for (m = doc_first(d); m && d->kind == DOC_OBJECT; m = m->next) {
		f = find_field(shape, m);
		at.name = m->name;
		at.len = m->name_len;
		/* a merge takes away what is null, and it would not be told */
		if (!f && m->kind == DOC_NULL)
			ok = fault(r, &at, "unknown",
			    "This name is not known here.");
		if (!f)
			continue;
		if (seen[f - shape->fields])
			ok = fault(r, &at, "twice", "This is there "
	    "twice.");
		seen[f - shape->fields] = true;
		m->name = f->name;
		m->name_len = strlen(f->name);
		if (f->type == FT_OBJECT &&
		    !settle_names(r, f->shape, &at, m))
			ok = false;
	}
	return ok;
}

bool
field_names(struct err *err, const struct shape *shape, struct doc *d)
{
	struct reader r = { err, FIELD_JSON };

	return settle_names(&r, shape, NULL, d);
}

struct doc *
field_known(struct arena *arena, const struct shape *shape,
    const struct doc *d)
{
	struct doc *known = doc_object(arena);
	const struct doc *m;

	for (m = doc_first(d); m; m = m->next)
		if (find_field(shape, m))
			doc_append_n(known, m->name, m->name_len,
			    doc_copy(arena, m));
	return known;
}
