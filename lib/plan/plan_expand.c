/* What entries are of, put into them. */
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/embed.h"
#include "plan/plan.h"

struct doc *
plan_expand(struct cx *cx, struct doc *plan)
{
	struct doc *days = doc_get(plan, "days"), *day, *rows;
	const char **ids;
	size_t n = 0;

	if (!plan)
		return NULL;
	for (day = doc_first(days); day; day = day->next)
		n += doc_get(day, "entries")->count;
	ids = arena_array(cx->arena, n + 1, sizeof(*ids));
	n = 0;
	for (day = doc_first(days); day; day = day->next)
		n += embed_ids(doc_get(day, "entries"), "recipeId", ids + n);
	rows = DB(cx, SQL_RECIPE_ITEMS_BY_ID, .household = cx->asker.household,
	    .person = cx->asker.id, .ids = db_array(cx, ids, n));
	if (!rows)
		return NULL;
	for (day = doc_first(days); day; day = day->next)
		embed_rows(cx->arena, doc_get(day, "entries"), "recipeId",
		    "recipe", rows);
	return plan;
}
