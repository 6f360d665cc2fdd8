/*
 * unit: the kitchen's units, how people write them, and what they weigh.
 *
 * Two kinds of words follow an amount. A *unit* is one of the API's closed
 * set (g kg mg oz lb ml cl dl l tsp tbsp cup "fl oz" pint quart gallon pinch
 * dash piece clove slice can package bunch sprig stick). A *measure word* is
 * a portion of one food that the API's set has no name for (head, leaf,
 * stalk, jar, handful ...); it is kept as an English singular.
 *
 * Spellings are found without regard to case, dots and accents, in about a
 * dozen languages; only T (tablespoon) and t (teaspoon) are told apart by
 * case. Everything here is constant; nothing is allocated, nothing fails but
 * by finding nothing.
 *
 * Factors: NIST Handbook 44, appendix C (US customary: cup 236.588 ml) and
 * the UK Weights and Measures Act 1985 (imperial: pint 568.261 ml, fluid
 * ounce 28.4131 ml); an imperial cup is half a pint. Spoons are the metric
 * ones in both kitchens, 5 and 15 ml, but 4.92892 and 14.7868 ml in US.
 */
#ifndef MEAL_UNIT_H
#define MEAL_UNIT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum unit_kind { UNIT_MASS, UNIT_VOLUME, UNIT_COUNT };
enum unit_system { UNIT_US, UNIT_IMPERIAL };
/* The system of somebody who measures in imperial units, or does not. */
enum unit_system unit_system(bool imperial);

struct unit {
	const char	*name;		/* canonical, as the API has it */
	enum unit_kind	 kind;
	double		 factor[2];	/* g or ml by unit_system; COUNT 0 */
};

/* The whole table in the API's order, for schemas and tests. */
extern const struct unit unit_table[];
extern const size_t unit_count;
/* Their names: "g,kg,…,fl oz,…". */
extern const char unit_names[];

/* What a spelling means: exactly one of unit and measure is set. */
struct unit_word {
	const struct unit	*unit;
	const char		*measure;	/* English singular */
	double			 scale;	/* 1 hg is 100 g: scale 100, unit g */
	size_t			 len;	/* bytes of the text it took */
};

/* The unit of a canonical name, NULL for any other text and for NULL. */
const struct unit *unit_by_name(const char *name);
/*
 * The unit or measure word that the whole of s spells ("Tbsp.", "cuillère à
 * soupe", "heads"). Its scale is what the amount must be multiplied by (nearly
 * always 1).
 */
bool	unit_word_find(const char *s, struct unit_word *out);
/*
 * The longest spelling at the beginning of the n bytes of UTF-8 at p that
 * ends where a word ends. Measure words included.
 */
bool	unit_match(const char *p, size_t n, struct unit_word *out);

/* Grams (MASS) or millilitres (VOLUME) of one unit; 0 for a count or NULL. */
double	unit_factor(const char *name, enum unit_system);

/* A unit or measure word as it stands after an amount: "2 cups", "2 tbsp".
 * Up to UNIT_ONE_MAX is one, as it is shown: 6 times 0.167. NULL gives NULL. */
#define UNIT_ONE_MAX 1.02
/* Whether it counts by tens, so that its parts are decimals: g to l. */
bool	unit_is_metric(const char *name);
const char *unit_words(struct arena *, const char *word, double amount);

/*
 * Fold n bytes of UTF-8 as spellings are compared: Latin, Greek and Cyrillic
 * letters in lower case, Latin ones without accents, ß as ss, dots and
 * apostrophes gone. Never longer than what came; out must hold n + 1 bytes.
 * Returns the length; out is terminated.
 */
size_t	unit_fold(const char *p, size_t n, char *out);

#endif
