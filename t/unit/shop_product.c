/* Shopping: what is the same thing to buy, and what is not. */
#include "shopping/shop_merge.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

static struct arena *arena;

/* A food that all names below are matched to: the catalogue's relatives. */
static struct shop_food food = { .id = "f", .name = "relative",
    .density = 1 };

static struct shop_line
line_of(const char *name, const char *note, const char *unit)
{
	return (struct shop_line){ .food = &food, .name = name, .note = note,
	    .unit = unit, .quantity = 1, .grams = NAN };
}

static size_t
rows(struct shop_line a, struct shop_line b, struct shop_item **items)
{
	struct shop_line lines[2] = { a, b };

	return shop_merge(arena, lines, 2, UNIT_US, items);
}

/* ---- apart ------------------------------------------------------------- */

static const struct {
	const char	*aisle, *a, *b;
} apart[] = {
	/* colour */
	{ "produce", "red onions", "onions" },
	{ "produce", "red onion", "white onion" },
	{ "produce", "green apples", "apples" },
	{ "produce", "purple carrots", "carrots" },
	{ "grains", "black rice", "rice" },
	{ "grains", "brown lentils", "green lentils" },
	{ "baking", "dark brown sugar", "light brown sugar" },
	{ "spices", "white pepper", "black pepper" },
	{ "condiments", "white miso", "red miso" },
	{ "oils", "light sesame oil", "toasted sesame oil" },
	/* fat */
	{ "dairy", "whole milk", "skimmed milk" },
	{ "dairy", "low-fat yoghurt", "yoghurt" },
	{ "dairy", "fat-free quark", "quark" },
	{ "dairy", "reduced-fat feta", "feta" },
	{ "dairy", "light cream", "heavy cream" },
	{ "meat", "lean ground beef", "ground beef" },
	{ "canned", "light coconut milk", "coconut milk" },
	/* free-from */
	{ "grains", "gluten-free noodles", "noodles" },
	{ "dairy", "lactose-free cream", "cream" },
	{ "dairy", "vegan butter", "butter" },
	{ "dairy", "unsalted butter", "salted butter" },
	{ "condiments", "sugar-free jam", "jam" },
	{ "beverages", "alcohol-free beer", "beer" },
	{ "bakery", "egg-free sponge", "sponge" },
	/* form */
	{ "produce", "fennel seeds", "fennel" },
	{ "produce", "curry leaves", "curry powder" },
	{ "spices", "ground cumin", "cumin seeds" },
	{ "spices", "ginger powder", "ginger" },
	{ "produce", "celery seeds", "celery" },
	{ "spices", "cinnamon sticks", "ground cinnamon" },
	{ "spices", "almond extract", "almonds" },
	{ "produce", "dried apricots", "apricots" },
	{ "produce", "frozen spinach", "spinach" },
	{ "nuts", "flaked almonds", "ground almonds" },
	{ "nuts", "peanut butter", "peanuts" },
	{ "meat", "minced pork", "pork" },
	{ "meat", "smoked ham", "ham" },
	{ "fish", "smoked mackerel", "mackerel" },
	{ "grains", "split peas", "peas" },
	{ "condiments", "tomato ketchup", "tomato paste" },
	{ "baking", "icing sugar", "caster sugar" },
	{ "baking", "bread flour", "plain flour" },
	{ "baking", "instant yeast", "fresh yeast" },
	{ "dairy", "egg whites", "eggs" },
	/* shape */
	{ "grains", "linguine", "fusilli" },
	{ "grains", "lasagne sheets", "macaroni" },
	{ "bakery", "burger buns", "hot dog buns" },
	{ "grains", "arborio rice", "long-grain rice" },
	/* relatives */
	{ "dairy", "halloumi", "mozzarella" },
	{ "produce", "galangal", "ginger" },
	{ "produce", "shallots", "onions" },
	{ "produce", "parsnips", "carrots" },
	{ "condiments", "gochujang", "hoisin sauce" },
	{ "fish", "haddock", "cod" },
	{ "meat", "chicken thighs", "chicken drumsticks" },
	{ "meat", "boneless chicken thighs", "chicken thighs" },
	{ "oils", "extra virgin olive oil", "olive oil" },
	{ "condiments", "sherry vinegar", "red wine vinegar" },
	{ "produce", "baby spinach", "spinach" },
	{ "produce", "cherry tomatoes", "tomatoes" },
	{ "grains", "couscous", "bulgur wheat" },
	{ "produce", "rote Zwiebeln", "Zwiebeln" },
};

static void
test_apart(void)
{
	struct shop_item *items;
	size_t i;

	ok(COUNT(apart) >= 50, "fifty pairs");
	for (i = 0; i < COUNT(apart); i++) {
		size_t n;

		food.aisle = apart[i].aisle;
		n = rows(line_of(apart[i].a, NULL, NULL),
		    line_of(apart[i].b, NULL, NULL), &items);
		is_int((int64_t)n, 2, apart[i].a);
		ok(n == 2 && ((strcmp(items[0].name, apart[i].a) == 0 &&
		    strcmp(items[1].name, apart[i].b) == 0) ||
		    (strcmp(items[0].name, apart[i].b) == 0 &&
		    strcmp(items[1].name, apart[i].a) == 0)),
		    "each in its own words");
	}
}

/* ---- together ---------------------------------------------------------- */

static const struct {
	const char	*aisle, *a, *b;
} together[] = {
	{ "produce", "spring onions", "scallions" },
	{ "produce", "green onions", "chopped spring onion" },
	{ "produce", "carrot", "carrots" },
	{ "produce", "courgettes", "zucchini" },
	{ "produce", "aubergine", "eggplants" },
	{ "produce", "rocket", "arugula leaves" },
	{ "produce", "fresh basil", "basil leaves" },
	{ "produce", "cilantro", "fresh coriander" },
	{ "produce", "ripe avocados", "avocado" },
	{ "produce", "finely chopped parsley", "parsley" },
	{ "produce", "minced garlic", "garlic cloves" },
	{ "produce", "large potatoes", "potato" },
	{ "produce", "swede", "rutabaga" },
	{ "produce", "red pepper", "red bell peppers" },
	{ "produce", "mangetout", "snow peas" },
	{ "produce", "unwaxed lemon", "lemons" },
	{ "dairy", "free-range eggs", "egg" },
	{ "dairy", "cold milk", "milk" },
	{ "dairy", "yoghurt", "yogurt" },
	{ "dairy", "freshly grated parmesan", "Parmesan cheese" },
	{ "dairy", "skim milk", "skimmed milk" },
	{ "meat", "minced beef", "ground beef" },
	{ "meat", "boneless skinless chicken thighs",
	    "skinless, boneless chicken thighs" },
	{ "fish", "raw prawns", "shrimp" },
	{ "baking", "plain flour", "all-purpose flour" },
	{ "baking", "powdered sugar", "icing sugar" },
	{ "baking", "bicarbonate of soda", "baking soda" },
	{ "baking", "sifted cocoa powder", "cocoa powder" },
	{ "canned", "chickpeas", "garbanzo beans" },
	{ "spices", "freshly ground black pepper", "black pepper" },
	{ "spices", "chili flakes", "crushed red pepper flakes" },
	{ "condiments", "good-quality soy sauce", "soy sauce" },
	{ "produce", "Zwiebel", "Zwiebeln" },
	{ "dairy", "Ei", "Eier" },
	{ "produce", "pomodori", "pomodoro" },
	{ "produce", "Apfel", "Äpfel" },
};

static void
test_together(void)
{
	struct shop_item *items;
	size_t i;

	ok(COUNT(together) >= 25, "twenty-five pairs");
	for (i = 0; i < COUNT(together); i++) {
		food.aisle = together[i].aisle;
		is_int((int64_t)rows(line_of(together[i].a, NULL, NULL),
		    line_of(together[i].b, NULL, NULL), &items), 1,
		    together[i].a);
		ok(items[0].quantity > 1.99, "both are bought");
	}
}

/* ---- what the note and the unit say ------------------------------------ */

static void
test_notes(void)
{
	struct shop_item *items;

	food.aisle = "baking";
	is_int((int64_t)rows(line_of("sugar", "brown", "cup"),
	    line_of("brown sugar", NULL, "cup"), &items), 1,
	    "a note that names it");
	is_int((int64_t)rows(line_of("sugar", "brown", "cup"),
	    line_of("sugar", NULL, "cup"), &items), 2, "and no other");
	is_str(items[0].name, "sugar", "the plain one");
	is_str(items[1].name, "sugar, brown", "the row says it");
	food.aisle = "produce";
	is_int((int64_t)rows(line_of("onion", "cut into brown rings", NULL),
	    line_of("onion", "chopped", NULL), &items), 1,
	    "what is done to it does not");
	is_int((int64_t)rows(line_of("oranges", "grated zest of", NULL),
	    line_of("oranges", NULL, NULL), &items), 2, "a part is a part");
	is_str(items[0].name, "grated zest of oranges", "and says so");
	is_str(items[0].aisle, "produce", "beside the fruit");
	is_str(items[1].name, "oranges", "which is whole");
	food.aisle = "grains";
	is_int((int64_t)rows(line_of("barley", "cooked", "cup"),
	    line_of("barley", NULL, "cup"), &items), 2, "cooked is not raw");
	is_str(items[1].name, "barley, cooked", "and says so");
}

static void
test_cans(void)
{
	struct shop_item *items;

	food.aisle = "produce";
	is_int((int64_t)rows(line_of("diced tomatoes", NULL, "can"),
	    line_of("tomatoes", NULL, NULL), &items), 2, "a can is a can");
	is_str(items[0].aisle, "produce", "the fresh one");
	is_str(items[1].aisle, "canned", "the can with the cans");
	is_str(items[1].name, "diced tomatoes", "as the cook has it");
	is_int((int64_t)rows(line_of("diced tomatoes", NULL, "can"),
	    line_of("crushed tomatoes", NULL, "can"), &items), 2,
	    "other cans");
	is_int((int64_t)rows(line_of("tinned pears", NULL, "can"),
	    line_of("pears", NULL, "can"), &items), 1, "one kind of can");
	food.aisle = "canned";
	is_int((int64_t)rows(line_of("kidney beans", NULL, "can"),
	    line_of("canned kidney beans", NULL, "can"), &items), 1,
	    "by name or by unit");
	food.aisle = "beverages";
	rows(line_of("cola", NULL, "can"), line_of("cola", NULL, "can"),
	    &items);
	is_str(items[0].aisle, "beverages", "drinks stand with the drinks");
}

/* One food that was not found is the same by its name. */
static void
test_found(void)
{
	struct shop_line a = line_of("leeks", NULL, NULL);
	struct shop_line b = line_of("leek", NULL, NULL);
	struct shop_item *items;

	food.aisle = "produce";
	a.food = NULL;
	is_int((int64_t)rows(a, b, &items), 1, "one row");
	ok(items[0].food == &food, "with the food that was found");
	is_int((int64_t)rows(b, a, &items), 1, "whichever comes first");
	a.name = "Radieschen";
	b.name = "Radiesche";
	b.food = NULL;
	is_int((int64_t)rows(b, a, &items), 1, "plurals of unknown ones");
	a.name = "limette";
	b.name = "limonade";
	is_int((int64_t)rows(b, a, &items), 2, "and no others");
	a.name = "  ";
	is_int((int64_t)rows(b, a, &items), 2, "blanks are something else");
}

/* A bunch is fresh, whatever the catalogue has under the name. */
static void
test_bunches(void)
{
	struct shop_item *items;

	food.aisle = "spices";
	is_int((int64_t)rows(line_of("coriander", NULL, "bunch"),
	    line_of("ground coriander", NULL, "tsp"), &items), 2,
	    "a bunch and a spoon");
	is_str(items[0].aisle, "produce", "the bunch with the herbs");
	is_str(items[1].aisle, "spices", "the spoon with the spices");
	is_int((int64_t)rows(line_of("coriander", NULL, "bunch"),
	    line_of("fresh coriander", "chopped", "bunch"), &items), 1,
	    "and a bunch is fresh");
	is_int((int64_t)rows(line_of("oregano", NULL, "sprig"),
	    line_of("oregano", NULL, "tsp"), &items), 2, "other herbs");
}

int
main(void)
{
	arena = arena_new();
	test_apart();
	test_together();
	test_notes();
	test_cans();
	test_found();
	test_bunches();
	arena_free(arena);
	return done();
}
