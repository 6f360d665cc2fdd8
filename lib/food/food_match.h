/*
 * match: ingredient lines to foods and grams. All lines of a recipe are
 * looked up in one round trip: the household's own foods first, then curated
 * names and synonyms, then imported descriptions.
 */
#ifndef MEAL_FOOD_MATCH_H
#define MEAL_FOOD_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "ingredient/ingredient.h"
#include "food/claim.h"
#include "food/nutrient.h"

struct cx;

/* Why a line is not counted: "no-amount", "no-food", "no-portion",
 * "no-density", "too-much"; NULL when it is. */
#define FOOD_REASONS "no-amount,no-food,no-portion,no-density,too-much"
struct food_match {
	/* in */
	struct ingredient	 line;
	const char		*given;		/* food id the client sent */
	bool			 anew;		/* given was put away: look for
						 * another one */
	double			 sure;		/* of given, when it was once
						 * found by us; 0: said */
	/* out */
	const char		*food_id;	/* NULL: none found */
	const char		*food_name;	/* canonical */
	const char		*aisle;
	double			 density;	/* g/ml, NAN */
	double			 grams;		/* NAN: could not be counted */
	/* 1: the food itself, under its name or a true synonym, or said by
	 * a person; a relative and a guess are below */
	double			 confidence;
	const char		*reason;
	const double		*per_100g;	/* NUTRIENT_COUNT, or NULL */
	bool			 own;		/* the household's food */
	struct claim		 claim;		/* with a food and without */
};

/*
 * Fill the out members of all. ERR_INVALID with /ingredients/N/foodId for a
 * given food that this household cannot see.
 */
bool	food_match_lines(struct cx *, struct food_match *, size_t n);

#endif
