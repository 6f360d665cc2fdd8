#include "web/dispatch.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "data/accept.h"
#include "web/auth.h"
#include "web/batch.h"
#include "data/conf.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/form.h"
#include "web/http.h"
#include "web/idempotency.h"
#include "web/kept.h"
#include "web/receive.h"
#include "web/reply.h"
#include "web/route.h"
#include "web/select.h"
#include "store/secret.h"
#include "account/session.h"
#include "web/site.h"
#include "data/text.h"
#include "base/words.h"

#define TARGET_MAX	4096
#define AGENT_MAX	300
#define STALE_TRIES	10	/* a try is lost when another's won */

/* ---- the request line and headers -------------------------------------- */

static bool
read_method(struct req *rq)
{
	const char *name = req_header(rq, "REQUEST_METHOD");
	int i;

	if (name && strcmp(name, "HEAD") == 0) {
		rq->head = true;
		rq->method = GET;
		return true;
	}
	for (i = 0; name && i < METHODS; i++)
		if (strcmp(name, method_name((enum method)i)) == 0) {
			rq->method = (enum method)i;
			return true;
		}
	rq->method = METHODS;
	return true;		/* 405, with what is allowed */
}

static void
drop_segments(struct uri_path *path, size_t n)
{
	memmove(path->segments, path->segments + n,
	    (path->n - n) * sizeof(path->segments[0]));
	path->n -= n;
}

/* A page's address with a slash too many is another's, said by a redirect. */
static const char *
drop_slash(struct req *rq, const char *target)
{
	size_t n = strcspn(target, "?#");

	if (rq->api || rq->method != GET || n < 2 || target[n - 1] != '/')
		return target;
	rq->moved = arena_fmt(rq->cx->arena, "%.*s%s", (int)n - 1, target,
	    target + n);
	return rq->moved;
}

/* The interface's own root is the same with and without a slash. */
static const char *
root(struct req *rq, const char *target)
{
	size_t n = strcspn(target, "?#");

	if ((n == 5 && text_starts(target, "/api/")) ||
	    (n == 8 && text_starts(target, "/api/v1/")))
		return arena_fmt(rq->cx->arena, "%.*s%s", (int)n - 1, target,
		    target + n);
	return target;
}

static bool
read_target(struct req *rq)
{
	const char *target = req_header(rq, "REQUEST_URI");
	struct uri_path *path = &rq->path;

	/* Known before the rest is, so that its fault is told in JSON. */
	rq->api = target && text_starts(target, "/api") &&
	    strchr("/?", target[4]);
	if (!target || *target != '/' || strlen(target) > TARGET_MAX) {
		rq->target = "/";
		return fail(rq->cx, ERR_NOT_FOUND, "There is nothing at "
		    "this address.");
	}
	target = rq->target = uri_plain(rq->cx->arena, target);
	if (!uri_path(rq->cx->arena, drop_slash(rq, root(rq, target)), path))
		return fail(rq->cx, ERR_NOT_FOUND, "There is nothing at "
		    "this address.");
	if (rq->api)
		drop_segments(path, path->n > 1 &&
		    strcmp(path->segments[1], "v1") == 0 ? 2 : 1);
	return true;
}

static bool
is_request_id(const char *s)
{
	size_t n = strspn(s, "0123456789abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");

	return n > 0 && n <= 64 && !s[n];
}

/* An id of the caller's is echoed when it is sane. */
static void
read_request_id(struct req *rq)
{
	const char *given = req_header(rq, "HTTP_X_REQUEST_ID");

	if (!given || !is_request_id(given))
		given = secret_uuid(rq->cx->arena);
	snprintf(rq->id, sizeof(rq->id), "%s", given);
}

static void
read_credentials(struct req *rq)
{
	const char *header = req_header(rq, "HTTP_AUTHORIZATION");

	if (header && strncasecmp(header, "Bearer ", 7) == 0)
		rq->bearer = header + 7 + strspn(header + 7, " ");
	else
		rq->cookie = req_cookie(rq, COOKIE_NAME);
	if (rq->cookie && !*rq->cookie)
		rq->cookie = NULL;
}

/* What the client says it is, kept with its session. */
static const char *
cut_agent(struct req *rq)
{
	const char *agent = req_header(rq, "HTTP_USER_AGENT");
	size_t n = agent ? strlen(agent) : 0;

	return n ? text_line(rq->cx->arena, agent, n < AGENT_MAX ? n :
	    AGENT_MAX) : NULL;
}

/* RFC 7240: among the preferences, in any spelling of the letters. */
static bool
prefers_minimal(const struct req *rq)
{
	const char *p = req_header(rq, "HTTP_PREFER");

	for (; p && *p; p += strcspn(p, ","), p += *p == ',') {
		p += strspn(p, " \t");
		if (strncasecmp(p, "return=minimal", 14) == 0 &&
		    strchr(" \t,;", p[14]))
			return true;
	}
	return false;
}

/* A person's own language goes before what their browser would like. */
static void
choose_words(struct req *rq)
{
	const char *locale = rq->cx->asker.locale;

	words_use(*locale ? words_find(locale) :
	    accept_language(req_header(rq, "HTTP_ACCEPT_LANGUAGE")));
}

bool
dispatch_start(struct req *rq)
{
	const char *trace = req_header(rq, "HTTP_TRACEPARENT");

	choose_words(rq);
	rq->if_match = -1;
	rq->cx->address = req_address(rq);
	rq->cx->agent = cut_agent(rq);
	read_request_id(rq);
	if (trace && strlen(trace) == 55)
		/* for the log, when the headers are gone with the answer */
		rq->traceparent = arena_str(rq->cx->arena, trace);
	read_credentials(rq);
	rq->minimal = prefers_minimal(rq);
	rq->key = req_header(rq, "HTTP_IDEMPOTENCY_KEY");
	if (rq->key && !*rq->key)
		rq->key = NULL;
	return read_method(rq) && read_target(rq);
}

/* ---- what the client takes, and sent ----------------------------------- */

static bool
check_accept(struct req *rq)
{
	const char *header = req_header(rq, "HTTP_ACCEPT");
	int json, problem, ld;

	if (!rq->api || !header || !*header)
		return true;
	json = accept_wants(header, "application/json");
	problem = accept_wants(header, "application/problem+json");
	ld = accept_wants(header, "application/ld+json");
	rq->ld = rq->method == GET && rq->route->flags & R_LD &&
	    ld > json;
	if (json || problem || rq->ld || rq->route->flags & R_RAW_BODY)
		return true;
	return fail(rq->cx, ERR_NOT_ACCEPTABLE, "This address gives "
	    "application/json.");
}

/* The version of one tag, "3-…" or W/"3-…"; no version is 0: stale. */
static int64_t
tag_version(const char *p)
{
	int64_t version = 0;
	char digits[20];
	size_t n;

	if (text_starts(p, "W/"))
		p += 2;
	n = *p == '"' ? strspn(p + 1, "0123456789") : 0;
	if (!n || n >= sizeof(digits))
		return 0;
	memcpy(digits, p + 1, n);
	digits[n] = '\0';
	return text_int(digits, &version) ? version : 0;
}

/*
 * Tags, or *: the version alone counts. Of several the newest, as no older
 * one can be what is there now.
 */
static bool
read_if_match(struct req *rq)
{
	const char *p = req_header(rq, "HTTP_IF_MATCH");
	int64_t version;

	if (!p || !*p || strcmp(p, "*") == 0)
		return true;
	rq->if_match = 0;
	rq->if_match_given = true;
	while (*p) {
		version = tag_version(p);
		if (version > rq->if_match)
			rq->if_match = version;
		p += strcspn(p, ",");
		p += strspn(p, ", \t");
	}
	return true;
}

/* ---- running ----------------------------------------------------------- */

static bool
read_query(struct req *rq)
{
	static const struct shape none = { .name = "none" };
	const char *query = uri_query(rq->target);

	rq->query = form_parse_query(&rq->cx->err, query, strlen(query));
	if (!rq->query || !select_read(rq) || !select_cursor(rq))
		return false;
	/* Pages are lenient: trackers add their own parameters. */
	if (rq->route->query)
		return req_read(rq, rq->route->query, rq->api ? rq->query :
		    field_known(rq->cx->arena, rq->route->query, rq->query),
		    FIELD_QUERY, &rq->params);
	return !rq->api || field_read(&rq->cx->err,
	    &none, rq->query, FIELD_QUERY, NULL);
}

/* The body, merged into what is there where the row says so. */
static bool
read_body(struct req *rq)
{
	const struct route *route = rq->route;
	struct doc *body = rq->body, *now;

	if (!route->body || route->method == GET || batch_is(rq))
		return true;
	if (route->current) {
		if (!field_names(&rq->cx->err, route->body, body))
			return false;
		now = route->current(rq);
		if (!now)
			return false;
		if (!rq->if_match_given)
			rq->if_match = (int64_t)doc_num(now, "version", -1);
		body = doc_merge_patch(rq->cx->arena, now, body);
	}
	return req_read(rq, route->body, body,
	    rq->api && !rq->is_form ? FIELD_JSON : FIELD_FORM, &rq->in);
}

/* PATCH without If-Match tries again when somebody was quicker. */
static struct doc *
dispatch_run(struct req *rq)
{
	struct doc *d = NULL;
	int try;

	for (try = 0; try < STALE_TRIES; try++) {
		if (!read_body(rq))
			return NULL;
		d = idempotency_run(rq);
		if (d || rq->cx->err.kind != ERR_STALE ||
		    !rq->route->current || rq->if_match_given)
			break;
		if (try < STALE_TRIES - 1)
			err_clear(&rq->cx->err);
	}
	return d;
}

/* The role may come from the cache and be out of date: the database confirms
 * it before the answer is 403. */
static bool
may(struct req *rq)
{
	if (auth_allow(rq, rq->route->need))
		return true;
	if (rq->cx->err.kind != ERR_FORBIDDEN &&
	    rq->cx->err.kind != ERR_SECOND_FACTOR)
		return false;
	err_clear(&rq->cx->err);
	rq->cx->refused = REFUSED_NONE;
	return db_guard_now(rq->cx) && auth_allow(rq, rq->route->need);
}

static struct doc *
perform(struct req *rq, struct auth *auth, struct auth_cache *cache)
{
	struct doc *d;

	if (!(rq->route->flags & R_NO_AUTH) &&
	    !auth_identify(auth, rq, cache))
		return NULL;
	choose_words(rq);
	if (!may(rq) || !receive_body(rq) ||
	    !auth_same_site(rq, rq->form_token) || !read_query(rq))
		return NULL;
	d = dispatch_run(rq);
	select_next(rq, d);
	if (!d && !rq->cx->err.kind) {
		BUG("%s %s failed without an error",
		    method_name(rq->route->method), rq->route->path);
		fail(rq->cx, ERR_INTERNAL, "Something went wrong on our "
		    "side.");
	}
	if (d && !(rq->route->flags & R_NO_AUTH) && !db_guard_now(rq->cx))
		return NULL;
	return d;
}

/* ---- forms with faults ------------------------------------------------- */

static const struct route *
form_row(const struct req *rq)
{
	const struct responder *all = rq->site->responder;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->routes[i].method == GET &&
		    route_page(&all->routes[i]) &&
		    strcmp(all->routes[i].path, rq->route->form) == 0)
			return &all->routes[i];
	BUG("%s names no page", rq->route->form);
	return NULL;
}

/* What the page's query may say, of the address that was sent to and of the
 * form, but for what is faulty. */
static struct doc *
query_of_form(struct req *rq, const struct shape *query,
    const struct err *wrong)
{
	struct doc *d = doc_object(rq->cx->arena);
	const struct err_field *fault;
	size_t i;

	for (i = 0; i < query->n; i++) {
		const char *name = query->fields[i].name;
		const char *value = doc_str(rq->query, name);

		if (!value)
			value = doc_str(rq->body, name);
		if (value)
			doc_append(d, name, doc_text(rq->cx->arena, value));
	}
	for (fault = wrong->fields; fault; fault = fault->next)
		doc_drop(d, fault->parameter ? fault->parameter :
		    fault->pointer + (*fault->pointer == '/'));
	return d;
}

/*
 * A page that is shown again runs on a query of its own, never on that of the
 * row that was sent to: what address and form say of it, the rest as by
 * default.
 */
static bool
read_page_query(struct req *rq, const struct route *page,
    const struct err *wrong)
{
	const struct shape *query = page->query;
	struct err *e = &rq->cx->err, fault;
	struct doc *d;

	rq->params = NULL;
	if (!query)
		return true;
	d = query_of_form(rq, query, wrong);
	if (req_read(rq, query, d, FIELD_QUERY, &rq->params))
		return true;
	fault = *e;
	err_clear(e);
	return req_read(rq, query, query_of_form(rq, query, &fault),
	    FIELD_QUERY, &rq->params);
}

/* The form's page again, with what was typed and what is wrong. */
static bool
reply_form(struct reply *r, struct req *rq)
{
	const struct route *sent = rq->route, *page = form_row(rq);
	struct cx *cx = rq->cx;
	struct err wrong = cx->err;
	struct doc *d, *form;

	if (!page)
		return false;
	err_clear(&cx->err);
	rq->route = page;
	d = read_page_query(rq, page, &wrong) ? page->run(rq) : NULL;
	rq->route = sent;
	if (!d)
		return false;
	form = field_form(cx->arena, sent->body, rq->body, &wrong);
	doc_append(form, "detail", doc_text(cx->arena, wrong.detail));
	doc_append(form, "stale", doc_bool(cx->arena,
	    wrong.kind == ERR_STALE));
	if (wrong.extra)
		doc_append(form, "extra", doc_copy(cx->arena, wrong.extra));
	doc_set(d, "form", form);
	return reply_view(r, rq, err_status(wrong.kind), page->view, d);
}

/* Whoever may not open the page is not shown it by a post either; to log in,
 * a form takes the wrong password back. */
static bool
wants_form(const struct req *rq)
{
	if (rq->api || !rq->route || !rq->route->form || rq->method != POST)
		return false;
	switch (rq->cx->err.kind) {
	case ERR_INVALID:
	case ERR_CONFLICT:
	case ERR_STALE:
	case ERR_LIMITED:
	case ERR_REAUTHENTICATE:
	case ERR_QUOTA:
		return true;
	case ERR_SIGNED_OUT:
		return rq->route->need == NEED_NOBODY;
	default:
		return false;
	}
}

/* ---- somebody was quicker ---------------------------------------------- */

/* The row by which a program looks at what it wanted to change. */
static const struct route *
look_row(const struct req *rq)
{
	const struct responder *all = rq->site->responder;
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->routes[i].method == GET &&
		    route_api(&all->routes[i]) &&
		    strcmp(all->routes[i].path, rq->route->path) == 0)
			return &all->routes[i];
	return NULL;
}

/* 412 says the ETag of now, which saves a program one question. */
static void
tell_current(struct reply *r, struct req *rq)
{
	const struct route *sent = rq->route, *look = look_row(rq);
	struct err wrong = rq->cx->err;
	struct answer out = rq->out;
	struct doc *d;

	if (!look)
		return;
	err_clear(&rq->cx->err);
	rq->route = look;
	d = read_page_query(rq, look, &wrong) ? look->run(rq) : NULL;
	if (d)
		reply_current(r, rq, d);
	rq->route = sent;
	rq->cx->err = wrong;
	rq->out = out;
}

/* ---- everything -------------------------------------------------------- */

static void
cors(struct reply *r, struct req *rq)
{
	const char *origin = req_header(rq, "HTTP_ORIGIN");

	if (rq->api && rq->route && rq->route->flags & R_LD)
		reply_header(r, "Vary", "Accept");
	if (!rq->api || !*rq->cx->conf->cors_origins)
		return;
	reply_header(r, "Vary", "Origin");
	if (!origin || !auth_origin_known(rq->cx->conf, origin))
		return;
	reply_header(r, "Access-Control-Allow-Origin", "%s", origin);
	reply_header(r, "Access-Control-Expose-Headers", "Content-Disposition, "
	    "ETag, Idempotency-Replayed, Link, Location, Preference-Applied, "
	    "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, "
	    "X-Request-Id");
}

static void
allow_header(struct reply *r, unsigned allow, const char *name)
{
	struct buf b;
	int i;

	buf_init(&b, r->arena, 100);
	for (i = 0; i < METHODS; i++) {
		if (!(allow & 1u << i))
			continue;
		buf_fmt(&b, "%s%s", buf_len(&b) ? ", " : "",
		    method_name((enum method)i));
		if (i == GET)
			buf_str(&b, ", HEAD");
	}
	buf_str(&b, buf_len(&b) ? ", OPTIONS" : "OPTIONS");
	reply_header(r, name, "%s", buf_done(&b, NULL));
}

static void
reply_options(struct reply *r, struct req *rq, unsigned allow)
{
	err_clear(&rq->cx->err);
	r->status = 204;
	allow_header(r, allow, "Allow");
	if (!req_header(rq, "HTTP_ACCESS_CONTROL_REQUEST_METHOD"))
		return;
	allow_header(r, allow, "Access-Control-Allow-Methods");
	reply_header(r, "Access-Control-Allow-Headers", "Authorization, "
	    "Content-Type, If-Match, If-None-Match, Idempotency-Key, "
	    "Prefer, X-Request-Id, X-Requested-With, traceparent");
	reply_header(r, "Access-Control-Max-Age", "86400");
}

/* The head: what is asked, and whether we have it like that. */
static bool
choose(struct req *rq, unsigned *allow)
{
	rq->route = route_find(rq, rq->site->responder, allow);
	return rq->route && check_accept(rq) && read_if_match(rq);
}

void
dispatch(struct req *rq, struct auth_cache *cache, struct reply *r)
{
	struct auth auth = { .rq = rq };
	struct doc *d = NULL;
	unsigned allow = 0;
	int try;

	if (!rq->cx->err.kind && choose(rq, &allow) && !rq->moved)
		for (try = 0; try < 3; try++) {
			d = perform(rq, &auth, cache);
			if (!auth.moved)
				break;
			d = NULL;
			if (try < 2) {
				err_clear(&rq->cx->err);
				rq->out = (struct answer){ .status = 0 };
			}
		}
	cors(r, rq);
	if (rq->moved && !rq->cx->err.kind) {
		reply_redirect(r, rq, rq->moved);
		r->status = 308;
	} else if (rq->method == OPTIONS && allow) {
		reply_options(r, rq, allow);
	} else if (!(d && reply_doc(r, rq, d)) &&
	    !(wants_form(rq) && reply_form(r, rq)) &&
	    !(kept_wants(rq) && kept_reply(r, rq))) {
		if (!rq->cx->err.kind)
			fail(rq->cx, ERR_INTERNAL, "Something went wrong "
			    "on our side.");
		reply_problem(r, rq);
		if (rq->cx->err.kind == ERR_STALE && rq->api)
			tell_current(r, rq);
		cors(r, rq);
		if (rq->cx->err.kind == ERR_METHOD || (allow && !rq->route))
			allow_header(r, allow, "Allow");
	}
	if (auth.stale && d)
		session_touch(rq->cx);
	db_guard(rq->cx, NULL);
}
