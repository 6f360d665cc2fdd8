/* How many a recipe feeds, from what it says it makes. */
#include <math.h>

#include "base/arena.h"
#include "base/array.h"
#include "recipe/recipe_yield.h"
#include "tap.h"

int
main(void)
{
	static const struct {
		const char	*yield;
		double		 servings;	/* 0: nobody said */
	} cases[] = {
		{ "4 servings", 4 }, { "Serves 6", 6 }, { "Makes 12", 12 },
		{ "12 muffins", 12 }, { "4-6", 4 }, { "Serves 4 to 6", 4 },
		{ "2 1/2 dozen", 30 }, { "Makes about 24 cookies", 24 },
		{ "4 Portionen", 4 }, { "für 4 Personen", 4 },
		{ "Pour 6 personnes", 6 }, { "6 raciones", 6 },
		{ "Per 4 persone", 4 }, { "8 porties", 8 },
		{ "Yield: 8 servings", 8 }, { "1 loaf", 1 },
		{ "Servings: 10", 10 }, { "(serves 2)", 2 },
		{ "½ loaf", 0.5 }, { "2 litres", 0 }, { "500 g", 0 },
		{ "3 cups", 0 }, { "one 9-inch pie", 1 },
		{ "9-inch pie", 0 }, { "a few", 0 }, { "", 0 },
		{ "plenty", 0 }, { "1000000", 0 }, { "0", 0 }, { NULL, 0 },
	};
	struct arena *arena = arena_new();
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		double n = recipe_yield_servings(arena, cases[i].yield);

		if (!ok(isnan(n) ? cases[i].servings <= 0 :
		    fabs(n - cases[i].servings) < 1e-9, cases[i].yield ?
		    cases[i].yield : "NULL"))
			fprintf(stderr, "# got %g\n", n);
	}
	arena_free(arena);
	return done();
}
