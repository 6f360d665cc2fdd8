/*
 * shop_merge: what the lines of many recipes come to when one goes shopping.
 * Pure functions, no database.
 *
 * Lines of one thing that is bought (shop_product.h) become one item, under
 * the cook's words. Masses add up, volumes add up, and
 * whatever has a weight adds up by weight: volumes through density, pieces,
 * cloves and cans through the food's portions or through what other lines
 * of the same food say such a thing weighs. The item stands in the unit of
 * the greatest share (in grams, or millilitres). What cannot be compared
 * stands in an item of its own ("2 bunches" beside "30 g"). A line without
 * amount adds nothing but its source.
 *
 * Factors are unit.h's.
 */
#ifndef MEAL_SHOP_MERGE_H
#define MEAL_SHOP_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "ingredient/ingredient.h"
#include "shopping/shop_product.h"

#define SHOP_AISLES "produce bakery dairy meat fish frozen grains baking " \
	"canned spices oils condiments nuts snacks beverages other"

struct arena;

struct shop_food {
	const char		*id, *name, *aisle;
	bool			 is_water;	/* shop_is_water of its name */
	double			 density;	/* g/ml, NAN */
	const struct portion	*portions;
	size_t			 n;
};

struct shop_line {
	const struct shop_food	*food;		/* NULL: an unknown one */
	const char		*name;		/* the food as it is written */
	const char		*note;		/* of its line, or NULL */
	const struct shop_product *product;	/* NULL: made here */
	double			 quantity;	/* NAN: none */
	const char		*unit;		/* a unit, a measure word, the
						 * name of a portion, NULL */
	double			 grams;		/* NAN: not known yet */
	/* where it comes from */
	const char		*recipe_id, *recipe, *entry, *date;
};

struct shop_source {
	const char	*recipe_id, *recipe, *entry, *date;
	double		 quantity;		/* NAN: none */
	const char	*unit;			/* as the line has it */
};

struct shop_item {
	const char		*key;		/* of the food and how it is
						 * counted; lasts */
	const struct shop_food	*food;
	const char		*name, *aisle;
	double			 quantity;	/* 3 decimals; NAN: none */
	const char		*unit;		/* of unit_table, or NULL */
	const char		*measure;	/* "head"; NULL if unit */
	struct shop_source	*sources;	/* in the order of the lines */
	size_t			 nsources;
};

/*
 * The items of the lines, by aisle and name; the number of them. Water is
 * not bought. Items borrow from lines.
 */
size_t	shop_merge(struct arena *, const struct shop_line *, size_t n,
	    enum unit_system, struct shop_item **out);

/*
 * An amount of an item's thing in the item's own unit; pieces and packages
 * whole, as they were bought. unit may be a unit or a measure word. NAN when
 * they do not compare.
 */
double	shop_amount_in(const struct shop_item *, double quantity,
	    const char *unit, enum unit_system);

/* Whether a folded name is of what comes from the tap. */
bool	shop_is_water(const char *fold);
/* The place of an aisle in a shop, from 0; of an unknown one the last. */
size_t	shop_aisle_order(const char *aisle);
/* How long the part of a key is that names the food. */
size_t	shop_key_food(const char *key);

/*
 * An amount as one can buy or measure it, never less than it is (but for
 * half a percent that no kitchen measures): "750 g", "1.25 kg", "1½ cups",
 * "3". Grams become kilograms and millilitres litres from 1000 on, spoons
 * larger spoons and cups. NULL when there is no amount.
 */
char   *shop_display(struct arena *, double quantity, const char *unit,
	    const char *measure);
/* The same as somebody typed it: nothing is rounded up. */
char   *shop_display_exact(struct arena *, double quantity,
	    const char *unit, const char *measure);

#endif
