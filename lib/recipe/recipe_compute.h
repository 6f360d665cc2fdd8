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
	/* while lines are read */
	const struct doc	*stored, *next;
};

/*
 * Read and weigh the lines of a draft. ERR_INVALID with pointers. stored are
 * the rows that the recipe had (NULL: none): a line that is one of theirs
 * stays what it was, with its section, food and amounts.
 */
bool	recipe_compute(struct cx *, const struct recipe_draft *,
	    const struct doc *stored, struct recipe_compute *);
/* A structured ingredient as the line a cook would write. */
const char *recipe_line_of(struct cx *, const struct doc *);
/*
 * Weigh stored recipes anew. rows are of SQL_RECIPE_LINES; sums and lines get
 * the rows of SQL_RECIPES_RECOMPUTE and SQL_RECIPE_LINES_REWEIGH. match: look
 * for the foods of lines again, but for those that were certain.
 */
bool	recipe_rework(struct cx *, const struct doc *rows, bool match,
	    struct doc *sums, struct doc *lines);

/*
 * The label of a recipe whose lines come to sum: of one serving, or of the
 * whole when servings is NAN: nobody said.
 */
struct doc *recipe_label(struct arena *, const struct nutrition *sum,
	    double servings);

#endif
