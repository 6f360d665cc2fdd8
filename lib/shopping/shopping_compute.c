#include "shopping/shopping_compute.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "shopping/shop_merge.h"
#include "shopping/shopping.h"
#include "shopping/shopping_change.h"
#include "recipe/recipe_yield.h"

#define ROWS_MAX	"20000"		/* entries; ingredients; of meals */
#define ROWS		20000
#define PLANNED_MAX	"5000"		/* items, those taken off as well */
#define PORTIONS_MAX	200

/* Rows by id; of several with one id the first. */
struct index {
	const struct doc	**rows;
	size_t			  n;
};

/* An ingredient or a food of a meal, read once however often it is cooked. */
struct thing {
	const struct shop_food	*food;
	struct shop_product	 product;
	const char		*name, *unit;
	double			 quantity, grams;
};

struct plan {
	struct cx		*cx;
	struct index		 recipes, ingredients, meals;
	struct shop_food	*foods;		/* by id */
	size_t			 nfoods;
	struct thing		*things;	/* of ingredients, in order */
	const struct doc	*first;		/* of the ingredients */
	struct shop_line	*lines;
	size_t			 n, cap;
	/* where the lines to come are from */
	const char		*entry, *date;
};

/* ---- looking up -------------------------------------------------------- */

static int
by_id(const void *a, const void *b)
{
	const struct doc *const *x = a, *const *y = b;

	return strcmp(doc_str(*x, "id"), doc_str(*y, "id"));
}

static int
is_id(const void *id, const void *row)
{
	const struct doc *const *d = row;

	return strcmp(id, doc_str(*d, "id"));
}

static void
index_rows(struct cx *cx, struct index *ix, const struct doc *list)
{
	const struct doc *d;

	ix->rows = arena_array(cx->arena, list->count, sizeof(*ix->rows));
	for (d = list->first; d; d = d->next)
		if (!ix->n || is_id(doc_str(d, "id"), &ix->rows[ix->n - 1]))
			ix->rows[ix->n++] = d;
	qsort(ix->rows, ix->n, sizeof(*ix->rows), by_id);
}

static const struct doc *
item_find(const struct index *ix, const char *id)
{
	const struct doc **hit = id && ix->n ? bsearch(id, ix->rows, ix->n,
	    sizeof(*ix->rows), is_id) : NULL;

	return hit ? *hit : NULL;
}

static int
by_food(const void *a, const void *b)
{
	const struct shop_food *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static const struct shop_food *
food_of(const struct plan *p, const char *id)
{
	struct shop_food key = { .id = id };

	return id && p->nfoods ? bsearch(&key, p->foods, p->nfoods,
	    sizeof(key), by_food) : NULL;
}

/* ---- foods and ingredients --------------------------------------------- */

static void
read_portions(struct cx *cx, const struct doc *raw, struct shop_food *food)
{
	const struct doc *list = raw && raw->kind == DOC_RAW ?
	    json_parse(&cx->err, raw->text, raw->len) : NULL, *d;
	struct portion *out = arena_array(cx->arena, list ? list->count : 0,
	    sizeof(*out));

	for (d = doc_first(list); d && food->n < PORTIONS_MAX; d = d->next) {
		out[food->n].name = doc_str(d, "name");
		out[food->n].grams = doc_num(d, "grams", NAN);
		food->n += out[food->n].name && out[food->n].grams > 0;
	}
	food->portions = out;
}

static void
read_foods(struct plan *p, const struct doc *rows)
{
	struct cx *cx = p->cx;
	const struct doc *d;

	p->foods = arena_array(cx->arena, rows->count, sizeof(*p->foods));
	for (d = rows->first; d; d = d->next) {
		struct shop_food *food = &p->foods[p->nfoods++];

		food->id = doc_str(d, "id");
		food->name = doc_str(d, "name");
		food->aisle = doc_str(d, "aisle");
		food->is_water = shop_is_water(ingredient_fold(cx->arena,
		    food->name));
		food->density = doc_num(d, "density", NAN);
		read_portions(cx, doc_get(d, "portions"), food);
	}
	qsort(p->foods, p->nfoods, sizeof(*p->foods), by_food);
}

/* Of a range the upper end: one must not run out. */
static void
read_thing(const struct plan *p, const struct doc *d, struct thing *out)
{
	double least = doc_num(d, "quantity", NAN);
	double most = doc_num(d, "quantityMax", NAN);

	out->food = food_of(p, doc_str(d, "foodId"));
	out->name = doc_str(d, "food");
	if (!out->name)
		out->name = out->food ? out->food->name : "";
	out->unit = doc_str(d, "unit");
	shop_product(p->cx->arena, out->name, doc_str(d, "note"), out->unit,
	    out->food ? out->food->aisle : NULL, &out->product);
	out->quantity = least;
	out->grams = doc_num(d, "grams", NAN);
	if (most > least) {
		out->quantity = most;
		out->grams *= 2 * most / (least + most);
	}
}

static void
read_things(struct plan *p, const struct doc *rows)
{
	const struct doc *d;
	size_t i = 0;

	p->things = arena_array(p->cx->arena, rows->count,
	    sizeof(*p->things));
	for (d = rows->first; d; d = d->next)
		read_thing(p, d, &p->things[i++]);
}

/* ---- lines ------------------------------------------------------------- */

static bool
too_many(struct cx *cx)
{
	return fail(cx, ERR_TOO_LARGE, say_n("That is too much for one list: "
	    "at most %d line of recipes. Choose fewer days.", "That is too "
	    "much for one list: at most %d lines of recipes. Choose fewer "
	    "days.", SHOPPING_LINES_MAX), SHOPPING_LINES_MAX);
}

static bool
add_line(struct plan *p, const struct thing *t, double factor,
    const char *recipe_id, const char *recipe)
{
	size_t was = p->cap * sizeof(*p->lines);

	if (p->n == SHOPPING_LINES_MAX)
		return too_many(p->cx);
	if (p->n == p->cap) {
		p->cap = p->cap ? 2 * p->cap : 256;
		p->lines = arena_grow(p->cx->arena, p->lines, was,
		    p->cap * sizeof(*p->lines));
	}
	p->lines[p->n++] = (struct shop_line){
		.food = t->food, .name = t->name, .product = &t->product,
		.quantity = t->quantity * factor, .unit = t->unit,
		.grams = t->grams * factor, .recipe_id = recipe_id,
		.recipe = recipe, .entry = p->entry, .date = p->date,
	};
	return true;
}

/* A recipe that is gone is not cooked. */
static bool
add_recipe(struct plan *p, const char *id, double servings)
{
	const struct doc *recipe = item_find(&p->recipes, id);
	const struct thing *t;
	const struct doc *d;
	double factor;

	if (!recipe)
		return true;
	factor = recipe_share(servings, doc_num(recipe, "servings", NAN));
	d = item_find(&p->ingredients, id);
	if (!d)
		return true;
	/* the row knows where its thing stands */
	t = &p->things[(size_t)doc_num(d, "at", 1) - 1];
	for (; d && strcmp(doc_str(d, "id"), id) == 0; d = d->next, t++)
		if (!add_line(p, t, factor, id, doc_str(recipe, "name")))
			return false;
	return true;
}

static bool
add_food(struct plan *p, const struct doc *d, double servings,
    const char *meal)
{
	struct thing *t = arena_alloc(p->cx->arena, sizeof(*t));

	read_thing(p, d, t);
	return !t->food || add_line(p, t, servings, NULL, meal);
}

static bool
add_meal(struct plan *p, const char *id, double servings)
{
	const struct doc *d = item_find(&p->meals, id);
	const char *recipe;

	for (; d && strcmp(doc_str(d, "id"), id) == 0; d = d->next) {
		recipe = doc_str(d, "recipeId");
		if (recipe ? !add_recipe(p, recipe, servings *
		    doc_num(d, "servings", 1)) :
		    !add_food(p, d, servings, doc_str(d, "name")))
			return false;
	}
	return true;
}

static bool
add_entry(struct plan *p, const struct doc *d)
{
	const char *recipe = doc_str(d, "recipeId");
	const char *meal = doc_str(d, "mealId");
	double servings = doc_num(d, "servings", 1);

	p->entry = doc_str(d, "entry");
	p->date = doc_str(d, "date");
	if (recipe)
		return add_recipe(p, recipe, servings);
	if (meal)
		return add_meal(p, meal, servings);
	return add_food(p, d, servings, NULL);
}

/* All lines of what is planned. */
static bool
read_plan(struct plan *p, const struct doc *page)
{
	const struct doc *entries = doc_get(page, "entries"), *d;
	const struct doc *ingredients = doc_get(page, "ingredients");
	const struct doc *meals = doc_get(page, "meals");

	if (entries->count >= ROWS || ingredients->count >= ROWS ||
	    meals->count >= ROWS)
		return too_many(p->cx);
	index_rows(p->cx, &p->recipes, doc_get(page, "recipes"));
	index_rows(p->cx, &p->ingredients, ingredients);
	index_rows(p->cx, &p->meals, meals);
	read_foods(p, doc_get(page, "foods"));
	read_things(p, ingredients);
	for (d = entries->first; d; d = d->next)
		if (!add_entry(p, d))
			return false;
	return !p->cx->err.kind;
}

static struct doc *
plan_page(struct cx *cx, const char *list)
{
	const char *home = cx->asker.household;

	return DB_PAGE(cx,
	    { "own", DB_CALL(SQL_SHOPPING_LIST_COUNTS, .household = home,
		.id = list) },
	    { "entries", DB_CALL(SQL_SHOPPING_PLAN_ENTRIES, .household = home,
		.list = list, .limit = ROWS_MAX) },
	    { "recipes", DB_CALL(SQL_SHOPPING_PLAN_RECIPES, .household = home,
		.list = list) },
	    { "ingredients", DB_CALL(SQL_SHOPPING_PLAN_INGREDIENTS,
		.household = home, .list = list, .limit = ROWS_MAX) },
	    { "meals", DB_CALL(SQL_SHOPPING_PLAN_MEALS, .household = home,
		.list = list, .limit = ROWS_MAX) },
	    { "foods", DB_CALL(SQL_SHOPPING_PLAN_FOODS, .household = home,
		.list = list) },
	    { "rows", DB_CALL(SQL_SHOPPING_ITEMS_PLANNED, .household = home,
		.list = list, .limit = PLANNED_MAX) });
}

bool
shopping_compute(struct cx *cx, const char *list)
{
	struct doc *page = plan_page(cx, list);
	struct plan plan = { .cx = cx };
	struct shop_item *items;
	size_t n;

	if (!page || !read_plan(&plan, page))
		return false;
	n = shop_merge(cx->arena, plan.lines, plan.n,
	    unit_system(cx->asker.imperial), &items);
	return shopping_change(cx, list, items, n, doc_get(page, "rows"),
	    (size_t)doc_num(doc_get(page, "own"), "own", 0));
}
