/*
 * claim: what may be said of an ingredient line: which diets it suits, which
 * allergens are in it. The one rule for both:
 *
 * - A diet is claimed of a food that was found for certain: under its own
 *   name, where the line's other words say nothing (large, organic, chopped),
 *   or chosen by a person. A guess and a relative claim nothing.
 * - Allergens are those of the food, however it was found, and those that the
 *   words of the line name, whether a food was found or not: "*krabben*"
 *   warns of crustaceans. What the words name denies diets as well.
 * - Words that say it is not there ("gluten-free", "vegan", "ohne Nüsse")
 *   take a warning back within their part of the line. They claim nothing.
 * - A recipe has the allergens of all its lines, and a diet when every line
 *   has it; it is not kosher with meat in one line and milk in another.
 *
 * Pure functions. The words are in claim_words.def, of whatever language: a
 * line does not say its own.
 */
#ifndef MEAL_CLAIM_H
#define MEAL_CLAIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct doc;

/* Counts up when the rule or its words change: recipes are read anew. */
#define CLAIM_VERSION 2

/* Sets of words: a bit each, by the place in CATALOGUE_DIETS and
 * CATALOGUE_ALLERGENS. */
struct claim {
	uint32_t	diets;
	uint32_t	allergens;
};

/* What words say is there, and what they say is not: allergens, and above
 * those what denies diets alone (meat, alcohol). */
struct claim_said {
	uint32_t	there;
	uint32_t	free;
};

/* The words as a table to look them up in; some 100 µs, so once for many
 * lines. */
struct claim_words;
struct claim_words *claim_words_read(struct arena *);
/* What a line says, added to *said. NULL says nothing. Linear in its length. */
void	claim_read(const struct claim_words *, struct arena *,
	    const char *line, struct claim_said *said);

/* How a food was found. */
enum claim_by {
	CLAIM_GUESS,	/* below full confidence: nothing is claimed */
	CLAIM_SURE,
	CLAIM_OWN	/* for certain, and the household's: what it says
			 * of itself stands against the words */
};
/* What may be said of a line with this food. */
struct claim claim_line(struct claim food, enum claim_by,
	    struct claim_said);
/* What may be said of lines together; nothing of none. A line without a food
 * has no diets. */
struct claim claim_all(const struct claim *lines, size_t n);
/* Whether a food's own row says two things that cannot both be: a name of the
 * diet that its allergens deny, NULL when it is well. */
const char *claim_at_odds(struct arena *, struct claim);

/* The set of a list of words, of those known (parted by blanks), and the
 * words of a set in their order: at most 32; the number of them. */
uint32_t claim_bits(const char *known, const struct doc *list);
size_t	claim_texts(struct arena *, const char *known, uint32_t bits,
	    const char **out);

#endif
