/*
 * scope: what an API token may do, a resource and a verb: "recipes:read",
 * "plan:write". A route's scope follows from its path and method; what has
 * none (passwords, tokens, second factors, administration) no API token may
 * do. "write" includes "read".
 */
#ifndef MEAL_TOKEN_SCOPE_H
#define MEAL_TOKEN_SCOPE_H

#include <stdbool.h>

struct arena;
struct doc;

#define SCOPE_RESOURCES(R) R("profile") R("household") R("recipes") \
	R("foods") R("meals") R("plan") R("targets") R("shopping")
/* All words, as the words of a field; the last blank is no word. */
#define SCOPE_WORD(name) name ":read " name ":write "
#define SCOPE_WORDS SCOPE_RESOURCES(SCOPE_WORD)

/* The bit of a word; 0 for none. Write's bits hold read's. */
unsigned scope_bits(const char *word);
/* The word that a path and verb ask for; NULL: no token may. */
const char *scope_of(const char *path, bool write);
/* All there are, for a page: [{recipes: true, read, write}]. */
struct doc *scope_list(struct arena *);
/* The same as words: "profile:read, profile:write, …", for people. */
char   *scope_words(struct arena *);

#endif
