/*
 * foods_import: the whole USDA National Nutrient Database, Standard
 * Reference 28, into the shared foods: FOOD_DES, NUT_DATA and WEIGHT as USDA
 * gives them out (text in ~, fields parted by ^, Latin-1).
 *
 * Foods that come with meal keep the names, portions and densities they have
 * (catalogue.h); they get their description. All others are called by it, and
 * found by names made from it, after all that is curated.
 */
#ifndef MEAL_FOODS_IMPORT_H
#define MEAL_FOODS_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "food/nutrient.h"

struct arena;
struct catalogue_name;
struct cx;
struct doc;

#define IMPORT_FOODS_MAX	20000
#define IMPORT_PORTIONS_MAX	40	/* of one food */
#define IMPORT_NAMES_MAX	8	/* made of one description */

/*
 * Read a folder or a zip and store it, in one transaction; again gives the
 * same. What is done is told on progress, the sums on out. ERR_INTERNAL with
 * file and line for what is not as it should be; nothing is stored then.
 */
bool	foods_import(struct cx *, const char *path, FILE *progress,
	    FILE *out);

/* ---- parts, for tests and each other ----------------------------------- */

struct import_food {
	char		 number[6];
	const char	*group;		/* FdGrp_Cd */
	const char	*description;
	double		 values[NUTRIENT_COUNT];
	double		 density;	/* g/ml, NAN */
	int		 density_from;	/* how good that is; 0 none */
	struct doc	*portions;
};

struct import_foods {
	struct import_food	*p;
	size_t			 n;
	int			*index;	/* by NDB number, 0 none, else + 1 */
	size_t			 nvalues, nportions;
};

/* Read the three files. */
bool	import_read(struct cx *, const char *path, FILE *progress,
	    struct import_foods *out);
/*
 * Folded names a description may be called by; each with the rank it has
 * among names made so, 0 the best. "Onions, raw" gives "onion"; "Squash,
 * winter, acorn, raw" gives "acorn winter squash", "acorn squash", …. At most
 * IMPORT_NAMES_MAX; the number of them.
 */
size_t	import_names(struct arena *, const char *description,
	    struct catalogue_name *out);

#endif
