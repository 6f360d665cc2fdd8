/*
 * recipe_compute: what saving a recipe has to find out: its lines matched to
 * foods and weighed, summed, and told as rows for the database.
 */
#ifndef MEAL_RECIPE_COMPUTE_H
#define MEAL_RECIPE_COMPUTE_H

#include "food/food_match.h"
#include "food/nutrition.h"
#include "recipe/recipe.h"

struct recipe_compute {
	const char		**sections;	/* of each line */
	struct food_match		*lines;
	size_t			 n;
	struct nutrition	 sum;
	/* for the statements */
	const char		*diets, *allergens;	/* array literals */
	const char		*totals, *grams, *nutrition, *missing;
	const char		*rows;		/* ingredients as JSON */
	const char		*words;		/* for the search document */
};

/* Read and weigh the lines of a draft. ERR_INVALID with pointers. */
bool	recipe_compute(struct cx *, const struct recipe_draft *,
	    struct recipe_compute *);
/*
 * Weigh stored recipes anew. rows are of SQL_RECIPE_LINES; sums and lines get
 * the rows of SQL_RECIPES_RECOMPUTE and SQL_RECIPE_LINES_REWEIGH.
 */
bool	recipe_rework(struct cx *, const struct doc *rows, struct doc *sums,
	    struct doc *lines);

#endif
