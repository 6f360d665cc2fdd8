#include "food/foods_import.h"

#include <math.h>
#include <string.h>

#include "food/food.h"
#include "food/catalogue.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/secret.h"
#include "data/text.h"

#define BATCH		500	/* foods or names of a statement */
#define NAME_BATCH	5000

struct store {
	struct import_foods	 foods;
	bool			*curated;	/* by NDB number */
	struct catalogue_name	*names;
	size_t			 nnames;
	FILE			*progress;
	int64_t			 touched, named;
	size_t			 ncurated;
};

/* Where shops keep a food group. */
static const struct {
	const char	*group, *aisle;
} aisles[] = {
	{ "0100", "dairy" }, { "0200", "spices" }, { "0400", "oils" },
	{ "0500", "meat" }, { "0600", "canned" }, { "0700", "meat" },
	{ "0800", "grains" }, { "0900", "produce" }, { "1000", "meat" },
	{ "1100", "produce" }, { "1200", "nuts" }, { "1300", "meat" },
	{ "1400", "beverages" }, { "1500", "fish" }, { "1600", "grains" },
	{ "1700", "meat" }, { "1800", "bakery" }, { "1900", "snacks" },
	{ "2000", "grains" }, { "2200", "frozen" }, { "2500", "snacks" },
};

static const char *
aisle_of(const struct import_food *f)
{
	size_t i;

	for (i = 0; i < COUNT(aisles); i++)
		if (strcmp(aisles[i].group, f->group) == 0)
			return aisles[i].aisle;
	return "other";
}

static struct doc *
food_doc(struct cx *cx, const struct import_food *f)
{
	struct arena *arena = cx->arena;
	struct doc *d = doc_object(arena);

	doc_append(d, "id", doc_text(arena, secret_food_id(arena,
	    CATALOGUE_SOURCE, f->number)));
	doc_append(d, "number", doc_text(arena, f->number));
	doc_append(d, "description", doc_text(arena, f->description));
	doc_append(d, "aisle", doc_text(arena, aisle_of(f)));
	doc_append(d, "density", doc_double(arena, f->density));
	doc_append(d, "nutrients", doc_text(arena, nutrient_array(cx,
	    f->values)));
	doc_append(d, "portions", doc_copy(arena, f->portions));
	return d;
}

static bool
put_foods(struct cx *cx, struct store *s)
{
	size_t i, next;

	for (i = 0; i < s->foods.n; i = next) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct doc *list = doc_list(cx->arena), *page;
		const char *rows;

		for (next = i; next < s->foods.n && next < i + BATCH; next++)
			doc_add(list, food_doc(cx, &s->foods.p[next]));
		rows = db_json(cx, list);
		page = DB_PAGE(cx,
		    { "put", DB_CALL(SQL_IMPORT_FOODS_PUT,
			.source = CATALOGUE_SOURCE, .foods = rows) },
		    { "describe", DB_CALL(SQL_IMPORT_DESCRIBE,
		    .foods = rows) });
		if (!page)
			return false;
		s->touched += db_touched(doc_get(page, "put")) +
		    db_touched(doc_get(page, "describe"));
		arena_rewind(cx->arena, mark);
		fprintf(s->progress, "stored %zu of %zu foods\n", next,
		    s->foods.n);
	}
	return true;
}

/* ---- names ------------------------------------------------------------- */

static bool
read_curated(struct cx *cx, struct store *s)
{
	struct doc *rows = DB(cx, SQL_IMPORT_CURATED,
	    .source = CATALOGUE_SOURCE), *d;
	int64_t ndb;

	s->ncurated = 0;
	for (d = doc_first(rows); d; d = d->next)
		if (text_int(doc_str(d, "number"), &ndb) && ndb >= 0 &&
		    ndb < CATALOGUE_NDB_MAX) {
			s->curated[ndb] = true;
			s->ncurated += s->foods.index[ndb] != 0;
		}
	return rows != NULL;
}

/* Of two foods with one name the curated one has it, then the first. */
static void
make_names(struct cx *cx, struct store *s)
{
	struct catalogue_name made[IMPORT_NAMES_MAX];
	size_t i, k, n;
	int64_t ndb = 0;

	s->names = arena_array(cx->arena, s->foods.n * IMPORT_NAMES_MAX,
	    sizeof(*s->names));
	s->nnames = 0;
	for (i = 0; i < s->foods.n; i++) {
		const struct import_food *f = &s->foods.p[i];
		const char *id = secret_food_id(cx->arena, CATALOGUE_SOURCE,
		    f->number);

		text_int(f->number, &ndb);
		n = import_names(cx->arena, f->description, made);
		for (k = 0; k < n; k++) {
			made[k].food = id;
			made[k].order = i + (s->curated[ndb] ? 0 :
			    s->foods.n);
			s->names[s->nnames++] = made[k];
		}
	}
	s->nnames = catalogue_names_settle(s->names, s->nnames);
}

static bool
put_names(struct cx *cx, struct store *s)
{
	size_t i, next;

	for (i = 0; i < s->nnames; i = next) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct doc *list = doc_list(cx->arena), *row;

		for (next = i; next < s->nnames && next < i + NAME_BATCH;
		    next++) {
			row = doc_add(list, doc_object(cx->arena));
			doc_append(row, "key", doc_text(cx->arena,
			    s->names[next].key));
			doc_append(row, "food", doc_text(cx->arena,
			    s->names[next].food));
		}
		row = DB(cx, SQL_IMPORT_NAMES_PUT, .names = db_json(cx, list));
		if (!row)
			return false;
		s->named += db_touched(row);
		arena_rewind(cx->arena, mark);
	}
	return true;
}

/* ---- everything -------------------------------------------------------- */

static bool
store(struct cx *cx, void *arg)
{
	struct store *s = arg;

	s->touched = s->named = 0;
	s->curated = arena_array(cx->arena, CATALOGUE_NDB_MAX,
	    sizeof(*s->curated));
	if (!DB(cx, SQL_CATALOGUE_LOCK, .source = CATALOGUE_SOURCE) ||
	    !read_curated(cx, s) || !put_foods(cx, s))
		return false;
	fprintf(s->progress, "storing names\n");
	make_names(cx, s);
	return DB(cx, SQL_IMPORT_NAMES_DROP, .source = CATALOGUE_SOURCE) &&
	    put_names(cx, s);
}

bool
foods_import(struct cx *cx, const char *path, FILE *progress, FILE *out)
{
	struct store s = { .progress = progress };

	if (!import_read(cx, path, progress, &s.foods) ||
	    !db_tx(cx, store, &s) ||
	    !search_index(cx, &food_search_source))
		return false;
	fprintf(out, "%zu foods (%zu curated, %lld new or changed), "
	    "%zu nutrient values, %zu portions, %lld names\n", s.foods.n,
	    s.ncurated, (long long)s.touched, s.foods.nvalues,
	    s.foods.nportions, (long long)s.named);
	return true;
}
