#include "work/queue.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "base/log.h"
#include "store/secret.h"
#include "data/text.h"
#include "data/when.h"

#define AWAY_MS		1000	/* between two looks for the database */
#define LOOK_AT		"50"	/* due at once; others may have some in hand */

/* Seconds until the next try, by how many there were. */
static const int64_t pauses[] = { 60, 5 * 60, 15 * 60, 3600, 3 * 3600 };

/* ---- signals ----------------------------------------------------------- */

static volatile sig_atomic_t ending;

static void
queue_end(int signal_number)
{
	(void)signal_number;
	ending = 1;
}

void
queue_signals(void)
{
	struct sigaction action = { .sa_handler = queue_end };
	sigset_t blocked;

	sigemptyset(&action.sa_mask);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	action.sa_handler = SIG_DFL;	/* we wait for our children */
	sigaction(SIGCHLD, &action, NULL);
}

/* Also when the signal is still kept back. */
bool
queue_ending(void)
{
	sigset_t pending;

	return ending || (sigpending(&pending) == 0 &&
	    (sigismember(&pending, SIGTERM) == 1 ||
	    sigismember(&pending, SIGINT) == 1));
}

void
queue_pause(int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };
	sigset_t none;

	sigemptyset(&none);
	if (!ending)
		ppoll(NULL, 0, &t, &none);
}

/* ---- taking up --------------------------------------------------------- */

struct piece {
	const struct queue	*work;
	const char		*id, *lease;
	struct doc		*row;		/* NULL: it is not for us */
	enum queue_end		 end;
	const char		*why;
	const char		*tries, *pause;
};

static bool
claim(struct cx *cx, void *arg)
{
	struct piece *p = arg;

	p->row = DB_LIKE(cx, p->work->claim, SQL_JOB_CLAIM, .id = p->id,
	    .lease = p->lease);
	return p->row != NULL;
}

/* ---- settling ---------------------------------------------------------- */

static bool
settle(struct cx *cx, void *arg)
{
	const struct piece *p = arg;

	return DB_LIKE(cx, p->work->settle, SQL_JOB_SETTLE, .id = p->id,
	    .tries = p->tries, .state = p->work->ends[p->end],
	    .pause = p->pause, .error = p->why) != NULL;
}

/* What was done is told to the database, however long that is away: it would
 * be done again otherwise. */
static bool
settle_surely(struct cx *cx, struct piece *p)
{
	while (!db_tx(cx, settle, p)) {
		if (cx->err.kind != ERR_UNAVAILABLE || queue_ending())
			return false;
		err_clear(&cx->err);
		queue_pause(AWAY_MS);
	}
	return true;
}

static void
queue_note(const struct piece *p, const char *state, int64_t us)
{
	struct log l;

	log_start(&l, p->work->name);
	log_str(&l, "id", p->id);
	log_str(&l, p->work->kind, doc_str(p->row, "kind"));
	log_str(&l, "state", state);
	log_str(&l, "tries", p->tries);
	if (doc_true(doc_get(p->row, "maybeTwice")))
		log_str(&l, "maybe_twice", "yes");
	log_ms(&l, "ms", us);
	log_str(&l, "why", p->why);
	log_end(&l);
}

/* What the row is about; NULL with the reason when it cannot be read. */
static struct doc *
opened(struct cx *cx, const struct piece *p, const char **why)
{
	const char *sealed = doc_str(p->row, "sealed"), *text;

	if (!sealed)
		return doc_object(cx->arena);
	text = secret_open(cx->arena, cx->data_keys, arena_fmt(cx->arena,
	    "%s:%s", p->work->name, p->id), sealed);
	if (!text) {
		*why = secret_sealed_known(cx->data_keys, sealed) ?
		    "it was not sealed for this row" :
		    "it was sealed with a key that is not in data-key";
		return NULL;
	}
	return json_parse(&cx->err, text, strlen(text));
}

/* A key that is missing may be newer than ours, or come back. */
static enum queue_end
unopened(struct cx *cx, const struct piece *p)
{
	const char *sealed = doc_str(p->row, "sealed");

	return sealed && secret_sealed_known(cx->data_keys, sealed) ?
	    WORK_NEVER : WORK_LATER;
}

static void
queue_run(struct cx *cx, struct piece *p)
{
	int64_t start = when_us(), tries = 0;
	struct doc *data = opened(cx, p, &p->why);
	size_t i;

	p->tries = doc_str(p->row, "tries");
	cx->asker = (struct asker){ .id = "" };	/* nor whom the last was for */
	p->end = data ? p->work->run(cx, p->row, data, &p->why) :
	    unopened(cx, p);
	err_clear(&cx->err);
	text_int(p->tries, &tries);
	if (tries >= p->work->tries(cx, p->row) && p->end != WORK_DONE)
		p->end = WORK_NEVER;
	i = tries < (int64_t)COUNT(pauses) ? (size_t)tries - 1 :
	    COUNT(pauses) - 1;
	p->pause = p->end == WORK_DONE || p->end == WORK_NEVER ? "0" :
	    db_int(cx, pauses[i]);
	queue_note(p, p->work->ends[p->end], when_us() - start);
}

/* One of the list; *did says whether it was ours to do. */
static bool
take(struct cx *cx, const struct queue *w, const struct doc *due, bool *did)
{
	struct piece p = { .work = w, .id = doc_str(due, "id"),
	    .lease = db_int(cx, w->lease(cx, due)) };
	bool ok = db_tx(cx, claim, &p);

	*did = ok && p.row && !doc_is_null(p.row);
	if (*did) {
		queue_run(cx, &p);
		ok = settle_surely(cx, &p);
	}
	return ok;
}

bool
queue_some(struct cx *cx, const struct queue *w, const char *kinds,
    int most, int *n)
{
	struct doc *due = kinds ?
	    DB_LIKE(cx, w->due, SQL_JOB_DUE, .kinds = kinds,
	    .limit = LOOK_AT) :
	    DB_LIKE(cx, w->due, SQL_MAIL_DUE, .limit = LOOK_AT), *d;
	int done = 0;

	for (d = doc_first(due); d && done < most && !queue_ending();
	    d = d->next) {
		struct arena_mark mark = arena_mark(cx->arena);
		bool did, ok = take(cx, w, d, &did);

		done += did;
		if (!ok)
			return false;
		arena_rewind(cx->arena, mark);
	}
	*n += done;
	return due != NULL;
}
