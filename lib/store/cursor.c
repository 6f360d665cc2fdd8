#include "store/cursor.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/field.h"
#include "data/text.h"
#include "data/when.h"

#define SEPARATOR '\x1f'

static const struct field query_fields[] = {
	LISTING_FIELDS(struct cursor_query),
};
const struct shape cursor_query_shape = SHAPE("ListQuery", query_fields,
    struct cursor_query);

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* As concat_ws wrote it, in UTC: "2026-11-23 09:00:00.123456+00". */
static bool
is_instant(struct cx *cx, const char *key)
{
	size_t n = strlen(key);
	int64_t seconds;

	return n > 3 && strcmp(key + n - 3, "+00") == 0 &&
	    when_instant_parse(arena_fmt(cx->arena, "%.*sZ", (int)n - 3,
	    key), &seconds);
}

static bool
fits(struct cx *cx, char kind, const char *key)
{
	int64_t n;

	switch (kind) {
	case 'i':
		return text_int(key, &n) && n >= INT32_MIN && n <= INT32_MAX;
	case 'n':
		return text_int(key, &n);
	case 't':
		return is_instant(cx, key);
	case 'u':
		return text_is_uuid(key);
	default:
		return true;
	}
}

/* The bytes of a cursor; NULL when it is none. */
static char *
decoded(struct cx *cx, const char *cursor, size_t len)
{
	char *text = arena_alloc(cx->arena, len / 2 + 1);
	size_t i;

	for (i = 0; i + 1 < len; i += 2) {
		int high = digit(cursor[i]), low = digit(cursor[i + 1]);

		if (high < 0 || low < 0)
			return NULL;
		text[i / 2] = (char)(high << 4 | low);
	}
	return i == len && text_valid(text, len / 2) &&
	    strlen(text) == len / 2 ? text : NULL;
}

bool
cursor_keys(struct cx *cx, const char *cursor, const char *kinds,
    const char **out)
{
	size_t n = strlen(kinds), k = 0;
	char *text, *end;

	memset(out, 0, n * sizeof(*out));
	if (!cursor)
		return true;
	for (text = decoded(cx, cursor, strlen(cursor)); text && k < n;
	    text = end ? end + 1 : NULL) {
		end = strchr(text, SEPARATOR);
		if (end)
			*end = '\0';
		if (!fits(cx, kinds[k], text))
			break;
		out[k++] = text;
	}
	return (k == n && !text) || fail_parameter(cx, "cursor", "This is no "
	    "cursor of this list.");
}

char *
cursor_limit(struct cx *cx, int64_t limit)
{
	return arena_fmt(cx->arena, "%lld", (long long)limit + 1);
}

static char *
encoded(struct cx *cx, const struct doc *keys)
{
	char *out;
	size_t i;

	if (!doc_chars(keys))
		return NULL;
	out = arena_alloc(cx->arena, 2 * keys->len + 1);
	for (i = 0; i < keys->len; i++)
		snprintf(out + 2 * i, 3, "%02x",
		    (unsigned char)keys->text[i]);
	return out;
}

struct doc *
cursor_page(struct cx *cx, struct doc *rows, int64_t limit)
{
	struct doc *page, *d, *last = NULL;
	const char *next = NULL;
	int64_t n = 0;

	if (!rows)
		return NULL;
	for (d = rows->first; d; d = d->next) {
		struct doc *keys = doc_drop(d, "_cursor");

		if (++n == limit && d->next) {
			next = encoded(cx, keys);
			last = d;
			break;
		}
	}
	if (last) {		/* the one row more */
		last->next = NULL;
		rows->last = last;
		rows->count = (size_t)limit;
	}
	page = doc_object(cx->arena);
	doc_append(page, "items", rows);
	doc_append(page, "next", doc_text(cx->arena, next));
	return page;
}
