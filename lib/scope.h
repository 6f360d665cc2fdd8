/*
 * scope: what an API token may do, a resource and a verb: "recipes:read",
 * "plan:write". A route's scope follows from its path and method; what has
 * none (passwords, tokens, second factors, administration) no API token may
 * do. "write" includes "read".
 */
#ifndef MEAL_SCOPE_H
#define MEAL_SCOPE_H

#include <stdbool.h>

/* "profile:read profile:write household:read …", all there are. */
extern const char scope_words[];

/* The bit of a word; 0 for none. Write's bits hold read's. */
unsigned scope_bits(const char *word);
/* The bits that a path and verb ask for; 0: no token may. */
unsigned scope_needed(const char *path, bool write);

#endif
