#include "data/mime.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/text.h"

#define LINE_MAX_MIME	76
#define WORD_MAX	75		/* of an encoded word, RFC 2047, 2 */
#define WORD_HEAD	"=?UTF-8?Q?"
#define WORD_TAIL	"?="
#define FIELD_MAX	((size_t)16 << 10)	/* bytes of a value we read */

static const char hex_digits[] = "0123456789ABCDEF";

/* ---- writing ----------------------------------------------------------- */

static bool
is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
			return false;
	return true;
}

/* What may stand for itself in an encoded word, also of a phrase. */
static bool
is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c && strchr("!*+-/", c));
}

/* One character (n bytes) as an encoded word has it. */
static size_t
encode_char(char out[16], const char *p, size_t n)
{
	size_t i, k = 0;

	if (n == 1 && (is_word_char(*p) || *p == ' ')) {
		out[0] = *p == ' ' ? '_' : *p;
		return 1;
	}
	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		out[k++] = '=';
		out[k++] = hex_digits[c >> 4];
		out[k++] = hex_digits[c & 15];
	}
	return k;
}

/* Encoded words, on as many lines as it takes. */
static void
words(struct buf *b, const char *text, size_t column)
{
	size_t left = strlen(text), most, n, len;
	char encoded[16];

	if (column + sizeof(WORD_HEAD WORD_TAIL) + 12 > LINE_MAX_MIME) {
		buf_str(b, "\r\n ");
		column = 1;
	}
	while (left) {
		buf_str(b, WORD_HEAD);
		most = LINE_MAX_MIME - column < WORD_MAX ?
		    LINE_MAX_MIME - column : WORD_MAX;
		most -= sizeof(WORD_HEAD WORD_TAIL) - 1;
		for (; left; text += n, left -= n) {
			text_code(text, left, &n);
			len = encode_char(encoded, text, n);
			if (len > most)
				break;
			buf_add(b, encoded, len);
			most -= len;
		}
		buf_str(b, WORD_TAIL);
		if (left)
			buf_str(b, "\r\n ");
		column = 1;
	}
}

void
mime_header(struct buf *b, const char *name, const char *text)
{
	size_t column = strlen(name) + 2;

	text = text_line(buf_arena(b), text, strlen(text));
	buf_fmt(b, "%s: ", name);
	if (is_ascii(text) && !strstr(text, "=?") &&
	    column + strlen(text) <= LINE_MAX_MIME)
		buf_str(b, text);
	else
		words(b, text, column);
	buf_str(b, "\r\n");
}

void
mime_phrase(struct buf *b, const char *text, size_t column)
{
	text = text_line(buf_arena(b), text, strlen(text));
	if (!is_ascii(text) || strstr(text, "=?") ||
	    column + 2 * strlen(text) + 2 > LINE_MAX_MIME) {
		words(b, text, column);
		return;
	}
	buf_char(b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_char(b, '\\');
		buf_char(b, *text);
	}
	buf_char(b, '"');
}

static void
quoted_line(struct buf *b, const char *p, const char *end)
{
	size_t column = 0;

	for (; p < end; p++) {
		unsigned char c = (unsigned char)*p;
		bool blank = c == ' ' || c == '\t';
		bool plain = (c > ' ' && c <= '~' && c != '=') ||
		    (blank && p + 1 < end);
		size_t n = plain ? 1 : 3;

		if (column + n > LINE_MAX_MIME - 1) {
			buf_str(b, "=\r\n");
			column = 0;
		}
		if (plain)
			buf_char(b, *p);
		else
			buf_fmt(b, "=%c%c", hex_digits[c >> 4],
			    hex_digits[c & 15]);
		column += n;
	}
	buf_str(b, "\r\n");
}

void
mime_quoted(struct buf *b, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		const char *end = text + n;

		quoted_line(b, text, n && end[-1] == '\r' ? end - 1 : end);
		text = *end ? end + 1 : end;
	}
}

/* ---- reading ----------------------------------------------------------- */

/* Past the end of the line at p. */
static const char *
next_line(const char *p, const char *end)
{
	const char *nl = memchr(p, '\n', (size_t)(end - p));

	return nl ? nl + 1 : end;
}

static bool
blank_line(const char *p, const char *next)
{
	return next > p && (*p == '\n' || (*p == '\r' && p + 1 < next &&
	    p[1] == '\n'));
}

struct mime
mime_read(const char *p, size_t n)
{
	const char *end = p + n, *line = p, *next;
	struct mime m = { p, end, n, 0 };

	for (; line < end; line = next) {
		next = next_line(line, end);
		if (!blank_line(line, next))
			continue;
		m.head_n = (size_t)(line - p);
		m.body = next;
		m.body_n = (size_t)(end - next);
		break;
	}
	return m;
}

char *
mime_field(struct arena *arena, const struct mime *m, const char *name)
{
	const char *end = m->head + m->head_n, *line = m->head, *next;
	size_t n = strlen(name);
	struct buf b;

	for (; line < end; line = next) {
		next = next_line(line, end);
		if ((size_t)(next - line) <= n || line[n] != ':' ||
		    strncasecmp(line, name, n) != 0)
			continue;
		buf_init(&b, arena, FIELD_MAX);
		buf_add(&b, line + n + 1, (size_t)(next - line) - n - 1);
		while (next < end && (*next == ' ' || *next == '\t')) {
			line = next;
			next = next_line(line, end);
			buf_add(&b, line, (size_t)(next - line));
		}
		return buf_over(&b) ? NULL :
		    text_line(arena, buf_done(&b, NULL), buf_len(&b));
	}
	return NULL;
}

/* Undo Q (blanks are _) or quoted-printable. */
static void
unquote(struct buf *b, const char *p, const char *end, bool word)
{
	for (; p < end; p++) {
		int high, low;

		if (*p == '_' && word) {
			buf_char(b, ' ');
		} else if (*p != '=') {
			buf_char(b, *p);
		} else if (end - p > 2 && (high = text_hex(p[1])) >= 0 &&
		    (low = text_hex(p[2])) >= 0) {
			buf_char(b, (char)(high << 4 | low));
			p += 2;
		} else {	/* a soft break, with blanks before its end */
			const char *next = next_line(p, end);

			if (strspn(p + 1, " \t\r") ==
			    (size_t)(next - p) - 2)
				p = next - 1;
			else
				buf_char(b, '=');
		}
	}
}

static void
unbase64(struct buf *b, const char *p, const char *end)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = 0;
	int n = 0;

	for (; p < end && *p != '='; p++) {
		const char *at = *p ? strchr(digits, *p) : NULL;

		if (!at)
			continue;
		bits = bits << 6 | (uint32_t)(at - digits);
		n += 6;
		if (n >= 8) {
			n -= 8;
			buf_char(b, (char)(bits >> n & 0xff));
		}
	}
}

/* An encoded word at p made text; returns its end, NULL when it is none. */
static const char *
word_read(struct buf *b, const char *p)
{
	const char *text, *end;
	bool q;

	if (strncasecmp(p, "=?utf-8?", 8) != 0 || !p[8] ||
	    !strchr("QqBb", p[8]) || p[9] != '?')
		return NULL;
	q = p[8] == 'q' || p[8] == 'Q';
	text = p + 10;
	end = strstr(text, "?=");
	if (!end)
		return NULL;
	if (q)
		unquote(b, text, end, true);
	else
		unbase64(b, text, end);
	return end + 2;
}

char *
mime_line(struct arena *arena, const struct mime *m, const char *name)
{
	const char *p = mime_field(arena, m, name), *next;
	bool word = false;
	struct buf b;

	if (!p)
		return NULL;
	buf_init(&b, arena, 4 * strlen(p));	/* in UTF-8 */
	while (*p) {
		const char *start = p;

		/* blanks between two words are not there */
		if (word)
			p += strspn(p, " ");
		next = word_read(&b, p);
		word = next != NULL;
		if (next) {
			p = next;
			continue;
		}
		p += *p != '\0';
		buf_add(&b, start, (size_t)(p - start));
	}
	return text_line(arena, buf_done(&b, NULL), buf_len(&b));
}

/* A parameter of a header's value, or NULL. */
static char *
parameter(struct arena *arena, const char *value, const char *name)
{
	size_t n = strlen(name);
	const char *p = value;

	while ((p = strchr(p, ';'))) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, name, n) != 0 || p[n] != '=')
			continue;
		p += n + 1;
		if (*p == '"')
			return arena_dup(arena, p + 1, strcspn(p + 1, "\""));
		return arena_dup(arena, p, strcspn(p, "; \t"));
	}
	return NULL;
}

bool
mime_is(struct arena *arena, const struct mime *m, const char *type)
{
	const char *value = mime_field(arena, m, "Content-Type");
	size_t n = strlen(type);

	if (!value)
		value = "text/plain";
	return strncasecmp(value, type, n) == 0 &&
	    (!value[n] || value[n] == ';' || value[n] == ' ');
}

/* The next line that is "--boundary"; NULL when there is none. */
static const char *
delimiter(const char *p, const char *end, const char *boundary,
    const char **after)
{
	size_t n = strlen(boundary);

	for (; p < end; p = next_line(p, end))
		if ((size_t)(end - p) >= n + 2 && p[0] == '-' &&
		    p[1] == '-' && memcmp(p + 2, boundary, n) == 0) {
			*after = p + 2 + n;
			return p;
		}
	return NULL;
}

bool
mime_part(struct arena *arena, const struct mime *m, size_t *at,
    struct mime *part)
{
	const char *value = mime_field(arena, m, "Content-Type");
	const char *boundary = value && strncasecmp(value, "multipart/", 10)
	    == 0 ? parameter(arena, value, "boundary") : NULL;
	const char *end = m->body + m->body_n, *p, *stop, *after;

	if (!boundary || !*boundary || *at >= m->body_n)
		return false;
	p = delimiter(m->body + *at, end, boundary, &after);
	if (!p || (end - after >= 2 && after[0] == '-' && after[1] == '-'))
		return false;
	p = next_line(after, end);
	stop = delimiter(p, end, boundary, &after);
	if (!stop)
		stop = end;
	*at = (size_t)(stop - m->body);
	*part = mime_read(p, (size_t)(stop - p));
	return true;
}

char *
mime_body(struct arena *arena, const struct mime *m, size_t *n)
{
	const char *how = mime_field(arena, m, "Content-Transfer-Encoding");
	const char *end = m->body + m->body_n;
	struct buf b;

	buf_init(&b, arena, m->body_n + 1);
	if (text_same_ci(how, "quoted-printable"))
		unquote(&b, m->body, end, false);
	else if (text_same_ci(how, "base64"))
		unbase64(&b, m->body, end);
	else
		buf_add(&b, m->body, m->body_n);
	*n = buf_len(&b);
	return buf_done(&b, NULL);
}
