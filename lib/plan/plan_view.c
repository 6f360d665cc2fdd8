/*
 * What pages need besides the plan itself: mealTypes, a list of words; each
 * day gets isToday, isPast and meals: [{mealType, date, entries}], one for
 * each of mealTypes. Ids of what the person cannot open are null, and so are
 * targets when there are none.
 */
#include <math.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/search_words.h"
#include "plan/plan.h"
#include "shopping/shopping.h"
#include "plan/target.h"
#include "data/when.h"

#define TYPES_MAX	60
#define DAYS_TODAY	4	/* today's page: today and what comes */

struct types {
	const char	*p[TYPES_MAX];
	size_t		 n;
};

/* The usual ones, then the household's own by name. */
static void
add_type(struct types *t, const char *type)
{
	size_t i, usual = 4;

	for (i = 0; i < t->n; i++)
		if (strcmp(t->p[i], type) == 0)
			return;
	if (t->n == TYPES_MAX)
		return;
	for (i = t->n; i > usual && strcmp(t->p[i - 1], type) > 0; i--)
		t->p[i] = t->p[i - 1];
	t->p[i] = type;
	t->n++;
}

static void
add_types(struct types *t, const struct doc *days)
{
	const struct doc *day, *entry;

	for (day = doc_first(days); day; day = day->next)
		for (entry = doc_first(doc_get(day, "entries")); entry;
		    entry = entry->next)
			add_type(t, doc_str(entry, "mealType"));
}

static struct doc *
types_doc(struct arena *arena, const struct types *t)
{
	struct doc *list = doc_list(arena);
	size_t i;

	for (i = 0; i < t->n; i++)
		doc_add(list, doc_text(arena, t->p[i]));
	return list;
}

/* A second node for the same members: a node has one parent only. */
static struct doc *
shared(struct arena *arena, const struct doc *d)
{
	struct doc *twin = doc_object(arena);

	*twin = *d;
	twin->next = NULL;
	return twin;
}

static struct doc *
meals_doc(struct arena *arena, const struct doc *day, const struct types *t)
{
	struct doc *meals = doc_list(arena);
	const struct doc *d;
	size_t i;

	for (i = 0; i < t->n; i++) {
		struct doc *meal = doc_add(meals, doc_object(arena));
		struct doc *entries = doc_list(arena);

		doc_append(meal, "mealType", doc_text(arena, t->p[i]));
		doc_append(meal, "date", doc_text(arena, doc_str(day, "date")));
		doc_append(meal, "entries", entries);
		for (d = doc_first(doc_get(day, "entries")); d; d = d->next)
			if (strcmp(doc_str(d, "mealType"), t->p[i]) == 0)
				doc_add(entries, shared(arena, d));
	}
	return meals;
}

static void
tell_days(struct cx *cx, struct doc *plan)
{
	static const struct types usual = { { "breakfast", "lunch", "dinner",
	    "snack" }, 4 };
	struct doc *days = doc_get(plan, "days"), *day;
	struct types types = usual;
	bool empty = true;

	add_types(&types, days);
	for (day = doc_first(days); day; day = day->next) {
		const char *date = doc_str(day, "date");

		doc_append(day, "isToday", doc_bool(cx->arena,
		    strcmp(date, cx->asker.today) == 0));
		doc_append(day, "isPast", doc_bool(cx->arena,
		    strcmp(date, cx->asker.today) < 0));
		doc_append(day, "meals", meals_doc(cx->arena, day, &types));
		empty = empty && !doc_first(doc_get(day, "entries"));
	}
	doc_append(plan, "empty", doc_bool(cx->arena, empty));
	doc_append(plan, "mealTypes", types_doc(cx->arena, &types));
}

static struct doc *
read_page(struct cx *cx, const struct plan_range *range)
{
	struct doc *page = DB_PAGE(cx,
	    { "entries", DB_CALL(SQL_PLAN_ENTRIES,
		.household = cx->asker.household, .person = cx->asker.id,
		.from = range->from, .to = range->to,
		.limit = db_int(cx, PLAN_ENTRIES_MAX + 1)) },
	    { "targets", DB_CALL(SQL_TARGET_MEMBERS,
		.household = cx->asker.household) },
	    { "has", DB_CALL(SQL_PLAN_HAS, .household = cx->asker.household) });
	const struct doc *has = doc_get(page, "has");
	struct doc *targets, *plan;

	if (!page || !plan_fits(cx, doc_get(page, "entries")))
		return NULL;
	targets = target_sum(&cx->err, doc_get(page, "targets"));
	if (!targets)
		return NULL;
	plan = plan_doc(cx->arena, range, doc_get(page, "entries"), targets,
	    true);
	tell_days(cx, plan);
	doc_append(plan, "today", doc_text(cx->arena, cx->asker.today));
	doc_append(plan, "hasRecipes", doc_bool(cx->arena,
	    doc_true(doc_get(has, "recipes"))));
	doc_append(plan, "hasPlan", doc_bool(cx->arena,
	    doc_true(doc_get(has, "plan"))));
	return plan;
}

struct doc *
plan_week_page(struct cx *cx, const struct plan_query *q)
{
	struct plan_range range;
	struct doc *plan;

	if (!plan_range(cx, q, &range))
		return NULL;
	plan = read_page(cx, &range);
	if (!plan)
		return NULL;
	doc_append(plan, "previous", doc_text(cx->arena, when_plus(cx->arena,
	    range.from, -range.days)));
	doc_append(plan, "next", doc_text(cx->arena, when_plus(cx->arena,
	    range.from, range.days)));
	doc_append(plan, "isCurrent", doc_bool(cx->arena,
	    strcmp(range.from, cx->asker.today) <= 0 &&
	    strcmp(cx->asker.today, range.to) <= 0));
	return plan;
}

struct doc *
plan_day_page(struct cx *cx, const char *date)
{
	struct plan_range range = { date, date, 1 };
	struct when_date parsed;
	struct doc *plan, *day;

	if (!when_date_parse(date, &parsed))
		return fail(cx, ERR_NOT_FOUND, "There is no such day.");
	plan = read_page(cx, &range);
	if (!plan)
		return NULL;
	day = shared(cx->arena, doc_first(doc_get(plan, "days")));
	doc_append(day, "previous", doc_text(cx->arena, when_plus(cx->arena,
	    date, -1)));
	doc_append(day, "next", doc_text(cx->arena, when_plus(cx->arena, date,
	    1)));
	doc_append(day, "week", doc_text(cx->arena, plan_week_start(cx->arena,
	    date, cx->asker.locale)));
	doc_append(day, "hasRecipes", doc_drop(plan, "hasRecipes"));
	doc_append(day, "mealTypes", doc_drop(plan, "mealTypes"));
	return day;
}

struct doc *
plan_today_page(struct cx *cx)
{
	const char *last = when_plus(cx->arena, cx->asker.today,
	    DAYS_TODAY - 1);
	struct plan_range range = { cx->asker.today, last ? last :
	    cx->asker.today, last ? DAYS_TODAY : 1 };
	static const struct shopping_query newest = { .limit = 1 };
	struct doc *page = read_page(cx, &range), *days, *day, *today;
	struct doc *lists = page ? shopping_lists(cx, &newest) : NULL;

	if (!lists)
		return NULL;
	shopping_lists_extras(cx, lists);
	today = doc_object(cx->arena);
	doc_append(today, "shopping", lists);
	days = doc_list(cx->arena);
	doc_append(today, "date", doc_text(cx->arena, cx->asker.today));
	day = doc_first(doc_get(page, "days"));
	doc_append(today, "day", shared(cx->arena, day));
	if (day->next)
		doc_append(today, "tomorrow", shared(cx->arena, day->next));
	for (day = day->next; day; day = day->next)
		doc_add(days, shared(cx->arena, day));
	doc_append(today, "days", days);
	doc_append(today, "hasRecipes", doc_drop(page, "hasRecipes"));
	doc_append(today, "hasPlan", doc_drop(page, "hasPlan"));
	doc_append(today, "mealTypes", doc_drop(page, "mealTypes"));
	return today;
}

/* ---- what to put on the plan ------------------------------------------- */

struct doc *
plan_choice_page(struct cx *cx, const struct plan_choice *choice)
{
	const char *q = choice ? choice->q : NULL;
	const char *words = search_query(cx->arena, q);
	const char *date = choice ? choice->date : NULL;
	const char *type = choice ? choice->meal_type : NULL;
	struct types types = { { "breakfast", "lunch", "dinner", "snack" },
	    4 };
	double servings = choice ? choice->servings : NAN;
	struct doc *page;

	page = DB_PAGE(cx,
	    { "usual", DB_CALL(SQL_USUAL_SERVINGS,
		.household = cx->asker.household) },
	    { "recipes", DB_CALL(SQL_PLAN_CHOOSE_RECIPES,
		.household = cx->asker.household, .person = cx->asker.id,
		.q = words) },
	    { "meals", DB_CALL(SQL_PLAN_CHOOSE_MEALS,
		.household = cx->asker.household, .q = words) },
	    { "foods", DB_CALL(SQL_PLAN_CHOOSE_FOODS,
		.household = cx->asker.household, .q = words) });
	if (!page)
		return NULL;
	if (!type || !plan_is_meal_type(type))
		type = "dinner";
	add_type(&types, type);
	doc_append(page, "date", doc_text(cx->arena, date ? date :
	    cx->asker.today));
	doc_append(page, "mealType", doc_text(cx->arena, type));
	doc_append(page, "q", doc_text(cx->arena, q));
	doc_append(page, "servings", doc_double(cx->arena, isnan(servings) ?
	    doc_num(doc_drop(page, "usual"), "usualServings", 1) : servings));
	doc_append(page, "mealTypes", types_doc(cx->arena, &types));
	return page;
}
