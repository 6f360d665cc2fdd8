#include "shopping/shopping.h"

#include <math.h>
#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/format.h"
#include "store/cursor.h"
#include "food/food_match.h"
#include "store/record.h"
#include "store/secret.h"
#include "shopping/shop_merge.h"
#include "shopping/shopping_compute.h"
#include "shopping/shopping_typed.h"
#include "data/when.h"

/* ---- reading ----------------------------------------------------------- */

static struct doc *
with_display(struct cx *cx, struct doc *item)
{
	bool own = doc_true(doc_get(item, "own"));

	doc_append(item, "display", doc_text(cx->arena, (own ?
	    shop_display_exact : shop_display)(cx->arena,
	    doc_num(item, "quantity", NAN), doc_str(item, "unit"),
	    doc_str(item, "measure"))));
	return item;
}

static struct doc *
assemble(struct cx *cx, struct doc *page)
{
	struct doc *list = doc_drop(page, "list");
	struct doc *items = doc_drop(page, "items"), *d;

	for (d = items->first; d; d = d->next)
		with_display(cx, d);
	doc_append(list, "items", items);
	return list;
}

/* The parts of a page that make a list. */
#define LIST_PARTS(cx, which) \
	{ "list", DB_CALL(SQL_SHOPPING_LIST_BY_ID, \
	    .household = (cx)->asker.household, .id = which) }, \
	{ "items", DB_CALL(SQL_SHOPPING_ITEMS, \
	    .household = (cx)->asker.household, .person = (cx)->asker.id, \
	    .list = which) }

struct doc *
shopping_list(struct cx *cx, const char *id)
{
	struct doc *page = DB_PAGE(cx, LIST_PARTS(cx, id));

	return page ? assemble(cx, page) : NULL;
}

struct doc *
shopping_lists(struct cx *cx, const struct shopping_query *q)
{
	const char *keys[2];

	if (!cursor_keys(cx, q->cursor, "tu", keys))
		return NULL;
	return cursor_page(cx, DB(cx, SQL_SHOPPING_LISTS,
	    .household = cx->asker.household, .at = keys[0], .id = keys[1],
	    .limit = cursor_limit(cx, q->limit)), q->limit);
}

/* ---- lists ------------------------------------------------------------- */

char *
shopping_name(struct cx *cx, const char *from, const char *to)
{
	struct when_date a, b;
	const char *first, *last;

	if (!when_date_parse(from, &a) || !when_date_parse(to, &b))
		return NULL;
	first = format_month(a.month);
	last = format_month(b.month);
	if (strcmp(from, to) == 0)
		return arena_fmt(cx->arena, say_c("day month", "%d %s"),
		    a.day, first);
	if (a.year != b.year)
		return arena_fmt(cx->arena, say_c("from day month year, to",
		    "%d %s %d – %d %s %d"), a.day, first, a.year, b.day, last,
		    b.year);
	if (a.month != b.month)
		return arena_fmt(cx->arena, say_c("from day month, to",
		    "%d %s – %d %s"), a.day, first, b.day, last);
	return arena_fmt(cx->arena, say_c("from day, to day month",
	    "%d–%d %s"), a.day, b.day, first);
}

static bool
check_dates(struct cx *cx, const struct shopping_draft *d)
{
	if (!d->from && !d->to)
		return true;
	if (!d->from)
		return fail_as(cx, "required",
		    fail_pointer(cx, "/from", "Give both days, or none."));
	if (!d->to)
		return fail_as(cx, "required",
		    fail_pointer(cx, "/to", "Give both days, or none."));
	if (strcmp(d->from, d->to) > 0)
		return fail_as(cx, "range",
		    fail_pointer(cx, "/to", "This must not be before the "
		    "first day."));
	if (when_between(d->from, d->to) >= SHOPPING_DAYS_MAX)
		return fail_as(cx, "range",
		    fail_pointer(cx, "/to", say_n("At most %d day is "
		    "possible; these are %d.", "At most %d days are possible; "
		    "these are %d.", SHOPPING_DAYS_MAX), SHOPPING_DAYS_MAX,
		    when_between(d->from, d->to) + 1));
	return true;
}

/* The draft's name, or one of its dates. */
static const char *
name_of(struct cx *cx, const struct shopping_draft *d)
{
	if (!check_dates(cx, d))
		return NULL;
	if (d->name && *d->name)
		return d->name;
	if (!d->from)
		return fail_as(cx, "required",
		    fail_pointer(cx, "/name", "Give a name, or days of "
		    "the plan."));
	return shopping_name(cx, d->from, d->to);
}

struct save {
	const struct shopping_draft	*draft;
	const char			*id, *name;
	int64_t				 version;
	struct doc			*list;
};

static bool
here(struct cx *cx, const struct record_ref *ref)
{
	return DB(cx, SQL_SHOPPING_LIST_COUNTS,
	    .household = cx->asker.household, .id = ref->id) != NULL;
}

static struct doc *
set_deleted(struct cx *cx, const struct record_ref *ref, bool deleted)
{
	return DB(cx, SQL_SHOPPING_LIST_SET_DELETED,
	    .household = cx->asker.household, .id = ref->id,
	    .version = db_int(cx, ref->version), .deleted = db_bool(deleted));
}

static struct doc *
get(struct cx *cx, const struct record_ref *ref)
{
	return shopping_list(cx, ref->id);
}

static const struct record of_lists = {
	.gone = N_("There is no such list."),
	.stale = N_("Somebody changed this list since you opened it. Look at "
	    "it again, then save."),
	.home = SQL_SHOPPING_LIST_HOME, .here = here,
	.set_deleted = set_deleted, .get = get,
};

static struct doc *
make(struct cx *cx, void *arg)
{
	struct save *s = arg;

	if (!DB(cx, SQL_SHOPPING_LIST_INSERT, .id = s->id,
	    .household = cx->asker.household, .name = s->name,
	    .from = s->draft->from, .to = s->draft->to) ||
	    (s->draft->from && !shopping_compute(cx, s->id)))
		return NULL;
	return shopping_list(cx, s->id);
}

struct doc *
shopping_create(struct cx *cx, const struct shopping_draft *draft,
    bool *existed)
{
	struct save s = { .draft = draft };

	s.id = draft->id ? draft->id : secret_uuid(cx->arena);
	s.name = name_of(cx, draft);
	return !s.name ? NULL : record_create(cx, &of_lists,
	    &(struct record_ref){ .id = s.id }, draft->id, make, &s, existed);
}

/* A list that is named by its days is named by the new ones. */
static const char *
follow(struct cx *cx, const struct doc *was, const struct save *s)
{
	const char *from = doc_str(was, "from");
	const char *name = from ? shopping_name(cx, from,
	    doc_str(was, "to")) : NULL;

	return name && s->draft->from && strcmp(name, s->name) == 0 ?
	    shopping_name(cx, s->draft->from, s->draft->to) : s->name;
}

static bool
update(struct cx *cx, void *arg)
{
	struct save *s = arg;
	struct doc *was = DB(cx, SQL_SHOPPING_LIST_BY_ID,
	    .household = cx->asker.household, .id = s->id), *touched;

	if (!was)
		return false;
	touched = DB(cx, SQL_SHOPPING_LIST_UPDATE, .id = s->id,
	    .household = cx->asker.household, .version = db_int(cx, s->version),
	    .name = follow(cx, was, s), .from = s->draft->from,
	    .to = s->draft->to);
	if (!touched)
		return false;
	if (!db_touched(touched))
		return record_stale(cx, &of_lists,
		    &(struct record_ref){ .id = s->id });
	s->list = shopping_list(cx, s->id);
	return s->list != NULL;
}

struct doc *
shopping_update(struct cx *cx, const char *id, int64_t version,
    const struct shopping_draft *draft)
{
	struct save s = { .draft = draft, .id = id, .version = version };

	s.name = name_of(cx, draft);
	return s.name && db_tx(cx, update, &s) ? s.list : NULL;
}

struct doc *
shopping_delete(struct cx *cx, const char *id, int64_t version)
{
	return record_delete(cx, &of_lists, &(struct record_ref){ .id = id,
	    .version = version });
}

struct doc *
shopping_restore(struct cx *cx, const char *id)
{
	return record_restore(cx, &of_lists, &(struct record_ref){ .id = id });
}

static bool
refresh(struct cx *cx, void *arg)
{
	struct save *s = arg;

	if (!shopping_compute(cx, s->id))
		return false;
	s->list = shopping_list(cx, s->id);
	return s->list != NULL;
}

struct doc *
shopping_refresh(struct cx *cx, const char *id)
{
	struct save s = { .id = id };

	return db_tx(cx, refresh, &s) ? s.list : NULL;
}

struct doc *
shopping_of_days(struct cx *cx, const struct shopping_draft *draft,
    bool *existed)
{
	struct doc *there;

	if ((draft->name && *draft->name) || !draft->from || !draft->to)
		return shopping_create(cx, draft, existed);
	there = DB(cx, SQL_SHOPPING_LIST_OF_DAYS,
	    .household = cx->asker.household, .from = draft->from,
	    .to = draft->to);
	if (!there)
		return NULL;
	*existed = doc_str(there, "id") != NULL;
	return *existed ? shopping_refresh(cx, doc_str(there, "id")) :
	    shopping_create(cx, draft, existed);
}

static bool
clear(struct cx *cx, void *arg)
{
	struct save *s = arg;
	struct doc *page = DB_PAGE(cx,
	    { "gone", DB_CALL(SQL_SHOPPING_ITEMS_CLEAR,
		.household = cx->asker.household, .list = s->id) },
	    LIST_PARTS(cx, s->id));

	s->list = page ? assemble(cx, page) : NULL;
	return s->list != NULL;
}

struct doc *
shopping_clear(struct cx *cx, const char *id)
{
	struct save s = { .id = id };

	return db_tx(cx, clear, &s) ? s.list : NULL;
}

/* ---- items ------------------------------------------------------------- */

struct save_item {
	const struct shopping_item_draft	*draft;
	const char				*list, *id;
	int64_t					 version;
	/* what will be stored */
	const char				*food, *unit, *measure, *note;
	double					 quantity;
	struct food_match				 match;
	struct doc				*item;
};

struct doc *
shopping_item(struct cx *cx, const char *list, const char *id)
{
	struct doc *item = DB(cx, SQL_SHOPPING_ITEM_BY_ID,
	    .household = cx->asker.household, .person = cx->asker.id,
	    .list = list, .id = id);

	return item ? with_display(cx, item) : NULL;
}

/* Any spelling of a unit; was is the item as it stands, or NULL. */
static bool
take_unit(struct cx *cx, struct save_item *s, const struct doc *was)
{
	const struct shopping_item_draft *d = s->draft;
	const char *given = d->unit ? d->unit : d->measure;
	const char *measure = doc_str(was, "measure");
	struct unit_word word;

	if (!given)
		return true;
	if (measure && strcmp(given, measure) == 0) {
		s->unit = NULL;
		s->measure = measure;
		return true;
	}
	if (!unit_word_find(given, &word))
		return fail_as(cx, "choice",
		    fail_pointer(cx, d->unit ? "/unit" : "/measure",
		    "There is no unit \"%s\".", given));
	s->unit = word.unit ? word.unit->name : NULL;
	s->measure = word.unit ? NULL : word.measure;
	if (word.unit)
		s->quantity *= word.scale;
	return true;
}

/*
 * What the draft says. "2 l milk" is read where it is a text, and where a
 * new item's food has an amount and its unit.
 */
static bool
read_draft(struct cx *cx, struct save_item *s, const struct doc *was)
{
	const struct shopping_item_draft *d = s->draft;
	const char *text = d->text ? d->text : d->food;
	bool alone = !was && !d->unit && !d->measure && isnan(d->quantity);
	struct shopping_typed typed;

	if (!text || !*text)
		return fail_as(cx, "required",
		    fail_pointer(cx, "/food", "This is needed."));
	s->food = text;
	s->note = d->note;
	s->quantity = d->quantity;
	s->unit = s->measure = NULL;
	shopping_typed(cx->arena, text, unit_system(cx->asker.imperial),
	    &typed);
	if (d->text || (alone && (typed.unit || typed.measure))) {
		s->food = typed.food;
		s->note = d->note ? d->note : typed.note;
		s->quantity = typed.quantity;
		s->unit = typed.unit;
		s->measure = typed.measure;
	}
	if (d->text && !was && !isnan(d->quantity))
		s->quantity = d->quantity;
	if (d->text && (was || (!d->unit && !d->measure)))
		return true;
	return take_unit(cx, s, was);
}

static bool
take_draft(struct cx *cx, struct save_item *s, const struct doc *was)
{
	if (!read_draft(cx, s, was))
		return false;
	if (s->quantity > SHOPPING_QUANTITY_MAX)
		return fail_as(cx, "range",
		    fail_pointer(cx, s->draft->text ? "/text" :
		    "/quantity", "This is more than can be noted."));
	return true;
}

/* Its food, for the aisle; an unknown one is bought all the same. */
static bool
look_up(struct cx *cx, struct save_item *s)
{
	s->match = (struct food_match){ .line = { .original = s->food,
	    .food = s->food, .quantity = s->quantity, .quantity_max = NAN,
	    .alt_quantity = NAN, .plus_quantity = NAN, .unit = s->unit,
	    .measure = s->measure,
	    .system = unit_system(cx->asker.imperial) } };
	return food_match_lines(cx, &s->match, 1);
}

static const char *
known_aisle(const struct food_match *m)
{
	return m->aisle ? m->aisle : "other";
}

static bool
has_room(struct cx *cx, const char *list)
{
	struct doc *room = DB(cx, SQL_SHOPPING_LIST_COUNTS,
	    .household = cx->asker.household, .id = list);

	if (room && doc_num(room, "items", 0) >= SHOPPING_ITEMS_MAX)
		return fail(cx, ERR_TOO_LARGE, say_n("A list holds at most %d "
		    "item.", "A list holds at most %d items.",
		    SHOPPING_ITEMS_MAX), SHOPPING_ITEMS_MAX);
	return room != NULL;
}

static bool
item_here(struct cx *cx, const struct record_ref *ref)
{
	return shopping_item(cx, ref->in, ref->id) != NULL;
}

static struct doc *
item_set_deleted(struct cx *cx, const struct record_ref *ref, bool deleted)
{
	if (!deleted && !has_room(cx, ref->in))
		return NULL;
	return DB(cx, SQL_SHOPPING_ITEM_SET_DELETED,
	    .household = cx->asker.household, .list = ref->in, .id = ref->id,
	    .version = db_int(cx, ref->version), .deleted = db_bool(deleted));
}

static struct doc *
item_get(struct cx *cx, const struct record_ref *ref)
{
	return shopping_item(cx, ref->in, ref->id);
}

static const struct record of_items = {
	.gone = N_("There is no such item."),
	.stale = N_("Somebody changed this item since you opened it. Look at "
	    "it again, then save."),
	.home = SQL_SHOPPING_ITEM_HOME, .here = item_here,
	.set_deleted = item_set_deleted, .get = item_get,
};

static struct doc *
item_make(struct cx *cx, void *arg)
{
	struct save_item *s = arg;
	const struct shopping_item_draft *d = s->draft;

	if (!has_room(cx, s->list) || !look_up(cx, s) ||
	    !DB(cx, SQL_SHOPPING_ITEM_INSERT, .id = s->id,
	    .household = cx->asker.household, .list = s->list,
	    .food_id = s->match.food_id, .food = s->food,
	    .quantity = db_double(cx, s->quantity), .unit = s->unit,
	    .measure = s->measure,
	    .aisle = d->aisle ? d->aisle : known_aisle(&s->match),
	    .note = s->note, .checked = db_bool(d->checked)))
		return NULL;
	return shopping_item(cx, s->list, s->id);
}

struct doc *
shopping_item_create(struct cx *cx, const char *list,
    const struct shopping_item_draft *draft, bool *existed)
{
	struct save_item s = { .draft = draft, .list = list };

	s.id = draft->id ? draft->id : secret_uuid(cx->arena);
	return !take_draft(cx, &s, NULL) ? NULL : record_create(cx, &of_items,
	    &(struct record_ref){ .in = list, .id = s.id }, draft->id,
	    item_make, &s, existed);
}

/* Another food may stand in another aisle, unless one was chosen. */
static bool
item_update(struct cx *cx, void *arg)
{
	struct save_item *s = arg;
	const struct shopping_item_draft *d = s->draft;
	struct doc *was = shopping_item(cx, s->list, s->id), *touched;
	const char *aisle = doc_str(was, "aisle");
	const char *food_id = doc_str(was, "foodId");

	if (!was || !take_draft(cx, s, was))
		return false;
	if (d->aisle && strcmp(d->aisle, aisle) != 0)
		aisle = d->aisle;
	if (strcmp(s->food, doc_str(was, "food")) != 0) {
		if (!look_up(cx, s))
			return false;
		food_id = s->match.food_id;
		if (strcmp(aisle, doc_str(was, "aisle")) == 0)
			aisle = known_aisle(&s->match);
	}
	touched = DB(cx, SQL_SHOPPING_ITEM_UPDATE, .id = s->id,
	    .household = cx->asker.household, .list = s->list,
	    .version = db_int(cx, s->version), .food_id = food_id,
	    .food = s->food, .quantity = db_double(cx, s->quantity),
	    .unit = s->unit, .measure = s->measure, .aisle = aisle,
	    .note = s->note, .checked = db_bool(d->checked));
	if (!touched)
		return false;
	if (!db_touched(touched))
		return record_stale(cx, &of_items,
		    &(struct record_ref){ .in = s->list, .id = s->id });
	s->item = shopping_item(cx, s->list, s->id);
	return s->item != NULL;
}

struct doc *
shopping_item_update(struct cx *cx, const char *list, const char *id,
    int64_t version, const struct shopping_item_draft *draft)
{
	struct save_item s = { .draft = draft, .list = list, .id = id,
	    .version = version };

	return db_tx(cx, item_update, &s) ? s.item : NULL;
}

struct doc *
shopping_item_delete(struct cx *cx, const char *list, const char *id,
    int64_t version)
{
	return record_delete(cx, &of_items, &(struct record_ref){ .in = list,
	    .id = id, .version = version });
}

struct doc *
shopping_item_restore(struct cx *cx, const char *list, const char *id)
{
	return record_restore(cx, &of_items, &(struct record_ref){ .in = list,
	    .id = id });
}
