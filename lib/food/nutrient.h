/*
 * nutrient: the one list of nutrients, append-only (nutrient.def): a food
 * holds its values per 100 g by position, NAN for unknown.
 */
#ifndef MEAL_NUTRIENT_H
#define MEAL_NUTRIENT_H

#include <stddef.h>

struct cx;
struct doc;

enum {
#define NUTRIENT(id, name, usda, unit, daily, main, shown) NUTRIENT_##id,
#include "food/nutrient.def"
#undef NUTRIENT
	NUTRIENT_COUNT
};

struct nutrient {
	const char	*name;		/* JSON: "proteinContent", "iron" */
	int		 usda;		/* Nutr_No of USDA SR28 */
	const char	*unit;		/* kcal, g, mg, ug */
	double		 daily;		/* FDA daily value; 0 none */
	int		 main;		/* 1: a member of its own, schema.org */
	const char	*label;		/* with N_() */
};
extern const struct nutrient nutrient_table[NUTRIENT_COUNT];

/* Position by JSON name or USDA number; -1 when there is none. */
int	nutrient_by_name(const char *name, size_t n);
int	nutrient_by_usda(int usda);

/* A float8[] of a row ({1,NULL,2}) into out; missing ones are NAN. */
void	nutrient_read(const struct doc *list, double out[NUTRIENT_COUNT]);
/* The values as a PostgreSQL array literal, NAN as NULL. */
char   *nutrient_array(struct cx *, const double values[NUTRIENT_COUNT]);

#endif
