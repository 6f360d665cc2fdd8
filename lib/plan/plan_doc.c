/* From rows to the document of a plan. Pure. */
#include <math.h>
#include <string.h>

#include "base/array.h"
#include "data/doc.h"
#include "food/nutrition.h"
#include "plan/plan.h"
#include "plan/target.h"
#include "data/text.h"
#include "data/when.h"
#include "recipe/recipe_yield.h"

/* Which nutrients a plan tells: the main ones, and those with a target. */
struct wanted {
	bool	is[NUTRIENT_COUNT];
};

static struct wanted
wanted_of(const struct doc *targets)
{
	struct wanted w;
	const struct doc *d;
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		w.is[i] = nutrient_table[i].main;
	for (d = doc_first(targets); d; d = d->next) {
		i = nutrient_by_name(d->name, d->name_len);
		if (i >= 0)
			w.is[i] = true;
	}
	return w;
}

/* What one of a row's totals counts; NAN when that cannot be told. */
static double
factor_of(const struct doc *row)
{
	double servings = doc_num(row, "servings", 1);

	if (doc_str(row, "recipeId"))
		return recipe_share(servings, doc_num(row, "_yield", NAN));
	if (doc_str(row, "foodId"))
		return servings * doc_num(row, "grams", NAN) / 100;
	return servings;
}

/* What an entry counts; false when nothing is known, as of a note. */
static bool
count(const struct doc *row, const struct wanted *w, struct nutrition *out)
{
	const struct doc *d = doc_first(doc_get(row, "nutrition"));
	double factor = factor_of(row), value;
	int i;

	nutrition_init(out);
	if (!d || isnan(factor))
		return false;
	for (i = 0; i < NUTRIENT_COUNT && d; i++, d = d->next)
		if (w->is[i] && d->kind == DOC_NUMBER &&
		    text_double(d->text, &value))
			out->totals[i] = value * factor;
	return true;
}

/* The main ones are enough for an entry. */
static struct doc *
energy(struct arena *arena, const struct nutrition *sum)
{
	static const int shown[] = { NUTRIENT_CALORIES, NUTRIENT_PROTEIN,
	    NUTRIENT_FAT, NUTRIENT_CARBOHYDRATE };
	struct doc *d = doc_object(arena);
	size_t i;

	for (i = 0; i < COUNT(shown); i++)
		doc_append(d, nutrient_table[shown[i]].name, doc_double(arena,
		    sum->totals[shown[i]]));
	return d;
}

static bool
finish(struct arena *arena, struct doc *row, const struct wanted *w,
    bool page, struct nutrition *sum)
{
	bool known = count(row, w, sum);
	struct doc *open;

	doc_append(row, "servingsUnknown", doc_bool(arena, doc_str(row,
	    "recipeId") && isnan(doc_num(row, "_yield", NAN))));
	doc_drop(row, "_yield");
	open = doc_drop(row, "_open");
	if (page && open && !doc_true(open)) {
		doc_set(row, "recipeId", doc_null(arena));
		doc_set(row, "mealId", doc_null(arena));
		doc_set(row, "foodId", doc_null(arena));
	}
	doc_set(row, "nutrition", known ? energy(arena, sum) :
	    doc_null(arena));
	return known;
}

struct doc *
plan_entry_doc(struct arena *arena, struct doc *row)
{
	struct wanted w = wanted_of(NULL);
	struct nutrition sum;

	finish(arena, row, &w, false, &sum);
	return row;
}

/* A day on which nothing could have counted counts nothing: that is known. */
static void
known_zero(struct nutrition *sum)
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		if (nutrient_table[i].main && isnan(sum->totals[i]))
			sum->totals[i] = 0;
}

static bool
is_note(const struct doc *row)
{
	return !doc_str(row, "recipeId") && !doc_str(row, "mealId") &&
	    !doc_str(row, "foodId");
}

/* Pages ask whether there are any. */
static struct doc *
targets_of(struct arena *arena, const struct doc *targets, double days,
    bool page)
{
	return page && !doc_first(targets) ? doc_null(arena) :
	    target_scaled(arena, targets, days);
}

static struct doc *
day_doc(struct arena *arena, const char *date, struct doc **rows,
    const struct wanted *w, bool page, struct nutrition *sum)
{
	struct doc *day = doc_object(arena), *entries = doc_list(arena);
	bool unknown = false, counted = false;
	struct nutrition one;
	struct doc *row;

	nutrition_init(sum);
	while ((row = *rows) && strcmp(doc_str(row, "date"), date) == 0) {
		bool note = is_note(row);

		*rows = row->next;
		row->next = NULL;
		if (finish(arena, row, w, page, &one)) {
			nutrition_add_scaled(sum, &one, 1);
			counted = true;
		} else if (!note) {
			unknown = true;
		}
		doc_add(entries, row);
	}
	if (!unknown && !counted)
		known_zero(sum);
	doc_append(day, "date", doc_text(arena, date));
	doc_append(day, "entries", entries);
	doc_append(day, "nutrition", nutrition_doc(arena, sum, 1, NULL));
	return day;
}

struct doc *
plan_doc(struct arena *arena, const struct plan_range *range,
    struct doc *entries, const struct doc *targets, bool page)
{
	struct doc *plan = doc_object(arena), *days = doc_list(arena);
	struct doc *row = doc_first(entries);
	struct wanted w = wanted_of(targets);
	struct nutrition all, one;
	int i;

	nutrition_init(&all);
	for (i = 0; i < range->days; i++) {
		struct doc *day = doc_add(days, day_doc(arena,
		    when_plus(arena, range->from, i), &row, &w, page,
		    &one));

		doc_append(day, "targets", targets_of(arena, targets, 1,
		    page));
		nutrition_add_scaled(&all, &one, 1);
	}
	doc_append(plan, "from", doc_text(arena, range->from));
	doc_append(plan, "to", doc_text(arena, range->to));
	doc_append(plan, "days", days);
	doc_append(plan, "nutrition", nutrition_doc(arena, &all, 1, NULL));
	doc_append(plan, "targets", targets_of(arena, targets, range->days,
	    page));
	return plan;
}
