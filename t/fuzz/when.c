/*
 * Whatever is accepted as a date, a duration or an instant is within bounds,
 * and its text reads as the same. So for the numbers of text.h.
 */
#include "data/when.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "data/text.h"

#include "fuzz.h"

static void
check_date(struct arena *arena, const char *s)
{
	struct when_date d;

	if (!when_date_parse(s, &d)) {
		REQUIRE(!when_plus(arena, s, 0));
		return;
	}
	REQUIRE(d.year >= 1 && d.year <= 9999 && d.month >= 1 &&
	    d.month <= 12 && d.day >= 1 && d.day <= 31);
	REQUIRE(strcmp(when_date_text(arena, d), s) == 0);
	REQUIRE(strcmp(when_plus(arena, s, 0), s) == 0);
	REQUIRE(when_between(s, s) == 0);
	REQUIRE(when_weekday(d) >= 0 && when_weekday(d) <= 6);
	REQUIRE(strcmp(when_date_text(arena, when_from_days(when_days(d))),
	    s) == 0);
}

static void
check_duration(struct arena *arena, const char *s)
{
	int64_t seconds, again;

	if (!when_duration_parse(s, &seconds))
		return;
	REQUIRE(seconds >= 0 && seconds <= WHEN_DURATION_MAX);
	REQUIRE(when_duration_parse(when_duration_text(arena, seconds),
	    &again) && again == seconds);
}

static void
check_instant(struct arena *arena, const char *s)
{
	int64_t seconds, again;
	const char *text;

	if (!when_instant_parse(s, &seconds))
		return;
	text = when_instant_text(arena, seconds);
	REQUIRE(text && when_instant_parse(text, &again) && again == seconds);
}

static void
check_numbers(struct arena *arena, const char *s)
{
	static locale_t c_locale;
	double real, again;
	int64_t number, again_int;
	const char *text;

	if (text_double(s, &real)) {
		REQUIRE(isfinite(real));
		text = text_number(arena, real);
		REQUIRE(text && text_double(text, &again));
		REQUIRE(fabs(again - real) <= 0.0005001 ||
		    fabs(again - real) <= fabs(real) * 1e-15);
		/* the C library must agree */
		if (!c_locale)
			c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
		REQUIRE(strtod_l(s, NULL, c_locale) == real);
	}
	if (text_int(s, &number)) {
		text = arena_fmt(arena, "%lld", (long long)number);
		REQUIRE(text_int(text, &again_int) && again_int == number);
	}
}

static void
check_texts(struct arena *arena, const char *s, size_t n)
{
	char *line = text_line(arena, s, n), *block = text_block(arena, s, n);
	char *fold = text_fold(arena, s), *slug = text_slug(arena, s);

	REQUIRE(text_valid(line, strlen(line)));
	REQUIRE(text_valid(block, strlen(block)));
	REQUIRE(text_valid(fold, strlen(fold)));
	REQUIRE(text_valid(slug, strlen(slug)) && strlen(slug) <= 80);
	REQUIRE(strcmp(text_line(arena, line, strlen(line)), line) == 0);
	REQUIRE(strcmp(text_block(arena, block, strlen(block)), block) == 0);
	REQUIRE(strcmp(text_fold(arena, fold), fold) == 0);
	REQUIRE(!strpbrk(line, "\n\r\t"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *s = arena_dup(arena, (const char *)data, size);

	check_date(arena, s);
	check_duration(arena, s);
	check_instant(arena, s);
	check_numbers(arena, s);
	check_texts(arena, s, size);
	arena_free(arena);
	return 0;
}
