#include "work/worker.h"

#include <string.h>

#include "data/conf.h"
#include "base/words.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "work/job.h"
#include "store/keyring.h"
#include "store/migrate.h"
#include "base/log.h"
#include "work/mail.h"
#include "data/text.h"
#include "data/when.h"
#include "work/queue.h"

#define MAILS_AT_ONCE	50	/* then jobs and chores have their turn */
#define AWAY_MS		1000	/* between two looks for the database */
#define CHORE_AGAIN	300	/* seconds until a chore that failed */
#define CHORE_LEASE	3600	/* seconds */
#define MAIL_SLACK	1	/* seconds of a lease beyond mail_timeout */

/* What a worker does: the queue named, or all of it. */
static const struct part {
	const char	*queue;
	bool		 mails, chores;
} parts[] = {
	{ "mail", true, false },
	{ "slow", false, true },
};

/* ---- jobs -------------------------------------------------------------- */

static enum queue_end
run_job(struct cx *cx, const struct doc *row, struct doc *data,
    const char **why)
{
	const struct job_kind *kind = job_kind_find(cx, doc_str(row, "kind"));
	struct job job = { .id = doc_str(row, "id"),
	    .person = doc_str(row, "person"), .data = data, .kind = kind };

	if (!kind) {
		*why = "nobody knows this kind of job";
		return WORK_NEVER;
	}
	text_int(doc_str(row, "tries"), &job.tries);
	job.until = when_us() + kind->limit * 1000000;
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

static int64_t
mail_lease(const struct cx *cx, const struct doc *due)
{
	(void)due;
	return cx->conf->mail_timeout + MAIL_SLACK;
}

static int64_t
mail_tries(const struct cx *cx, const struct doc *row)
{
	(void)row;
	return cx->conf->mail_tries;
}

static int64_t
job_lease(const struct cx *cx, const struct doc *due)
{
	const struct job_kind *kind = job_kind_find(cx, doc_str(due, "kind"));

	return kind ? kind->lease : 1;
}

static int64_t
job_tries(const struct cx *cx, const struct doc *row)
{
	const struct job_kind *kind = job_kind_find(cx, doc_str(row, "kind"));

	return kind ? kind->tries : 1;
}

static const struct queue mails = {
	"mail", "template", SQL_MAIL_DUE, SQL_MAIL_CLAIM, SQL_MAIL_SETTLE,
	{ "sent", "queued", "sending", "dead" }, mail_send, mail_lease,
	mail_tries
};

static const struct queue jobs = {
	"job", "kind", SQL_JOB_DUE, SQL_JOB_CLAIM, SQL_JOB_SETTLE,
	{ "done", "queued", "queued", "failed" }, run_job, job_lease,
	job_tries
};

/* The kinds of a queue, as an array; of all queues for NULL. */
static const char *
kinds_of(struct cx *cx, const char *queue)
{
	const char **names = arena_array(cx->arena, job_kind_count,
	    sizeof(*names));
	size_t i, n = 0;

	for (i = 0; i < job_kind_count; i++)
		if (!queue || strcmp(job_kinds[i].queue, queue) == 0)
			names[n++] = job_kinds[i].name;
	return db_array(cx, names, n);
}

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
	struct doc *row = DB(cx, SQL_CHORE_CLAIM, .name = t->chore->name,
	    .every = db_int(cx, (int64_t)t->chore->every),
	    .lease = db_int(cx, CHORE_LEASE));

	t->due = !doc_is_null(row);	/* else not yet, or another's */
	return row != NULL;
}

static bool
mark(struct cx *cx, void *arg)
{
	const struct turn *t = arg;

	return DB(cx, SQL_CHORE_DONE, .name = t->chore->name,
	    .ago = t->ago) != NULL;
}

static bool
do_chore(struct cx *cx, struct turn *t)
{
	int64_t start = when_us();
	struct log l;
	bool ok;

	/* not the person whom the job before was for */
	cx->asker = (struct asker){ .id = "" };
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
forget(struct cx *cx, void *arg)
{
	return DB(cx, SQL_JOB_FORGET_UNKNOWN, .kinds = arg) != NULL;
}

/* Nobody takes up what nobody knows: somebody has to say so. */
static bool
forget_unknown(struct cx *cx)
{
	return db_tx(cx, forget, arena_str(cx->arena, kinds_of(cx, NULL)));
}

static bool
chores(struct cx *cx)
{
	size_t i;

	for (i = 0; i < worker_chore_count && !queue_ending(); i++) {
		struct arena_mark was = arena_mark(cx->arena);
		struct turn t = { .chore = &worker_chores[i] };
		bool ok = db_tx(cx, look, &t) && (!t.due ||
		    do_chore(cx, &t));

		if (!ok)
			return false;
		arena_rewind(cx->arena, was);
	}
	return true;
}

/* ---- the loop ---------------------------------------------------------- */

struct loop {
	const char	*queue;		/* NULL: all */
	bool		 mails, chores, first;
	struct db	*listens;	/* past a pool; NULL: there is none */
};

/* What is due, once round; *n counts what was done. The order of changes is
 * looked after first: maybe this is a dump that was put back. */
static bool
round_once(struct cx *cx, const struct loop *l, int *n)
{
	*n = 0;
	return (!l->first || change_order_renew(cx)) &&
	    (!l->mails || queue_some(cx, &mails, NULL, MAILS_AT_ONCE, n)) &&
	    queue_some(cx, &jobs, kinds_of(cx, l->queue), 1, n) &&
	    (!l->chores || (forget_unknown(cx) && chores(cx)));
}

/* Until something is queued, or due. */
static bool
rest(struct cx *cx, const struct loop *l)
{
	struct doc *row = DB(cx, SQL_WORK_NEXT, .mails = db_bool(l->mails),
	    .kinds = kinds_of(cx, l->queue));
	struct db *own = cx->db;
	bool ok;

	if (!row)
		return false;
	if (l->listens)
		cx->db = l->listens;
	ok = db_wait(cx, SQL_WORKER_LISTEN, (int)doc_num(row, "ms", AWAY_MS));
	cx->db = own;
	return ok;
}

/* One line when the database, or something else, fails; one when it is well
 * again. */
static void
worker_tell(const struct cx *cx, bool ok, enum err_kind *told)
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
worker_check(struct cx *cx)
{
	struct mail m;

	return !conf_mails(cx->conf) || mail_sender(cx, &m);
}

/* What the queue of that name does. */
static bool
choose(struct cx *cx, const char *queue, struct loop *l)
{
	size_t i;

	*l = (struct loop){ .queue = queue, .first = true };
	for (i = 0; i < COUNT(parts); i++)
		if (!queue || strcmp(parts[i].queue, queue) == 0) {
			l->mails = l->mails || parts[i].mails;
			l->chores = l->chores || parts[i].chores;
			if (queue)
				return true;
		}
	return !queue || fail(cx, ERR_INVALID, "there is no queue \"%s\"",
	    queue);
}

const char *
worker_queue(size_t i)
{
	return i < COUNT(parts) ? parts[i].queue : NULL;
}

bool
worker_run(struct cx *cx, const char *queue, bool once)
{
	struct arena *arena = arena_new();
	struct keyring *keys = keyring_open(&cx->err, cx->conf);
	enum err_kind told = ERR_NONE;
	struct loop loop;
	bool ok = keys && choose(cx, queue, &loop) && worker_check(cx);
	struct cx own = *cx;
	int n = 0;

	words_open(cx->conf->words);
	queue_signals();
	loop.listens = ok && cx->conf->database_pooled ?
	    db_new_direct(cx->conf) : NULL;
	if (ok && !once)
		log_event("worker", "starting%s%s", queue ? ": " : "",
		    queue ? queue : "");
	while (ok && !queue_ending() && !err_bugs()) {
		arena_reset(arena);
		cx_init(&own, arena, cx->conf, cx->db);
		keyring_refresh(keys);
		own.data_keys = keyring_data(keys);
		ok = round_once(&own, &loop, &n) && (n || once || rest(&own,
		    &loop));
		if (once && (!n || !ok))
			break;
		loop.first = loop.first && !ok;
		worker_tell(&own, ok, &told);
		if (!ok)
			queue_pause(AWAY_MS);
		ok = true;
	}
	if (!ok && !cx->err.kind)
		fail(cx, own.err.kind, "%s", own.err.detail);
	if (loop.listens)
		db_close(loop.listens);
	keyring_close(keys);
	arena_free(arena);
	return ok;
}
