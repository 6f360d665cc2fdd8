#include "store/one_time_token.h"

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "store/secret.h"

char *
one_time_make(struct cx *cx, const char *kind, const char *person,
    const char *household, const struct doc *detail, int64_t lifetime)
{
	char *secret = secret_token(cx->arena);

	return DB(cx, SQL_TICKET_INSERT, .id = secret_uuid(cx->arena),
	    .hash = secret_text_hash(cx->arena, secret), .kind = kind,
	    .person = person,
	    .home = household, .detail = detail ? db_json(cx, detail) : "{}",
	    .lifetime = db_int(cx, lifetime)) ?
	    secret : NULL;
}

struct doc *
one_time_look(struct cx *cx, const char *kind, const char *secret)
{
	return DB(cx, SQL_TICKET_LOOK, .kind = kind,
	    .hash = secret_text_hash(cx->arena, secret));
}

struct doc *
one_time_use(struct cx *cx, const char *kind, const char *secret)
{
	return DB(cx, SQL_TICKET_USE, .kind = kind, .hash = secret_text_hash(
	    cx->arena, secret));
}

const char *
one_time_detail(struct cx *cx, const struct doc *ticket, const char *name)
{
	const struct doc *raw = doc_get(ticket, "detail");

	return doc_is_null(raw) ? NULL : doc_str(json_parse(&cx->err,
	    raw->text, raw->len), name);
}

int64_t
one_time_failed(struct cx *cx, const char *kind, const char *secret)
{
	struct doc *row = DB(cx, SQL_TICKET_FAILED, .kind = kind,
	    .hash = secret_text_hash(cx->arena, secret));

	return row ? (int64_t)doc_num(row, "failures", 0) : -1;
}

bool
one_time_void(struct cx *cx, const char *kind, const char *person)
{
	return DB(cx, SQL_TICKET_VOID, .kind = kind, .person = person) != NULL;
}
