/* Which row answers, its arguments, and whose address it is. */
#include "web/route.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/uri.h"
#include "store/asker.h"
#include "store/cx.h"
#include "web/http.h"
#include "web/req.h"

#include "tap.h"

#define ID "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e"

/* In the place of http.c: a request is its address. */
struct http {
	const char	*address;
};

const char *
http_param(const struct http *http, const char *name)
{
	return strcmp(name, "REMOTE_ADDR") == 0 ? http->address : NULL;
}

static struct cx cx;

/* The rows that are fixed further on stand last, as a trap. */
static const struct route rows[] = {
	{ .method = GET, .path = "/a/:x/:y" },
	{ .method = GET, .path = "/a/:x/new" },
	{ .method = GET, .path = "/a/one/:y" },
	{ .method = GET, .path = "/a/one/new" },
	{ .method = GET, .path = "/" },
	{ .method = GET, .path = "/b/:id", .flags = R_API },
	{ .method = GET, .path = "/b/:word", .flags = R_PAGE },
	{ .method = GET, .path = "/b/new", .flags = R_PAGE },
	{ .method = POST, .path = "/b/:id/:n" },
	{ .method = GET, .path = "/c/:idx/:id" },
	{ .method = GET, .path = "/d", .flags = R_READ },
	{ .method = GET, .path = "/e", .flags = R_API | R_ROOT },
};
static const struct responder all = { .name = "all", .routes = rows,
    .n = COUNT(rows) };

/* "METHOD target" and the path of the row; NULL: the error's kind. */
static const struct {
	enum method	 method;
	bool		 api;
	const char	*path, *row;
	enum err_kind	 kind;
} asked[] = {
	{ GET, false, "/a/1/2", "/a/:x/:y", 0 },
	{ GET, false, "/a/1/new", "/a/:x/new", 0 },
	{ GET, false, "/a/one/2", "/a/one/:y", 0 },
	{ GET, false, "/a/one/new", "/a/one/new", 0 },
	{ GET, true, "/a/one/new", "/a/one/new", 0 },
	{ GET, false, "/", "/", 0 },
	{ GET, true, "/b/" ID, "/b/:id", 0 },
	{ GET, true, "/b/x", NULL, ERR_NOT_FOUND },
	{ GET, false, "/b/" ID, "/b/:word", 0 },
	{ GET, false, "/b/new", "/b/new", 0 },
	{ GET, true, "/b/new", NULL, ERR_NOT_FOUND },
	{ POST, true, "/b/" ID "/7", "/b/:id/:n", 0 },
	{ POST, true, "/b/" ID "/-7", NULL, ERR_NOT_FOUND },
	{ POST, true, "/b/" ID "/x", NULL, ERR_NOT_FOUND },
	{ GET, true, "/b/" ID "/7", NULL, ERR_METHOD },
	{ METHODS, true, "/b/" ID, NULL, ERR_METHOD },
	{ GET, true, "/d", "/d", 0 }, { GET, false, "/d", NULL,
	    ERR_NOT_FOUND },
	{ GET, false, "/e", "/e", 0 },
	{ GET, false, "/a", NULL, ERR_NOT_FOUND },
	{ GET, false, "/a/1/2/3", NULL, ERR_NOT_FOUND },
	{ GET, false, "/A/1/2", NULL, ERR_NOT_FOUND },
};

static struct req
request(enum method method, bool api, const char *path)
{
	struct req rq = { .cx = &cx, .method = method, .api = api };

	err_clear(&cx.err);
	if (!uri_path(cx.arena, path, &rq.path))
		ok(false, path);
	return rq;
}

static void
test_rows(void)
{
	size_t i;

	for (i = 0; i < COUNT(asked); i++) {
		struct req rq = request(asked[i].method, asked[i].api,
		    asked[i].path);
		unsigned allow;
		const struct route *r = route_find(&rq, &all, &allow);

		is_str(r ? r->path : NULL, asked[i].row, asked[i].path);
		is_int(cx.err.kind, asked[i].kind, "its error");
	}
}

static void
test_args(void)
{
	struct req rq = request(GET, false, "/c/xyz/" ID);
	unsigned allow;

	rq.route = route_find(&rq, &all, &allow);
	is_str(req_arg(&rq, "id"), ID, "an argument, not one that begins so");
	is_str(req_arg(&rq, "idx"), "xyz", "and that one");
	is_str(req_arg_maybe(&rq, "i"), NULL, "half a name is none");
	rq = request(GET, false, "/a/one/new");
	rq.route = route_find(&rq, &all, &allow);
	is_str(req_arg_maybe(&rq, "x"), NULL, "nothing is left of others");
	rq = request(POST, false, "/a/one/new");
	route_find(&rq, &all, &allow);
	is_int(allow, 1 << GET, "what is allowed");
}

static void
test_addresses(void)
{
	static const char *const addresses[][2] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "::ffff:192.0.2.7", "192.0.2.7" },
		{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64" },
		{ "2001:db8:1:2::6", "2001:db8:1:2::/64" },
		{ "2001:db8::6", "2001:db8::/64" }, { "::1", "::/64" },
		{ NULL, "local" },
	};
	size_t i;

	for (i = 0; i < COUNT(addresses); i++) {
		struct http http = { addresses[i][0] };
		struct req rq = { .cx = &cx, .http = &http };

		is_str(req_address(&rq), addresses[i][1], addresses[i][0] ?
		    addresses[i][0] : "none");
	}
}

/* The same, whatever stands behind the ends of its texts. */
static void
test_asker(void)
{
	struct asker a, b;

	memset(&a, 0x55, sizeof(a));
	memset(&b, 0xaa, sizeof(b));
	a.id[0] = a.household[0] = a.session[0] = a.locale[0] = '\0';
	a.zone[0] = a.today[0] = a.name[0] = a.household_name[0] = '\0';
	a.purge[0] = '\0';
	b.id[0] = b.household[0] = b.session[0] = b.locale[0] = '\0';
	b.zone[0] = b.today[0] = b.name[0] = b.household_name[0] = '\0';
	b.purge[0] = '\0';
	a.role = b.role = ROLE_USER;
	a.member = b.member = MEMBER_VIEWER;
	a.browser = a.imperial = a.verified = a.mfa = a.by_token = true;
	b.browser = b.imperial = b.verified = b.mfa = b.by_token = true;
	a.scopes = b.scopes = 5;
	ok(asker_is(&a, &b), "the same person");
	b.scopes = 4;
	ok(!asker_is(&a, &b), "with less of a token");
	b.scopes = 5;
	b.member = MEMBER_OWNER;
	ok(!asker_is(&a, &b), "with another role");
	b.member = MEMBER_VIEWER;
	b.household[0] = '1';
	b.household[1] = '\0';
	ok(!asker_is(&a, &b), "in another household");
}

int
main(void)
{
	struct arena *arena = arena_new();

	cx_init(&cx, arena, NULL, NULL);
	test_rows();
	test_args();
	test_addresses();
	test_asker();
	is_int(err_bugs(), 0, "no bug");
	arena_free(arena);
	return done();
}
