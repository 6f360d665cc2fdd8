#include "store/audit.h"

#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/cursor.h"

#define Q(member) AT(struct audit_query, member)
static const struct field query_fields[] = {
	LISTING_FIELDS(struct audit_query),
};
const struct shape audit_query_shape = SHAPE("AuditQuery", query_fields,
    struct audit_query);

static const struct field all_query_fields[] = {
	LISTING_FIELDS(struct audit_query),
	{ .name = "person", .type = FT_UUID, Q(person),
	    .doc = "Whom it happened to." },
	{ .name = "action", .type = FT_TEXT, Q(action), .max = 60,
	    .doc = "Such as login." },
};
const struct shape audit_all_query_shape = SHAPE("AdminAuditQuery",
    all_query_fields, struct audit_query);

#define WHAT_FIELDS \
	{ .name = "createdAt", .type = FT_INSTANT }, \
	{ .name = "action", .type = FT_TEXT, .example = "login" }, \
	{ .name = "detail", .type = FT_ANY, .flags = F_NULL }, \
	{ .name = "place", .type = FT_TEXT, .flags = F_NULL, \
	    .example = "192.0.2.0/24", .doc = "The address it came from, " \
	    "shortened." }

static const struct field item_fields[] = {
	WHAT_FIELDS,
	{ .name = "byYou", .type = FT_BOOL, .doc = "Whether you did it "
	    "yourself." },
};
static const struct shape item_shape = SHAPE_OUT("AuditItem", item_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &item_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape audit_list_shape = SHAPE_OUT("AuditList", list_fields);

static const struct field someone_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "username", .type = FT_TEXT, .flags = F_NULL,
	    .doc = "Null when they are gone." },
};
static const struct shape someone_shape = SHAPE_OUT("AuditPerson",
    someone_fields);

static const struct field all_item_fields[] = {
	WHAT_FIELDS,
	{ .name = "person", .type = FT_OBJECT, .flags = F_NULL,
	    .shape = &someone_shape },
	{ .name = "actor", .type = FT_OBJECT, .flags = F_NULL,
	    .shape = &someone_shape },
};
static const struct shape all_item_shape = SHAPE_OUT("AdminAuditItem",
    all_item_fields);

static const struct field all_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &all_item_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape audit_all_shape = SHAPE_OUT("AdminAuditList", all_fields);

char *
audit_place(struct cx *cx)
{
	const char *a = cx->address, *p;
	int groups = 0;

	if (strchr(a, ':')) {		/* a /64: three groups of it */
		for (p = a; *p && *p != '/'; p++) {
			if (*p == ':' && (p[1] == ':' || ++groups == 3))
				break;
		}
		return arena_fmt(cx->arena, "%.*s::/48", (int)(p - a), a);
	}
	p = strrchr(a, '.');
	return p ? arena_fmt(cx->arena, "%.*s.0/24", (int)(p - a), a) :
	    arena_str(cx->arena, a);
}

static bool
note(struct cx *cx, const char *person, const char *action,
    struct doc *detail, const char *actor)
{
	return DB(cx, SQL_AUDIT_INSERT, .person = person, .action = action,
	    .detail = db_json(cx, detail), .actor = actor,
	    .place = audit_place(cx)) != NULL;
}

bool
audit_note(struct cx *cx, const char *person, const char *action,
    struct doc *detail)
{
	const char *who = *cx->asker.id ? cx->asker.id : NULL;

	return note(cx, person ? person : who, action, detail,
	    who ? who : person);
}

bool
audit_own(struct cx *cx, const char *person, const char *action,
    struct doc *detail)
{
	return note(cx, person, action, detail, person);
}

bool
audit_by(struct cx *cx, const char *actor, const char *person,
    const char *action, struct doc *detail)
{
	return note(cx, person, action, detail, actor);
}

struct doc *
audit_list(struct cx *cx, const struct audit_query *q)
{
	const char *keys[2];

	if (!cursor_keys(cx, q->cursor, "tn", keys))
		return NULL;
	return cursor_page(cx, DB(cx, SQL_AUDIT_LIST, .person = cx->asker.id,
	    .at = keys[0], .id = keys[1], .limit = cursor_limit(cx, q->limit)),
	    q->limit);
}

struct doc *
audit_list_all(struct cx *cx, const struct audit_query *q)
{
	const char *keys[2];

	if (!cursor_keys(cx, q->cursor, "tn", keys))
		return NULL;
	return cursor_page(cx, DB(cx, SQL_AUDIT_ALL_LIST, .person = q->person,
	    .action = q->action, .at = keys[0], .id = keys[1],
	    .limit = cursor_limit(cx, q->limit)),
	    q->limit);
}

void
audit_page_extras(struct cx *cx, struct doc *list)
{
	struct doc *d;

	for (d = doc_first(doc_get(list, "items")); d; d = d->next)
		doc_set(d, doc_str(d, "action"), doc_bool(cx->arena, true));
}
