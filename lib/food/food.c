#include "food/food.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "food/catalogue.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/embed.h"
#include "ingredient/ingredient.h"
#include "data/json.h"
#include "data/search_words.h"
#include "store/cursor.h"
#include "food/food_match.h"
#include "food/nutrition.h"
#include "store/record.h"
#include "store/secret.h"

#define REFOLD_BATCH	200

/* ---- reading ----------------------------------------------------------- */

static const char *
home(const struct cx *cx)
{
	return *cx->asker.household ? cx->asker.household : NULL;
}

/* Values by position as an object by name, unknown ones left out. */
static struct doc *
nutrients_doc(struct cx *cx, const struct doc *list)
{
	double values[NUTRIENT_COUNT];
	struct doc *d = doc_object(cx->arena);
	int i;

	nutrient_read(list, values);
	for (i = 0; i < NUTRIENT_COUNT; i++)
		if (!isnan(values[i]))
			doc_append(d, nutrient_table[i].name,
			    doc_double(cx->arena, values[i]));
	return d;
}

/* A row as the Food of api.md. NULL gives NULL. */
static struct doc *
food_doc(struct cx *cx, struct doc *row)
{
	const struct doc *raw = doc_get(row, "portions");

	if (!row)
		return NULL;
	doc_set(row, "nutrients", nutrients_doc(cx, doc_get(row,
	    "nutrients")));
	/* A patch is merged into it: it must be a list, not text of one. */
	if (raw && raw->kind == DOC_RAW)
		doc_set(row, "portions", json_parse(&cx->err, raw->text,
		    raw->len));
	return cx->err.kind ? NULL : row;
}

struct doc *
food_page(struct cx *cx, const char *id)
{
	return food_doc(cx, DB(cx, SQL_FOOD_BY_ID, .household = home(cx),
	    .person = cx->asker.id, .id = id));
}

bool
food_is_own(const struct doc *food)
{
	return doc_true(doc_get(food, "own"));
}

struct doc *
food_embed(struct cx *cx, struct doc *d, struct doc *list)
{
	const char **ids;
	struct doc *rows, *row;

	if (!d)
		return NULL;
	ids = arena_array(cx->arena, list->count + 1, sizeof(*ids));
	rows = DB(cx, SQL_FOODS_BY_ID, .household = home(cx),
	    .person = cx->asker.id,
	    .ids = db_array(cx, ids, embed_ids(list, "foodId", ids)));
	for (row = doc_first(rows); row; row = row->next)
		food_doc(cx, row);
	if (!rows || cx->err.kind)
		return NULL;
	embed_rows(cx->arena, list, "foodId", "foodItem", rows);
	return d;
}

void
food_page_extras(struct cx *cx, struct doc *food)
{
	const struct doc *d = doc_first(doc_get(food, "nutrients"));
	struct nutrition sum;

	if (!food)
		return;
	nutrition_init(&sum);
	sum.grams = 100;
	for (; d; d = d->next)
		sum.totals[nutrient_by_name(d->name, d->name_len)] =
		    doc_num(doc_get(food, "nutrients"), d->name, NAN);
	doc_append(food, "nutrition", nutrition_doc(cx->arena, &sum, 1,
	    "100 g"));
	/* templates choose words by a member's name */
	doc_append(food, doc_str(food, "source"), doc_bool(cx->arena, true));
}

static struct doc *
search(struct cx *cx, const struct food_query *q)
{
	const char *key = ingredient_fold(cx->arena, q->q), *keys[3];

	if (!cursor_keys(cx, q->cursor, "isu", keys))
		return NULL;
	if (!*key)		/* nothing but signs: nothing is so called */
		return doc_list(cx->arena);
	return DB(cx, SQL_FOOD_SEARCH, .household = home(cx),
	    .person = cx->asker.id, .key = key,
	    .words = search_query(cx->arena, q->q),
	    .favorite = q->favorite, .own = q->own, .aisle = q->aisle,
	    .fit = keys[0], .name = keys[1], .id = keys[2],
	    .limit = cursor_limit(cx, q->limit));
}

struct doc *
food_list(struct cx *cx, const struct food_query *q)
{
	const char *keys[2];
	struct doc *rows, *d;

	if (q->q)
		rows = search(cx, q);
	else if (cursor_keys(cx, q->cursor, "su", keys))
		rows = DB(cx, SQL_FOOD_LIST, .household = home(cx),
		    .person = cx->asker.id, .favorite = q->favorite,
		    .own = q->own, .aisle = q->aisle, .name = keys[0],
		    .id = keys[1], .limit = cursor_limit(cx, q->limit));
	else
		return NULL;
	for (d = doc_first(rows); d; d = d->next)
		food_doc(cx, d);
	return cursor_page(cx, rows, q->limit);
}

/* ---- saving ------------------------------------------------------------ */

struct save {
	const struct food_draft	*draft;
	const char		*id;
	int64_t			 version;
	const char		*synonyms, *nutrients, *portions;
	const char		*diets, *allergens, *names, *words;
	struct doc		*food;
};

static const char *
nutrients_array(struct cx *cx, const struct doc *nutrients)
{
	double values[NUTRIENT_COUNT];
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		values[i] = doc_num(nutrients, nutrient_table[i].name, NAN);
	return nutrient_array(cx, values);
}

static const char *
portions_json(struct cx *cx, const struct field_list *list)
{
	const struct food_portion *p = list->p;
	struct doc *rows = doc_list(cx->arena), *row;
	size_t i;

	for (i = 0; i < list->n; i++) {
		row = doc_add(rows, doc_object(cx->arena));
		doc_append(row, "name", doc_text(cx->arena, p[i].name));
		doc_append(row, "grams", doc_double(cx->arena, p[i].grams));
	}
	return db_json(cx, rows);
}

/* The keys lines are matched by: the name, then the synonyms. */
static const char *
names_json(struct cx *cx, const struct food_draft *d)
{
	struct catalogue_name *names = arena_array(cx->arena,
	    d->synonyms.n + 1, sizeof(*names));
	struct doc *rows = doc_list(cx->arena), *row;
	size_t i, n = 0;

	for (i = 0; i <= d->synonyms.n; i++) {
		const char *key = ingredient_fold(cx->arena, i ?
		    d->synonyms.p[i - 1] : d->name);

		if (*key)
			names[n++] = (struct catalogue_name){ .key = key,
			    .rank = i ? 1 : 0, .order = i };
	}
	n = catalogue_names_settle(names, n);
	for (i = 0; i < n; i++) {
		row = doc_add(rows, doc_object(cx->arena));
		doc_append(row, "key", doc_text(cx->arena, names[i].key));
		doc_append(row, "rank", doc_int(cx->arena, names[i].rank));
	}
	return db_json(cx, rows);
}

/* What it is found by; the same parts as food_search_source has. */
static const char *
words(struct cx *cx, const struct food_draft *d)
{
	struct search_words w;
	size_t i;

	search_init(&w, cx->arena);
	search_add(&w, d->name, 'A');
	for (i = 0; i < d->synonyms.n; i++)
		search_add(&w, d->synonyms.p[i], 'B');
	search_add(&w, d->description, 'C');
	return search_vector(&w);
}

static bool
prepare(struct cx *cx, struct save *s)
{
	const struct food_draft *d = s->draft;

	s->synonyms = db_array(cx, d->synonyms.p, d->synonyms.n);
	s->diets = db_array(cx, d->diets.p, d->diets.n);
	s->allergens = db_array(cx, d->allergens.p, d->allergens.n);
	s->nutrients = nutrients_array(cx, d->nutrients);
	s->portions = portions_json(cx, &d->portions);
	s->names = names_json(cx, d);
	s->words = words(cx, d);
	return !cx->err.kind;
}

/* The names, and the food as it is then. */
static bool
put_names(struct cx *cx, struct save *s)
{
	struct doc *page = DB_PAGE(cx,
	    { "drop", DB_CALL(SQL_FOOD_NAMES_DROP,
		.household = cx->asker.household, .food = s->id) },
	    { "put", DB_CALL(SQL_FOOD_NAMES_PUT,
		.household = cx->asker.household, .food = s->id,
		.names = s->names) },
	    { "food", DB_CALL(SQL_FOOD_BY_ID, .household = cx->asker.household,
		.person = cx->asker.id, .id = s->id) });

	s->food = page ? food_doc(cx, doc_drop(page, "food")) : NULL;
	return s->food != NULL;
}

static bool
recompute(struct cx *cx, const char *id)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && food_derived[i]; i++)
		ok = food_derived[i](cx, id);
	return ok;
}

/* ---- what foods have in common with the rest ---------------------------- */

static bool
here(struct cx *cx, const struct record_ref *ref)
{
	struct doc *row = DB(cx, SQL_FOOD_EXISTS,
	    .household = cx->asker.household, .id = ref->id);

	if (row && doc_true(doc_get(row, "shared")))
		return fail(cx, ERR_FORBIDDEN, "This food is shared by all "
		    "households. Save one of the same name as your own; it "
		    "comes first then.");
	return row && doc_true(doc_get(row, "own"));
}

static struct doc *
set_deleted(struct cx *cx, const struct record_ref *ref, bool deleted)
{
	struct doc *row = DB(cx, SQL_FOOD_SET_DELETED,
	    .household = cx->asker.household, .id = ref->id,
	    .version = db_int(cx, ref->version), .deleted = db_bool(deleted));

	return !row || doc_is_null(row) || recompute(cx, ref->id) ? row : NULL;
}

static struct doc *
get(struct cx *cx, const struct record_ref *ref)
{
	return food_page(cx, ref->id);
}

static const struct record of_foods = {
	.gone = N_("There is no such food."),
	.stale = N_("Somebody changed this food since you opened it. Look at "
	    "it again, then save."),
	.home = SQL_FOOD_HOME, .here = here, .set_deleted = set_deleted,
	.get = get,
};

static struct doc *
make(struct cx *cx, void *arg)
{
	struct save *s = arg;
	const struct food_draft *d = s->draft;

	return DB(cx, SQL_FOOD_INSERT, .id = s->id,
	    .household = cx->asker.household, .name = d->name,
	    .synonyms = s->synonyms, .description = d->description,
	    .aisle = d->aisle, .density = db_double(cx, d->density),
	    .nutrients = s->nutrients, .portions = s->portions,
	    .diets = s->diets, .allergens = s->allergens, .words = s->words,
	    .search_version = db_int(cx, SEARCH_VERSION)) &&
	    put_names(cx, s) ? s->food : NULL;
}

struct doc *
food_create(struct cx *cx, const struct food_draft *draft, bool *existed)
{
	struct save s = { .draft = draft };

	s.id = draft->id ? draft->id : secret_uuid(cx->arena);
	return !prepare(cx, &s) ? NULL : record_create(cx, &of_foods,
	    &(struct record_ref){ .id = s.id }, draft->id, make, &s, existed);
}

/*
 * A food that gets another name keeps the one it had as a synonym: lines say
 * it. The draft with it, in *with; the draft itself when there is nothing to
 * keep, or no room.
 */
static const struct food_draft *
keep_name(struct cx *cx, const struct food_draft *d, const char *had,
    struct food_draft *with)
{
	const char **texts, *key = ingredient_fold(cx->arena, had);
	size_t i, n = d->synonyms.n;

	if (n >= FOOD_SYNONYMS_MAX ||
	    strcmp(ingredient_fold(cx->arena, d->name), key) == 0)
		return d;
	texts = arena_array(cx->arena, n + 1, sizeof(*texts));
	for (i = 0; i < n; i++) {
		texts[i] = d->synonyms.p[i];
		if (strcmp(ingredient_fold(cx->arena, texts[i]), key) == 0)
			return d;
	}
	texts[n] = had;
	*with = *d;
	with->synonyms.p = texts;
	with->synonyms.n = n + 1;
	return with;
}

static bool
update(struct cx *cx, void *arg)
{
	struct save *s = arg;
	const struct food_draft *d = s->draft;
	struct food_draft with;
	struct doc *touched, *was = DB(cx, SQL_FOOD_NAMED,
	    .household = cx->asker.household, .id = s->id);

	if (!was)
		return false;
	if (doc_str(was, "name"))
		s->draft = d = keep_name(cx, d, doc_str(was, "name"), &with);
	if (!prepare(cx, s))
		return false;
	touched = DB(cx, SQL_FOOD_UPDATE, .id = s->id,
	    .household = cx->asker.household, .version = db_int(cx, s->version),
	    .name = d->name, .synonyms = s->synonyms,
	    .description = d->description, .aisle = d->aisle,
	    .density = db_double(cx, d->density), .nutrients = s->nutrients,
	    .portions = s->portions, .diets = s->diets,
	    .allergens = s->allergens, .words = s->words);
	if (!touched)
		return false;
	if (!db_touched(touched))
		return record_stale(cx, &of_foods,
		    &(struct record_ref){ .id = s->id });
	return put_names(cx, s) && recompute(cx, s->id);
}

struct doc *
food_update(struct cx *cx, const char *id, int64_t version,
    const struct food_draft *draft)
{
	struct save s = { .draft = draft, .id = id, .version = version };

	return db_tx(cx, update, &s) ? s.food : NULL;
}

struct doc *
food_delete(struct cx *cx, const char *id, int64_t version)
{
	return record_delete(cx, &of_foods, &(struct record_ref){ .id = id,
	    .version = version });
}

struct doc *
food_restore(struct cx *cx, const char *id)
{
	return record_restore(cx, &of_foods, &(struct record_ref){ .id = id });
}

struct favor {
	const char	*id;
	bool		 on;
};

static bool
favor(struct cx *cx, void *arg)
{
	const struct favor *f = arg;
	struct doc *d = DB(cx, SQL_FOOD_EXISTS, .household = home(cx),
	    .id = f->id);

	if (!d)
		return false;
	if (!doc_true(doc_get(d, "own")) && !doc_true(doc_get(d, "shared")))
		return fail(cx, ERR_NOT_FOUND, "There is no such food.");
	return (f->on ?
	    DB(cx, SQL_FOOD_FAVORITE_SET, .person = cx->asker.id, .id = f->id) :
	    DB(cx, SQL_FOOD_FAVORITE_DROP, .person = cx->asker.id,
	    .id = f->id)) != NULL;
}

struct doc *
food_favorite(struct cx *cx, const char *id, bool on)
{
	struct favor f = { id, on };
	struct doc *d;

	if (!db_tx(cx, favor, &f))
		return NULL;
	d = doc_object(cx->arena);
	doc_append(d, "id", doc_text(cx->arena, id));
	doc_append(d, "favorite", doc_bool(cx->arena, on));
	return d;
}

/* ---- lines ------------------------------------------------------------- */

static struct doc *
parsed_doc(struct cx *cx, const struct food_match *m)
{
	struct doc *d = ingredient_doc(cx->arena, &m->line);

	doc_set(d, "foodId", doc_text(cx->arena, m->food_id));
	doc_set(d, "foodName", doc_text(cx->arena, m->food_name));
	doc_set(d, "grams", doc_double(cx->arena, m->grams));
	doc_set(d, "confidence", m->food_id ? doc_double(cx->arena,
	    m->confidence) : doc_null(cx->arena));
	doc_set(d, "reason", doc_text(cx->arena, m->reason));
	return d;
}

struct doc *
food_parse_lines(struct cx *cx, const struct food_lines *in)
{
	size_t n = in->lines.n, i, found = 0;
	struct food_match *m = arena_array(cx->arena, n, sizeof(*m));
	struct food_match *foods = arena_array(cx->arena, n, sizeof(*m));
	struct doc *list = doc_list(cx->arena), *d;

	for (i = 0; i < n; i++) {
		ingredient_parse(cx->arena, in->lines.p[i],
		    unit_system(cx->asker.imperial), &m[i].line);
		m[i].grams = NAN;
		if (m[i].line.is_heading)
			m[i].reason = "heading";
		else
			foods[found++] = m[i];
	}
	if (found && !food_match_lines(cx, foods, found))
		return NULL;
	found = 0;
	for (i = 0; i < n; i++)
		doc_add(list, parsed_doc(cx, m[i].reason ? &m[i] :
		    &foods[found++]));
	d = doc_object(cx->arena);
	doc_append(d, "items", list);
	return d;
}

/* ---- names folded in an older way ---------------------------------------- */

struct refold {
	const char	*after;		/* the food done last */
	bool		 more;
};

static bool
refold_one(struct cx *cx, const struct doc *row)
{
	const char *id = doc_str(row, "id"), *home_of = doc_str(row,
	    "household");
	const struct doc *list = doc_get(row, "synonyms"), *d;
	struct food_draft draft = { .name = doc_str(row, "name") };
	const char **texts = arena_array(cx->arena, list->count,
	    sizeof(*texts)), *names;

	for (d = doc_first(list); d; d = d->next)
		texts[draft.synonyms.n++] = doc_chars(d);
	draft.synonyms.p = texts;
	names = names_json(cx, &draft);
	return !cx->err.kind && DB_PAGE(cx,
	    { "drop", DB_CALL(SQL_FOOD_NAMES_DROP, .household = home_of,
		.food = id) },
	    { "put", DB_CALL(SQL_FOOD_NAMES_PUT, .household = home_of,
		.food = id, .names = names) });
}

static bool
refold_some(struct cx *cx, void *arg)
{
	struct refold *r = arg;
	struct doc *rows = DB(cx, SQL_FOODS_TO_REFOLD, .after = r->after,
	    .limit = db_int(cx, REFOLD_BATCH));
	const struct doc *d;

	if (!rows)
		return false;
	for (d = rows->first; d; d = d->next)
		if (!refold_one(cx, d))
			return false;
	r->more = rows->count == REFOLD_BATCH;
	if (rows->last)
		r->after = doc_str(rows->last, "id");
	return true;
}

static const struct search_part parts[] = {
	{ "name", 'A' }, { "synonyms", 'B' }, { "description", 'C' },
};
const struct search_source food_search_source = { SQL_FOODS_TO_INDEX,
	SQL_FOODS_INDEX, parts, COUNT(parts) };

bool
food_upgrade(struct cx *cx)
{
	struct refold r = { .more = true };

	while (r.more)
		if (!db_tx(cx, refold_some, &r))
			return false;
	return search_index(cx, &food_search_source);
}
