/*
 * recipe: what a household cooks.
 */
#ifndef MEAL_RECIPE_H
#define MEAL_RECIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

struct cx;
struct doc;

/*
 * What is computed from recipes (ids as an array literal), by those above who
 * know it: called within the transaction that changed them; NULL after the last
 * (plan/derived.c).
 */
extern bool (*const recipe_derived[])(struct cx *, const char *recipes);

#define RECIPE_INGREDIENTS_MAX	300
#define RECIPE_STEPS_MAX	200
#define RECIPE_STEP_MAX		5000	/* characters of one */

struct recipe_ingredient {
	const char	*section, *unit, *food, *food_id, *note, *original;
	double		 quantity, quantity_max;	/* NAN none */
};

struct recipe_step {
	const char	*section, *text, *timer;
};

struct recipe_source {
	const char	*name, *url;
};

struct recipe_draft {
	const char		*id;		/* a client's, on create */
	const char		*name, *description, *visibility;
	const char		*yield;
	double			 servings;
	const char		*prep_time, *cook_time, *total_time;
	const char		*category, *cuisine, *notes;
	struct field_texts	 keywords, tools, lines;
	struct recipe_source	*source;
	const char *const	*sections;	/* of the lines, or NULL */
	struct field_list	 ingredients, steps;
	/* on pages only */
	const char		*source_name, *source_url;
	const char		*lines_text, *steps_text; /* recipe_text.h */
	double			 prep_minutes, cook_minutes, total_minutes;
};
/* The recipe of api.md, in and out; what a list shows of it. */
extern const struct shape recipe_shape, recipe_item_shape, recipe_list_shape;

struct recipe_query {
	int64_t		 limit;
	const char	*cursor, *q, *keyword, *category, *cuisine, *diet;
	const char	*max_time, *sort;
	const char		*favorite;	/* "true", "false", NULL */
};
extern const struct shape recipe_query_shape;
extern const struct shape recipe_nutrition_shape;

/*
 * A recipe by id: the household's (private ones for their author alone), or
 * anybody's that is public. ERR_NOT_FOUND otherwise.
 */
struct doc *recipe_page(struct cx *, const char *id);
/* The same with amounts for so many servings, NAN for its own. ERR_INVALID
 * when it has none to be scaled from. */
struct doc *recipe_for(struct cx *, const char *id, double servings);
/* The same for who may change it; ERR_NOT_FOUND for a public one of others. */
struct doc *recipe_edit(struct cx *, const char *id);
/* The same as schema.org has it (JSON-LD); unknown members are left out. */
struct doc *recipe_ld(struct cx *, const struct doc *recipe);
/*
 * The other way round: our own JSON of the first Recipe among schema.org's (a
 * thing, a list, an @graph), in the many ways its values come; NULL when there
 * is none. What is no duration, address or text is left out. And alone: the
 * steps of recipeInstructions, the tools of tool. Pure.
 */
struct doc *recipe_ld_read(struct arena *, const struct doc *);
struct doc *recipe_ld_steps(struct arena *, const struct doc *);
struct doc *recipe_ld_tools(struct arena *, const struct doc *);
/* As its page shows it: recipe_scale, and "own": of this household. */
struct doc *recipe_show(struct cx *, const char *id, double servings);
/* {items, next}, newest first or by name. */
struct doc *recipe_list(struct cx *, const struct recipe_query *);
/* {items: [{value, count}], next}: what the recipes that one may read have as
 * keywords, categories and cuisines, sorted as people expect. */
struct cursor_query;
struct doc *recipe_keywords(struct cx *, const struct cursor_query *);
struct doc *recipe_categories(struct cx *, const struct cursor_query *);
struct doc *recipe_cuisines(struct cx *, const struct cursor_query *);
extern const struct shape recipe_words_shape, recipe_words_query_shape;
/*
 * {perServing, per100g, total, missing: [{ingredient, reason}]}; per100g is
 * null when nothing could be weighed.
 */
struct doc *recipe_nutrition(struct cx *, const char *id);

/*
 * Save a new one; the recipe. *existed when draft->id was there already in
 * this household (the recipe as it is); ERR_CONFLICT when it is elsewhere.
 */
struct doc *recipe_create(struct cx *, const struct recipe_draft *,
	    bool *existed);
/* Replace one; version -1 is any. ERR_NOT_FOUND, ERR_STALE. */
struct doc *recipe_update(struct cx *, const char *id, int64_t version,
	    const struct recipe_draft *);
/* Put it away (30 days), and take it back. The recipe's {id, name}. */
struct doc *recipe_delete(struct cx *, const char *id, int64_t version);
struct doc *recipe_restore(struct cx *, const char *id);
/* Mark or unmark as the asking person's favourite: {id, favorite}. */
struct doc *recipe_favorite(struct cx *, const char *id, bool);

/*
 * What a patch or a form is merged into: of the two forms of ingredients the
 * one that the patch has is not filled up from the other, a total that is the
 * sum of the times follows them, and what a form says in its own way (text,
 * minutes) takes the place of what it stands for.
 */
void	recipe_patch_base(struct doc *recipe, const struct doc *patch);
/* Fill a draft's members from what pages have instead (minutes, text). */
void	recipe_draft_from_page(struct cx *, struct recipe_draft *);
/* What the edit page needs besides the recipe: steps as text, minutes. */
void	recipe_page_extras(struct cx *, struct doc *recipe);
/*
 * The same recipe for another number of servings, NAN for its own. False when
 * nobody said how many it feeds: then nothing changes.
 */
bool	recipe_scale(struct cx *, struct doc *recipe, double servings);
/* What a page has besides: ingredients and steps in groups, units in words. */
void	recipe_view(struct cx *, struct doc *recipe);

/*
 * A food changed: compute the household's recipes that use it anew. Within
 * the caller's transaction.
 */
bool	recipe_recompute_food(struct cx *, const char *food);
/*
 * Recipes (an array literal of ids) of the asker's household: find the foods
 * of their lines again, weigh and sum them, and what counts them. Within the
 * caller's transaction.
 */
bool	recipe_read_anew(struct cx *, const char *recipes);

#endif
