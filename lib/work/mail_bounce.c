#include "work/mail_bounce.h"

#include "store/audit.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "work/mail_notice.h"

struct bounce {
	struct mail_notice	 notice;
	struct doc		*answer;
};

/* A server that sends nothing back names the recipient at least. */
static bool
bounce_find(struct cx *cx, struct mail_notice *n)
{
	const char *to = n->original ? n->original : n->final;
	struct doc *row;

	if (n->id || !to)
		return true;
	row = DB(cx, SQL_OUTBOX_BOUNCE_FIND, .email = to);
	n->id = doc_str(row, "id");
	return row != NULL;
}

static bool
bounce_note(struct cx *cx, void *arg)
{
	struct bounce *b = arg;
	struct mail_notice *n = &b->notice;
	struct doc *row, *touched = NULL, *detail = doc_object(cx->arena);
	const char *person;

	b->answer = doc_object(cx->arena);
	if (!bounce_find(cx, n))
		return false;
	row = n->id ? DB(cx, SQL_OUTBOX_BOUNCE, .id = n->id) :
	    doc_null(cx->arena);
	if (!row)
		return false;
	doc_append(b->answer, "found", doc_bool(cx->arena, !doc_is_null(row)));
	if (doc_is_null(row))
		return true;
	person = doc_str(row, "person");
	if (person && n->known && *n->status == '5') {
		touched = DB(cx, SQL_OUTBOX_BOUNCE_ADDRESS, .person = person,
		    .final = n->final ? n->final : "",
		    .original = n->original ? n->original : "");
		if (!touched)
			return false;
	}
	doc_append(b->answer, "id", doc_text(cx->arena, n->id));
	doc_append(b->answer, "status", doc_text(cx->arena, n->status));
	doc_append(b->answer, "unverified", doc_bool(cx->arena,
	    db_touched(touched) > 0));
	doc_append(detail, "status", doc_text(cx->arena, n->status));
	return !person || audit_note(cx, person, "mail-bounced", detail);
}

struct doc *
mail_bounce(struct cx *cx, const char *message, size_t n)
{
	struct bounce bounce = { .answer = NULL };
	struct doc *none;

	if (mail_notice_read(cx, message, n, &bounce.notice))
		return db_tx(cx, bounce_note, &bounce) ? bounce.answer : NULL;
	none = doc_object(cx->arena);
	doc_append(none, "found", doc_bool(cx->arena, false));
	return none;
}
