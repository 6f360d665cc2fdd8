#include "base/array.h"
#include "food/catalogue.h"
#include "food/food.h"
#include "store/cursor.h"
#include "food/food_match.h"
#include "ingredient/unit.h"

/* All names, with a blank between them. */
static const char nutrient_words[] =
#define NUTRIENT(id, name, usda, unit, daily, main, shown) name " "
#include "food/nutrient.def"
#undef NUTRIENT
    "";

/* Their units, in the same order. */
static const char nutrient_units[] =
#define NUTRIENT(id, name, usda, unit, daily, main, shown) unit " "
#include "food/nutrient.def"
#undef NUTRIENT
    "";

static const struct field portion_fields[] = {
	{ .name = "name", .example = "slice",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct food_portion, name), .min = 1, .max = 100,
	    .label = N_("Portion") },
	{ .name = "grams", .example = "30",
	    .type = FT_DECIMAL, .flags = F_REQUIRED,
	    AT(struct food_portion, grams), .min = 0.001, .max = 100000,
	    .unit = "g",
	    .label = N_("Grams") },
};
static const struct shape portion_shape = SHAPE("Portion", portion_fields,
    struct food_portion);

#define D(member) AT(struct food_draft, member)
static const struct field food_fields[] = {
	{ .name = "id", .type = FT_UUID, D(id),
	    .doc = "A client that creates offline may choose it." },
	{ .name = "name", .example = "rye bread",
	    .type = FT_TEXT, .flags = F_REQUIRED, D(name),
	    .min = 1, .max = 200, .label = N_("Name"),
	    .doc = N_("As recipes write it.") },
	{ .name = "synonyms", .type = FT_TEXTS, D(synonyms), .max = 200,
	    .count = FOOD_SYNONYMS_MAX, .label = N_("Also called") },
	{ .name = "description", .type = FT_TEXT, .flags = F_NULL,
	    D(description), .max = 1000, .label = N_("Description"),
	    .doc = N_("As its source writes it.") },
	{ .name = "source", .type = FT_TEXT, .flags = F_SERVER,
	    .doc = "Where the values come from; household for own foods." },
	{ .name = "number", .type = FT_TEXT, .flags = F_SERVER | F_NULL,
	    .doc = "The number that the source gives it." },
	{ .name = "own", .type = FT_BOOL, .flags = F_SERVER,
	    .doc = "Whether it is the household's, to change as it likes." },
	{ .name = "favorite", .type = FT_BOOL, .flags = F_SERVER },
	{ .name = "aisle", .example = "bakery",
	    .type = FT_CHOICE, D(aisle),
	    .words = CATALOGUE_AISLES, .fallback = "other",
	    .label = N_("Aisle"), .doc = N_("Where shops keep it.") },
	{ .name = "density", .example = "0.45",
	    .type = FT_DECIMAL, .flags = F_NULL, D(density),
	    .min = 0.01, .max = 25, .unit = "g", .label = N_("1 ml weighs (g)"),
	    .doc = N_("Needed to count cups and spoons.") },
	{ .name = "nutrients", .type = FT_NUMBERS, D(nutrients),
	    .max = 100000, .words = nutrient_words,
	    .unit = nutrient_units,
	    .doc = "Per 100 g, in the units of a recipe's nutrition. What "
	    "is not known is left out." },
	{ .name = "portions", .type = FT_LIST, D(portions),
	    .shape = &portion_shape, .count = FOOD_PORTIONS_MAX,
	    .doc = "What one piece, slice or cup weighs." },
	{ .name = "diets", .type = FT_TEXTS, D(diets), .max = 40,
	    .count = 10, .words = CATALOGUE_DIETS,
	    .doc = "Those it suits." },
	{ .name = "allergens", .type = FT_TEXTS, D(allergens), .max = 40,
	    .count = 20, .words = CATALOGUE_ALLERGENS },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "updatedAt", .type = FT_INSTANT, .flags = F_SERVER },
};
const struct shape food_shape = SHAPE("Food", food_fields,
    struct food_draft);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &food_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape food_list_shape = SHAPE_OUT("FoodList", list_fields);

#define Q(member) AT(struct food_query, member)
static const struct field query_fields[] = {
	LISTING_FIELDS(struct food_query),
	{ .name = "q", .type = FT_TEXT, Q(q), .max = 200,
	    .doc = "A name, its beginning, or words of it." },
	{ .name = "favorite", .type = FT_TRUTH, Q(favorite),
	    .doc = "Favourites alone, or those that are none." },
	{ .name = "own", .type = FT_TRUTH, Q(own),
	    .doc = "The household's own alone, or the shared ones." },
	{ .name = "aisle", .type = FT_CHOICE, Q(aisle),
	    .words = CATALOGUE_AISLES, .doc = "Of this aisle alone." },
};
const struct shape food_query_shape = SHAPE("FoodQuery", query_fields,
    struct food_query);

static const struct field lines_fields[] = {
	{ .name = "lines", .example = "2 cups flour, sifted",
	    .type = FT_TEXTS, .flags = F_REQUIRED | F_INPUT | F_LINES,
	    AT(struct food_lines, lines), .max = 500,
	    .count = FOOD_LINES_MAX, .doc = "As a recipe has them." },
};
const struct shape food_lines_shape = SHAPE("IngredientLines", lines_fields,
    struct food_lines);

static const struct field parsed_fields[] = {
	{ .name = "quantity", .type = FT_DECIMAL, .flags = F_NULL },
	{ .name = "quantityMax", .type = FT_DECIMAL, .flags = F_NULL,
	    .doc = "The upper end of a range." },
	{ .name = "unit", .type = FT_TEXT, .flags = F_NULL,
	    .known = unit_names },
	{ .name = "measure", .type = FT_TEXT, .flags = F_NULL,
	    .doc = "A measure word that is no unit, such as head or leaf." },
	{ .name = "food", .type = FT_TEXT },
	{ .name = "note", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "originalText", .type = FT_TEXT },
	{ .name = "foodId", .type = FT_UUID, .flags = F_NULL },
	{ .name = "foodName", .type = FT_TEXT, .flags = F_NULL,
	    .doc = "The name of that food." },
	{ .name = "grams", .type = FT_DECIMAL, .flags = F_NULL },
	{ .name = "confidence", .type = FT_DECIMAL, .flags = F_NULL,
	    .doc = "How sure the food is, 0 to 1." },
	{ .name = "reason", .type = FT_TEXT, .flags = F_NULL,
	    .known = "heading," FOOD_REASONS,
	    .doc = "Why it would not be counted." },
};
static const struct shape parsed_shape = SHAPE_OUT("ParsedIngredient",
    parsed_fields);

static const struct field parsed_list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &parsed_shape,
	    .doc = "One of each line, in their order." },
};
const struct shape food_parsed_shape = SHAPE_OUT("ParsedIngredients",
    parsed_list_fields);
