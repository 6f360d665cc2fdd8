/* Shopping: what is in the house most likely. */
#include "shopping/shop_staple.h"

#include <math.h>
#include <stdio.h>

#include "base/array.h"

#include "tap.h"

static const struct {
	const char	*aisle;
	double		 quantity;
	const char	*unit, *measure;
	bool		 staple;
} rows[] = {
	{ "spices", NAN, NULL, NULL, true },
	{ "spices", 1, "tsp", NULL, true },
	{ "spices", 2, "tbsp", NULL, true },
	{ "spices", 3, "pinch", NULL, true },
	{ "spices", 4, NULL, NULL, true },
	{ "spices", 2, NULL, "leaf", true },
	{ "spices", 100, "g", NULL, false },
	{ "spices", 1, "kg", NULL, false },
	{ "spices", 1, NULL, "jar", false },
	{ "spices", 1, "can", NULL, false },
	{ "spices", 40, NULL, NULL, false },
	{ "oils", NAN, NULL, NULL, true },
	{ "oils", 0.5, "cup", NULL, true },
	{ "oils", 4, "tbsp", NULL, true },
	{ "oils", 1, "l", NULL, false },
	{ "oils", 1, "bottle", NULL, false },
	{ "oils", 1, NULL, NULL, false },
	{ "condiments", 1, "tbsp", NULL, true },
	{ "condiments", 250, "ml", NULL, false },
	{ "condiments", 1, NULL, NULL, false },
	{ "baking", 1, "tsp", NULL, true },
	{ "baking", NAN, NULL, NULL, true },
	{ "baking", 500, "g", NULL, false },
	{ "produce", NAN, NULL, NULL, false },
	{ "dairy", 1, "tbsp", NULL, false },
	{ "canned", 1, "tbsp", NULL, false },
	{ "other", NAN, NULL, NULL, false },
	{ NULL, NAN, NULL, NULL, false },
};

int
main(void)
{
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		char name[80];

		snprintf(name, sizeof(name), "%s %g %s",
		    rows[i].aisle ? rows[i].aisle : "none",
		    rows[i].quantity, rows[i].unit ? rows[i].unit :
		    rows[i].measure ? rows[i].measure : "");
		ok(shop_is_staple(rows[i].aisle, rows[i].quantity,
		    rows[i].unit, rows[i].measure) == rows[i].staple, name);
	}
	return done();
}
