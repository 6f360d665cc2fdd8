#include "data/format.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/words.h"
#include "data/doc.h"
#include "data/format_number.h"
#include "data/text.h"
#include "data/tmpl.h"
#include "data/when.h"
#include "data/zone.h"

#define DAY		86400
#define PATTERNS	12		/* .pattern-0 to -11 in meal.css */

/* Unicode CLDR 42, numbers/symbols: group and decimal signs. */
struct signs {
	const char	*locale;	/* or the start of one, at a hyphen */
	const char	*group;
	const char	*decimal;
};

#define NO_BREAK	"\u00a0"
#define NO_BREAK_NARROW	"\u202f"

static const struct signs signs[] = {
	{ "en-ZA", NO_BREAK, "," },
	{ "de-AT", NO_BREAK, "," },
	{ "de-CH", "\u2019", "." },
	{ "de-LI", "\u2019", "." },
	{ "it-CH", "\u2019", "." },
	{ "es-MX", ",", "." },
	{ "es-US", ",", "." },
	{ "es-419", ",", "." },
	{ "pt-PT", NO_BREAK, "," },
	{ "fr-CA", NO_BREAK, "," },
	{ "fr", NO_BREAK_NARROW, "," },
	{ "ca", ".", "," },
	{ "da", ".", "," },
	{ "de", ".", "," },
	{ "el", ".", "," },
	{ "es", ".", "," },
	{ "hr", ".", "," },
	{ "id", ".", "," },
	{ "is", ".", "," },
	{ "it", ".", "," },
	{ "nl", ".", "," },
	{ "pt", ".", "," },
	{ "ro", ".", "," },
	{ "sl", ".", "," },
	{ "sr", ".", "," },
	{ "tr", ".", "," },
	{ "vi", ".", "," },
	{ "bg", NO_BREAK, "," },
	{ "cs", NO_BREAK, "," },
	{ "et", NO_BREAK, "," },
	{ "fi", NO_BREAK, "," },
	{ "hu", NO_BREAK, "," },
	{ "lt", NO_BREAK, "," },
	{ "lv", NO_BREAK, "," },
	{ "nb", NO_BREAK, "," },
	{ "nn", NO_BREAK, "," },
	{ "no", NO_BREAK, "," },
	{ "pl", NO_BREAK, "," },
	{ "ru", NO_BREAK, "," },
	{ "sk", NO_BREAK, "," },
	{ "sv", NO_BREAK, "," },
	{ "uk", NO_BREAK, "," },
};

static const struct signs english = { "en", ",", "." };

static const char *const weekdays[] = {
	N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"),
	N_("Friday"), N_("Saturday"), N_("Sunday"),
};

static const char *const weekdays_short[] = {
	NC_("short", "Mon"), NC_("short", "Tue"), NC_("short", "Wed"),
	NC_("short", "Thu"), NC_("short", "Fri"), NC_("short", "Sat"),
	NC_("short", "Sun"),
};

/* By itself, which in many languages is another form than in a date. */
static const char *const months[] = {
	NC_("alone", "January"), NC_("alone", "February"),
	NC_("alone", "March"), NC_("alone", "April"), NC_("alone", "May"),
	NC_("alone", "June"), NC_("alone", "July"), NC_("alone", "August"),
	NC_("alone", "September"), NC_("alone", "October"),
	NC_("alone", "November"), NC_("alone", "December"),
};

static const char *const months_dated[] = {
	NC_("in a date", "January"), NC_("in a date", "February"),
	NC_("in a date", "March"), NC_("in a date", "April"),
	NC_("in a date", "May"), NC_("in a date", "June"),
	NC_("in a date", "July"), NC_("in a date", "August"),
	NC_("in a date", "September"), NC_("in a date", "October"),
	NC_("in a date", "November"), NC_("in a date", "December"),
};

static const char *const months_short[] = {
	NC_("short", "Jan"), NC_("short", "Feb"), NC_("short", "Mar"),
	NC_("short", "Apr"), NC_("short", "May"), NC_("short", "Jun"),
	NC_("short", "Jul"), NC_("short", "Aug"), NC_("short", "Sep"),
	NC_("short", "Oct"), NC_("short", "Nov"), NC_("short", "Dec"),
};

static const char *
env_locale(const struct format_env *env)
{
	return env && env->locale && *env->locale ? env->locale : "en-US";
}

static bool
month_first(const struct format_env *env)
{
	return text_same_ci(env_locale(env), "en-US");
}

/* Whether the locale is the row's, or one of its kind. */
static bool
locale_is(const char *locale, const char *row)
{
	char head[16];
	size_t n = strlen(row);

	if (strlen(locale) < n || n >= sizeof(head) ||
	    (locale[n] && locale[n] != '-' && locale[n] != '_'))
		return false;
	memcpy(head, locale, n);
	head[n] = '\0';
	return text_same_ci(head, row);
}

static const struct signs *
signs_of(const struct format_env *env)
{
	const char *locale = env_locale(env);
	size_t i;

	if (!strcmp(locale, "en-US"))
		return &english;
	for (i = 0; i < COUNT(signs); i++)
		if ((signs[i].locale[0] ^ locale[0]) % 32 == 0 &&
		    locale_is(locale, signs[i].locale))
			return &signs[i];
	return &english;
}

/* A finite number of reasonable size. */
static bool
value_number(const struct doc *value, double *x)
{
	const char *text = doc_chars(value);

	return text && text_double(text, x) && fabs(*x) < FORMAT_NUMBER_MAX;
}

static void
write_fraction(struct buf *out, const struct doc *value, const void *env)
{
	double x;

	if (value_number(value, &x))
		format_parts(out, x, signs_of(env)->decimal);
}

static void
write_metric(struct buf *out, const struct doc *value, const void *env)
{
	double x;

	if (value_number(value, &x))
		format_metric(out, x, signs_of(env)->decimal);
}

static void
write_grouped(struct buf *out, const struct doc *value, const void *env,
    double factor, int decimals)
{
	const struct signs *s = signs_of(env);
	double x;

	if (value_number(value, &x))
		format_number(out, x * factor, decimals, s->group, s->decimal);
}

static void
write_amount(struct buf *out, const struct doc *value, const void *env)
{
	write_grouped(out, value, env, 1, 1);
}

static void
write_typed(struct buf *out, const struct doc *value, const void *env)
{
	const char *text = doc_chars(value), *p;

	for (p = text; p && *p; p++)
		if (*p == '.' && value->kind == DOC_NUMBER)
			buf_str(out, signs_of(env)->decimal);
		else
			buf_char(out, *p);
}

bool
format_decimal_comma(const char *locale)
{
	return *signs_of(&(struct format_env){ .locale = locale })->decimal ==
	    ',';
}

static void
write_whole(struct buf *out, const struct doc *value, const void *env)
{
	write_grouped(out, value, env, 1, 0);
}

static void
write_megabytes(struct buf *out, const struct doc *value, const void *env)
{
	write_grouped(out, value, env, 1e-6, 1);
}

static void
write_percent(struct buf *out, const struct doc *value, const void *env)
{
	write_grouped(out, value, env, 100, 0);
}

static void
write_duration(struct buf *out, const struct doc *value, const void *env)
{
	static const int64_t units[] = { DAY, 3600, 60, 1 };
	const char *text = doc_chars(value), *blank = "";
	int64_t left;
	long long n;
	size_t i;

	(void)env;
	if (!text || !when_duration_parse(text, &left))
		return;
	if (!left) {
		buf_fmt(out, say("%lld min"), 0LL);
		return;
	}
	if (left >= 600)
		left = (left + 30) / 60 * 60;
	/* 36 h are hours, 48 h are days. */
	for (i = left < 2 * DAY ? 1 : 0; i < COUNT(units); i++) {
		n = left / units[i];
		if (!n)
			continue;
		buf_str(out, blank);
		buf_fmt(out, i == 0 ? say("%lld d") : i == 1 ?
		    say("%lld h") : i == 2 ? say("%lld min") :
		    say("%lld s"), n);
		left %= units[i];
		blank = " ";
	}
}

const char *
format_month(int month)
{
	return say_c("in a date", months_dated[month - 1]);
}

static int64_t
local(const struct format_env *env, int64_t instant)
{
	return instant + zone_offset(env ? env->zone : NULL, instant);
}

/* The day of Unix seconds, and the seconds since its midnight. */
static struct when_date
day_of(int64_t seconds, int *rest)
{
	int64_t day = seconds / DAY;

	if (seconds % DAY < 0)
		day--;
	*rest = (int)(seconds - day * DAY);
	return when_from_days((int32_t)day);
}

/* A date, or the date an instant has where the person is. */
static bool
value_date(const struct doc *value, const struct format_env *env,
    struct when_date *date)
{
	const char *text = doc_chars(value);
	int64_t instant;
	int rest;

	if (!text)
		return false;
	if (when_date_parse(text, date))
		return true;
	if (!when_instant_parse(text, &instant))
		return false;
	*date = day_of(local(env, instant), &rest);
	return true;
}

static void
write_weekday(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;

	if (value_date(value, env, &date))
		buf_str(out, say(weekdays[when_weekday(date)]));
}

static void
write_weekday3(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;

	if (value_date(value, env, &date))
		buf_str(out, say_c("short",
		    weekdays_short[when_weekday(date)]));
}

static void
write_day(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;

	if (value_date(value, env, &date))
		buf_fmt(out, "%d", date.day);
}

static void
write_month(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;

	if (value_date(value, env, &date))
		buf_str(out, say_c("alone", months[date.month - 1]));
}

static void
write_month3(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;

	if (value_date(value, env, &date))
		buf_str(out, say_c("short",
		    months_short[date.month - 1]));
}

static void
write_monthday(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;

	if (!value_date(value, env, &date))
		return;
	if (month_first(env))
		buf_fmt(out, "%s %d", format_month(date.month), date.day);
	else
		buf_fmt(out, say_c("day month", "%d %s"), date.day,
		    format_month(date.month));
}

static void
write_fullday(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;
	struct buf b;

	if (!value_date(value, env, &date))
		return;
	buf_init(&b, buf_arena(out), 256);
	write_monthday(&b, value, env);
	buf_fmt(out, say_c("weekday, day", "%s, %s"),
	    say(weekdays[when_weekday(date)]), buf_done(&b, NULL));
}

static void
date_write(struct buf *out, const struct format_env *env,
    struct when_date date)
{
	const char *month = format_month(date.month);

	if (month_first(env))
		buf_fmt(out, "%s %d, %d", month, date.day, date.year);
	else
		buf_fmt(out, say_c("day month year", "%d %s %d"), date.day,
		    month, date.year);
}

static void
write_date(struct buf *out, const struct doc *value, const void *env)
{
	struct when_date date;

	if (value_date(value, env, &date))
		date_write(out, env, date);
}

static void
write_instant(struct buf *out, const struct doc *value, const void *env)
{
	const char *text = doc_chars(value);
	struct when_date date;
	int64_t instant;
	int rest, hour, minute;

	if (!text || !when_instant_parse(text, &instant))
		return;
	date = day_of(local(env, instant), &rest);
	hour = rest / 3600;
	minute = rest / 60 % 60;
	if (month_first(env))
		buf_fmt(out, "%s %d, %d, %d:%02d %s", format_month(date.month),
		    date.day, date.year, hour % 12 ? hour % 12 : 12, minute,
		    hour < 12 ? "AM" : "PM");
	else
		buf_fmt(out, say_c("day month year, time",
		    "%d %s %d, %02d:%02d"), date.day, format_month(date.month),
		    date.year, hour, minute);
}

static void
write_ago(struct buf *out, const struct doc *value, const void *env)
{
	const struct format_env *person = env;
	struct when_date date, today;
	int32_t days = 2;

	if (!value_date(value, env, &date))
		return;
	if (person && person->today && when_date_parse(person->today, &today))
		days = when_days(date) - when_days(today);
	if (days == 0)
		buf_str(out, say("today"));
	else if (days == -1)
		buf_str(out, say("yesterday"));
	else if (days == 1)
		buf_str(out, say("tomorrow"));
	else
		date_write(out, env, date);
}

static void
write_slug(struct buf *out, const struct doc *value, const void *env)
{
	const char *text = doc_chars(value);

	(void)env;
	if (text)
		buf_str(out, text_slug(buf_arena(out), text));
}

/* FNV-1a, 32 bits: the low bits alone would follow the last character. */
static void
write_pattern(struct buf *out, const struct doc *value, const void *env)
{
	const char *text = doc_chars(value);
	uint32_t hash = 2166136261u;

	(void)env;
	if (!text)
		return;
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	buf_fmt(out, "%u", (unsigned)((hash ^ hash >> 16) % PATTERNS));
}

static void
write_word(struct buf *out, const struct doc *value, const void *env)
{
	(void)env;
	if (doc_chars(value))
		buf_str(out, say(doc_chars(value)));
}

static bool
is_wordy(char c)
{
	return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') ||
	    ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '_';
}

static size_t
word_after(const char *p)
{
	size_t n;

	for (n = 0; is_wordy(p[n]); n++)
		;
	return n;
}

static size_t
word_before(const char *begin, const char *p)
{
	size_t n;

	for (n = 0; p - n > begin && is_wordy(p[-(ptrdiff_t)n - 1]); n++)
		;
	return n;
}

/* "J.R.", "Dr. No" are names, "evil.example/claim" is none. */
static void
write_unlinked(struct buf *out, const struct doc *value, const void *env)
{
	const char *text = doc_chars(value), *p;

	(void)env;
	for (p = text; p && *p; p++) {
		bool joins = *p == '.' && word_before(text, p) &&
		    word_after(p + 1) && word_before(text, p) +
		    word_after(p + 1) > 2;

		buf_add(out, joins || strchr("/\\@", *p) ? " " : p, 1);
	}
}

const struct tmpl_format format_table[] = {
	{ "word", write_word },
	{ "unlinked", write_unlinked },
	{ "fraction", write_fraction },
	{ "metric", write_metric },
	{ "amount", write_amount },
	{ "whole", write_whole },
	{ "typed", write_typed },
	{ "megabytes", write_megabytes },
	{ "duration", write_duration },
	{ "weekday", write_weekday },
	{ "weekday3", write_weekday3 },
	{ "day", write_day },
	{ "month", write_month },
	{ "month3", write_month3 },
	{ "monthday", write_monthday },
	{ "fullday", write_fullday },
	{ "date", write_date },
	{ "instant", write_instant },
	{ "ago", write_ago },
	{ "slug", write_slug },
	{ "percent", write_percent },
	{ "pattern", write_pattern },
};
const size_t format_count = COUNT(format_table);
