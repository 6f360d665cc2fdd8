/*
 * shopping_typed: what somebody types who adds something of their own. It
 * stays as it was typed, but for an amount that stands alone at the very
 * front ("2 l milk", "½ cabbage") or end ("toilet paper x2", "milk 2 l"):
 * with blanks around it and a unit that is known, if any. "Vitamin B12",
 * "nappies size 4", "call 555-1234" and "7up" are names.
 * Pure functions, no database.
 */
#ifndef MEAL_SHOPPING_TYPED_H
#define MEAL_SHOPPING_TYPED_H

#include "ingredient/unit.h"

struct arena;

struct shopping_typed {
	const char	*food;		/* what it is; never "" of a text */
	const char	*note;		/* NULL: none */
	const char	*unit;		/* of unit_table, or NULL */
	const char	*measure;	/* "head"; NULL if unit or none */
	double		 quantity;	/* NAN: none */
};

/* Read one line, as text_line makes it. */
void	shopping_typed(struct arena *, const char *line, enum unit_system,
	    struct shopping_typed *out);
/* A line without the bullet or box in front. */
const char *shopping_unbulleted(const char *line);

#endif
