#include "household/household.h"

#include <string.h>

#include "store/audit.h"
#include "data/conf.h"
#include "store/cursor.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "household/household_move.h"
#include "work/outbox.h"
#include "store/one_time_token.h"
#include "store/rate_limit.h"
#include "data/when.h"

#define DAY	86400
#define MAILS_TO	5	/* one mailbox within an hour */
/* One address may send as much as so many people. */
#define INVITERS	3

/* ---- inviting ---------------------------------------------------------- */

struct invite {
	const struct household_invitation	*draft;
	int64_t					 lifetime;
	struct doc				*made;
};

static bool
read_lifetime(struct cx *cx, struct invite *i)
{
	int64_t at;

	i->lifetime = cx->conf->invite_lifetime;
	if (!i->draft->expires)
		return true;
	if (!when_instant_parse(i->draft->expires, &at))
		return fail_as(cx, "type",
		    fail_pointer(cx, "/expiresAt", "Give an instant like "
		    "2026-11-23T09:00:00Z."));
	i->lifetime = at - when_now();
	if (i->lifetime <= 0 ||
	    i->lifetime > (int64_t)HOUSEHOLD_INVITATION_DAYS_MAX * DAY)
		return fail_as(cx, i->lifetime <= 0 ? "past" : "range",
		    fail_pointer(cx, "/expiresAt", "Choose a time from "
		    "now on, at most a year away."));
	return true;
}

/* Nobody is to send mails to strangers all day, nor many to the same one; nor
 * is whoever makes account after account in one place. */
static bool
may_mail(struct cx *cx, const char *to)
{
	char *from = rate_limit_key(cx, "invite", cx->asker.id);
	char *place = rate_limit_key(cx, "invite-at", cx->address);
	char *mailbox = rate_limit_key(cx, "invite-to", to);

	if (!cx->asker.verified && !db_guard_now(cx))
		return false;		/* it was an old guess */
	if (!cx->asker.verified)
		return fail(cx, ERR_FORBIDDEN, "Confirm your own address "
		    "first; then mails go out in your name. A link to pass on "
		    "yourself needs no mail.");
	return rate_limit_left(cx, from, TRIES_HOUR,
	    cx->conf->invitation_mails) &&
	    rate_limit_left(cx, place, TRIES_HOUR,
	    INVITERS * (int64_t)cx->conf->invitation_mails) &&
	    rate_limit_left(cx, mailbox, TRIES_HOUR, MAILS_TO) &&
	    rate_limit_count(cx, from) && rate_limit_count(cx, place) &&
	    rate_limit_count(cx, mailbox);
}

static bool
room(struct cx *cx)
{
	struct doc *n = household_hold(cx) ? DB(cx, SQL_HOUSEHOLD_COUNTS,
	    .household = cx->asker.household) : NULL;

	if (!n)
		return false;
	if (doc_num(n, "invitations", 0) >= HOUSEHOLD_INVITATIONS_MAX)
		return fail(cx, ERR_CONFLICT, say_n("%d invitation is open. "
		    "Take one back first.", "%d invitations are open. Take "
		    "one back first.", HOUSEHOLD_INVITATIONS_MAX),
		    HOUSEHOLD_INVITATIONS_MAX);
	if (doc_num(n, "members", 0) >= HOUSEHOLD_MEMBERS_MAX)
		return fail(cx, ERR_CONFLICT, say_n("A household has at most "
		    "%d member.", "A household has at most %d members.",
		    HOUSEHOLD_MEMBERS_MAX), HOUSEHOLD_MEMBERS_MAX);
	return true;
}

static bool
send(struct cx *cx, const struct doc *made, const char *to, const char *link)
{
	struct doc *data = doc_object(cx->arena);

	doc_append(data, "household", doc_text(cx->arena,
	    cx->asker.household_name));
	doc_append(data, "invitedBy", doc_text(cx->arena, cx->asker.name));
	doc_append(data, "viewer", doc_bool(cx->arena, strcmp(doc_str(made,
	    "role"), "viewer") == 0));
	doc_append(data, "expiresAt", doc_text(cx->arena, doc_str(made,
	    "expiresAt")));
	doc_append(data, "link", doc_text(cx->arena, link));
	return outbox_mail(cx, NULL, to, cx->asker.locale, "invitation", data);
}

static bool
invite(struct cx *cx, void *arg)
{
	struct invite *i = arg;
	struct doc *detail = doc_object(cx->arena), *ticket;
	const char *secret, *link;

	doc_append(detail, "role", doc_text(cx->arena, i->draft->role));
	if (i->draft->email)
		doc_append(detail, "email", doc_text(cx->arena,
		    i->draft->email));
	secret = room(cx) ? one_time_make(cx, "invite", cx->asker.id,
	    cx->asker.household, detail, i->lifetime) : NULL;
	ticket = secret ? one_time_look(cx, "invite", secret) : NULL;
	i->made = ticket ? household_invitation(cx, doc_str(ticket, "id")) :
	    NULL;
	if (!i->made)
		return false;
	link = arena_fmt(cx->arena, "%s/invitations?token=%s",
	    cx->conf->base_url, secret);
	doc_append(i->made, "link", doc_text(cx->arena, link));
	detail = doc_object(cx->arena);
	doc_append(detail, "role", doc_text(cx->arena, i->draft->role));
	return (!i->draft->email || send(cx, i->made, i->draft->email,
	    link)) && audit_note(cx, NULL, "invited", detail);
}

struct doc *
household_invite(struct cx *cx, const struct household_invitation *draft)
{
	struct invite i = { .draft = draft };

	return read_lifetime(cx, &i) && (!draft->email ||
	    may_mail(cx, draft->email)) && db_tx(cx, invite, &i) ?
	    i.made : NULL;
}

struct doc *
household_invitations(struct cx *cx, const struct cursor_query *q)
{
	const char *keys[2];

	if (!cursor_keys(cx, q->cursor, "tu", keys))
		return NULL;
	return cursor_page(cx, DB(cx, SQL_INVITATIONS_OPEN,
	    .household = cx->asker.household, .at = keys[0], .id = keys[1],
	    .limit = cursor_limit(cx, q->limit)), q->limit);
}

struct doc *
household_invitation(struct cx *cx, const char *id)
{
	return DB(cx, SQL_INVITATION_BY_ID, .household = cx->asker.household,
	    .id = id);
}

static bool
uninvite(struct cx *cx, void *arg)
{
	struct doc *touched = DB(cx, SQL_INVITATION_DROP,
	    .household = cx->asker.household, .id = arg);

	if (touched && !db_touched(touched))
		return fail(cx, ERR_NOT_FOUND, "There is no such "
		    "invitation.");
	return touched && audit_note(cx, NULL, "invitation-withdrawn", NULL);
}

struct doc *
household_uninvite(struct cx *cx, const char *id)
{
	char *copy = arena_str(cx->arena, id);

	return db_tx(cx, uninvite, copy) ? doc_object(cx->arena) : NULL;
}

/* ---- being invited ----------------------------------------------------- */

static void *
not_good(struct cx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "This invitation is not good any "
	    "more: it was used or taken back, or its time is over. Ask for "
	    "a new one.");
}

/* What becomes of what the asking one has, and whether they can. */
static bool
add_prospect(struct cx *cx, struct doc *offer, const char *household)
{
	const char *state = "open";
	struct doc *move = NULL;

	if (*cx->asker.id) {
		move = household_prospect(cx);
		if (!move)
			return false;
		if (strcmp(cx->asker.household, household) == 0)
			state = "joined";
		else if (cx->asker.member == MEMBER_OWNER &&
		    !doc_true(doc_get(move, "alone")))
			state = "handover";
	}
	doc_append(offer, "state", doc_text(cx->arena, state));
	doc_append(offer, "move", move ? move : doc_null(cx->arena));
	return true;
}

struct doc *
household_offer(struct cx *cx, const char *secret)
{
	struct doc *ticket = one_time_look(cx, "invite", secret), *offer;

	if (!ticket)
		return NULL;
	if (doc_is_null(ticket))
		return not_good(cx);
	offer = DB(cx, SQL_INVITATION_OFFERED,
	    .household = doc_str(ticket, "household"),
	    .id = doc_str(ticket, "id"));
	return offer && add_prospect(cx, offer, doc_str(ticket,
	    "household")) ? offer : NULL;
}

struct acceptance {
	const char	*person, *secret;
	const char	*home;		/* the new one */
};

static bool
may_move(struct cx *cx, const struct doc *now, const struct doc *counts,
    const char *home)
{
	if (strcmp(doc_str(now, "household"), home) == 0)
		return fail(cx, ERR_CONFLICT, "You are in this household "
		    "already.");
	if (strcmp(doc_str(now, "role"), "owner") == 0 &&
	    !doc_true(doc_get(now, "alone")))
		return fail(cx, ERR_CONFLICT, "You own a household with "
		    "others in it. Hand it over to one of them first.");
	if (doc_num(counts, "members", 0) >= HOUSEHOLD_MEMBERS_MAX)
		return fail(cx, ERR_CONFLICT, say_n("This household has %d "
		    "member already, which is as many as there can be.",
		    "This household has %d members already, which is as many "
		    "as there can be.", HOUSEHOLD_MEMBERS_MAX),
		    HOUSEHOLD_MEMBERS_MAX);
	return true;
}

static bool
invite_tell(struct cx *cx, const char *person, const char *inviter,
    const char *role)
{
	struct doc *theirs = doc_object(cx->arena);
	struct doc *ours = doc_object(cx->arena);

	doc_append(theirs, "role", doc_text(cx->arena, role));
	doc_append(ours, "member", doc_text(cx->arena, person));
	doc_append(ours, "role", doc_text(cx->arena, role));
	return audit_note(cx, person, "joined", theirs) &&
	    (!inviter || audit_note(cx, inviter, "member-joined", ours));
}

static bool
accept(struct cx *cx, void *arg)
{
	struct acceptance *a = arg;
	struct doc *ticket = one_time_use(cx, "invite", a->secret), *page;
	const char *home = doc_str(ticket, "household");
	struct household_move m = { .person = a->person, .to = home };

	if (!ticket)
		return false;
	if (doc_is_null(ticket))
		return not_good(cx);
	page = DB_PAGE(cx,
	    { "lock", DB_CALL(SQL_HOUSEHOLD_LOCK, .household = home) },
	    { "offer", DB_CALL(SQL_INVITATION_OFFERED, .household = home,
		.id = doc_str(ticket, "id")) },
	    { "counts", DB_CALL(SQL_HOUSEHOLD_COUNTS, .household = home) },
	    { "now", DB_CALL(SQL_HOUSEHOLD_OF_PERSON, .person = a->person) });
	if (!page || !may_move(cx, doc_get(page, "now"), doc_get(page,
	    "counts"), home))
		return false;
	m.from = doc_chars(doc_path(page, "now.household"));
	m.role = doc_chars(doc_path(page, "offer.role"));
	m.all = doc_true(doc_path(page, "now.alone"));
	a->home = home;
	return DB(cx, SQL_HOUSEHOLD_LOCK, .household = m.from) &&
	    household_move(cx, &m) && invite_tell(cx, a->person, doc_str(ticket,
	    "person"), m.role);
}

bool
household_accept(struct cx *cx, const char *person, const char *secret)
{
	struct acceptance a = { .person = person, .secret = secret };

	return db_tx(cx, accept, &a);
}

struct doc *
household_join(struct cx *cx, const char *secret)
{
	struct acceptance a = { .person = cx->asker.id, .secret = secret };

	return db_tx(cx, accept, &a) ? household_of(cx, a.home) : NULL;
}
