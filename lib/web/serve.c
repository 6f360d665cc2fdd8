#include "web/serve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/auth.h"
#include "data/conf.h"
#include "store/db.h"
#include "web/dispatch.h"
#include "data/doc.h"
#include "web/http.h"
#include "data/json.h"
#include "store/keyring.h"
#include "base/log.h"
#include "web/metrics.h"
#include "web/openapi.h"
#include "web/reply.h"
#include "web/site.h"
#include "data/text.h"
#include "web/views.h"
#include "data/when.h"
#include "base/words.h"

#define CONTRACT_MAX	((size_t)8 << 20)
#define NICE		15	/* see nice(2) */
#define TRACE_ID_AT	3		/* in 00-<32 hex>-<16 hex>-01 */

struct server {
	struct site		 site;
	struct err		 err;	/* of start-up */
	struct arena		*arena;	/* of the request in hand */
	struct auth_cache	*cache;
	bool			 develop;
};

static int
print_routes(const struct responder *responder)
{
	size_t i;

	for (i = 0; i < responder->n; i++) {
		const struct route *r = &responder->routes[i];
		const char *scope = route_scope(r);

		printf("%s\t%s\t%s\t%s\t%s%s%s%s%s%s%s\t%s\t%s\n",
		    method_name(r->method), r->path, need_name(r->need),
		    r->view ? r->view : "-", route_api(r) ? "api " : "",
		    route_page(r) ? "page " : "",
		    r->flags & R_NO_AUTH ? "bare " : "",
		    r->flags & R_FORM ? "form " : "",
		    r->current ? "edits " : "",
		    r->flags & R_KEEP ? "keep " : "",
		    r->body ? r->body->name : "-", scope ? scope : "-",
		    r->flash ? r->flash : "-");
	}
	return 0;
}

static int
print_contract(const struct responder *responder)
{
	struct arena *arena = arena_new();
	struct buf b;

	buf_init(&b, arena, CONTRACT_MAX);
	json_print(&b, openapi_part(arena, responder));
	puts(buf_done(&b, NULL));
	arena_free(arena);
	return err_bugs() ? 1 : 0;
}

/* The newest file of the static directory, for links that may be kept. */
static const char *
assets_version(struct arena *arena, const struct conf *conf)
{
	static const char *const files[] = { "meal.css", "meal.js" };
	long long newest = 0;
	struct stat st;
	size_t i;

	for (i = 0; i < COUNT(files); i++)
		if (stat(arena_fmt(arena, "%s/%s", conf->assets, files[i]),
		    &st) == 0 && (long long)st.st_mtime > newest)
			newest = (long long)st.st_mtime;
	return arena_fmt(arena, "%llx", newest);
}

/* Whoever hashes passwords steps back behind those who serve pages. */
static void
step_back(const struct responder *responder)
{
	errno = 0;
	if (responder->hashes && nice(NICE) == -1 && errno)
		log_event("nice", "%s", strerror(errno));
}

static bool
start(struct server *s, const struct responder *responder)
{
	struct site *site = &s->site;

	site->arena = arena_new();
	site->responder = responder;
	err_init(&s->err, site->arena);
	site->conf = conf_load(&s->err);
	if (!site->conf)
		return false;
	words_open(site->conf->words);
	site->views = views_load(&s->err, site);
	if (!site->views)
		return false;
	site->keyring = responder->keyless ?
	    keyring_open_public(&s->err, site->conf) :
	    keyring_open(&s->err, site->conf);
	if (!site->keyring)
		return false;
	site->metrics = metrics_open(&s->err, site->conf->runtime,
	    responder);
	if (!site->metrics)
		return false;
	site->assets = assets_version(site->arena, site->conf);
	site->db = db_new(site->conf);
	s->cache = auth_cache_new(site->arena);
	s->arena = arena_new();
	s->develop = strcmp(site->conf->environment, "development") == 0;
	return true;
}

/* In development what was changed is taken at the next request. */
static void
renew(struct server *s)
{
	if (!s->develop)
		return;
	views_renew(s->site.views);
	s->site.assets = assets_version(s->site.arena, s->site.conf);
}

static size_t
route_index(const struct req *rq)
{
	const struct responder *all = rq->site->responder;

	return rq->route ? (size_t)(rq->route - all->routes) : all->n;
}

/* Why nothing was done, of an answer that says so. */
static enum refusal
refused(const struct req *rq, const struct reply *r)
{
	static const enum refusal of[ERR_KINDS] = {
		[ERR_SIGNED_OUT] = REFUSED_SIGNED_OUT,
		[ERR_FORBIDDEN] = REFUSED_FORBIDDEN,
		[ERR_REAUTHENTICATE] = REFUSED_REAUTHENTICATE,
		[ERR_SECOND_FACTOR] = REFUSED_SECOND_FACTOR,
		[ERR_LIMITED] = REFUSED_LIMITED,
		[ERR_QUOTA] = REFUSED_QUOTA,
	};
	enum err_kind kind = rq->cx->err.kind;

	if (r->status < 400 && !kind)
		return REFUSED_NONE;
	/* a form that is shown again has forgotten its error */
	return rq->cx->refused ? rq->cx->refused : of[kind ? kind :
	    err_by_status(r->status)];
}

static void
serve_note(const struct req *rq, const struct reply *r, int64_t us)
{
	struct db_stats stats = db_stats(rq->cx->db);
	size_t bytes = arena_used(rq->cx->arena);
	enum refusal why = refused(rq, r);
	char trace[33] = "";
	struct log l;

	if (rq->traceparent)
		snprintf(trace, sizeof(trace), "%.32s",
		    rq->traceparent + TRACE_ID_AT);
	log_start(&l, "request");
	log_str(&l, "id", rq->id);
	if (*trace)
		log_str(&l, "trace", trace);
	log_str(&l, "method", rq->head ? "HEAD" : rq->method < METHODS ?
	    method_name(rq->method) : "other");
	log_str(&l, "route", rq->route ? rq->route->path : "none");
	log_str(&l, "format", rq->api ? "api" : "page");
	log_int(&l, "status", r->status);
	if (why)
		log_str(&l, "refused", refusal_word(why));
	log_ms(&l, "ms", us);
	log_ms(&l, "db_ms", stats.us);
	log_int(&l, "db_n", stats.statements);
	log_int(&l, "db_trips", stats.trips);
	log_int(&l, "arena", (int64_t)bytes);
	if (r->status >= 500)
		log_str(&l, "why", rq->cx->err.log ? rq->cx->err.log :
		    rq->cx->err.detail);
	log_end(&l);
	metrics_count(rq->site->metrics, route_index(rq), r->status, us,
	    stats.us, bytes);
	metrics_refused(rq->site->metrics, why);
}

static bool
handle(struct http *http, void *arg)
{
	struct server *s = arg;
	struct cx cx;
	struct req rq = { .cx = &cx, .http = http, .site = &s->site };
	struct reply reply;
	int64_t start_us = when_us();

	renew(s);
	if (keyring_refresh(s->site.keyring))
		auth_cache_clear(s->cache);
	arena_reset(s->arena);
	cx_init(&cx, s->arena, s->site.conf, s->site.db);
	cx.token_keys = keyring_token(s->site.keyring);
	cx.data_keys = keyring_data(s->site.keyring);
	db_stats_reset(s->site.db);
	reply_init(&reply, &rq);
	dispatch_start(&rq);
	dispatch(&rq, s->cache, &reply);
	reply_send(&reply, &rq);
	serve_note(&rq, &reply, when_us() - start_us);
	return err_bugs() == 0;
}

static void
rest(void *arg)
{
	struct server *s = arg;

	db_rest(s->site.db);
}

int
serve(const struct responder *responder, int argc, char **argv)
{
	struct server s = { .develop = false };

	if (argc == 2 && strcmp(argv[1], "--routes") == 0)
		return print_routes(responder);
	if (argc == 2 && strcmp(argv[1], "--openapi") == 0)
		return print_contract(responder);
	if (argc > 1) {
		fprintf(stderr, "usage: %s [--routes | --openapi]\n",
		    argv[0]);
		return 2;
	}
	log_program(responder->name);
	step_back(responder);
	if (!start(&s, responder)) {
		log_event("start", "%s%s%s", s.err.detail,
		    s.err.log ? ": " : "", s.err.log ? s.err.log : "");
		keyring_close(s.site.keyring);
		views_free(s.site.views);
		arena_free(s.site.arena);
		sleep(1);
		return 1;
	}
	http_loop(&(struct http_work){ handle, rest,
	    (int)s.site.conf->database_idle, &s });
	db_close(s.site.db);
	keyring_close(s.site.keyring);
	arena_free(s.arena);
	views_free(s.site.views);
	arena_free(s.site.arena);
	if (err_bugs()) {
		sleep(1);
		return 1;
	}
	return 0;
}
