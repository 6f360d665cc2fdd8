/* What pages say differently: rows by name, lines, servings as an amount. */
#include <math.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "food/food_match.h"
#include "plan/meal.h"
#include "data/text.h"

/* ---- from a form ------------------------------------------------------- */

/* Something that was named and is to be found. */
struct wish {
	struct food_match		 match;
	struct meal_item	*item;
	const char		*pointer;
	bool			 found;
};

struct reader {
	struct cx		*cx;
	struct meal_item	*items;
	size_t			 n;
	struct wish		*wishes;
	size_t			 nwishes;
};

static const char *
name_of(const struct doc *rows, const char *id)
{
	const struct doc *d;

	for (d = id ? doc_first(rows) : NULL; d; d = d->next)
		if (strcmp(doc_str(d, "id"), id) == 0)
			return doc_str(d, "name");
	return NULL;
}

static struct doc *
names(struct cx *cx, const struct meal_draft *d, const char *meal)
{
	const struct meal_item *rows = d->items.p;
	const char **foods = arena_array(cx->arena, d->items.n,
	    sizeof(*foods));
	const char **recipes = arena_array(cx->arena, d->items.n,
	    sizeof(*recipes));
	size_t nfoods = 0, nrecipes = 0, i;

	for (i = 0; i < d->items.n; i++) {
		if (rows[i].food_id)
			foods[nfoods++] = rows[i].food_id;
		if (rows[i].recipe_id)
			recipes[nrecipes++] = rows[i].recipe_id;
	}
	return DB_PAGE(cx,
	    { "foods", DB_CALL(SQL_MEAL_FOODS, .household = cx->asker.household,
		.meal = meal, .ids = db_array(cx, foods, nfoods)) },
	    { "recipes", DB_CALL(SQL_MEAL_RECIPES,
		.household = cx->asker.household, .person = cx->asker.id,
		.meal = meal, .ids = db_array(cx, recipes, nrecipes)) });
}

/* A wish for what a text says. */
static struct wish *
wish(struct reader *r, struct meal_item *item, const char *text,
    const char *pointer)
{
	struct wish *w = &r->wishes[r->nwishes];

	if (!ingredient_parse(r->cx->arena, text,
	    unit_system(r->cx->asker.imperial), &w->match.line))
		return NULL;
	w->item = item;
	w->pointer = pointer;
	r->nwishes++;
	return w;
}

/* Whether the form has the name of this row, and nothing in it. */
static bool
cleared(const struct doc *form, size_t i)
{
	const struct doc *row = doc_first(doc_get(form, "items")), *title;

	while (row && i--)
		row = row->next;
	title = doc_get(row, "title");
	return title && doc_chars(title) && !*doc_chars(title);
}

static void
read_row(struct reader *r, const struct meal_item *row, size_t i,
    const struct doc *known)
{
	struct meal_item *item = &r->items[r->n++];
	const char *name = row->recipe_id ? name_of(doc_get(known,
	    "recipes"), row->recipe_id) : name_of(doc_get(known, "foods"),
	    row->food_id);
	struct wish *w;

	*item = *row;
	if (row->recipe_id && !isnan(row->quantity))
		item->servings = row->quantity;
	if (!row->title || (name && text_same_ci(name, row->title)))
		return;
	item->food_id = item->recipe_id = NULL;
	w = wish(r, item, row->title, arena_fmt(r->cx->arena,
	    "/items/%zu/title", i));
	if (!w)
		return;
	if (!isnan(row->quantity) || row->unit)
		w->match.line.quantity = row->quantity;
	if (row->unit)
		w->match.line.unit = w->match.line.measure = NULL;
}

static void
read_line(struct reader *r, const char *line)
{
	struct meal_item *item = &r->items[r->n];
	struct wish *w = wish(r, item, line, "/moreItems");

	if (!w)
		return;
	if (w->match.line.is_heading) {
		memset(w, 0, sizeof(*w));
		r->nwishes--;
		return;
	}
	*item = (struct meal_item){ .quantity = NAN, .servings = 1 };
	r->n++;
}

/* A recipe of exactly this name comes before any food. */
static bool
find_recipes(struct reader *r)
{
	struct cx *cx = r->cx;
	const char **texts = arena_array(cx->arena, 2 * r->nwishes,
	    sizeof(*texts));
	const struct doc *d;
	struct doc *rows;
	size_t i;

	for (i = 0; i < r->nwishes; i++) {
		texts[2 * i] = r->wishes[i].match.line.food;
		texts[2 * i + 1] = r->wishes[i].match.line.original;
	}
	rows = DB(cx, SQL_MEAL_RECIPES_NAMED, .household = cx->asker.household,
	    .person = cx->asker.id,
	    .names = db_array(cx, texts, 2 * r->nwishes));
	for (i = 0; i < r->nwishes; i++) {
		struct wish *w = &r->wishes[i];
		double quantity = w->match.line.quantity;

		for (d = doc_first(rows); d && !w->found; d = d->next) {
			bool whole = text_same_ci(doc_str(d, "name"),
			    w->match.line.original);

			if (!whole && !text_same_ci(doc_str(d, "name"),
			    w->match.line.food))
				continue;
			w->found = true;
			w->item->recipe_id = doc_str(d, "id");
			if (!isnan(w->item->quantity))
				quantity = w->item->quantity;
			else if (whole)
				quantity = 1;
			w->item->servings = quantity > 0 ? quantity : 1;
		}
	}
	return rows != NULL;
}

static bool
find_foods(struct reader *r)
{
	struct food_match *lines = arena_array(r->cx->arena, r->nwishes,
	    sizeof(*lines));
	size_t n = 0, i;

	for (i = 0; i < r->nwishes; i++)
		if (!r->wishes[i].found)
			lines[n++] = r->wishes[i].match;
	if (n && !food_match_lines(r->cx, lines, n))
		return false;
	for (i = n = 0; i < r->nwishes; i++) {
		struct wish *w = &r->wishes[i];
		const struct food_match *m = &lines[n];

		if (w->found)
			continue;
		n++;
		if (!m->food_id)
			fail_as(r->cx, "not-found",
			    fail_pointer(r->cx, w->pointer, "There is no food "
			    "or recipe \"%s\".", m->line.original));
		w->item->food_id = m->food_id;
		w->item->quantity = m->line.quantity;
		if (!w->item->unit)
			w->item->unit = m->line.unit ? m->line.unit :
			    m->line.measure ? m->line.measure :
			    m->line.size;
	}
	return !r->cx->err.kind;
}

bool
meal_draft_from_page(struct cx *cx, struct meal_draft *d, const char *meal,
    const struct doc *form)
{
	const struct meal_item *rows = d->items.p;
	size_t max = d->items.n + d->lines.n, i;
	struct reader r = { .cx = cx,
	    .items = arena_array(cx->arena, max, sizeof(*r.items)),
	    .wishes = arena_array(cx->arena, max, sizeof(*r.wishes)) };
	struct doc *known = names(cx, d, meal);

	if (!known)
		return false;
	for (i = 0; i < d->items.n; i++)
		if (!cleared(form, i))
			read_row(&r, &rows[i], i, known);
	for (i = 0; i < d->lines.n; i++)
		read_line(&r, d->lines.p[i]);
	if (r.nwishes && (!find_recipes(&r) || !find_foods(&r)))
		return false;
	if (r.n > MEAL_ITEMS_MAX)
		return fail_as(cx, "count",
		    fail_pointer(cx, "/items", say_n("At most %d is "
		    "possible; these are %zu.", "At most %d are possible; "
		    "these are %zu.", MEAL_ITEMS_MAX), MEAL_ITEMS_MAX, r.n));
	d->items = (struct field_list){ r.items, r.n };
	return true;
}

/* ---- to a page --------------------------------------------------------- */

void
meal_page_extras(struct cx *cx, struct doc *meal, bool edit)
{
	struct doc *d;

	for (d = doc_first(doc_get(meal, "items")); d; d = d->next) {
		doc_append(d, "title", doc_text(cx->arena, doc_str(d, "name")));
		if (edit && doc_str(d, "recipeId"))
			doc_set(d, "quantity", doc_number(cx->arena,
			    doc_str(d, "servings")));
	}
	for (d = doc_first(doc_get(meal, "missing")); d; d = d->next)
		doc_append(d, doc_str(d, "reason"), doc_bool(cx->arena, true));
}
