/* What the worker does: the kinds of jobs, and what is done again and again. */
#include <math.h>

#include "base/array.h"
#include "store/cx.h"
#include "data/doc.h"
#include "net/fetch.h"
#include "privacy/account_deletion.h"
#include "privacy/export_person.h"
#include "privacy/retention.h"
#include "account/recovery.h"
#include "work/job.h"
#include "work/queue.h"
#include "work/worker.h"

#define STEP_MS 100
#define FETCH_MOST	65536	/* bytes */
#define HOUR	3600

/* Does nothing, for so many seconds: by it a trial is slow. Its items are its
 * seconds. */
static bool
wait_a_while(struct cx *cx, const struct job *job)
{
	static const char *const second[] = { "second" };
	int64_t steps = (int64_t)(doc_num(job->data, "seconds", 1) * 1000 /
	    STEP_MS), i;

	if (!job_items_put(cx, job, second, 1))
		return false;
	for (i = 0; i < steps && !queue_ending(); i++) {
		if (!job_progress(cx, job, i, steps))
			return false;
		queue_pause(STEP_MS);
	}
	if (i < steps)
		return fail(cx, ERR_UNAVAILABLE, "the worker was told to end");
	return job_item_settle(cx, job, 0, "made", NULL, NULL);
}

/* Waits between having it and saying so. */
static bool
fetch_one(struct cx *cx, const struct job *job, const struct doc *item)
{
	static const struct fetch_limits limits = { FETCH_MOST, 10, NULL };
	struct fetch got = { 0 };
	bool ok = fetch(cx, doc_str(item, "source"), &limits, &got);
	const char *words = ok ? arena_fmt(cx->arena, "%zu bytes, try %lld",
	    got.n, (long long)job->tries) : cx->err.detail;

	if (!ok && cx->err.kind != ERR_INVALID)
		return false;
	err_clear(&cx->err);
	queue_pause((int)(doc_num(job->data, "seconds", 0) * 1000));
	return job_item_settle(cx, job, (int64_t)doc_num(item, "n", 0),
	    ok ? "made" : "failed", NULL, words);
}

/* As an import by addresses would: its items are addresses. */
static bool
fetch_all(struct cx *cx, const struct job *job)
{
	struct doc *list = doc_get(job->data, "urls"), *d;
	const char **urls = arena_array(cx->arena, list ? list->count : 0,
	    sizeof(*urls));
	size_t n = 0;

	for (d = doc_first(list); d; d = d->next)
		urls[n++] = doc_chars(d);
	if (!job_items_put(cx, job, urls, n))
		return false;
	for (;;) {
		d = job_items_next(cx, job, 1);
		if (!d || !doc_first(d))
			return d != NULL;
		if (queue_ending())
			return fail(cx, ERR_UNAVAILABLE, "the worker was "
			    "told to end");
		if (!job_progress(cx, job, -1, (int64_t)n) ||
		    !fetch_one(cx, job, doc_first(d)))
			return false;
	}
}

const struct job_kind job_kinds[] = {
	{ "forgot", "mail", 8, 60, 60, recovery_forgot_job, false },
	{ "resend", "mail", 8, 60, 60, recovery_resend_job, false },
	{ "export", "slow", 8, 60, 6 * 3600, export_run, false },
	{ "wait", "slow", 3, 5, 3600, wait_a_while, true },
	{ "fetch", "slow", 3, 5, 3600, fetch_all, true },
};
const size_t job_kind_count = COUNT(job_kinds);

const struct chore worker_chores[] = {
	{ "retention", HOUR, retention_sweep },
	{ "departures", HOUR, deletion_purge_due },
	{ "exports", HOUR, export_sweep },
};
const size_t worker_chore_count = COUNT(worker_chores);
