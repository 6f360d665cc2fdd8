#include "auth.h"

#include <string.h>

#include "conf.h"
#include "db.h"
#include "doc.h"
#include "jwt.h"
#include "scope.h"
#include "secret.h"
#include "site.h"
#include "text.h"
#include "when.h"

#define CACHE_ENTRIES	256

struct entry {
	char		digest[65];	/* of the credential; "" is free */
	int64_t		expires;	/* of a token; 0 for cookies */
	struct who	who;
};

struct auth_cache {
	struct entry	entries[CACHE_ENTRIES];
};

struct auth_cache *
auth_cache_new(struct arena *arena)
{
	return arena_alloc(arena, sizeof(struct auth_cache));
}

static struct entry *
entry_of(struct auth_cache *cache, const char *digest)
{
	unsigned slot = 0, i;

	for (i = 0; i < 4; i++)
		slot = slot * 31 + (unsigned char)digest[i];
	return &cache->entries[slot % CACHE_ENTRIES];
}

static void
copy(char *to, size_t size, const struct doc *row, const char *name)
{
	const char *value = doc_str(row, name);
	size_t n;

	if (!value)
		return;
	n = strlen(value);
	if (n >= size) {	/* cut before a character, not in it */
		n = size - 1;
		while (n && ((unsigned char)value[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(to, value, n);
	to[n] = '\0';
}

static enum role
role_of(const char *s)
{
	return strcmp(s, "admin") == 0 ? ROLE_ADMIN :
	    strcmp(s, "moderator") == 0 ? ROLE_MODERATOR : ROLE_USER;
}

static enum member
member_of(const char *s)
{
	return strcmp(s, "owner") == 0 ? MEMBER_OWNER :
	    strcmp(s, "member") == 0 ? MEMBER_MEMBER : MEMBER_VIEWER;
}

static void
who_of(struct who *who, const struct doc *row)
{
	const struct doc *scopes, *scope;

	memset(who, 0, sizeof(*who));
	copy(who->id, sizeof(who->id), row, "person");
	copy(who->household, sizeof(who->household), row, "household");
	copy(who->session, sizeof(who->session), row, "session");
	copy(who->locale, sizeof(who->locale), row, "locale");
	copy(who->zone, sizeof(who->zone), row, "zone");
	copy(who->today, sizeof(who->today), row, "today");
	copy(who->name, sizeof(who->name), row, "name");
	copy(who->household_name, sizeof(who->household_name), row,
	    "householdName");
	who->role = role_of(doc_str(row, "role"));
	who->member = member_of(doc_str(row, "member"));
	who->browser = doc_true(doc_get(row, "browser"));
	who->imperial = strcmp(doc_str(row, "units"), "imperial") == 0;
	who->verified = doc_true(doc_get(row, "verified"));
	who->mfa = doc_true(doc_get(row, "mfa"));
	copy(who->purge, sizeof(who->purge), row, "purge");
	scopes = doc_get(row, "scopes");
	who->by_token = scopes != NULL;
	for (scope = doc_first(scopes); scope; scope = scope->next)
		who->scopes |= scope_bits(doc_chars(scope));
}

/* What the session's statement said, against what was guessed. */
static bool
check(struct cx *cx, struct doc *row, void *arg)
{
	struct auth *auth = arg;
	struct entry *entry = entry_of(auth->cache, auth->digest);
	struct who who;

	if (doc_is_null(row)) {
		memset(entry->digest, 0, sizeof(entry->digest));
		memset(&cx->who, 0, sizeof(cx->who));
		auth->moved = true;
		return fail(cx, ERR_SIGNED_OUT, "This session is over. Log "
		    "in again.");
	}
	who_of(&who, row);
	auth->stale = doc_true(doc_get(row, "stale"));
	if (memcmp(&who, &cx->who, sizeof(who)) == 0)
		return true;
	auth->moved = true;
	cx->who = entry->who = who;
	memcpy(entry->digest, auth->digest, sizeof(entry->digest));
	return fail(cx, ERR_UNAVAILABLE, "Try again.");
}

/* Guard the request; when nothing was guessed, ask right away. */
static bool
confirm(struct auth *auth, enum sql sql, const char *key, int64_t expires)
{
	struct req *rq = auth->rq;
	struct cx *cx = rq->cx;
	struct entry *entry = entry_of(auth->cache, auth->digest);
	struct db_guard *guard = arena_alloc(cx->arena, sizeof(*guard));
	const char **args = arena_array(cx->arena, 1, sizeof(*args));

	args[0] = arena_str(cx->arena, key);
	*guard = (struct db_guard){ sql, args, 1, check, auth };
	auth->guard = guard;
	db_guard(cx, guard);
	if (strcmp(entry->digest, auth->digest) == 0) {
		cx->who = entry->who;
		return true;
	}
	memset(&cx->who, 0, sizeof(cx->who));
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
	struct jwt jwt;

	if (strcmp(entry->digest, auth->digest) == 0) {
		*expires = entry->expires;
		memcpy(session, entry->who.session, 37);
		return entry->expires > now;
	}
	if (!rq->site->key || !jwt_verify(rq->cx->arena, rq->site->key,
	    rq->bearer, strlen(rq->bearer), now, &jwt))
		return false;
	*expires = jwt.expires;
	memcpy(session, jwt.session, 37);
	return true;
}

bool
auth_identify(struct auth *auth, struct req *rq, struct auth_cache *cache)
{
	const char *credential = rq->bearer ? rq->bearer : rq->cookie;
	char session[37];
	int64_t expires;
	char *digest;

	*auth = (struct auth){ .rq = rq, .cache = cache };
	memset(&rq->cx->who, 0, sizeof(rq->cx->who));
	db_guard(rq->cx, NULL);
	if (!credential)
		return true;
	digest = secret_hash(rq->cx->arena, credential, strlen(credential));
	memcpy(auth->digest, digest, sizeof(auth->digest));
	if (!rq->bearer)
		return confirm(auth, SQL_SESSION_BY_SECRET, digest, 0);
	if (text_starts(rq->bearer, AUTH_TOKEN_PREFIX)) {
		if (!confirm(auth, SQL_SESSION_BY_TOKEN, digest, 0))
			return false;
		return *rq->cx->who.id || fail(rq->cx, ERR_SIGNED_OUT, "This "
		    "API token is not good (any more). Make another one.");
	}
	if (!bearer_session(auth, session, &expires))
		return fail(rq->cx, ERR_SIGNED_OUT, "This access token is "
		    "not good (any more). Refresh it, or log in again.");
	if (!confirm(auth, SQL_SESSION_BY_ID, session, expires))
		return false;
	if (!*rq->cx->who.id)
		return fail(rq->cx, ERR_SIGNED_OUT, "This session is over. "
		    "Log in again.");
	return true;
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
	const struct route *r = rq->route;
	unsigned needed = scope_needed(r->path, r->method != GET);

	if (!rq->cx->who.by_token ||
	    (needed && (rq->cx->who.scopes & needed) == needed))
		return true;
	return fail(rq->cx, ERR_FORBIDDEN, needed ? "This API token's scopes "
	    "do not cover this. Make one that has the scope." : "No API "
	    "token may do this. Log in.");
}

bool
auth_allow(struct req *rq, enum need need)
{
	static const enum member least[] = {
		[NEED_VIEWER] = MEMBER_VIEWER, [NEED_MEMBER] = MEMBER_MEMBER,
		[NEED_OWNER] = MEMBER_OWNER,
	};
	const struct who *who = &rq->cx->who;

	if (need == NEED_NOBODY)
		return true;
	if (need == NEED_LOCAL)
		return is_local(rq) || fail(rq->cx, ERR_NOT_FOUND, "There is "
		    "nothing at this address.");
	if (!*who->id)
		return fail(rq->cx, ERR_SIGNED_OUT, "Log in to see this.");
	if (!scope_allows(rq))
		return false;
	if (need == NEED_ADMIN)
		return who->role == ROLE_ADMIN || fail(rq->cx,
		    ERR_FORBIDDEN, "Only an administrator may do this.");
	if (need == NEED_PERSON || who->member >= least[need])
		return true;
	return fail(rq->cx, ERR_FORBIDDEN, need == NEED_OWNER ?
	    "Only the owner of the household may do this." :
	    "You may look at this household's things, not change them.");
}

static bool
origin_is_host(const char *origin, const char *host)
{
	const char *p = strstr(origin, "://");

	return p && host && strcmp(p + 3, host) == 0;
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
	if (!*rq->cx->who.session || !rq->site->form_key)
		return "";
	return secret_mac(rq->cx->arena, rq->site->form_key,
	    strlen(rq->site->form_key), rq->cx->who.session);
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
		ok = origin_is_host(origin, req_header(rq, "HTTP_HOST"));
	else
		ok = !rq->cookie || !*rq->cx->who.session || (form_token &&
		    secret_equal(form_token, auth_form_token(rq)));
	return ok || fail(rq->cx, ERR_FORBIDDEN, "This was sent by another "
	    "site's page. Open the page here and send it again.");
}
