/*
 * language: which language a recipe's lines are in, and how that language's
 * words are compared. Pure functions; the words are in language.def.
 *
 * Languages are "en", "de", "fr", "it", "es", "nl", "pt", "sv", "da", "nb":
 * pointers to one text each, NULL for none of them.
 */
#ifndef MEAL_LANGUAGE_H
#define MEAL_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "ingredient/ingredient.h"

struct arena;

/* Of a tag ("de-AT", "nn", "pt_BR"); NULL for one we do not know. */
const char *language_of_tag(const char *tag);
/*
 * Found from the words of all lines: those of one language alone count most.
 * NULL when they say too little; "en" when English says as much as another.
 */
const char *language_find(struct arena *, const char *const *lines, size_t n);

/*
 * A name as it is compared within one language: ingredient_fold's words
 * without endings, elisions ("d'") and little words ("de"), behind the
 * language: "de:tomat" for "Tomaten". No other key has a colon. For "en" and
 * NULL it is "".
 */
char	*language_stem(struct arena *, const char *language,
	    const char *name);
/* Whether the stem of a word says nothing of what the food is ("frische"). */
bool	language_drops(const char *language, const char *word);

/* Keys of a line in a language: more than of an English one. */
#define LANGUAGE_KEYS_MAX 64
/*
 * As ingredient_keys, for a food named in a language: its own names (keys of
 * language_stem) before those of all. A part of a compound is a guess below
 * 0.5. For "en" and NULL it is ingredient_keys.
 */
size_t	language_keys(struct arena *, const char *language, const char *food,
	    const char *note, struct ingredient_key *out, size_t max);

#endif
