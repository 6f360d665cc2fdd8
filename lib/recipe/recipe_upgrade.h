/*
 * recipe_upgrade: recipes saved by older versions are carried along: the
 * words they are found by, made in the way of SEARCH_VERSION, servings read
 * from what they say they make, and, when lines are read in another way
 * (PARSER_VERSION), the rule of diets and allergens is another
 * (CLAIM_VERSION) or the tables of foods are, foods, sums, diets and
 * allergens of all.
 */
#ifndef MEAL_RECIPE_UPGRADE_H
#define MEAL_RECIPE_UPGRADE_H

#include <stdbool.h>

struct cx;

/*
 * Some at a time, each batch a transaction, so that it may be broken off and
 * done again while people work. Where nothing is left it is quick.
 */
bool	recipe_upgrade(struct cx *);

#endif
