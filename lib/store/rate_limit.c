#include "store/rate_limit.h"

#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/secret.h"
#include "data/text.h"

char *
rate_limit_key(struct cx *cx, const char *what, const char *whom)
{
	char *folded = text_fold(cx->arena, whom);

	return arena_fmt(cx->arena, "%s:%s", what,
	    secret_hash(cx->arena, folded, strlen(folded)));
}

static bool
left(struct cx *cx, enum sql sql, const char *key, int64_t seconds,
    int64_t max)
{
	struct doc *row = DB(cx, sql, key, db_int(cx, seconds),
	    db_int(cx, max));
	int64_t after;

	if (!row || doc_is_null(doc_get(row, "retryAfter")))
		return row != NULL;
	after = (int64_t)doc_num(row, "retryAfter", 1);
	if (after < 1)
		after = 1;
	fail(cx, ERR_LIMITED, "Too many tries. Wait %lld minutes and try "
	    "again.", (long long)(after + 59) / 60);
	cx->err.retry_after = (unsigned)after;
	return false;
}

bool
rate_limit_left(struct cx *cx, const char *key, int64_t seconds, int64_t max)
{
	return left(cx, SQL_TRIES_LEFT, key, seconds, max);
}

bool
rate_limit_left_growing(struct cx *cx, const char *key, int64_t seconds,
    int64_t max)
{
	return left(cx, SQL_TRIES_LEFT_GROWING, key, seconds, max);
}

bool
rate_limit_failed(struct cx *cx, const char *key, int64_t seconds, int64_t max)
{
	return rate_limit_count(cx, key) &&
	    rate_limit_left_growing(cx, key, seconds, max + 1);
}

bool
rate_limit_count(struct cx *cx, const char *key)
{
	return DB(cx, SQL_TRIES_ADD, key) != NULL;
}

bool
rate_limit_clear(struct cx *cx, const char *key)
{
	return DB(cx, SQL_TRIES_CLEAR, key) != NULL;
}
