/*
 * nutrition: sums of nutrients, and how they are told. Pure; nothing is
 * rounded before output (three decimals), FDA rounding is the label's alone.
 */
#ifndef MEAL_NUTRITION_H
#define MEAL_NUTRITION_H

#include <stdbool.h>

#include "data/field.h"
#include "food/nutrient.h"

struct arena;
struct doc;

/*
 * Totals of some foods. A nutrient is known as soon as one food tells it;
 * NAN until then. grams is the weight that was counted.
 */
struct nutrition {
	double	totals[NUTRIENT_COUNT];
	double	grams;
};

void	nutrition_init(struct nutrition *);
/* Add grams of a food with these values per 100 g. */
void	nutrition_add(struct nutrition *, const double per_100g[],
	    double grams);
/* Add another sum times a factor. */
void	nutrition_add_scaled(struct nutrition *, const struct nutrition *,
	    double factor);
/* Whether there is room for these figures: below a billion. */
bool	nutrition_fits(const struct nutrition *);

/*
 * {servingSize?, calories, proteinContent, …, nutrients: {name: {amount,
 * unit, dailyValue}}}: the totals times factor. Unknown main members are
 * null; unknown others left out. serving_size NULL leaves it null.
 */
struct doc *nutrition_doc(struct arena *, const struct nutrition *,
	    double factor, const char *serving_size);
extern const struct shape nutrition_shape;

#endif
