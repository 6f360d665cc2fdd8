#include "data/csv.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"

/* What stands most often in the first line, outside quotes. */
static char
separator(const char *p, const char *end)
{
	static const char marks[] = ",;\t";
	size_t count[3] = { 0 }, i, best = 0;
	bool inside = false;

	for (; p < end && (inside || (*p != '\n' && *p != '\r')); p++) {
		if (*p == '"')
			inside = !inside;
		for (i = 0; i < 3; i++)
			count[i] += !inside && *p == marks[i];
	}
	for (i = 1; i < 3; i++)
		if (count[i] > count[best])
			best = i;
	return marks[best];
}

void
csv_init(struct csv *c, struct err *err, const char *p, size_t n)
{
	*c = (struct csv){ .err = err, .p = p, .end = p + n };
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		c->p += 3;
	c->comma = separator(c->p, c->end);
}

static bool
ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static bool
wrong(struct csv *c, const char *what)
{
	return err_set(c->err, ERR_MALFORMED, "row %zu: %s", c->row, what);
}

/* What stands between the quotes; p is behind the first one. */
static bool
quoted(struct csv *c, struct buf *b)
{
	while (c->p < c->end) {
		if (*c->p != '"') {
			buf_char(b, *c->p++);
		} else if (c->p + 1 < c->end && c->p[1] == '"') {
			buf_char(b, '"');
			c->p += 2;
		} else {
			c->p++;
			return c->p == c->end || *c->p == c->comma ||
			    ends_line(*c->p) || wrong(c, "something follows "
			    "a closing quote");
		}
	}
	return wrong(c, "a quote is never closed");
}

static bool
bare(struct csv *c, struct buf *b)
{
	const char *from = c->p;

	while (c->p < c->end && *c->p != c->comma && !ends_line(*c->p))
		if (*c->p++ == '"')
			return wrong(c, "there is a quote within a field that "
			    "has none around it");
	buf_add(b, from, (size_t)(c->p - from));
	return true;
}

static struct doc *
field(struct csv *c)
{
	struct buf b;

	buf_init(&b, c->err->arena, CSV_FIELD_MAX);
	if (c->p < c->end && *c->p == '"') {
		c->p++;
		if (!quoted(c, &b))
			return NULL;
	} else if (!bare(c, &b)) {
		return NULL;
	}
	if (buf_over(&b)) {
		wrong(c, "a field is too long");
		return NULL;
	}
	return doc_text_n(c->err->arena, buf_done(&b, NULL), buf_len(&b));
}

static void
pass_line_end(struct csv *c)
{
	if (c->p < c->end && *c->p == '\r')
		c->p += c->p + 1 < c->end && c->p[1] == '\n' ? 2 : 1;
	else if (c->p < c->end)
		c->p++;
}

struct doc *
csv_row(struct csv *c)
{
	struct doc *row, *one;

	for (; c->p < c->end && ends_line(*c->p); c->row++)
		pass_line_end(c);
	if (c->p == c->end || c->err->kind)
		return NULL;
	c->row++;
	row = doc_list(c->err->arena);
	for (;;) {
		one = field(c);
		if (one && row->count == CSV_FIELDS_MAX)
			one = err_set(c->err, ERR_MALFORMED, "row %zu: there "
			    "are more than %d fields", c->row,
			    CSV_FIELDS_MAX);
		if (!one)
			return NULL;
		doc_add(row, one);
		if (c->p == c->end || *c->p != c->comma)
			break;
		c->p++;
	}
	pass_line_end(c);
	return row;
}

/* ---- writing ----------------------------------------------------------- */

/* Behind any number of ': those are what guards it. */
static bool
is_formula(const char *text)
{
	text += strspn(text, "'");
	return *text && strchr("=+-@\t\r", *text);
}

void
csv_put(struct buf *b, const char *text)
{
	bool guard = is_formula(text);
	const char *p;

	if (!guard && !strpbrk(text, ",\"\r\n") && *text != ' ') {
		buf_str(b, text);
		return;
	}
	buf_str(b, guard ? "\"'" : "\"");
	for (p = text; *p; p++) {
		if (*p == '"')
			buf_char(b, '"');
		buf_char(b, *p);
	}
	buf_char(b, '"');
}

const char *
csv_plain(const char *text)
{
	return *text == '\'' && is_formula(text) ? text + 1 : text;
}
