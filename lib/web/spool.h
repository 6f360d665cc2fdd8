/*
 * spool: what is too long to be held goes into a file without a name, in the
 * directory of the option spool. It is gone with the request, however that
 * ends.
 */
#ifndef MEAL_SPOOL_H
#define MEAL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

struct cx;

struct spool {
	int	fd;	/* closed with the request's arena */
	size_t	n;	/* bytes in it */
};

/* All three: ERR_UNAVAILABLE when there is no room, or no such directory; the
 * log has the reason. */
bool	spool_open(struct cx *, struct spool *);
bool	spool_add(struct cx *, struct spool *, const char *p, size_t n);
/* Its bytes to read, with a NUL after them that is not in the file; they go
 * with the arena. NULL on failure. */
const char *spool_bytes(struct cx *, const struct spool *);

#endif
