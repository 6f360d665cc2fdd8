#include "work/mail_bounce.h"

#include <string.h>

#include "store/audit.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "work/mail.h"
#include "data/mime.h"
#include "data/text.h"

#define PARTS_MAX	20
#define GROUPS_MAX	20
#define STATUS_LENGTH	11	/* "5.999.999" and some */

struct notice {
	const char	*id;		/* of the mail; NULL: it does not say */
	const char	*status;	/* "5.1.1" */
	const char	*final, *original;	/* addresses, or NULL */
	bool		 failed;
	bool		 known;		/* id is from its Message-ID */
	struct doc	*answer;
};

/* ---- reading ----------------------------------------------------------- */

/* "rfc822; anna@example.org" */
static const char *
address(struct cx *cx, const struct mime *group, const char *name)
{
	const char *value = mime_field(cx->arena, group, name), *p;

	p = value ? strchr(value, ';') : NULL;
	if (!p || strncmp(value, "rfc822", 6) != 0)
		return NULL;
	p += 1 + strspn(p + 1, " ");
	return *p && strlen(p) <= 254 ? p : NULL;
}

static bool
is_status(const char *s)
{
	return s && strlen(s) <= STATUS_LENGTH && s[1] == '.' &&
	    (*s == '4' || *s == '5') && strspn(s, "0123456789.") ==
	    strlen(s);
}

/* The groups of fields, an empty line between two; the first is about the
 * message, the others about a recipient each. Ours has one recipient. */
static void
read_status(struct cx *cx, const struct mime *part, struct notice *notice)
{
	struct mime group;
	const char *p;
	size_t n;
	int i;

	p = mime_body(cx->arena, part, &n);
	for (i = 0; i < GROUPS_MAX && n && !notice->failed; i++) {
		const char *status, *action;

		group = mime_read(p, n);
		status = mime_field(cx->arena, &group, "Status");
		action = mime_field(cx->arena, &group, "Action");
		if (is_status(status) && text_same_ci(action, "failed")) {
			notice->failed = true;
			notice->status = status;
			notice->final = address(cx, &group,
			    "Final-Recipient");
			notice->original = address(cx, &group,
			    "Original-Recipient");
		}
		p = group.body;
		n = group.body_n;
	}
}

/* The mail that came back, or its head. */
static void
read_returned(struct cx *cx, const struct mime *part, struct notice *notice)
{
	size_t n;
	const char *p = mime_body(cx->arena, part, &n);
	struct mime returned = mime_read(p, n);

	notice->id = mail_id(cx, mime_field(cx->arena, &returned,
	    "Message-ID"));
	notice->known = notice->id != NULL;
}

static void
read_notice(struct cx *cx, const struct mime *message, struct notice *notice)
{
	static const char *const returned[] = { "message/rfc822",
	    "message/rfc822-headers", "text/rfc822-headers" };
	struct mime part;
	size_t at = 0, k;
	int i;

	if (!mime_is(cx->arena, message, "multipart/report"))
		return;
	for (i = 0; i < PARTS_MAX && mime_part(cx->arena, message, &at,
	    &part); i++) {
		if (mime_is(cx->arena, &part, "message/delivery-status"))
			read_status(cx, &part, notice);
		for (k = 0; k < COUNT(returned) && !notice->known; k++)
			if (mime_is(cx->arena, &part, returned[k]))
				read_returned(cx, &part, notice);
	}
}

/* ---- believing --------------------------------------------------------- */

/* A server that sends nothing back names the recipient at least. */
static bool
find(struct cx *cx, struct notice *n)
{
	const char *to = n->original ? n->original : n->final;
	struct doc *row;

	if (n->id || !to)
		return true;
	row = DB(cx, SQL_OUTBOX_BOUNCE_FIND, to);
	n->id = doc_str(row, "id");
	return row != NULL;
}

static bool
note(struct cx *cx, void *arg)
{
	struct notice *n = arg;
	struct doc *row, *touched = NULL, *detail = doc_object(cx->arena);
	const char *person;

	n->answer = doc_object(cx->arena);
	if (!find(cx, n))
		return false;
	row = n->id ? DB(cx, SQL_OUTBOX_BOUNCE, n->id) : doc_null(cx->arena);
	if (!row)
		return false;
	doc_put(n->answer, "found", doc_bool(cx->arena, !doc_is_null(row)));
	if (doc_is_null(row))
		return true;
	person = doc_str(row, "person");
	if (person && n->known && *n->status == '5') {
		touched = DB(cx, SQL_OUTBOX_BOUNCE_ADDRESS, person,
		    n->final ? n->final : "", n->original ? n->original :
		    "");
		if (!touched)
			return false;
	}
	doc_put(n->answer, "id", doc_text(cx->arena, n->id));
	doc_put(n->answer, "status", doc_text(cx->arena, n->status));
	doc_put(n->answer, "unverified", doc_bool(cx->arena,
	    db_touched(touched) > 0));
	doc_put(detail, "status", doc_text(cx->arena, n->status));
	return !person || audit_note(cx, person, "mail-bounced", detail);
}

struct doc *
mail_bounce(struct cx *cx, const char *message, size_t n)
{
	struct mime m = mime_read(message, n);
	struct notice notice = { .failed = false };
	struct doc *none;

	read_notice(cx, &m, &notice);
	if (notice.failed)
		return db_tx(cx, note, &notice) ? notice.answer : NULL;
	none = doc_object(cx->arena);
	doc_put(none, "found", doc_bool(cx->arena, false));
	return none;
}
