/*
 * From rows to a plan: days, sums, what is unknown and what is zero; weeks
 * where they begin on other days.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/when.h"
#include "plan/plan.h"
#include "store/cx.h"

#include "tap.h"

static struct arena *arena;

static struct doc *
parse(const char *text)
{
	struct err e;
	struct doc *d;

	err_init(&e, arena);
	d = json_parse(&e, text, strlen(text));
	if (!d)
		ok(false, text);
	return d;
}

static const char *
json_of(const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, 1 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static struct doc *
plan(const char *from, const char *to, const char *rows,
    const char *targets, bool page)
{
	struct plan_range range = { from, to, when_between(from, to) + 1 };

	return plan_doc(arena, &range, parse(rows), parse(targets), page);
}

static const struct doc *
day(const struct doc *p, int i)
{
	const struct doc *d = doc_first(doc_get(p, "days"));

	while (d && i--)
		d = d->next;
	return d;
}

static double
calories(const struct doc *d)
{
	return doc_num(doc_get(d, "nutrition"), "calories", NAN);
}

static bool
is(double a, double b)
{
	return fabs(a - b) < 0.0005;
}

#define RECIPE(day, servings, yield, kcal) "{\"date\":\"" day "\"," \
	"\"recipeId\":\"r\",\"servings\":" servings ",\"_yield\":" yield "," \
	"\"nutrition\":[" kcal "]}"
#define FOOD(day, servings, grams, kcal) "{\"date\":\"" day "\"," \
	"\"foodId\":\"f\",\"servings\":" servings ",\"grams\":" grams "," \
	"\"nutrition\":[" kcal "]}"
#define MEAL(day, servings, kcal) "{\"date\":\"" day "\",\"mealId\":\"m\"," \
	"\"servings\":" servings ",\"nutrition\":[" kcal "]}"
#define NOTE(day) "{\"date\":\"" day "\",\"note\":\"n\",\"servings\":1," \
	"\"nutrition\":null}"

static void
test_days(void)
{
	const struct doc *p = plan("2026-02-27", "2026-03-02", "["
	    RECIPE("2026-02-27", "2", "4", "1000") ","
	    FOOD("2026-02-27", "1.5", "50", "200") ","
	    NOTE("2026-02-27") ","
	    MEAL("2026-03-01", "2", "300") ","
	    RECIPE("2026-03-01", "1", "null", "700") "]", "{}", false);

	is_int((int64_t)doc_get(p, "days")->count, 4, "each day");
	is_str(doc_str(day(p, 1), "date"), "2026-02-28", "one after the "
	    "other");
	is_str(doc_str(day(p, 2), "date"), "2026-03-01", "over the month");
	is_int((int64_t)doc_get(day(p, 0), "entries")->count, 3,
	    "with its own entries");
	ok(is(calories(day(p, 0)), 500 + 150),
	    "a recipe by its servings, a food by its weight");
	ok(is(calories(day(p, 1)), 0), "an empty day counts nothing");
	ok(is(calories(day(p, 2)), 600 + 700), "a meal by its servings, and "
	    "a recipe that feeds nobody knows how many as a whole");
	ok(is(calories(p), 1950), "and all of it");
	ok(doc_true(doc_get(doc_get(day(p, 2), "entries")->last,
	    "servingsUnknown")), "which is told");
	ok(!strstr(json_of(p), "_yield"), "our own members stay here");
	ok(doc_is_null(doc_get(doc_get(day(p, 0), "entries")->last,
	    "nutrition")), "a note has no nutrition");
}

static void
test_unknown(void)
{
	const struct doc *p = plan("2026-01-01", "2026-01-02", "["
	    FOOD("2026-01-01", "1", "null", "200") ","
	    FOOD("2026-01-02", "1", "100", "null,7") "]", "{}", false);

	ok(isnan(calories(day(p, 0))), "what has no weight is not zero");
	ok(isnan(calories(day(p, 1))) && is(doc_num(doc_get(day(p, 1),
	    "nutrition"), "proteinContent", NAN), 7),
	    "a nutrient that nobody tells is unknown by itself");
	p = plan("2026-01-01", "2026-01-01", "[" NOTE("2026-01-01") "]",
	    "{}", false);
	ok(is(calories(day(p, 0)), 0), "a day of notes is zero");
	p = plan("2026-01-01", "2026-01-01", "[]", "{}", false);
	ok(is(calories(p), 0), "so is nothing at all");
}

static void
test_targets(void)
{
	const struct doc *p = plan("2026-01-01", "2026-01-07", "[]",
	    "{\"calories\":2000}", true);

	ok(is(doc_num(doc_get(day(p, 0), "targets"), "calories", 0), 2000),
	    "a day's target");
	ok(is(doc_num(doc_get(p, "targets"), "calories", 0), 14000),
	    "a week's");
	p = plan("2026-01-01", "2026-01-01", "[]", "{}", true);
	ok(doc_is_null(doc_get(p, "targets")), "a page asks whether there "
	    "are any");
	p = plan("2026-01-01", "2026-01-01", "[{\"date\":\"2026-01-01\","
	    "\"recipeId\":\"r\",\"servings\":1,\"_yield\":1,\"_open\":false,"
	    "\"nutrition\":[5]}]", "{}", true);
	ok(!strstr(json_of(p), "\"r\"") && is(calories(p), 5),
	    "what one cannot open loses its id, on a page, and counts");
}

static void
test_weeks(void)
{
	static const struct {
		const char	*locale;
		int		 first;
	} weeks[] = {
		{ "de", 0 }, { "de-DE", 0 }, { "en-GB", 0 }, { "en-US", 6 },
		{ "en", 6 }, { "en_US", 6 }, { "ar-EG", 5 }, { "ar", 5 },
		{ "fr-CA", 6 }, { "fr", 0 }, { "zh-Hans-TW", 6 },
		{ "zh-Hans-CN", 0 }, { "pt-BR", 6 }, { "es-419", 0 },
		{ "ja", 6 }, { "", 0 }, { "-", 0 }, { "xx-YY-ZZ", 0 },
		{ "e", 0 }, { "US", 6 }, { "a", 0 }, { " ", 0 },
	};
	static const char *const starts[][3] = {
		{ "2026-11-25", "de", "2026-11-23" },
		{ "2026-11-23", "de", "2026-11-23" },
		{ "2026-11-22", "de", "2026-11-16" },
		{ "2026-11-22", "en-US", "2026-11-22" },
		{ "2026-11-21", "en-US", "2026-11-15" },
		{ "2026-11-21", "ar-EG", "2026-11-21" },
		{ "2027-01-01", "de", "2026-12-28" },
		{ "2028-03-01", "en-US", "2028-02-27" },
	};
	size_t i;

	for (i = 0; i < COUNT(weeks); i++)
		is_int(plan_first_weekday(weeks[i].locale), weeks[i].first,
		    weeks[i].locale);
	is_int(plan_first_weekday(NULL), 0, "no locale");
	for (i = 0; i < COUNT(starts); i++)
		is_str(plan_week_start(arena, starts[i][0], starts[i][1]),
		    starts[i][2], starts[i][0]);
	ok(plan_is_meal_type("second-breakfast2"), "a meal of one's own");
	ok(!plan_is_meal_type("") && !plan_is_meal_type("Tea") &&
	    !plan_is_meal_type("a b") && !plan_is_meal_type("thé") &&
	    !plan_is_meal_type("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	    "what is none");
}

/* from, to, and what comes of it; NULL: the parameter at fault. */
static void
test_ranges(void)
{
	static const struct {
		const char	*from, *to, *got_from, *got_to, *fault;
	} ranges[] = {
		{ NULL, NULL, "2026-11-23", "2026-11-29", NULL },
		{ "2026-01-01", NULL, "2026-01-01", "2026-01-07", NULL },
		{ NULL, "2026-01-07", "2026-01-01", "2026-01-07", NULL },
		{ "2026-01-01", "2026-01-01", "2026-01-01", "2026-01-01",
		    NULL },
		{ "2027-12-31", "2028-12-30", "2027-12-31", "2028-12-30",
		    NULL },
		{ "2026-01-02", "2026-01-01", NULL, NULL, "to" },
		{ "2026-01-01", "2027-01-02", NULL, NULL, "to" },
		{ "9999-12-31", NULL, NULL, NULL, "from" },
	};
	size_t i;

	for (i = 0; i < COUNT(ranges); i++) {
		struct plan_query q = { ranges[i].from, ranges[i].to };
		struct plan_range out = { NULL, NULL, 0 };
		struct cx cx;
		bool good;

		cx_init(&cx, arena, NULL, NULL);
		snprintf(cx.asker.today, sizeof(cx.asker.today), "2026-11-25");
		snprintf(cx.asker.locale, sizeof(cx.asker.locale), "de");
		good = plan_range(&cx, &q, &out);
		ok(good == !ranges[i].fault, arena_fmt(arena, "%s to %s",
		    ranges[i].from ? ranges[i].from : "-",
		    ranges[i].to ? ranges[i].to : "-"));
		if (good) {
			is_str(out.from, ranges[i].got_from, "its first day");
			is_str(out.to, ranges[i].got_to, "its last");
			is_int(out.days, when_between(out.from, out.to) + 1,
			    "its days");
		} else {
			is_str(cx.err.fields->parameter, ranges[i].fault,
			    "the parameter at fault");
		}
	}
}

int
main(void)
{
	arena = arena_new();
	test_days();
	test_unknown();
	test_targets();
	test_weeks();
	test_ranges();
	arena_free(arena);
	return done();
}
