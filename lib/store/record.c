#include "store/record.h"

#include <string.h>

#include "base/words.h"
#include "data/doc.h"
#include "store/client_id.h"
#include "store/cx.h"
#include "store/db.h"

struct step {
	const struct record	*record;
	const struct record_ref	*ref;
	const char		*chosen;
	struct doc	      *(*make)(struct cx *, void *);
	void			*arg;
	bool			 existed, deleted;
	struct doc		*answer;
};

static bool
create(struct cx *cx, void *arg)
{
	struct step *s = arg;

	struct doc *home = s->chosen ? DB_LIKE(cx, s->record->home,
	    SQL_RECIPE_HOME, .id = s->chosen) : NULL;

	s->existed = false;
	if (home && client_id_here(cx, home, &s->existed) && s->ref->in &&
	    strcmp(doc_str(home, "in"), s->ref->in) != 0)
		return fail(cx, ERR_CONFLICT, "This id is taken.");
	if (cx->err.kind)
		return false;
	s->answer = s->existed ? s->record->get(cx, s->ref) :
	    s->make(cx, s->arg);
	return s->answer != NULL;
}

struct doc *
record_create(struct cx *cx, const struct record *record,
    const struct record_ref *ref, const char *chosen,
    struct doc *(*make)(struct cx *, void *), void *arg, bool *existed)
{
	struct step s = { .record = record, .ref = ref, .chosen = chosen,
	    .make = make, .arg = arg };

	if (!db_tx(cx, create, &s))
		return NULL;
	*existed = s.existed;
	return s.answer;
}

bool
record_stale(struct cx *cx, const struct record *record,
    const struct record_ref *ref)
{
	if (record->here(cx, ref))
		fail(cx, ERR_STALE, "%s", say(record->stale));
	else if (!cx->err.kind)
		fail(cx, ERR_NOT_FOUND, "%s", say(record->gone));
	return false;
}

static bool
set_deleted(struct cx *cx, void *arg)
{
	struct step *s = arg;

	s->answer = s->record->set_deleted(cx, s->ref, s->deleted);
	if (!s->answer || (s->deleted && !doc_is_null(s->answer)))
		return s->answer != NULL;
	if (s->deleted)
		return record_stale(cx, s->record, s->ref);
	s->answer = s->record->get(cx, s->ref);
	return s->answer != NULL;
}

struct doc *
record_delete(struct cx *cx, const struct record *record,
    const struct record_ref *ref)
{
	struct step s = { .record = record, .ref = ref, .deleted = true };

	return db_tx(cx, set_deleted, &s) ? s.answer : NULL;
}

struct doc *
record_restore(struct cx *cx, const struct record *record,
    const struct record_ref *ref)
{
	struct record_ref any = { ref->in, ref->id, -1 };
	struct step s = { .record = record, .ref = &any };

	return db_tx(cx, set_deleted, &s) ? s.answer : NULL;
}
