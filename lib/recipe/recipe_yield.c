#include "recipe/recipe_yield.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "data/text.h"
#include "ingredient/ingredient.h"

#define SERVINGS_MIN	0.001
#define SERVINGS_MAX	1000

/* Words of length behind a number, with or without a hyphen. */
static bool
is_size(const char *p)
{
	static const char *const words[] = { "inch", "in.", "\"", "cm", "mm",
	    "zoll", "pouce", "pulgada" };
	size_t i;

	p += strspn(p, "0123456789.,/ -");
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strncasecmp(p, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

double
recipe_yield_servings(struct arena *arena, const char *yield)
{
	const char *p = yield;
	struct ingredient in;

	while (p && *p) {
		p += strspn(p, " :(~");
		if (*p && !is_size(p) && ingredient_parse(arena, p, UNIT_US,
		    &in) && !isnan(in.quantity)) {
			if (in.unit && unit_factor(in.unit, UNIT_US) > 0)
				return NAN;
			return in.quantity >= SERVINGS_MIN &&
			    in.quantity <= SERVINGS_MAX ? in.quantity : NAN;
		}
		p += strcspn(p, " :(~");
	}
	return NAN;
}

double
recipe_share(double eaten, double servings)
{
	return isnan(servings) ? 1 : eaten / servings;
}
