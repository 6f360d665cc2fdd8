/* language_parts: what the sources of language.h share; nobody else's. */
#ifndef MEAL_LANGUAGE_PARTS_H
#define MEAL_LANGUAGE_PARTS_H

#include "ingredient/language.h"

/* Whether a folded word of n bytes goes from names that are compared. */
bool	language_little(const char *language, const char *p, size_t n);
/* A name with blanks for apostrophes: "d'huile", "l'ail", "dell'olio". */
char	*language_unelide(struct arena *, const char *name);
/* A folded word without its ending, in place; never shorter than two. */
void	language_word_stem(const char *language, char *word);

#endif
