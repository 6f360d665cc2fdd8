/*
 * meal-worker: sends mails, does jobs and chores (worker.h). For a
 * supervisor: it runs until it is told to end, and logs to standard error.
 *
 *	meal-worker			a process for each queue, and one that
 *					looks after them
 *	meal-worker --queue mail	that queue alone, in this process
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "base/log.h"
#include "web/system.h"
#include "work/queue.h"
#include "work/worker.h"

#define QUEUES_MAX	16
#define PAUSE_MS	1000	/* before one that failed is begun again */

static int
work(const char *queue)
{
	struct arena *arena = arena_new();
	struct cx cx;
	bool ok;

	cx_init(&cx, arena, NULL, NULL);
	cx.conf = conf_load(&cx.err);
	if (cx.conf)
		cx.db = db_new(cx.conf);
	ok = cx.conf && worker_run(&cx, queue, false);
	if (!ok)
		log_event("start", "%s%s%s", cx.err.detail,
		    cx.err.log ? ": " : "", cx.err.log ? cx.err.log : "");
	if (cx.db)
		db_close(cx.db);
	arena_free(arena);
	/* Not again at once, whoever starts it. */
	if (!ok || err_bugs())
		sleep(1);
	return ok && !err_bugs() ? 0 : 1;
}

/* A process for a queue, which ends with its parent. */
static pid_t
begin(const char *queue)
{
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	_exit(work(queue));
}

/* Wait for a child or a signal; the queue whose process ended, or -1. */
static int
ended(pid_t *pids, int n)
{
	pid_t pid = waitpid(-1, NULL, WNOHANG);
	int i;

	for (i = 0; pid > 0 && i < n; i++)
		if (pids[i] == pid)
			return i;
	return -1;
}

static int
look_after(void)
{
	pid_t pids[QUEUES_MAX];
	int n = 0, i;

	queue_signals();
	for (; n < QUEUES_MAX && worker_queue((size_t)n); n++)
		pids[n] = begin(worker_queue((size_t)n));
	while (!queue_ending()) {
		queue_pause(PAUSE_MS);
		while ((i = ended(pids, n)) >= 0 && !queue_ending())
			pids[i] = begin(worker_queue((size_t)i));
	}
	for (i = 0; i < n; i++)
		if (pids[i] > 0)
			kill(pids[i], SIGTERM);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return 0;
}

/* The queues with something between: "mail|slow". */
static int
queues(FILE *out, const char *between)
{
	size_t i;
	int n = 0;

	for (i = 0; worker_queue(i); i++)
		n += fprintf(out, "%s%s", i ? between : "", worker_queue(i));
	return n;
}

static int
usage(FILE *out)
{
	fputs("usage: meal-worker [--queue ", out);
	queues(out, "|");
	return fputs("]\n      does the work of all queues, or of one, until "
	    "SIGTERM\nmeal-worker --version; --man prints meal-worker(8)\n",
	    out);
}

static int
man(void)
{
	printf(".TH MEAL-WORKER 8 \"\" \"meal %s\" \"System administration\"\n"
	    ".SH NAME\nmeal-worker \\- send mails and do what nobody waits "
	    "for\n.SH SYNOPSIS\n.B meal-worker\n[\\-\\-queue ",
	    SYSTEM_VERSION);
	queues(stdout, "|");
	return fputs("]\n.SH DESCRIPTION\n"
	    "meal-worker sends the mails that wait, makes the copies of their "
	    "data that people ask for, and deletes what nobody needs any "
	    "more. It reads meal.conf(5); MEAL_CONF names another file. It "
	    "runs until it is told to end, and logs to standard error.\n"
	    ".PP\nWithout an option it starts a process for each queue and "
	    "looks after them. Each has one connection to PostgreSQL; where "
	    "that goes through a pool (database_pooled), another one past it, "
	    "by which it hears of new work. Several "
	    "may run at the same time, on several machines.\n"
	    ".PP\nWithout a database it waits. SIGTERM and SIGINT end it "
	    "after the piece in hand; what it was at when it was killed is "
	    "done again, a mail with the same Message-ID.\n"
	    ".SH OPTIONS\n.TP\n.B \\-\\-queue NAME\nThe work of one queue, "
	    "in this process.\n"
	    ".TP\n.B \\-\\-help, \\-h\n.TQ\n.B \\-\\-version\n.TQ\n"
	    ".B \\-\\-man\nPrint the usage, the version, this page.\n"
	    ".SH EXIT STATUS\n0: it was told to end. 1: it could not start, or "
	    "met a mistake of its own; a line on standard error says why. 2: "
	    "wrong use.\n"
	    ".SH SEE ALSO\n.BR mealctl (8),\n.BR meal.conf (5)\n", stdout);
}

/* A full disk behind standard output is a failure. */
static int
said(int n)
{
	if (n >= 0 && fflush(stdout) == 0)
		return 0;
	fprintf(stderr, "meal-worker: standard output: %s\n",
	    strerror(errno));
	return 1;
}

int
main(int argc, char **argv)
{
	log_program("worker");
	if (argc == 3 && strcmp(argv[1], "--queue") == 0)
		return work(argv[2]);
	if (argc == 1)
		return look_after();
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return said(printf("meal-worker " SYSTEM_VERSION "\n"));
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0))
		return said(usage(stdout));
	if (argc == 2 && strcmp(argv[1], "--man") == 0)
		return said(man());
	usage(stderr);
	return 2;
}
