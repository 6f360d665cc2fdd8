#include "data/json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <yajl/yajl_parse.h>

#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/text.h"

#define EACH(byte) ((uint64_t)(byte) * UINT64_C(0x0101010101010101))

/*
 * How many bytes at the start of p are printable ASCII, without backslash
 * and without the byte other. No byte of such a word is below 0x20 or above
 * 0x7f, so each subtraction borrows only where the search is over anyway.
 */
static size_t
plain_bytes(const char *p, size_t n, unsigned char other)
{
	size_t i = 0;

	while (n - i >= 8) {
		uint64_t w;

		memcpy(&w, p + i, 8);
		if ((w | (w - EACH(' ')) | ((w ^ EACH('\\')) - EACH(1)) |
		    ((w ^ EACH(other)) - EACH(1))) & EACH(0x80))
			break;
		i += 8;
	}
	for (; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c < ' ' || c > 0x7f || c == '\\' || c == other)
			break;
	}
	return i;
}

/* Reading */

struct parse {
	struct err	*e;
	struct doc	*stack[JSON_DEPTH_MAX];
	size_t		 depth;
	struct doc	*root;
	const char	*key;
	size_t		 key_len;
	unsigned	 values;
};

static void *
malformed(struct err *e, const char *p, size_t at, const char *what)
{
	size_t line = 1, start = 0, i;

	for (i = 0; i < at; i++)
		if (p[i] == '\n') {
			line++;
			start = i + 1;
		}
	return err_set(e, ERR_MALFORMED, "Not JSON: %s in line %zu, column "
	    "%zu.", say(what), line, text_length(p + start, at - start) + 1);
}

/* The value of four hexadecimal digits, or -1. */
static int
hex4(const char *p, size_t n)
{
	int value = 0;
	size_t i;

	if (n < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		int digit = text_hex(p[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/*
 * The length of the escape at p, which is a backslash; 0 for an unpaired
 * surrogate. Other faults are left to yajl.
 */
static size_t
escape_length(const char *p, size_t n)
{
	int code;

	if (n < 2 || p[1] != 'u')
		return n >= 2 && p[1] == '\\' ? 2 : 1;
	code = hex4(p + 2, n - 2);
	if (code < 0xd800 || code > 0xdfff)
		return 2;
	if (code > 0xdbff || n < 12 || p[6] != '\\' || p[7] != 'u')
		return 0;
	code = hex4(p + 8, n - 8);
	return code >= 0xdc00 && code <= 0xdfff ? 12 : 0;
}

/*
 * What yajl lets pass. A backslash outside of a string is yajl's to refuse,
 * so that this needs no notion of strings.
 */
static bool
check_bytes(struct err *e, const char *p, size_t n)
{
	size_t i = 0;

	for (;;) {
		size_t len;
		char c;

		i += plain_bytes(p + i, n - i, '\\');
		if (i >= n)
			return true;
		c = p[i];
		if (c == '\n' || c == '\t' || c == '\r') {
			len = 1;
		} else if (c == '\\') {
			len = escape_length(p + i, n - i);
			if (!len)
				return malformed(e, p, i, N_("half a "
				    "surrogate pair"));
		} else if (text_code(p + i, n - i, &len) < ' ') {
			return malformed(e, p, i, (unsigned char)c < ' ' ?
			    N_("a control character") :
			    N_("bytes that are no UTF-8"));
		}
		i += len;
	}
}

static int
place(struct parse *s, struct doc *d)
{
	struct doc *parent;

	if (++s->values > JSON_VALUES_MAX) {
		err_set(s->e, ERR_TOO_LARGE, say_n("More than %d value in one "
		    "JSON text.", "More than %d values in one JSON text.",
		    JSON_VALUES_MAX), JSON_VALUES_MAX);
		return 0;
	}
	if (!s->depth) {
		s->root = d;
		return 1;
	}
	parent = s->stack[s->depth - 1];
	if (parent->kind == DOC_OBJECT)
		doc_append_n(parent, s->key, s->key_len, d);
	else
		doc_add(parent, d);
	return 1;
}

static int
open_level(struct parse *s, struct doc *d)
{
	if (s->depth == JSON_DEPTH_MAX) {
		err_set(s->e, ERR_TOO_LARGE, say_n("JSON nested more than %d "
		    "level deep.", "JSON nested more than %d levels deep.",
		    JSON_DEPTH_MAX), JSON_DEPTH_MAX);
		return 0;
	}
	if (!place(s, d))
		return 0;
	s->stack[s->depth++] = d;
	return 1;
}

static int
on_null(void *ctx)
{
	struct parse *s = ctx;

	return place(s, doc_null(s->e->arena));
}

static int
on_bool(void *ctx, int truth)
{
	struct parse *s = ctx;

	return place(s, doc_bool(s->e->arena, truth != 0));
}

static int
on_number(void *ctx, const char *p, size_t n)
{
	struct parse *s = ctx;

	if (n > JSON_NUMBER_MAX) {
		err_set(s->e, ERR_TOO_LARGE, say_n("A number of more than %d "
		    "character.", "A number of more than %d characters.",
		    JSON_NUMBER_MAX), JSON_NUMBER_MAX);
		return 0;
	}
	return place(s, doc_number(s->e->arena,
	    arena_dup(s->e->arena, p, n)));
}

static int
on_text(void *ctx, const unsigned char *p, size_t n)
{
	struct parse *s = ctx;

	return place(s, doc_text_n(s->e->arena,
	    arena_dup(s->e->arena, (const char *)p, n), n));
}

static int
on_key(void *ctx, const unsigned char *p, size_t n)
{
	struct parse *s = ctx;

	s->key = arena_dup(s->e->arena, (const char *)p, n);
	s->key_len = n;
	return 1;
}

static int
on_object(void *ctx)
{
	struct parse *s = ctx;

	return open_level(s, doc_object(s->e->arena));
}

static int
on_list(void *ctx)
{
	struct parse *s = ctx;

	return open_level(s, doc_list(s->e->arena));
}

static int
on_end(void *ctx)
{
	struct parse *s = ctx;

	s->depth--;
	return 1;
}

/* yajl's memory is the arena's too: nothing to free on any way out. */
union chunk {
	size_t		size;
	max_align_t	align;
};

static void *
chunk_alloc(void *arena, size_t n)
{
	union chunk *c = arena_alloc(arena, sizeof(*c) + n);

	c->size = n;
	return c + 1;
}

static void *
chunk_grow(void *arena, void *p, size_t n)
{
	union chunk *c = p;

	if (!c)
		return chunk_alloc(arena, n);
	c--;
	c = arena_grow(arena, c, sizeof(*c) + c->size, sizeof(*c) + n);
	c->size = n;
	return c + 1;
}

static void
chunk_free(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

static void *
yajl_fault(struct err *e, yajl_handle h, const char *p, size_t n, size_t at)
{
	const unsigned char *text = (const unsigned char *)p;
	const char *what = (const char *)yajl_get_error(h, 0, text, n);

	/* "parse error: premature EOF\n", to be followed by a place */
	if (strstr(what, "premature EOF"))
		return malformed(e, p, n, N_("it ends too early"));
	if (strstr(what, "lexical error: "))
		what = strstr(what, "lexical error: ") + 15;
	else if (strstr(what, "parse error: "))
		what = strstr(what, "parse error: ") + 13;
	what = arena_dup(e->arena, what, strcspn(what, ".\n"));
	/* yajl has read the byte that it stumbled over */
	return malformed(e, p, at ? at - 1 : 0, what);
}

struct doc *
json_parse(struct err *e, const char *p, size_t n)
{
	static const yajl_callbacks callbacks = {
		.yajl_null = on_null, .yajl_boolean = on_bool,
		.yajl_number = on_number, .yajl_string = on_text,
		.yajl_start_map = on_object, .yajl_map_key = on_key,
		.yajl_end_map = on_end, .yajl_start_array = on_list,
		.yajl_end_array = on_end,
	};
	yajl_alloc_funcs memory = {
		chunk_alloc, chunk_grow, chunk_free, e->arena
	};
	struct parse s = { .e = e };
	const unsigned char *text = (const unsigned char *)p;
	yajl_handle h;
	yajl_status status;
	size_t at;

	if (!check_bytes(e, p, n))
		return NULL;
	h = yajl_alloc(&callbacks, &memory, &s);
	yajl_config(h, yajl_dont_validate_strings, 1);	/* just done */
	status = yajl_parse(h, text, n);
	at = yajl_get_bytes_consumed(h);
	if (status == yajl_status_ok)
		status = yajl_complete_parse(h);
	if (status == yajl_status_client_canceled)
		return NULL;
	if (status != yajl_status_ok)
		return yajl_fault(e, h, p, n, at);
	return s.root;
}

/* Writing */

static void
print_escape(struct buf *b, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	char escape[6] = "\\u00";
	size_t n = 2;

	switch (c) {
	case '\b': escape[1] = 'b'; break;
	case '\t': escape[1] = 't'; break;
	case '\n': escape[1] = 'n'; break;
	case '\f': escape[1] = 'f'; break;
	case '\r': escape[1] = 'r'; break;
	case '"':
	case '\\': escape[1] = (char)c; break;
	default:
		escape[4] = digits[c >> 4];
		escape[5] = digits[c & 15];
		n = 6;
	}
	buf_add(b, escape, n);
}

static void
print_text(struct buf *b, const char *p, size_t n)
{
	size_t from = 0, i = 0, len;
	bool broken = false;

	buf_add(b, "\"", 1);
	for (;;) {
		i += plain_bytes(p + i, n - i, '"');
		if (i >= n)
			break;
		if ((unsigned char)p[i] < 0x80) {
			buf_add(b, p + from, i - from);
			print_escape(b, (unsigned char)p[i]);
			from = ++i;
		} else if (text_code(p + i, n - i, &len) >= 0) {
			i += len;
		} else {
			buf_add(b, p + from, i - from);
			buf_add(b, "\xef\xbf\xbd", 3);
			from = ++i;
			broken = true;
		}
	}
	buf_add(b, p + from, n - from);
	buf_add(b, "\"", 1);
	if (broken)
		BUG("text for JSON is not UTF-8");
}

/* The number of blanks before a line; none and no lines if not pretty. */
struct style {
	bool	pretty;
	size_t	indent;
};

static void
print_break(struct buf *b, const struct style *style)
{
	size_t i;

	if (!style->pretty)
		return;
	buf_add(b, "\n", 1);
	for (i = 0; i < style->indent; i++)
		buf_add(b, "  ", 2);
}

static void print_value(struct buf *, const struct doc *, struct style *);

static void
print_children(struct buf *b, const struct doc *d, struct style *style)
{
	const char *ends = d->kind == DOC_OBJECT ? "{}" : "[]";
	const struct doc *child;

	buf_add(b, ends, 1);
	style->indent++;
	for (child = d->first; child; child = child->next) {
		if (child != d->first)
			buf_add(b, ",", 1);
		print_break(b, style);
		if (d->kind == DOC_OBJECT) {
			print_text(b, child->name, child->name_len);
			buf_add(b, ": ", style->pretty ? 2 : 1);
		}
		print_value(b, child, style);
	}
	style->indent--;
	if (d->first)
		print_break(b, style);
	buf_add(b, ends + 1, 1);
}

static void
print_value(struct buf *b, const struct doc *d, struct style *style)
{
	switch (d ? d->kind : DOC_NULL) {
	case DOC_NULL:
		buf_add(b, "null", 4);
		break;
	case DOC_BOOL:
		buf_add(b, d->truth ? "true" : "false", d->truth ? 4 : 5);
		break;
	case DOC_NUMBER:
	case DOC_RAW:
		buf_add(b, d->text, d->len);
		break;
	case DOC_TEXT:
		print_text(b, d->text, d->len);
		break;
	case DOC_LIST:
	case DOC_OBJECT:
		print_children(b, d, style);
		break;
	}
}

void
json_print(struct buf *b, const struct doc *d)
{
	print_value(b, d, &(struct style){ .pretty = false });
}

void
json_print_pretty(struct buf *b, const struct doc *d)
{
	print_value(b, d, &(struct style){ .pretty = true });
}

static int
by_name(const void *a, const void *b)
{
	const struct doc *x = *(const struct doc *const *)a;
	const struct doc *y = *(const struct doc *const *)b;
	size_t n = x->name_len < y->name_len ? x->name_len : y->name_len;
	int way = memcmp(x->name, y->name, n);

	return way ? way : (x->name_len > y->name_len) -
	    (x->name_len < y->name_len);
}

static void
print_number(struct buf *b, const struct doc *d)
{
	double value;

	if (text_double(d->text, &value))
		buf_fmt(b, "%.17g", value);
	else
		buf_add(b, d->text, d->len);
}

static void
print_sorted(struct buf *b, const struct doc *d)
{
	const struct doc **all = arena_array(buf_arena(b), d->count + 1,
	    sizeof(*all)), *child;
	size_t n = 0, i;

	for (child = d->first; child; child = child->next)
		all[n++] = child;
	qsort(all, n, sizeof(*all), by_name);
	buf_add(b, "{", 1);
	for (i = 0; i < n; i++) {
		if (i)
			buf_add(b, ",", 1);
		print_text(b, all[i]->name, all[i]->name_len);
		buf_add(b, ":", 1);
		json_print_canonical(b, all[i]);
	}
	buf_add(b, "}", 1);
}

void
json_print_canonical(struct buf *b, const struct doc *d)
{
	const struct doc *child;

	if (d && d->kind == DOC_OBJECT) {
		print_sorted(b, d);
	} else if (d && d->kind == DOC_LIST) {
		buf_add(b, "[", 1);
		for (child = d->first; child; child = child->next) {
			if (child != d->first)
				buf_add(b, ",", 1);
			json_print_canonical(b, child);
		}
		buf_add(b, "]", 1);
	} else if (d && d->kind == DOC_NUMBER) {
		print_number(b, d);
	} else {
		json_print(b, d);
	}
}
