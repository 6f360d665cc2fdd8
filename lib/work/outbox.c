#include "work/outbox.h"

#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/cursor.h"
#include "store/secret.h"

static char *
sealed(struct cx *cx, const char *kind, const char *id, struct doc *data)
{
	return secret_seal(cx->arena, cx->data_keys, arena_fmt(cx->arena,
	    "%s:%s", kind, id), db_json(cx, data));
}

bool
outbox_mail(struct cx *cx, const char *person, const char *to,
    const char *locale, const char *template, struct doc *data)
{
	char *id = secret_uuid(cx->arena);
	struct doc *mail = doc_object(cx->arena);

	if (!conf_mails(cx->conf))
		return true;
	doc_append(mail, "to", doc_text(cx->arena, to));
	doc_append(mail, "locale", doc_text(cx->arena, locale));
	doc_append(mail, "data", data ? data : doc_object(cx->arena));
	return DB(cx, SQL_OUTBOX_INSERT, .id = id, .person = person,
	    .template = template, .sealed = sealed(cx, "mail", id,
	    mail)) != NULL;
}

char *
outbox_job(struct cx *cx, const char *person, const char *kind,
    struct doc *data)
{
	char *id = secret_uuid(cx->arena);

	return DB(cx, SQL_JOB_INSERT, .id = id, .person = person, .kind = kind,
	    .sealed = data ? sealed(cx, "job", id, data) : NULL) ? id : NULL;
}

/* ---- for administrators ------------------------------------------------ */

static const struct field whose_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "name", .type = FT_TEXT },
};
static const struct shape whose_shape = SHAPE_OUT("MailPerson",
    whose_fields);

static const struct field mail_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "template", .type = FT_TEXT, .doc = "What kind it is." },
	{ .name = "person", .type = FT_OBJECT, .flags = F_NULL,
	    .shape = &whose_shape, .doc = "Whose mail it is." },
	{ .name = "state", .type = FT_CHOICE,
	    .words = "queued sending sent dead" },
	{ .name = "tries", .type = FT_INT },
	{ .name = "dueAt", .type = FT_INSTANT, .doc = "When it is tried "
	    "next." },
	{ .name = "createdAt", .type = FT_INSTANT },
	{ .name = "sentAt", .type = FT_INSTANT, .flags = F_NULL },
	{ .name = "maybeTwice", .type = FT_BOOL, .doc = "It was interrupted "
	    "while it was sent, and sent again." },
	{ .name = "lastError", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "bouncedAt", .type = FT_INSTANT, .flags = F_NULL },
};
static const struct shape mail_shape = SHAPE_OUT("Mail", mail_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &mail_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape outbox_list_shape = SHAPE_OUT("MailList", list_fields);

struct doc *
outbox_list(struct cx *cx, const char *state, int64_t limit,
    const char *cursor)
{
	const char *keys[2];

	if (!cursor_keys(cx, cursor, "tu", keys))
		return NULL;
	return cursor_page(cx, DB(cx, SQL_OUTBOX_LIST, .state = state,
	    .at = keys[0], .id = keys[1], .limit = cursor_limit(cx, limit)),
	    limit);
}

struct doc *
outbox_counts(struct cx *cx)
{
	return DB(cx, SQL_OUTBOX_COUNTS);
}

struct change {
	enum sql	 sql;
	const char	*id;
};

/* The worker may have it in hand at this moment: then it waits, and is tried
 * again with what came of that. */
static bool
outbox_change(struct cx *cx, void *arg)
{
	const struct change *c = arg;

	return DB_LIKE(cx, c->sql, SQL_OUTBOX_RETRY, .id = c->id) != NULL;
}

bool
outbox_retry(struct cx *cx, const char *id)
{
	struct change c = { SQL_OUTBOX_RETRY, id };

	return db_tx(cx, outbox_change, &c);
}

bool
outbox_drop(struct cx *cx, const char *id)
{
	struct change c = { SQL_OUTBOX_DROP, id };

	return db_tx(cx, outbox_change, &c);
}
