/*
 * serving_size: what somebody means by an amount of a food, and its weight.
 * Units are any spelling, a measure word, a size, or the name of one of the
 * food's own portions; none means pieces.
 */
#ifndef MEAL_SERVING_SIZE_H
#define MEAL_SERVING_SIZE_H

#include <stdbool.h>

struct cx;
struct doc;

struct serving_size {
	double		 quantity;
	const char	*unit;		/* as it is stored; NULL: pieces */
	double		 grams;		/* NAN when it cannot be told … */
	const char	*reason;	/* … and why, as in match.h */
	bool		 unknown;	/* the unit means nothing here */
};

/*
 * food is a row with name, density and portions (JSON: [{name, grams}]).
 * Without quantity (NAN) it is one of the unit; without both one piece, or
 * 100 g of what has none. Never fails.
 */
void	serving_size_weigh(struct cx *, const struct doc *food,
	    const char *unit, double quantity, struct serving_size *);

#endif
