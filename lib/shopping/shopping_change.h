/*
 * shopping_change: what of a list changes when the plan was read anew.
 *
 * A row that is ticked or was taken off is settled: it stands for the amount
 * it had then, and keeps it. What is needed beyond all that is settled of a
 * thing is one open row. Settled pieces and packages count whole.
 */
#ifndef MEAL_SHOPPING_CHANGE_H
#define MEAL_SHOPPING_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

struct cx;
struct doc;
struct shop_item;

/*
 * Bring the list's rows in line with what is needed now; rows are those of
 * shopping_items_planned, own is how many others the list has. Within a
 * transaction. ERR_TOO_LARGE.
 */
bool	shopping_change(struct cx *, const char *list,
	    const struct shop_item *items, size_t n, const struct doc *rows,
	    size_t own);

#endif
