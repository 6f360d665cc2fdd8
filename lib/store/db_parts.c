#include "store/db_parts.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/when.h"
#include "store/cx.h"
#include "data/doc.h"
#include "store/db.h"

#define PAUSE_MAX	5	/* 2^5 ms, between tries */

bool
db_parts_write(const struct db_part *parts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (sql_table[parts[i].sql].writes)
			return true;
	return false;
}

bool
db_parts_alone(struct cx *cx, const struct db_part *parts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (sql_table[parts[i].sql].writes &&
		    !sql_table[parts[i].sql].alone) {
			BUG("%s writes outside of db_tx",
			    sql_table[parts[i].sql].name);
			return fail(cx, ERR_INTERNAL, "Something went wrong "
			    "on our side.");
		}
	return true;
}

struct doc *
db_page(struct cx *cx, const struct db_part *parts, size_t n)
{
	struct doc **out = arena_array(cx->arena, n, sizeof(*out));
	struct doc *page;
	size_t i;

	if (!db_parts_run(cx, parts, n, out))
		return NULL;
	page = doc_object(cx->arena);
	for (i = 0; i < n; i++)
		doc_append(page, parts[i].name, out[i]);
	return page;
}

struct doc *
db_run(struct cx *cx, enum sql sql, const char *const *args)
{
	struct db_part part = { NULL, sql, args };
	struct doc *out = NULL;

	return db_parts_run(cx, &part, 1, &out) ? out : NULL;
}

enum sql
db_like(enum sql sql, enum sql like)
{
	if (strcmp(sql_table[sql].params, sql_table[like].params) != 0)
		BUG("%s takes other arguments than %s", sql_table[sql].name,
		    sql_table[like].name);
	return sql;
}

/* So that those who lost do not all come back at the same moment. */
void
db_pause(int try)
{
	uint64_t most = (uint64_t)1000000 << (try < PAUSE_MAX ? try :
	    PAUSE_MAX), seed = (uint64_t)when_us() * 2654435761u +
	    (uint64_t)getpid() * 40503u;
	struct timespec t = { .tv_nsec = (long)((seed >> 7) % most) };

	nanosleep(&t, NULL);
}
