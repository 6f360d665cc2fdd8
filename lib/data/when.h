/*
 * when: dates, durations and instants as text and back. Pure functions, the
 * proleptic Gregorian calendar (ISO 8601), years 1 to 9999.
 */
#ifndef MEAL_WHEN_H
#define MEAL_WHEN_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

#define WHEN_DURATION_MAX (365 * 86400)	/* seconds a recipe may take */

struct when_date {
	int	year;		/* 1 to 9999 */
	int	month;		/* 1 to 12 */
	int	day;		/* 1 to 31 */
};

/* "2026-11-23" exactly, an existing day. */
bool	when_date_parse(const char *s, struct when_date *);
char   *when_date_text(struct arena *, struct when_date);
/* Days since 1970-01-01, and back (kept within the years 1 to 9999). */
int32_t	when_days(struct when_date);
struct when_date when_from_days(int32_t days);
/* 0 Monday to 6 Sunday. */
int	when_weekday(struct when_date);
/*
 * The day i days later, as text; NULL for text that is no date and where the
 * years end.
 */
char   *when_plus(struct arena *, const char *date, int days);
/* Days from a to b; both must be dates. */
int	when_between(const char *a, const char *b);

/*
 * An ISO 8601 duration of weeks, days, hours, minutes and seconds
 * ("PT1H30M", "P1DT2H", "PT90M", "PT0.5H"); seconds in *out, rounded. No
 * years or months. False for anything else, negatives, and what is longer
 * than WHEN_DURATION_MAX.
 */
bool	when_duration_parse(const char *s, int64_t *seconds);
/*
 * PostgreSQL's form: PT1H30M, P1DT2H is written PT26H; 0 is PT0S, a negative
 * one PT-1H-30M.
 */
char   *when_duration_text(struct arena *, int64_t seconds);

/*
 * "2026-11-23T09:00:00Z", any offset, optional fraction (cut off): Unix
 * seconds. A blank for the T and the offset +00 of PostgreSQL are read, too.
 */
bool	when_instant_parse(const char *s, int64_t *seconds);
/* NULL outside of the years 1 to 9999. */
char   *when_instant_text(struct arena *, int64_t seconds);

/* Monotonic microseconds, for measuring. */
int64_t	when_us(void);
/* Unix seconds now. */
int64_t	when_now(void);

#endif
