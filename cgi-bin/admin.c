/*
 * admin: the installation's people and mail, for its administrators.
 */
#include <string.h>

#include "store/audit.h"
#include "data/doc.h"
#include "store/cursor.h"
#include "work/outbox.h"
#include "admin/people.h"
#include "web/route.h"
#include "web/serve.h"
#include "web/system.h"

#define AUDIT_SHOWN	10	/* on somebody's page */

/* ---- people ------------------------------------------------------------ */

static struct doc *
overview(struct req *rq)
{
	struct doc *d = people_overview(rq->cx);

	if (d)
		doc_append(d, "version", doc_text(rq->cx->arena,
		    SYSTEM_VERSION));
	return d;
}

/* A template chooses words by a member's name. */
static void
put_choice(struct req *rq, struct doc *d, const char *name, const char *word)
{
	struct doc *choice = doc_append(d, name, doc_object(rq->cx->arena));

	if (word)
		doc_append(choice, word, doc_bool(rq->cx->arena, true));
}

static void
put_words(struct req *rq, struct doc *person)
{
	put_choice(rq, person, "roleIs", doc_str(person, "role"));
	put_choice(rq, person, "stateIs", doc_str(person, "state"));
}

static struct doc *
list(struct req *rq)
{
	const struct people_query *q = rq->params;
	struct doc *d = people_list(rq->cx, q), *item;

	if (!d || rq->api)
		return d;
	for (item = doc_first(doc_get(d, "items")); item; item = item->next)
		put_words(rq, item);
	put_choice(rq, d, "roleIs", q->role);
	put_choice(rq, d, "stateIs", q->state);
	return d;
}

static struct doc *
show(struct req *rq)
{
	return people_page(rq->cx, req_arg(rq, "id"));
}

static struct doc *
show_page(struct req *rq)
{
	const struct audit_query last = { .limit = AUDIT_SHOWN,
	    .person = req_arg(rq, "id") };
	struct doc *d = show(rq), *happened;

	happened = d ? audit_list_all(rq->cx, &last) : NULL;
	if (!happened)
		return NULL;
	audit_page_extras(rq->cx, happened);
	put_words(rq, d);
	doc_append(d, "self", doc_bool(rq->cx->arena,
	    strcmp(last.person, rq->cx->asker.id) == 0));
	doc_append(d, "happened", doc_drop(happened, "items"));
	return d;
}

static struct doc *
set_role(struct req *rq)
{
	const struct people_change *in = rq->in;

	return people_set_role(rq->cx, req_arg(rq, "id"), rq->if_match,
	    in->role);
}

static struct doc *
disable(struct req *rq)
{
	const struct people_reason *in = rq->in;

	return people_disable(rq->cx, req_arg(rq, "id"), in->reason);
}

static struct doc *
enable(struct req *rq)
{
	return people_enable(rq->cx, req_arg(rq, "id"));
}

static struct doc *
end_sessions(struct req *rq)
{
	return people_end_sessions(rq->cx, req_arg(rq, "id"));
}

static struct doc *
reset_mfa(struct req *rq)
{
	return people_reset_mfa(rq->cx, req_arg(rq, "id"));
}

static struct doc *
reset_password(struct req *rq)
{
	return people_mail_reset(rq->cx, req_arg(rq, "id"));
}

/* ---- what happened, and mail ------------------------------------------- */

static struct doc *
happened(struct req *rq)
{
	struct doc *d = audit_list_all(rq->cx, rq->params);

	if (d && !rq->api)
		audit_page_extras(rq->cx, d);
	return d;
}

struct mail_query {
	int64_t		 limit;
	const char	*cursor, *state;
};

static const struct field mail_query_fields[] = {
	{ .name = "state", .type = FT_CHOICE,
	    AT(struct mail_query, state),
	    .words = "queued sending sent dead",
	    .doc = "In this state alone." },
	LISTING_FIELDS(struct mail_query),
};
static const struct shape mail_query_shape = SHAPE("MailQuery",
    mail_query_fields, struct mail_query);

static struct doc *
mail(struct req *rq)
{
	const struct mail_query *q = rq->params;
	struct doc *d = outbox_list(rq->cx, q->state, q->limit, q->cursor);
	struct doc *item;

	if (!d || rq->api)
		return d;
	for (item = doc_first(doc_get(d, "items")); item; item = item->next) {
		const char *state = doc_str(item, "state");

		put_choice(rq, item, "stateIs", state);
		put_choice(rq, item, "templateIs", doc_str(item, "template"));
		doc_append(item, "waits", doc_bool(rq->cx->arena,
		    strcmp(state, "queued") == 0 ||
		    strcmp(state, "dead") == 0));
	}
	put_choice(rq, d, "stateIs", q->state);
	return d;
}

static struct doc *
retry_mail(struct req *rq)
{
	return people_retry_mail(rq->cx, req_arg(rq, "id")) ?
	    doc_object(rq->cx->arena) : NULL;
}

static struct doc *
drop_mail(struct req *rq)
{
	return people_drop_mail(rq->cx, req_arg(rq, "id")) ?
	    doc_object(rq->cx->arena) : NULL;
}

/* What is done to a person: the person as they are then, or their page. */
#define PERSON_DEED(path, function, name, said, text) \
	{ POST, path, NEED_ADMIN, function, 0, .answer = &people_shape, \
	    .then = "/admin/people/:id", .op = name, .doc = text, \
	    .flash = said }

static const struct route routes[] = {
	{ GET, "/admin", NEED_ADMIN, overview, 0, .view = "admin/index",
	    .answer = &people_overview_shape,
	    .op = "admin.get",
	    .doc = "How the installation is." },
	{ GET, "/admin/people", NEED_ADMIN, list, R_LIST,
	    .view = "admin/people", .query = &people_query_shape,
	    .answer = &people_list_shape,
	    .op = "admin.people.list",
	    .doc = "Who has an account, the newest first." },
	{ GET, "/admin/people/:id", NEED_ADMIN, show, R_API,
	    .answer = &people_shape,
	    .op = "admin.people.get",
	    .doc = "One person's account." },
	{ GET, "/admin/people/:id", NEED_ADMIN, show_page, R_PAGE | R_FORM,
	    .view = "admin/person", .body = &people_shape },
	{ PATCH, "/admin/people/:id", NEED_ADMIN, set_role,
	    R_API | R_MATCH,
	    .body = &people_shape, .answer = &people_shape, .current = show,
	    .op = "admin.people.update",
	    .doc = "Give another role." },
	{ POST, "/admin/people/:id", NEED_ADMIN, set_role, R_PAGE,
	    .body = &people_shape, .form = "/admin/people/:id",
	    .then = "/admin/people/:id", .flash = "role-saved" },
	{ POST, "/admin/people/:id/disable", NEED_ADMIN, disable, 0,
	    .body = &people_reason_shape, .answer = &people_shape,
	    .form = "/admin/people/:id", .then = "/admin/people/:id",
	    .op = "admin.people.disable",
	    .doc = "Shut somebody out; all they have stays.",
	    .flash = "person-disabled" },
	PERSON_DEED("/admin/people/:id/enable", enable,
	    "admin.people.enable", "person-enabled",
	    "Let them in again."),
	PERSON_DEED("/admin/people/:id/sessions/end", end_sessions,
	    "admin.people.endSessions", "person-logged-out",
	    "End their sessions and API tokens."),
	PERSON_DEED("/admin/people/:id/mfa/reset", reset_mfa,
	    "admin.people.resetMfa", "person-mfa-off",
	    "Turn their second factor off, and tell them by mail."),
	PERSON_DEED("/admin/people/:id/password/reset", reset_password,
	    "admin.people.resetPassword", "person-reset-sent",
	    "Mail them a link to set a new password."),
	{ GET, "/admin/audit", NEED_ADMIN, happened, R_LIST,
	    .view = "admin/audit", .query = &audit_all_query_shape,
	    .answer = &audit_all_shape,
	    .op = "admin.audit.list",
	    .doc = "What happened to accounts, the newest first." },
	{ GET, "/admin/mail", NEED_ADMIN, mail, R_LIST,
	    .view = "admin/mail", .query = &mail_query_shape,
	    .answer = &outbox_list_shape,
	    .op = "admin.mail.list",
	    .doc = "Mails that wait, were sent, or could not be." },
	{ POST, "/admin/mail/:id/retry", NEED_ADMIN, retry_mail, R_EMPTY,
	    .then = "/admin/mail",
	    .op = "admin.mail.retry",
	    .doc = "Try to send it again, now.",
	    .flash = "mail-retried" },
	{ POST, "/admin/mail/:id/drop", NEED_ADMIN, drop_mail, R_EMPTY,
	    .then = "/admin/mail",
	    .op = "admin.mail.drop",
	    .doc = "Forget a mail.",
	    .flash = "mail-dropped" },
};

static const struct responder admin = { .name = "admin",
    .routes = routes, .n = COUNT(routes) };

int
main(int argc, char **argv)
{
	return serve(&admin, argc, argv);
}
