/* What the worker does: the kinds of jobs, and what is done again and again. */
#include <math.h>

#include "base/array.h"
#include "store/cx.h"
#include "data/doc.h"
#include "privacy/account_deletion.h"
#include "privacy/export_person.h"
#include "privacy/retention.h"
#include "account/recovery.h"
#include "work/job.h"
#include "work/queue.h"
#include "work/worker.h"

#define STEP_MS 100
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

const struct job_kind job_kinds[] = {
	{ "forgot", "mail", 8, 60, 60, recovery_forgot_job, false },
	{ "resend", "mail", 8, 60, 60, recovery_resend_job, false },
	{ "export", "slow", 8, 60, 6 * 3600, export_run, false },
	{ "wait", "slow", 3, 5, 3600, wait_a_while, true },
};
const size_t job_kind_count = COUNT(job_kinds);

const struct chore worker_chores[] = {
	{ "retention", HOUR, retention_sweep },
	{ "departures", HOUR, deletion_purge_due },
	{ "exports", HOUR, export_sweep },
};
const size_t worker_chore_count = COUNT(worker_chores);
