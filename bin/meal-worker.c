/*
 * meal-worker: sends mails, does jobs and chores (worker.h). For a
 * supervisor: it runs until it is told to end, and logs to standard error.
 */
#include <stdio.h>
#include <unistd.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "base/log.h"
#include "work/worker.h"

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct cx cx;
	bool ok;

	if (argc > 1) {
		fprintf(stderr, "usage: %s\n", argv[0]);
		arena_free(arena);
		return 2;
	}
	log_program("worker");
	cx_init(&cx, arena, NULL, NULL);
	cx.conf = conf_load(&cx.err);
	if (cx.conf)
		cx.db = db_new(cx.conf);
	ok = cx.conf && worker_run(&cx, false);
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
