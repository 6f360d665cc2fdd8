/*
 * worker: the work that nobody waits for: mails, jobs, and chores that come
 * round again and again. One process, one connection; it sleeps until
 * something is queued or due. Several may run at the same time.
 *
 * SIGTERM and SIGINT end it after the piece in hand. A database that is away
 * is waited for.
 */
#ifndef MEAL_WORKER_H
#define MEAL_WORKER_H

#include <stdbool.h>

struct cx;

/*
 * Work until told to end; once: do what is due, and end. cx brings the
 * configuration, the database and the keys. False with the error set when the
 * configuration will not do, or (once) without a database.
 */
bool	worker_run(struct cx *, bool once);

#endif
