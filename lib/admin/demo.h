/*
 * demo: the household that a first look shows: two people, their foods,
 * recipes, meals and a planned week, from migrations/demo. Everything
 * is made by the same calls that a request makes.
 */
#ifndef MEAL_DEMO_H
#define MEAL_DEMO_H

#include <stdbool.h>
#include <stdio.h>

struct cx;

/*
 * Make it, in one transaction, and print the logins. When if_empty and there
 * is a household already, nothing is made; the logins are printed if they
 * are the demo's. ERR_FORBIDDEN in a production database or by a production
 * configuration; ERR_CONFLICT when the demo's people are there.
 */
bool	demo_seed(struct cx *, bool if_empty, FILE *out);
/* Whether one of the demo's logins, which everybody knows, still works. */
bool	demo_remains(struct cx *, bool *remains);

#endif
