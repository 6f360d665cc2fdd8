/*
 * format: the formatters of templates: how numbers, amounts, dates and times
 * are shown to a person. Kitchen fractions after the usual measuring spoons
 * and cups: halves, thirds, quarters, eighths (and sixths where nearer).
 */
#ifndef MEAL_FORMAT_H
#define MEAL_FORMAT_H

#include <stddef.h>

struct arena;
struct buf;
struct tmpl_format;

/* How a person wants to see things; the env of the formatters. */
struct format_env {
	const char	*locale;	/* BCP 47, "en-US" by default */
	const char	*zone;		/* IANA name, "UTC" by default */
	const char	*today;		/* their date, YYYY-MM-DD */
};

/*
 * fraction  1.5 → 1½, 0.333 → ⅓, 2.97 → 3; above 20 whole numbers
 * amount    at most 1 decimal, grouped: 1,234.5 (locale's signs)
 * whole     no decimals, grouped
 * duration  PT1H30M → 1 h 30 min
 * weekday   Monday   weekday3 Mon
 * day       23       month November   monthday 23 November (locale's order)
 * date      23 November 2026   instant  its date and time in the zone
 * ago       today, yesterday, date    slug  as text_slug
 * percent   0.153 → 15
 */
extern const struct tmpl_format format_table[];
extern const size_t format_count;

/* The same for C: 1.5 → "1½". */
void	format_fraction(struct buf *, double);

#endif
