/*
 * scope: what an API token may do, a resource and a verb: "recipes:read",
 * "plan:write". Each route says its resource (route.h). "write" includes
 * "read".
 */
#ifndef MEAL_TOKEN_SCOPE_H
#define MEAL_TOKEN_SCOPE_H

#include <stdbool.h>

struct arena;
struct doc;

/* The resources, in the order of their bits. */
#define SCOPE_OTHERS(R) R(HOUSEHOLD, "household") R(RECIPES, "recipes") \
	R(FOODS, "foods") R(MEALS, "meals") R(PLAN, "plan") \
	R(TARGETS, "targets") R(SHOPPING, "shopping")
#define SCOPE_RESOURCES(R) R(PROFILE, "profile") SCOPE_OTHERS(R)
#define SCOPE_NAMED(id, name) SCOPE_##id,
enum scope { SCOPE_NONE, SCOPE_RESOURCES(SCOPE_NAMED) };

/* All words, as the words of a field. */
#define SCOPE_MORE(id, name) " " name ":read " name ":write"
#define SCOPE_WORDS "profile:read profile:write" SCOPE_OTHERS(SCOPE_MORE)

/* The bit of a word; 0 for none. Write's bits hold read's. */
unsigned scope_bits(const char *word);
/* The word of a resource and verb; NULL for SCOPE_NONE. */
const char *scope_word(enum scope, bool write);
/* All there are, for a page: [{recipes: true, read, write}]. */
struct doc *scope_list(struct arena *);
/* The same as words: "profile:read, profile:write, …", for people. */
char   *scope_words(struct arena *);

#endif
