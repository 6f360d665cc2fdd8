/* Shopping: adding up, and amounts as one can buy them. */
#include "shopping/shop_merge.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

static struct arena *arena;

static const struct portion leek_portions[] = { { "piece", 150 } };
static const struct portion can_portions[] = { { "can", 240 } };

/* Round figures: 1 cup of flour is 118.294 g, 1 tbsp of oil 13.308 g. */
static const struct shop_food flour = { .id = "flour", .name = "flour",
    .aisle = "baking", .density = 0.5 };
static const struct shop_food oil = { .id = "oil", .name = "olive oil",
    .aisle = "oils", .density = 0.9 };
static const struct shop_food stock = { .id = "stock", .name = "stock",
    .aisle = "canned", .density = NAN };
static const struct shop_food leek = { .id = "leek", .name = "leek",
    .aisle = "produce", .density = NAN, .portions = leek_portions, .n = 1 };
static const struct shop_food beans = { .id = "beans", .name = "beans",
    .aisle = "canned", .density = NAN, .portions = can_portions, .n = 1 };
static const struct shop_food tap_water = { .id = "water", .name = "Water",
    .aisle = "other", .is_water = true, .density = 1 };

/* ---- merging ----------------------------------------------------------- */

#define LINES 4

struct amount {
	double		 quantity;
	const char	*unit;
};

struct merge_case {
	const char		*name;
	const struct shop_food	*food;
	struct amount		 in[LINES];	/* up to unit "" */
	struct amount		 out[LINES];	/* in order of their keys */
};

#define END { 0, "" }

static const struct merge_case cases[] = {
	{ "masses add up", &flour,
	    { { 300, "g" }, { 1.2, "kg" }, END },
	    { { 1.5, "kg" }, END } },
	{ "in the unit of the greatest share", &flour,
	    { { 800, "g" }, { 0.2, "kg" }, END },
	    { { 1000, "g" }, END } },
	/* 2 cups: 236.588 g; 263.412 + 236.588 */
	{ "volumes by density", &flour,
	    { { 263.412, "g" }, { 2, "cup" }, END },
	    { { 500, "g" }, END } },
	/* 236.588 g and 100 g: 336.588 / 118.294 cups */
	{ "the other way round", &flour,
	    { { 100, "g" }, { 2, "cup" }, END },
	    { { 2.845, "cup" }, END } },
	/* 3 tsp are a tbsp */
	{ "spoons", &oil,
	    { { 2, "tbsp" }, { 3, "tsp" }, END },
	    { { 3, "tbsp" }, END } },
	/* 29.574 ml + 100 ml */
	{ "volumes without a density", &stock,
	    { { 100, "ml" }, { 2, "tbsp" }, END },
	    { { 129.574, "ml" }, END } },
	{ "but no weight", &stock,
	    { { 100, "ml" }, { 50, "g" }, END },
	    { { 50, "g" }, { 100, "ml" }, END } },
	/* 2 of 150 g, and 100 g: 400 / 150 pieces */
	{ "pieces by their weight", &leek,
	    { { 2, NULL }, { 100, "g" }, END },
	    { { 2.667, NULL }, END } },
	{ "sizes are pieces", &leek,
	    { { 1, "large" }, { 2, "piece" }, END },
	    { { 3, NULL }, END } },
	{ "what cannot be compared stands apart", &leek,
	    { { 2, "bunch" }, { 300, "g" }, END },
	    { { 2, "bunch" }, { 300, "g" }, END } },
	{ "cans", &beans,
	    { { 2, "can" }, { 240, "g" }, END },
	    { { 3, "can" }, END } },
	{ "no amount beside one", &flour,
	    { { NAN, NULL }, { 100, "g" }, END },
	    { { 100, "g" }, END } },
	{ "no amount at all", &flour,
	    { { NAN, NULL }, { NAN, NULL }, END },
	    { { NAN, NULL }, END } },
	{ "none of it is no amount", &flour,
	    { { 0, "g" }, END },
	    { { NAN, NULL }, END } },
	{ "a unit alone is one of it", &leek,
	    { { NAN, "bunch" }, { 1, "bunch" }, END },
	    { { 2, "bunch" }, END } },
	{ "spellings of portions", &flour,
	    { { 1, "cup, sifted" }, { 1, "cup" }, END },
	    { { 2, "cup" }, END } },
	{ "water comes from the tap", &tap_water,
	    { { 2, "l" }, END },
	    { END } },
};

static bool
same_amount(const struct shop_item *item, const struct amount *want)
{
	const char *unit = item->unit ? item->unit : item->measure;

	if (unit ? !want->unit || strcmp(unit, want->unit) : !!want->unit)
		return false;
	return isnan(want->quantity) ? isnan(item->quantity) :
	    fabs(item->quantity - want->quantity) < 0.0006;
}

static void
test_amounts(void)
{
	size_t i, k, n, count;

	for (i = 0; i < COUNT(cases); i++) {
		const struct merge_case *c = &cases[i];
		struct shop_line lines[LINES] = { { .name = NULL } };
		struct shop_item *items;

		for (n = 0; n < LINES && (!c->in[n].unit ||
		    *c->in[n].unit); n++)
			lines[n] = (struct shop_line){ .food = c->food,
			    .name = c->food->name, .grams = NAN,
			    .quantity = c->in[n].quantity,
			    .unit = c->in[n].unit };
		count = shop_merge(arena, lines, n, UNIT_US, &items);
		for (k = 0; k < count; k++)
			if (!ok(k < LINES && same_amount(&items[k],
			    &c->out[k]), c->name))
				fprintf(stderr, "#   item %zu: %g %s\n", k,
				    items[k].quantity, items[k].unit ?
				    items[k].unit : items[k].measure ?
				    items[k].measure : "");
		ok(k < LINES && c->out[k].unit && !*c->out[k].unit, c->name);
	}
}

/* Foods nobody knows are told apart by their names. */
static void
test_unknown(void)
{
	const struct shop_line lines[] = {
		{ .name = "Plonks", .quantity = 2, .grams = NAN,
		    .recipe_id = "a", .recipe = "A", .entry = "1" },
		{ .name = "plonk", .quantity = 1, .grams = NAN,
		    .recipe_id = "b", .recipe = "B", .entry = "2" },
		{ .name = "quux", .quantity = 1, .unit = "pinch",
		    .grams = NAN, .recipe_id = "b", .recipe = "B",
		    .entry = "2" },
		{ .name = "ice cubes", .quantity = 6, .grams = NAN },
	};
	struct shop_item *items;
	size_t n = shop_merge(arena, lines, COUNT(lines), UNIT_US, &items);

	is_int((int64_t)n, 2, "two foods");
	is_str(items[0].name, "Plonks", "as it was written first");
	ok(fabs(items[0].quantity - 3) < 0.001, "singular and plural");
	is_str(items[0].aisle, "other", "in no aisle");
	is_int((int64_t)items[0].nsources, 2, "from two recipes");
	is_str(items[0].sources[1].recipe, "B", "in their order");
	is_str(items[1].unit, "pinch", "a pinch stays one");
}

/* One dish that names a food twice is one source. */
static void
test_sources(void)
{
	const struct shop_line lines[] = {
		{ .food = &flour, .name = "flour", .quantity = 100,
		    .unit = "g", .grams = NAN, .recipe_id = "a",
		    .recipe = "A", .entry = "1", .date = "2026-11-23" },
		{ .food = &flour, .name = "plain flour", .quantity = 50,
		    .unit = "g", .grams = NAN, .recipe_id = "a",
		    .recipe = "A", .entry = "1", .date = "2026-11-23" },
		{ .food = &flour, .name = "flour", .quantity = 100,
		    .unit = "g", .grams = NAN, .recipe_id = "a",
		    .recipe = "A", .entry = "2", .date = "2026-11-24" },
		{ .food = &leek, .name = "leek", .quantity = 1,
		    .grams = NAN },
	};
	struct shop_item *items;
	size_t n = shop_merge(arena, lines, COUNT(lines), UNIT_US, &items);

	is_int((int64_t)n, 2, "two foods");
	is_str(items[0].name, "leek", "produce comes first");
	is_str(items[1].name, "flour", "the shorter of the cook's names");
	is_int((int64_t)items[1].nsources, 2, "two dishes");
	ok(fabs(items[1].sources[0].quantity - 150) < 0.001, "added up");
	ok(strncmp(items[1].key, "flour/", 6) == 0 &&
	    items[1].key[shop_key_food(items[1].key)] == '#',
	    "a key names the food");
}

/* The order of the lines is none of the sum's business. */
static void
test_order(void)
{
	struct shop_line lines[] = {
		{ .food = &flour, .name = "flour", .quantity = 0.1,
		    .unit = "kg", .grams = NAN },
		{ .food = &flour, .name = "flour", .quantity = 2,
		    .unit = "cup", .grams = NAN },
		{ .food = &flour, .name = "flour", .quantity = 30,
		    .unit = "g", .grams = NAN },
	}, swap;
	struct shop_item *items;
	double quantity = 0;
	size_t i;

	for (i = 0; i < 3; i++) {
		is_int((int64_t)shop_merge(arena, lines, 3, UNIT_US, &items),
		    1, "one item");
		is_str(items[0].unit, "cup", "the same unit");
		ok(i == 0 || fabs(items[0].quantity - quantity) < 0.0015,
		    "the same amount");
		quantity = items[0].quantity;
		swap = lines[0];
		lines[0] = lines[1];
		lines[1] = lines[2];
		lines[2] = swap;
	}
	is_int((int64_t)shop_merge(arena, NULL, 0, UNIT_US, &items), 0,
	    "nothing is nothing");
}

/* ---- aisles, water ----------------------------------------------------- */

static void
test_names(void)
{
	is_int((int64_t)shop_aisle_order("produce"), 0, "produce first");
	is_int((int64_t)shop_aisle_order("dairy"), 2, "then dairy");
	is_int((int64_t)shop_aisle_order("other"), 15, "other last");
	is_int((int64_t)shop_aisle_order("garden"), 15, "with the unknown");
	is_int((int64_t)shop_aisle_order(NULL), 15, "and none");
	ok(shop_is_water("water"), "water");
	ok(!shop_is_water("watermelon"), "is no melon");
	ok(!shop_is_water("coconut water"), "nor of a nut");
}

/* ---- display ----------------------------------------------------------- */

static const struct {
	double		 quantity;
	const char	*unit, *measure, *want;
} shown[] = {
	{ 750, "g", NULL, "750 g" },
	{ 751, "g", NULL, "750 g" },		/* nobody weighs that */
	{ 756, "g", NULL, "760 g" },
	{ 1.2, "g", NULL, "2 g" },
	{ 0.3, "g", NULL, "1 g" },
	{ 101, "g", NULL, "105 g" },
	{ 1000, "g", NULL, "1 kg" },
	{ 1210, "g", NULL, "1.25 kg" },
	{ 0.4, "kg", NULL, "400 g" },
	{ 1.5, "l", NULL, "1.5 l" },
	{ 250, "ml", NULL, "250 ml" },
	{ 1600, "ml", NULL, "1.6 l" },
	{ 5.113, "cup", NULL, "5¼ cups" },
	{ 1, "cup", NULL, "1 cup" },
	{ 0.3, "cup", NULL, "⅓ cup" },
	{ 2, "tsp", NULL, "2 tsp" },
	{ 6, "tsp", NULL, "2 tbsp" },
	{ 20, "tbsp", NULL, "1¼ cups" },
	{ 0.1, "tsp", NULL, "⅛ tsp" },
	{ 12.2, "oz", NULL, "12½ oz" },
	{ 1.1, "lb", NULL, "1¼ lb" },
	{ 2.1, NULL, NULL, "3" },
	{ 2.001, NULL, NULL, "2" },
	{ 0.5, NULL, NULL, "1" },
	{ 2.5, "bunch", NULL, "3 bunches" },
	{ 1, "can", NULL, "1 can" },
	{ 3, NULL, "head", "3 heads" },
	{ 3, NULL, "leaf", "3 leaves" },
	{ 0, "g", NULL, NULL },
	{ NAN, "g", NULL, NULL },
	{ INFINITY, "g", NULL, NULL },
};

static void
test_display(void)
{
	size_t i;

	for (i = 0; i < COUNT(shown); i++)
		is_str(shop_display(arena, shown[i].quantity, shown[i].unit,
		    shown[i].measure), shown[i].want, shown[i].want ?
		    shown[i].want : "no amount");
}

int
main(void)
{
	arena = arena_new();
	test_amounts();
	test_unknown();
	test_sources();
	test_order();
	test_names();
	test_display();
	arena_free(arena);
	return done();
}
