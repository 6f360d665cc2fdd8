#include "household/household.h"

#include <string.h>

#include "store/audit.h"
#include "data/conf.h"
#include "store/cursor.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "household/household_move.h"
#include "store/secret.h"
#include "data/text.h"

/* ---- what it is -------------------------------------------------------- */

/* Tell which member is the asking one. */
static void
mark_self(struct cx *cx, struct doc *member)
{
	doc_append(member, "self", doc_bool(cx->arena, strcmp(doc_str(member,
	    "id"), cx->asker.id) == 0));
}

/* What it may keep, beside what it keeps. */
static void
put_limits(struct cx *cx, struct doc *use)
{
	int64_t recipes = cx->conf->household_recipes;
	int64_t bytes = cx->conf->household_bytes;

	doc_append(use, "recipesLimit", recipes ? doc_int(cx->arena, recipes) :
	    doc_null(cx->arena));
	doc_append(use, "bytesLimit", bytes ? doc_int(cx->arena, bytes) :
	    doc_null(cx->arena));
}

struct doc *
household_of(struct cx *cx, const char *id)
{
	struct doc *page = DB_PAGE(cx,
	    { "household", DB_CALL(SQL_HOUSEHOLD_BY_ID, .household = id,
		.person = cx->asker.id) },
	    { "members", DB_CALL(SQL_HOUSEHOLD_MEMBERS, .household = id) },
	    { "invitations", DB_CALL(SQL_INVITATIONS_OPEN, .household = id,
		.at = NULL, .id = NULL,
		.limit = db_int(cx, HOUSEHOLD_INVITATIONS_MAX + 1)) });
	struct doc *household, *members, *invitations, *d;

	if (!page)
		return NULL;
	household = doc_drop(page, "household");
	members = doc_drop(page, "members");
	invitations = doc_drop(cursor_page(cx, doc_drop(page, "invitations"),
	    HOUSEHOLD_INVITATIONS_MAX), "items");
	for (d = members->first; d; d = d->next)
		mark_self(cx, d);
	put_limits(cx, doc_get(household, "use"));
	doc_append(household, "members", members);
	doc_append(household, "invitations", strcmp(doc_str(household, "role"),
	    "owner") == 0 ? invitations : doc_null(cx->arena));
	return household;
}

struct doc *
household_list(struct cx *cx, int64_t limit)
{
	return DB(cx, SQL_HOUSEHOLD_ALL_LIST, .limit = db_int(cx, limit));
}

struct doc *
household_page(struct cx *cx)
{
	return household_of(cx, cx->asker.household);
}

struct doc *
household_member(struct cx *cx, const char *id)
{
	struct doc *member = DB(cx, SQL_HOUSEHOLD_MEMBER,
	    .household = cx->asker.household, .id = id);

	if (member)
		mark_self(cx, member);
	return member;
}

struct set {
	const struct household_draft	*draft;
	int64_t				 version;
};

static bool
set(struct cx *cx, void *arg)
{
	const struct set *s = arg;
	struct doc *row = DB(cx, SQL_HOUSEHOLD_SET,
	    .household = cx->asker.household, .version = db_int(cx, s->version),
	    .name = s->draft->name,
	    .servings = db_double(cx, s->draft->servings));

	if (row && doc_is_null(row))
		return fail(cx, ERR_STALE, "The household was changed since "
		    "you opened it. Look at it again, then save.");
	return row && (!doc_true(doc_get(row, "changed")) ||
	    audit_note(cx, NULL, "household-changed", NULL));
}

struct doc *
household_set(struct cx *cx, int64_t version,
    const struct household_draft *draft)
{
	struct set s = { draft, version };

	return db_tx(cx, set, &s) ? household_page(cx) : NULL;
}

struct doc *
household_usual(struct cx *cx, struct doc *page)
{
	struct doc *row = page ? DB(cx, SQL_USUAL_SERVINGS,
	    .household = cx->asker.household) : NULL;

	if (row)
		doc_append(page, "usualServings", doc_drop(row,
		    "usualServings"));
	return row ? page : NULL;
}

char *
household_make(struct cx *cx, const char *full_name, const char *username)
{
	char *id = secret_uuid(cx->arena);
	char *name = arena_fmt(cx->arena, say("%s’s household"), full_name);

	return DB(cx, SQL_HOUSEHOLD_INSERT, .id = id, .name = name,
	    .slug = text_slug(cx->arena, username)) ? id : NULL;
}

/* ---- who is in it ------------------------------------------------------ */

static bool
household_note(struct cx *cx, const char *person, const char *action,
    const char *member, const char *role)
{
	struct doc *detail = doc_object(cx->arena);

	if (member)
		doc_append(detail, "member", doc_text(cx->arena, member));
	if (role)
		doc_append(detail, "role", doc_text(cx->arena, role));
	return audit_note(cx, person, action, detail->first ? detail : NULL);
}

struct change {
	const char	*id, *role;
	int64_t		 version;	/* of the member; -1: any */
	char		*home;		/* of whoever left */
};

bool
household_hold(struct cx *cx)
{
	struct doc *page = DB_PAGE(cx,
	    { "lock", DB_CALL(SQL_HOUSEHOLD_LOCK,
		.household = cx->asker.household) },
	    { "self", DB_CALL(SQL_HOUSEHOLD_OF_PERSON,
	    .person = cx->asker.id) });
	const struct doc *self = doc_get(page, "self");

	if (!page)
		return false;
	if (strcmp(doc_str(self, "household"), cx->asker.household) == 0 &&
	    (strcmp(doc_str(self, "role"), "owner") == 0) ==
	    (cx->asker.member == MEMBER_OWNER))
		return true;
	return fail(cx, ERR_FORBIDDEN, "Your place in the household has just "
	    "changed. Look at it again.");
}

/* A member of the asking one's household, which nobody else changes now. */
static struct doc *
held_member(struct cx *cx, const char *id)
{
	return household_hold(cx) ? DB(cx, SQL_HOUSEHOLD_MEMBER,
	    .household = cx->asker.household, .id = id) : NULL;
}

/* Nobody changed them since they were looked at. */
static bool
still(struct cx *cx, const struct change *c, const struct doc *member)
{
	if (member && c->version != -1 &&
	    c->version != (int64_t)doc_num(member, "version", 0))
		return fail(cx, ERR_STALE, "They were changed since you "
		    "opened them. Look at them again.");
	return member != NULL;
}

static bool
set_role(struct cx *cx, void *arg)
{
	const struct change *c = arg;
	const struct doc *member = held_member(cx, c->id);

	if (!still(cx, c, member))
		return false;
	if (strcmp(c->role, "owner") == 0)
		return fail_pointer(cx, "/role", "A household has one owner. "
		    "To make it this one, hand it over (POST "
		    "/household/handover).");
	if (strcmp(c->id, cx->asker.id) == 0)
		return fail_pointer(cx, "/role", "You own the household. "
		    "Hand it over first.");
	if (strcmp(doc_str(member, "role"), c->role) == 0)
		return true;
	return DB(cx, SQL_HOUSEHOLD_SET_ROLE, .household = cx->asker.household,
	    .id = c->id, .role = c->role) && household_note(cx, c->id,
	    "role-changed", NULL, c->role) &&
	    household_note(cx, NULL, "member-role-changed", c->id, c->role);
}

struct doc *
household_set_role(struct cx *cx, const char *id, int64_t version,
    const struct household_role *role)
{
	struct change c = { .id = id, .version = version,
	    .role = role->role };

	return db_tx(cx, set_role, &c) ? household_member(cx, id) : NULL;
}

static bool
hand_over(struct cx *cx, void *arg)
{
	const struct change *c = arg;

	if (strcmp(c->id, cx->asker.id) == 0)
		return fail_pointer(cx, "/member", "You own it already.");
	if (!held_member(cx, c->id)) {
		if (cx->err.kind != ERR_NOT_FOUND)
			return false;
		err_clear(&cx->err);
		return fail_pointer(cx, "/member", "There is no such member "
		    "in your household.");
	}
	return DB_PAGE(cx,
	    { "old", DB_CALL(SQL_HOUSEHOLD_SET_ROLE,
		.household = cx->asker.household, .id = cx->asker.id,
		.role = "member") },
	    { "new", DB_CALL(SQL_HOUSEHOLD_SET_ROLE,
		.household = cx->asker.household, .id = c->id,
		    .role = "owner") }) &&
	    household_note(cx, c->id, "became-owner", NULL, "owner") &&
	    household_note(cx, NULL, "handed-over", c->id, "member");
}

struct doc *
household_hand_over(struct cx *cx, const struct household_heir *heir)
{
	struct change c = { .id = heir->member };

	return db_tx(cx, hand_over, &c) ? household_page(cx) : NULL;
}

/* Into a household of their own. The notes come first: of the old one. */
static bool
part(struct cx *cx, struct change *c, const struct doc *member)
{
	struct household_move m = { .person = c->id,
	    .from = cx->asker.household, .role = "owner" };

	c->home = household_make(cx, doc_str(member, "fullName"),
	    doc_str(member, "username"));
	m.to = c->home;
	return c->home && household_move(cx, &m);
}

static bool
remove_(struct cx *cx, void *arg)
{
	struct change *c = arg;
	struct doc *member = held_member(cx, c->id);

	if (!still(cx, c, member))
		return false;
	if (strcmp(c->id, cx->asker.id) == 0)
		return fail(cx, ERR_CONFLICT, "You own the household. To "
		    "leave it, hand it over first.");
	return household_note(cx, c->id, "removed", NULL, NULL) &&
	    household_note(cx, NULL, "member-removed", c->id, NULL) &&
	    part(cx, c, member);
}

struct doc *
household_remove(struct cx *cx, const char *id, int64_t version)
{
	struct change c = { .id = id, .version = version };

	return db_tx(cx, remove_, &c) ? doc_object(cx->arena) : NULL;
}

static bool
leave(struct cx *cx, void *arg)
{
	struct change *c = arg;
	struct doc *self = held_member(cx, c->id), *page, *d;

	page = self ? DB_PAGE(cx,
	    { "home", DB_CALL(SQL_HOUSEHOLD_OF_PERSON, .person = c->id) },
	    { "members", DB_CALL(SQL_HOUSEHOLD_MEMBERS,
		.household = cx->asker.household) }) : NULL;
	if (!page)
		return false;
	if (doc_true(doc_path(page, "home.alone")))
		return fail(cx, ERR_CONFLICT, "You are alone in this "
		    "household: there is nobody to leave.");
	if (strcmp(doc_str(self, "role"), "owner") == 0)
		return fail(cx, ERR_CONFLICT, "You own this household. Hand "
		    "it over to another member first.");
	for (d = doc_first(doc_get(page, "members")); d; d = d->next)
		if (strcmp(doc_str(d, "role"), "owner") == 0 &&
		    !household_note(cx, doc_str(d, "id"), "member-left",
		    c->id, NULL))
			return false;
	return household_note(cx, NULL, "left", NULL, NULL) &&
	    part(cx, c, self);
}

struct doc *
household_leave(struct cx *cx)
{
	struct change c = { .id = cx->asker.id };

	return db_tx(cx, leave, &c) ? household_of(cx, c.home) : NULL;
}

/* ---- what moves -------------------------------------------------------- */

/* Counts of all that there is, or of the private recipes alone; the rest. */
static struct doc *
counts(struct cx *cx, const struct doc *all, double own, bool rest,
    bool alone)
{
	struct doc *d = doc_object(cx->arena);
	const struct doc *c;

	for (c = doc_first(all); c; c = c->next) {
		bool recipes = c->name_len == 7 &&
		    memcmp(c->name, "recipes", 7) == 0;
		double n = doc_num(all, arena_dup(cx->arena, c->name,
		    c->name_len), 0);
		double goes = alone ? n : recipes ? own : 0;

		doc_append_n(d, c->name, c->name_len, doc_int(cx->arena,
		    (int64_t)(rest ? n - goes : goes)));
	}
	return d;
}

struct doc *
household_prospect(struct cx *cx)
{
	struct doc *row = DB(cx, SQL_HOUSEHOLD_PROSPECT,
	    .household = cx->asker.household, .person = cx->asker.id), *d;
	const struct doc *all = doc_get(row, "all");
	bool alone = doc_true(doc_get(row, "alone"));
	double own = doc_num(row, "private", 0);

	if (!row)
		return NULL;
	d = doc_object(cx->arena);
	doc_append(d, "alone", doc_bool(cx->arena, alone));
	doc_append(d, "takes", counts(cx, all, own, false, alone));
	doc_append(d, "leaves", counts(cx, all, own, true, alone));
	return d;
}
