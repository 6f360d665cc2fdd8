#include "account/session.h"

#include <string.h>

#include "account/account.h"
#include "data/user_agent.h"
#include "store/audit.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/jwt.h"
#include "store/cursor.h"
#include "store/secret.h"
#include "data/when.h"

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

static const struct field query_fields[] = {
	LISTING_FIELDS(struct session_query),
};
const struct shape session_query_shape = SHAPE("SessionQuery", query_fields,
    struct session_query);

static const struct field session_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "kind", .type = FT_CHOICE, .words = "browser app" },
	{ .name = "name", .type = FT_TEXT, .flags = F_NULL,
	    .example = "Firefox on Linux", .doc = "What an app called itself, "
	    "else what it seems to be." },
	{ .name = "agent", .type = FT_TEXT, .flags = F_NULL,
	    .doc = "The User-Agent it logged in with." },
	{ .name = "place", .type = FT_TEXT, .flags = F_NULL,
	    .example = "192.0.2.0/24", .doc = "The address it logged in "
	    "from, shortened." },
	{ .name = "createdAt", .type = FT_INSTANT },
	{ .name = "usedAt", .type = FT_INSTANT, .doc = "Noted every five "
	    "minutes." },
	{ .name = "expiresAt", .type = FT_INSTANT, .doc = "When it ends if it "
	    "is not used." },
	{ .name = "current", .type = FT_BOOL, .doc = "Whether it is the one "
	    "that asks." },
};
static const struct shape session_shape = SHAPE_OUT("Session",
    session_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &session_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape session_list_shape = SHAPE_OUT("SessionList",
    list_fields);

#define SESSIONS_MAX "100"	/* of one person */

static char *
access_token(struct cx *cx, const char *person, const char *session)
{
	struct jwt jwt = { .issuer = cx->conf->base_url,
	    .issued = when_now() };

	jwt.expires = jwt.issued + cx->conf->token_lifetime;
	memcpy(jwt.subject, person, sizeof(jwt.subject));
	memcpy(jwt.session, session, sizeof(jwt.session));
	return jwt_sign(&cx->err, cx->token_keys, &jwt);
}

struct issue {
	const char	*person;
	const char	*device;
	const char	*session;	/* NULL: a new one */
	char		*refresh;	/* NULL: a new one */
	struct doc	*tokens;
};

/* The Tokens of a session, with a fresh refresh token of its family. */
static bool
issue(struct cx *cx, struct issue *i)
{
	bool fresh = !i->refresh;
	struct doc *user, *tokens;
	char *access;

	if (fresh)
		i->refresh = secret_token(cx->arena);
	access = access_token(cx, i->person, i->session);
	if (!access || (fresh && !DB(cx, SQL_REFRESH_INSERT,
	    .hash = secret_text_hash(cx->arena, i->refresh),
	    .session = i->session)))
		return false;
	user = DB(cx, SQL_PERSON_PUBLIC, .id = i->person);
	if (!user)
		return false;
	tokens = doc_object(cx->arena);
	doc_append(tokens, "accessToken", doc_text(cx->arena, access));
	doc_append(tokens, "refreshToken", doc_text(cx->arena, i->refresh));
	doc_append(tokens, "tokenType", doc_text(cx->arena, "Bearer"));
	doc_append(tokens, "expiresIn", doc_int(cx->arena,
	    cx->conf->token_lifetime));
	doc_append(tokens, "user", user);
	i->tokens = tokens;
	return true;
}

static bool
insert(struct cx *cx, const char *id, const char *person, const char *kind,
    const char *device, const char *hash, int64_t lifetime, int64_t idle)
{
	return DB(cx, SQL_SESSION_INSERT, .id = id, .person = person,
	    .kind = kind, .name = device, .secret_hash = hash,
	    .lifetime = db_int(cx, lifetime), .idle = db_int(cx, idle),
	    .place = audit_place(cx), .agent = cx->agent) && DB(cx,
	    SQL_SESSION_CAP, .person = person, .most = SESSIONS_MAX);
}

static bool
start(struct cx *cx, void *arg)
{
	struct issue *i = arg;
	const struct conf *conf = cx->conf;

	i->session = secret_uuid(cx->arena);
	return insert(cx, i->session, i->person, "app", i->device, NULL,
	    conf->refresh_absolute, conf->refresh_lifetime) && issue(cx, i);
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
	    secret_text_hash(cx->arena, secret), conf->session_lifetime,
	    conf->session_idle))
		return NULL;
	return secret;
}

/* End one, and say so unless it was over. */
static bool
end_session(struct cx *cx, const char *person, const char *session,
    const char *action)
{
	struct doc *ended = DB(cx, SQL_SESSION_END, .session = session);

	if (!ended)
		return false;
	return !db_touched(ended) || audit_note(cx, person, action, NULL);
}

static bool
end_all(struct cx *cx, const char *person, bool keep_tokens)
{
	struct doc *detail = doc_object(cx->arena);

	doc_append(detail, "everywhere", doc_bool(cx->arena, true));
	return DB(cx, SQL_SESSION_END_ALL, .person = person) &&
	    (keep_tokens || DB(cx, SQL_DELETION_END_TOKENS,
	    .person = person)) &&
	    audit_note(cx, person, "logout", detail);
}

struct renewal {
	const char	*token;
	bool		 replayed;
	struct issue	 issue;
};

static const char *
seal_of(struct cx *cx, const char *hash)
{
	return arena_fmt(cx->arena, "refresh:%s", hash);
}

/*
 * The answer may not have arrived: a moment ago, and nobody used what it
 * brought. Then the same is brought again.
 */
static bool
again(struct cx *cx, struct renewal *r, const char *hash,
    const struct doc *row)
{
	const char *sealed = doc_str(row, "successor");
	struct doc *next;

	if (!sealed || !doc_true(doc_get(row, "recent")) ||
	    !doc_true(doc_get(row, "good")))
		return false;
	r->issue.refresh = secret_open(cx->arena, cx->data_keys,
	    seal_of(cx, hash), sealed);
	if (!r->issue.refresh)
		return false;
	next = DB(cx, SQL_SESSION_OF_REFRESH,
	    .hash = secret_text_hash(cx->arena, r->issue.refresh));
	return !doc_is_null(next) && !doc_true(doc_get(next, "used"));
}

static bool
renew(struct cx *cx, void *arg)
{
	struct renewal *r = arg;
	char *hash = secret_text_hash(cx->arena, r->token);
	struct doc *row = DB(cx, SQL_SESSION_OF_REFRESH, .hash = hash);

	r->issue.refresh = NULL;
	if (!row)
		return false;
	r->replayed = doc_true(doc_get(row, "used"));
	if (doc_is_null(row) || (!doc_true(doc_get(row, "good")) &&
	    !r->replayed))
		return fail(cx, ERR_SIGNED_OUT, "This refresh token is not "
		    "good any more. Log in again.");
	r->issue.session = doc_str(row, "session");
	r->issue.person = doc_str(row, "person");
	if (r->replayed && again(cx, r, hash, row)) {
		r->replayed = false;
		return issue(cx, &r->issue);
	}
	if (r->replayed)	/* commit the end, then say 401 */
		return !cx->err.kind && end_session(cx, r->issue.person,
		    r->issue.session, "refresh-replayed");
	return issue(cx, &r->issue) && DB_PAGE(cx,
	    { "use", DB_CALL(SQL_REFRESH_USE, .hash = hash,
		.successor = secret_seal(cx->arena, cx->data_keys, seal_of(cx,
		    hash), r->issue.refresh)) },
	    { "settle", DB_CALL(SQL_REFRESH_SETTLE, .session = r->issue.session,
		.hash = hash) },
	    { "extend", DB_CALL(SQL_REFRESH_EXTEND, .session = r->issue.session,
		.idle = db_int(cx, cx->conf->refresh_lifetime)) });
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

struct logout {
	const char	*token;		/* NULL: the asking session */
	bool		 everywhere, keep_tokens;
};

/* An old token ends its own session only. */
static bool
end_refresh(struct cx *cx, void *arg)
{
	const struct logout *f = arg;
	struct doc *row = DB(cx, SQL_SESSION_OF_REFRESH,
	    .hash = secret_text_hash(cx->arena, f->token));

	if (!row || doc_is_null(row))
		return row != NULL;
	if (f->everywhere && doc_true(doc_get(row, "good")) &&
	    !doc_true(doc_get(row, "used")))
		return end_all(cx, doc_str(row, "person"), f->keep_tokens);
	return end_session(cx, doc_str(row, "person"), doc_str(row,
	    "session"), "logout");
}

bool
session_end_refresh(struct cx *cx, const char *token, bool everywhere,
    bool keep_tokens)
{
	struct logout f = { token, everywhere, keep_tokens };

	return db_tx(cx, end_refresh, &f);
}

static bool
end(struct cx *cx, void *arg)
{
	const struct logout *f = arg;

	return f->everywhere ? end_all(cx, cx->asker.id, f->keep_tokens) :
	    end_session(cx, cx->asker.id, cx->asker.session, "logout");
}

/* In a transaction of its own: another request may just note the use. */
bool
session_end(struct cx *cx, bool everywhere, bool keep_tokens)
{
	struct logout f = { NULL, everywhere, keep_tokens };

	return db_tx(cx, end, &f);
}

/* ---- the list ---------------------------------------------------------- */

/* A browser does not name itself; an app may. */
static void
name_device(struct cx *cx, struct doc *d)
{
	const char *name = doc_str(d, "name");

	if (!name || strcmp(doc_str(d, "kind"), "browser") == 0)
		doc_set(d, "name", doc_text(cx->arena,
		    user_agent_name(cx->arena, doc_str(d, "agent"))));
}

struct doc *
session_list(struct cx *cx, const struct session_query *q)
{
	struct doc *rows, *d;
	const char *key;

	if (!cursor_keys(cx, q->cursor, "u", &key))
		return NULL;
	rows = DB(cx, SQL_SESSION_LIST, .person = cx->asker.id,
	    .current = cx->asker.session, .id = key,
	    .limit = cursor_limit(cx, q->limit));
	for (d = doc_first(rows); d; d = d->next)
		name_device(cx, d);
	return cursor_page(cx, rows, q->limit);
}

static bool
end_one(struct cx *cx, void *arg)
{
	return DB(cx, SQL_SESSION_END_ONE, .person = cx->asker.id, .id = arg) &&
	    audit_note(cx, NULL, "session-ended", NULL);
}

bool
session_end_one(struct cx *cx, const char *id)
{
	return db_tx(cx, end_one, arena_str(cx->arena, id));
}

static bool
end_others(struct cx *cx, void *arg)
{
	struct doc *ended = DB(cx, SQL_SESSION_END_OTHERS,
	    .person = cx->asker.id, .current = cx->asker.session), *detail;

	(void)arg;
	if (!ended || !db_touched(ended))
		return ended != NULL;
	detail = doc_object(cx->arena);
	doc_append(detail, "sessions", doc_int(cx->arena, db_touched(ended)));
	return audit_note(cx, NULL, "session-ended", detail);
}

bool
session_end_others(struct cx *cx)
{
	return db_tx(cx, end_others, NULL);
}

bool
session_touch(struct cx *cx)
{
	if (cx->asker.by_token)
		return DB(cx, SQL_TOKEN_TOUCH,
		    .token = cx->asker.session) != NULL;
	return DB(cx, SQL_SESSION_TOUCH, .session = cx->asker.session,
	    .idle = db_int(cx, cx->asker.browser ? cx->conf->session_idle :
	    cx->conf->refresh_lifetime)) != NULL;
}
