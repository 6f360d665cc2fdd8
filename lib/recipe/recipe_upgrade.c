#include "recipe/recipe_upgrade.h"

#include <math.h>
#include <stdio.h>

#include "base/array.h"
#include "store/cx.h"
#include "store/db.h"
#include "store/search_index.h"
#include "data/doc.h"
#include "recipe/recipe_compute.h"
#include "recipe/recipe_yield.h"

#define BATCH	200	/* recipes at once */

struct upgrade {
	const char	*after, *last;	/* ids: looked at before; of these */
	int64_t		 left;
};

/* ---- words made in an older way ------------------------------------------ */

static const struct search_part parts[] = {
	{ "name", 'A' }, { "keywords", 'B' }, { "foods", 'C' },
};
static const struct search_source source = { SQL_RECIPES_TO_INDEX,
	SQL_RECIPES_INDEX, parts, COUNT(parts) };

/* ---- servings that nobody chose ------------------------------------------ */

/* The row of SQL_RECIPE_YIELDS_PUT, when the yield says for how many. */
static void
read_yield(struct cx *cx, const struct doc *d, struct doc *rows)
{
	double servings = recipe_yield_servings(cx->arena, doc_str(d,
	    "recipeYield"));
	struct nutrition sum;
	struct doc *row;

	if (isnan(servings))
		return;
	nutrition_init(&sum);
	nutrient_read(doc_get(d, "totals"), sum.totals);
	sum.grams = doc_num(d, "grams", 0);
	row = doc_add(rows, doc_object(cx->arena));
	doc_append(row, "id", doc_text(cx->arena, doc_str(d, "id")));
	doc_append(row, "servings", doc_double(cx->arena, servings));
	doc_append(row, "nutrition", doc_true(doc_get(d, "told")) ?
	    recipe_label(cx->arena, &sum, servings) : doc_null(cx->arena));
}

static bool
read_yields(struct cx *cx, void *arg)
{
	struct upgrade *u = arg;
	struct doc *found = DB(cx, SQL_RECIPE_YIELDS_UNREAD, .after = u->after,
	    .limit = db_int(cx, BATCH)), *rows = doc_list(cx->arena);
	const struct doc *d;

	u->left = 0;
	for (d = doc_first(found); d; d = d->next, u->left++) {
		read_yield(cx, d, rows);
		u->last = doc_str(d, "id");
	}
	return found && (!rows->count || DB(cx, SQL_RECIPE_YIELDS_PUT,
	    .rows = db_json(cx, rows)) != NULL);
}

/* -------------------------------------------------------------------------- */

static bool
in_batches(struct cx *cx, bool (*some)(struct cx *, void *))
{
	struct upgrade u = { .left = 1 };
	char after[64] = "";

	while (u.left) {
		struct arena_mark mark = arena_mark(cx->arena);

		if (!db_tx(cx, some, &u))
			return false;
		if (u.last)
			snprintf(after, sizeof(after), "%s", u.last);
		arena_rewind(cx->arena, mark);
		u.after = *after ? after : NULL;
		u.last = NULL;
	}
	return true;
}

bool
recipe_upgrade(struct cx *cx)
{
	return search_index(cx, &source) && in_batches(cx, read_yields);
}
