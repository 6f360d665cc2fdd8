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
	    secret_text_hash(cx->arena, folded));
}

/* What is left, for the answer; the key begins with what it is about. */
static void
rate_limit_tell(struct cx *cx, const char *key, int64_t seconds, int64_t max,
    const struct doc *used)
{
	size_t n = strcspn(key, ":"), i;
	struct cx_limit *l = cx->limits;
	int64_t left = max - (int64_t)doc_num(used, "used", 0);

	if (n >= sizeof(l->name))
		n = sizeof(l->name) - 1;
	for (i = 0; i < cx->nlimits; i++, l++)
		if (strlen(l->name) == n && memcmp(l->name, key, n) == 0)
			break;
	if (i == CX_LIMITS)
		return;
	if (i == cx->nlimits)
		cx->nlimits++;
	memcpy(l->name, key, n);
	l->name[n] = '\0';
	l->max = max;
	l->window = seconds;
	l->left = left > 0 ? left : 0;
	l->reset = (int64_t)doc_num(used, "reset", (double)seconds);
}

/* counted: one of them is this very try, which may be one more than max. */
static bool
left(struct cx *cx, enum sql sql, const char *key, int64_t seconds,
    int64_t max, bool counted)
{
	struct doc *page = DB_PAGE(cx,
	    { "used", DB_CALL(SQL_TRIES_USED, .key = key,
		.seconds = db_int(cx, seconds)) },
	    { "row", DB_CALL_LIKE(sql, SQL_TRIES_LEFT, .key = key,
		.seconds = db_int(cx, seconds),
		.max = db_int(cx, max + counted)) });
	const struct doc *row = doc_get(page, "row");
	int64_t after;

	if (page)
		rate_limit_tell(cx, key, seconds, max, doc_get(page, "used"));
	if (!page || doc_is_null(doc_get(row, "retryAfter")))
		return page != NULL;
	after = (int64_t)doc_num(row, "retryAfter", 1);
	if (after < 1)
		after = 1;
	fail(cx, ERR_LIMITED, say_n("Too many tries. Wait %lld minute and try "
	    "again.", "Too many tries. Wait %lld minutes and try again.",
	    (unsigned long)((after + 59) / 60)), (long long)(after + 59) / 60);
	cx->err.retry_after = (unsigned)after;
	return false;
}

bool
rate_limit_left(struct cx *cx, const char *key, int64_t seconds, int64_t max)
{
	return left(cx, SQL_TRIES_LEFT, key, seconds, max, false);
}

bool
rate_limit_left_growing(struct cx *cx, const char *key, int64_t seconds,
    int64_t max)
{
	return left(cx, SQL_TRIES_LEFT_GROWING, key, seconds, max, false);
}

bool
rate_limit_failed(struct cx *cx, const char *key, int64_t seconds, int64_t max)
{
	return rate_limit_count(cx, key) && left(cx, SQL_TRIES_LEFT_GROWING,
	    key, seconds, max, true);
}

bool
rate_limit_count(struct cx *cx, const char *key)
{
	return DB(cx, SQL_TRIES_ADD, .key = key) != NULL;
}

bool
rate_limit_clear(struct cx *cx, const char *key)
{
	size_t i;

	for (i = 0; i < cx->nlimits; i++)
		if (memcmp(cx->limits[i].name, key, strlen(
		    cx->limits[i].name)) == 0)
			cx->limits[i].left = cx->limits[i].max;
	return DB(cx, SQL_TRIES_CLEAR, .key = key) != NULL;
}
