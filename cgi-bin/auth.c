/*
 * auth: register, log in, refresh, log out. A responder of its own, so that
 * hashing passwords never starves pages.
 */
#include <string.h>

#include "account.h"
#include "doc.h"
#include "route.h"
#include "serve.h"
#include "session.h"
#include "uri.h"

/* ---- what comes in ----------------------------------------------------- */

struct login_input {
	const char	*login, *email, *password, *device, *next;
};

static const struct field login_fields[] = {
	{ .name = "login", .example = "robin@example.com",
	    .type = FT_TEXT, AT(struct login_input, login),
	    .max = 254, .label = "Email or username",
	    .doc = "The email address or the username." },
	{ .name = "email", .type = FT_TEXT, AT(struct login_input, email),
	    .max = 254, .doc = "Instead of login." },
	{ .name = "password", .type = FT_SECRET, .flags = F_REQUIRED | F_INPUT,
	    AT(struct login_input, password), .max = 1024,
	    .label = "Password" },
	{ .name = "deviceName", .example = "phone",
	    .type = FT_TEXT,
	    AT(struct login_input, device), .max = 100,
	    .doc = "Shown in the list of sessions." },
	{ .name = "next", .type = FT_TEXT, .flags = F_PAGE,
	    AT(struct login_input, next), .max = 2000 },
};
static const struct shape login_shape = SHAPE("Login", login_fields,
    struct login_input);

struct next_input {
	const char	*next;
};

static const struct field next_fields[] = {
	{ .name = "next", .type = FT_TEXT, AT(struct next_input, next),
	    .max = 2000 },
};
static const struct shape next_shape = SHAPE("Next", next_fields,
    struct next_input);

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
	bool		 everywhere;
};

static const struct field logout_fields[] = {
	{ .name = "refreshToken", .type = FT_TEXT,
	    AT(struct logout_input, token), .max = 200,
	    .doc = "Ends its session; without it, the asking one's." },
	{ .name = "everywhere", .type = FT_BOOL,
	    AT(struct logout_input, everywhere),
	    .doc = "End all sessions of the person." },
};
static const struct shape logout_shape = SHAPE("Logout", logout_fields,
    struct logout_input);

/* ---- handlers ---------------------------------------------------------- */

/* A page's browser gets a cookie; where to go next is a path of ours. */
static struct doc *
enter(struct req *rq, const char *person, const char *next)
{
	rq->set_cookie = session_cookie(rq->cx, person,
	    req_header(rq, "HTTP_USER_AGENT") ? "Browser" : NULL);
	if (!rq->set_cookie)
		return NULL;
	rq->redirect = next && uri_is_local(next) ? next : "/";
	return doc_object(rq->cx->arena);
}

static struct doc *
register_(struct req *rq)
{
	struct doc *account = account_register(rq->cx, rq->in);

	rq->location = "/auth/profile";
	if (!account || rq->api)
		return account;
	return enter(rq, doc_chars(doc_path(account, "user.id")), NULL);
}

static struct doc *
login(struct req *rq)
{
	const struct login_input *in = rq->in;
	const char *who = in->login ? in->login : in->email;
	const char *person;

	if (!who)
		return fail_pointer(rq->cx, "/login", "This is needed.");
	person = account_login(rq->cx, who, in->password);
	if (!person)
		return NULL;
	return rq->api ? session_tokens(rq->cx, person, in->device) :
	    enter(rq, person, in->next);
}

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
	bool here = *rq->cx->who.id != '\0';

	if (!here && !in->token)
		return fail(rq->cx, ERR_SIGNED_OUT, "Send an access token "
		    "or a refresh token.");
	if (in->token && !session_end_refresh(rq->cx, in->token,
	    in->everywhere))
		return NULL;
	if (here && (!in->token || in->everywhere) &&
	    !session_end(rq->cx, in->everywhere))
		return NULL;
	rq->set_cookie = "";
	return doc_object(rq->cx->arena);
}

/* The empty pages; with next= kept through the form. */
static struct doc *
blank(struct req *rq)
{
	const struct next_input *in = rq->params;
	struct doc *d = doc_object(rq->cx->arena);

	if (in && in->next && uri_is_local(in->next))
		doc_put(d, "next", doc_text(rq->cx->arena, in->next));
	return d;
}

static struct doc *
profile(struct req *rq)
{
	return account_profile(rq->cx);
}

static const struct route routes[] = {
	{ POST, "/auth/register", NEED_NOBODY, register_, R_API | R_CREATED,
	    .body = &account_draft_shape, .answer = &account_shape,
	    .doc = "Make an account and its household." },
	{ POST, "/auth/login", NEED_NOBODY, login, R_API,
	    .body = &login_shape, .answer = &tokens_shape,
	    .doc = "Log in for an access and a refresh token." },
	{ POST, "/auth/refresh", NEED_NOBODY, refresh, R_API,
	    .body = &refresh_shape, .answer = &tokens_shape,
	    .doc = "New tokens; a refresh token works once." },
	{ GET, "/auth/profile", NEED_PERSON, profile, R_API,
	    .answer = &profile_shape, .doc = "Who is asking." },
	{ POST, "/auth/logout", NEED_NOBODY, logout, R_API | R_EMPTY,
	    .body = &logout_shape, .doc = "End a session, or all." },

	{ GET, "/login", NEED_NOBODY, blank, R_PAGE | R_FORM,
	    .view = "auth/login", .query = &next_shape,
	    .body = &login_shape },
	{ POST, "/login", NEED_NOBODY, login, R_PAGE,
	    .body = &login_shape, .form = "/login", .then = "/" },
	{ GET, "/register", NEED_NOBODY, blank, R_PAGE | R_FORM,
	    .view = "auth/register", .body = &account_draft_shape },
	{ POST, "/register", NEED_NOBODY, register_, R_PAGE,
	    .body = &account_draft_shape, .form = "/register", .then = "/" },
	{ GET, "/settings", NEED_PERSON, profile, R_PAGE,
	    .view = "settings/index" },
	{ POST, "/logout", NEED_PERSON, logout, R_PAGE,
	    .body = &logout_shape, .then = "/login" },
};

static const struct responder auth = { "auth", routes, COUNT(routes) };

int
main(int argc, char **argv)
{
	return serve(&auth, argc, argv);
}
