#include "data/uri.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/text.h"

char *
uri_decode(struct arena *arena, const char *p, size_t n, bool plus,
    size_t *len)
{
	char *out = arena_alloc(arena, n + 1);
	size_t i, o = 0;

	for (i = 0; i < n; i++) {
		char c = p[i];

		if (c == '%') {
			int high = n - i > 2 ? text_hex(p[i + 1]) : -1;
			int low = n - i > 2 ? text_hex(p[i + 2]) : -1;

			if (high < 0 || low < 0)
				return NULL;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		out[o++] = c;
	}
	*len = o;
	return out;
}

char *
uri_plain(struct arena *arena, const char *target)
{
	struct buf b;

	buf_init(&b, arena, 3 * strlen(target));
	for (; *target; target++)
		if (*target > ' ' && *target < 0x7f)
			buf_char(&b, *target);
		else
			uri_encode(&b, target, 1);
	return buf_done(&b, NULL);
}

void
uri_encode(struct buf *b, const char *p, size_t n)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		char escape[3] = { '%', digits[c >> 4], digits[c & 15] };

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		    c == '_' || c == '~')
			buf_char(b, (char)c);
		else
			buf_add(b, escape, 3);
	}
}

/* Whether a decoded segment is one that a page of ours may have. */
static bool
is_segment(const char *p, size_t n)
{
	size_t i;

	if (!n || strcmp(p, ".") == 0 || strcmp(p, "..") == 0)
		return false;
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c < ' ' || c == 0x7f || c == '/')
			return false;
	}
	return text_valid(p, n);
}

bool
uri_path(struct arena *arena, const char *target, struct uri_path *out)
{
	const char *p = target;

	out->n = 0;
	if (!p || *p != '/')
		return false;
	if (!p[1] || p[1] == '?')
		return true;
	while (*p == '/') {
		size_t n = strcspn(++p, "/?"), len;
		char *segment = uri_decode(arena, p, n, false, &len);

		if (!segment || !is_segment(segment, len) ||
		    out->n == URI_SEGMENTS_MAX)
			return false;
		out->segments[out->n++] = segment;
		p += n;
	}
	return true;
}

const char *
uri_query(const char *target)
{
	const char *mark = strchr(target, '?');

	return mark ? mark + 1 : "";
}

bool
uri_is_local(const char *s)
{
	if (!s || *s != '/' || strstr(s, "//"))
		return false;
	for (; *s; s++)
		if (*s <= ' ' || *s >= 0x7f || *s == '\\')
			return false;
	return true;
}
