/*
 * db_error: what PostgreSQL's complaints mean to a client, as two tables:
 * SQLSTATEs, and our constraints by name.
 */
#ifndef MEAL_DB_ERROR_H
#define MEAL_DB_ERROR_H

#include <stdbool.h>

struct cx;

/*
 * Set the error for a failed statement. constraint, message and detail may be
 * NULL; the message goes to the log only. MQ001 (migrations/0015-quotas.sql)
 * is ERR_QUOTA with the members quota ("bytes" or "recipes", by the
 * constraint), used and limit; its detail is "USED LIMIT".
 */
void	db_error(struct cx *, const char *sqlstate, const char *constraint,
	    const char *statement, const char *message, const char *detail);
/*
 * Set the error for a connection that did not come about, by libpq's message:
 * it has no SQLSTATE of it. That there are too many is known from PostgreSQL's
 * English messages alone.
 */
void	db_error_connect(struct cx *, const char *why);
/* Those, and 55P03: somebody else has it, for now. */
bool	db_error_waits(const char *sqlstate);
/* 25006: this server takes no writes; behind the same name another may. */
bool	db_error_read_only(const char *sqlstate);
/* 40001 and 40P01: another try may succeed. */
bool	db_error_retry(const char *sqlstate);
/* 23505 and 23503: it may be of a row that the snapshot does not show. */
bool	db_error_doubt(const char *sqlstate);
/* The plans of this connection are stale: prepare anew, once. */
bool	db_error_stale_plan(const char *sqlstate);

/* The line of a script that PostgreSQL's position (from 1, in characters) is
 * on; 0 without one. */
int	db_error_line(const char *script, const char *position);

#endif
