#include "plan/meal.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/search_words.h"
#include "store/cursor.h"
#include "plan/meal_compute.h"
#include "food/nutrition.h"
#include "store/record.h"
#include "store/search_index.h"
#include "store/secret.h"

/* ---- reading ----------------------------------------------------------- */

static const struct doc *
nth(const struct doc *list, double n)
{
	const struct doc *d;

	for (d = doc_first(list); d && n >= 1; d = d->next)
		n--;
	return d;
}

/* [{item, reason}] as stored, with the names as they may be seen. */
static struct doc *
missing_doc(struct cx *cx, const struct doc *raw, const struct doc *items)
{
	struct doc *list = doc_list(cx->arena), *stored, *d;

	if (!raw || raw->kind != DOC_RAW || raw->len <= 2)
		return list;
	stored = json_parse(&cx->err, raw->text, raw->len);
	for (d = doc_first(stored); d; d = d->next) {
		struct doc *line = doc_add(list, doc_object(cx->arena));
		double item = doc_num(d, "item", 0);

		doc_append(line, "item", doc_double(cx->arena, item));
		doc_append(line, "name", doc_text(cx->arena,
		    doc_str(nth(items, item), "name")));
		doc_append(line, "reason", doc_text(cx->arena,
		    doc_str(d, "reason")));
	}
	return list;
}

/* A row and its items as the document of api.md. */
static struct doc *
assemble(struct cx *cx, const struct doc *row, struct doc *items)
{
	struct doc *meal = doc_object(cx->arena);
	struct nutrition sum;

	nutrition_init(&sum);
	nutrient_read(doc_get(row, "totals"), sum.totals);
	doc_append(meal, "id", doc_text(cx->arena, doc_str(row, "id")));
	doc_append(meal, "name", doc_text(cx->arena, doc_str(row, "name")));
	doc_append(meal, "items", items);
	doc_append(meal, "nutrition", nutrition_doc(cx->arena, &sum, 1,
	    "1 portion"));
	doc_append(meal, "missing", missing_doc(cx, doc_get(row, "missing"),
	    items));
	doc_append(meal, "version", doc_number(cx->arena, doc_str(row,
	    "version")));
	doc_append(meal, "createdAt", doc_text(cx->arena, doc_str(row,
	    "createdAt")));
	doc_append(meal, "updatedAt", doc_text(cx->arena, doc_str(row,
	    "updatedAt")));
	return meal;
}

static struct doc *
assemble_page(struct cx *cx, struct doc *page)
{
	return page ? assemble(cx, doc_get(page, "meal"), doc_drop(page,
	    "items")) : NULL;
}

struct doc *
meal_page(struct cx *cx, const char *id)
{
	return assemble_page(cx, DB_PAGE(cx,
	    { "meal", DB_CALL(SQL_MEAL_BY_ID, .household = cx->asker.household,
		.id = id) },
	    { "items", DB_CALL(SQL_MEAL_ITEMS, .household = cx->asker.household,
		.person = cx->asker.id, .id = id) }));
}

/* The items of one meal, taken off the front of all of them. */
static struct doc *
take_items(struct cx *cx, struct doc **all, const char *meal)
{
	struct doc *list = doc_list(cx->arena), *d;

	while ((d = *all) && strcmp(doc_str(d, "meal"), meal) == 0) {
		*all = d->next;
		d->next = NULL;
		doc_drop(d, "meal");
		doc_add(list, d);
	}
	return list;
}

struct doc *
meal_list(struct cx *cx, const struct meal_query *q)
{
	struct doc *page, *rows, *items, *d, *meals, *next;
	const char *keys[2], *limit = cursor_limit(cx, q->limit);
	const char *words = search_query(cx->arena, q->q);

	if (!cursor_keys(cx, q->cursor, "su", keys))
		return NULL;
	page = DB_PAGE(cx,
	    { "meals", DB_CALL(SQL_MEAL_LIST, .household = cx->asker.household,
		.q = words, .name = keys[0], .id = keys[1], .limit = limit) },
	    { "items", DB_CALL(SQL_MEAL_LIST_ITEMS,
		.household = cx->asker.household, .person = cx->asker.id,
		.q = words, .name = keys[0], .id = keys[1], .limit = limit) });
	rows = cursor_page(cx, page ? doc_drop(page, "meals") : NULL,
	    q->limit);
	if (!rows)
		return NULL;
	items = doc_first(doc_get(page, "items"));
	meals = doc_list(cx->arena);
	for (d = doc_first(doc_get(rows, "items")); d; d = next) {
		next = d->next;
		doc_add(meals, assemble(cx, d, take_items(cx, &items,
		    doc_str(d, "id"))));
	}
	doc_set(rows, "items", meals);
	return cx->err.kind ? NULL : rows;
}

/* ---- saving ------------------------------------------------------------ */

struct save {
	const struct meal_draft	*draft;
	const char		*id;
	int64_t			 version;
	struct meal_compute	 work;
	struct doc		*page;
};

/* The items of a meal's row, then the meal as it is. */
#define ITEM_PARTS(cx, s) \
	{ "drop", DB_CALL(SQL_MEAL_ITEMS_DROP, \
	    .household = (cx)->asker.household, .meal = (s)->id) }, \
	{ "put", DB_CALL(SQL_MEAL_ITEMS_PUT, \
	    .household = (cx)->asker.household, .meal = (s)->id, \
	    .rows = db_json(cx, (s)->work.rows)) }, \
	{ "meal", DB_CALL(SQL_MEAL_BY_ID, \
	    .household = (cx)->asker.household, .id = (s)->id) }, \
	{ "items", DB_CALL(SQL_MEAL_ITEMS, \
	    .household = (cx)->asker.household, .person = (cx)->asker.id, \
	    .id = (s)->id) }

static const char *
words_of(struct cx *cx, const struct meal_draft *d)
{
	struct search_words w;

	search_init(&w, cx->arena);
	search_add(&w, d->name, 'A');
	return search_vector(&w);
}

/* By which the meal's row says whether its items changed. */
static const char *
content(struct cx *cx, const struct save *s)
{
	const char *rows = db_json(cx, s->work.rows);

	return secret_text_hash(cx->arena, rows);
}

/* ---- what meals have in common with the rest ---------------------------- */

static bool
here(struct cx *cx, const struct record_ref *ref)
{
	return doc_true(doc_get(DB(cx, SQL_MEAL_EXISTS,
	    .household = cx->asker.household, .id = ref->id), "seen"));
}

static struct doc *
set_deleted(struct cx *cx, const struct record_ref *ref, bool deleted)
{
	return DB(cx, SQL_MEAL_SET_DELETED, .household = cx->asker.household,
	    .id = ref->id, .version = db_int(cx, ref->version),
	    .deleted = db_bool(deleted));
}

static struct doc *
get(struct cx *cx, const struct record_ref *ref)
{
	return meal_page(cx, ref->id);
}

static const struct record of_meals = {
	.gone = N_("There is no such meal."),
	.stale = N_("Somebody changed this meal since you opened it. Look at "
	    "it again, then save."),
	.home = SQL_MEAL_HOME, .here = here, .set_deleted = set_deleted,
	.get = get,
};

static struct doc *
make(struct cx *cx, void *arg)
{
	struct save *s = arg;

	if (!meal_compute(cx, s->draft, NULL, &s->work))
		return NULL;
	return assemble_page(cx, DB_PAGE(cx,
	    { "insert", DB_CALL(SQL_MEAL_INSERT, .id = s->id,
		.household = cx->asker.household, .name = s->draft->name,
		.totals = s->work.totals,
		.missing = db_json(cx, s->work.missing),
		.content = content(cx, s),
		.words = words_of(cx, s->draft),
		.search_version = db_int(cx, SEARCH_VERSION)) },
	    ITEM_PARTS(cx, s)));
}

struct doc *
meal_create(struct cx *cx, const struct meal_draft *draft, bool *existed)
{
	struct save s = { .draft = draft };

	s.id = draft->id ? draft->id : secret_uuid(cx->arena);
	return record_create(cx, &of_meals, &(struct record_ref){ .id = s.id },
	    draft->id, make, &s, existed);
}

static bool
update(struct cx *cx, void *arg)
{
	struct save *s = arg;
	struct doc *touched;

	if (!meal_compute(cx, s->draft, s->id, &s->work))
		return false;
	touched = DB(cx, SQL_MEAL_UPDATE, .id = s->id,
	    .household = cx->asker.household, .version = db_int(cx, s->version),
	    .name = s->draft->name, .totals = s->work.totals,
	    .missing = db_json(cx, s->work.missing), .content = content(cx, s),
	    .words = words_of(cx, s->draft));
	if (!touched)
		return false;
	if (!db_touched(touched))
		return record_stale(cx, &of_meals,
		    &(struct record_ref){ .id = s->id });
	s->page = DB_PAGE(cx, ITEM_PARTS(cx, s));
	return s->page != NULL;
}

struct doc *
meal_update(struct cx *cx, const char *id, int64_t version,
    const struct meal_draft *draft)
{
	struct save s = { .draft = draft, .id = id, .version = version };

	return db_tx(cx, update, &s) ? assemble_page(cx, s.page) : NULL;
}

struct doc *
meal_delete(struct cx *cx, const char *id, int64_t version)
{
	return record_delete(cx, &of_meals, &(struct record_ref){ .id = id,
	    .version = version });
}

struct doc *
meal_restore(struct cx *cx, const char *id)
{
	return record_restore(cx, &of_meals, &(struct record_ref){ .id = id });
}

/* ---- foods and recipes that change ------------------------------------- */

static struct meal_part
part_of(const struct doc *row)
{
	const struct doc *food = doc_get(row, "food");

	return (struct meal_part){
		.item = {
			.food_id = doc_str(row, "foodId"),
			.unit = doc_str(row, "unit"),
			.recipe_id = doc_str(row, "recipeId"),
			.quantity = doc_num(row, "quantity", NAN),
			.servings = doc_num(row, "servings", 1),
		},
		.food = doc_is_null(food) ? NULL : food,
		.recipe = doc_get(row, "recipe"),
	};
}

/* Weigh the meal whose items begin at d; the first row of the next one. */
static const struct doc *
reweigh(struct cx *cx, const struct doc *d, struct doc *meals,
    struct doc *items)
{
	const char *id = doc_str(d, "meal");
	const struct doc *was = d;
	struct meal_compute w = { .parts = arena_array(cx->arena,
	    MEAL_ITEMS_MAX, sizeof(*w.parts)) };
	struct doc *row, *next;

	for (; d && strcmp(doc_str(d, "meal"), id) == 0; d = d->next)
		if (w.n < MEAL_ITEMS_MAX)
			w.parts[w.n++] = part_of(d);
	if (!meal_weigh(cx, &w, false))
		return NULL;
	row = doc_add(meals, doc_object(cx->arena));
	doc_append(row, "id", doc_text(cx->arena, id));
	doc_append(row, "totals", doc_text(cx->arena, w.totals));
	doc_append(row, "missing", w.missing);
	for (row = w.rows->first; row && was; row = next, was = was->next) {
		next = row->next;
		row->next = NULL;
		doc_append(row, "meal", doc_text(cx->arena, id));
		doc_set(row, "position", doc_number(cx->arena,
		    doc_str(was, "position")));
		doc_add(items, row);
	}
	return d;
}

static bool
recompute(struct cx *cx, const char *household, const char *food,
    const char *recipes, const char *ids)
{
	struct doc *meals = doc_list(cx->arena);
	struct doc *items = doc_list(cx->arena);
	struct doc *rows = DB(cx, SQL_MEALS_USING, .household = household,
	    .food = food, .recipes = recipes, .ids = ids);
	const struct doc *d = doc_first(rows);

	if (!rows || !d)
		return rows != NULL;
	while (d)
		d = reweigh(cx, d, meals, items);
	return DB_PAGE(cx,
	    { "meals", DB_CALL(SQL_MEALS_RECOMPUTE, .household = household,
		.rows = db_json(cx, meals)) },
	    { "items", DB_CALL(SQL_MEAL_ITEMS_RECOMPUTE, .household = household,
		.rows = db_json(cx, items)) }) != NULL;
}

bool
meal_recompute_food(struct cx *cx, const char *food)
{
	return recompute(cx, cx->asker.household, food, NULL, NULL);
}

bool
meal_recompute_recipes(struct cx *cx, const char *recipes)
{
	return recompute(cx, cx->asker.household, NULL, recipes, NULL);
}

bool
meal_recompute(struct cx *cx, const char *household, const char *ids)
{
	return recompute(cx, household, NULL, NULL, ids);
}

bool
meal_upgrade(struct cx *cx)
{
	static const struct search_part parts[] = { { "name", 'A' } };
	static const struct search_source source = { SQL_MEALS_TO_INDEX,
		SQL_MEALS_INDEX, parts, COUNT(parts) };

	return search_index(cx, &source);
}
