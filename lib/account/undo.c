#include "account/undo.h"

#include "store/audit.h"
#include "account/mfa.h"
#include "account/recovery.h"
#include "data/conf.h"
#include "data/doc.h"
#include "data/text.h"
#include "data/user_agent.h"
#include "store/cx.h"
#include "store/db.h"
#include "store/one_time_token.h"
#include "store/rate_limit.h"
#include "work/outbox.h"

#define DAY	86400

#define ANSWER_FIELDS \
	{ .name = "what", .type = FT_TEXT, .example = "password-changed", \
	    .doc = "What had happened." }, \
	{ .name = "sentTo", .type = FT_TEXT, .doc = "Where the link to set " \
	    "a new password is mailed." }, \
	{ .name = "address", .type = FT_BOOL, .doc = "Whether this is the " \
	    "account's address again." }, \
	{ .name = "factorOff", .type = FT_BOOL, .doc = "Whether a second " \
	    "factor was turned off." }, \
	{ .name = "factorOn", .type = FT_BOOL, .doc = "Whether the one of " \
	    "before is on again." }

static const struct field answer_fields[] = { ANSWER_FIELDS };
const struct shape undo_answer_shape = SHAPE_OUT("Undone", answer_fields);

/* ---- mails ------------------------------------------------------------- */

bool
undo_mail(struct cx *cx, const char *person, const char *email,
    const char *locale, const char *what, struct doc *data,
    const char *sealed)
{
	struct doc *detail = doc_object(cx->arena);
	char *secret;

	if (!conf_mails(cx->conf))
		return true;
	doc_append(detail, "what", doc_text(cx->arena, what));
	doc_append(detail, "email", doc_text(cx->arena, email));
	if (sealed)
		doc_append(detail, "sealed", doc_text(cx->arena, sealed));
	secret = one_time_make(cx, "undo", person, NULL, detail,
	    UNDO_LIFETIME);
	if (!secret)
		return false;
	if (!data)
		data = doc_object(cx->arena);
	doc_append(data, "link", doc_text(cx->arena, arena_fmt(cx->arena,
	    "%s/undo?token=%s", cx->conf->base_url, secret)));
	return outbox_mail(cx, person, email, locale, what, data);
}

/* One more mail of the day, unless there were too many. */
static bool
may_tell(struct cx *cx, const char *person, bool *may)
{
	char *key = rate_limit_key(cx, "new-browser", person);

	*may = rate_limit_left(cx, key, DAY, UNDO_TOLD);
	if (!*may && cx->err.kind == ERR_LIMITED) {
		err_clear(&cx->err);
		return true;
	}
	return *may && rate_limit_count(cx, key);
}

static bool
tell_strange(struct cx *cx, const struct doc *row)
{
	const char *person = doc_str(row, "id");
	struct doc *data = doc_object(cx->arena);
	char *agent = cx->agent ? user_agent_name(cx->arena, cx->agent) :
	    NULL;
	bool may;

	if (agent)
		doc_append(data, "agent", doc_text(cx->arena, agent));
	return audit_own(cx, person, "new-browser", NULL) &&
	    may_tell(cx, person, &may) && (!may || undo_mail(cx, person,
	    doc_str(row, "email"), doc_str(row, "locale"), "new-browser",
	    data, NULL));
}

bool
undo_device(struct cx *cx, const char *person, const char *hash)
{
	struct doc *row = DB(cx, SQL_DEVICE_STRANGE, .person = person,
	    .hash = hash);

	return row && (!doc_true(doc_get(row, "strange")) ||
	    tell_strange(cx, row)) &&
	    DB(cx, SQL_DEVICE_SEEN, .person = person, .hash = hash);
}

/* ---- the link ---------------------------------------------------------- */

/* What it comes to, from its ticket and the account as it is now. */
struct plan {
	const char	*person, *email, *what, *sealed;
	struct doc	*row;
	bool		 address, off, on;
};

static bool
dead(struct cx *cx)
{
	return fail_pointer(cx, "/token", "This link is not good any more: "
	    "it was used, or is too old.");
}

/* False without an error: the link is not good. */
static bool
read_plan(struct cx *cx, const struct doc *ticket, struct plan *p)
{
	bool mfa;

	if (!ticket || doc_is_null(ticket))
		return false;
	*p = (struct plan){ .person = doc_str(ticket, "person"),
	    .email = one_time_detail(cx, ticket, "email"),
	    .what = one_time_detail(cx, ticket, "what"),
	    .sealed = one_time_detail(cx, ticket, "sealed") };
	p->row = DB(cx, SQL_UNDO_STATE, .person = p->person,
	    .since = doc_str(ticket, "createdAt"));
	if (!p->row || doc_is_null(p->row) || !p->email || !p->what)
		return false;
	mfa = doc_true(doc_get(p->row, "mfa"));
	p->address = !text_same_ci(doc_str(p->row, "email"), p->email);
	p->off = doc_true(doc_get(p->row, "mfaSince"));
	p->on = p->sealed && (!mfa || p->off);
	return true;
}

static struct doc *
told(struct cx *cx, const struct plan *p)
{
	struct doc *d = doc_object(cx->arena);

	doc_append(d, "what", doc_text(cx->arena, p->what));
	doc_append(d, "sentTo", doc_text(cx->arena, p->email));
	doc_append(d, "address", doc_bool(cx->arena, p->address));
	doc_append(d, "factorOff", doc_bool(cx->arena, p->off));
	doc_append(d, "factorOn", doc_bool(cx->arena, p->on));
	return d;
}

struct doc *
undo_look(struct cx *cx, const char *token)
{
	struct plan p = { 0 };
	bool good = read_plan(cx, one_time_look(cx, "undo", token), &p);
	struct doc *d;

	if (cx->err.kind)
		return NULL;
	d = good ? told(cx, &p) : doc_object(cx->arena);
	doc_append(d, "good", doc_bool(cx->arena, good));
	if (good)
		doc_append(d, p.what, doc_bool(cx->arena, true));
	return d;
}

/* Whoever came in is out, whatever they hold. */
static bool
shut_out(struct cx *cx, const struct plan *p)
{
	return DB_PAGE(cx,
	    { "password", DB_CALL(SQL_UNDO_PASSWORD, .person = p->person) },
	    { "sessions", DB_CALL(SQL_SESSION_END_ALL,
		.person = p->person) },
	    { "tokens", DB_CALL(SQL_PEOPLE_END_TOKENS,
		.person = p->person) },
	    { "tickets", DB_CALL(SQL_UNDO_TICKETS, .person = p->person,
		.email = p->email) }) &&
	    recovery_forget_tries(cx, p->person);
}

static bool
give_back(struct cx *cx, const struct plan *p)
{
	struct doc *row = p->address ? DB(cx, SQL_RECOVERY_READDRESS,
	    .id = p->person, .email = p->email) : NULL;

	if (cx->err.kind)
		return false;
	if (row && !doc_true(doc_get(row, "done")))
		return fail(cx, ERR_CONFLICT, "There is another account with "
		    "this address meanwhile. Write to whoever runs this "
		    "installation.");
	return (!p->off || mfa_remove(cx, p->person)) &&
	    (!p->on || DB(cx, SQL_UNDO_MFA, .person = p->person,
	    .sealed = p->sealed));
}

struct undoing {
	const char	*token;
	struct doc	*done;
};

static bool
undo_run(struct cx *cx, void *arg)
{
	struct undoing *u = arg;
	struct plan p;

	if (!read_plan(cx, one_time_use(cx, "undo", u->token), &p))
		return cx->err.kind ? false : dead(cx);
	u->done = told(cx, &p);
	return shut_out(cx, &p) && give_back(cx, &p) &&
	    audit_own(cx, p.person, "undone", NULL) &&
	    recovery_mail_reset(cx, p.person);
}

struct doc *
undo_do(struct cx *cx, const char *token)
{
	struct undoing u = { .token = arena_str(cx->arena, token) };

	return db_tx(cx, undo_run, &u) ? u.done : NULL;
}
