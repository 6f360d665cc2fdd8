/*
 * What mime reads of a message lies within it and is clean text; its parts
 * come to an end. What mime writes has short lines, and reads as it was.
 */
#include "data/mime.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/text.h"

#include "fuzz.h"

#define OUT_MAX		((size_t)64 << 20)
#define LINE_LENGTH	76
#define TEXT_MAX	2000	/* as a header it fits a field */

static void
check_line(const char *s)
{
	REQUIRE(text_valid(s, strlen(s)));
	for (; *s; s++)
		REQUIRE((unsigned char)*s >= ' ' && *s != 0x7f);
}

static void
check_part(struct arena *arena, const struct mime *m, int depth)
{
	static const char *const names[] = { "Subject", "Content-Type",
	    "Message-ID", "To", "X" };
	const char *end = m->body + m->body_n;
	struct mime part;
	size_t at = 0, was, n, i;
	char *p;

	REQUIRE(m->head + m->head_n <= end);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		p = mime_field(arena, m, names[i]);
		if (!p)
			continue;
		check_line(p);
		check_line(mime_line(arena, m, names[i]));
	}
	p = mime_body(arena, m, &n);
	REQUIRE(n <= m->body_n && p[n] == '\0');
	for (was = 0; mime_part(arena, m, &at, &part); was = at) {
		REQUIRE(at > was && at <= m->body_n);
		REQUIRE(part.head >= m->body && part.body + part.body_n <= end);
		if (depth < 2)
			check_part(arena, &part, depth + 1);
	}
}

static void
check_narrow(const char *p)
{
	while (*p) {
		size_t n = strcspn(p, "\n");

		REQUIRE(p[n] && n && p[n - 1] == '\r' &&
		    n - 1 <= LINE_LENGTH);
		p += n + 1;
	}
}

static void
check_writing(struct arena *arena, const char *text)
{
	char *line, *head;
	struct mime m;
	struct buf b;
	size_t n;

	buf_init(&b, arena, OUT_MAX);
	mime_header(&b, "Subject", text);
	check_narrow(buf_done(&b, NULL));
	m = mime_read(buf_done(&b, NULL), buf_len(&b));
	line = text_line(arena, text, strlen(text));
	REQUIRE(strcmp(mime_line(arena, &m, "Subject"), line) == 0);
	buf_clear(&b);
	mime_quoted(&b, line);
	check_narrow(buf_done(&b, NULL));
	head = arena_fmt(arena, "Content-Transfer-Encoding: quoted-printable"
	    "\r\n\r\n%s", buf_done(&b, NULL));
	m = mime_read(head, strlen(head));
	head = mime_body(arena, &m, &n);
	REQUIRE(!*line || (n == strlen(line) + 2 &&
	    memcmp(head, line, n - 2) == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *p = arena_dup(arena, (const char *)data, size);
	struct mime m = mime_read(p, size);

	check_part(arena, &m, 0);
	if (size <= TEXT_MAX)
		check_writing(arena, p);
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
