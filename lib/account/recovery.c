#include "account/recovery.h"

#include <string.h>

#include "store/audit.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "work/job.h"
#include "work/outbox.h"
#include "account/password.h"
#include "account/undo.h"
#include "data/text.h"
#include "store/one_time_token.h"
#include "store/rate_limit.h"

#define TOKEN_MAX	200	/* bytes; a secret has 43 */

static const struct field ask_fields[] = {
	{ .name = "email", .type = FT_EMAIL, .flags = F_REQUIRED,
	    AT(struct recovery_ask, email), .max = 254, .label = N_("Email") },
};
const struct shape recovery_ask_shape = SHAPE("MailAsked", ask_fields,
    struct recovery_ask);

#define TOKEN_FIELD(type_) { .name = "token", .type = FT_TEXT, \
	.flags = F_REQUIRED, AT(type_, token), .max = TOKEN_MAX, \
	.doc = "From the link in the mail." }

static const struct field token_fields[] = {
	TOKEN_FIELD(struct recovery_token),
};
const struct shape recovery_token_shape = SHAPE("MailToken", token_fields,
    struct recovery_token);

#define NEW_PASSWORD(type_) { .name = "password", .type = FT_SECRET, \
	.flags = F_REQUIRED | F_INPUT, AT(type_, password), \
	.max = PASSWORD_SENT, .label = N_("New password"), \
	.doc = N_("At least 8 characters. A few words in a row are easy to ") \
	"keep and hard to guess." }

static const struct field reset_fields[] = {
	TOKEN_FIELD(struct recovery_reset),
	NEW_PASSWORD(struct recovery_reset),
	{ .name = "keepTokens", .type = FT_BOOL,
	    AT(struct recovery_reset, keep_tokens),
	    .label = N_("Keep my API tokens"),
	    .doc = N_("Else they end, as all "
	    "sessions do.") },
};
const struct shape recovery_reset_shape = SHAPE("PasswordReset",
    reset_fields, struct recovery_reset);

static const struct field change_fields[] = {
	{ .name = "currentPassword", .type = FT_SECRET,
	    .flags = F_REQUIRED | F_INPUT,
	    AT(struct recovery_change, current), .max = PASSWORD_SENT,
	    .label = N_("Your password now") },
	NEW_PASSWORD(struct recovery_change),
};
const struct shape recovery_change_shape = SHAPE("PasswordChange",
    change_fields, struct recovery_change);

static const struct field move_fields[] = {
	{ .name = "email", .type = FT_EMAIL, .flags = F_REQUIRED,
	    AT(struct recovery_move, email), .max = 254,
	    .label = N_("New email") },
	{ .name = "password", .type = FT_SECRET,
	    .flags = F_REQUIRED | F_INPUT,
	    AT(struct recovery_move, password), .max = PASSWORD_SENT,
	    .label = N_("Your password") },
};
const struct shape recovery_move_shape = SHAPE("EmailChange", move_fields,
    struct recovery_move);

/* ---- mails with a link ------------------------------------------------- */

/* A link that is mailed: its ticket, its mail, the page that it opens. */
struct link_mail {
	const char	*kind, *template, *page;
	bool		 alone;		/* an older one ends */
};

static const struct link_mail reset_mail = { "reset", "reset", "/reset",
    true };
static const struct link_mail verify_mail = { "verify", "verify", "/verify",
    false };
static const struct link_mail welcome_mail = { "verify", "welcome", "/verify",
    false };
static const struct link_mail move_mail = { "email", "email-change",
    "/verify", true };

static struct doc *
text_in(struct cx *cx, struct doc *object, const char *name,
    const char *value)
{
	return doc_append(object, name, doc_text(cx->arena, value));
}

/* What is told as hours from two on, else as minutes. */
static void
put_lifetime(struct cx *cx, struct doc *data, int64_t seconds)
{
	bool hours = seconds >= 7200;

	doc_append(data, hours ? "hours" : "minutes", doc_int(cx->arena,
	    seconds / (hours ? 3600 : 60)));
}

/*
 * Count one of what may be done max times in so many seconds; ERR_LIMITED
 * when it was already.
 */
static bool
counted(struct cx *cx, const char *what, const char *whom, int64_t seconds,
    int64_t max)
{
	char *key = rate_limit_key(cx, what, whom);

	return rate_limit_left(cx, key, seconds, max) &&
	    rate_limit_count(cx, key);
}

/* Too many mails: who gets them need not know that somebody asks for more. */
static bool
left_out(struct cx *cx)
{
	if (cx->err.kind != ERR_LIMITED)
		return false;
	err_clear(&cx->err);
	return true;
}

/*
 * A ticket for a person, and the data of the mail that brings it to an
 * address; the ticket knows which.
 */
static struct doc *
link_data(struct cx *cx, const struct link_mail *l, const char *person,
    const char *to)
{
	int64_t lifetime = l == &reset_mail ? cx->conf->reset_lifetime :
	    cx->conf->verify_lifetime;
	struct doc *detail = doc_object(cx->arena);
	struct doc *data = doc_object(cx->arena);
	char *secret;

	text_in(cx, detail, "email", to);
	if (l->alone && !one_time_void(cx, l->kind, person))
		return NULL;
	secret = one_time_make(cx, l->kind, person, NULL, detail, lifetime);
	if (!secret)
		return NULL;
	text_in(cx, data, "link", arena_fmt(cx->arena, "%s%s?token=%s",
	    cx->conf->base_url, l->page, secret));
	put_lifetime(cx, data, lifetime);
	return data;
}

static bool
send_link(struct cx *cx, const struct link_mail *l, const struct doc *person)
{
	const char *id = doc_str(person, "id");
	const char *to = doc_str(person, "email");
	struct doc *data = link_data(cx, l, id, to);

	return data && (strcmp(l->kind, "verify") != 0 ||
	    DB(cx, SQL_RECOVERY_SENT, .id = id)) && outbox_mail(cx, id, to,
	    doc_str(person, "locale"), l->template, data);
}

/* Tell somebody, at their address as it was, what happened to the account,
 * with the link that takes it back. */
static bool
send_notice(struct cx *cx, const char *template, const struct doc *person)
{
	return undo_mail(cx, doc_str(person, "id"), doc_str(person, "email"),
	    doc_str(person, "locale"), template, NULL, NULL);
}

/* ---- asking for a mail ------------------------------------------------- */

static bool
ask(struct cx *cx, const char *kind, const char *email)
{
	struct doc *data = doc_object(cx->arena);

	text_in(cx, data, "email", email);
	return counted(cx, "recovery", cx->address, TRIES_QUARTER,
	    cx->conf->recovery_address) && (!conf_mails(cx->conf) ||
	    outbox_job(cx, NULL, kind, data));
}

bool
recovery_forgot(struct cx *cx, const char *email)
{
	return ask(cx, "forgot", email);
}

bool
recovery_resend(struct cx *cx, const char *email)
{
	return ask(cx, "resend", email);
}

struct mail_request {
	const struct link_mail	*letter;
	const char		*email;
};

static bool
run_errand(struct cx *cx, void *arg)
{
	const struct mail_request *e = arg;
	struct doc *person = DB(cx, SQL_RECOVERY_PERSON, .id = NULL,
	    .email = e->email);

	if (!person || doc_is_null(person))
		return person != NULL;
	if (e->letter == &verify_mail && doc_true(doc_get(person,
	    "verified")))
		return true;
	return counted(cx, arena_fmt(cx->arena, "mail-%s", e->letter->kind),
	    doc_str(person, "id"), TRIES_HOUR, RECOVERY_MAILS) &&
	    send_link(cx, e->letter, person);
}

static bool
mail_requested(struct cx *cx, const struct link_mail *l, const struct job *job)
{
	struct mail_request e = { l, doc_str(job->data, "email") };

	return !e.email || db_tx(cx, run_errand, &e) || left_out(cx);
}

bool
recovery_forgot_job(struct cx *cx, const struct job *job)
{
	return mail_requested(cx, &reset_mail, job);
}

bool
recovery_resend_job(struct cx *cx, const struct job *job)
{
	return mail_requested(cx, &verify_mail, job);
}

bool
recovery_mail_reset(struct cx *cx, const char *id)
{
	struct doc *person = DB(cx, SQL_RECOVERY_PERSON, .id = id,
	    .email = NULL);

	return person && (doc_is_null(person) || !conf_mails(cx->conf) ||
	    send_link(cx, &reset_mail, person));
}

bool
recovery_welcome(struct cx *cx, const char *id)
{
	struct doc *person = DB(cx, SQL_RECOVERY_PERSON, .id = id,
	    .email = NULL);

	return person && (doc_is_null(person) || !conf_mails(cx->conf) ||
	    send_link(cx, &welcome_mail, person));
}

/* ---- links that come back ---------------------------------------------- */

static bool
dead_link(struct cx *cx)
{
	return fail_pointer(cx, "/token", "This link is not good any more: "
	    "it was used, or is too old. Ask for a new one.");
}

/* What a page says about a ticket, or about none. */
static struct doc *
seen(struct cx *cx, const struct doc *ticket)
{
	struct doc *d = doc_object(cx->arena);

	if (!ticket)
		return NULL;
	doc_append(d, "good", doc_bool(cx->arena, !doc_is_null(ticket)));
	text_in(cx, d, "sentTo", one_time_detail(cx, ticket, "email"));
	return d;
}

struct doc *
recovery_look_reset(struct cx *cx, const char *token)
{
	return seen(cx, one_time_look(cx, "reset", token));
}

struct doc *
recovery_look_verify(struct cx *cx, const char *token)
{
	struct doc *ticket = one_time_look(cx, "verify", token);

	if (ticket && doc_is_null(ticket))
		ticket = one_time_look(cx, "email", token);
	return seen(cx, ticket);
}

static bool
void_all(struct cx *cx, const char *person, const char *const *kinds)
{
	for (; *kinds; kinds++)
		if (!one_time_void(cx, *kinds, person))
			return false;
	return true;
}

/* The person of a ticket that is in hand; NULL as a dead link when they are
 * gone. */
static struct doc *
bearer(struct cx *cx, const struct doc *ticket)
{
	struct doc *person = DB(cx, SQL_RECOVERY_PERSON,
	    .id = doc_str(ticket, "person"), .email = NULL);

	if (person && doc_is_null(person)) {
		dead_link(cx);
		return NULL;
	}
	return person;
}

static void *
signed_out(struct cx *cx)
{
	return fail(cx, ERR_SIGNED_OUT, "This session is over. Log in "
	    "again.");
}

static struct doc *
asking(struct cx *cx)
{
	struct doc *person = DB(cx, SQL_RECOVERY_PERSON, .id = cx->asker.id,
	    .email = NULL);

	return person && doc_is_null(person) ? signed_out(cx) : person;
}

/* The asking session, unless it was ended a moment ago: whoever ends it by a
 * new password means what it is just doing, too. */
static bool
hold_session(struct cx *cx)
{
	struct doc *row = DB(cx, SQL_RECOVERY_HOLD,
	    .session = cx->asker.session);

	return row && (!doc_is_null(row) || signed_out(cx));
}

/* ---- passwords --------------------------------------------------------- */

struct fresh {
	const struct doc	*person;
	const char		*hash;
	const char		*token;		/* NULL: by who knows the old */
	bool			 keep_tokens;
};

/* Whoever had the old one is out: sessions, logins that wait for a second
 * factor, links that were asked for under it. */
static bool
set_password(struct cx *cx, const struct fresh *f, const char *mailed)
{
	static const char *const over[] = { "reset", "email", "mfa", NULL };
	const char *id = doc_str(f->person, "id");

	return DB_PAGE(cx,
	    { "set", DB_CALL(SQL_RECOVERY_PASSWORD, .id = id,
		.password_hash = f->hash, .mailed = mailed) },
	    { "end", DB_CALL(SQL_RECOVERY_END_SESSIONS, .person = id,
		.but = f->token ? NULL : cx->asker.session) }) && void_all(cx,
		    id, over) &&
	    audit_note(cx, id, f->token ? "password-reset" :
	    "password-change", NULL) &&
	    send_notice(cx, "password-changed", f->person);
}

/*
 * What was guessed before does not keep out whoever has the mailbox. A known
 * browser has a count of its own: unknown again, it begins anew.
 */
bool
recovery_forget_tries(struct cx *cx, const char *id)
{
	return rate_limit_clear(cx, rate_limit_key(cx, "login", id)) &&
	    rate_limit_clear(cx, rate_limit_key(cx, "confirm", id)) &&
	    DB(cx, SQL_RECOVERY_FORGET_DEVICES, .person = id);
}

/*
 * API tokens are kept only for whom the address was shown to be: else somebody
 * may have made the account for the mailbox's owner to find, and kept a token
 * of it.
 */
static bool
end_tokens(struct cx *cx, const struct fresh *f)
{
	return (f->keep_tokens && doc_true(doc_get(f->person, "verified"))) ||
	    DB(cx, SQL_DELETION_END_TOKENS, .person = doc_str(f->person,
	    "id"));
}

static bool
reset(struct cx *cx, void *arg)
{
	struct fresh *f = arg;
	struct doc *ticket = one_time_use(cx, "reset", f->token);
	const char *mailed;

	if (!ticket)
		return false;
	if (doc_is_null(ticket))
		return dead_link(cx);
	f->person = bearer(cx, ticket);
	mailed = one_time_detail(cx, ticket, "email");
	return f->person && set_password(cx, f, mailed) &&
	    end_tokens(cx, f) &&
	    recovery_forget_tries(cx, doc_str(f->person, "id"));
}

static bool
check_rules(struct cx *cx, const char *password, const struct doc *person)
{
	return password_check_rules(cx, "/password", password,
	    doc_str(person, "email"), doc_str(person, "username"),
	    doc_str(person, "fullName"));
}

bool
recovery_reset(struct cx *cx, const struct recovery_reset *in)
{
	struct doc *ticket = one_time_look(cx, "reset", in->token), *person;
	struct fresh f = { .token = in->token,
	    .keep_tokens = in->keep_tokens };

	if (!ticket)
		return false;
	if (doc_is_null(ticket))
		return dead_link(cx);
	person = bearer(cx, ticket);
	if (!person || !check_rules(cx, in->password, person))
		return false;
	f.hash = password_make(cx, in->password);
	return db_tx(cx, reset, &f);
}

static bool
change(struct cx *cx, void *arg)
{
	const struct fresh *f = arg;

	return hold_session(cx) && set_password(cx, f, NULL);
}

/* The field has another name here. */
static bool
confirm_current(struct cx *cx, const char *password)
{
	struct err_field *f;

	if (password_confirm(cx, password))
		return true;
	for (f = cx->err.fields; f; f = f->next)
		f->pointer = "/currentPassword";
	return false;
}

bool
recovery_change(struct cx *cx, const struct recovery_change *in)
{
	struct fresh f = { .person = asking(cx) };
	bool theirs = f.person && confirm_current(cx, in->current);

	if (!theirs && cx->err.kind != ERR_INVALID)
		return false;		/* else both faults are told at once */
	if (!check_rules(cx, in->password, f.person) || !theirs)
		return false;
	f.hash = password_make(cx, in->password);
	return db_tx(cx, change, &f);
}

/* ---- addresses --------------------------------------------------------- */

struct doc *
recovery_address(struct cx *cx)
{
	struct doc *row = asking(cx), *d = doc_object(cx->arena);

	if (!row)
		return NULL;
	text_in(cx, d, "address", doc_str(row, "email"));
	doc_append(d, "verified", doc_bool(cx->arena, doc_true(doc_get(row,
	    "verified"))));
	text_in(cx, d, "sentAt", doc_str(row, "sentAt"));
	return d;
}

static bool
verified(struct cx *cx, const struct doc *person, const char *mailed)
{
	static const char *const over[] = { "verify", NULL };
	const char *id = doc_str(person, "id");
	struct doc *done = DB(cx, SQL_RECOVERY_VERIFIED, .id = id,
	    .email = mailed);

	if (!done)
		return false;
	if (!db_touched(done))		/* it has another one by now */
		return dead_link(cx);
	return void_all(cx, id, over) &&
	    audit_note(cx, id, "email-verified", NULL);
}

/* Links that went to the old address are not to be followed any more. */
static bool
moved(struct cx *cx, const struct doc *person, const char *mailed)
{
	static const char *const over[] = { "reset", "verify", "email", NULL };
	const char *id = doc_str(person, "id");
	struct doc *row = DB(cx, SQL_RECOVERY_READDRESS, .id = id,
	    .email = mailed);

	if (!row)
		return false;
	if (!doc_true(doc_get(row, "done")))
		return fail(cx, ERR_CONFLICT, "There is another account with "
		    "this address meanwhile, so yours keeps the old one.");
	return void_all(cx, id, over) &&
	    audit_note(cx, id, "email-change", NULL) &&
	    send_notice(cx, "email-changed", person);
}

static bool
verify(struct cx *cx, void *arg)
{
	const char *token = arg, *mailed;
	struct doc *ticket = one_time_use(cx, "verify", token), *person;
	bool move = ticket && doc_is_null(ticket);

	if (move)
		ticket = one_time_use(cx, "email", token);
	if (!ticket)
		return false;
	if (doc_is_null(ticket))
		return dead_link(cx);
	person = bearer(cx, ticket);
	mailed = one_time_detail(cx, ticket, "email");
	return person && (move ? moved : verified)(cx, person, mailed);
}

bool
recovery_verify(struct cx *cx, const char *token)
{
	return db_tx(cx, verify, arena_str(cx->arena, token));
}

struct move {
	const struct doc	*person;
	const char		*to;
};

/*
 * Whether the address has an account shows in its own mail alone: the work
 * and what is stored are the same.
 */
static bool
move(struct cx *cx, void *arg)
{
	const struct move *m = arg;
	const char *id = doc_str(m->person, "id");
	struct doc *other, *data;

	if (!hold_session(cx))
		return false;
	other = DB(cx, SQL_RECOVERY_PERSON, .id = NULL, .email = m->to);
	data = link_data(cx, &move_mail, id, m->to);
	if (!other || !data ||
	    !audit_note(cx, id, "email-change-asked", NULL) ||
	    !send_notice(cx, "email-asked", m->person))
		return false;
	if (!doc_is_null(other))
		return outbox_mail(cx, doc_str(other, "id"), doc_str(other,
		    "email"), doc_str(other, "locale"), "already", NULL);
	return outbox_mail(cx, id, m->to, doc_str(m->person, "locale"),
	    move_mail.template, data);
}

bool
recovery_move(struct cx *cx, const struct recovery_move *in)
{
	struct move m = { .to = in->email };

	if (!password_confirm(cx, in->password))
		return false;
	m.person = asking(cx);
	if (!m.person)
		return false;
	if (text_same_ci(doc_str(m.person, "email"), in->email))
		return fail_pointer(cx, "/email", "This is your address "
		    "already. Give another one.");
	/* By the account, and by the mailbox that is written to. */
	return counted(cx, "move", cx->asker.id, TRIES_HOUR, RECOVERY_MAILS) &&
	    counted(cx, "move-to", in->email, TRIES_HOUR, RECOVERY_MAILS) &&
	    counted(cx, "recovery", cx->address, TRIES_QUARTER,
	    cx->conf->recovery_address) && db_tx(cx, move, &m);
}
