/* Paths, queries, escapes, safe redirects. */
#include "data/uri.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"

#include "tap.h"

static struct arena *arena;

static const char *
joined(const struct uri_path *path)
{
	struct buf b;
	size_t i;

	buf_init(&b, arena, 1000);
	for (i = 0; i < path->n; i++) {
		buf_char(&b, '|');
		buf_str(&b, path->segments[i]);
	}
	return buf_done(&b, NULL);
}

static void
test_paths(void)
{
	static const char *const good[][2] = {
		{ "/", "" }, { "/?a=/b", "" }, { "/?", "" },
		{ "/recipes", "|recipes" }, { "/recipes?x=/../", "|recipes" },
		{ "/api/v1/recipes/7", "|api|v1|recipes|7" },
		{ "/a%20b/c+d", "|a b|c+d" }, { "/%C3%A9", "|é" },
		{ "/%c3%a9", "|é" }, { "/é", "|é" }, { "/...", "|..." },
		{ "/.well-known/x", "|.well-known|x" }, { "/a..b", "|a..b" },
		{ "/%252F", "|%2F" }, { "/a;b=c,d", "|a;b=c,d" },
		{ "/%2B%26%3D%3F%23", "|+&=?#" },
		{ "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16",
		    "|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16" },
		{ "/a:b@c", "|a:b@c" }, { "/a\\b", "|a\\b" },
	};
	static const char *const bad[] = {
		"", "*", "a", "a/b", "?", "http://host/", "//", "//host/",
		"/a/", "/a//b", "/a/?x", "/.", "/..", "/./a", "/a/..",
		"/a/../b", "/%2e", "/%2E%2e", "/.%2e/x", "/a/%2e%2E/b",
		"/%2F", "/a%2fb", "/%00", "/a%00b", "/%", "/%4", "/%4g",
		"/%g4", "/%%", "/a%", "/\xff", "/%ff", "/%c0%af",
		"/%e2%82", "/%ed%a0%80", "/%0a", "/%0D%0A", "/\x01", "/%7f",
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17",
		"/%u0041", "/ä%2", "/%-1", "/% 1", "/%+1",
	};
	struct uri_path path;
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		ok(uri_path(arena, good[i][0], &path), good[i][0]);
		is_str(joined(&path), good[i][1], "its segments");
	}
	for (i = 0; i < COUNT(bad); i++)
		ok(!uri_path(arena, bad[i], &path), bad[i]);
	ok(!uri_path(arena, NULL, &path), "no target");
	is_str(uri_query("/a?b=c?d"), "b=c?d", "query");
	is_str(uri_query("/a?"), "", "empty query");
	is_str(uri_query("/a"), "", "no query");
}

static void
test_escapes(void)
{
	struct buf b;
	char all[256], *text;
	size_t n, i;

	buf_init(&b, arena, 1000);
	is_str(uri_plain(arena, "/a?b=%20\xff\x01 é\"<c>"),
	    "/a?b=%20%FF%01%20%C3%A9\"<c>", "an address in ASCII");
	uri_encode(&b, "AZaz09-._~ /?&=+%é\n", 20);
	is_str(buf_done(&b, NULL), "AZaz09-._~%20%2F%3F%26%3D%2B%25%C3%A9%0A",
	    "encode");
	for (i = 0; i < 256; i++)
		all[i] = (char)i;
	buf_clear(&b);
	uri_encode(&b, all, 256);
	text = uri_decode(arena, buf_done(&b, NULL), buf_len(&b), true, &n);
	ok(n == 256 && memcmp(text, all, 256) == 0, "every byte and back");
	text = uri_decode(arena, "a+b%2B", 6, true, &n);
	is_str(text, "a b+", "plus is a blank");
	text = uri_decode(arena, "a+b%2B", 6, false, &n);
	is_str(text, "a+b+", "plus is a plus");
	text = uri_decode(arena, "%00x", 4, false, &n);
	ok(n == 2 && text[0] == 0 && text[1] == 'x' && text[2] == 0, "NUL");
	ok(!uri_decode(arena, "%4", 2, false, &n), "cut");
	ok(!uri_decode(arena, "a%41", 3, false, &n), "cut by the length");
	is_str(uri_decode(arena, "", 0, false, &n), "", "empty");
	/* WHATWG's percent-encoding cases, UTF-8: see t/unit/strings.c too */
	buf_clear(&b);
	uri_encode(&b, "\x0e" "A\xe2\x80\xa0\xe2\x88\x92", 8);
	is_str(buf_done(&b, NULL), "%0EA%E2%80%A0%E2%88%92", "utf-8");
}

static void
test_local(void)
{
	static const char *const good[] = {
		"/", "/recipes", "/recipes/7?tab=plan#top", "/a.b/..c",
		"/?next=%2F%2Fevil.example", "/a:b",
	};
	static const char *const bad[] = {
		"", "recipes", "//evil.example", "///evil", "/\\evil",
		"\\/evil", "/a//b", "/a\\b", "http://evil.example",
		"javascript:alert(1)", "/\t/evil.example", "/\n/evil",
		" /a", "/a b", "/a\r\nSet-Cookie: x", "/é", "/\x7f", "?a",
		"/a?next=//evil.example", "\t//evil", "/.//evil",
	};
	size_t i;

	for (i = 0; i < COUNT(good); i++)
		ok(uri_is_local(good[i]), good[i]);
	for (i = 0; i < COUNT(bad); i++)
		ok(!uri_is_local(bad[i]), bad[i]);
	ok(!uri_is_local(NULL), "nothing");
}

int
main(void)
{
	arena = arena_new();
	test_paths();
	test_escapes();
	test_local();
	arena_free(arena);
	return done();
}
