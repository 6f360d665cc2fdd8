/*
 * auth: register and log in. A responder of its own, so that hashing
 * passwords never starves pages.
 */
#include <string.h>

#include "account/account.h"
#include "web/auth_enter.h"
#include "data/conf.h"
#include "data/doc.h"
#include "account/signup_guard.h"
#include "account/login.h"
#include "account/session.h"
#include "web/idempotency.h"
#include "web/route.h"
#include "web/serve.h"
#include "data/uri.h"

/* ---- what comes in ----------------------------------------------------- */

struct login_input {
	const char	*login, *email, *password, *device, *next;
};

static const struct field login_fields[] = {
	{ .name = "login", .example = "robin@example.com",
	    .type = FT_TEXT, AT(struct login_input, login),
	    .max = 254, .label = N_("Email or username"),
	    .doc = N_("The email address or the username.") },
	{ .name = "email", .type = FT_TEXT, AT(struct login_input, email),
	    .max = 254, .doc = "Instead of login." },
	{ .name = "password", .type = FT_SECRET, .flags = F_REQUIRED | F_INPUT,
	    AT(struct login_input, password), .max = 1024,
	    .label = N_("Password") },
	{ .name = "deviceName", .example = "phone",
	    .type = FT_TEXT,
	    AT(struct login_input, device), .max = 100,
	    .doc = "Shown in the list of sessions." },
	{ .name = "next", .type = FT_TEXT, .flags = F_PAGE,
	    AT(struct login_input, next), .max = 2000 },
};

static bool
check_login(struct cx *cx, const void *in)
{
	const struct login_input *l = in;

	return l->login || l->email || fail_as(cx, "required",
	    fail_pointer(cx, "/login", "This is needed."));
}

static const struct shape login_shape = SHAPE_CHECKED("Login", login_fields,
    struct login_input, check_login);

struct next_input {
	const char	*next;
};

static const struct field next_fields[] = {
	{ .name = "next", .type = FT_TEXT, AT(struct next_input, next),
	    .max = 2000 },
};
static const struct shape next_shape = SHAPE("Next", next_fields,
    struct next_input);

struct invited_input {
	const char	*invitation;
};

static const struct field invited_fields[] = {
	{ .name = "invitation", .type = FT_TEXT,
	    AT(struct invited_input, invitation), .max = 100 },
};
static const struct shape invited_shape = SHAPE("Invited", invited_fields,
    struct invited_input);

/* ---- what goes out ----------------------------------------------------- */

/* What the second step needs, instead of tokens. */
static const struct field wanted_fields[] = {
	{ .name = "sessionToken", .type = FT_TEXT,
	    .doc = "For ten minutes of /auth/mfa/verify." },
	{ .name = "mfaRequired", .type = FT_BOOL, .example = "true" },
	{ .name = "tokenType", .type = FT_CHOICE, .words = "Bearer" },
};
static const struct shape wanted_shape = SHAPE_OUT("MfaWanted",
    wanted_fields);

/* ---- handlers ---------------------------------------------------------- */

static struct doc *
register_(struct req *rq)
{
	const struct account_draft *in = rq->in;
	struct login l = { .mfa = false };
	const char *code;
	struct doc *account;

	if (!account_open(rq->cx, in->invitation) ||
	    (!rq->api && !signup_guard_pass(rq->cx, in->made, in->website)))
		return NULL;
	code = rq->api ? idempotency_code(rq) : NULL;
	if (rq->cx->err.kind)
		return NULL;
	account = account_register(rq->cx, in, code, &rq->out.replayed);
	rq->out.location = "/auth/profile";
	if (!account || rq->api)
		return account;
	l.person = doc_chars(doc_path(account, "user.id"));
	return auth_enter(rq, &l, NULL);
}

/* The second step is to come: what a client sends along with the code. */
static struct doc *
wait(struct req *rq, const struct login *l, const struct login_input *in)
{
	struct arena *arena = rq->cx->arena;
	char *ticket = login_wait(rq->cx, l, in->device,
	    rq->api ? "api" : "page", in->next);
	struct doc *d = doc_object(arena);

	if (!ticket)
		return NULL;
	if (!rq->api) {
		req_put_cookie(rq, STEP_COOKIE, ticket, LOGIN_WAIT);
		rq->out.redirect = "/login/code";
		return d;
	}
	doc_append(d, "sessionToken", doc_text(arena, ticket));
	doc_append(d, "mfaRequired", doc_bool(arena, true));
	doc_append(d, "tokenType", doc_text(arena, "Bearer"));
	return d;
}

static struct doc *
login(struct req *rq)
{
	const struct login_input *in = rq->in;
	struct login_try try = { in->login ? in->login : in->email,
	    in->password, req_cookie(rq, DEVICE_COOKIE) };
	struct login l;

	if (!login_check(rq->cx, &try, &l))
		return NULL;
	if (l.mfa)
		return wait(rq, &l, in);
	return rq->api ? login_tokens(rq->cx, &l, in->device) :
	    auth_enter(rq, &l, in->next);
}

/* The empty form; with next= kept through it. */
static struct doc *
login_form(struct req *rq)
{
	const struct next_input *in = rq->params;
	struct doc *d = doc_object(rq->cx->arena);

	if (in && in->next && uri_is_local(in->next))
		doc_append(d, "next", doc_text(rq->cx->arena, in->next));
	return d;
}

/* Empty, or to be shown again; or why there is none. */
static struct doc *
register_form(struct req *rq)
{
	const struct invited_input *in = rq->params;
	struct cx *cx = rq->cx;
	struct doc *d = doc_object(cx->arena);
	const char *sent = doc_str(rq->body, "made");
	const char *invitation = in && in->invitation ? in->invitation :
	    doc_str(rq->body, "invitation");

	doc_append(d, "made", doc_text(cx->arena,
	    signup_guard_stamp(cx, sent)));
	doc_append(d, "seconds", doc_int(cx->arena,
	    cx->conf->registration_seconds));
	doc_append(d, "invitation", doc_text(cx->arena, invitation));
	if (!account_open(cx, invitation)) {
		doc_append(d, "refused", doc_text(cx->arena, cx->err.detail));
		err_clear(&cx->err);
	}
	return d;
}

static const struct route routes[] = {
	{ POST, "/auth/register", NEED_NOBODY, register_,
	    R_API | R_CREATED | R_KEY,
	    .body = &account_draft_shape, .answer = &account_shape,
	    .op = "auth.register",
	    .doc = "Make an account and its household." },
	{ POST, "/auth/login", NEED_NOBODY, login, R_API,
	    .body = &login_shape, .answer = &tokens_shape,
	    .other = &wanted_shape,
	    .op = "auth.login",
	    .doc = "Log in for an access and a refresh token, or with a "
	    "second factor for what /auth/mfa/verify takes." },

	{ GET, "/login", NEED_NOBODY, login_form, R_PAGE | R_FORM,
	    .view = "auth/login", .query = &next_shape,
	    .body = &login_shape },
	{ POST, "/login", NEED_NOBODY, login, R_PAGE,
	    .body = &login_shape, .form = "/login", .then = "/" },
	{ GET, "/register", NEED_NOBODY, register_form, R_PAGE | R_FORM,
	    .view = "auth/register", .query = &invited_shape,
	    .body = &account_draft_shape },
	{ POST, "/register", NEED_NOBODY, register_, R_PAGE,
	    .body = &account_draft_shape, .form = "/register", .then = "/",
	    .flash = "welcome" },
};

static const struct responder auth = { .name = "auth",
    .routes = routes, .n = COUNT(routes), .hashes = true };

int
main(int argc, char **argv)
{
	return serve(&auth, argc, argv);
}
