#include "admin/people.h"

#include <string.h>

#include "base/array.h"
#include "store/audit.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/cursor.h"
#include "account/account.h"
#include "account/mfa.h"
#include "work/outbox.h"
#include "store/one_time_token.h"

/* ---- looking ----------------------------------------------------------- */

struct doc *
people_overview(struct cx *cx)
{
	struct doc *page = DB_PAGE(cx,
	    { "top", DB_CALL(SQL_PEOPLE_OVERVIEW) },
	    { "sessions", DB_CALL(SQL_PEOPLE_OVERVIEW_SESSIONS) },
	    { "mail", DB_CALL(SQL_OUTBOX_COUNTS) },
	    { "jobs", DB_CALL(SQL_PEOPLE_OVERVIEW_JOBS) },
	    { "chores", DB_CALL(SQL_PEOPLE_OVERVIEW_CHORES) });
	static const char *const rest[] = { "sessions", "mail", "jobs",
	    "chores" };
	struct doc *d = page ? doc_drop(page, "top") : NULL;
	size_t i;

	for (i = 0; d && i < COUNT(rest); i++)
		doc_append(d, rest[i], doc_drop(page, rest[i]));
	return d;
}

struct doc *
people_list(struct cx *cx, const struct people_query *q)
{
	const char *keys[2];
	struct doc *rows;

	if (!cursor_keys(cx, q->cursor, "tu", keys))
		return NULL;
	rows = q->q ? DB(cx, SQL_PEOPLE_SEARCH, .q = q->q, .role = q->role,
	    .state = q->state, .created = keys[0], .id = keys[1],
	    .limit = cursor_limit(cx, q->limit)) :
	    DB(cx, SQL_PEOPLE_LIST, .role = q->role, .state = q->state,
	    .created = keys[0], .id = keys[1],
	    .limit = cursor_limit(cx, q->limit));
	return cursor_page(cx, rows, q->limit);
}

struct doc *
people_page(struct cx *cx, const char *id)
{
	return DB(cx, SQL_PEOPLE_BY_ID, .id = id);
}

struct doc *
people_find(struct cx *cx, const char *login)
{
	struct doc *d = DB(cx, SQL_PEOPLE_BY_LOGIN, .login = login);

	return !d || !doc_is_null(d) ? d : fail(cx, ERR_NOT_FOUND, "there is "
	    "nobody with this email or username");
}

/* ---- changing ---------------------------------------------------------- */

struct change {
	const char	*id;
	int64_t		 version;	/* -1: any */
	const char	*word;		/* role, reason */
	bool	       (*act)(struct cx *, struct change *,
			    const struct doc *person);
	struct doc	*person;
	char		*link;
};

static bool
people_run(struct cx *cx, void *arg)
{
	struct change *c = arg;
	const struct doc *now = people_page(cx, c->id);

	if (!now)
		return false;
	if (c->version >= 0 && c->version !=
	    (int64_t)doc_num(now, "version", 0))
		return fail(cx, ERR_STALE, "This account was changed since "
		    "you opened it. Look at it again, then save.");
	if (!c->act(cx, c, now))
		return false;
	c->person = people_page(cx, c->id);
	return c->person != NULL;
}

static struct doc *
people_change(struct cx *cx, struct change c)
{
	return db_tx(cx, people_run, &c) ? c.person : NULL;
}

static bool
people_note(struct cx *cx, const struct change *c, const char *action,
    struct doc *detail)
{
	return audit_by(cx, *cx->asker.id ? cx->asker.id : NULL, c->id, action,
	    detail);
}

static bool
is(const struct doc *person, const char *member, const char *word)
{
	const char *now = doc_str(person, member);

	return now && strcmp(now, word) == 0;
}

/* Tell them by mail. */
static bool
people_tell(struct cx *cx, const struct change *c, const struct doc *person,
    const char *template)
{
	struct doc *data = doc_object(cx->arena);

	doc_append(data, "name", doc_text(cx->arena,
	    doc_str(person, "fullName")));
	if (c->word)
		doc_append(data, "reason", doc_text(cx->arena, c->word));
	return outbox_mail(cx, c->id, doc_str(person, "email"),
	    doc_str(person, "locale"), template, data);
}

static bool
set_role(struct cx *cx, struct change *c, const struct doc *person)
{
	struct doc *detail = doc_object(cx->arena);

	if (is(person, "role", c->word))
		return true;
	doc_append(detail, "from", doc_text(cx->arena,
	    doc_str(person, "role")));
	doc_append(detail, "to", doc_text(cx->arena, c->word));
	return account_may_go(cx, c->id) &&
	    DB(cx, SQL_PEOPLE_SET_ROLE, .id = c->id, .role = c->word) &&
	    people_note(cx, c, "site-role-changed", detail);
}

struct doc *
people_set_role(struct cx *cx, const char *id, int64_t version,
    const char *role)
{
	return people_change(cx, (struct change){ .id = id, .version = version,
	    .word = role, .act = set_role });
}

static bool
end_all(struct cx *cx, const char *id)
{
	return DB(cx, SQL_SESSION_END_ALL, .person = id) &&
	    DB(cx, SQL_PEOPLE_END_TOKENS, .person = id);
}

static bool
disable(struct cx *cx, struct change *c, const struct doc *person)
{
	if (is(person, "state", "disabled"))
		return true;
	return account_may_go(cx, c->id) &&
	    DB(cx, SQL_PEOPLE_DISABLE, .id = c->id, .reason = c->word) &&
	    end_all(cx, c->id) && one_time_void(cx, "reset", c->id) &&
	    people_note(cx, c, "disabled", NULL) &&
	    people_tell(cx, c, person, "account-disabled");
}

struct doc *
people_disable(struct cx *cx, const char *id, const char *reason)
{
	return people_change(cx, (struct change){ .id = id, .version = -1,
	    .word = reason, .act = disable });
}

static bool
enable(struct cx *cx, struct change *c, const struct doc *person)
{
	if (!is(person, "state", "disabled"))
		return true;
	return DB(cx, SQL_PEOPLE_ENABLE, .id = c->id) &&
	    people_note(cx, c, "enabled", NULL);
}

struct doc *
people_enable(struct cx *cx, const char *id)
{
	return people_change(cx, (struct change){ .id = id, .version = -1,
	    .act = enable });
}

static bool
end_sessions(struct cx *cx, struct change *c, const struct doc *person)
{
	(void)person;
	return end_all(cx, c->id) && people_note(cx, c, "sessions-ended", NULL);
}

struct doc *
people_end_sessions(struct cx *cx, const char *id)
{
	return people_change(cx, (struct change){ .id = id, .version = -1,
	    .act = end_sessions });
}

static bool
reset_mfa(struct cx *cx, struct change *c, const struct doc *person)
{
	if (!doc_true(doc_get(person, "mfaEnabled")))
		return fail(cx, ERR_CONFLICT, "No second factor is turned on "
		    "here.");
	return mfa_remove(cx, c->id) && people_note(cx, c, "mfa-reset", NULL) &&
	    people_tell(cx, c, person, "second-factor-reset");
}

struct doc *
people_reset_mfa(struct cx *cx, const char *id)
{
	return people_change(cx, (struct change){ .id = id, .version = -1,
	    .act = reset_mfa });
}

static bool
mail_reset(struct cx *cx, struct change *c, const struct doc *person)
{
	struct doc *data = doc_object(cx->arena);

	if (!conf_mails(cx->conf))
		return fail(cx, ERR_CONFLICT, "No mail goes out from here. "
		    "\"mealctl user reset\" makes a link to hand over.");
	if (is(person, "state", "disabled"))
		return fail(cx, ERR_CONFLICT, "This account is disabled. "
		    "Enable it first.");
	doc_append(data, "email", doc_text(cx->arena,
	    doc_str(person, "email")));
	return outbox_job(cx, NULL, "forgot", data) &&
	    people_note(cx, c, "reset-sent", NULL);
}

struct doc *
people_mail_reset(struct cx *cx, const char *id)
{
	return people_change(cx, (struct change){ .id = id, .version = -1,
	    .act = mail_reset });
}

static bool
reset_link(struct cx *cx, struct change *c, const struct doc *person)
{
	char *secret;

	(void)person;
	if (!one_time_void(cx, "reset", c->id))
		return false;
	secret = one_time_make(cx, "reset", c->id, NULL, NULL,
	    PEOPLE_LINK_LIFETIME);
	if (!secret)
		return false;
	c->link = arena_fmt(cx->arena, "%s/reset?token=%s",
	    cx->conf->base_url, secret);
	return people_note(cx, c, "reset-link", NULL);
}

char *
people_reset_link(struct cx *cx, const char *id)
{
	struct change c = { .id = id, .version = -1, .act = reset_link };

	return db_tx(cx, people_run, &c) ? c.link : NULL;
}

/* ---- mail -------------------------------------------------------------- */

struct mail_deed {
	const char	*id, *action;
	bool	       (*act)(struct cx *, const char *id);
};

static bool
do_mail(struct cx *cx, void *arg)
{
	const struct mail_deed *m = arg;
	struct doc *detail = doc_object(cx->arena);

	doc_append(detail, "mail", doc_text(cx->arena, m->id));
	return m->act(cx, m->id) && audit_by(cx, *cx->asker.id ?
	    cx->asker.id : NULL, NULL, m->action, detail);
}

bool
people_retry_mail(struct cx *cx, const char *id)
{
	struct mail_deed m = { id, "mail-retried", outbox_retry };

	return db_tx(cx, do_mail, &m);
}

bool
people_drop_mail(struct cx *cx, const char *id)
{
	struct mail_deed m = { id, "mail-dropped", outbox_drop };

	return db_tx(cx, do_mail, &m);
}
