#include "work/worker.h"

#include <string.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "privacy/export_person.h"
#include "work/job.h"
#include "store/keyring.h"
#include "store/migrate.h"
#include "base/log.h"
#include "work/mail.h"
#include "account/recovery.h"
#include "privacy/retention.h"
#include "data/text.h"
#include "data/when.h"
#include "work/queue.h"

#define MAILS_AT_ONCE	50	/* then jobs and chores have their turn */
#define AWAY_MS		1000	/* between two looks for the database */
#define CHORE_AGAIN	300	/* seconds until a chore that failed */

static const struct job_kind kinds[] = {
	{ "export", export_run },
	{ "forgot", recovery_forgot_job },
	{ "resend", recovery_resend_job },
};

/* ---- jobs -------------------------------------------------------------- */

static const struct job_kind *
find_kind(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static enum queue_end
run_job(struct cx *cx, const struct doc *row, struct doc *data,
    const char **why)
{
	const struct job_kind *kind = find_kind(doc_str(row, "kind"));
	struct job job = { doc_str(row, "id"), doc_str(row, "person"), data,
	    0 };

	if (!kind) {
		*why = "nobody knows this kind of job";
		return WORK_NEVER;
	}
	text_int(doc_str(row, "tries"), &job.tries);
	if (kind->run(cx, &job))
		return WORK_DONE;
	*why = cx->err.log ? cx->err.log : cx->err.detail;
	switch (cx->err.kind) {
	case ERR_UNAVAILABLE:
	case ERR_LIMITED:
	case ERR_INTERNAL:
		return WORK_LATER;
	default:
		return WORK_NEVER;
	}
}

static const struct queue mails = {
	"mail", "template", SQL_MAIL_DUE, SQL_MAIL_CLAIM, SQL_MAIL_SETTLE,
	{ "sent", "queued", "sending", "dead" }, mail_send
};

static const struct queue jobs = {
	"job", "kind", SQL_JOB_DUE, SQL_JOB_CLAIM, SQL_JOB_SETTLE,
	{ "done", "queued", "queued", "failed" }, run_job
};

/* ---- chores ------------------------------------------------------------ */

struct turn {
	const struct chore	*chore;
	bool			 due;
	const char		*ago;
};

static bool
look(struct cx *cx, void *arg)
{
	struct turn *t = arg;
	struct doc *row;

	t->due = false;
	if (!queue_lock(cx, arena_fmt(cx->arena, "chore:%s", t->chore->name),
	    &t->due))
		return false;
	if (!t->due)		/* another worker is at it */
		return true;
	row = DB(cx, SQL_CHORE_DUE, t->chore->name, db_int(cx,
	    (int64_t)t->chore->every));
	t->due = doc_true(doc_get(row, "due"));
	return row != NULL;
}

static bool
mark(struct cx *cx, void *arg)
{
	const struct turn *t = arg;

	return DB(cx, SQL_CHORE_DONE, t->chore->name, t->ago) != NULL;
}

static bool
do_chore(struct cx *cx, struct turn *t)
{
	int64_t start = when_us();
	struct log l;
	bool ok;

	cx->asker = (struct asker){ .id = "" };	/* nor whom a job was for */
	ok = t->chore->run(cx);
	log_start(&l, "chore");
	log_str(&l, "name", t->chore->name);
	log_str(&l, "state", ok ? "done" : "failed");
	log_ms(&l, "ms", when_us() - start);
	log_str(&l, "why", cx->err.log ? cx->err.log : cx->err.detail);
	log_end(&l);
	err_clear(&cx->err);
	t->ago = db_int(cx, ok || t->chore->every < CHORE_AGAIN ? 0 :
	    (int64_t)t->chore->every - CHORE_AGAIN);
	return db_tx(cx, mark, t);
}

static bool
chores(struct cx *cx)
{
	size_t i;

	for (i = 0; i < retention_chore_count && !queue_ending(); i++) {
		struct arena_mark was = arena_mark(cx->arena);
		struct turn t = { .chore = &retention_chores[i] };
		bool ok = db_tx(cx, look, &t) && (!t.due ||
		    do_chore(cx, &t));

		queue_unlock(cx);
		if (!ok)
			return false;
		arena_rewind(cx->arena, was);
	}
	return true;
}

/* ---- the loop ---------------------------------------------------------- */

/* What is due, once round; *n counts what was done. The order of changes is
 * looked after first: maybe this is a dump that was put back. */
static bool
round_once(struct cx *cx, bool first, int *n)
{
	*n = 0;
	return (!first || change_order_renew(cx)) &&
	    queue_some(cx, &mails, MAILS_AT_ONCE, n) &&
	    queue_some(cx, &jobs, 1, n) && chores(cx);
}

/* Until something is queued, or due. */
static bool
rest(struct cx *cx)
{
	struct doc *row = db_run(cx, SQL_WORK_NEXT, NULL, 0);

	return row && db_wait(cx, SQL_WORKER_LISTEN,
	    (int)doc_num(row, "ms", AWAY_MS));
}

/* One line when the database, or something else, fails; one when it is well
 * again. */
static void
tell(const struct cx *cx, bool ok, enum err_kind *told)
{
	enum err_kind kind = ok ? ERR_NONE : cx->err.kind;

	if (kind == *told)
		return;
	*told = kind;
	log_event("worker", "%s", ok ? "going on" : cx->err.log ?
	    cx->err.log : cx->err.detail);
}

/* A mail that is queued while nothing can be sent waits; but whoever starts a
 * worker is to know. */
static bool
check(struct cx *cx)
{
	struct mail m;

	return strcmp(cx->conf->mail_transport, "none") == 0 ||
	    mail_sender(cx, &m);
}

bool
worker_run(struct cx *cx, bool once)
{
	struct arena *arena = arena_new();
	struct keyring *keys = keyring_open(&cx->err, cx->conf);
	enum err_kind told = ERR_NONE;
	bool ok = keys && check(cx), first = true;
	struct cx own = *cx;
	int n = 0;

	queue_signals();
	if (ok && !once)
		log_event("worker", "starting");
	while (ok && !queue_ending() && !err_bugs()) {
		arena_reset(arena);
		cx_init(&own, arena, cx->conf, cx->db);
		keyring_refresh(keys);
		own.data_keys = keyring_data(keys);
		ok = round_once(&own, first, &n) && (n || once || rest(&own));
		if (once && (!n || !ok))
			break;
		first = first && !ok;
		tell(&own, ok, &told);
		if (!ok)
			queue_pause(AWAY_MS);
		ok = true;
	}
	if (!ok && !cx->err.kind)
		fail(cx, own.err.kind, "%s", own.err.detail);
	keyring_close(keys);
	arena_free(arena);
	return ok;
}
