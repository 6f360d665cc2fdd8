/*
 * meal: named sets of foods and recipes, such as a usual breakfast. A meal is
 * one portion; its totals are stored on save and computed anew when a food or
 * a recipe of it changes, so reading never sums.
 */
#ifndef MEAL_MEAL_H
#define MEAL_MEAL_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

struct cx;
struct doc;

#define MEAL_ITEMS_MAX		100
#define MEAL_QUANTITY_MAX	100000	/* of any unit */

/* A food with an amount, or servings of a recipe. */
struct meal_item {
	const char	*food_id, *unit, *recipe_id;
	double		 quantity, servings;
	const char	*title;		/* on pages only: of its row */
};

struct meal_draft {
	const char		*id;		/* a client's, on create */
	const char		*name;
	struct field_list	 items;
	struct field_texts	 lines;	/* on pages only */
};
extern const struct shape meal_shape, meal_list_shape;

struct meal_query {
	int64_t		 limit;
	const char	*cursor, *q;
};
extern const struct shape meal_query_shape;

/* A meal of the household. ERR_NOT_FOUND. */
struct doc *meal_page(struct cx *, const char *id);
/* {items, next}, by name. */
struct doc *meal_list(struct cx *, const struct meal_query *);

/*
 * Save a new one; the meal. *existed when draft->id was there already in this
 * household (the meal as it is); ERR_CONFLICT when it is elsewhere.
 * ERR_INVALID with pointers for items that name nothing one can see.
 */
struct doc *meal_create(struct cx *, const struct meal_draft *,
	    bool *existed);
/* Replace one; version -1 is any. ERR_NOT_FOUND, ERR_STALE, ERR_INVALID. */
struct doc *meal_update(struct cx *, const char *id, int64_t version,
	    const struct meal_draft *);
/* Put it away (30 days), and take it back. The meal's {id, name}; the meal. */
struct doc *meal_delete(struct cx *, const char *id, int64_t version);
struct doc *meal_restore(struct cx *, const char *id);

/*
 * Within the caller's transaction: a food or a recipe of this household
 * changed, so compute the meals that use it anew. Recipes go first: a food's
 * change reaches meals through its recipes as well, whose recomputing calls
 * meal_recompute_recipes (ids as an array literal).
 */
bool	meal_recompute_food(struct cx *, const char *food);
bool	meal_recompute_recipes(struct cx *, const char *recipes);
/* The same for meals of any household, an array literal, from which items
 * were taken. */
bool	meal_recompute(struct cx *, const char *household, const char *ids);
/* Make the words that meals of older versions are found by. */
bool	meal_upgrade(struct cx *);

/*
 * A draft from what pages have instead. A row of the form whose name was
 * cleared goes; one with another name than what it refers to, and each line,
 * is the recipe of exactly that name or else a food found by it; the amount
 * of a recipe is servings. meal is its id, NULL for a new one. ERR_INVALID
 * with pointers.
 */
bool	meal_draft_from_page(struct cx *, struct meal_draft *,
	    const char *meal, const struct doc *form);
/* Items as pages show them: a title, and a recipe's servings as its amount
 * on the page where they are changed. */
void	meal_page_extras(struct cx *, struct doc *meal, bool edit);

#endif
