/* Dates, durations, instants. */
#include "data/when.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/err.h"

#include "tap.h"

static struct arena *arena;

static void
test_dates(void)
{
	static const char *const good[] = {
		"0001-01-01", "9999-12-31", "2024-02-29", "2000-02-29",
		"2026-11-23", "1600-02-29", "0004-02-29",
	};
	static const char *const bad[] = {
		"", "2026", "2026-11", "2026-11-2", "2026-11-233",
		"2026-1-23", "2026/11/23", "2026-00-01", "2026-13-01",
		"2026-01-00", "2026-01-32", "2026-04-31", "2025-02-29",
		"1900-02-29", "2100-02-29", "0000-01-01", "-001-01-01",
		"+2026-01-01", " 2026-01-01", "2026-01-01 ", "2026-01-01T",
		"20260101", "2026-W01-1", "2026-001", "２０２６-01-01",
		"10000-01-01", "2026-01-0a",
	};
	struct when_date d = { 1, 2, 3 };
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		ok(when_date_parse(good[i], &d), good[i]);
		is_str(when_date_text(arena, d), good[i], "and back");
	}
	d = (struct when_date){ 1, 2, 3 };
	for (i = 0; i < COUNT(bad); i++)
		ok(!when_date_parse(bad[i], &d), bad[i]);
	ok(!when_date_parse(NULL, &d), "no date at all");
	ok(d.year == 1 && d.month == 2 && d.day == 3, "out stays untouched");
}

static void
test_days(void)
{
	static const struct {
		struct when_date	d;
		int			days, weekday;
	} known[] = {
		{ { 1970, 1, 1 }, 0, 3 }, { { 1969, 12, 31 }, -1, 2 },
		{ { 2000, 3, 1 }, 11017, 2 }, { { 2026, 11, 23 }, 20780, 0 },
		{ { 2024, 2, 29 }, 19782, 3 }, { { 1, 1, 1 }, -719162, 0 },
		{ { 9999, 12, 31 }, 2932896, 4 }, { { 1582, 10, 15 },
		    -141427, 4 }, { { 1900, 1, 1 }, -25567, 0 },
	};
	struct when_date last = when_from_days(-719162), d;
	bool right = true;
	int32_t day;
	size_t i;

	for (i = 0; i < COUNT(known); i++) {
		const char *name = when_date_text(arena, known[i].d);

		is_int(when_days(known[i].d), known[i].days, name);
		is_int(when_weekday(known[i].d), known[i].weekday, name);
		is_str(when_date_text(arena, when_from_days(known[i].days)),
		    name, "and back");
	}
	for (day = -719161; day <= 2932896 && right; day++, last = d) {
		d = when_from_days(day);
		right = when_days(d) == day && (d.day == last.day + 1 ||
		    (d.day == 1 && last.day >= 28 &&
		    d.month == last.month % 12 + 1 &&
		    d.year == last.year + (last.month == 12)));
	}
	ok(right, "every day of ten thousand years");
	is_str(when_date_text(arena, when_from_days(INT32_MAX)), "9999-12-31",
	    "no day beyond");
	is_str(when_date_text(arena, when_from_days(INT32_MIN)), "0001-01-01",
	    "no day before");
}

static void
test_sums(void)
{
	is_str(when_plus(arena, "2024-02-28", 1), "2024-02-29", "leap day");
	is_str(when_plus(arena, "2026-12-31", 1), "2027-01-01", "new year");
	is_str(when_plus(arena, "2026-01-01", -1), "2025-12-31", "back");
	is_str(when_plus(arena, "2026-01-01", 0), "2026-01-01", "none");
	is_str(when_plus(arena, "9999-12-31", 1), NULL, "the end");
	is_str(when_plus(arena, "0001-01-01", -1), NULL, "the beginning");
	is_str(when_plus(arena, "2026-01-01", INT32_MAX), NULL, "far");
	is_str(when_plus(arena, "2026-02-30", 1), NULL, "no date");
	is_str(when_plus(arena, NULL, 1), NULL, "nothing");
	is_int(when_between("2024-01-01", "2025-01-01"), 366, "leap year");
	is_int(when_between("2025-01-01", "2024-01-01"), -366, "backwards");
	is_int(when_between("2025-01-01", "2025-01-01"), 0, "the same day");
	is_int(err_bugs(), 0, "no bugs yet");
	is_int(when_between("2025-01-01", "soon"), 0, "to no date");
	is_int(err_bugs(), 1, "is a bug");
}

static void
test_durations(void)
{
	static const struct {
		const char	*text;
		int64_t		 seconds;
		const char	*again;
	} good[] = {
		{ "PT1H30M", 5400, "PT1H30M" }, { "PT90M", 5400, "PT1H30M" },
		{ "P1DT2H", 93600, "PT26H" }, { "PT0.5H", 1800, "PT30M" },
		{ "PT0,5H", 1800, "PT30M" }, { "PT0S", 0, "PT0S" },
		{ "P0D", 0, "PT0S" }, { "P1W", 604800, "PT168H" },
		{ "P1W1DT1H1M1S", 694861, "PT193H1M1S" },
		{ "PT45S", 45, "PT45S" }, { "PT1.4S", 1, "PT1S" },
		{ "PT1.5S", 2, "PT2S" }, { "PT0.4999999999S", 0, "PT0S" },
		{ "P0.5D", 43200, "PT12H" }, { "PT1H0.5M", 3630, "PT1H30S" },
		{ "PT0.333333333333333333333H", 1200, "PT20M" },
		{ "P365D", 31536000, "PT8760H" },
		{ "PT31536000S", 31536000, "PT8760H" },
		{ "PT00000000000000000001H", 3600, "PT1H" },
		{ "PT60S", 60, "PT1M" }, { "PT1H1S", 3601, "PT1H1S" },
	};
	static const char *const bad[] = {
		"", "P", "PT", "T1H", "1H", "PT1", "PT1X", "P1H", "P1S",
		"PT1D", "PT1W", "P1Y", "P1M", "P1Y2M", "P1DT", "PT1HT1M",
		"PT1M1H", "PT1H1H", "P1D1W", "-PT1H", "PT-1H", "+PT1H",
		"P-1D", "pt1h", "PT1h", " PT1H", "PT1H ", "PT.5H", "PT1.H",
		"PT0.5H1M", "PT0.5H0.5M", "P366D", "PT31536001S",
		"PT31536000.5S", "P52W2D", "PT99999999999999999999999H",
		"P1DT8760H", "PT0x1H", "PT1e1H", "P1D2", "PT1H30",
		"P0001-00-00T01:00:00", "PTH", "PD", "PT1,H", "PT1.5.5H",
		"PT१H",
	};
	int64_t seconds = -7;
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		ok(!when_duration_parse(bad[i], &seconds), bad[i]);
	ok(!when_duration_parse(NULL, &seconds), "nothing");
	is_int(seconds, -7, "out stays untouched");
	for (i = 0; i < COUNT(good); i++) {
		seconds = -1;
		ok(when_duration_parse(good[i].text, &seconds), good[i].text);
		is_int(seconds, good[i].seconds, good[i].text);
		is_str(when_duration_text(arena, seconds), good[i].again,
		    good[i].again);
	}
	is_str(when_duration_text(arena, -5400), "PT-1H-30M", "negative");
	is_str(when_duration_text(arena, INT64_MIN),
	    "PT-2562047788015215H-30M-8S", "the least");
}

static void
test_instants(void)
{
	static const struct {
		const char	*text;
		int64_t		 seconds;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "2026-11-23T09:00:00Z", 1795424400 },
		{ "2026-11-23t09:00:00z", 1795424400 },
		{ "2026-11-23T10:00:00+01:00", 1795424400 },
		{ "2026-11-23T14:30:00+0530", 1795424400 },
		{ "2026-11-23T01:00:00-08", 1795424400 },
		{ "2026-11-23 09:00:00+00", 1795424400 },
		{ "2026-11-23T09:00:00.999Z", 1795424400 },
		{ "2026-11-23T09:00:00.123456789012+00:00", 1795424400 },
		{ "2016-12-31T23:59:60Z", 1483228800 },
		{ "2026-11-24T08:59:00+23:59", 1795424400 },
		{ "0001-01-01T00:00:00Z", -62135596800 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
	};
	static const char *const bad[] = {
		"", "2026-11-23", "2026-11-23T09:00Z", "2026-11-23T09:00:00",
		"2026-11-23T24:00:00Z", "2026-11-23T09:60:00Z",
		"2026-11-23T09:00:61Z", "2026-02-29T09:00:00Z",
		"2026-11-23T9:00:00Z", "2026-11-23T09:00:00.Z",
		"2026-11-23T09:00:00,5Z", "2026-11-23T09:00:00Z ",
		"2026-11-23T09:00:00+24:00", "2026-11-23T09:00:00+00:60",
		"2026-11-23T09:00:00+1", "2026-11-23T09:00:00+01:",
		"2026-11-23T09:00:00+01:000", "2026-11-23T09:00:00 Z",
		"2026-11-23T09:00:00+01:00Z", "20261123T090000Z",
		"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
		"2026-11-23X09:00:00Z", "now", "2026-11-23T09:00:00UTC",
		"2026-11-23T-9:00:00Z", "2026-11-23T09:00:00--1:00",
	};
	int64_t seconds = -7;
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		ok(!when_instant_parse(bad[i], &seconds), bad[i]);
	ok(!when_instant_parse(NULL, &seconds), "nothing");
	is_int(seconds, -7, "out stays untouched");
	for (i = 0; i < COUNT(good); i++) {
		ok(when_instant_parse(good[i].text, &seconds), good[i].text);
		is_int(seconds, good[i].seconds, good[i].text);
	}
	is_str(when_instant_text(arena, 1795424400), "2026-11-23T09:00:00Z",
	    "instant as text");
	is_str(when_instant_text(arena, -1), "1969-12-31T23:59:59Z",
	    "before 1970");
	is_str(when_instant_text(arena, -62135596800),
	    "0001-01-01T00:00:00Z", "the first");
	is_str(when_instant_text(arena, 253402300799),
	    "9999-12-31T23:59:59Z", "the last");
	is_str(when_instant_text(arena, 253402300800), NULL, "too late");
	is_str(when_instant_text(arena, -62135596801), NULL, "too early");
	is_str(when_instant_text(arena, INT64_MIN), NULL, "much too early");
}

static void
test_clocks(void)
{
	int64_t us = when_us();

	ok(when_us() >= us && us > 0, "monotonic");
	ok(when_now() > 1700000000, "now");
}

int
main(void)
{
	arena = arena_new();
	test_dates();
	test_days();
	test_sums();
	test_durations();
	test_instants();
	test_clocks();
	arena_free(arena);
	return done();
}
