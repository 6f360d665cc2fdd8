#include "web/reply.h"

#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/conf.h"
#include "data/doc.h"
#include "data/format.h"
#include "web/http.h"
#include "data/json.h"
#include "web/page.h"
#include "web/route.h"
#include "web/select.h"
#include "store/secret.h"
#include "web/site.h"
#include "data/text.h"
#include "data/tmpl.h"
#include "web/views.h"
#include "base/words.h"

#define HEAD_MAX 16384
#define TYPE_HTML "text/html; charset=utf-8"
#define CSP_PAGE "default-src 'none'; style-src 'self'; script-src 'self'; " \
	"img-src 'self' data:; connect-src 'self'; font-src 'self'; " \
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; " \
	"frame-ancestors 'none'"
#define CSP_DATA "default-src 'none'; frame-ancestors 'none'"

void
reply_init(struct reply *r, struct req *rq)
{
	r->arena = rq->cx->arena;
	r->status = 200;
	r->fd = -1;
	r->type = NULL;
	buf_init(&r->head, rq->cx->arena, HEAD_MAX);
	buf_init(&r->body, rq->cx->arena,
	    (size_t)rq->cx->conf->answer_max);
}

void
reply_header(struct reply *r, const char *name, const char *fmt, ...)
{
	va_list args;
	char *value, *p;

	va_start(args, fmt);
	value = arena_vfmt(r->arena, fmt, args);
	va_end(args);
	for (p = value; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	buf_fmt(&r->head, "%s: %s\r\n", name, value);
}

static bool
finished(struct reply *r, struct req *rq)
{
	if (!buf_over(&r->body) && !buf_over(&r->head))
		return true;
	return fail(rq->cx, ERR_INTERNAL, "The answer grew too large.");
}

/* ---- entity tags ------------------------------------------------------- */

/* Whether a list of entity tags holds this one, compared weakly. */
static bool
tag_listed(const char *list, const char *tag)
{
	size_t n = strlen(tag);

	while (*list) {
		size_t len;

		list += strspn(list, " ,\t");
		if (*list == '*')
			return true;
		if (list[0] == 'W' && list[1] == '/')
			list += 2;
		len = strcspn(list, ",");
		while (len && (list[len - 1] == ' ' ||
		    list[len - 1] == '\t'))
			len--;
		if (len == n && memcmp(list, tag, n) == 0)
			return true;
		list += strcspn(list, ",");
	}
	return false;
}

static char *
tag_of(struct arena *arena, const struct doc *d, struct buf *body)
{
	const char *version = doc_str(d, "version");
	char hash[9];

	secret_etag(hash, buf_done(body, NULL), buf_len(body));
	return arena_fmt(arena, "\"%s-%s\"", version ? version : "0", hash);
}

/* ETag, and 304 when the client has it. */
static void
tag(struct reply *r, struct req *rq, const struct doc *d)
{
	const char *seen = req_header(rq, "HTTP_IF_NONE_MATCH");
	char *etag;

	if (buf_over(&r->body))
		return;		/* there will be none */
	etag = tag_of(rq->cx->arena, d, &r->body);
	reply_header(r, "ETag", "%s", etag);
	if (rq->method == GET && seen && tag_listed(seen, etag)) {
		r->status = 304;
		buf_clear(&r->body);
	}
}

void
reply_current(struct reply *r, struct req *rq, const struct doc *d)
{
	struct buf body;

	buf_init(&body, rq->cx->arena, (size_t)rq->cx->conf->answer_max);
	json_print(&body, d);
	if (!buf_over(&body))
		reply_header(r, "ETag", "%s", tag_of(rq->cx->arena, d,
		    &body));
}

/* ---- documents --------------------------------------------------------- */

/* A path pattern with the request's args, or the answer's members, filled
 * in: "/recipes/:id". */
static char *
filled(struct req *rq, const char *pattern, const struct doc *d)
{
	struct buf b;
	const char *p = pattern;

	buf_init(&b, rq->cx->arena, HEAD_MAX);
	while (*p) {
		size_t n = strcspn(p, ":");
		const char *name, *value;

		buf_add(&b, p, n);
		p += n;
		if (!*p)
			break;
		n = strcspn(++p, "/?&#");
		name = arena_dup(rq->cx->arena, p, n);
		value = doc_str(d, name);
		if (!value)
			value = req_arg_maybe(rq, name);
		if (value)
			uri_encode(&b, value, strlen(value));
		p += n;
	}
	return buf_done(&b, NULL);
}

static void
locate(struct reply *r, struct req *rq, const struct doc *d)
{
	const char *id = doc_str(d, "id");

	if (rq->out.location)
		reply_header(r, "Location", "/api/v1%s", rq->out.location);
	else if (id)
		reply_header(r, "Location", "/api/v1%s/%s",
		    filled(rq, rq->route->path, NULL), id);
}

/* The query of this request with another cursor. */
static void
link_next(struct reply *r, struct req *rq, const char *cursor)
{
	const struct doc *q;
	struct buf b;

	buf_init(&b, rq->cx->arena, HEAD_MAX);
	for (q = doc_first(rq->query); q; q = q->next) {
		if (q->name_len == 6 && memcmp(q->name, "cursor", 6) == 0)
			continue;
		uri_encode(&b, q->name, q->name_len);
		buf_char(&b, '=');
		uri_encode(&b, q->text, q->len);
		buf_char(&b, '&');
	}
	reply_header(r, "Link", "<%s%s?%scursor=%s>; rel=\"next\"",
	    rq->api ? "/api/v1" : "", filled(rq, rq->route->path, NULL),
	    buf_done(&b, NULL), cursor);
}

/* RFC 7240: what was done is enough. */
static void
leave_out(struct reply *r)
{
	reply_header(r, "Preference-Applied", "return=minimal");
	r->type = NULL;
	buf_clear(&r->body);
	if (r->status == 200)
		r->status = 204;
}

static bool
reply_json(struct reply *r, struct req *rq, struct doc *d)
{
	unsigned flags = rq->route->flags;

	select_apply(rq, d);
	if (flags & R_EMPTY) {
		r->status = 204;
		return true;
	}
	if (flags & R_CREATED)
		r->status = 201;
	else if (flags & R_ACCEPTED)
		r->status = 202;
	if (rq->out.status)
		r->status = rq->out.status;
	if (r->status == 201 || (r->status == 202 && rq->out.location))
		locate(r, rq, d);
	if (flags & R_LIST && doc_str(d, "next"))
		link_next(r, rq, doc_str(d, "next"));
	r->type = rq->out.type ? rq->out.type : "application/json";
	json_print(&r->body, d);
	if (rq->method == GET || doc_str(d, "version"))
		tag(r, rq, d);
	if (rq->out.replayed)
		reply_header(r, "Idempotency-Replayed", "true");
	if (rq->method != GET && rq->minimal)
		leave_out(r);
	return finished(r, rq);
}

bool
reply_view(struct reply *r, struct req *rq, int status, const char *view,
    struct doc *d)
{
	const struct asker *who = &rq->cx->asker;
	struct format_env env = {
		.locale = req_locale(rq),
		.zone = *who->zone ? who->zone : "UTC",
		.today = who->today,
	};
	const struct doc *stack[] = { page_doc(rq), d };

	r->status = status;
	r->type = TYPE_HTML;
	reply_header(r, "Content-Language", "%s", words_tag(words_now()));
	if (req_cookie(rq, "__Host-flash"))
		reply_header(r, "Set-Cookie", "__Host-flash=; Path=/; "
		    "Secure; HttpOnly; SameSite=Lax; Max-Age=0");
	return tmpl_render(&rq->cx->err, views_now(rq->site->views), view,
	    stack, COUNT(stack), &env, &r->body) && finished(r, rq);
}

void
reply_redirect(struct reply *r, struct req *rq, const char *path)
{
	r->status = 303;
	reply_header(r, "Location", "%s", uri_is_local(path) ? path : "/");
	if (rq->out.flash)
		reply_header(r, "Set-Cookie", "__Host-flash=%s%s%s; Path=/; "
		    "Secure; HttpOnly; SameSite=Lax; Max-Age=60", rq->out.flash,
		    rq->out.flash_undo ? "|" : "",
		    rq->out.flash_undo ? rq->out.flash_undo : "");
}

static void
set_cookie(struct reply *r, const char *name, const char *value,
    int64_t max_age)
{
	reply_header(r, "Set-Cookie", "%s=%s; Path=/; Secure; HttpOnly; "
	    "SameSite=Lax; Max-Age=%lld", name, value, (long long)max_age);
}

static void
set_cookies(struct reply *r, struct req *rq)
{
	size_t i;

	if (rq->out.set_cookie && !*rq->out.set_cookie)
		reply_header(r, "Clear-Site-Data", "\"cache\"");
	if (rq->out.set_cookie)
		set_cookie(r, "__Host-meal", rq->out.set_cookie,
		    *rq->out.set_cookie ? rq->cx->conf->session_lifetime : 0);
	for (i = 0; i < rq->out.ncookies; i++)
		set_cookie(r, rq->out.cookies[i].name, rq->out.cookies[i].value,
		    rq->out.cookies[i].max_age);
}

/*
 * What was asked stays in the form that asked it. Templates choose an option
 * by the name of a member, so each value is one as well.
 */
static void
put_query(struct req *rq, struct doc *d)
{
	struct arena *arena = rq->cx->arena;
	struct doc *chosen = doc_object(arena);
	const struct doc *q;

	for (q = doc_first(rq->query); q; q = q->next)
		if (q->kind == DOC_TEXT && q->len)
			doc_append_n(chosen, q->text, q->len,
			    doc_bool(arena, true));
	doc_set(d, "query", rq->query);
	doc_set(d, "chosen", chosen);
}

static void
close_file(void *p)
{
	close(*(int *)p);
}

/* A file is opened before anything is sent: one that is gone is a 404. */
static bool
reply_file(struct reply *r, struct req *rq)
{
	int *fd = arena_alloc(rq->cx->arena, sizeof(*fd));
	struct stat st;

	*fd = open(rq->out.file, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return fail(rq->cx, ERR_NOT_FOUND, "This file is not there "
		    "any more.");
	arena_defer(rq->cx->arena, close_file, fd);
	if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(rq->cx, ERR_INTERNAL, "Something went wrong on "
		    "our side.");
	r->type = rq->out.type;
	reply_header(r, "Content-Disposition", "attachment; filename=\"%s\"",
	    rq->out.file_name);
	if (rq->out.status)
		r->status = rq->out.status;
	r->fd = *fd;
	r->fd_n = (size_t)st.st_size;
	return finished(r, rq);
}

bool
reply_doc(struct reply *r, struct req *rq, struct doc *d)
{
	const struct route *route = rq->route;

	set_cookies(r, rq);
	if (rq->out.file)
		return reply_file(r, rq);
	if (rq->out.text) {
		if (rq->out.status)
			r->status = rq->out.status;
		r->type = rq->out.type;
		buf_add(&r->body, rq->out.text, rq->out.text_n);
		if (rq->method == GET && r->status == 200)
			tag(r, rq, NULL);
		return finished(r, rq);
	}
	if (rq->api)
		return reply_json(r, rq, d);
	if (!rq->out.flash)
		rq->out.flash = route->flash;
	if (rq->out.redirect) {
		reply_redirect(r, rq, rq->out.redirect);
		return true;
	}
	if (route->then) {
		reply_redirect(r, rq, filled(rq, route->then, d));
		return true;
	}
	if (route->query && rq->query)
		put_query(rq, d);
	if (route->flags & R_FORM)
		doc_set(d, "form", field_form(rq->cx->arena, route->body, d,
		    NULL));
	if (!route->view) {
		BUG("%s %s has neither view nor then",
		    method_name(route->method), route->path);
		return fail(rq->cx, ERR_INTERNAL, "Something went wrong on "
		    "our side.");
	}
	return reply_view(r, rq, rq->out.status ? rq->out.status : 200,
	    route->view, d);
}

/* ---- problems ---------------------------------------------------------- */

/* What went wrong; of faults the first by name, and how many more. */
static const char *
told(struct arena *arena, const struct err *e)
{
	const struct err_field *f = e->fields;
	const char *name, *first;
	size_t n;

	if (!f)
		return e->detail;
	name = f->pointer ? f->pointer + (*f->pointer == '/') : f->parameter;
	n = strlen(f->detail);
	if (e->nfields > 1 && n && f->detail[n - 1] == '.')
		n--;
	first = arena_fmt(arena, "%s%s%.*s", name, *name ? ": " : "", (int)n,
	    f->detail);
	return e->nfields == 1 ? first : arena_fmt(arena, say_n(
	    "%s, and %u more.", "%s, and %u more.", e->nfields - 1), first,
	    e->nfields - 1);
}

static struct doc *
problem(struct req *rq, const struct err *e)
{
	struct arena *arena = rq->cx->arena;
	struct doc *d = doc_object(arena), *list, *item;
	const struct err_field *f;
	const struct doc *more;

	doc_append(d, "type", doc_text(arena, arena_fmt(arena,
	    "urn:meal:problem:%s", err_slug(e->kind))));
	doc_append(d, "title", doc_text(arena, err_title(e->kind)));
	doc_append(d, "status", doc_int(arena, err_status(e->kind)));
	doc_append(d, "detail", doc_text(arena, told(arena, e)));
	doc_append(d, "instance", doc_text(arena, arena_fmt(arena,
	    "urn:request:%s", rq->id)));
	for (more = doc_first(e->extra); more; more = more->next)
		doc_append_n(d, more->name, more->name_len,
		    doc_copy(arena, more));
	if (!e->fields)
		return d;
	list = doc_list(arena);
	for (f = e->fields; f; f = f->next) {
		item = doc_object(arena);
		if (f->pointer)
			doc_append(item, "pointer",
			    doc_text(arena, f->pointer));
		else
			doc_append(item, "parameter", doc_text(arena,
			    f->parameter));
		doc_append(item, "code", doc_text(arena, f->code));
		doc_append(item, "params", f->params ? doc_copy(arena,
		    f->params) : doc_object(arena));
		doc_append(item, "detail", doc_text(arena, f->detail));
		doc_add(list, item);
	}
	doc_append(d, "errors", list);
	return d;
}

/* The login, and back: to the page asked for, or to the form's. */
static const char *
login_path(struct req *rq)
{
	const char *next = rq->method == GET ? rq->target : rq->route &&
	    rq->route->form ? filled(rq, rq->route->form, NULL) : NULL;
	struct buf b;

	if (!next)
		return "/login";
	buf_init(&b, rq->cx->arena, 4096);
	buf_str(&b, "/login?next=");
	uri_encode(&b, next, strlen(next));
	return buf_over(&b) ? "/login" : buf_done(&b, NULL);
}

/* The page of an error; when even that fails, plain words. */
static void
problem_page(struct reply *r, struct req *rq, const struct err *e)
{
	struct doc *d = problem(rq, e);

	doc_append(d, err_slug(e->kind), doc_bool(rq->cx->arena, true));
	err_clear(&rq->cx->err);
	if (views_now(rq->site->views) && reply_view(r, rq,
	    err_status(e->kind), "problem", d)) {
		rq->cx->err = *e;	/* for the log */
		return;
	}
	rq->cx->err = *e;
	buf_clear(&r->head);
	buf_clear(&r->body);
	r->status = err_status(e->kind);
	r->type = "text/plain; charset=utf-8";
	buf_fmt(&r->body, "%s. %s\n", err_title(e->kind), e->detail);
}

/* All faults, or none when they are more than an answer may have. */
static void
problem_json(struct reply *r, struct doc *d)
{
	json_print(&r->body, d);
	if (!buf_over(&r->body))
		return;
	buf_clear(&r->body);
	doc_drop(d, "errors");
	json_print(&r->body, d);
}

void
reply_problem(struct reply *r, struct req *rq)
{
	struct err e = rq->cx->err;

	buf_clear(&r->head);
	buf_clear(&r->body);
	r->fd = -1;
	r->type = NULL;
	r->status = err_status(e.kind);
	if (e.kind == ERR_SIGNED_OUT && !rq->api && (!rq->route ||
	    !rq->route->form || rq->route->need != NEED_NOBODY)) {
		reply_redirect(r, rq, login_path(rq));
		return;
	}
	if (rq->api) {
		problem_json(r, problem(rq, &e));
		r->type = "application/problem+json";
	} else {
		problem_page(r, rq, &e);
	}
	if (e.retry_after)
		reply_header(r, "Retry-After", "%u", e.retry_after);
	if (e.kind == ERR_SIGNED_OUT || rq->out.challenge)
		reply_header(r, "WWW-Authenticate", "Bearer realm=\"meal\""
		    "%s%s", rq->out.challenge ? ", " : "",
		    rq->out.challenge ? rq->out.challenge : "");
}

/* ---- what is left ------------------------------------------------------ */

/* draft-ietf-httpapi-ratelimit-headers: what may be tried how often. */
static void
rate_limits(struct reply *r, const struct cx *cx)
{
	const struct cx_limit *l = cx->limits;
	struct buf policy, state;
	size_t i;

	buf_init(&policy, cx->arena, 1000);
	buf_init(&state, cx->arena, 1000);
	for (i = 0; i < cx->nlimits; i++, l++) {
		buf_fmt(&policy, "%s\"%s\";q=%lld;w=%lld", i ? ", " : "",
		    l->name, (long long)l->max, (long long)l->window);
		buf_fmt(&state, "%s\"%s\";r=%lld;t=%lld", i ? ", " : "",
		    l->name, (long long)l->left, (long long)l->reset);
	}
	if (!i)
		return;
	reply_header(r, "RateLimit-Policy", "%s", buf_done(&policy, NULL));
	reply_header(r, "RateLimit", "%s", buf_done(&state, NULL));
}

/* ---- out --------------------------------------------------------------- */

static bool
is_html(const struct reply *r)
{
	return r->type && text_starts(r->type, "text/html");
}

/*
 * What the row says may be kept to be asked about again; sessions, addresses,
 * tokens, links with secrets are not.
 */
static const char *
caching(const struct reply *r, const struct req *rq)
{
	bool good = r->status == 200 || r->status == 304;

	if (good && rq->out.max_age)
		return arena_fmt(rq->cx->arena, "public, max-age=%d",
		    rq->out.max_age);
	return good && rq->method == GET && !rq->out.set_cookie && rq->route &&
	    rq->route->flags & (R_NO_AUTH | R_KEEP) ?
	    "private, no-cache" : "no-store";
}

/* Browsers listen to it on https alone (RFC 6797, 8.1). */
static int64_t
hsts_seconds(struct req *rq)
{
	const char *https = req_header(rq, "HTTPS");

	return https && strcmp(https, "on") == 0 ?
	    rq->cx->conf->hsts_seconds : 0;
}

void
reply_send(struct reply *r, struct req *rq)
{
	bool html = is_html(r);
	struct buf head;
	const char *p, *body;

	rate_limits(r, rq->cx);
	buf_init(&head, rq->cx->arena, 2 * HEAD_MAX);
	buf_fmt(&head, "Status: %d\r\n", r->status);
	buf_str(&head, buf_done(&r->head, NULL));
	buf_fmt(&head, "X-Request-Id: %s\r\n", rq->id);
	if (r->type)
		buf_fmt(&head, "Content-Type: %s\r\n", r->type);
	buf_fmt(&head, "Cache-Control: %s\r\n", caching(r, rq));
	if (rq->out.max_age)
		buf_str(&head, "Vary: Accept-Language\r\n");
	buf_fmt(&head, "Content-Security-Policy: %s\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Cross-Origin-Resource-Policy: same-origin\r\n"
	    "Referrer-Policy: same-origin\r\n", html ? CSP_PAGE : CSP_DATA);
	if (hsts_seconds(rq))
		buf_fmt(&head, "Strict-Transport-Security: max-age=%lld; "
		    "includeSubDomains\r\n",
		    (long long)hsts_seconds(rq));
	if (html)
		buf_str(&head, "Cross-Origin-Opener-Policy: same-origin\r\n"
		    "Permissions-Policy: camera=(), geolocation=(), "
		    "microphone=()\r\n");
	if (r->status != 204 && r->status != 304)
		buf_fmt(&head, "Content-Length: %zu\r\n", r->fd >= 0 ?
		    r->fd_n : buf_len(&r->body));
	p = buf_done(&head, NULL);
	body = buf_done(&r->body, NULL);
	if (r->fd >= 0)
		http_send_file(rq->http, p, buf_len(&head), r->fd,
		    rq->head ? 0 : r->fd_n);
	else
		http_send(rq->http, p, buf_len(&head), body,
		    rq->head ? 0 : buf_len(&r->body));
}
