#include "work/job.h"

#include "store/cx.h"
#include "store/db.h"

struct note {
	const char	*id, *a, *b;
};

static bool
progress(struct cx *cx, void *arg)
{
	const struct note *n = arg;

	return DB(cx, SQL_JOB_PROGRESS, n->id, n->a, n->b) != NULL;
}

bool
job_progress(struct cx *cx, const struct job *job, int64_t done,
    int64_t total)
{
	struct note n = { job->id, db_int(cx, done),
	    db_int(cx, total) };

	return db_tx(cx, progress, &n);
}

static bool
result(struct cx *cx, void *arg)
{
	const struct note *n = arg;

	return DB(cx, SQL_JOB_RESULT, n->id, n->a) != NULL;
}

bool
job_result(struct cx *cx, const struct job *job, const char *text)
{
	struct note n = { job->id, text, NULL };

	return db_tx(cx, result, &n);
}
