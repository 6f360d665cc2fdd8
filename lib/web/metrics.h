/*
 * metrics: counters of a responder, shared by its processes in one mapped
 * file (C11 atomics, some nanoseconds an increment), read by `system` in the
 * Prometheus text format.
 *
 * Per route: requests by status class, time in seconds as a histogram,
 * database time, arena bytes. A file from another version of the program is
 * begun anew.
 */
#ifndef MEAL_METRICS_H
#define MEAL_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/cx.h"

struct buf;
struct err;
struct metrics;
struct responder;

/* Map (or make) DIR/NAME.metrics. ERR_INTERNAL when that cannot be. */
struct metrics *metrics_open(struct err *, const char *dir,
		    const struct responder *);
/* Count one request; route is its index, or the number of routes for what
 * fits none. */
void	metrics_count(struct metrics *, size_t route, int status, int64_t us,
	    int64_t db_us, size_t arena_bytes);
/* Count one that was refused; REFUSED_NONE is none. */
void	metrics_refused(struct metrics *, enum refusal);
/* Every file of the directory, as text for Prometheus. */
bool	metrics_print(struct err *, const char *dir, struct buf *);

#endif
