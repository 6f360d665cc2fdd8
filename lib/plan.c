#include "plan.h"

#include "cx.h"
#include "db.h"
#include "doc.h"
#include "target.h"

struct doc *
plan_read(struct cx *cx, const struct plan_query *q)
{
	struct plan_range range;
	struct doc *page, *targets;

	if (!plan_range(cx, q, &range))
		return NULL;
	page = DB_PAGE(cx,
	    { "entries", SQL_PLAN_ENTRIES, DB_ARGS(cx->who.household,
		cx->who.id, range.from, range.to) },
	    { "targets", SQL_TARGET_MEMBERS, DB_ARGS(cx->who.household) });
	targets = page ? target_sum(&cx->err, doc_get(page, "targets")) :
	    NULL;
	return targets ? plan_doc(cx->arena, &range, doc_get(page,
	    "entries"), targets, false) : NULL;
}

struct doc *
plan_entry(struct cx *cx, const char *id)
{
	struct doc *row = DB(cx, SQL_PLAN_ENTRY_BY_ID, cx->who.household,
	    cx->who.id, id);

	return row ? plan_entry_doc(cx->arena, row) : NULL;
}
