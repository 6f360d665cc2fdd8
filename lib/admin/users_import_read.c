/* Rows out of a file of people: CSV, a JSON array, or JSON objects. */
#include <string.h>

#include "store/cx.h"
#include "data/doc.h"
#include "data/file.h"
#include "data/json.h"
#include "data/text.h"
#include "admin/users_import_parts.h"

#define OBJECT_MAX	((size_t)1 << 20)	/* bytes of a row in JSON */

bool
users_load(struct cx *cx, const char *path, const char **p, size_t *n)
{
	*p = file_read(&cx->err, path, USERS_FILE_MAX, n);
	return *p != NULL;
}

static void *
wrong(struct users_source *s, const char *what)
{
	return fail(s->cx, ERR_MALFORMED, "row %lld: %s",
	    (long long)s->row, what);
}

/* ---- CSV --------------------------------------------------------------- */

/* The column of a name as people write them: "Full name", "EMAIL"; NULL. */
static const char *
column_named(struct arena *arena, const char *said)
{
	char *bare = arena_str(arena, said), *to = bare;
	size_t i;

	for (; *said; said++)
		if (!strchr(" _-", *said))
			*to++ = *said;
	*to = '\0';
	for (i = 0; i < users_row_shape.n; i++)
		if (text_same_ci(users_row_shape.fields[i].name, bare))
			return users_row_shape.fields[i].name;
	return NULL;
}

/* The names of the columns, each known and there once. */
static bool
read_names(struct users_source *s)
{
	struct cx *cx = s->cx;
	struct doc *row = csv_row(&s->csv), *d;
	struct doc *names = doc_object(cx->arena);

	if (!row)
		return cx->err.kind ? false : fail(cx, ERR_MALFORMED,
		    "the file is empty; its first row names the columns");
	for (d = row->first; d; d = d->next) {
		const char *said, *name;

		if (!text_valid(d->text, d->len))
			return fail(cx, ERR_MALFORMED, "the first row is no "
			    "UTF-8; save the file as UTF-8");
		said = text_line(cx->arena, d->text, d->len);
		name = column_named(cx->arena, said);
		if (!name)
			return fail(cx, ERR_MALFORMED, "nobody knows a "
			    "column \"%.60s\"; mealctl users import --help "
			    "lists them", said);
		doc_append(names, name, doc_null(cx->arena));
	}
	if (!field_names(&cx->err, &users_row_shape, names)) {
		err_clear(&cx->err);
		return fail(cx, ERR_MALFORMED, "a column is there twice");
	}
	if (!doc_get(names, "email"))
		return fail(cx, ERR_MALFORMED, "there is no column "
		    "\"email\"");
	s->names = names;
	return true;
}

static struct doc *
next_csv(struct users_source *s)
{
	struct arena *arena = s->cx->arena;
	struct doc *row = csv_row(&s->csv), *d;
	struct doc *out = doc_object(arena);
	const struct doc *name = s->names->first;

	s->row = (int64_t)s->csv.row;
	if (!row)
		return NULL;
	if (row->count > s->names->count)
		return wrong(s, "there are more fields than names in the "
		    "first row");
	for (d = row->first; d; d = d->next, name = name->next) {
		const char *text = csv_plain(d->text);

		doc_append(out, name->name, doc_text_n(arena, text, d->len -
		    (size_t)(text - d->text)));
	}
	return out;
}

/* ---- JSON -------------------------------------------------------------- */

static void
pass_blanks(struct users_source *s)
{
	while (s->p < s->end && strchr(" \t\r\n", *s->p) && *s->p)
		s->p++;
}

/* The end of the object that begins at p, or NULL: what it holds is looked at
 * by json_parse, here only strings and braces are told apart. */
static const char *
object_end(const char *p, const char *end)
{
	bool text = false;
	int depth = 0;

	for (; p < end; p++) {
		if (text) {
			if (*p == '\\')
				p++;
			else if (*p == '"')
				text = false;
		} else if (*p == '"') {
			text = true;
		} else if (*p == '{' || *p == '[') {
			depth++;
		} else if ((*p == '}' || *p == ']') && --depth == 0) {
			return p + 1;
		}
	}
	return NULL;
}

/* Past what stands before the next object; false at the end or when it is
 * neither. */
static bool
reach_object(struct users_source *s)
{
	pass_blanks(s);
	if (!s->array)
		return s->p < s->end;
	if (s->p < s->end && *s->p == ']') {
		s->p++;
		pass_blanks(s);
		return s->p < s->end && wrong(s, "something follows the end "
		    "of the array");
	}
	if (s->row > 0) {
		if (s->p == s->end || *s->p++ != ',')
			return wrong(s, "a comma or ] belongs behind it");
		pass_blanks(s);
	}
	return s->p < s->end || wrong(s, "the array has no end");
}

static struct doc *
next_json(struct users_source *s)
{
	struct cx *cx = s->cx;
	const char *from, *end;
	struct doc *d;

	if (!reach_object(s))
		return NULL;
	s->row++;
	from = s->p;
	if (*from != '{')
		return wrong(s, "this is no object");
	end = object_end(from, s->end);
	if (!end)
		return wrong(s, "the object has no end");
	if ((size_t)(end - from) > OBJECT_MAX)
		return wrong(s, "the object is too large");
	s->p = end;
	d = json_parse(&cx->err, from, (size_t)(end - from));
	if (!d) {
		const char *why = cx->err.detail;

		err_clear(&cx->err);
		return wrong(s, why);
	}
	return d;
}

/* ---- either ------------------------------------------------------------ */

bool
users_open(struct cx *cx, struct users_source *s, const char *path,
    const char *p, size_t n)
{
	size_t len = strlen(path);

	*s = (struct users_source){ .cx = cx, .p = p, .end = p + n };
	if (len > 4 && text_same_ci(path + len - 4, ".csv")) {
		csv_init(&s->csv, &cx->err, p, n);
		return read_names(s);
	}
	if (!(len > 5 && text_same_ci(path + len - 5, ".json")) &&
	    !(len > 7 && text_same_ci(path + len - 7, ".ndjson")))
		return fail(cx, ERR_MALFORMED, "%s: the name must end in "
		    ".csv, .json or .ndjson", path);
	s->json = true;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		s->p += 3;
	pass_blanks(s);
	if (s->p < s->end && *s->p == '[') {
		s->array = true;
		s->p++;
	}
	return true;
}

struct doc *
users_next(struct users_source *s)
{
	if (s->row >= USERS_ROWS_MAX)
		return wrong(s, "there are more rows than are taken at once");
	return s->json ? next_json(s) : next_csv(s);
}
