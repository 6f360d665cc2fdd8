/*
 * shopping: lists of what to buy, made from the plan or by hand.
 *
 * A list is stored rows. Those from the plan say which recipes of which days
 * they are for; reading the plan anew (refresh) keeps what people did: ticks,
 * own items, amounts set by hand, rows taken off. People tick at the same
 * time: versions are the items', not the list's.
 */
#ifndef MEAL_SHOPPING_H
#define MEAL_SHOPPING_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

struct cx;
struct doc;

#define SHOPPING_ITEMS_MAX	1000	/* of a list */
#define SHOPPING_LINES_MAX	25000	/* of recipes, merged at once; all of
					 * them may be one item's sources */
#define SHOPPING_DAYS_MAX	366
#define SHOPPING_QUANTITY_MAX	999999999	/* numeric(12,3) */

struct shopping_draft {
	const char	*id;		/* a client's, on create */
	const char	*name, *from, *to;
};
/* A list with its items; a list in the list of lists. */
extern const struct shape shopping_shape, shopping_summary_shape;
extern const struct shape shopping_lists_shape;

struct shopping_item_draft {
	const char	*id;		/* a client's, on create */
	const char	*text;		/* "2 l milk", instead of the rest */
	const char	*food, *unit, *measure, *aisle, *note;
	double		 quantity;	/* NAN: none */
	bool		 checked;
};
extern const struct shape shopping_item_shape;

struct shopping_query {
	int64_t		 limit;
	const char	*cursor;
};
extern const struct shape shopping_query_shape;

/* {items, next}, newest first, without their items. */
struct doc *shopping_lists(struct cx *, const struct shopping_query *);
/* A list with its items by aisle. ERR_NOT_FOUND. */
struct doc *shopping_list(struct cx *, const char *id);
/*
 * A new list, of the plan's dates or empty. *existed when draft->id was
 * there already in this household (the list as it is); ERR_CONFLICT when it
 * is elsewhere; ERR_INVALID; ERR_TOO_LARGE above the limits.
 */
struct doc *shopping_create(struct cx *, const struct shopping_draft *,
	    bool *existed);
/*
 * For a page that asks for the list of some days and gives it no name: the
 * one that is there, up to date (*existed), or a new one.
 */
struct doc *shopping_of_days(struct cx *, const struct shopping_draft *,
	    bool *existed);
/*
 * Another name, other dates (the list is outdated then). version -1 is any.
 * ERR_NOT_FOUND, ERR_STALE, ERR_INVALID.
 */
struct doc *shopping_update(struct cx *, const char *id, int64_t version,
	    const struct shopping_draft *);
/* Put it away (30 days): {id, name, version}; and take it back: the list. */
struct doc *shopping_delete(struct cx *, const char *id, int64_t version);
struct doc *shopping_restore(struct cx *, const char *id);
/* Read the plan anew: the list. ERR_NOT_FOUND, ERR_TOO_LARGE. */
struct doc *shopping_refresh(struct cx *, const char *id);
/* Take off what is ticked: the list. */
struct doc *shopping_clear(struct cx *, const char *id);

/* One item. ERR_NOT_FOUND. */
struct doc *shopping_item(struct cx *, const char *list, const char *id);
/* As shopping_create; ERR_TOO_LARGE when the list is full. */
struct doc *shopping_item_create(struct cx *, const char *list,
	    const struct shopping_item_draft *, bool *existed);
/* The same; a text of several lines is an item a line, all or none: {items}. */
struct doc *shopping_items_create(struct cx *, const char *list,
	    const struct shopping_item_draft *, bool *existed);
/* As shopping_update. An amount that changes is kept by refresh. */
struct doc *shopping_item_update(struct cx *, const char *list,
	    const char *id, int64_t version,
	    const struct shopping_item_draft *);
/* {id, food, version}; the item. */
struct doc *shopping_item_delete(struct cx *, const char *list,
	    const char *id, int64_t version);
struct doc *shopping_item_restore(struct cx *, const char *list,
	    const char *id);

/*
 * What a list's page has instead of items: listId, aisles of what is still to
 * buy, checkedItems, and how many of each. NULL is left alone.
 */
void	shopping_page_extras(struct cx *, struct doc *list);
/* How much of each list is left; the days a new one would be of. */
void	shopping_lists_extras(struct cx *, struct doc *lists);
/* "23–29 November" of two dates. */
char   *shopping_name(struct cx *, const char *from, const char *to);

#endif
