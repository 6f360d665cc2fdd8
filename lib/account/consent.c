#include "account/consent.h"

#include "store/audit.h"
#include "data/conf.h"
#include "store/cursor.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"

#define LIST_MAX	100

static const struct field draft_fields[] = {
	{ .name = "kind", .type = FT_CHOICE, .flags = F_REQUIRED,
	    AT(struct consent_draft, kind), .words = CONSENT_KINDS,
	    .example = "news" },
	{ .name = "given", .type = FT_BOOL, .flags = F_REQUIRED,
	    AT(struct consent_draft, given), .example = "true",
	    .label = N_("News about meal by mail"),
	    .doc = N_("False takes it back.") },
};
const struct shape consent_shape = SHAPE("Consent", draft_fields,
    struct consent_draft);

static const struct field item_fields[] = {
	{ .name = "kind", .type = FT_CHOICE, .words = CONSENT_KINDS },
	{ .name = "version", .type = FT_TEXT, .example = "1",
	    .doc = "Of the words that were agreed to." },
	{ .name = "givenAt", .type = FT_INSTANT },
	{ .name = "withdrawnAt", .type = FT_INSTANT, .flags = F_NULL },
};
static const struct shape item_shape = SHAPE_OUT("ConsentItem", item_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &item_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape consent_list_shape = SHAPE_OUT("ConsentList",
    list_fields);

struct doc *
consent_list(struct cx *cx, const struct cursor_query *q)
{
	static const struct cursor_query all = { .limit = LIST_MAX };
	const char *keys[2];

	if (!q)
		q = &all;
	if (!cursor_keys(cx, q->cursor, "ts", keys))
		return NULL;
	return cursor_page(cx, DB(cx, SQL_CONSENT_LIST, .person = cx->asker.id,
	    .at = keys[0], .kind = keys[1], .limit = cursor_limit(cx,
	    q->limit)), q->limit);
}

bool
consent_give(struct cx *cx, const char *person, const char *kind)
{
	return DB(cx, SQL_CONSENT_GIVE, .person = person, .kind = kind,
	    .version = cx->conf->terms_version,
	    .place = audit_place(cx)) != NULL;
}

static bool
change(struct cx *cx, void *arg)
{
	const struct consent_draft *in = arg;
	struct doc *touched = in->given ?
	    DB(cx, SQL_CONSENT_GIVE, .person = cx->asker.id, .kind = in->kind,
	    .version = cx->conf->terms_version, .place = audit_place(cx)) :
	    DB(cx, SQL_CONSENT_WITHDRAW, .person = cx->asker.id,
	    .kind = in->kind);
	struct doc *detail = doc_object(cx->arena);

	if (!touched || !db_touched(touched))
		return touched != NULL;
	doc_append(detail, "kind", doc_text(cx->arena, in->kind));
	return audit_note(cx, NULL, in->given ? "consent-given" :
	    "consent-withdrawn", detail);
}

struct doc *
consent_change(struct cx *cx, const struct consent_draft *in)
{
	struct consent_draft copy = *in;

	return db_tx(cx, change, &copy) ? consent_list(cx, NULL) : NULL;
}

struct doc *
consent_now(struct cx *cx, const struct doc *list)
{
	struct doc *now = doc_object(cx->arena);
	const struct doc *d;

	for (d = doc_first(doc_get(list, "items")); d; d = d->next)
		if (doc_is_null(doc_get(d, "withdrawnAt")))
			doc_set(now, doc_str(d, "kind"),
			    doc_bool(cx->arena, true));
	return now;
}
