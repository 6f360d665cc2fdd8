/* Days emptied at once, and filled again. */
#include <stdio.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "food/choice.h"
#include "plan/plan.h"
#include "data/text.h"
#include "data/when.h"

static const struct field span_fields[] = {
	{ .name = "from", .example = "2026-11-23", .type = FT_DATE,
	    .flags = F_REQUIRED, AT(struct plan_query, from),
	    .doc = "The first day." },
	{ .name = "to", .example = "2026-11-29", .type = FT_DATE,
	    .flags = F_REQUIRED, AT(struct plan_query, to),
	    .doc = "The last day, at most 366 with the first." },
};
const struct shape plan_span_shape = SHAPE("PlanSpan", span_fields,
    struct plan_query);

static const struct field cleared_fields[] = {
	{ .name = "deleted", .type = FT_INT, .doc = "So many entries." },
	{ .name = "undo", .type = FT_TEXT, .example =
	    "2026-11-23_2026-11-29_1764022800000000",
	    .doc = "For POST /plan/restore, within 30 days." },
};
const struct shape plan_cleared_shape = SHAPE_OUT("PlanCleared",
    cleared_fields);

static const struct field undo_fields[] = {
	{ .name = "undo", .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct plan_undo, undo), .max = 100, .example =
	    "2026-11-23_2026-11-29_1764022800000000",
	    .doc = "As DELETE /plan said it." },
};
const struct shape plan_undo_shape = SHAPE("PlanUndo", undo_fields,
    struct plan_undo);

struct span {
	struct plan_range	 range;
	const char		*at;		/* microseconds; when it was */
	struct doc		*d;
};

static bool
clear(struct cx *cx, void *arg)
{
	struct span *s = arg;
	struct doc *page = DB_PAGE(cx,
	    { "clear", DB_CALL(SQL_PLAN_CLEAR, .household = cx->asker.household,
		.from = s->range.from, .to = s->range.to) },
	    { "now", DB_CALL(SQL_PLAN_CLEARED_AT) });

	if (!page)
		return false;
	s->d = doc_object(cx->arena);
	doc_append(s->d, "deleted", doc_int(cx->arena, db_touched(doc_get(page,
	    "clear"))));
	doc_append(s->d, "undo", doc_text(cx->arena, arena_fmt(cx->arena,
	    "%s_%s_%s", s->range.from, s->range.to, doc_chars(doc_path(page,
	    "now.at")))));
	return true;
}

struct doc *
plan_clear(struct cx *cx, const struct plan_query *q)
{
	struct span s = { .at = NULL };

	return plan_range(cx, q, &s.range) && db_tx(cx, clear, &s) ? s.d :
	    NULL;
}

static bool
unclear(struct cx *cx, void *arg)
{
	struct span *s = arg;
	struct doc *page = DB_PAGE(cx,
	    { "unclear", DB_CALL(SQL_PLAN_UNCLEAR,
		.household = cx->asker.household, .from = s->range.from,
		.to = s->range.to, .at = s->at) },
	    { "items", DB_CALL(SQL_PLAN_ENTRIES,
		.household = cx->asker.household, .person = cx->asker.id,
		.from = s->range.from, .to = s->range.to,
		.limit = db_int(cx, PLAN_ENTRIES_MAX + 1)) });
	struct doc *row;

	if (!page || !plan_fits(cx, doc_get(page, "items")))
		return false;
	s->d = doc_object(cx->arena);
	doc_append(s->d, "items", doc_drop(page, "items"));
	for (row = doc_first(doc_get(s->d, "items")); row; row = row->next)
		plan_entry_doc(cx->arena, row);
	return true;
}

/* "from_to_when" into its parts. */
static bool
read_undo(struct cx *cx, const char *undo, struct span *s)
{
	char *text = arena_str(cx->arena, undo), *to, *at;
	struct when_date date;
	int64_t us;

	to = strchr(text, '_');
	at = to ? strchr(to + 1, '_') : NULL;
	if (at) {
		*to = *at = '\0';
		s->at = at + 1;
	}
	if (!at || !when_date_parse(text, &date) ||
	    !when_date_parse(to + 1, &date) || !text_int(s->at, &us) || us < 0)
		return fail_pointer(cx, "/undo", "This is nothing that can "
		    "be taken back.");
	return plan_range(cx, &(struct plan_query){ text, to + 1 },
	    &s->range);
}

struct doc *
plan_unclear(struct cx *cx, const struct plan_undo *in)
{
	struct span s = { .at = NULL };

	return read_undo(cx, in->undo, &s) && db_tx(cx, unclear, &s) ? s.d :
	    NULL;
}

struct doc *
plan_meal_types(struct cx *cx)
{
	struct doc *rows = DB(cx, SQL_PLAN_MEAL_TYPES,
	    .household = cx->asker.household);
	struct doc *list = choice_list(cx->arena, W_("breakfast lunch "
	    "dinner snack"));
	const struct doc *d;

	for (d = doc_first(rows); d; d = d->next)
		choice_add(list, cx->arena, doc_str(d, "mealType"));
	return rows ? list : NULL;
}
