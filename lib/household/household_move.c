#include "household/household_move.h"

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "plan/meal.h"
#include "store/secret.h"

/* A recipe's rows follow it, in either kind of move. */
static bool
move_recipes(struct cx *cx, const struct household_move *m,
    const char *private_of)
{
	return DB_PAGE(cx,
	    { "recipes", SQL_MOVE_RECIPES, DB_ARGS(m->from, m->to,
		private_of) },
	    { "lines", SQL_MOVE_RECIPE_LINES, DB_ARGS(m->from, m->to) },
	    { "steps", SQL_MOVE_RECIPE_STEPS, DB_ARGS(m->from, m->to) },
	    { "favorites", SQL_MOVE_RECIPE_FAVORITES, DB_ARGS(m->from,
		m->to) }) != NULL;
}

/* t/318-household.t holds this against the tables that there are. */
static bool
move_all(struct cx *cx, const struct household_move *m)
{
	return DB_PAGE(cx,
	    { "marked", SQL_MOVE_LISTS_MARK, DB_ARGS(m->from) },
	    { "foods", SQL_MOVE_FOODS, DB_ARGS(m->from, m->to) },
	    { "known", SQL_MOVE_FOOD_NAMES_KNOWN, DB_ARGS(m->from, m->to) },
	    { "names", SQL_MOVE_FOOD_NAMES, DB_ARGS(m->from, m->to) },
	    { "meals", SQL_MOVE_MEALS, DB_ARGS(m->from, m->to) },
	    { "meal items", SQL_MOVE_MEAL_ITEMS, DB_ARGS(m->from, m->to) },
	    { "plan", SQL_MOVE_PLAN, DB_ARGS(m->from, m->to) },
	    { "lists", SQL_MOVE_LISTS, DB_ARGS(m->from, m->to) },
	    { "items", SQL_MOVE_ITEMS, DB_ARGS(m->from, m->to) }) &&
	    move_recipes(cx, m, NULL) &&
	    DB(cx, SQL_MOVE_LISTS_READ, m->to) != NULL;
}

/* ---- leaving others behind --------------------------------------------- */

/* The household's own foods in these recipes, as copies in the new one. */
static bool
copy_foods(struct cx *cx, const struct household_move *m,
    const char *recipes)
{
	struct doc *foods = DB(cx, SQL_LEAVE_FOODS, m->from, recipes), *d;
	const char *rows;

	if (!foods || !foods->first)
		return foods != NULL;
	for (d = foods->first; d; d = d->next)
		doc_put(d, "copy", doc_text(cx->arena,
		    secret_uuid(cx->arena)));
	rows = db_json(cx, foods);
	return DB_PAGE(cx,
	    { "foods", SQL_LEAVE_COPY_FOODS, DB_ARGS(m->from, m->to, rows) },
	    { "names", SQL_LEAVE_COPY_NAMES, DB_ARGS(m->from, m->to, rows) },
	    { "lines", SQL_LEAVE_RELINK, DB_ARGS(m->from, recipes, rows) })
	    != NULL;
}

/* Where others have them, they are no more than the words they saw. */
static bool
let_go(struct cx *cx, const struct household_move *m, const char *recipes)
{
	struct doc *page = DB_PAGE(cx,
	    { "plan", SQL_LEAVE_PLAN, DB_ARGS(m->from, recipes) },
	    { "shopping", SQL_LEAVE_ITEMS, DB_ARGS(m->from, recipes) },
	    { "meals", SQL_LEAVE_MEALS, DB_ARGS(m->from, recipes) },
	    { "items", SQL_LEAVE_MEAL_ITEMS, DB_ARGS(m->from, recipes) },
	    { "marks", SQL_LEAVE_RECIPE_FAVORITES, DB_ARGS(m->from,
		m->person, recipes) },
	    { "foods", SQL_LEAVE_FOOD_FAVORITES, DB_ARGS(m->from,
		m->person) });
	const char *meals = doc_chars(doc_path(page, "meals.meals"));

	return page && meal_recompute(cx, m->from, meals) &&
	    DB(cx, SQL_LEAVE_MEALS_EMPTIED, m->from, meals);
}

static bool
move_private(struct cx *cx, const struct household_move *m)
{
	struct doc *row = DB(cx, SQL_LEAVE_PRIVATE, m->from, m->person);
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
		{ "person", SQL_MOVE_PERSON, DB_ARGS(m->from, m->person,
		    m->to, m->role) },
		{ "check", SQL_MOVE_CHECK, NULL, 0 },
		{ "emptied", SQL_MOVE_EMPTIED, DB_ARGS(m->from) }) != NULL;
}
