/*
 * catalogue: the foods that come with meal, under names as cooks write them.
 *
 * They are tables in the folder "foods" of the migrations: nutrients.tsv has
 * what 100 g hold (a column per USDA number), every other *.tsv has foods:
 *
 *	ndb name synonyms aisle density portions diet allergens
 *
 * by tabs, lists by semicolons, portions as "piece=110;cup diced=160". A
 * synonym behind a tilde is only a relative ("~rice vinegar" of cider vinegar):
 * counted as the food for want of a better one, but another food, of which
 * nothing is claimed. Lines
 * that begin with # and the heading line are comments. Nutrient values are
 * those of the USDA National Nutrient Database, Standard Reference 28.
 *
 * Names in other languages are in names-LL.tsv (LL: de, fr, it, es, nl, pt,
 * sv, da, nb): the number, and names parted by semicolons, the usual one
 * first; singular and plural where no rule of language_stem has both. One
 * that begins with ~ is a relative's: like it in what it holds, but not it.
 * Within a language the first food that has a name keeps it.
 */
#ifndef MEAL_CATALOGUE_H
#define MEAL_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/words.h"

struct cx;
struct doc;

#define CATALOGUE_SOURCE	"usda-sr28"
#define CATALOGUE_NDB_MAX	100000	/* numbers have five digits */
#define CATALOGUE_AISLES	W_("produce meat fish dairy bakery frozen " \
	"canned grains baking spices oils condiments snacks nuts " \
	"beverages other")
#define CATALOGUE_DIETS		"VeganDiet VegetarianDiet GlutenFreeDiet " \
	"LowLactoseDiet HalalDiet KosherDiet"
#define CATALOGUE_ALLERGENS	W_("celery crustaceans eggs fish gluten " \
	"lupin milk molluscs mustard nuts peanuts sesame soy sulphites")

/* The rank in food_name of names made from an imported description. */
#define CATALOGUE_DESCRIBED	2

/*
 * Bring the shared foods in line with the tables, in one transaction; does
 * nothing when they are already. A food that is in the tables no more stays,
 * uncurated. ERR_INTERNAL with file and line for a table that is wrong, with
 * the folder's name when it is not there.
 */
bool	catalogue_seed(struct cx *);

/* A name of a food, folded, before it is settled whose it is. */
struct catalogue_name {
	const char	*key;
	const char	*food;		/* id */
	int		 rank;		/* of food_name */
	size_t		 order;		/* the lower comes first */
	const char	*language;	/* NULL: of all */
	bool		 relative;
};
/*
 * Sort names, and keep one of each key in each language: the lowest rank's,
 * no relative's where there is another, then the lowest order's. The number
 * kept.
 */
size_t	catalogue_names_settle(struct catalogue_name *, size_t n);

/* The names, settled, as SQL's catalogue_names_put takes them: a food's in
 * several languages once, with all of those. */
struct doc *catalogue_names_list(struct cx *, struct catalogue_name *,
	    size_t n);

/* The tables as read: what SQL's catalogue_put and catalogue_names_put take
 * (a list of foods; names with key, food, rank, languages, relative). */
struct catalogue {
	struct doc	*foods;
	struct doc	*names;
};
/* Read the folder's tables; for catalogue_seed and tests. */
bool	catalogue_read(struct cx *, const char *dir, struct catalogue *out);

#endif
