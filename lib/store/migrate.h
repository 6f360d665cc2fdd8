/*
 * migrate: the schema, forward. Files NNNN-topic.sql of the migrations
 * directory are applied in order, each in a transaction, under a lock; one
 * that was applied must not change (its SHA-256 is kept).
 */
#ifndef MEAL_MIGRATE_H
#define MEAL_MIGRATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct cx;
struct doc;

/*
 * Apply what is missing; tells each on out. ERR_CONFLICT for a changed one. A
 * production configuration marks the database production.
 */
bool	migrate_up(struct cx *, FILE *out);
/*
 * [{name, state, appliedAt}]: each migration. state is applied, pending,
 * changed (since it was applied) or newer (applied, but by a program that has
 * more of them).
 */
struct doc *migrate_list(struct cx *);
/* How many are not applied yet, and (ERR_CONFLICT) whether one was changed
 * since it was; -1 for an error. */
int64_t	migrate_pending(struct cx *);
/* Drop everything we own. ERR_FORBIDDEN in a production database and by a
 * production configuration. */
bool	migrate_drop(struct cx *);

/*
 * Let the order of changes (migrations/0010-change-order.sql) go on in this
 * cluster: after a dump was put back, or another server took over. Where
 * nothing of that happened it does nothing.
 */
bool	change_order_renew(struct cx *);

#endif
