#include "privacy/retention.h"

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "privacy/account_deletion.h"
#include "data/doc.h"
#include "privacy/export_person.h"

#define BATCH	5000		/* rows of one statement */
#define BATCHES	10000		/* of one go: a bound, never met */
#define OPTION(member)	0, offsetof(struct conf, member)

/* How many days each kind is kept: a number, or an option's. What refers to
 * others goes first. */
static const struct {
	enum sql	sql;
	int64_t		days;		/* 0: as the option says */
	size_t		option;
} rules[] = {
	{ SQL_RETENTION_TRIES, 1, 0 },
	{ SQL_RETENTION_KEPT_ANSWER, 1, 0 },
	{ SQL_RETENTION_KEPT_REGISTRATION, 1, 0 },
	{ SQL_RETENTION_FREED_USERNAME, 366, 0 },
	{ SQL_RETENTION_TICKET, 1, 0 },
	{ SQL_RETENTION_SESSION, 30, 0 },
	{ SQL_RETENTION_REFRESH, 30, 0 },
	{ SQL_RETENTION_TOKEN, 90, 0 },
	{ SQL_RETENTION_DEVICE, 365, 0 },
	{ SQL_RETENTION_JOB, 30, 0 },
	{ SQL_RETENTION_MAIL_SENT, OPTION(mail_days) },
	{ SQL_RETENTION_MAIL_DEAD, 90, 0 },
	{ SQL_RETENTION_AUDIT, OPTION(audit_days) },
	{ SQL_RETENTION_SHOPPING_ITEM, OPTION(trash_days) },
	{ SQL_RETENTION_SHOPPING_LIST, OPTION(trash_days) },
	{ SQL_RETENTION_PLAN_ENTRY, OPTION(trash_days) },
	{ SQL_RETENTION_MEAL, OPTION(trash_days) },
	{ SQL_RETENTION_RECIPE, OPTION(trash_days) },
	{ SQL_RETENTION_FOOD, OPTION(trash_days) },
};

struct batch {
	enum sql	 sql;
	const char	*days;
	int64_t		 touched;
};

static bool
delete_some(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	struct doc *touched = DB_LIKE(cx, b->sql, SQL_RETENTION_TRIES,
	    .days = b->days, .limit = db_int(cx, BATCH));

	b->touched = db_touched(touched);
	return touched != NULL;
}

/* All that a rule says, a transaction each few thousand rows. */
static bool
follow(struct cx *cx, enum sql sql, int64_t days)
{
	struct batch b = { .sql = sql };
	struct arena_mark mark;
	int i;

	b.days = db_int(cx, days);
	mark = arena_mark(cx->arena);
	for (i = 0; i < BATCHES; i++) {
		if (!db_tx(cx, delete_some, &b))
			return false;
		arena_rewind(cx->arena, mark);
		if (b.touched < BATCH)
			break;
	}
	return true;
}

bool
retention_sweep(struct cx *cx)
{
	struct err first = { .kind = ERR_NONE };
	size_t i;

	for (i = 0; i < COUNT(rules); i++) {
		int64_t days = rules[i].days ? rules[i].days :
		    *(const int64_t *)(const void *)((const char *)cx->conf +
		    rules[i].option);

		if (follow(cx, rules[i].sql, days))
			continue;
		/* one that fails does not keep the others */
		if (!first.kind)
			first = cx->err;
		if (cx->err.kind == ERR_UNAVAILABLE)
			break;
		err_clear(&cx->err);
	}
	if (first.kind)
		cx->err = first;
	return !first.kind;
}
