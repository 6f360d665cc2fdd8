/*
 * ingredient: what a line of a recipe's ingredient list says.
 *
 *	"1 1/2 cups red lentils, rinsed"
 *
 * is an amount (1.5 cup), a food as cooks name it ("red lentils") and a note
 * ("rinsed"). Pure functions: no database, no locale, no state; about 7 µs
 * a line. Whatever the line, something sensible comes back: the worst is a
 * food that is the whole line. Text is the arena's, valid UTF-8, one line;
 * bytes that are no UTF-8 become U+FFFD.
 */
#ifndef MEAL_INGREDIENT_H
#define MEAL_INGREDIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "ingredient/unit.h"

struct arena;
struct doc;

/* Counts up when lines are read, or keys made, in another way: what is stored
 * is read anew (recipe_upgrade). */
#define PARSER_VERSION		1

#define INGREDIENT_LINE_MAX	1000	/* bytes looked at; longer is cut */
#define INGREDIENT_NUMBER_MAX	1e9	/* above it an amount is no amount */
#define INGREDIENT_KEYS_MAX	16

struct ingredient {
	const char	*original;	/* the line: trimmed, one line, cut */
	bool		 is_heading;	/* "For the sauce:", in food */
	bool		 optional;	/* "(optional)", "if desired" */

	double		 quantity;	/* >= 0; NAN none */
	double		 quantity_max;	/* > quantity; NAN no range */
	const char	*unit;		/* of unit_table, or NULL */
	const char	*measure;	/* "head"; NULL if unit or none */
	const char	*food;		/* never NULL; "" if there is none */
	const char	*note;		/* preparation, "or ..."; NULL */
	const char	*size;		/* "large", "heaping"; NULL */
	const char	*size_note;	/* the same and what one weighs, in the
					 * line's words: "large, 8-ounce" */

	/*
	 * The amount said a second time, and its unit (of unit_table; never
	 * NULL when there is an alt_quantity). alt_each: of one of the
	 * quantity, "2 (8 ounce) packages", "2 x 400 g tins"; otherwise of
	 * all, "90g/3oz", "2 cups (250 g)". Of a range, the mean.
	 */
	double		 alt_quantity;	/* NAN none */
	const char	*alt_unit;
	bool		 alt_each;
	/*
	 * "1 can plus 2 tbsp": what is added to the amount; below 0 for
	 * "less". It stands in note as well.
	 */
	double		 plus_quantity;	/* NAN none */
	const char	*plus_unit;	/* of unit_table */

	enum unit_system system;	/* what cup to gallon mean here */
};

/*
 * Read one line. True whenever there is anything but blanks in it; false
 * (and an ingredient without food) for an empty line. HTML is not looked at
 * (the importers strip it); bullets, check boxes and simple Markdown are.
 * A unit without number or article ("handful parsley", "pinch of salt") has
 * no quantity; ingredient_grams counts one. "1 lb 4 oz" and "1 cup less 2
 * tbsp" are one amount, in the first unit.
 */
bool	ingredient_parse(struct arena *, const char *line, enum unit_system,
	    struct ingredient *out);

/*
 * The same, with a second amount of the first one's kind left apart, in
 * plus_quantity, as it is written.
 */
bool	ingredient_parse_apart(struct arena *, const char *line,
	    enum unit_system, struct ingredient *out);

/*
 * The line as it is written, without its list mark and Markdown, in pieces:
 * {plain}, {strong} for what is an amount, and when factor is not 1 {number,
 * metric} for a number that was multiplied. Only what grows with the servings
 * does: not the size of a can or of a cube, nor into how many pieces one
 * cuts. Units and the names of some vegetables and fruits follow their number
 * where it crosses one.
 */
struct doc *ingredient_pieces(struct arena *, const char *line,
	    double factor);

/*
 * {quantity, quantityMax, unit, measure, food, note, originalText} as the API
 * writes them; what is not known is null. Borrows the ingredient's text.
 */
struct doc *ingredient_doc(struct arena *, const struct ingredient *);

/* A candidate name for looking up a food, and how sure a hit would be. */
struct ingredient_key {
	const char	*key;		/* as ingredient_fold makes it */
	double		 confidence;	/* 1 to 0, never rising in the list */
};

/*
 * How names and keys are compared: text_fold, then every word in the
 * singular ("Red Lentils" gives "red lentil"). Tables of food names must
 * store exactly this.
 */
char   *ingredient_fold(struct arena *, const char *name);

/* Whether a folded word of n bytes says how large a thing is, or what is
 * done to it in a kitchen, in any of the languages: "large", "chopped". */
bool	ingredient_is_treatment(const char *fold, size_t n);

/*
 * Keys for a food and its note (which may be NULL), most specific first, at
 * most max and INGREDIENT_KEYS_MAX, without doubles; the number of them. The
 * first that a table of folded names has is the food. Nothing is offered that
 * would turn an unknown composite into its last word ("fish glue" → "glue" is
 * not asked for when the head says little).
 */
size_t	ingredient_keys(struct arena *, const char *food, const char *note,
	    struct ingredient_key *out, size_t max);

/*
 * Whether a name says nothing beyond a key it was found by: what was left out
 * is of size, state or praise ("organic red lentils", "red lentil"). A food
 * of that key is the food itself then.
 */
bool	ingredient_key_whole(struct arena *, const char *name,
	    const char *key);

/* A household portion of a food: {"clove", 3}, {"cup, chopped", 160}. */
struct portion {
	const char	*name;
	double		 grams;
};

/*
 * What the ingredient weighs. density is g/ml, NAN when not known. A range
 * counts its mean; a unit without a quantity counts one of it. True with
 * *grams (finite, >= 0) and *reason NULL; otherwise false and *reason is one
 * of "no-amount" (no quantity), "no-portion" (the food has no weight for
 * that unit or piece), "no-density" (a volume of a food of unknown density),
 * "too-much" (a hundred tons and more: there is no room for the sums).
 *
 * In order: mass; the second amount if it is a mass; a portion named like the
 * unit or measure (the one that also names the preparation in the note wins:
 * "cup, chopped"); volume through density or through another volume portion;
 * the second amount as a volume; size and piece portions for plain counts.
 * A pinch is 1/16 tsp and a dash 1/8 tsp (the usual measuring spoons so
 * named), through the food's density, or 0.36 g and 0.6 g (salt) without.
 */
#define INGREDIENT_GRAMS_MAX 1e8
bool	ingredient_grams(const struct ingredient *, double density,
	    const struct portion *, size_t n, double *grams,
	    const char **reason);

#endif
