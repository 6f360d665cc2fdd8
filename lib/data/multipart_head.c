#include "data/multipart_head.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/err.h"
#include "data/multipart.h"
#include "data/text.h"

#define FILENAME_MAX_BYTES	255
#define NAMELESS		"file"	/* when it was nothing but a way */

/* Bytes that are walked through. */
struct walk {
	const char	*p, *end;
};

/* A value, which may hold NUL. */
struct value {
	char	*p;
	size_t	 n;
};

static void
skip_blanks(struct walk *w)
{
	while (w->p < w->end && (*w->p == ' ' || *w->p == '\t'))
		w->p++;
}

/* RFC 2045: what needs no quotes. */
static bool
is_token(char c)
{
	return c > ' ' && c < 0x7f && !strchr("()<>@,;:\\\"/[]?=", c);
}

static size_t
token(const struct walk *w)
{
	const char *p = w->p;

	while (p < w->end && is_token(*p))
		p++;
	return (size_t)(p - w->p);
}

static bool
is_word(const char *p, size_t n, const char *word)
{
	return n == strlen(word) && strncasecmp(p, word, n) == 0;
}

/* A quoted string: \" is a quote, and any other backslash one of its own, as
 * those write it who send paths. False without an end. */
static bool
read_quoted(struct err *e, struct walk *w, struct value *out)
{
	out->p = arena_alloc(e->arena, (size_t)(w->end - w->p) + 1);
	out->n = 0;
	for (w->p++; w->p < w->end && *w->p != '"'; w->p++) {
		if (*w->p == '\\' && w->p + 1 < w->end && w->p[1] == '"')
			w->p++;
		out->p[out->n++] = *w->p;
	}
	out->p[out->n] = '\0';
	return w->p++ < w->end;
}

/*
 * "; name=value" at the walk, or its end: then *n is 0. False for anything
 * else.
 */
static bool
read_param(struct err *e, struct walk *w, const char **name, size_t *n,
    struct value *value)
{
	*n = 0;
	skip_blanks(w);
	if (w->p == w->end)
		return true;
	if (*w->p++ != ';')
		return false;
	skip_blanks(w);
	if (w->p == w->end)	/* some end the line with one */
		return true;
	*name = w->p;
	*n = token(w);
	w->p += *n;
	if (!*n || w->p == w->end || *w->p++ != '=')
		return false;
	if (w->p < w->end && *w->p == '"')
		return read_quoted(e, w, value);
	value->n = token(w);
	value->p = arena_dup(e->arena, w->p, value->n);
	w->p += value->n;
	return value->n > 0;
}

/* Browsers write a quote and line ends within a name like this, no more. */
static void
undo_percent(struct value *v)
{
	static const struct { const char *code; char c; } codes[] = {
		{ "%22", '"' }, { "%0D", '\r' }, { "%0A", '\n' },
	};
	size_t i, k, o = 0;

	for (i = 0; i < v->n; i++, o++) {
		v->p[o] = v->p[i];
		for (k = 0; k < COUNT(codes); k++)
			if (v->n - i >= 3 &&
			    strncasecmp(v->p + i, codes[k].code, 3) == 0) {
				v->p[o] = codes[k].c;
				i += 2;
				break;
			}
	}
	v->n = o;
	v->p[o] = '\0';
}

static bool
take_name(struct err *e, struct value *v, struct multipart_part *part)
{
	size_t i;

	undo_percent(v);
	if (v->n > MULTIPART_NAME_MAX)
		return err_set(e, ERR_TOO_LARGE, say_n("The name of a field "
		    "may have %d byte.", "The name of a field may have %d "
		    "bytes.", MULTIPART_NAME_MAX), MULTIPART_NAME_MAX);
	for (i = 0; i < v->n; i++)
		if ((unsigned char)v->p[i] < ' ' || v->p[i] == 0x7f)
			break;
	if (!v->n || i < v->n || !text_valid(v->p, v->n))
		return err_set(e, ERR_MALFORMED, "A part of the form has a "
		    "name that is none.");
	part->name = v->p;
	return true;
}

/* What somebody calls it; never a way to anywhere. */
static void
take_filename(struct err *e, struct value *v, struct multipart_part *part)
{
	size_t from, n, len;
	char *name;

	undo_percent(v);
	for (from = v->n; from > 0; from--)
		if (v->p[from - 1] == '/' || v->p[from - 1] == '\\')
			break;
	name = text_line(e->arena, v->p + from, v->n - from);
	for (n = 0; name[n]; n += len) {
		text_code(name + n, strlen(name + n), &len);
		if (n + len > FILENAME_MAX_BYTES)
			break;
	}
	name[n] = '\0';
	if (!v->n || (*name && strcmp(name, ".") && strcmp(name, "..")))
		part->filename = name;
	else
		part->filename = NAMELESS;
}

static bool
broken(struct err *e)
{
	return err_set(e, ERR_MALFORMED, "The head of a part of the form "
	    "cannot be read.");
}

static bool
read_disposition(struct err *e, struct walk *w, struct multipart_part *part)
{
	struct value value;
	const char *name = "";
	size_t n = token(w);

	if (part->name || !is_word(w->p, n, "form-data"))
		return broken(e);
	w->p += n;
	while (w->p < w->end) {
		if (!read_param(e, w, &name, &n, &value))
			return broken(e);
		if (is_word(name, n, "name")) {
			if (part->name)
				return broken(e);
			if (!take_name(e, &value, part))
				return false;
		} else if (is_word(name, n, "filename")) {
			if (part->filename)
				return broken(e);
			take_filename(e, &value, part);
		}
	}
	return part->name ? true : broken(e);
}

/* What is no type is like none: who reads the bytes looks at them. */
static bool
read_type(struct err *e, struct walk *w, struct multipart_part *part)
{
	struct walk type = *w;
	size_t n = token(&type), i;
	char *p;

	if (part->type)
		return broken(e);
	type.p += n;
	if (!n || type.p == type.end || *type.p++ != '/' || !token(&type))
		return true;
	n += 1 + token(&type);
	p = arena_dup(e->arena, w->p, n);
	for (i = 0; i < n; i++)
		if (p[i] >= 'A' && p[i] <= 'Z')
			p[i] = (char)(p[i] - 'A' + 'a');
	part->type = p;
	return true;
}

/* RFC 7578, 4.7: forms are sent as they are. */
static bool
read_encoding(struct err *e, const struct walk *w)
{
	size_t n = token(w);

	if (is_word(w->p, n, "binary") || is_word(w->p, n, "8bit") ||
	    is_word(w->p, n, "7bit"))
		return true;
	return err_set(e, ERR_MEDIA_TYPE, "Send the parts of a form as they "
	    "are, without Content-Transfer-Encoding.");
}

static bool
read_line(struct err *e, const char *p, size_t n, struct multipart_part *part)
{
	struct walk w = { p, p + n };
	size_t name_n = token(&w);

	w.p += name_n;
	if (!name_n || w.p == w.end || *w.p++ != ':')
		return broken(e);
	skip_blanks(&w);
	if (is_word(p, name_n, "Content-Disposition"))
		return read_disposition(e, &w, part);
	if (is_word(p, name_n, "Content-Type"))
		return read_type(e, &w, part);
	if (is_word(p, name_n, "Content-Transfer-Encoding"))
		return read_encoding(e, &w);
	return true;
}

bool
multipart_head(struct err *e, const char *p, size_t n,
    struct multipart_part *part)
{
	const char *end = p + n, *cr;

	while (p < end) {
		cr = memchr(p, '\r', (size_t)(end - p));
		if (!cr || cr + 1 == end || cr[1] != '\n' ||
		    memchr(p, '\n', (size_t)(cr - p)))
			return broken(e);
		if (!read_line(e, p, (size_t)(cr - p), part))
			return false;
		p = cr + 2;
	}
	return part->name ? true : broken(e);
}

char *
multipart_boundary(struct err *e, const char *content_type)
{
	struct walk w = { content_type, content_type + strlen(content_type) };
	struct value value;
	const char *name = "";
	char *found = NULL;
	size_t n;

	w.p += strcspn(w.p, ";");
	while (w.p < w.end) {
		if (!read_param(e, &w, &name, &n, &value))
			return NULL;
		if (!is_word(name, n, "boundary"))
			continue;
		if (found)
			return NULL;
		found = value.p;
	}
	return found;
}
