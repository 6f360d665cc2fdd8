#include "work/job.h"

#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/conf.h"
#include "data/when.h"

const struct job_kind *
job_kind_find(const struct cx *cx, const char *name)
{
	bool earnest = strcmp(cx->conf->environment, "production") == 0;
	size_t i;

	for (i = 0; i < job_kind_count; i++)
		if (strcmp(job_kinds[i].name, name) == 0 &&
		    !(job_kinds[i].trial && earnest))
			return &job_kinds[i];
	return NULL;
}

struct note {
	const char	*id, *tries, *a, *b, *lease;
	bool		 ours;
};

static struct note
note_of(struct cx *cx, const struct job *job)
{
	return (struct note){ .id = job->id, .tries = db_int(cx, job->tries) };
}

static bool
progress(struct cx *cx, void *arg)
{
	struct note *n = arg;
	struct doc *touched = DB(cx, SQL_JOB_PROGRESS, .id = n->id,
	    .tries = n->tries, .done = n->a, .total = n->b, .lease = n->lease);

	n->ours = db_touched(touched) > 0;
	return touched != NULL;
}

bool
job_progress(struct cx *cx, const struct job *job, int64_t done,
    int64_t total)
{
	struct note n = note_of(cx, job);

	if (when_us() > job->until)
		return fail(cx, ERR_CONFLICT, "it took longer than it may");
	n.a = done < 0 ? NULL : db_int(cx, done);
	n.b = total < 0 ? NULL : db_int(cx, total);
	n.lease = db_int(cx, job->kind->lease);
	return db_tx(cx, progress, &n) && (n.ours || fail(cx, ERR_CONFLICT,
	    "it was cancelled, or taken over"));
}

static bool
cancel(struct cx *cx, void *arg)
{
	return DB(cx, SQL_JOB_CANCEL, .id = arg) != NULL;
}

bool
job_cancel(struct cx *cx, const char *id)
{
	return db_tx(cx, cancel, arena_str(cx->arena, id));
}

struct doc *
job_list(struct cx *cx)
{
	return DB(cx, SQL_JOB_LATEST);
}

/* ---- what it is made of ------------------------------------------------ */

struct rows {
	const char	*job, *rows;
};

static bool
job_put(struct cx *cx, void *arg)
{
	const struct rows *r = arg;

	return DB(cx, SQL_JOB_ITEMS_PUT, .job = r->job,
	    .rows = r->rows) != NULL;
}

bool
job_items_put(struct cx *cx, const struct job *job,
    const char *const *sources, size_t n)
{
	struct doc *rows = doc_list(cx->arena), *row;
	struct rows r = { .job = job->id };
	size_t i;

	for (i = 0; i < n; i++) {
		row = doc_add(rows, doc_object(cx->arena));
		doc_append(row, "n", doc_int(cx->arena, (int64_t)i));
		doc_append(row, "source", doc_text(cx->arena, sources[i]));
	}
	r.rows = db_json(cx, rows);
	return db_tx(cx, job_put, &r);
}

struct doc *
job_items_next(struct cx *cx, const struct job *job, int64_t limit)
{
	return DB(cx, SQL_JOB_ITEMS_NEXT, .job = job->id,
	    .limit = db_int(cx, limit));
}

struct settled {
	const char	*job, *tries, *n, *state, *result, *reason;
};

static bool
settle(struct cx *cx, void *arg)
{
	const struct settled *s = arg;
	struct doc *touched = DB(cx, SQL_JOB_ITEM_SETTLE, .job = s->job,
	    .tries = s->tries, .n = s->n, .state = s->state,
	    .result = s->result, .reason = s->reason);

	return touched && (db_touched(touched) > 0 || fail(cx, ERR_CONFLICT,
	    "it was cancelled, or taken over"));
}

bool
job_item_settle(struct cx *cx, const struct job *job, int64_t n,
    const char *state, const char *result, const char *reason)
{
	struct settled s = { job->id, db_int(cx, job->tries),
	    db_int(cx, n), state, result, reason };

	return db_tx(cx, settle, &s);
}
