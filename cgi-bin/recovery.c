/*
 * recovery: passwords forgotten, reset and changed; addresses verified and
 * changed. A responder of its own: it hashes passwords, as auth does.
 */
#include "privacy/account_deletion.h"
#include "data/conf.h"
#include "data/doc.h"
#include "account/recovery.h"
#include "account/undo.h"
#include "web/route.h"
#include "web/serve.h"

static struct doc *
done(struct req *rq, bool good)
{
	return good ? doc_object(rq->cx->arena) : NULL;
}

/* What a page says instead when no mail can be sent. */
static struct doc *
with_mail(struct req *rq, struct doc *d)
{
	if (d)
		doc_append(d, "mail", doc_bool(rq->cx->arena,
		    conf_mails(rq->cx->conf)));
	return d;
}

static struct doc *
blank(struct req *rq)
{
	return with_mail(rq, doc_object(rq->cx->arena));
}

/*
 * The token of a link, or of the form that the link's page has sent. Read
 * without a shape: mailboxes add parameters of their own to links.
 */
static const char *
token_of(struct req *rq)
{
	const char *token = doc_str(rq->method == GET ? rq->query : rq->body,
	    "token");

	return token ? token : "";
}

/* A link's page: mailboxes fetch what stands in a mail, so opening it does
 * nothing; the form on it does. */
static struct doc *
link_page(struct req *rq, struct doc *(*look)(struct cx *, const char *))
{
	const char *token = token_of(rq);
	struct doc *d = with_mail(rq, look(rq->cx, token));

	if (d)
		doc_append(d, "token", doc_text(rq->cx->arena, token));
	return d;
}

static struct doc *
reset_page(struct req *rq)
{
	return link_page(rq, recovery_look_reset);
}

static struct doc *
verify_page(struct req *rq)
{
	return link_page(rq, recovery_look_verify);
}

static struct doc *
undo_page(struct req *rq)
{
	return link_page(rq, undo_look);
}

/* The browser at hand may be of whoever came in. */
static struct doc *
undo(struct req *rq)
{
	const struct recovery_token *in = rq->in;

	if (!rq->api)
		rq->out.set_cookie = "";
	return undo_do(rq->cx, in->token);
}

static struct doc *
forgot(struct req *rq)
{
	const struct recovery_ask *in = rq->in;

	return done(rq, recovery_forgot(rq->cx, in->email));
}

static struct doc *
resend(struct req *rq)
{
	const struct recovery_ask *in = rq->in;

	return done(rq, recovery_resend(rq->cx, in->email));
}

static struct doc *
reset(struct req *rq)
{
	if (!rq->api)
		rq->out.set_cookie = "";	/* its session is over, too */
	return done(rq, recovery_reset(rq->cx, rq->in));
}

static struct doc *
change(struct req *rq)
{
	return done(rq, recovery_change(rq->cx, rq->in));
}

static struct doc *
verify(struct req *rq)
{
	const struct recovery_token *in = rq->in;

	rq->out.redirect = *rq->cx->asker.id ? "/settings/email" : "/login";
	return done(rq, recovery_verify(rq->cx, in->token));
}

static struct doc *
address(struct req *rq)
{
	return with_mail(rq, recovery_address(rq->cx));
}

static struct doc *
move(struct req *rq)
{
	return done(rq, recovery_move(rq->cx, rq->in));
}

static struct doc *
resend_own(struct req *rq)
{
	struct doc *d = recovery_address(rq->cx);
	bool good = doc_true(doc_get(d, "verified"));

	rq->out.flash = good ? "email-verified" : "verify-sent";
	return done(rq, d && (good || recovery_resend(rq->cx, doc_str(d,
	    "address"))));
}

/* ---- leaving for good --------------------------------------------------- */

static struct doc *
leave_page(struct req *rq)
{
	return deletion_page(rq->cx);
}

static struct doc *
leave(struct req *rq)
{
	struct doc *d = deletion_ask(rq->cx, rq->in);

	rq->out.set_cookie = d ? "" : NULL;
	return d;
}

static const struct route routes[] = {
	{ POST, "/auth/password/forgot", NEED_NOBODY, forgot,
	    R_API | R_ACCEPTED, .body = &recovery_ask_shape,
	    .op = "auth.password.forgot",
	    .doc = "Mail a link to set a new password, if there is an account "
	    "with this address." },
	{ POST, "/auth/password/reset", NEED_NOBODY, reset, R_API | R_EMPTY,
	    .body = &recovery_reset_shape,
	    .op = "auth.password.reset",
	    .doc = "Set a new password with the token of the mail. Ends all "
	    "sessions." },
	{ POST, "/auth/password/change", NEED_PERSON, change,
	    R_API | R_EMPTY, .body = &recovery_change_shape,
	    .op = "auth.password.change",
	    .doc = "Change the password. Ends all other sessions." },
	{ POST, "/auth/email/verify", NEED_NOBODY, verify, R_API | R_EMPTY,
	    .body = &recovery_token_shape,
	    .op = "auth.email.verify",
	    .doc = "Verify an address, or change to it, with the token of the "
	    "mail." },
	{ POST, "/auth/email/resend", NEED_NOBODY, resend,
	    R_API | R_ACCEPTED, .body = &recovery_ask_shape,
	    .op = "auth.email.resend",
	    .doc = "Mail the link to verify an address once more, if it is an "
	    "account's and not verified." },
	{ POST, "/auth/email/change", NEED_PERSON, move,
	    R_API | R_ACCEPTED, .body = &recovery_move_shape,
	    .op = "auth.email.change",
	    .doc = "Mail a link to a new address; following it makes it the "
	    "account's." },

	{ POST, "/auth/undo", NEED_NOBODY, undo, R_API,
	    .body = &recovery_token_shape, .answer = &undo_answer_shape,
	    .op = "auth.undo",
	    .doc = "\"This was not me\": with the token of a mail of what "
	    "happened to an account, end its sessions and tokens, take the "
	    "change back and mail a link to set a new password." },

	{ GET, "/undo", NEED_NOBODY, undo_page, R_PAGE | R_FORM,
	    .view = "recovery/undo", .body = &recovery_token_shape },
	{ POST, "/undo", NEED_NOBODY, undo, R_PAGE,
	    .body = &recovery_token_shape, .form = "/undo",
	    .then = "/login", .flash = "undone" },
	{ GET, "/forgot", NEED_NOBODY, blank, R_PAGE | R_FORM,
	    .view = "recovery/forgot", .body = &recovery_ask_shape },
	{ POST, "/forgot", NEED_NOBODY, forgot, R_PAGE,
	    .body = &recovery_ask_shape, .form = "/forgot",
	    .then = "/forgot/sent" },
	{ GET, "/forgot/sent", NEED_NOBODY, blank, R_PAGE,
	    .view = "recovery/sent" },
	{ GET, "/reset", NEED_NOBODY, reset_page, R_PAGE | R_FORM,
	    .view = "recovery/reset", .body = &recovery_reset_shape },
	{ POST, "/reset", NEED_NOBODY, reset, R_PAGE,
	    .body = &recovery_reset_shape, .form = "/reset",
	    .then = "/login", .flash = "password-reset" },
	{ GET, "/verify", NEED_NOBODY, verify_page, R_PAGE | R_FORM,
	    .view = "recovery/verify", .body = &recovery_token_shape },
	{ POST, "/verify", NEED_NOBODY, verify, R_PAGE,
	    .body = &recovery_token_shape, .form = "/verify",
	    .flash = "email-verified" },
	{ GET, "/settings/password", NEED_PERSON, blank, R_PAGE | R_FORM,
	    .view = "recovery/password", .body = &recovery_change_shape },
	{ POST, "/settings/password", NEED_PERSON, change, R_PAGE,
	    .body = &recovery_change_shape, .form = "/settings/password",
	    .then = "/settings", .flash = "password-changed" },
	{ GET, "/settings/email", NEED_PERSON, address, R_PAGE | R_FORM,
	    .view = "recovery/email", .body = &recovery_move_shape },
	{ POST, "/settings/email", NEED_PERSON, move, R_PAGE,
	    .body = &recovery_move_shape, .form = "/settings/email",
	    .then = "/settings/email", .flash = "email-asked" },
	{ POST, "/settings/email/resend", NEED_PERSON, resend_own, R_PAGE,
	    .then = "/settings/email" },

	{ DELETE, "/account", NEED_PERSON, leave, R_API | R_ACCEPTED,
	    .body = &deletion_shape, .answer = &deletion_answer_shape,
	    .op = "account.delete",
	    .doc = "Ask for one's account to be deleted. Ends all sessions "
	    "and API tokens." },
	{ GET, "/settings/delete", NEED_PERSON, leave_page, R_PAGE | R_FORM,
	    .view = "privacy/delete", .body = &deletion_shape },
	{ POST, "/settings/delete", NEED_PERSON, leave, R_PAGE,
	    .body = &deletion_shape, .form = "/settings/delete",
	    .then = "/login", .flash = "account-leaving" },
};

static const struct responder recovery = { .name = "recovery",
    .routes = routes, .n = COUNT(routes), .hashes = true };

int
main(int argc, char **argv)
{
	return serve(&recovery, argc, argv);
}
