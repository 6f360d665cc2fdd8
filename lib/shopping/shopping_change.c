#include "shopping/shopping_change.h"

#include <math.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "shopping/shop_merge.h"
#include "shopping/shopping.h"
#include "store/secret.h"

#define SLACK	0.005	/* of an amount: no kitchen measures it */

struct change {
	struct cx		*cx;
	const struct shop_item	*items;		/* needed */
	size_t			 n;
	const struct doc	**rows;		/* there */
	size_t			 nrows;
	size_t			*item_of;	/* each row; n: of none */
	/* for the statements */
	struct doc		*fresh, *kept;
	const char		**orphans, **gone;
	size_t			 norphans, ngone, stay;
};

/* ---- rows -------------------------------------------------------------- */

static bool
is(const struct doc *row, const char *what)
{
	return doc_true(doc_get(row, what));
}

static bool
is_settled(const struct doc *row)
{
	return is(row, "removed") || is(row, "checked");
}

enum same { SAME_KEY, SAME_FOOD, SAME_NAME };

/*
 * By the whole key; by the thing in it when it is counted otherwise now; by
 * what is written when a thing's key is another one than it was.
 */
static bool
is_same(const struct doc *row, const struct shop_item *item, enum same by)
{
	const char *key = doc_str(row, "key");
	size_t n = shop_key_food(key);

	if (by == SAME_NAME)
		return strcmp(doc_str(row, "food"), item->name) == 0;
	if (by == SAME_KEY)
		return strcmp(key, item->key) == 0;
	return n == shop_key_food(item->key) &&
	    strncmp(key, item->key, n) == 0;
}

/* An item has one open row, and as many settled ones as there are. */
static void
pair(struct change *c, enum same by)
{
	bool *open = arena_array(c->cx->arena, c->n, sizeof(*open));
	size_t i, k;

	for (k = 0; k < c->nrows; k++)
		if (c->item_of[k] < c->n && !is_settled(c->rows[k]))
			open[c->item_of[k]] = true;
	for (k = 0; k < c->nrows; k++)
		for (i = 0; c->item_of[k] == c->n && i < c->n; i++) {
			if ((open[i] && !is_settled(c->rows[k])) ||
			    !is_same(c->rows[k], &c->items[i], by))
				continue;
			c->item_of[k] = i;
			open[i] = open[i] || !is_settled(c->rows[k]);
		}
}

/* ---- what is settled --------------------------------------------------- */

/* What of the item a settled row stands for; 0 when they do not compare. */
static double
settled_by(const struct change *c, const struct doc *row,
    const struct shop_item *item)
{
	bool edited = is(row, "edited") && !doc_is_null(doc_get(row,
	    "planned"));
	const char *unit = doc_str(row, edited ? "plannedUnit" : "unit");
	const char *measure = doc_str(row, edited ? "plannedMeasure" :
	    "measure");
	double quantity = doc_num(row, edited ? "planned" : "quantity", NAN);

	quantity = shop_amount_in(item, quantity, unit ? unit : measure,
	    unit_system(c->cx->asker.imperial));
	return quantity > 0 ? quantity : 0;
}

/* What is still to buy of an item: NAN with *open of what has no amount;
 * *open is false when all is settled. */
static double
still_needed(const struct change *c, size_t i, bool *open)
{
	const struct shop_item *item = &c->items[i];
	double left = item->quantity;
	bool any = false;
	size_t k;

	for (k = 0; k < c->nrows; k++)
		if (c->item_of[k] == i && is_settled(c->rows[k])) {
			any = true;
			left -= settled_by(c, c->rows[k], item);
		}
	*open = !any || left > SLACK * item->quantity;
	return any ? round(left * 1000) / 1000 : item->quantity;
}

/* ---- documents --------------------------------------------------------- */

/* Whether a settled row is for this dish of this day already. */
static bool
is_told(const struct change *c, size_t i, const struct shop_source *s)
{
	const struct doc *raw, *d;
	size_t k;

	for (k = 0; k < c->nrows; k++) {
		raw = doc_get(c->rows[k], "sources");
		if (c->item_of[k] != i || !is_settled(c->rows[k]))
			continue;
		for (d = doc_first(raw); d; d = d->next) {
			const char *entry = doc_str(d, "entryId");
			const char *recipe = doc_str(d, "recipeId");

			if (entry && s->entry && strcmp(entry, s->entry) == 0 &&
			    (recipe && s->recipe_id ? strcmp(recipe,
			    s->recipe_id) == 0 : !recipe && !s->recipe_id))
				return true;
		}
	}
	return false;
}

static void
add_source(struct cx *cx, struct doc *list, const struct shop_source *s)
{
	struct doc *d = doc_add(list, doc_object(cx->arena));

	doc_append(d, "recipeId", doc_text(cx->arena, s->recipe_id));
	doc_append(d, "recipe", doc_text(cx->arena, s->recipe));
	doc_append(d, "entryId", doc_text(cx->arena, s->entry));
	doc_append(d, "date", doc_text(cx->arena, s->date));
	doc_append(d, "quantity", doc_double(cx->arena, s->quantity));
	doc_append(d, "unit", doc_text(cx->arena, s->unit));
}

/* Those of the dishes that no settled row is for; if there are none, the
 * dishes themselves have grown. */
static struct doc *
sources_doc(const struct change *c, size_t i, bool all)
{
	const struct shop_item *item = &c->items[i];
	struct doc *list = doc_list(c->cx->arena);
	size_t k;

	for (k = 0; k < item->nsources; k++)
		if (all || !is_told(c, i, &item->sources[k]))
			add_source(c->cx, list, &item->sources[k]);
	return list->first || all ? list : sources_doc(c, i, true);
}

static struct doc *
item_doc(const struct change *c, size_t i, const char *id, double quantity)
{
	const struct shop_item *item = &c->items[i];
	struct arena *arena = c->cx->arena;
	struct doc *d = doc_object(arena);

	doc_append(d, "id", doc_text(arena, id));
	doc_append(d, "foodId", doc_text(arena, item->food ?
	    item->food->id : NULL));
	doc_append(d, "food", doc_text(arena, item->name));
	doc_append(d, "key", doc_text(arena, item->key));
	doc_append(d, "quantity", doc_double(arena, quantity));
	doc_append(d, "unit", doc_text(arena, item->unit));
	doc_append(d, "measure", doc_text(arena, item->measure));
	doc_append(d, "aisle", doc_text(arena, item->aisle));
	doc_append(d, "sources", sources_doc(c, i, quantity ==
	    item->quantity || isnan(item->quantity)));
	return d;
}

/* ---- comparing --------------------------------------------------------- */

/* The open row of an item; nrows if there is none. */
static size_t
open_row(const struct change *c, size_t i)
{
	size_t k;

	for (k = 0; k < c->nrows; k++)
		if (c->item_of[k] == i && !is_settled(c->rows[k]))
			return k;
	return c->nrows;
}

static void
compare_item(struct change *c, size_t i)
{
	size_t k = open_row(c, i);
	bool open;
	double left = still_needed(c, i, &open);

	/* An amount set by hand stands for all that is needed. */
	if (k < c->nrows && !open && is(c->rows[k], "edited"))
		open = true;
	if (k < c->nrows && !open) {
		c->gone[c->ngone++] = doc_str(c->rows[k], "id");
	} else if (open) {
		c->stay++;
		doc_add(k < c->nrows ? c->kept : c->fresh, item_doc(c, i,
		    k < c->nrows ? doc_str(c->rows[k], "id") :
		    secret_uuid(c->cx->arena), left));
	}
}

static void
compare(struct change *c)
{
	size_t i, k;

	pair(c, SAME_KEY);
	pair(c, SAME_FOOD);
	pair(c, SAME_NAME);
	for (i = 0; i < c->n; i++)
		compare_item(c, i);
	for (k = 0; k < c->nrows; k++) {
		const struct doc *row = c->rows[k];

		if (is(row, "removed"))
			continue;
		if (c->item_of[k] < c->n) {
			c->stay += is(row, "checked");
		} else if (is(row, "checked") || is(row, "edited")) {
			c->orphans[c->norphans++] = doc_str(row, "id");
		} else {
			c->gone[c->ngone++] = doc_str(row, "id");
		}
	}
	c->stay += c->norphans;
}

static struct doc *
with_sources(struct cx *cx, struct doc *row)
{
	struct doc *raw = doc_get(row, "sources");

	if (raw && raw->kind == DOC_RAW && is_settled(row))
		doc_set(row, "sources", json_parse(&cx->err, raw->text,
		    raw->len));
	return row;
}

static void
change_init(struct change *c, struct cx *cx, const struct shop_item *items,
    size_t n, const struct doc *rows)
{
	struct doc *d;

	*c = (struct change){ .cx = cx, .items = items, .n = n };
	c->rows = arena_array(cx->arena, rows->count, sizeof(*c->rows));
	c->item_of = arena_array(cx->arena, rows->count,
	    sizeof(*c->item_of));
	c->orphans = arena_array(cx->arena, rows->count,
	    sizeof(*c->orphans));
	c->gone = arena_array(cx->arena, rows->count, sizeof(*c->gone));
	for (d = rows->first; d; d = d->next) {
		c->item_of[c->nrows] = n;
		c->rows[c->nrows++] = with_sources(cx, d);
	}
	c->fresh = doc_list(cx->arena);
	c->kept = doc_list(cx->arena);
}

static bool
store(struct cx *cx, const struct change *c, const char *list)
{
	const char *home = cx->asker.household;
	const char *gone = db_array(cx, c->gone, c->ngone);
	const char *orphans = db_array(cx, c->orphans, c->norphans);

	return DB_PAGE(cx,
	    { "gone", DB_CALL(SQL_SHOPPING_ITEMS_GONE, .household = home,
		.list = list, .ids = gone) },
	    { "orphan", DB_CALL(SQL_SHOPPING_ITEMS_ORPHAN, .household = home,
		.list = list, .ids = orphans) },
	    { "kept", DB_CALL(SQL_SHOPPING_ITEMS_REFRESH, .household = home,
		.list = list, .rows = db_json(cx, c->kept)) },
	    { "fresh", DB_CALL(SQL_SHOPPING_ITEMS_PUT, .household = home,
		.list = list, .rows = db_json(cx, c->fresh)) },
	    { "read", DB_CALL(SQL_SHOPPING_LIST_READ, .household = home,
		.id = list) }) != NULL;
}

bool
shopping_change(struct cx *cx, const char *list,
    const struct shop_item *items, size_t n, const struct doc *rows,
    size_t own)
{
	struct change c;

	change_init(&c, cx, items, n, rows);
	if (n <= SHOPPING_ITEMS_MAX)
		compare(&c);
	if (n > SHOPPING_ITEMS_MAX || c.stay + own > SHOPPING_ITEMS_MAX)
		return fail(cx, ERR_TOO_LARGE, say_n("A list holds at most %d "
		    "item. Choose fewer days.", "A list holds at most %d "
		    "items. Choose fewer days.", SHOPPING_ITEMS_MAX),
		    SHOPPING_ITEMS_MAX);
	return store(cx, &c, list);
}
