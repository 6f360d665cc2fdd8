/*
 * target: what a person means to eat in a day, by nutrient.
 */
#ifndef MEAL_TARGET_H
#define MEAL_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"
#include "food/nutrient.h"

struct arena;
struct cx;
struct doc;
struct err;

struct target_draft {
	double	amounts[NUTRIENT_COUNT];	/* NAN: no target */
};
/* An object of numbers by the names of nutrients; all optional. */
extern const struct shape target_shape;

/*
 * The asking person's: {"calories": 2000, …, "version": 3}; version 0 when
 * there are none yet.
 */
struct doc *target_page(struct cx *);
/*
 * Replace them; version -1 is any, 0 that there were none. ERR_STALE. The
 * targets as saved.
 */
struct doc *target_save(struct cx *, int64_t version,
	    const struct target_draft *);

/*
 * The sum of stored targets (rows with "amounts" as JSON), in the order of
 * nutrient.def. Names that are no nutrients are left out. Pure.
 */
struct doc *target_sum(struct err *, const struct doc *rows);
/* The same, times a factor (days). */
struct doc *target_scaled(struct arena *, const struct doc *targets,
	    double factor);

#endif
