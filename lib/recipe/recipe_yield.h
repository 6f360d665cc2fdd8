/*
 * recipe_yield: how many a recipe feeds, from what it says it makes. Pure.
 */
#ifndef MEAL_RECIPE_YIELD_H
#define MEAL_RECIPE_YIELD_H

struct arena;

/*
 * The number of "4 servings", "Serves 6", "für 4 Personen", "2 1/2 dozen"; of
 * a range the lower end. NAN when there is none, for weights, volumes and
 * measures of a pan ("2 litres", "9-inch"), beyond 0.001 to 1000, and for
 * NULL.
 */
double	recipe_yield_servings(struct arena *, const char *yield);
/*
 * What part of a recipe so many portions are: eaten / servings; the whole of
 * it once, however many, when servings is NAN: nobody said.
 */
double	recipe_share(double eaten, double servings);

#endif
