/*
 * format: the formatters of templates: how numbers, amounts, dates and times
 * are shown to a person. Kitchen fractions after the usual measuring spoons
 * and cups: halves, thirds, quarters, eighths (and sixths where nearer).
 */
#ifndef MEAL_FORMAT_H
#define MEAL_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/tmpl.h"

struct buf;

/* How a person wants to see things; the env of the formatters, or NULL. */
struct format_env {
	const char	*locale;	/* BCP 47, "en-US" by default */
	const char	*zone;		/* IANA name, "UTC" by default */
	const char	*today;		/* their date, YYYY-MM-DD */
};

/*
 * fraction  1.5 → 1½, 0.333 → ⅓, 2.97 → 3 (within 2 % of it), else
 *           1 or 2 decimals: 0.1 (3 below 0.01); halves from 10, whole
 *           numbers from 20 on; never grouped
 * metric    1.875, 1½, 187.5 → 188: of grams, litres; never grouped
 * amount    at most 1 decimal, grouped: 1,234.5 (locale's signs)
 * whole     no decimals, grouped
 * typed     as field_number takes it: 1,5; what was typed stays as it was
 * megabytes 2345678 → 2.3
 * percent   0.153 → 15
 * duration  PT1H30M → 1 h 30 min; days from 48 h on, seconds below 10 min
 * weekday   Monday   weekday3 Mon
 * day       23       month November   month3 Nov
 * monthday  23 November, en-US: November 23
 * fullday   Monday, 23 November, en-US: Monday, November 23
 * date      23 November 2026, en-US: November 23, 2026
 * instant   23 November 2026, 10:00 in the zone, en-US: …, 10:00 AM
 * ago       today, yesterday, tomorrow, else date
 * slug      as text_slug
 * unlinked  a name without what programs for mail make links of: blanks for
 *           slashes, for @, and for dots within words
 * pattern   0 to 11, the same for the same text: which of the quiet patterns
 *           of meal.css stands where there is no picture
 *
 * What wants a date takes an instant as well: its date in the zone. A value
 * of the wrong kind prints nothing. Names and the order of a date are those of
 * the language in use (words.h); the locale says which signs numbers have
 * (CLDR's, the usual ones), and that a date is American. An unknown one is
 * taken for English, an unknown zone for UTC.
 *
 * word      what it says in the language in use: of our own words, such as
 *           "dinner"; what a person typed stays as it is
 */
extern const struct tmpl_format format_table[];
extern const size_t format_count;

/* The same for C: 1.5 → "1½". A point, if anything, stands for decimals. */
void	format_fraction(struct buf *, double);
/* Whether a comma stands for the decimals; NULL is en-US. */
bool	format_decimal_comma(const char *locale);
/* The name of a month, 1 to 12, as it stands in a date. */
const char *format_month(int month);

#endif
