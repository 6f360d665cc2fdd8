#include "household/household_move.h"

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "food/food.h"
#include "plan/meal.h"
#include "store/secret.h"

/* A recipe's rows follow it, in either kind of move. */
static bool
move_recipes(struct cx *cx, const struct household_move *m,
    const char *private_of)
{
	return DB_PAGE(cx,
	    { "recipes", DB_CALL(SQL_MOVE_RECIPES, .household = m->from,
		.to = m->to, .private_of = private_of) },
	    { "lines", DB_CALL(SQL_MOVE_RECIPE_LINES, .household = m->from,
		.to = m->to) },
	    { "steps", DB_CALL(SQL_MOVE_RECIPE_STEPS, .household = m->from,
		.to = m->to) },
	    { "favorites", DB_CALL(SQL_MOVE_RECIPE_FAVORITES,
		.household = m->from, .to = m->to) }) != NULL;
}

/* t/318-household.t holds this against the tables that there are. */
static bool
move_all(struct cx *cx, const struct household_move *m)
{
	return DB_PAGE(cx,
	    { "marked", DB_CALL(SQL_MOVE_LISTS_MARK, .household = m->from) },
	    { "foods", DB_CALL(SQL_MOVE_FOODS, .household = m->from,
		.to = m->to) },
	    { "known", DB_CALL(SQL_MOVE_FOOD_NAMES_KNOWN, .household = m->from,
		.to = m->to) },
	    { "names", DB_CALL(SQL_MOVE_FOOD_NAMES, .household = m->from,
		.to = m->to) },
	    { "meals", DB_CALL(SQL_MOVE_MEALS, .household = m->from,
		.to = m->to) },
	    { "meal items", DB_CALL(SQL_MOVE_MEAL_ITEMS, .household = m->from,
		.to = m->to) },
	    { "plan", DB_CALL(SQL_MOVE_PLAN, .household = m->from,
	    .to = m->to) },
	    { "lists", DB_CALL(SQL_MOVE_LISTS, .household = m->from,
		.to = m->to) },
	    { "items", DB_CALL(SQL_MOVE_ITEMS, .household = m->from,
		.to = m->to) }) &&
	    move_recipes(cx, m, NULL) &&
	    search_index_household(cx, &food_search_source, m->to) &&
	    DB(cx, SQL_MOVE_LISTS_READ, .household = m->to) != NULL;
}

/* ---- leaving others behind --------------------------------------------- */

/* The household's own foods in these recipes, as copies in the new one. */
static bool
copy_foods(struct cx *cx, const struct household_move *m,
    const char *recipes)
{
	struct doc *foods = DB(cx, SQL_LEAVE_FOODS, .household = m->from,
	    .recipes = recipes), *d;
	const char *rows;

	if (!foods || !foods->first)
		return foods != NULL;
	for (d = foods->first; d; d = d->next)
		doc_append(d, "copy", doc_text(cx->arena,
		    secret_uuid(cx->arena)));
	rows = db_json(cx, foods);
	return DB_PAGE(cx,
	    { "foods", DB_CALL(SQL_LEAVE_COPY_FOODS, .household = m->from,
		.to = m->to, .rows = rows) },
	    { "names", DB_CALL(SQL_LEAVE_COPY_NAMES, .household = m->from,
		.to = m->to, .rows = rows) },
	    { "lines", DB_CALL(SQL_LEAVE_RELINK, .household = m->from,
		.recipes = recipes, .rows = rows) }) &&
	    search_index_household(cx, &food_search_source, m->to);
}

/* Where others have them, they are no more than the words they saw. */
static bool
let_go(struct cx *cx, const struct household_move *m, const char *recipes)
{
	struct doc *page = DB_PAGE(cx,
	    { "plan", DB_CALL(SQL_LEAVE_PLAN, .household = m->from,
		.recipes = recipes) },
	    { "shopping", DB_CALL(SQL_LEAVE_ITEMS, .household = m->from,
		.recipes = recipes) },
	    { "meals", DB_CALL(SQL_LEAVE_MEALS, .household = m->from,
		.recipes = recipes) },
	    { "items", DB_CALL(SQL_LEAVE_MEAL_ITEMS, .household = m->from,
		.recipes = recipes) },
	    { "marks", DB_CALL(SQL_LEAVE_RECIPE_FAVORITES, .household = m->from,
		.person = m->person, .recipes = recipes) },
	    { "foods", DB_CALL(SQL_LEAVE_FOOD_FAVORITES, .household = m->from,
		.person = m->person) });
	const char *meals = doc_chars(doc_path(page, "meals.meals"));

	return page && meal_recompute(cx, m->from, meals) &&
	    DB(cx, SQL_LEAVE_MEALS_EMPTIED, .household = m->from,
	    .meals = meals);
}

static bool
move_private(struct cx *cx, const struct household_move *m)
{
	struct doc *row = DB(cx, SQL_LEAVE_PRIVATE, .household = m->from,
	    .person = m->person);
	const char *recipes = doc_str(row, "recipes");

	return row && copy_foods(cx, m, recipes) &&
	    let_go(cx, m, recipes) && move_recipes(cx, m, m->person);
}

/* ------------------------------------------------------------------------ */

bool
household_move(struct cx *cx, const struct household_move *m)
{
	return DB(cx, SQL_MOVE_BEGIN) && (m->all ? move_all(cx, m) :
	    move_private(cx, m)) &&
	    DB_PAGE(cx,
		{ "person", DB_CALL(SQL_MOVE_PERSON, .household = m->from,
		    .person = m->person, .to = m->to, .role = m->role) },
		{ "check", DB_CALL(SQL_MOVE_CHECK) },
		{ "emptied", DB_CALL(SQL_MOVE_EMPTIED,
		    .household = m->from) }) != NULL;
}
