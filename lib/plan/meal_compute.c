#include "plan/meal_compute.h"

#include <math.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "plan/serving_size.h"
#include "recipe/recipe_yield.h"

/* ---- references -------------------------------------------------------- */

static void
meal_fault(struct cx *cx, size_t i, const char *member, const char *text,
    const char *code)
{
	fail_pointer(cx, arena_fmt(cx->arena, "/items/%zu%s%s", i,
	    *member ? "/" : "", member), "%s", say(text));
	err_code(&cx->err, code);
}

static const char *
ids(struct cx *cx, const struct field_list *list, bool foods)
{
	const struct meal_item *items = list->p;
	const char **texts = arena_array(cx->arena, list->n, sizeof(*texts));
	size_t i, n = 0;

	for (i = 0; i < list->n; i++) {
		const char *id = foods ? items[i].food_id :
		    items[i].recipe_id;

		if (id)
			texts[n++] = id;
	}
	return db_array(cx, texts, n);
}

static const struct doc *
row_of(const struct doc *rows, const char *id)
{
	const struct doc *d;

	for (d = doc_first(rows); d; d = d->next)
		if (strcmp(doc_str(d, "id"), id) == 0)
			return d;
	return NULL;
}

static void
refer(struct cx *cx, const struct doc *page, size_t i, struct meal_part *p)
{
	const char *food = p->item.food_id, *recipe = p->item.recipe_id;

	if (food && recipe)
		meal_fault(cx, i, "recipeId", "An item is a food or a recipe, "
		    "not both.", "conflict");
	else if (!food && !recipe)
		meal_fault(cx, i, "", "Give foodId or recipeId.", "required");
	else if (food && !(p->food = row_of(doc_get(page, "foods"), food)))
		meal_fault(cx, i, "foodId", "There is no such food.",
		    "not-found");
	else if (recipe && !(p->recipe = row_of(doc_get(page, "recipes"),
	    recipe)))
		meal_fault(cx, i, "recipeId", "There is no such recipe.",
		    "not-found");
}

bool
meal_compute(struct cx *cx, const struct meal_draft *d, const char *meal,
    struct meal_compute *w)
{
	const struct meal_item *items = d->items.p;
	struct doc *page = DB_PAGE(cx,
	    { "foods", DB_CALL(SQL_MEAL_FOODS, .household = cx->asker.household,
		.meal = meal, .ids = ids(cx, &d->items, true)) },
	    { "recipes", DB_CALL(SQL_MEAL_RECIPES,
		.household = cx->asker.household, .person = cx->asker.id,
		.meal = meal, .ids = ids(cx, &d->items, false)) });
	size_t i;

	memset(w, 0, sizeof(*w));
	if (!page)
		return false;
	w->n = d->items.n;
	w->parts = arena_array(cx->arena, w->n, sizeof(*w->parts));
	for (i = 0; i < w->n; i++) {
		w->parts[i].item = items[i];
		refer(cx, page, i, &w->parts[i]);
	}
	return !cx->err.kind && meal_weigh(cx, w, true);
}

static const char too_much[] = N_("That is more than can be counted.");

/* ---- sums -------------------------------------------------------------- */

static void
add_food(struct cx *cx, struct meal_compute *w, size_t i, bool strict,
    struct doc *row, const char **reason)
{
	const struct meal_part *p = &w->parts[i];
	double per_100g[NUTRIENT_COUNT];
	struct serving_size h;

	serving_size_weigh(cx, p->food, p->item.unit, p->item.quantity, &h);
	if (h.unknown && strict)
		meal_fault(cx, i, "unit", "This food is not measured so. Use "
		    "g, ml, cup or piece, or a portion of the food.", "choice");
	if (h.unknown)		/* a portion that the food had once */
		h.unit = p->item.unit;
	doc_append(row, "foodId", doc_text(cx->arena, p->item.food_id));
	doc_append(row, "quantity", doc_double(cx->arena, h.quantity));
	doc_append(row, "unit", doc_text(cx->arena, h.unit));
	doc_append(row, "grams", doc_double(cx->arena, h.grams));
	*reason = h.reason;
	if (isnan(h.grams))
		return;
	nutrient_read(doc_get(p->food, "nutrients"), per_100g);
	nutrition_add(&w->sum, per_100g, h.grams);
	if (!nutrition_fits(&w->sum))
		meal_fault(cx, i, "quantity", too_much, "range");
}

static void
add_recipe(struct cx *cx, struct meal_compute *w, size_t i, struct doc *row,
    const char **reason)
{
	const struct meal_part *p = &w->parts[i];
	double servings = doc_num(p->recipe, "servings", NAN);
	struct nutrition all;

	doc_append(row, "recipeId", doc_text(cx->arena, p->item.recipe_id));
	doc_append(row, "servings", doc_double(cx->arena, p->item.servings));
	nutrition_init(&all);
	nutrient_read(doc_get(p->recipe, "totals"), all.totals);
	all.grams = doc_num(p->recipe, "grams", 0);
	nutrition_add_scaled(&w->sum, &all,
	    recipe_share(p->item.servings, servings));
	if (!nutrition_fits(&w->sum))
		meal_fault(cx, i, "servings", too_much, "range");
	*reason = doc_true(doc_get(p->recipe, "incomplete")) ?
	    "incomplete" : NULL;
}

bool
meal_weigh(struct cx *cx, struct meal_compute *w, bool strict)
{
	size_t i;

	nutrition_init(&w->sum);
	w->rows = doc_list(cx->arena);
	w->missing = doc_list(cx->arena);
	for (i = 0; i < w->n; i++) {
		struct doc *row = doc_add(w->rows, doc_object(cx->arena));
		const char *reason = NULL;
		struct doc *line;

		doc_append(row, "position", doc_int(cx->arena, (int64_t)i));
		if (w->parts[i].food)
			add_food(cx, w, i, strict, row, &reason);
		else
			add_recipe(cx, w, i, row, &reason);
		if (!reason)
			continue;
		line = doc_add(w->missing, doc_object(cx->arena));
		doc_append(line, "item", doc_int(cx->arena, (int64_t)i));
		doc_append(line, "reason", doc_text(cx->arena, reason));
	}
	w->totals = nutrient_array(cx, w->sum.totals);
	return !cx->err.kind;
}
