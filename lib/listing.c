#include "listing.h"

#include <stdio.h>
#include <string.h>

#include "cx.h"
#include "doc.h"
#include "text.h"

#define SEPARATOR '\x1f'

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
listing_keys(struct cx *cx, const char *cursor, const char **out, size_t n)
{
	size_t len = cursor ? strlen(cursor) : 0, i, k = 0;
	char *text = arena_alloc(cx->arena, len / 2 + 1);

	memset(out, 0, n * sizeof(*out));
	if (!cursor)
		return true;
	for (i = 0; i + 1 < len; i += 2) {
		int high = digit(cursor[i]), low = digit(cursor[i + 1]);

		if (high < 0 || low < 0)
			break;
		text[i / 2] = (char)(high << 4 | low);
	}
	if (i != len || !text_valid(text, len / 2))
		return fail_parameter(cx, "cursor", "This is no cursor of "
		    "ours.");
	out[k++] = text;
	for (i = 0; i < len / 2; i++) {
		if (text[i] != SEPARATOR)
			continue;
		text[i] = '\0';
		if (k < n)
			out[k] = text + i + 1;
		k++;
	}
	if (k != n || !text_is_uuid(out[n - 1]))
		return fail_parameter(cx, "cursor", "This is no cursor of "
		    "this list.");
	return true;
}

char *
listing_limit(struct cx *cx, int64_t limit)
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
listing_page(struct cx *cx, struct doc *rows, int64_t limit)
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
	doc_put(page, "items", rows);
	doc_put(page, "next", doc_text(cx->arena, next));
	return page;
}
