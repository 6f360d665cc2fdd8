#include "data/when.h"

#include <stddef.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"

#define DAY		86400
#define FIRST_DAY	(-719162)	/* 0001-01-01 */
#define LAST_DAY	2932896		/* 9999-12-31 */
#define UNIX_EPOCH	2440588		/* Julian day number of 1970-01-01 */
#define BILLION		INT64_C(1000000000)

/* Read exactly n digits, advancing *s. */
static bool
digits(const char **s, int n, int *out)
{
	int value = 0;

	for (; n; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return false;
		value = value * 10 + (**s - '0');
	}
	*out = value;
	return true;
}

static bool
literal(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int
month_days(int year, int month)
{
	static const int days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool
read_date(const char **s, struct when_date *out)
{
	struct when_date d;

	if (!digits(s, 4, &d.year) || !literal(s, '-') ||
	    !digits(s, 2, &d.month) || !literal(s, '-') ||
	    !digits(s, 2, &d.day))
		return false;
	if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1 ||
	    d.day > month_days(d.year, d.month))
		return false;
	*out = d;
	return true;
}

bool
when_date_parse(const char *s, struct when_date *out)
{
	struct when_date d;

	if (!s || !read_date(&s, &d) || *s)
		return false;
	*out = d;
	return true;
}

char *
when_date_text(struct arena *arena, struct when_date d)
{
	return arena_fmt(arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

/*
 * Years are counted from March 4801 BC, so that the leap day is the last of
 * its year and (153 m + 2) / 5 the days before month m; 32045 days lie
 * between that and day 0 of the Julian day numbers. (Richards, Mapping Time,
 * 1998, chapter 25.)
 */
int32_t
when_days(struct when_date d)
{
	int early = d.month < 3;
	int year = d.year + 4800 - early;
	int month = d.month - 3 + 12 * early;

	return d.day + (153 * month + 2) / 5 + 365 * year + year / 4 -
	    year / 100 + year / 400 - 32045 - UNIX_EPOCH;
}

struct when_date
when_from_days(int32_t days)
{
	int rest, century, year, month;

	if (days < FIRST_DAY)
		days = FIRST_DAY;
	if (days > LAST_DAY)
		days = LAST_DAY;
	rest = days + UNIX_EPOCH + 32044;
	century = (4 * rest + 3) / 146097;
	rest -= 146097 * century / 4;
	year = (4 * rest + 3) / 1461;
	rest -= 1461 * year / 4;
	month = (5 * rest + 2) / 153;
	return (struct when_date){
		.year = 100 * century + year - 4800 + month / 10,
		.month = month + 3 - 12 * (month / 10),
		.day = rest - (153 * month + 2) / 5 + 1,
	};
}

int
when_weekday(struct when_date d)
{
	return (when_days(d) - FIRST_DAY) % 7;	/* the first was a Monday */
}

char *
when_plus(struct arena *arena, const char *date, int days)
{
	struct when_date d;
	int64_t sum;

	if (!when_date_parse(date, &d))
		return NULL;
	sum = (int64_t)when_days(d) + days;
	if (sum < FIRST_DAY || sum > LAST_DAY)
		return NULL;
	return when_date_text(arena, when_from_days((int32_t)sum));
}

int
when_between(const char *a, const char *b)
{
	struct when_date from, to;

	if (!when_date_parse(a, &from) || !when_date_parse(b, &to)) {
		BUG("when_between of something that is no date");
		return 0;
	}
	return when_days(to) - when_days(from);
}

/* Digits with an optional fraction, in units and billionths of one. */
static bool
read_amount(const char **s, int64_t *whole, int64_t *part, bool *fraction)
{
	const char *p = *s;
	int64_t scale = BILLION / 10;

	*whole = *part = 0;
	if (*p < '0' || *p > '9')
		return false;
	for (; *p >= '0' && *p <= '9'; p++) {
		*whole = *whole * 10 + (*p - '0');
		if (*whole > WHEN_DURATION_MAX)
			return false;
	}
	*fraction = *p == '.' || *p == ',';
	if (*fraction) {
		p++;
		if (*p < '0' || *p > '9')
			return false;
		for (; *p >= '0' && *p <= '9'; p++) {
			*part += (*p - '0') * scale;
			scale /= 10;
		}
	}
	*s = p;
	return true;
}

bool
when_duration_parse(const char *s, int64_t *seconds)
{
	static const struct {
		char	letter;
		int	seconds;
	} units[] = {
		{ 'W', 7 * DAY }, { 'D', DAY },
		{ 'T', 0 }, { 'H', 3600 }, { 'M', 60 }, { 'S', 1 },
		{ '\0', 0 }
	};
	int64_t sum = 0, whole, part;
	bool fraction = false;
	size_t unit = 0;

	if (!s || *s++ != 'P' || !*s)
		return false;
	while (*s) {
		size_t from;

		if (*s == 'T' && unit <= 2) {
			unit = 3;
			s++;
			if (!*s)
				return false;
		}
		/* only the smallest part may have a fraction */
		if (fraction || !read_amount(&s, &whole, &part, &fraction))
			return false;
		from = unit;
		while (units[unit].letter && units[unit].letter != *s)
			unit++;
		if (!units[unit].seconds || (from <= 2 && unit > 2))
			return false;
		if (whole > WHEN_DURATION_MAX / units[unit].seconds)
			return false;
		sum += (whole * BILLION + part) * units[unit].seconds;
		if (sum > WHEN_DURATION_MAX * BILLION)
			return false;
		unit++;
		s++;
	}
	*seconds = (sum + BILLION / 2) / BILLION;
	return true;
}

char *
when_duration_text(struct arena *arena, int64_t seconds)
{
	const int64_t parts[] = {
		seconds / 3600, seconds % 3600 / 60, seconds % 60
	};
	char *text = arena_str(arena, "PT");
	int i;

	if (!seconds)
		return arena_str(arena, "PT0S");
	for (i = 0; i < 3; i++)
		if (parts[i])
			text = arena_fmt(arena, "%s%lld%c", text,
			    (long long)parts[i], "HMS"[i]);
	return text;
}

/* Z, +01, +0130 or +01:30 (a minus as well), as seconds. */
static bool
read_offset(const char **s, int *out)
{
	int sign, hours, minutes = 0;

	*out = 0;
	if (literal(s, 'Z') || literal(s, 'z'))
		return true;
	sign = **s == '-' ? -1 : 1;
	if (!literal(s, '+') && !literal(s, '-'))
		return false;
	if (!digits(s, 2, &hours) || hours > 23)
		return false;
	if (**s) {
		literal(s, ':');
		if (!digits(s, 2, &minutes) || minutes > 59)
			return false;
	}
	*out = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool
when_instant_parse(const char *s, int64_t *seconds)
{
	struct when_date d;
	int hour, minute, second, offset;
	int64_t sum;

	if (!s || !read_date(&s, &d))
		return false;
	if (!literal(&s, 'T') && !literal(&s, 't') && !literal(&s, ' '))
		return false;
	if (!digits(&s, 2, &hour) || !literal(&s, ':') ||
	    !digits(&s, 2, &minute) || !literal(&s, ':') ||
	    !digits(&s, 2, &second))
		return false;
	if (hour > 23 || minute > 59 || second > 60)	/* 60: a leap second */
		return false;
	if (literal(&s, '.')) {
		if (!*s || !strchr("0123456789", *s))
			return false;
		s += strspn(s, "0123456789");
	}
	if (!read_offset(&s, &offset) || *s)
		return false;
	sum = (int64_t)when_days(d) * DAY + hour * 3600 + minute * 60 +
	    second - offset;
	if (sum < (int64_t)FIRST_DAY * DAY ||
	    sum >= ((int64_t)LAST_DAY + 1) * DAY)
		return false;
	*seconds = sum;
	return true;
}

char *
when_instant_text(struct arena *arena, int64_t seconds)
{
	struct when_date d;
	int rest;

	if (seconds < (int64_t)FIRST_DAY * DAY ||
	    seconds >= ((int64_t)LAST_DAY + 1) * DAY)
		return NULL;
	rest = (int)((seconds % DAY + DAY) % DAY);
	d = when_from_days((int32_t)((seconds - rest) / DAY));
	return arena_fmt(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", d.year,
	    d.month, d.day, rest / 3600, rest / 60 % 60, rest % 60);
}

int64_t
when_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
when_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec;
}
