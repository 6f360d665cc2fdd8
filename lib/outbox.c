#include "outbox.h"

#include <string.h>

#include "buf.h"
#include "conf.h"
#include "cx.h"
#include "db.h"
#include "doc.h"
#include "secret.h"

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

	if (strcmp(cx->conf->mail_transport, "none") == 0)
		return true;
	doc_put(mail, "to", doc_text(cx->arena, to));
	doc_put(mail, "locale", doc_text(cx->arena, locale));
	doc_put(mail, "data", data ? data : doc_object(cx->arena));
	return DB(cx, SQL_OUTBOX_INSERT, id, person, template,
	    sealed(cx, "mail", id, mail)) != NULL;
}

char *
outbox_job(struct cx *cx, const char *person, const char *kind,
    struct doc *data)
{
	char *id = secret_uuid(cx->arena);

	return DB(cx, SQL_JOB_INSERT, id, person, kind, data ?
	    sealed(cx, "job", id, data) : NULL) ? id : NULL;
}
