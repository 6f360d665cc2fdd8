#include "session.h"

#include <string.h>

#include "account.h"
#include "audit.h"
#include "conf.h"
#include "cx.h"
#include "db.h"
#include "doc.h"
#include "jwt.h"
#include "secret.h"
#include "when.h"

static const struct field tokens_fields[] = {
	{ .name = "accessToken", .type = FT_TEXT, .doc = "Send it as "
	    "Authorization: Bearer." },
	{ .name = "refreshToken", .type = FT_TEXT, .doc = "For one call of "
	    "/auth/refresh." },
	{ .name = "tokenType", .type = FT_CHOICE, .words = "Bearer" },
	{ .name = "expiresIn", .type = FT_INT, .doc = "Seconds the access "
	    "token is good for." },
	{ .name = "user", .type = FT_OBJECT, .shape = &user_shape },
};
const struct shape tokens_shape = SHAPE_OUT("Tokens", tokens_fields);

static char *
hash_of(struct cx *cx, const char *token)
{
	return secret_hash(cx->arena, token, strlen(token));
}

static char *
access_token(struct cx *cx, const char *person, const char *session)
{
	struct jwt jwt = { .issued = when_now() };

	jwt.expires = jwt.issued + cx->conf->token_lifetime;
	memcpy(jwt.subject, person, sizeof(jwt.subject));
	memcpy(jwt.session, session, sizeof(jwt.session));
	return jwt_sign(&cx->err, cx->key, &jwt);
}

struct issue {
	const char	*person;
	const char	*device;
	const char	*session;	/* NULL: a new one */
	struct doc	*tokens;
};

/* The Tokens of a session, with a fresh refresh token of its family. */
static bool
issue(struct cx *cx, struct issue *i)
{
	char *refresh = secret_token(cx->arena), *access;
	struct doc *page, *tokens;

	access = access_token(cx, i->person, i->session);
	if (!access)
		return false;
	page = DB_PAGE(cx,
	    { "insert", SQL_REFRESH_INSERT,
		DB_ARGS(hash_of(cx, refresh), i->session) },
	    { "user", SQL_PERSON_PUBLIC, DB_ARGS(i->person) });
	if (!page)
		return false;
	tokens = doc_object(cx->arena);
	doc_put(tokens, "accessToken", doc_text(cx->arena, access));
	doc_put(tokens, "refreshToken", doc_text(cx->arena, refresh));
	doc_put(tokens, "tokenType", doc_text(cx->arena, "Bearer"));
	doc_put(tokens, "expiresIn", doc_int(cx->arena,
	    cx->conf->token_lifetime));
	doc_put(tokens, "user", doc_drop(page, "user"));
	i->tokens = tokens;
	return true;
}

static bool
insert(struct cx *cx, const char *id, const char *person, const char *kind,
    const char *device, const char *hash, int64_t lifetime, int64_t idle)
{
	return DB(cx, SQL_SESSION_INSERT, id, person, kind, device, hash,
	    db_int(cx, lifetime), db_int(cx, idle), audit_place(cx),
	    cx->agent) != NULL;
}

static bool
start(struct cx *cx, void *arg)
{
	struct issue *i = arg;
	const struct conf *conf = cx->conf;

	i->session = secret_uuid(cx->arena);
	return insert(cx, i->session, i->person, "app", i->device, NULL,
	    conf->refresh_lifetime, conf->refresh_lifetime) && issue(cx, i);
}

struct doc *
session_tokens(struct cx *cx, const char *person, const char *device)
{
	struct issue i = { .person = person, .device = device };

	return db_tx(cx, start, &i) ? i.tokens : NULL;
}

char *
session_cookie(struct cx *cx, const char *person, const char *device)
{
	char *secret = secret_token(cx->arena);
	const struct conf *conf = cx->conf;

	if (!insert(cx, secret_uuid(cx->arena), person, "browser", device,
	    hash_of(cx, secret), conf->session_lifetime, conf->session_idle))
		return NULL;
	return secret;
}

struct renewal {
	const char	*token;
	bool		 replayed;
	struct issue	 issue;
};

static bool
renew(struct cx *cx, void *arg)
{
	struct renewal *r = arg;
	char *hash = hash_of(cx, r->token);
	struct doc *row = DB(cx, SQL_SESSION_OF_REFRESH, hash);

	if (!row)
		return false;
	r->replayed = doc_true(doc_get(row, "used"));
	if (doc_is_null(row) || (!doc_true(doc_get(row, "good")) &&
	    !r->replayed))
		return fail(cx, ERR_SIGNED_OUT, "This refresh token is not "
		    "good any more. Log in again.");
	r->issue.session = doc_str(row, "session");
	r->issue.person = doc_str(row, "person");
	if (r->replayed)	/* commit the end, then say 401 */
		return DB(cx, SQL_SESSION_END, r->issue.session) != NULL;
	return DB_PAGE(cx,
	    { "use", SQL_REFRESH_USE, DB_ARGS(hash) },
	    { "extend", SQL_REFRESH_EXTEND, DB_ARGS(r->issue.session,
		db_int(cx, cx->conf->refresh_lifetime)) }) &&
	    issue(cx, &r->issue);
}

struct doc *
session_refresh(struct cx *cx, const char *token)
{
	struct renewal r = { .token = token };

	if (!db_tx(cx, renew, &r))
		return NULL;
	if (r.replayed)
		return fail(cx, ERR_SIGNED_OUT, "This refresh token was used "
		    "before, so its session has been ended. Log in again.");
	return r.issue.tokens;
}

struct farewell {
	const char	*token;
	bool		 everywhere;
};

/* An old token ends its own session only. */
static bool
end_refresh(struct cx *cx, void *arg)
{
	const struct farewell *f = arg;
	struct doc *row = DB(cx, SQL_SESSION_OF_REFRESH,
	    hash_of(cx, f->token));

	if (!row || doc_is_null(row))
		return row != NULL;
	if (f->everywhere && doc_true(doc_get(row, "good")) &&
	    !doc_true(doc_get(row, "used")))
		return DB(cx, SQL_SESSION_END_ALL, doc_str(row, "person")) !=
		    NULL;
	return DB(cx, SQL_SESSION_END, doc_str(row, "session")) != NULL;
}

bool
session_end_refresh(struct cx *cx, const char *token, bool everywhere)
{
	struct farewell f = { token, everywhere };

	return db_tx(cx, end_refresh, &f);
}

static bool
end(struct cx *cx, void *arg)
{
	const bool *everywhere = arg;

	if (*everywhere)
		return DB(cx, SQL_SESSION_END_ALL, cx->who.id) != NULL;
	return DB(cx, SQL_SESSION_END, cx->who.session) != NULL;
}

/* In a transaction of its own: another request may just note the use. */
bool
session_end(struct cx *cx, bool everywhere)
{
	return db_tx(cx, end, &everywhere);
}

bool
session_touch(struct cx *cx)
{
	if (cx->who.by_token)
		return DB(cx, SQL_TOKEN_TOUCH, cx->who.session) != NULL;
	return DB(cx, SQL_SESSION_TOUCH, cx->who.session,
	    db_int(cx, cx->who.browser ? cx->conf->session_idle :
	    cx->conf->refresh_lifetime)) != NULL;
}
