/* Amounts as one buys or measures them. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/format.h"
#include "shopping/shop_merge.h"
#include "data/text.h"
#include "ingredient/unit.h"

#define TEXT_MAX	400
#define SLACK		0.005	/* of an amount: no kitchen measures it */
#define SLACK_MAX	0.1	/* of a step */

/* Up to the next step; at least one. */
static double
up(double x, double step)
{
	double n = x / step, near = round(n), slack = n * SLACK;

	if (slack > SLACK_MAX)
		slack = SLACK_MAX;
	if (n - near > slack || near < 1)
		near = ceil(n);
	return (near < 1 ? 1 : near) * step;
}

/* Thirds are measured as well; from 10 on halves, from 20 on whole ones. */
static double
up_cups(double x)
{
	static const double parts[] = { 0, 0.25, 1.0 / 3, 0.5, 2.0 / 3, 0.75 };
	double whole = floor(x + SLACK * x), rest = x - whole;
	size_t i;

	if (x >= 10)
		return up(x, x >= 20 ? 1 : 0.5);
	for (i = whole > 0 ? 0 : 1; i < COUNT(parts); i++)
		if (rest <= parts[i] + SLACK * x)
			return whole + parts[i];
	return whole + 1;
}

static double
up_fraction(double x, double step)
{
	return up(x, x >= 20 ? 1 : x >= 10 && step < 0.5 ? 0.5 : step);
}

/* Grams and millilitres; the same numbers are on packages. */
static double
up_small(double x)
{
	return up(x, x < 10 ? 1 : x < 500 ? 5 : 10);
}

static double
up_large(double x)
{
	return up(x, x < 10 ? 0.05 : x < 100 ? 0.5 : 1);
}

static char *
metric(struct arena *arena, double small, const char *unit,
    const char *large_unit)
{
	double x = up_small(small);

	if (x < 1000)
		return arena_fmt(arena, "%s %s", text_number(arena, x), unit);
	return arena_fmt(arena, "%s %s", text_number(arena,
	    up_large(small / 1000)), large_unit);
}

/* ---- words ------------------------------------------------------------- */

/* "1½ cups", "3". */
static char *
worded(struct arena *arena, double x, const char *unit)
{
	struct buf b;

	buf_init(&b, arena, TEXT_MAX);
	format_fraction(&b, x);
	if (unit)
		buf_fmt(&b, " %s", unit_words(arena, unit, x));
	return buf_done(&b, NULL);
}

/* ---- units ------------------------------------------------------------- */

/* Spoons by the next larger one; 16 tbsp are a cup (imperial: a little
 * less than one). */
static char *
spoons(struct arena *arena, double x, bool table)
{
	if (!table && up_fraction(x, 0.25) < 3)
		return worded(arena, x <= 0.125 ? 0.125 :
		    up_fraction(x, 0.25), "tsp");
	if (!table)
		x /= 3;
	if (up_fraction(x, 0.5) < 16)
		return worded(arena, up_fraction(x, 0.5), "tbsp");
	return worded(arena, up_cups(x / 16), "cup");
}

static char *
known_unit(struct arena *arena, double x, const char *unit)
{
	static const struct {
		const char	*unit, *small, *large;
		double		 factor;	/* of small */
	} metrics[] = {
		{ "g", "g", "kg", 1 }, { "kg", "g", "kg", 1000 },
		{ "ml", "ml", "l", 1 }, { "l", "ml", "l", 1000 },
	};
	static const struct {
		const char	*unit;
		double		 step;
	} steps[] = {
		{ "oz", 0.5 }, { "lb", 0.25 }, { "fl oz", 0.5 },
		{ "pint", 0.5 }, { "quart", 0.5 }, { "gallon", 0.25 },
		{ "stick", 0.5 },
	};
	size_t i;

	for (i = 0; i < COUNT(metrics); i++)
		if (strcmp(unit, metrics[i].unit) == 0)
			return metric(arena, x * metrics[i].factor,
			    metrics[i].small, metrics[i].large);
	if (strcmp(unit, "mg") == 0)
		return x > 990 ? metric(arena, x / 1000, "g", "kg") :
		    arena_fmt(arena, "%s mg", text_number(arena,
		    up_small(x)));
	if (strcmp(unit, "cl") == 0 || strcmp(unit, "dl") == 0) {
		double ml = *unit == 'c' ? 10 : 100;

		return x * ml > 990 ? metric(arena, x * ml, "ml", "l") :
		    worded(arena, up(x, *unit == 'c' ? 1 : 0.5), unit);
	}
	if (strcmp(unit, "tsp") == 0 || strcmp(unit, "tbsp") == 0)
		return spoons(arena, x, unit[1] == 'b');
	if (strcmp(unit, "cup") == 0)
		return worded(arena, up_cups(x), unit);
	for (i = 0; i < COUNT(steps); i++)
		if (strcmp(unit, steps[i].unit) == 0)
			return worded(arena, up_fraction(x, steps[i].step),
			    unit);
	return worded(arena, up(x, 1), unit);
}

char *
shop_display(struct arena *arena, double quantity, const char *unit,
    const char *measure)
{
	if (!(quantity > 0) || !isfinite(quantity))
		return NULL;
	if (unit)
		return known_unit(arena, quantity, unit);
	return worded(arena, up(quantity, 1), measure);
}

char *
shop_display_exact(struct arena *arena, double quantity, const char *unit,
    const char *measure)
{
	if (!(quantity > 0) || !isfinite(quantity))
		return NULL;
	if (unit && unit_is_metric(unit))
		return arena_fmt(arena, "%s %s", text_number(arena, quantity),
		    unit);
	return worded(arena, quantity, unit ? unit : measure);
}
