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

int
main(int argc, char **argv)
{
	log_program("worker");
	if (argc == 3 && strcmp(argv[1], "--queue") == 0)
		return work(argv[2]);
	if (argc == 1)
		return look_after();
	fprintf(stderr, "usage: %s [--queue mail|slow]\n", argv[0]);
	return 2;
}
