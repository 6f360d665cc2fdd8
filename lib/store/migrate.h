/*
 * migrate: the schema, forward. Files NNNN-topic.sql of the migrations
 * directory are applied in order, each in a transaction, under a lock; one
 * that was applied must not change (its SHA-256 is kept).
 *
 * Their first line says which kind they are. "-- kind: before" only adds: it
 * may be applied while the version before serves (tools/migrations says what
 * that allows). All others are "after": nothing of the old version runs any
 * more. None waits longer than three seconds for a lock at a time, as
 * everybody else would wait behind it; it tries again for a minute.
 */
#ifndef MEAL_MIGRATE_H
#define MEAL_MIGRATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct cx;
struct doc;

enum migrate_part {
	MIGRATE_ALL,
	MIGRATE_BEFORE,		/* up to the first of the other kind */
	MIGRATE_AFTER,		/* none of the kind "before" may be missing */
};

/*
 * Apply what is missing; tells each on out. ERR_CONFLICT for a changed one, and
 * for a file of another name. When nothing is missing any more a production
 * configuration marks the database production.
 */
bool	migrate_up(struct cx *, enum migrate_part, FILE *out);
/*
 * [{name, kind, state, appliedAt}]: each migration. state is applied, pending,
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
