/* What pages show differently: items by aisle, the ticked ones apart. */
#include <math.h>
#include <string.h>

#include "store/cx.h"
#include "data/doc.h"
#include "data/json.h"
#include "shopping/shop_staple.h"
#include "shopping/shopping.h"
#include "data/when.h"

#define DAYS_SHOWN	7	/* of a new list */
#define SOURCES_SHOWN	8	/* of an item; a year has hundreds */

static struct doc *
aisle_of(struct cx *cx, struct doc *aisles, const char *name)
{
	struct doc *d = aisles->last;

	if (d && strcmp(doc_str(d, "aisle"), name) == 0)
		return doc_get(d, "items");
	d = doc_add(aisles, doc_object(cx->arena));
	doc_append(d, "aisle", doc_text(cx->arena, name));
	return doc_append(d, "items", doc_list(cx->arena));
}

/* The first sources of an item, and how many more there are. */
static void
tell_sources(struct cx *cx, struct doc *item)
{
	struct doc *raw = doc_get(item, "sources"), *all, *some, *d, *next;

	if (!raw || raw->kind != DOC_RAW)
		return;
	all = json_parse(&cx->err, raw->text, raw->len);
	some = doc_list(cx->arena);
	for (d = doc_first(all); d && some->count < SOURCES_SHOWN; d = next) {
		next = d->next;
		doc_add(some, d);
	}
	if (all && all->count > some->count)
		doc_append(item, "moreSources", doc_int(cx->arena,
		    (int64_t)(all->count - some->count)));
	doc_set(item, "sources", some);
}

/* One field is for the unit and for a word that is none. */
static void
tell_unit(struct cx *cx, struct doc *item)
{
	if (doc_is_null(doc_get(item, "unit")))
		doc_set(item, "unit", doc_text(cx->arena, doc_str(item,
		    "measure")));
}

/* Somebody's own row is wanted. */
static bool
is_staple(const struct doc *item)
{
	return !doc_true(doc_get(item, "own")) &&
	    shop_is_staple(doc_str(item, "aisle"), doc_num(item, "quantity",
	    NAN), doc_str(item, "unit"), doc_str(item, "measure"));
}

/* What is in the basket already, and needed beyond that. */
static void
tell_more(struct cx *cx, const struct doc *aisles, const struct doc *checked)
{
	const struct doc *aisle, *c;
	struct doc *d;

	for (aisle = aisles->first; aisle; aisle = aisle->next)
		for (d = doc_first(doc_get(aisle, "items")); d; d = d->next)
			for (c = checked->first; c; c = c->next)
				if (doc_str(d, "display") &&
				    !doc_true(doc_get(c, "own")) &&
				    !doc_true(doc_get(d, "own")) &&
				    strcmp(doc_str(c, "food"), doc_str(d,
				    "food")) == 0) {
					doc_set(d, "more", doc_bool(cx->arena,
					    true));
					break;
				}
}

void
shopping_page_extras(struct cx *cx, struct doc *list)
{
	struct doc *aisles = doc_list(cx->arena), *items, *d, *next;
	struct doc *checked = doc_list(cx->arena);
	struct doc *maybe = doc_list(cx->arena);
	size_t all;

	if (!list)
		return;
	items = doc_drop(list, "items");
	all = items->count;
	for (d = items->first; d; d = next) {
		next = d->next;
		tell_sources(cx, d);
		doc_add(doc_true(doc_get(d, "checked")) ? checked :
		    is_staple(d) ? maybe :
		    aisle_of(cx, aisles, doc_str(d, "aisle")), d);
		tell_unit(cx, d);
	}
	tell_more(cx, aisles, checked);
	doc_append(list, "listId", doc_text(cx->arena, doc_str(list, "id")));
	doc_append(list, "aisles", aisles);
	if (maybe->first)
		doc_append(doc_append(list, "maybe", doc_object(cx->arena)),
		    "items", maybe);
	doc_append(list, "remaining", doc_int(cx->arena,
	    (int64_t)(all - checked->count)));
	doc_append(list, "checkedCount", doc_int(cx->arena,
	    (int64_t)checked->count));
	doc_append(list, "total", doc_int(cx->arena, (int64_t)all));
	doc_append(list, "checkedItems", checked);
}

/* The days of a list that is not named by them. */
static void
tell_days(struct cx *cx, struct doc *list)
{
	const char *from = doc_str(list, "from");

	if (from)
		doc_append(list, "hasName", doc_bool(cx->arena, strcmp(
		    doc_str(list, "name"), shopping_name(cx, from,
		    doc_str(list, "to"))) != 0));
}

void
shopping_lists_extras(struct cx *cx, struct doc *page)
{
	struct doc *d;

	if (!page)
		return;
	for (d = doc_first(doc_get(page, "items")); d; d = d->next) {
		doc_append(d, "remaining", doc_int(cx->arena,
		    (int64_t)(doc_num(d, "itemCount", 0) -
		    doc_num(d, "checkedCount", 0))));
		tell_days(cx, d);
	}
	doc_append(page, "from", doc_text(cx->arena, cx->asker.today));
	doc_append(page, "to", doc_text(cx->arena, when_plus(cx->arena,
	    cx->asker.today, DAYS_SHOWN - 1)));
}
