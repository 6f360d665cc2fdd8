/* Changing the plan. */
#include <math.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "plan/serving_size.h"
#include "store/client_id.h"
#include "store/record.h"
#include "plan/plan.h"
#include "store/secret.h"
#include "data/when.h"

struct save {
	const struct plan_draft	*draft;
	double			 servings;
	const char		*id;
	int64_t			 version;
	bool			 existed;
	struct serving_size		 helping;	/* of a food */
	const char		*position;
	struct doc		*entry;
};

/* ---- what an entry may be ---------------------------------------------- */

static bool
one_thing(struct cx *cx, const struct plan_draft *d)
{
	int n = (d->recipe != NULL) + (d->meal != NULL) + (d->food != NULL);

	if (n == 0 && !d->note)
		return fail_as(cx, "required",
		    fail_pointer(cx, "", "Give a recipe, a meal, a food "
		    "or a note."));
	if (n > 1)
		return fail_as(cx, "conflict",
		    fail_pointer(cx, d->food ? "/foodId" : "/mealId",
		    "An entry is one of a recipe, a meal or a food."));
	return true;
}

static bool
check_meal_type(struct cx *cx, const char *type)
{
	return plan_is_meal_type(type) || fail_as(cx, "pattern",
	    fail_pointer(cx, "/mealType", "Use small letters, digits and "
	    "hyphens, at most 40."));
}

static bool
entry_check(struct cx *cx, const struct plan_draft *d)
{
	check_meal_type(cx, d->meal_type);
	one_thing(cx, d);
	return !cx->err.kind;
}

/* things: what is there of what the draft refers to. */
static bool
refer(struct cx *cx, struct save *s, const struct doc *things)
{
	const struct plan_draft *d = s->draft;
	const struct doc *food = doc_get(things, "food");

	s->servings = isnan(d->servings) ? doc_num(things, "usual", 1) :
	    d->servings;
	s->helping = (struct serving_size){ .quantity = NAN, .grams = NAN };
	if (d->recipe && !doc_true(doc_get(things, "recipe")))
		return fail_as(cx, "not-found",
		    fail_pointer(cx, "/recipeId", "There is no such "
		    "recipe."));
	if (d->meal && !doc_true(doc_get(things, "meal")))
		return fail_as(cx, "not-found",
		    fail_pointer(cx, "/mealId", "There is no such meal."));
	if (!d->food)
		return true;
	if (doc_is_null(food))
		return fail_as(cx, "not-found",
		    fail_pointer(cx, "/foodId", "There is no such food."));
	serving_size_weigh(cx, food, d->unit, d->quantity, &s->helping);
	if (s->helping.unknown)
		return fail_as(cx, "choice",
		    fail_pointer(cx, "/unit", "This food is not measured "
		    "so. Use g, ml, cup or piece, or a portion of the food."));
	return !cx->err.kind;
}

#define THINGS(cx, s, which) \
	{ "things", DB_CALL(SQL_PLAN_REFERENCES, \
	    .household = (cx)->asker.household, .person = (cx)->asker.id, \
	    .recipe = (s)->draft->recipe, .meal = (s)->draft->meal, \
	    .food = (s)->draft->food, .entry = which) }
/* The columns from date to servings. */
#define COLUMNS(cx, s) \
	.date = (s)->draft->date, .meal_type = (s)->draft->meal_type, \
	.position = (s)->position, .recipe = (s)->draft->recipe, \
	.meal = (s)->draft->meal, .food = (s)->draft->food, \
	.note = (s)->draft->note, \
	.quantity = db_double(cx, (s)->helping.quantity), \
	.unit = (s)->helping.unit, \
	.grams = db_double(cx, (s)->helping.grams), \
	.servings = db_double(cx, (s)->servings)
/* Number a meal of a day, making room for an entry that is in it. */
#define SLOT(cx, name, day, type, entry) \
	{ name, DB_CALL(SQL_PLAN_RENUMBER, .household = (cx)->asker.household, \
	    .date = day, .meal_type = type, .taken = entry) }
#define ENTRY(cx, which) \
	{ "entry", DB_CALL(SQL_PLAN_ENTRY_BY_ID, \
	    .household = (cx)->asker.household, .person = (cx)->asker.id, \
	    .id = which) }

static struct doc *
entry_of(struct cx *cx, struct doc *page)
{
	return page ? plan_entry_doc(cx->arena, doc_drop(page, "entry")) :
	    NULL;
}

/* ---- one entry --------------------------------------------------------- */

static bool
create(struct cx *cx, void *arg)
{
	struct save *s = arg;
	struct doc *page = DB_PAGE(cx,
	    { "home", DB_CALL(SQL_PLAN_ENTRY_HOME, .id = s->draft->id) },
	    THINGS(cx, s, NULL));

	s->existed = false;
	if (!page)
		return false;
	if (client_id_here(cx, doc_get(page, "home"), &s->existed)) {
		s->entry = plan_entry(cx, s->id);
		return s->entry != NULL;
	}
	if (cx->err.kind || !refer(cx, s, doc_get(page, "things")))
		return false;
	s->position = db_int(cx, s->draft->position);
	s->entry = entry_of(cx, DB_PAGE(cx,
	    { "insert", DB_CALL(SQL_PLAN_ENTRY_INSERT, .id = s->id,
		.household = cx->asker.household, COLUMNS(cx, s)) },
	    SLOT(cx, "slot", s->draft->date, s->draft->meal_type, s->id),
	    ENTRY(cx, s->id)));
	return s->entry != NULL;
}

struct doc *
plan_entry_create(struct cx *cx, const struct plan_draft *draft,
    bool *existed)
{
	struct save s = { .draft = draft };

	s.id = draft->id ? draft->id : secret_uuid(cx->arena);
	if (!entry_check(cx, draft) || !db_tx(cx, create, &s))
		return NULL;
	*existed = s.existed;
	return s.entry;
}

static bool
here(struct cx *cx, const struct record_ref *ref)
{
	return !doc_is_null(DB(cx, SQL_PLAN_ENTRY_PLACE,
	    .household = cx->asker.household, .id = ref->id));
}

/* Those after it move up, or make room. */
static struct doc *
set_deleted(struct cx *cx, const struct record_ref *ref, bool deleted)
{
	struct doc *row = deleted ? DB(cx, SQL_PLAN_ENTRY_DELETE,
	    .household = cx->asker.household, .id = ref->id,
	    .version = db_int(cx, ref->version)) :
	    DB(cx, SQL_PLAN_ENTRY_RESTORE, .household = cx->asker.household,
	    .id = ref->id);

	if (!row || doc_is_null(row))
		return row;
	return DB(cx, SQL_PLAN_RENUMBER, .household = cx->asker.household,
	    .date = doc_str(row, "date"), .meal_type = doc_str(row, "mealType"),
	    .taken = deleted ? NULL : ref->id) ? row : NULL;
}

static struct doc *
get(struct cx *cx, const struct record_ref *ref)
{
	return plan_entry(cx, ref->id);
}

static const struct record of_entries = {
	.gone = N_("There is no such entry."),
	.stale = N_("Somebody changed this entry since you opened it. Look at "
	    "it again, then save."),
	.home = SQL_PLAN_ENTRY_HOME, .here = here,
	.set_deleted = set_deleted, .get = get,
};

/* The entry as it stands must be there, in the version that was meant. */
static bool
still(struct cx *cx, const struct doc *place, const struct record_ref *ref)
{
	if (!doc_is_null(place) && (ref->version == -1 ||
	    (int64_t)doc_num(place, "version", 0) == ref->version))
		return true;
	return record_stale(cx, &of_entries, ref);
}

static bool
update(struct cx *cx, void *arg)
{
	struct save *s = arg;
	const struct plan_draft *d = s->draft;
	struct doc *page = DB_PAGE(cx,
	    { "place", DB_CALL(SQL_PLAN_ENTRY_PLACE,
		.household = cx->asker.household, .id = s->id) },
	    THINGS(cx, s, s->id));
	const struct doc *was = doc_get(page, "place");
	const char *date, *type;

	if (!page || !still(cx, was,
	    &(struct record_ref){ .id = s->id, .version = s->version }) ||
	    !refer(cx, s, doc_get(page, "things")))
		return false;
	date = doc_str(was, "date");
	type = doc_str(was, "mealType");
	s->position = d->position == PLAN_LAST &&
	    strcmp(date, d->date) == 0 && strcmp(type, d->meal_type) == 0 ?
	    doc_str(was, "position") : db_int(cx, d->position);
	s->entry = entry_of(cx, DB_PAGE(cx,
	    { "update", DB_CALL(SQL_PLAN_ENTRY_UPDATE, .id = s->id,
		.household = cx->asker.household,
		.version = db_int(cx, s->version), COLUMNS(cx, s)) },
	    SLOT(cx, "left", date, type, s->id),
	    SLOT(cx, "slot", d->date, d->meal_type, s->id),
	    ENTRY(cx, s->id)));
	return s->entry != NULL;
}

struct doc *
plan_entry_update(struct cx *cx, const char *id, int64_t version,
    const struct plan_draft *draft)
{
	struct save s = { .draft = draft, .id = id, .version = version };

	return entry_check(cx, draft) && db_tx(cx, update, &s) ? s.entry : NULL;
}

struct doc *
plan_entry_delete(struct cx *cx, const char *id, int64_t version)
{
	return record_delete(cx, &of_entries, &(struct record_ref){ .id = id,
	    .version = version });
}

struct doc *
plan_entry_restore(struct cx *cx, const char *id)
{
	return record_restore(cx, &of_entries,
	    &(struct record_ref){ .id = id });
}

/* ---- copies ------------------------------------------------------------ */

struct copy {
	const char			*id;	/* of one entry, or NULL */
	const struct plan_place		*place;
	const struct plan_copy		*range;
	struct doc			*entries;
};

/* Copy sources (rows with an id) by so many days. */
static bool
put_copies(struct cx *cx, struct copy *c, const struct doc *sources,
    int days, const char *meal_type)
{
	const char **from = arena_array(cx->arena, sources->count,
	    sizeof(*from));
	const char **to = arena_array(cx->arena, sources->count,
	    sizeof(*to));
	const struct doc *d;
	struct doc *page, *row;
	char *ids;
	size_t n = 0;

	for (d = sources->first; d; d = d->next, n++) {
		from[n] = doc_str(d, "id");
		to[n] = secret_uuid(cx->arena);
	}
	ids = db_array(cx, to, n);
	page = DB_PAGE(cx,
	    { "copy", DB_CALL(SQL_PLAN_COPY, .household = cx->asker.household,
		.sources = db_array(cx, from, n), .ids = ids,
		.days = db_int(cx, days), .meal_type = meal_type) },
	    { "items", DB_CALL(SQL_PLAN_ENTRIES_BY_ID,
		.household = cx->asker.household, .person = cx->asker.id,
		.ids = ids) });
	if (!page)
		return false;
	c->entries = doc_drop(page, "items");
	for (row = c->entries->first; row; row = row->next)
		plan_entry_doc(cx->arena, row);
	return true;
}

static bool
copy_entry(struct cx *cx, void *arg)
{
	struct copy *c = arg;
	struct doc *was = DB(cx, SQL_PLAN_ENTRY_PLACE,
	    .household = cx->asker.household, .id = c->id),
	    *sources = doc_list(cx->arena), *row;

	if (!was || !still(cx, was,
	    &(struct record_ref){ .id = c->id, .version = -1 }))
		return false;
	row = doc_add(sources, doc_object(cx->arena));
	doc_append(row, "id", doc_text(cx->arena, c->id));
	return put_copies(cx, c, sources, c->place->date ? when_between(
	    doc_str(was, "date"), c->place->date) : 0, c->place->meal_type);
}

struct doc *
plan_entry_copy(struct cx *cx, const char *id, const struct plan_place *to)
{
	struct copy c = { .id = id, .place = to };

	if (to->meal_type && !check_meal_type(cx, to->meal_type))
		return NULL;
	return db_tx(cx, copy_entry, &c) ? c.entries->first : NULL;
}

static bool
copy_range(struct cx *cx, void *arg)
{
	struct copy *c = arg;
	struct doc *sources = DB(cx, SQL_PLAN_COPY_SOURCES,
	    .household = cx->asker.household, .from = c->range->from,
	    .to = c->range->to, .limit = db_int(cx, PLAN_COPY_MAX + 1));

	if (!sources)
		return false;
	if (sources->count > PLAN_COPY_MAX)
		return fail_as(cx, "count",
		    fail_pointer(cx, "/to", say_n("These days hold more "
		    "than %d entry. Copy fewer at once.", "These days hold "
		    "more than %d entries. Copy fewer at once.",
		    PLAN_COPY_MAX), PLAN_COPY_MAX));
	return put_copies(cx, c, sources, when_between(c->range->from,
	    c->range->target), NULL);
}

struct doc *
plan_copy(struct cx *cx, const struct plan_copy *range)
{
	int days = when_between(range->from, range->to) + 1;
	struct copy c = { .range = range };
	struct doc *d;

	if (days < 1)
		return fail_as(cx, "range",
		    fail_pointer(cx, "/to", "This day is before the "
		    "first one."));
	if (days > PLAN_DAYS_MAX)
		return fail_as(cx, "range",
		    fail_pointer(cx, "/to", say_n("At most %d day at once; "
		    "these are %d.", "At most %d days at once; these are %d.",
		    PLAN_DAYS_MAX), PLAN_DAYS_MAX, days));
	if (!when_plus(cx->arena, range->target, days - 1))
		return fail_as(cx, "range",
		    fail_pointer(cx, "/target", "This is where our "
		    "calendar ends."));
	if (!db_tx(cx, copy_range, &c))
		return NULL;
	d = doc_object(cx->arena);
	doc_append(d, "items", c.entries);
	return d;
}

/* ---- foods that change ------------------------------------------------- */

bool
plan_recompute_food(struct cx *cx, const char *food)
{
	struct doc *rows = DB(cx, SQL_PLAN_ENTRIES_OF_FOOD,
	    .household = cx->asker.household, .food = food),
	    *out = doc_list(cx->arena), *row;
	const struct doc *d;
	struct serving_size h;

	for (d = doc_first(rows); d; d = d->next) {
		serving_size_weigh(cx, doc_get(d, "food"), doc_str(d, "unit"),
		    doc_num(d, "quantity", NAN), &h);
		row = doc_add(out, doc_object(cx->arena));
		doc_append(row, "id", doc_text(cx->arena, doc_str(d, "id")));
		doc_append(row, "grams", doc_double(cx->arena, h.grams));
	}
	if (!rows || cx->err.kind)
		return false;
	return !out->count || DB(cx, SQL_PLAN_ENTRIES_REWEIGH,
	    .household = cx->asker.household, .rows = db_json(cx, out));
}
