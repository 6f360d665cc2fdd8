/*
 * A request, whatever its words are: it is answered, with a status of the
 * contract, header lines that are lines, JSON that is JSON below /api/, and
 * without a bug of ours. There is no database: what needs one says 503.
 *
 * The input is a method and a target, header lines, a blank line, the body.
 * This stands where http.c would be.
 */
#include "web/dispatch.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/conf.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/text.h"
#include "store/db.h"
#include "web/auth.h"
#include "web/http.h"
#include "web/reply.h"
#include "web/route.h"
#include "web/site.h"
#include "web/views.h"

#include "fuzz.h"

#define PARAMS_MAX 40
#define VIEW "problem"

/* ---- in the place of http.c -------------------------------------------- */

struct http {
	const char	*names[PARAMS_MAX], *values[PARAMS_MAX];
	size_t		 n;
	const char	*body;
	size_t		 body_n, read;
	const char	*head, *sent;
	size_t		 head_n, sent_n;
};

const char *
http_param(const struct http *http, const char *name)
{
	size_t i;

	for (i = 0; i < http->n; i++)
		if (strcmp(http->names[i], name) == 0)
			return http->values[i];
	return NULL;
}

bool
http_length(struct err *e, const struct http *http, size_t *n)
{
	(void)e;
	*n = http->body_n;
	return true;
}

bool
http_body_begin(struct err *e, struct http *http, size_t max, size_t *n)
{
	*n = http->body_n;
	return *n <= max || err_set(e, ERR_TOO_LARGE, "Too large.");
}

bool
http_body_read(struct err *e, struct http *http, char *p, size_t n,
    size_t *got)
{
	(void)e;
	*got = n < http->body_n - http->read ? n : http->body_n - http->read;
	memcpy(p, http->body + http->read, *got);
	http->read += *got;
	return true;
}

void
http_send(struct http *http, const char *head, size_t head_n,
    const char *body, size_t body_n)
{
	REQUIRE(!http->head);	/* once */
	http->head = head;
	http->head_n = head_n;
	http->sent = body;
	http->sent_n = body_n;
}

void
http_send_file(struct http *http, const char *head, size_t head_n, int fd,
    size_t n)
{
	(void)fd;
	(void)n;
	http_send(http, head, head_n, "", 0);
}

/* ---- a responder ------------------------------------------------------- */

struct thing {
	const char		*id, *name;
	int64_t			 n;
	struct field_texts	 tags;
};

static const struct field thing_fields[] = {
	{ .name = "id", .type = FT_UUID, AT(struct thing, id) },
	{ .name = "name", .type = FT_TEXT, AT(struct thing, name),
	    .flags = F_REQUIRED, .min = 1, .max = 50 },
	{ .name = "n", .type = FT_INT, AT(struct thing, n), .max = 9,
	    .fallback = "1" },
	{ .name = "tags", .type = FT_TEXTS, AT(struct thing, tags),
	    .max = 20, .count = 5 },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
};
static const struct shape thing_shape = SHAPE("Thing", thing_fields,
    struct thing);

struct query {
	int64_t		 limit;
	const char	*cursor, *q;
};

static const struct field query_fields[] = {
	{ .name = "limit", .type = FT_INT, AT(struct query, limit), .min = 1,
	    .max = 100, .fallback = "20" },
	{ .name = "cursor", .type = FT_TEXT, AT(struct query, cursor),
	    .max = 2000 },
	{ .name = "q", .type = FT_TEXT, AT(struct query, q), .max = 100 },
};
static const struct shape query_shape = SHAPE("Query", query_fields,
    struct query);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &thing_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
static const struct shape list_shape = SHAPE_OUT("Things", list_fields);

static struct doc *
thing_doc(struct req *rq, const char *name)
{
	struct arena *arena = rq->cx->arena;
	struct doc *d = doc_object(arena);

	doc_append(d, "id", doc_text(arena,
	    "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e"));
	doc_append(d, "name", doc_text(arena, name));
	doc_append(d, "version", doc_int(arena, 3));
	return d;
}

static struct doc *
show(struct req *rq)
{
	REQUIRE(text_is_uuid(req_arg(rq, "id")));
	return thing_doc(rq, "a");
}

static struct doc *
save(struct req *rq)
{
	const struct thing *in = rq->in;

	REQUIRE(in && in->name && *in->name && in->n >= 0 && in->n <= 9);
	return thing_doc(rq, in->name);
}

static struct doc *
list(struct req *rq)
{
	const struct query *in = rq->params;
	struct doc *d = doc_object(rq->cx->arena);

	REQUIRE(in && in->limit >= 1 && in->limit <= 100);
	doc_add(doc_append(d, "items", doc_list(rq->cx->arena)),
	    thing_doc(rq, in->q));
	doc_append(d, "next", doc_text(rq->cx->arena, in->cursor ? in->cursor :
	    "61"));
	return d;
}

static struct doc *
raw(struct req *rq)
{
	rq->out.type = "text/plain; charset=utf-8";
	rq->out.text = arena_dup(rq->cx->arena, rq->bytes, rq->nbytes);
	rq->out.text_n = rq->nbytes;
	return doc_object(rq->cx->arena);
}

static struct doc *
page(struct req *rq)
{
	return thing_doc(rq, req_arg(rq, "word"));
}

static const struct route routes[] = {
	{ GET, "/things", NEED_NOBODY, list, R_NO_AUTH | R_API | R_LIST,
	    .query = &query_shape, .answer = &list_shape },
	{ POST, "/things", NEED_NOBODY, save, R_NO_AUTH | R_API | R_CREATED,
	    .body = &thing_shape, .answer = &thing_shape },
	{ GET, "/things/:id", NEED_NOBODY, show, R_NO_AUTH | R_API,
	    .answer = &thing_shape },
	{ PATCH, "/things/:id", NEED_NOBODY, save, R_NO_AUTH | R_API | R_MATCH,
	    .body = &thing_shape, .answer = &thing_shape, .current = show },
	{ DELETE, "/things/:id", NEED_NOBODY, show,
	    R_NO_AUTH | R_API | R_EMPTY, .op = "things.delete" },
	{ POST, "/raw", NEED_NOBODY, raw, R_NO_AUTH | R_API | R_RAW_BODY,
	    .op = "things.raw" },
	{ GET, "/mine", NEED_PERSON, list, R_API | R_LIST,
	    .query = &query_shape, .answer = &list_shape },
	{ GET, "/say/:word", NEED_NOBODY, page, R_NO_AUTH | R_PAGE,
	    .view = VIEW },
	{ GET, "/form", NEED_NOBODY, page, R_NO_AUTH | R_PAGE | R_FORM,
	    .body = &thing_shape, .view = VIEW },
	{ POST, "/kept", NEED_MEMBER, save, R_PAGE, .body = &thing_shape,
	    .then = "/form", .view = VIEW },
	{ POST, "/say/:word", NEED_NOBODY, save, R_NO_AUTH | R_PAGE,
	    .body = &thing_shape, .form = "/say/:word",
	    .then = "/say/:name", .view = VIEW },
};
static const struct responder responder = { .name = "fuzz",
    .routes = routes, .n = COUNT(routes) };

static struct site site;
static struct auth_cache *cache;

static void
set_up(void)
{
	const char *top = getenv("MEAL_SRCDIR");
	struct err e;

	site.arena = arena_new();
	err_init(&e, site.arena);
	setenv("MEAL_CONF", "", 1);
	setenv("MEAL_DATABASE", "host=/nonexistent dbname=none", 1);
	setenv("MEAL_TEMPLATES", arena_fmt(site.arena, "%s/templates",
	    top ? top : "."), 1);
	setenv("MEAL_CORS_ORIGINS", "https://app.example.com", 1);
	site.conf = conf_load(&e);
	REQUIRE(site.conf);
	site.responder = &responder;
	site.assets = "1";
	site.db = db_new(site.conf);
	site.views = views_load(&e, &site);
	REQUIRE(site.views);
	cache = auth_cache_new(site.arena);
}

/* ---- the request ------------------------------------------------------- */

static void
put(struct http *http, const char *name, const char *value)
{
	if (http->n == PARAMS_MAX || http_param(http, name))
		return;
	http->names[http->n] = name;
	http->values[http->n++] = value;
}

/* "Content-Type: x" as CGI has it. */
static void
put_line(struct http *http, struct arena *arena, char *line)
{
	char *colon = strchr(line, ':'), *p;

	if (!colon)
		return;
	*colon = '\0';
	for (p = line; *p; p++)
		*p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
	put(http, strcmp(line, "CONTENT_TYPE") == 0 ? line :
	    arena_fmt(arena, "HTTP_%s", line), colon + 1 +
	    strspn(colon + 1, " "));
}

static void
read_request(struct http *http, struct arena *arena, char *p, size_t n)
{
	char *end = p + n, *line = p, *stop, *blank;

	for (; line < end; line = stop + 1) {
		stop = memchr(line, '\n', (size_t)(end - line));
		if (!stop)
			stop = end;
		*stop = '\0';
		if (stop == line) {
			http->body = stop < end ? stop + 1 : end;
			http->body_n = (size_t)(end - http->body);
			return;
		}
		if (line != p) {
			put_line(http, arena, line);
			continue;
		}
		blank = strchr(line, ' ');
		put(http, "REQUEST_URI", blank ? blank + 1 : "/");
		if (blank)
			*blank = '\0';
		put(http, "REQUEST_METHOD", line);
		put(http, "REMOTE_ADDR", "192.0.2.7");
	}
}

/* ---- the answer -------------------------------------------------------- */

static bool
is_status(int status)
{
	static const int known[] = { 200, 201, 202, 204, 303, 304, 308, 400,
	    401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 428, 429, 503 };
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (known[i] == status)
			return true;
	return false;
}

/* Lines that end in CRLF, each with a name, and nothing within that ends. */
static void
check_head(const char *p, size_t n)
{
	const char *end = p + n, *stop;

	REQUIRE(strncmp(p, "Status: ", 8) == 0);
	for (; p < end; p = stop + 2) {
		stop = memchr(p, '\r', (size_t)(end - p));
		REQUIRE(stop && stop + 1 < end && stop[1] == '\n');
		REQUIRE(memchr(p, ':', (size_t)(stop - p)));
		for (; p < stop; p++)
			REQUIRE((unsigned char)*p >= ' ' && *p != 0x7f);
	}
}

static void
check_answer(const struct http *http, const struct reply *r,
    const struct req *rq)
{
	struct err e;

	if (!is_status(r->status))
		fprintf(stderr, "status %d: %s\n", r->status,
		    rq->cx->err.log ? rq->cx->err.log : "");
	REQUIRE(is_status(r->status));
	check_head(http->head, http->head_n);
	REQUIRE(r->status != 204 || !http->sent_n);
	REQUIRE(r->status != 304 || !http->sent_n);
	if (!r->type || !http->sent_n)
		return;
	err_init(&e, rq->cx->arena);
	if (text_starts(r->type, "application/"))
		REQUIRE(json_parse(&e, http->sent, http->sent_n));
	if (text_starts(r->type, "text/html"))
		REQUIRE(text_valid(http->sent, http->sent_n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct http http = { .n = 0 };
	struct cx cx;
	struct req rq = { .cx = &cx, .http = &http, .site = &site };
	struct reply reply;

	if (!site.conf)
		set_up();
	cx_init(&cx, arena, site.conf, site.db);
	read_request(&http, arena, arena_dup(arena, (const char *)data,
	    size), size);
	reply_init(&reply, &rq);
	dispatch_start(&rq);
	dispatch(&rq, cache, &reply);
	reply_send(&reply, &rq);
	check_answer(&http, &reply, &rq);
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
