/*
 * Whatever is fed, in whatever pieces: the same parts with the same bytes, or
 * the same refusal. Each part that begins ends before the next one, names are
 * UTF-8 without controls, a file's name is no path, and no more bytes come out
 * than went in. The first byte is the size of the pieces; the boundary is "b".
 */
#include "data/multipart.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/text.h"

#include "fuzz.h"

#define OUT_MAX ((size_t)64 << 20)

struct seen {
	struct buf	all;
	size_t		bytes, parts;
	bool		open;
};

static void
check_text(const char *p, size_t max)
{
	REQUIRE(strlen(p) <= max && text_valid(p, strlen(p)));
	for (; *p; p++)
		REQUIRE((unsigned char)*p >= ' ' && *p != 0x7f);
}

static bool
begin(void *arg, const struct multipart_part *part)
{
	struct seen *s = arg;

	REQUIRE(!s->open && s->parts < MULTIPART_PARTS_MAX);
	s->open = true;
	s->parts++;
	REQUIRE(*part->name);
	check_text(part->name, MULTIPART_NAME_MAX);
	if (part->filename) {
		check_text(part->filename, 255);
		REQUIRE(!strpbrk(part->filename, "/\\"));
		REQUIRE(strcmp(part->filename, "..") != 0);
	}
	if (part->type) {
		check_text(part->type, MULTIPART_HEAD_MAX);
		REQUIRE(strchr(part->type, '/') && !strchr(part->type, ' '));
	}
	buf_fmt(&s->all, "<%s|%s|%s>", part->name, part->filename ?
	    part->filename : "-", part->type ? part->type : "-");
	return true;
}

static bool
data(void *arg, const char *p, size_t n)
{
	struct seen *s = arg;

	REQUIRE(s->open && n > 0);
	s->bytes += n;
	buf_add(&s->all, p, n);
	return true;
}

static bool
end(void *arg)
{
	struct seen *s = arg;

	REQUIRE(s->open);
	s->open = false;
	buf_char(&s->all, '\n');
	return true;
}

static void
read_in(struct err *e, struct seen *s, const char *p, size_t n, size_t piece)
{
	static const struct multipart_to to = { begin, data, end };
	struct multipart *m;
	size_t at = 0, some = 0;

	buf_init(&s->all, e->arena, OUT_MAX);
	m = multipart_new(e, "multipart/form-data; boundary=b", &to, s);
	REQUIRE(m);
	for (; at < n; at += some) {
		some = n - at < piece ? n - at : piece;
		if (!multipart_feed(m, p + at, some))
			break;
	}
	REQUIRE((at < n) == (e->kind != ERR_NONE));
	if (!e->kind && multipart_end(m))
		REQUIRE(!s->open);
	REQUIRE(s->bytes <= n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct seen whole = { .bytes = 0 }, cut = { .bytes = 0 };
	struct arena *arena = arena_new();
	const char *p = (const char *)bytes;
	struct err e, again;

	if (size) {
		err_init(&e, arena);
		err_init(&again, arena);
		read_in(&e, &whole, p + 1, size - 1, size);
		read_in(&again, &cut, p + 1, size - 1, 1 + bytes[0]);
		REQUIRE(e.kind == again.kind);
		REQUIRE(!e.kind || strcmp(e.detail, again.detail) == 0);
		/* of what was refused, more may have come out of the one */
		if (!e.kind)
			REQUIRE(buf_len(&whole.all) == buf_len(&cut.all) &&
			    memcmp(buf_done(&whole.all, NULL),
			    buf_done(&cut.all, NULL),
			    buf_len(&cut.all)) == 0);
	}
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
