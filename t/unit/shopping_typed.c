/* Shopping: what is typed stays as typed, but for an amount by itself. */
#include "shopping/shopping_typed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

static struct arena *arena;

static const struct {
	const char	*text, *food;
	double		 quantity;
	const char	*unit, *note;
} lines[] = {
	{ "bread", "bread", NAN, NULL, NULL },
	{ "3 avocados", "avocados", 3, NULL, NULL },
	{ "½ pumpkin", "pumpkin", 0.5, NULL, NULL },
	{ "1 1/2 melons", "melons", 1.5, NULL, NULL },
	{ "1½ kg plums", "plums", 1.5, "kg", NULL },
	{ "0,5 l Sahne", "Sahne", 0.5, "l", NULL },
	{ "250g quark", "quark", 250, "g", NULL },
	{ "2x yeast", "yeast", 2, NULL, NULL },
	{ "2 x yeast", "yeast", 2, NULL, NULL },
	{ "4 heads of lettuce", "lettuce", 4, "head", NULL },
	{ "1 l juice, cloudy", "juice", 1, "l", "cloudy" },
	{ "2 large pizzas", "pizzas", 2, NULL, "large" },
	/* at the end */
	{ "kitchen roll x4", "kitchen roll", 4, NULL, NULL },
	{ "kitchen roll x 4", "kitchen roll", 4, NULL, NULL },
	{ "kitchen roll ×4", "kitchen roll", 4, NULL, NULL },
	{ "kitchen roll 4", "kitchen roll", 4, NULL, NULL },
	{ "plums 1 kg", "plums", 1, "kg", NULL },
	{ "plums, 1.5 kg", "plums", 1.5, "kg", NULL },
	{ "plums 750g", "plums", 750, "g", NULL },
	{ "lemon ½", "lemon", 0.5, NULL, NULL },
	{ "lemons 1 1/2", "lemons", 1.5, NULL, NULL },
	/* names */
	{ "Omega3", "Omega3", NAN, NULL, NULL },
	{ "vitamin D3", "vitamin D3", NAN, NULL, NULL },
	{ "9V batteries", "9V batteries", NAN, NULL, NULL },
	{ "3-in-1 oil", "3-in-1 oil", NAN, NULL, NULL },
	{ "4-pack of beer", "4-pack of beer", NAN, NULL, NULL },
	{ "socks size 42", "socks size 42", NAN, NULL, NULL },
	{ "Socken Größe 42", "Socken Größe 42", NAN, NULL, NULL },
	{ "sun cream SPF 50", "sun cream SPF 50", NAN, NULL, NULL },
	{ "ring Anna: 5551", "ring Anna: 5551", NAN, NULL, NULL },
	{ "ring 555-0199", "ring 555-0199", NAN, NULL, NULL },
	{ "ring 555 0199", "ring 555 0199", NAN, NULL, NULL },
	{ "flight - 7", "flight - 7", NAN, NULL, NULL },
	{ "dentist 12:30", "dentist 12:30", NAN, NULL, NULL },
	{ "12:30 dentist", "12:30 dentist", NAN, NULL, NULL },
	{ "24/7shop card", "24/7shop card", NAN, NULL, NULL },
	{ "milk 3.5%", "milk 3.5%", NAN, NULL, NULL },
	{ "a handful of nails", "a handful of nails", NAN, NULL, NULL },
	{ "2-3 lemons", "2-3 lemons", NAN, NULL, NULL },
	{ "2", "2", NAN, NULL, NULL },
	{ "x2", "x2", NAN, NULL, NULL },
	{ "1 kg", "1 kg", NAN, NULL, NULL },
	{ "paint (red, matt)", "paint (red, matt)", NAN, NULL, NULL },
	{ "For the party:", "For the party:", NAN, NULL, NULL },
	{ "salt and pepper", "salt and pepper", NAN, NULL, NULL },
};

static void
test_lines(void)
{
	struct shopping_typed t;
	size_t i;

	for (i = 0; i < COUNT(lines); i++) {
		const char *unit;

		shopping_typed(arena, lines[i].text, UNIT_US, &t);
		unit = t.unit ? t.unit : t.measure;
		is_str(t.food, lines[i].food, lines[i].text);
		ok(isnan(lines[i].quantity) ? isnan(t.quantity) :
		    t.quantity == lines[i].quantity, "its amount");
		is_str(unit ? unit : "-", lines[i].unit ? lines[i].unit : "-",
		    "its unit");
		is_str(t.note ? t.note : "-", lines[i].note ? lines[i].note :
		    "-", "its note");
	}
}

/* Whatever is typed, its letters are in the row. */
static void
test_nothing_lost(void)
{
	static const char *const parts[] = { "2", "x", "½", "kg", "size",
	    "(8", "oz)", "red", "of", "-", "1/2", "milk", "500g", ":", ",",
	    "or", "B12", "large", "packs", "plus", "3-4" };
	uint32_t seed = 20261125;
	size_t i, k;

	for (i = 0; i < 4000; i++) {
		struct shopping_typed t;
		char text[120] = "", *p;
		size_t n;

		for (k = 0; k < 1 + i % 6; k++) {
			seed = seed * 1664525 + 1013904223;
			n = strlen(text);
			snprintf(text + n, sizeof(text) - n, "%s%s", k ? " " :
			    "", parts[(seed >> 16) % COUNT(parts)]);
		}
		shopping_typed(arena, text, UNIT_US, &t);
		if (!*t.food)
			ok(false, text);
		for (k = 0; k < 4; k++) {
			static const char *const keep[] = { "red", "milk",
			    "size", "B12" };

			p = strstr(text, keep[k]);
			if (p && !strstr(t.food, keep[k]) &&
			    !(t.note && strstr(t.note, keep[k])))
				ok(false, text);
		}
	}
	ok(true, "no word is lost");
}

static void
test_bullets(void)
{
	is_str(shopping_unbulleted("- milk"), "milk", "a dash");
	is_str(shopping_unbulleted("• milk"), "milk", "a bullet");
	is_str(shopping_unbulleted("- [ ] milk"), "milk", "a box");
	is_str(shopping_unbulleted("-5 nails"), "-5 nails", "a minus");
	is_str(shopping_unbulleted("- "), "- ", "nothing behind it");
}

int
main(void)
{
	arena = arena_new();
	test_lines();
	test_nothing_lost();
	test_bullets();
	arena_free(arena);
	return done();
}
