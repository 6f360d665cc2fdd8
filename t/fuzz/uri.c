/*
 * No accepted path has a segment that is empty, a dot or two, holds a slash,
 * a control character or what is no UTF-8; encoded again it reads the same.
 * What passes as a local redirect starts with one slash and has no second.
 */
#include "data/uri.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/text.h"

#include "fuzz.h"

#define OUT_MAX ((size_t)64 << 20)

static void
check_segment(const char *s)
{
	const char *p;

	REQUIRE(*s && strcmp(s, ".") != 0 && strcmp(s, "..") != 0);
	REQUIRE(!strchr(s, '/'));
	REQUIRE(text_valid(s, strlen(s)));
	for (p = s; *p; p++)
		REQUIRE((unsigned char)*p >= ' ' && *p != 0x7f);
}

static void
check_path(struct arena *arena, const char *target)
{
	struct uri_path path, again;
	struct buf b;
	size_t i;

	if (!uri_path(arena, target, &path))
		return;
	REQUIRE(target[0] == '/' && path.n <= URI_SEGMENTS_MAX);
	buf_init(&b, arena, OUT_MAX);
	if (!path.n)
		buf_char(&b, '/');
	for (i = 0; i < path.n; i++) {
		check_segment(path.segments[i]);
		buf_char(&b, '/');
		uri_encode(&b, path.segments[i], strlen(path.segments[i]));
	}
	REQUIRE(uri_is_local(buf_done(&b, NULL)));
	buf_str(&b, "?");
	buf_str(&b, uri_query(target));
	REQUIRE(uri_path(arena, buf_done(&b, NULL), &again) &&
	    again.n == path.n);
	for (i = 0; i < path.n; i++)
		REQUIRE(strcmp(path.segments[i], again.segments[i]) == 0);
	REQUIRE(strcmp(uri_query(buf_done(&b, NULL)), uri_query(target)) == 0);
}

static void
check_local(const char *s)
{
	if (!uri_is_local(s))
		return;
	REQUIRE(s[0] == '/' && s[1] != '/' && s[1] != '\\');
	REQUIRE(!strpbrk(s, "\\ \t\r\n\v\f") && !strstr(s, "//"));
}

static void
check_decode(struct arena *arena, const char *p, size_t n)
{
	struct buf b;
	char *text;
	size_t len;

	uri_decode(arena, p, n, true, &len);
	buf_init(&b, arena, OUT_MAX);
	uri_encode(&b, p, n);
	text = uri_decode(arena, buf_done(&b, NULL), buf_len(&b), false, &len);
	REQUIRE(text && len == n && memcmp(text, p, n) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *target = arena_dup(arena, (const char *)data, size);

	check_path(arena, target);
	check_local(target);
	check_decode(arena, (const char *)data, size);
	arena_free(arena);
	return 0;
}
