/*
 * shop_product: what a line of a recipe says of the thing one buys for it.
 * Pure functions, no database.
 *
 * A food's match is made for nutrition, where a relative is good enough. Who
 * shops buys what the cook wrote: words that make no difference to that
 * (sizes, what is done in the kitchen, "good quality") are dropped, true
 * synonyms are one (shop_words.def), and every other word makes another
 * thing: colour, fat, free-from, form, shape. So does a note that names one
 * ("sugar, brown"), a can, and a part ("juice of 1 lemon").
 */
#ifndef MEAL_SHOP_PRODUCT_H
#define MEAL_SHOP_PRODUCT_H

#include <stdbool.h>

struct arena;

struct shop_product {
	const char	*core;	/* two things are one if theirs is the same;
				 * folded, "" of a name without words */
	const char	*stem;	/* the same without endings: enough where the
				 * food is the same ("zwiebel", "zwiebeln") */
	const char	*bare;	/* with fewer endings gone: enough where no
				 * food is known ("zwiebel", not "zwieb") */
	const char	*name;	/* the cook's words for a row */
	bool		 canned, part, fresh;
	bool		 choice;	/* "organic": a better name of a row */
};

/* Of a line's food, its note (or NULL), unit or measure (or NULL) and the
 * aisle of the catalogue's food (or NULL). */
void	shop_product(struct arena *, const char *name, const char *note,
	    const char *unit, const char *aisle, struct shop_product *out);

/* Where it stands: what is in a can with the cans, fruit of which only the
 * juice is wanted with the fruit, a bunch of a spice with the herbs; else in
 * aisle. */
const char *shop_product_aisle(const struct shop_product *,
	    const char *aisle);

#endif
