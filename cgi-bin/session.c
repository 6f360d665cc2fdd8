/*
 * session: what somebody logged in has: fresh tokens, the list of where they
 * are logged in, API tokens, the way out; and the public keys of tokens.
 */
#include <string.h>

#include "account/api_token.h"
#include "data/doc.h"
#include "web/route.h"
#include "web/serve.h"
#include "account/session.h"
#include "web/wellknown.h"

#define KEYS_MAX_AGE	300	/* seconds; a new key verifies at once here */
#define TEXT_MAX_AGE	86400

/* ---- what comes in ----------------------------------------------------- */

struct refresh_input {
	const char	*token;
};

static const struct field refresh_fields[] = {
	{ .name = "refreshToken", .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct refresh_input, token), .max = 200 },
};
static const struct shape refresh_shape = SHAPE("Refresh", refresh_fields,
    struct refresh_input);

struct logout_input {
	const char	*token;
	bool		 everywhere, keep_tokens;
};

static const struct field logout_fields[] = {
	{ .name = "refreshToken", .type = FT_TEXT,
	    AT(struct logout_input, token), .max = 200,
	    .doc = "Ends its session; without it, the asking one's." },
	{ .name = "everywhere", .type = FT_BOOL,
	    AT(struct logout_input, everywhere),
	    .doc = "End all sessions of the person, and their API "
	    "tokens." },
	{ .name = "keepTokens", .type = FT_BOOL,
	    AT(struct logout_input, keep_tokens),
	    .doc = "But not the API tokens." },
};
static const struct shape logout_shape = SHAPE("Logout", logout_fields,
    struct logout_input);

/* ---- in and out --------------------------------------------------------- */

static struct doc *
refresh(struct req *rq)
{
	const struct refresh_input *in = rq->in;

	return session_refresh(rq->cx, in->token);
}

static struct doc *
logout(struct req *rq)
{
	const struct logout_input *in = rq->in;
	bool here = *rq->cx->asker.id != '\0';

	if (!here && !in->token)
		return fail(rq->cx, ERR_SIGNED_OUT, "Send an access token "
		    "or a refresh token.");
	if (in->token && !session_end_refresh(rq->cx, in->token,
	    in->everywhere, in->keep_tokens))
		return NULL;
	if (here && (!in->token || in->everywhere) &&
	    !session_end(rq->cx, in->everywhere, in->keep_tokens))
		return NULL;
	rq->out.set_cookie = "";
	return doc_object(rq->cx->arena);
}

/* ---- where somebody is logged in --------------------------------------- */

static struct doc *
sessions(struct req *rq)
{
	return session_list(rq->cx, rq->params);
}

static struct doc *
end_session(struct req *rq)
{
	const char *id = req_arg(rq, "id");

	if (!session_end_one(rq->cx, id))
		return NULL;
	if (rq->cx->asker.browser && strcmp(id, rq->cx->asker.session) == 0)
		rq->out.set_cookie = "";
	return doc_object(rq->cx->arena);
}

static struct doc *
end_others(struct req *rq)
{
	return session_end_others(rq->cx) ? doc_object(rq->cx->arena) : NULL;
}

/* ---- API tokens -------------------------------------------------------- */

static struct doc *
tokens(struct req *rq)
{
	return api_token_list(rq->cx, rq->params);
}

static struct doc *
show_token(struct req *rq)
{
	return api_token(rq->cx, req_arg(rq, "id"));
}

static struct doc *
make_token(struct req *rq)
{
	return api_token_make(rq->cx, rq->in);
}

static struct doc *
end_token(struct req *rq)
{
	return api_token_end(rq->cx, req_arg(rq, "id")) ?
	    doc_object(rq->cx->arena) : NULL;
}

/* Also the page of a form sent with faults, which has no query. */
static struct doc *
tokens_page(struct req *rq)
{
	static const struct api_token_query first = { .limit = 20 };
	struct doc *d = api_token_list(rq->cx, rq->params ? rq->params :
	    &first);

	if (d)
		api_token_page_extras(rq->cx, d, doc_get(rq->body, "scopes"));
	return d;
}

/* A new one is shown by the answer itself: no address, no cookie holds it. */
static struct doc *
make_token_page(struct req *rq)
{
	struct doc *made = make_token(rq), *d;

	if (!made)
		return NULL;
	rq->body = NULL;	/* the form begins anew */
	d = tokens_page(rq);
	if (d)
		doc_append(d, "made", made);
	return d;
}

/* ---- for strangers ----------------------------------------------------- */

static struct doc *
text_answer(struct req *rq, const char *type, int max_age, const char *text)
{
	if (!text)
		return NULL;
	rq->out.type = type;
	rq->out.max_age = max_age;
	rq->out.text = text;
	rq->out.text_n = strlen(text);
	return doc_null(rq->cx->arena);
}

static struct doc *
public_keys(struct req *rq)
{
	return text_answer(rq, "application/jwk-set+json", KEYS_MAX_AGE,
	    wellknown_keys(rq->cx));
}

static struct doc *
security(struct req *rq)
{
	return text_answer(rq, "text/plain; charset=utf-8", TEXT_MAX_AGE,
	    wellknown_security(rq->cx));
}

static const struct route routes[] = {
	{ POST, "/auth/refresh", NEED_NOBODY, refresh, R_API,
	    .body = &refresh_shape, .answer = &tokens_shape,
	    .op = "auth.refresh",
	    .doc = "New tokens; a refresh token works once." },
	{ POST, "/auth/logout", NEED_NOBODY, logout, R_API | R_EMPTY,
	    .body = &logout_shape,
	    .op = "auth.logout",
	    .doc = "End a session, or all." },
	{ GET, "/auth/sessions", NEED_PERSON, sessions, R_API | R_LIST,
	    .query = &session_query_shape, .answer = &session_list_shape,
	    .op = "auth.sessions.list",
	    .doc = "Where the person is logged in, newest first." },
	{ DELETE, "/auth/sessions/:id", NEED_PERSON, end_session,
	    R_API | R_EMPTY,
	    .op = "auth.sessions.end",
	    .doc = "End a session, at once." },
	{ GET, "/auth/tokens", NEED_PERSON, tokens, R_API | R_LIST,
	    .query = &api_token_query_shape, .answer = &api_token_list_shape,
	    .op = "auth.tokens.list",
	    .doc = "The person's API tokens, newest first." },
	{ POST, "/auth/tokens", NEED_PERSON, make_token, R_API | R_CREATED,
	    .body = &api_token_draft_shape, .answer = &api_token_made_shape,
	    .op = "auth.tokens.create",
	    .doc = "Make an API token; it is shown this once." },
	{ GET, "/auth/tokens/:id", NEED_PERSON, show_token, R_API,
	    .answer = &api_token_shape,
	    .op = "auth.tokens.get",
	    .doc = "One API token, without its secret." },
	{ DELETE, "/auth/tokens/:id", NEED_PERSON, end_token,
	    R_API | R_EMPTY,
	    .op = "auth.tokens.end",
	    .doc = "Revoke an API token, at once." },

	{ POST, "/logout", NEED_PERSON, logout, R_PAGE | R_SETUP,
	    .body = &logout_shape, .then = "/login", .flash = "logged-out" },
	{ GET, "/settings/sessions", NEED_PERSON, sessions, R_PAGE | R_LIST,
	    .view = "settings/sessions", .query = &session_query_shape },
	{ POST, "/settings/sessions/end", NEED_PERSON, end_others, R_PAGE,
	    .then = "/settings/sessions", .flash = "sessions-ended" },
	{ POST, "/settings/sessions/:id/delete", NEED_PERSON, end_session,
	    R_PAGE, .then = "/settings/sessions", .flash = "session-ended" },
	{ GET, "/settings/tokens", NEED_PERSON, tokens_page,
	    R_PAGE | R_LIST | R_FORM, .view = "settings/tokens",
	    .query = &api_token_query_shape,
	    .body = &api_token_draft_shape },
	{ POST, "/settings/tokens", NEED_PERSON, make_token_page,
	    R_PAGE | R_FORM, .view = "settings/tokens",
	    .body = &api_token_draft_shape, .answer = &api_token_made_shape,
	    .form = "/settings/tokens" },
	{ POST, "/settings/tokens/:id/delete", NEED_PERSON, end_token,
	    R_PAGE, .then = "/settings/tokens", .flash = "token-ended" },

	{ GET, "/.well-known/jwks.json", NEED_NOBODY, public_keys,
	    R_PAGE | R_NO_AUTH, .view = NULL },
	{ GET, "/.well-known/security.txt", NEED_NOBODY, security,
	    R_PAGE | R_NO_AUTH, .view = NULL },
};

static const struct responder session = { .name = "session",
    .routes = routes, .n = COUNT(routes), .hashes = true };

int
main(int argc, char **argv)
{
	return serve(&session, argc, argv);
}
