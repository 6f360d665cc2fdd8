/*
 * meal_compute: what saving a meal has to find out: its items with the rows of
 * their foods and recipes, weighed, summed, and told for the statements.
 */
#ifndef MEAL_MEAL_COMPUTE_H
#define MEAL_MEAL_COMPUTE_H

#include "plan/meal.h"
#include "food/nutrition.h"

/* An item and what it refers to; rows as in lib/sql/plan/meal.sql. */
struct meal_part {
	struct meal_item	 item;
	const struct doc	*food, *recipe;
};

struct meal_compute {
	struct meal_part	*parts;
	size_t			 n;
	struct nutrition	 sum;
	/* for the statements */
	const char		*totals;
	struct doc		*rows;		/* of the items */
	struct doc		*missing;	/* [{item, reason}] */
};

/*
 * Look up and weigh the items of a draft; meal is its id when it is there
 * already (what it refers to stays good), or NULL. ERR_INVALID.
 */
bool	meal_compute(struct cx *, const struct meal_draft *, const char *meal,
	    struct meal_compute *);
/* Weigh parts whose rows are known. strict: an unknown unit is a fault. */
bool	meal_weigh(struct cx *, struct meal_compute *, bool strict);

#endif
