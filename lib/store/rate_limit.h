/*
 * tries: how often something was tried, counted across all processes in an
 * unlogged table, so that limits hold whatever process answers.
 *
 * A key says what and whom ("login", an account; "login-from", an address);
 * whom is never stored in clear.
 */
#ifndef MEAL_RATE_LIMIT_H
#define MEAL_RATE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct cx;

#define TRIES_QUARTER	900	/* seconds */
#define TRIES_HOUR	3600

char   *rate_limit_key(struct cx *, const char *what, const char *whom);
/*
 * True unless key was tried max times within the seconds: then ERR_LIMITED
 * with what to wait. Counted for a growing delay, twice as many in four
 * times as long (an hour, for a quarter) are too many as well: longer would
 * keep an owner out for whoever knows their name. What is left is
 * told in cx->limits, and so by the answer.
 */
bool	rate_limit_left(struct cx *, const char *key, int64_t seconds,
	    int64_t max);
bool	rate_limit_left_growing(struct cx *, const char *key, int64_t seconds,
	    int64_t max);
/*
 * Count one that failed, and true if there were no more than max with it;
 * else ERR_LIMITED. Counted before it is looked at: of many at once never
 * more than max learn that they failed.
 */
bool	rate_limit_failed(struct cx *, const char *key, int64_t seconds,
	    int64_t max);
/* Count one; forget them all. */
bool	rate_limit_count(struct cx *, const char *key);
bool	rate_limit_clear(struct cx *, const char *key);

#endif
