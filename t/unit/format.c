/* Formatters: numbers, amounts, dates and times as a person reads them. */
#include "data/format.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"

#include "tap.h"

static struct arena *arena;

static const char *
shown(const char *name, const struct doc *value, const struct format_env *env)
{
	struct buf out;
	size_t i;

	buf_init(&out, arena, 1000);
	for (i = 0; i < format_count; i++)
		if (!strcmp(format_table[i].name, name)) {
			format_table[i].write(&out, value, env);
			return buf_done(&out, NULL);
		}
	return NULL;
}

struct number_case {
	const char	*format, *locale, *value, *want;
};

static const struct number_case numbers[] = {
	{ "fraction", "en-US", "0", "0" },
	{ "fraction", "en-US", "1", "1" },
	{ "fraction", "en-US", "1.500", "1½" },
	{ "fraction", "en-US", "0.125", "⅛" },
	{ "fraction", "en-US", "0.167", "⅙" },
	{ "fraction", "en-US", "0.25", "¼" },
	{ "fraction", "en-US", "0.333", "⅓" },
	{ "fraction", "en-US", "0.33", "⅓" },
	{ "fraction", "en-US", "0.375", "⅜" },
	{ "fraction", "en-US", "0.5", "½" },
	{ "fraction", "en-US", "0.625", "⅝" },
	{ "fraction", "en-US", "0.667", "⅔" },
	{ "fraction", "en-US", "0.75", "¾" },
	{ "fraction", "en-US", "0.833", "⅚" },
	{ "fraction", "en-US", "0.875", "⅞" },
	{ "fraction", "en-US", "2.97", "3" },
	{ "fraction", "en-US", "0.99", "1" },
	{ "fraction", "en-US", "0.1", "0.1" },
	{ "fraction", "en-US", "0.05", "0.05" },
	{ "fraction", "en-US", "0.015", "0.02" },
	{ "fraction", "en-US", "0.002", "0.002" },
	{ "fraction", "en-US", "0.2", "0.2" },
	{ "fraction", "en-US", "1.1", "1.1" },
	{ "fraction", "de-DE", "1.1", "1,1" },
	{ "fraction", "en-US", "0.15", "0.15" },
	{ "fraction", "en-US", "0.17", "⅙" },
	{ "metric", "en-US", "1.875", "1.875" },
	{ "metric", "de-DE", "1.875", "1,875" },
	{ "metric", "en-US", "1.5", "1½" },
	{ "metric", "en-US", "0.5", "½" },
	{ "metric", "en-US", "0.25", "0.25" },
	{ "metric", "en-US", "12.5", "12.5" },
	{ "metric", "en-US", "187.5", "188" },
	{ "metric", "en-US", "1200", "1200" },
	{ "metric", "en-US", "many", "" },
	{ "fraction", "en-US", "-1.5", "-1½" },
	{ "fraction", "en-US", "-0.5", "-½" },
	{ "fraction", "en-US", "-0.1", "-0.1" },
	{ "fraction", "en-US", "9.9", "9⅞" },
	{ "fraction", "en-US", "9.96", "10" },
	{ "fraction", "en-US", "10.2", "10" },
	{ "fraction", "en-US", "10.3", "10½" },
	{ "fraction", "en-US", "19.74", "19½" },
	{ "fraction", "en-US", "19.76", "20" },
	{ "fraction", "en-US", "20.5", "21" },
	{ "fraction", "en-US", "1234.4", "1234" },
	{ "fraction", "en-US", "1e300", "" },
	{ "fraction", "en-US", "many", "" },
	{ "amount", "en-US", "1234.5", "1,234.5" },
	{ "amount", "en-US", "1234567.25", "1,234,567.3" },
	{ "amount", "en-US", "999.96", "1,000" },
	{ "amount", "en-US", "0.25", "0.3" },
	{ "amount", "en-US", "2.00", "2" },
	{ "amount", "en-US", "-0.04", "0" },
	{ "amount", "en-US", "-1234.56", "-1,234.6" },
	{ "amount", "en-US", "100", "100" },
	{ "amount", "en-GB", "1234.5", "1,234.5" },
	{ "amount", "xx", "1234.5", "1,234.5" },
	{ "amount", "", "1234.5", "1,234.5" },
	{ "amount", "de", "1234.5", "1.234,5" },
	{ "amount", "de-DE", "1234.5", "1.234,5" },
	{ "amount", "DE_de", "1234.5", "1.234,5" },
	{ "amount", "den", "1234.5", "1,234.5" },
	{ "amount", "es-ES", "1234.5", "1.234,5" },
	{ "amount", "es-MX", "1234.5", "1,234.5" },
	{ "amount", "it-IT", "1234.5", "1.234,5" },
	{ "amount", "de-CH", "1234.5", "1\u2019234.5" },
	{ "amount", "fr-FR", "1234.5", "1\u202f234,5" },
	{ "amount", "sv-SE", "1234.5", "1\u00a0234,5" },
	{ "amount", "en-US", "1e15", "" },
	{ "amount", "en-US", "", "" },
	{ "whole", "en-US", "1234.5", "1,235" },
	{ "whole", "en-US", "0.4", "0" },
	{ "whole", "de", "12345678", "12.345.678" },
	{ "percent", "en-US", "0.153", "15" },
	{ "percent", "en-US", "1", "100" },
	{ "percent", "en-US", "0.005", "1" },
};

static void
test_numbers(void)
{
	struct format_env env = { .locale = NULL };
	size_t i;

	for (i = 0; i < COUNT(numbers); i++) {
		env.locale = numbers[i].locale;
		is_str(shown(numbers[i].format, doc_number(arena,
		    numbers[i].value), &env), numbers[i].want,
		    arena_fmt(arena, "%s %s %s", numbers[i].value,
		    numbers[i].format, numbers[i].locale));
		is_str(shown(numbers[i].format, doc_text(arena,
		    numbers[i].value), &env), numbers[i].want, "as text");
	}
	is_str(shown("amount", doc_number(arena, "1234.5"), NULL), "1,234.5",
	    "without an env");
}

static void
test_fraction(void)
{
	struct buf out;

	buf_init(&out, arena, 1000);
	format_fraction(&out, 1.5);
	buf_char(&out, ' ');
	format_fraction(&out, 0.1);
	format_fraction(&out, (double)NAN);
	format_fraction(&out, (double)INFINITY);
	is_str(buf_done(&out, NULL), "1½ 0.1", "format_fraction");
}

static void
test_durations(void)
{
	static const char *const cases[][2] = {
		{ "PT1H30M", "1 h 30 min" }, { "PT0S", "0 min" },
		{ "PT45M", "45 min" }, { "PT90M", "1 h 30 min" },
		{ "PT2H", "2 h" }, { "PT26H", "26 h" },
		{ "P2D", "2 d" }, { "P2DT2H5M", "2 d 2 h 5 min" },
		{ "PT45S", "45 s" }, { "PT90S", "1 min 30 s" },
		{ "PT59M59S", "1 h" }, { "PT10M20S", "10 min" },
		{ "an hour", "" }, { "", "" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++)
		is_str(shown("duration", doc_text(arena, cases[i][0]), NULL),
		    cases[i][1], cases[i][0]);
}

static void
test_dates(void)
{
	static const struct number_case cases[] = {
		{ "weekday", "en-US", "2026-11-23", "Monday" },
		{ "weekday3", "en-US", "2026-11-29", "Sun" },
		{ "unlinked", "en-US", "J.R.R. and Dr. No's St.", "J.R.R. and "
		    "Dr. No's St." },
		{ "unlinked", "en-US", "see https://a.example/b, www.x.org",
		    "see https:  a example b, www x org" },
		{ "unlinked", "en-US", "me@kuchen.example",
		    "me kuchen example" },
		{ "unlinked", "en-US", "\xc3\xa4.de 1.5 kg",
		    "\xc3\xa4 de 1.5 kg" },
		{ "day", "en-US", "2026-11-03", "3" },
		{ "month", "en-US", "2026-01-23", "January" },
		{ "month3", "en-US", "2026-12-23", "Dec" },
		{ "monthday", "en-US", "2026-11-23", "November 23" },
		{ "monthday", "en-GB", "2026-11-23", "23 November" },
		{ "monthday", "de-DE", "2026-11-23", "23 November" },
		{ "fullday", "en-US", "2026-11-23", "Monday, November 23" },
		{ "fullday", "en-GB", "2026-11-29", "Sunday, 29 November" },
		{ "fullday", "en-GB", "2026-13-29", "" },
		{ "date", "en-US", "2026-11-23", "November 23, 2026" },
		{ "date", "en-GB", "2026-11-23", "23 November 2026" },
		{ "date", "en-US", "2026-02-30", "" },
		{ "date", "en-US", "soon", "" },
		{ "weekday", "en-US", "", "" },
		{ "instant", "en-US", "2026-11-23", "" },
		{ "instant", "en-US", "2026-11-23T09:05:00Z",
		    "November 23, 2026, 10:05 AM" },
		{ "instant", "en-US", "2026-11-23T11:05:00Z",
		    "November 23, 2026, 12:05 PM" },
		{ "instant", "en-US", "2026-11-22T23:05:59Z",
		    "November 23, 2026, 12:05 AM" },
		{ "instant", "en-GB", "2026-07-01T23:05:00Z",
		    "2 July 2026, 01:05" },
		{ "instant", "de", "2026-07-01T12:05:00+02:00",
		    "1 July 2026, 12:05" },
		{ "date", "de", "2026-11-22T23:05:00Z", "23 November 2026" },
		{ "day", "de", "2026-11-22T22:59:59Z", "22" },
		{ "ago", "en-GB", "2026-11-23", "today" },
		{ "ago", "en-GB", "2026-11-22", "yesterday" },
		{ "ago", "en-GB", "2026-11-24", "tomorrow" },
		{ "ago", "en-GB", "2026-11-21", "21 November 2026" },
		{ "ago", "en-GB", "2026-11-22T23:05:00Z", "today" },
		{ "ago", "en-GB", "then", "" },
	};
	struct format_env env = {
		.zone = "Europe/Berlin", .today = "2026-11-23",
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		env.locale = cases[i].locale;
		is_str(shown(cases[i].format, doc_text(arena, cases[i].value),
		    &env), cases[i].want, arena_fmt(arena, "%s %s",
		    cases[i].value, cases[i].format));
	}
	env.today = "whenever";
	is_str(shown("ago", doc_text(arena, "2026-11-23"), &env),
	    "23 November 2026", "ago without a today");
	env.zone = "Nowhere/Land";
	is_str(shown("instant", doc_text(arena, "2026-11-23T09:05:00Z"),
	    &env), "23 November 2026, 09:05", "an unknown zone is UTC");
	is_str(shown("instant", doc_text(arena, "1969-12-31T23:59:59Z"),
	    NULL), "December 31, 1969, 11:59 PM", "before 1970");
}

static void
test_others(void)
{
	size_t i;

	is_str(shown("slug", doc_text(arena, "Crème brûlée!"), NULL),
	    "creme-brulee", "slug");
	for (i = 0; i < format_count; i++) {
		is_str(shown(format_table[i].name, doc_bool(arena, true),
		    NULL), "", format_table[i].name);
		is_str(shown(format_table[i].name, NULL, NULL), "",
		    "nothing for a bool, nothing for nothing");
	}
}

int
main(void)
{
	arena = arena_new();
	test_numbers();
	test_fraction();
	test_durations();
	test_dates();
	test_others();
	arena_free(arena);
	return done();
}
