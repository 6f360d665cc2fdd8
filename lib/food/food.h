/*
 * food: what things are made of. The shared catalogue is everybody's to see
 * and nobody's to change; a household's own foods lie over it: lines are
 * matched to their names first.
 */
#ifndef MEAL_FOOD_H
#define MEAL_FOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/field.h"
#include "store/search_index.h"

struct cx;
struct doc;

/*
 * What is computed from a household's foods, by those above who know it:
 * called one after another within the transaction that changed a food; NULL
 * after the last (plan/derived.c).
 */
extern bool (*const food_derived[])(struct cx *, const char *food);

#define FOOD_PORTIONS_MAX	100
#define FOOD_SYNONYMS_MAX	200
#define FOOD_LINES_MAX		500	/* of food_parse_lines */

struct food_portion {
	const char	*name;
	double		 grams;
};

struct food_draft {
	const char		*id;		/* a client's, on create */
	const char		*name, *description, *aisle;
	struct field_texts	 synonyms, diets, allergens;
	double			 density;	/* g/ml, NAN */
	struct doc		*nutrients;	/* by name, per 100 g; NULL */
	struct field_list	 portions;	/* of struct food_portion */
};
/* The food of api.md, in and out, and a list of them. */
extern const struct shape food_shape, food_list_shape;

struct food_query {
	int64_t		 limit;
	const char	*cursor, *q, *aisle;
	const char	*favorite, *own;	/* "true", "false", NULL */
};
extern const struct shape food_query_shape;

struct food_lines {
	struct field_texts	 lines;
};
extern const struct shape food_lines_shape, food_parsed_shape;

/* A shared food, or one of the household. ERR_NOT_FOUND. */
struct doc *food_page(struct cx *, const char *id);
/* Put the food of each object's foodId into it as foodItem, null when there is
 * none; in the list of a document, which is returned. NULL sets the error. */
struct doc *food_embed(struct cx *, struct doc *, struct doc *list);
/*
 * {items, next}: by name; with q by how well it fits: the name or a synonym,
 * the beginning of one, words of it, something like it; the household's and
 * curated foods before others of a kind.
 */
struct doc *food_list(struct cx *, const struct food_query *);

/*
 * Save a food of the household; the food. *existed when draft->id was there
 * already in this household (the food as it is); ERR_CONFLICT when it is
 * elsewhere, or when the household has a food of this name.
 */
struct doc *food_create(struct cx *, const struct food_draft *,
	    bool *existed);
/*
 * Replace one; version -1 is any. The name it had, when it gets another one, is
 * a synonym then. ERR_NOT_FOUND, ERR_STALE; ERR_FORBIDDEN
 * for a shared food. What counts with it is computed anew.
 */
struct doc *food_update(struct cx *, const char *id, int64_t version,
	    const struct food_draft *);
/* Put it away (30 days): {id, name}; and take it back: the food. */
struct doc *food_delete(struct cx *, const char *id, int64_t version);
struct doc *food_restore(struct cx *, const char *id);
/* Mark or unmark as the asking person's favourite: {id, favorite}. */
struct doc *food_favorite(struct cx *, const char *id, bool);

/*
 * {items}: what each ingredient line says, the food it is and what it
 * weighs. Saves nothing.
 */
struct doc *food_parse_lines(struct cx *, const struct food_lines *);
/*
 * Carry along foods that older versions saved: fold the names of households'
 * foods anew whose letters are beyond ASCII, as how they are folded may have
 * changed, and make the words that any food is found by. What is right stays
 * as it is.
 */
bool	food_upgrade(struct cx *);
/* For what writes or renames foods in bulk. */
extern const struct search_source food_search_source;
/* Whether a food's document is of the household; then it may be changed. */
bool	food_is_own(const struct doc *);
/* Add what its page shows besides: "nutrition", as a label. */
void	food_page_extras(struct cx *, struct doc *food);

#endif
