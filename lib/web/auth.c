#include "web/auth.h"

#include <string.h>

#include "account/api_token.h"
#include "data/conf.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/jwt.h"
#include "store/token_scope.h"
#include "store/secret.h"
#include "web/site.h"
#include "data/text.h"
#include "data/when.h"
#include "store/asker.h"

#define ORIGIN_SHOWN	200	/* bytes of one that is refused */
#define CACHE_ENTRIES	256

struct entry {
	char		digest[65];	/* of the credential; "" is free */
	int64_t		expires;	/* of a token; 0 for cookies */
	struct asker	asker;
};

struct auth_cache {
	struct entry	entries[CACHE_ENTRIES];
};

struct auth_cache *
auth_cache_new(struct arena *arena)
{
	return arena_alloc(arena, sizeof(struct auth_cache));
}

void
auth_cache_clear(struct auth_cache *cache)
{
	memset(cache, 0, sizeof(*cache));
}

static struct entry *
entry_of(struct auth_cache *cache, const char *digest)
{
	unsigned slot = 0, i;

	for (i = 0; i < 4; i++)
		slot = slot * 31 + (unsigned char)digest[i];
	return &cache->entries[slot % CACHE_ENTRIES];
}

/* What the session's statement said, against what was guessed. */
static bool
auth_check(struct cx *cx, struct doc *row, void *arg)
{
	struct auth *auth = arg;
	struct entry *entry = entry_of(auth->cache, auth->digest);
	struct asker who;

	if (doc_is_null(row)) {
		memset(entry->digest, 0, sizeof(entry->digest));
		memset(&cx->asker, 0, sizeof(cx->asker));
		auth->moved = true;
		return fail(cx, ERR_SIGNED_OUT, "This session is over. Log "
		    "in again.");
	}
	asker_read(&who, row);
	auth->stale = doc_true(doc_get(row, "stale"));
	if (asker_is(&who, &cx->asker))
		return true;
	auth->moved = true;
	cx->asker = entry->asker = who;
	memcpy(entry->digest, auth->digest, sizeof(entry->digest));
	return fail(cx, ERR_UNAVAILABLE, "Try again.");
}

/* Guard the request; when nothing was guessed, ask right away. */
static bool
confirm(struct auth *auth, enum sql sql, const char *const *call,
    int64_t expires)
{
	struct req *rq = auth->rq;
	struct cx *cx = rq->cx;
	struct entry *entry = entry_of(auth->cache, auth->digest);
	struct db_guard *guard = arena_alloc(cx->arena, sizeof(*guard));
	const char **args = arena_array(cx->arena, 1, sizeof(*args));

	args[0] = arena_str(cx->arena, call[0]);
	*guard = (struct db_guard){ sql, args, auth_check, auth };
	auth->guard = guard;
	db_guard(cx, guard);
	if (strcmp(entry->digest, auth->digest) == 0) {
		cx->asker = entry->asker;
		return true;
	}
	memset(&cx->asker, 0, sizeof(cx->asker));
	if (!db_guard_now(cx) && !auth->moved)
		return false;		/* the database is away */
	entry->expires = expires;
	auth->moved = false;
	err_clear(&cx->err);
	return true;
}

/* A token seen before needs no verifying until it expires. */
static bool
bearer_session(struct auth *auth, char session[37], int64_t *expires)
{
	struct req *rq = auth->rq;
	struct entry *entry = entry_of(auth->cache, auth->digest);
	int64_t now = when_now();
	struct jwt jwt = { .issuer = rq->cx->conf->base_url };

	if (strcmp(entry->digest, auth->digest) == 0) {
		*expires = entry->expires;
		memcpy(session, entry->asker.session, 37);
		return entry->expires > now;
	}
	if (!jwt_verify(rq->cx->arena, rq->cx->token_keys, rq->bearer,
	    strlen(rq->bearer), now, &jwt))
		return false;
	*expires = jwt.expires;
	memcpy(session, jwt.session, 37);
	return true;
}

/*
 * A bearer token that is not good is told, and how (RFC 6750, 3.1). But it
 * keeps nobody from logging in or from refreshing it.
 */
static bool
refuse_token(struct req *rq, const char *detail)
{
	if (rq->route->need == NEED_NOBODY && rq->method != GET)
		return true;
	rq->out.challenge = "error=\"invalid_token\"";
	refuse(rq->cx, REFUSED_TOKEN);
	return fail(rq->cx, ERR_SIGNED_OUT, "%s", say(detail));
}

bool
auth_identify(struct auth *auth, struct req *rq, struct auth_cache *cache)
{
	const char *credential = rq->bearer ? rq->bearer : rq->cookie;
	char session[37];
	int64_t expires;
	char *digest;

	*auth = (struct auth){ .rq = rq, .cache = cache };
	memset(&rq->cx->asker, 0, sizeof(rq->cx->asker));
	db_guard(rq->cx, NULL);
	if (!credential)
		return true;
	digest = secret_text_hash(rq->cx->arena, credential);
	memcpy(auth->digest, digest, sizeof(auth->digest));
	if (!rq->bearer)
		return confirm(auth, DB_CALL(SQL_SESSION_BY_SECRET,
		    .hash = digest), 0);
	if (text_starts(rq->bearer, API_TOKEN_PREFIX)) {
		if (!confirm(auth, DB_CALL(SQL_SESSION_BY_TOKEN,
		    .hash = digest), 0))
			return false;
		return *rq->cx->asker.id || refuse_token(rq, N_("This API "
		    "token is not good (any more). Make another one."));
	}
	if (!bearer_session(auth, session, &expires))
		return refuse_token(rq, N_("This access token is not good (any "
		    "more). Refresh it, or log in again."));
	if (!confirm(auth, DB_CALL(SQL_SESSION_BY_ID, .session = session),
	    expires))
		return false;
	return *rq->cx->asker.id || refuse_token(rq, N_("This session is over. "
	    "Log in again."));
}

static bool
is_local(const struct req *rq)
{
	const char *address = req_header(rq, "REMOTE_ADDR");

	return !address || !*address || text_starts(address, "127.") ||
	    strcmp(address, "::1") == 0 || text_starts(address, "unix:");
}

/* An API token may do what its scopes say, of what its person may. */
static bool
scope_allows(struct req *rq)
{
	const char *scope = route_scope(rq->route);
	unsigned bits;

	rq->out.challenge = NULL;
	if (!rq->cx->asker.by_token)
		return true;
	bits = scope ? scope_bits(scope) : 0;
	if (scope && (rq->cx->asker.scopes & bits) == bits)
		return true;
	refuse(rq->cx, REFUSED_SCOPE);
	if (!scope)
		return fail(rq->cx, ERR_FORBIDDEN, "No API token may do "
		    "this. Log in.");
	rq->out.challenge = arena_fmt(rq->cx->arena,
	    "error=\"insufficient_scope\", scope=\"%s\"", scope);
	return fail(rq->cx, ERR_FORBIDDEN, "This API token lacks the scope "
	    "%s. Make one that has it.", scope);
}

/* What somebody who is nobody may do as well is not theirs as an
 * administrator, but where it may show what they have. */
static bool
factor_missing(const struct req *rq, enum need need)
{
	const struct asker *who = &rq->cx->asker;

	return *who->id && who->role == ROLE_ADMIN && !who->mfa &&
	    !(rq->route->flags & R_SETUP) && need != NEED_LOCAL &&
	    (need != NEED_NOBODY || rq->route->scope) &&
	    strcmp(rq->cx->conf->mfa_admins, "required") == 0;
}

bool
auth_allow(struct req *rq, enum need need)
{
	static const enum member least[] = {
		[NEED_VIEWER] = MEMBER_VIEWER, [NEED_MEMBER] = MEMBER_MEMBER,
		[NEED_OWNER] = MEMBER_OWNER,
	};
	const struct asker *who = &rq->cx->asker;

	if (!scope_allows(rq))
		return false;
	if (factor_missing(rq, need))
		return fail(rq->cx, ERR_SECOND_FACTOR, "Administrators need "
		    "a second factor here. Set it up under Settings, "
		    "Security; until then nothing else is open to you.");
	if (need == NEED_NOBODY)
		return true;
	if (need == NEED_LOCAL)
		return is_local(rq) || fail(rq->cx, ERR_NOT_FOUND, "There is "
		    "nothing at this address.");
	if (!*who->id)
		return fail(rq->cx, ERR_SIGNED_OUT, "Log in to see this.");
	if (need == NEED_ADMIN ? who->role == ROLE_ADMIN :
	    need == NEED_PERSON || who->member >= least[need])
		return true;
	refuse(rq->cx, REFUSED_ROLE);
	if (need == NEED_ADMIN)
		return fail(rq->cx, ERR_FORBIDDEN, "Only an administrator "
		    "may do this.");
	return fail(rq->cx, ERR_FORBIDDEN, need == NEED_OWNER ?
	    "Only the owner of the household may do this." :
	    "You may look at this household's things, not change them.");
}

static bool
is_https(const struct req *rq)
{
	const char *https = req_header(rq, "HTTPS");

	return https && strcmp(https, "on") == 0;
}

static bool
origin_is_host(const struct req *rq, const char *origin)
{
	const char *host = req_header(rq, "HTTP_HOST");
	/* TLS may end before our nginx; then base_url says so */
	bool https = is_https(rq) || text_starts(rq->cx->conf->base_url,
	    "https://");
	const char *scheme = https ? "https://" : "http://";

	return host && text_starts(origin, scheme) &&
	    strcmp(origin + strlen(scheme), host) == 0;
}

bool
auth_origin_known(const struct conf *conf, const char *origin)
{
	size_t n = strlen(origin);
	const char *p;

	if (strchr(origin, ' '))	/* several in a row are none */
		return false;
	for (p = conf->cors_origins; n && (p = strstr(p, origin)); p += n)
		if ((p == conf->cors_origins || p[-1] == ' ') &&
		    (!p[n] || p[n] == ' '))
			return true;
	return false;
}

const char *
auth_form_token(struct req *rq)
{
	if (!*rq->cx->asker.session || !rq->cookie)
		return "";
	return secret_mac(rq->cx->arena, rq->cookie, strlen(rq->cookie),
	    "form");
}

bool
auth_from_here(const struct req *rq)
{
	const char *site = req_header(rq, "HTTP_SEC_FETCH_SITE");
	const char *origin = req_header(rq, "HTTP_ORIGIN");

	return site ? strcmp(site, "same-origin") == 0 : origin &&
	    origin_is_host(rq, origin);
}

bool
auth_same_site(struct req *rq, const char *form_token)
{
	const char *site = req_header(rq, "HTTP_SEC_FETCH_SITE");
	const char *origin = req_header(rq, "HTTP_ORIGIN");
	bool ok;

	if (rq->method == GET || rq->method == OPTIONS || rq->bearer)
		return true;
	if (origin && !rq->cookie && auth_origin_known(rq->cx->conf,
	    origin))
		return true;
	if (site)
		ok = strcmp(site, "same-origin") == 0 ||
		    strcmp(site, "none") == 0;
	else if (origin)
		ok = origin_is_host(rq, origin);
	else
		ok = !rq->cookie || !*rq->cx->asker.session || (form_token &&
		    secret_equal(form_token, auth_form_token(rq)));
	if (!ok)
		refuse(rq->cx, REFUSED_CROSS_SITE);
	if (!ok && rq->api && origin)
		return fail(rq->cx, ERR_FORBIDDEN, "The origin %s is not "
		    "among this site's cors_origins. Whoever runs the site "
		    "may add it.", text_line(rq->cx->arena, origin,
		    strnlen(origin, ORIGIN_SHOWN)));
	return ok || fail(rq->cx, ERR_FORBIDDEN, "This was sent by another "
	    "site's page. Open the page here and send it again.");
}
