/*
 * wordlist: the dictionary of passwords that are guessed, as cracklib packs
 * it (option password_dictionary, without an extension).
 */
#ifndef MEAL_WORDLIST_H
#define MEAL_WORDLIST_H

#include <stdbool.h>

struct conf;

#define WORDLIST_MAX 31		/* bytes of the longest word */

/* Whether it can be read. Opened once per process; a failure is logged. */
bool	wordlist_open(const struct conf *);
/* Whether a word in lower case stands in it; no when it cannot be read. */
bool	wordlist_has(const struct conf *, const char *word);

#endif
