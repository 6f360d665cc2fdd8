/*
 * plan: what a household eats, and when. An entry is a recipe, a meal, a food
 * or a note on a day, in a meal of that day (breakfast, lunch, dinner, snack
 * or one of the household's own), at a position from 0 in it. servings are
 * portions eaten: a recipe counts servings ÷ its own (all of it when nobody
 * said for how many it is), a meal servings, a food
 * servings times its amount. A day shows the household's total against the
 * sum of its members' targets.
 */
#ifndef MEAL_PLAN_H
#define MEAL_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

struct arena;
struct cx;
struct doc;

#define PLAN_DAYS_MAX	366	/* of a range */
#define PLAN_COPY_MAX	1000	/* entries copied at once */
#define PLAN_ENTRIES_MAX 10000	/* entries shown at once */
#define PLAN_LAST	(-1)	/* a position: after all others */

/* ---- input and output -------------------------------------------------- */

struct plan_draft {
	const char	*id;		/* a client's, on create */
	const char	*date, *meal_type;
	const char	*recipe, *meal, *food, *note;
	double		 quantity;	/* of the food; NAN none */
	const char	*unit;
	double		 servings;	/* NAN: as the household usually does */
	int64_t		 position;	/* PLAN_LAST */
	const char	*next;		/* on pages: where to go then */
};
extern const struct shape plan_entry_shape;

struct plan_query {
	const char	*from, *to;	/* NULL: the person's week */
};
extern const struct shape plan_query_shape, plan_shape, plan_span_shape;

/* What was emptied, to be filled again. */
struct plan_undo {
	const char	*undo;
};
extern const struct shape plan_undo_shape, plan_cleared_shape;

struct plan_copy {
	const char	*from, *to, *target, *next;
};
extern const struct shape plan_copy_shape, plan_entries_shape;

/* Another day or meal for one entry; NULL: the same. */
struct plan_place {
	const char	*date, *meal_type, *next;
};
extern const struct shape plan_place_shape;

/* ---- days -------------------------------------------------------------- */

/* The first day of the week where a locale is spoken (CLDR): 0 Monday to 6
 * Sunday. */
int	plan_first_weekday(const char *locale);
/* The first day of a date's week there. date must be one. */
char   *plan_week_start(struct arena *, const char *date,
	    const char *locale);
/* Whether s is [a-z0-9-]{1,40}. */
#define PLAN_TYPE_PATTERN "^[a-z0-9-]+$"
bool	plan_is_meal_type(const char *s);

struct plan_range {
	const char	*from, *to;
	int		 days;
};
/*
 * The days of a query: the current week without dates, seven days from or to
 * the one given. ERR_INVALID with the parameter.
 */
bool	plan_range(struct cx *, const struct plan_query *,
	    struct plan_range *);
/* Whether rows, asked for with one more than the most, are not too many;
 * ERR_TOO_LARGE. */
bool	plan_fits(struct cx *, const struct doc *rows);

/* ---- reading ----------------------------------------------------------- */

/* {from, to, days: [{date, entries, nutrition, targets}], nutrition,
 * targets}: one round trip of two statements. */
struct doc *plan_read(struct cx *, const struct plan_query *);
/* Put into the entries of such a document the recipes they are of, as lists
 * have them; null for what the person cannot open. NULL sets the error. */
struct doc *plan_expand(struct cx *, struct doc *);
/* One entry. ERR_NOT_FOUND. */
struct doc *plan_entry(struct cx *, const char *id);

/*
 * The document of plan_read from rows, which it takes apart: entries as
 * SQL_PLAN_ENTRIES has them (by date), targets summed. For a page, what the
 * person cannot open loses its ids, so that nothing links there. Pure.
 */
struct doc *plan_doc(struct arena *, const struct plan_range *,
	    struct doc *entries, const struct doc *targets, bool page);
/* The entry of a row, made in its place. Pure. */
struct doc *plan_entry_doc(struct arena *, struct doc *row);

/* ---- changing ---------------------------------------------------------- */

/*
 * All of these are for members. A new entry: *existed when draft->id was
 * there already in this household (the entry as it is); ERR_CONFLICT when it
 * is elsewhere; ERR_INVALID for what is none of the household's.
 */
struct doc *plan_entry_create(struct cx *, const struct plan_draft *,
	    bool *existed);
/*
 * Replace one; version -1 is any. PLAN_LAST keeps the position, or appends
 * when the day or the meal is another one. ERR_NOT_FOUND, ERR_STALE,
 * ERR_INVALID.
 */
struct doc *plan_entry_update(struct cx *, const char *id, int64_t version,
	    const struct plan_draft *);
/* Put it away (30 days): {id, date}. Take it back: the entry. */
struct doc *plan_entry_delete(struct cx *, const char *id, int64_t version);
struct doc *plan_entry_restore(struct cx *, const char *id);
/* Another one like it, on that day; the new entry. */
struct doc *plan_entry_copy(struct cx *, const char *id,
	    const struct plan_place *);
/* A range once more from target on, after what is there: {items}. */
struct doc *plan_copy(struct cx *, const struct plan_copy *);

/* Put away all entries of some days (30 days): {deleted, undo}. Take back what
 * an undo stands for, unless it is there already: {items} of those days.
 * ERR_INVALID at /undo for what is none. */
struct doc *plan_clear(struct cx *, const struct plan_query *);
struct doc *plan_unclear(struct cx *, const struct plan_undo *);
/* {items: [{value, label}]}: the meals of a day, also the household's own. */
struct doc *plan_meal_types(struct cx *);

/*
 * Within the caller's transaction: a food of this household changed, so weigh
 * the entries of it anew.
 */
bool	plan_recompute_food(struct cx *, const char *food);

/* ---- pages ------------------------------------------------------------- */

/* plan_read with what the page of a week needs besides: see plan_view.c. */
struct doc *plan_week_page(struct cx *, const struct plan_query *);
struct doc *plan_day_page(struct cx *, const char *date);
struct doc *plan_today_page(struct cx *);

struct plan_choice {
	const char	*date, *meal_type, *q;
	double		 servings;	/* NAN none */
};
extern const struct shape plan_choice_shape;
/* What may be put on the plan: {date, mealType, mealTypes, servings, q,
 * recipes, meals, foods}. */
struct doc *plan_choice_page(struct cx *, const struct plan_choice *);

#endif
