#include "recipe/recipe_upgrade.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "store/cx.h"
#include "store/db.h"
#include "store/search_index.h"
#include "data/doc.h"
#include "food/catalogue.h"
#include "food/claim.h"
#include "ingredient/ingredient.h"
#include "recipe/recipe.h"
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

/* ---- lines read in an older way ------------------------------------------ */

/* Where it is noted, among what was last brought into foods, how far they are
 * read: "KEY" all of them, "KEY ID" up to that recipe. */
#define READ_SOURCE	"recipes read"
#define READ_BATCH	40	/* recipes at once */

struct reading {
	const char	*key;
	bool		 done;
};

/* Set to the author's, whose lines they are. */
static void
ask_as(struct cx *cx, const struct doc *row)
{
	const char *locale = doc_str(row, "locale");

	snprintf(cx->asker.household, sizeof(cx->asker.household), "%s",
	    doc_str(row, "household"));
	snprintf(cx->asker.locale, sizeof(cx->asker.locale), "%s", locale ?
	    locale : "");
	cx->asker.imperial = doc_true(doc_get(row, "imperial"));
}

static bool
same_author(const struct doc *a, const struct doc *b)
{
	const char *x = doc_str(a, "locale"), *y = doc_str(b, "locale");

	return strcmp(doc_str(a, "household"), doc_str(b, "household")) == 0 &&
	    doc_true(doc_get(a, "imperial")) == doc_true(doc_get(b,
	    "imperial")) && strcmp(x ? x : "", y ? y : "") == 0;
}

/* Rows in the order of ids, those of one author that follow each other at a
 * time. */
static bool
read_rows(struct cx *cx, const struct doc *found)
{
	const char *ids[READ_BATCH];
	const struct doc *d = doc_first(found), *first;
	size_t n;

	while (d) {
		first = d;
		for (n = 0; d && same_author(first, d); d = d->next)
			ids[n++] = doc_str(d, "id");
		ask_as(cx, first);
		if (!recipe_read_anew(cx, db_array(cx, ids, n)))
			return false;
	}
	return true;
}

/* After whom to go on: NULL from the beginning. */
static const char *
read_to(const struct reading *r, const char *noted)
{
	size_t n = strlen(r->key);

	return noted && strncmp(noted, r->key, n) == 0 && noted[n] == ' ' ?
	    noted + n + 1 : NULL;
}

static bool
read_some(struct cx *cx, void *arg)
{
	struct reading *r = arg;
	struct doc *row, *found;
	const char *noted;

	if (!DB(cx, SQL_CATALOGUE_LOCK, .source = READ_SOURCE) ||
	    !(row = DB(cx, SQL_CATALOGUE_HASH, .source = READ_SOURCE)))
		return false;
	noted = doc_str(row, "hash");
	r->done = noted && strcmp(noted, r->key) == 0;
	if (r->done)
		return true;
	found = DB(cx, SQL_RECIPES_TO_READ, .after = read_to(r, noted),
	    .limit = db_int(cx, READ_BATCH));
	if (!found || !read_rows(cx, found))
		return false;
	r->done = found->count < READ_BATCH;
	return DB(cx, SQL_CATALOGUE_HASH_SET, .source = READ_SOURCE,
	    .hash = r->done ? r->key : arena_fmt(cx->arena, "%s %s", r->key,
	    doc_str(found->last, "id"))) != NULL;
}

static bool
read_lines(struct cx *cx)
{
	struct asker asker = cx->asker;
	struct doc *row = DB(cx, SQL_CATALOGUE_HASH,
	    .source = CATALOGUE_SOURCE);
	const char *tables = row ? doc_str(row, "hash") : NULL;
	struct reading r = { .key = arena_fmt(cx->arena, "%d/%d/%s",
	    PARSER_VERSION, CLAIM_VERSION, tables ? tables : "") };
	bool ok = row != NULL;

	while (ok && !r.done) {
		struct arena_mark mark = arena_mark(cx->arena);

		ok = db_tx(cx, read_some, &r);
		if (ok)
			arena_rewind(cx->arena, mark);
	}
	cx->asker = asker;
	return ok;
}

bool
recipe_upgrade(struct cx *cx)
{
	return search_index(cx, &source) && in_batches(cx, read_yields) &&
	    read_lines(cx);
}
