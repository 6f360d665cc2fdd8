#include "privacy/account_deletion.h"

#include <stdio.h>
#include <string.h>

#include "store/audit.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "privacy/export_person.h"
#include "household/household.h"
#include "household/household_move.h"
#include "work/outbox.h"
#include "account/account.h"
#include "account/password.h"
#include "data/text.h"
#include "store/rate_limit.h"

#define AT_ONCE	100		/* people purged in one go */

static const struct field draft_fields[] = {
	{ .name = "password", .type = FT_SECRET,
	    .flags = F_REQUIRED | F_INPUT,
	    AT(struct deletion_draft, password), .max = PASSWORD_SENT,
	    .label = N_("Your password") },
};
const struct shape deletion_shape = SHAPE("AccountDeletion", draft_fields,
    struct deletion_draft);

static const struct field answer_fields[] = {
	{ .name = "deletionAt", .type = FT_INSTANT, .doc = "Logging in "
	    "before, and POST /account/restore, keeps the account." },
};
const struct shape deletion_answer_shape = SHAPE_OUT("AccountDeletionAnswer",
    answer_fields);

struct doc *
deletion_page(struct cx *cx)
{
	struct doc *d = DB(cx, SQL_DELETION_LOOK,
	    .household = cx->asker.household, .person = cx->asker.id);

	if (d)
		doc_append(d, "days", doc_int(cx->arena,
		    cx->conf->deletion_grace));
	return d;
}

/* ---- asking, and staying after all ------------------------------------- */

static bool
deletion_tell(struct cx *cx, const struct doc *row)
{
	struct doc *data = doc_object(cx->arena);

	doc_append(data, "name", doc_text(cx->arena, doc_str(row, "name")));
	doc_append(data, "deletionAt", doc_text(cx->arena, doc_str(row,
	    "deletionAt")));
	doc_append(data, "zone", doc_text(cx->arena, doc_str(row, "zone")));
	return outbox_mail(cx, cx->asker.id, doc_str(row, "email"),
	    doc_str(row, "locale"), "deletion", data);
}

static bool
ask(struct cx *cx, void *arg)
{
	struct doc **answer = arg, *row;

	if (!account_may_go(cx, cx->asker.id))
		return false;
	row = DB(cx, SQL_DELETION_ASK, .person = cx->asker.id,
	    .days = db_int(cx, cx->conf->deletion_grace));
	if (!row || (!doc_is_null(row) && (!deletion_tell(cx, row) ||
	    !audit_note(cx, NULL, "deletion-requested", NULL))))
		return false;
	*answer = DB(cx, SQL_DELETION_AT, .person = cx->asker.id);
	return *answer && DB_PAGE(cx,
	    { "sessions", DB_CALL(SQL_SESSION_END_ALL,
	    .person = cx->asker.id) },
	    { "tokens", DB_CALL(SQL_DELETION_END_TOKENS,
		.person = cx->asker.id) },
	    { "tickets", DB_CALL(SQL_DELETION_END_TICKETS,
		.person = cx->asker.id) });
}

struct doc *
deletion_ask(struct cx *cx, const struct deletion_draft *draft)
{
	struct doc *answer = NULL;

	/* not within the transaction, which would forget failed tries */
	if (!password_confirm(cx, draft->password) ||
	    !db_tx(cx, ask, &answer))
		return NULL;
	return answer;
}

static bool
undo(struct cx *cx, void *arg)
{
	struct doc *touched = DB(cx, SQL_DELETION_UNDO,
	    .person = cx->asker.id);

	(void)arg;
	return touched && (!db_touched(touched) ||
	    audit_note(cx, NULL, "deletion-undone", NULL));
}

bool
deletion_undo(struct cx *cx)
{
	return db_tx(cx, undo, NULL);
}

/* ---- the end ----------------------------------------------------------- */

struct purge {
	const char	*person;
	bool		 done;		/* false: they stayed after all */
};

/* Whoever leaves others behind goes into a household of their own first, as
 * any member does, and takes along what nobody else could see. */
static const char *
leave_home(struct cx *cx, const struct doc *row)
{
	const char *name = doc_str(row, "name"), *id = doc_str(row, "id");
	const char *username = doc_str(row, "username");
	struct household_move move = { .person = id,
	    .from = doc_str(row, "household"), .role = "owner" };
	const struct doc *heir;

	if (doc_true(doc_get(row, "soleOwner"))) {
		heir = DB(cx, SQL_PURGE_HEIR, .household = move.from,
		    .person = id);
		if (!heir || !audit_by(cx, NULL, doc_str(heir, "id"),
		    "became-owner", NULL))
			return NULL;
	}
	move.to = household_make(cx, name, username);
	snprintf(cx->asker.household, sizeof(cx->asker.household), "%s",
	    move.from);
	return move.to && household_move(cx, &move) &&
	    DB(cx, SQL_PURGE_HOUSEHOLD_NAME, .household = move.from,
	    .name = arena_fmt(cx->arena, say("%s’s household"), name),
	    .slug = text_slug(cx->arena, username)) ?
	    move.to : NULL;
}

/* A household that nobody else is in, with all it has. */
static bool
empty_home(struct cx *cx, const char *home)
{
	return DB_PAGE(cx,
	    { "lists", DB_CALL(SQL_PURGE_HOME_LISTS, .household = home) },
	    { "entries", DB_CALL(SQL_PURGE_HOME_ENTRIES, .household = home) },
	    { "meals", DB_CALL(SQL_PURGE_HOME_MEALS, .household = home) },
	    { "recipes", DB_CALL(SQL_PURGE_HOME_RECIPES, .household = home) },
	    { "foods", DB_CALL(SQL_PURGE_HOME_FOODS,
	    .household = home) }) != NULL;
}

static const char *
hash_of(struct cx *cx, const char *whom)
{
	return strchr(rate_limit_key(cx, "", whom), ':') + 1;
}

/* Their own row last: what is theirs alone goes with it. */
static bool
purge_traces(struct cx *cx, const struct doc *row)
{
	const char *id = doc_str(row, "id"), *email = doc_str(row, "email");
	const char *hashes[] = { hash_of(cx, id), hash_of(cx, email),
	    hash_of(cx, doc_str(row, "username")) };

	return DB_PAGE(cx,
	    { "author", DB_CALL(SQL_PURGE_AUTHOR, .person = id) },
	    { "own", DB_CALL(SQL_PURGE_AUDIT_OWN, .person = id) },
	    { "actor", DB_CALL(SQL_PURGE_AUDIT_ACTOR, .person = id) },
	    { "detail", DB_CALL(SQL_PURGE_AUDIT_DETAIL, .person = id) },
	    { "tickets", DB_CALL(SQL_PURGE_TICKETS, .email = email) },
	    { "tries", DB_CALL(SQL_PURGE_TRIES,
		.hashes = db_array(cx, hashes, COUNT(hashes))) },
	    { "person", DB_CALL(SQL_PURGE_PERSON, .person = id) }) != NULL;
}

static bool
close_home(struct cx *cx, const char *home)
{
	return DB_PAGE(cx,
	    { "audit", DB_CALL(SQL_PURGE_HOME_AUDIT, .household = home) },
	    { "home", DB_CALL(SQL_PURGE_HOME, .household = home) }) != NULL;
}

static bool
purge(struct cx *cx, void *arg)
{
	struct purge *p = arg;
	struct doc *row = DB(cx, SQL_PURGE_LOOK, .person = p->person);
	const char *home = doc_str(row, "household");

	p->done = row && !doc_is_null(row);
	if (!p->done)
		return row != NULL;
	if (doc_true(doc_get(row, "shared")))
		home = leave_home(cx, row);
	return home && empty_home(cx, home) && purge_traces(cx, row) &&
	    close_home(cx, home) && audit_note(cx, NULL, "person-purged",
	    NULL);
}

bool
deletion_purge_due(struct cx *cx)
{
	struct doc *due = DB(cx, SQL_PURGE_DUE, .limit = db_int(cx, AT_ONCE));
	struct err first = { .kind = ERR_NONE };
	const struct doc *d;
	bool any = false;

	for (d = doc_first(due); d; d = d->next) {
		struct purge p = { .person = doc_str(d, "id") };

		if (!db_tx(cx, purge, &p)) {
			if (!first.kind)
				first = cx->err;
			err_clear(&cx->err);
		}
		memset(&cx->asker, 0, sizeof(cx->asker));
		any = any || p.done;
	}
	if (any && !export_sweep(cx) && !first.kind)
		first = cx->err;
	if (first.kind)
		cx->err = first;
	return due && !first.kind;
}
