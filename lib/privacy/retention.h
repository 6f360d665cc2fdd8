/*
 * retention: how long things are kept. What nobody needs any more is deleted,
 * a few thousand rows at a time, each kind after its own time.
 */
#ifndef MEAL_RETENTION_H
#define MEAL_RETENTION_H

#include <stdbool.h>
#include <stddef.h>

struct cx;

/* Delete what is older than it may be. */
bool	retention_sweep(struct cx *);

#endif
