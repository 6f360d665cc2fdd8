/*
 * mfa: the second factor: set up, asked for at login, turned off; and the
 * page of what protects an account.
 */
#include "web/auth_enter.h"
#include "data/doc.h"
#include "account/login.h"
#include "account/mfa.h"
#include "web/route.h"
#include "web/serve.h"
#include "account/session.h"

/* ---- the asking person's ----------------------------------------------- */

static struct doc *
setup(struct req *rq)
{
	const struct mfa_password *in = rq->in;

	return mfa_setup(rq->cx, in ? in->password : NULL);
}

static struct doc *
confirm(struct req *rq)
{
	return mfa_confirm(rq->cx, rq->in);
}

static struct doc *
disable(struct req *rq)
{
	const struct mfa_password *in = rq->in;

	return mfa_disable(rq->cx, in->password) ?
	    doc_object(rq->cx->arena) : NULL;
}

static struct doc *
renew(struct req *rq)
{
	const struct mfa_password *in = rq->in;

	return mfa_renew_codes(rq->cx, in->password);
}

static struct doc *
status(struct req *rq)
{
	return mfa_status(rq->cx);
}

static struct doc *
security(struct req *rq)
{
	return mfa_security(rq->cx);
}

/* ---- the second step of a login ---------------------------------------- */

struct step_query {
	bool	backup;
};

static const struct field step_fields[] = {
	{ .name = "backup", .type = FT_BOOL, AT(struct step_query, backup) },
};
static const struct shape step_shape = SHAPE("Step", step_fields,
    struct step_query);

static struct doc *
verify(struct req *rq)
{
	struct mfa_who who;

	return mfa_enter(rq->cx, rq->in, &who) ?
	    login_tokens(rq->cx, &who.login, who.device) : NULL;
}

/* The page for a code; without a login that waits, the login. */
static struct doc *
ask(struct req *rq)
{
	const struct step_query *query = rq->params;
	const char *ticket = req_cookie(rq, STEP_COOKIE);
	struct doc *d = doc_object(rq->cx->arena);

	if (!ticket || !*ticket)
		rq->out.redirect = "/login";
	else
		doc_append(d, "over", doc_bool(rq->cx->arena,
		    !mfa_waits(rq->cx, ticket)));
	doc_append(d, "backup", doc_bool(rq->cx->arena, query->backup));
	return rq->cx->err.kind ? NULL : d;
}

/* The browser keeps its ticket in a cookie, out of reach of scripts. */
static struct doc *
enter(struct req *rq)
{
	const struct mfa_entry *in = rq->in;
	struct mfa_entry entry = { req_cookie(rq, STEP_COOKIE), in->code,
	    in->backup };
	struct mfa_who who;

	if (!entry.ticket)
		entry.ticket = "";
	if (!mfa_enter(rq->cx, &entry, &who))
		return NULL;
	req_put_cookie(rq, STEP_COOKIE, "", 0);
	return auth_enter(rq, &who.login, who.next);
}

static const struct route routes[] = {
	{ POST, "/auth/mfa/setup", NEED_PERSON, setup, R_API | R_SETUP,
	    .body = &mfa_begin_shape, .answer = &mfa_setup_shape,
	    .op = "auth.mfa.setup",
	    .doc = "Begin to set up a second factor: a secret for an app." },
	{ POST, "/auth/mfa/setup/verify", NEED_PERSON, confirm,
	    R_API | R_SETUP,
	    .body = &mfa_code_shape, .answer = &mfa_codes_shape,
	    .op = "auth.mfa.confirm",
	    .doc = "Turn the second factor on with its first code." },
	{ POST, "/auth/mfa/disable", NEED_PERSON, disable, R_API | R_EMPTY,
	    .body = &mfa_password_shape,
	    .op = "auth.mfa.disable",
	    .doc = "Turn the second factor off." },
	{ POST, "/auth/mfa/backup-codes", NEED_PERSON, renew, R_API,
	    .body = &mfa_password_shape, .answer = &mfa_codes_shape,
	    .op = "auth.mfa.backupCodes",
	    .doc = "New backup codes; the old ones work no more." },
	{ POST, "/auth/mfa/verify", NEED_NOBODY, verify, R_API,
	    .body = &mfa_entry_shape, .answer = &tokens_shape,
	    .op = "auth.mfa.verify",
	    .doc = "The second step of a login: a code, or a backup code." },

	{ GET, "/login/code", NEED_NOBODY, ask, R_PAGE | R_FORM,
	    .view = "auth/code", .query = &step_shape,
	    .body = &mfa_page_shape },
	{ POST, "/login/code", NEED_NOBODY, enter, R_PAGE,
	    .query = &step_shape, .body = &mfa_page_shape,
	    .form = "/login/code", .then = "/" },

	{ GET, "/settings/security", NEED_PERSON, security, R_PAGE,
	    .view = "settings/security" },
	{ GET, "/settings/two-factor", NEED_PERSON, status,
	    R_PAGE | R_FORM | R_SETUP, .view = "settings/two-factor",
	    .body = &mfa_code_shape },
	{ POST, "/settings/two-factor", NEED_PERSON, setup, R_PAGE | R_SETUP,
	    .body = &mfa_begin_shape, .form = "/settings/two-factor",
	    .then = "/settings/two-factor" },
	{ POST, "/settings/two-factor/verify", NEED_PERSON, confirm,
	    R_PAGE | R_SETUP,
	    .view = "settings/backup-codes", .body = &mfa_code_shape,
	    .form = "/settings/two-factor" },
	{ GET, "/settings/two-factor/codes", NEED_PERSON, status,
	    R_PAGE | R_FORM, .view = "settings/two-factor-codes",
	    .body = &mfa_password_shape },
	{ POST, "/settings/two-factor/codes", NEED_PERSON, renew, R_PAGE,
	    .view = "settings/backup-codes", .body = &mfa_password_shape,
	    .form = "/settings/two-factor/codes" },
	{ GET, "/settings/two-factor/off", NEED_PERSON, status,
	    R_PAGE | R_FORM, .view = "settings/two-factor-off",
	    .body = &mfa_password_shape },
	{ POST, "/settings/two-factor/off", NEED_PERSON, disable, R_PAGE,
	    .body = &mfa_password_shape, .form = "/settings/two-factor/off",
	    .then = "/settings/two-factor", .flash = "mfa-off" },
};

static const struct responder mfa = { .name = "mfa",
    .routes = routes, .n = COUNT(routes), .hashes = true };

int
main(int argc, char **argv)
{
	return serve(&mfa, argc, argv);
}
