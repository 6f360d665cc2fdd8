#include "plan/plan.h"

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "plan/target.h"

bool
plan_fits(struct cx *cx, const struct doc *rows)
{
	return !rows || rows->count <= PLAN_ENTRIES_MAX || fail(cx,
	    ERR_TOO_LARGE, say_n("These days hold more than %d entry. Ask for "
	    "fewer days.", "These days hold more than %d entries. Ask for "
	    "fewer days.", PLAN_ENTRIES_MAX), PLAN_ENTRIES_MAX);
}

struct doc *
plan_read(struct cx *cx, const struct plan_query *q)
{
	struct plan_range range;
	struct doc *page, *targets;

	if (!plan_range(cx, q, &range))
		return NULL;
	page = DB_PAGE(cx,
	    { "entries", DB_CALL(SQL_PLAN_ENTRIES,
		.household = cx->asker.household, .person = cx->asker.id,
		.from = range.from, .to = range.to,
		.limit = db_int(cx, PLAN_ENTRIES_MAX + 1)) },
	    { "targets", DB_CALL(SQL_TARGET_MEMBERS,
		.household = cx->asker.household) });
	if (!page || !plan_fits(cx, doc_get(page, "entries")))
		return NULL;
	targets = target_sum(&cx->err, doc_get(page, "targets"));
	return targets ? plan_doc(cx->arena, &range, doc_get(page,
	    "entries"), targets, false) : NULL;
}

struct doc *
plan_entry(struct cx *cx, const char *id)
{
	struct doc *row = DB(cx, SQL_PLAN_ENTRY_BY_ID,
	    .household = cx->asker.household, .person = cx->asker.id, .id = id);

	return row ? plan_entry_doc(cx->arena, row) : NULL;
}
