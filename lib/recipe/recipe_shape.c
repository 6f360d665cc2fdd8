#include "base/array.h"
#include "store/cursor.h"
#include "food/nutrition.h"
#include "recipe/recipe.h"
#include "food/food_match.h"
#include "ingredient/unit.h"

#define DIETS "VeganDiet VegetarianDiet GlutenFreeDiet LowLactoseDiet " \
	"HalalDiet KosherDiet"

static const struct field author_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "username", .example = "robin",
	    .type = FT_TEXT },
};
static const struct shape author_shape = SHAPE_OUT("Author", author_fields);

static const struct field source_fields[] = {
	{ .name = "name", .type = FT_TEXT, .flags = F_NULL,
	    AT(struct recipe_source, name), .max = 200, .label = N_("Source") },
	{ .name = "url", .type = FT_URL, .flags = F_NULL,
	    AT(struct recipe_source, url), .label = N_("Address") },
};
static const struct shape source_shape = SHAPE("Source", source_fields,
    struct recipe_source);

static const struct field ingredient_fields[] = {
	{ .name = "section", .type = FT_TEXT, .flags = F_NULL,
	    AT(struct recipe_ingredient, section), .max = 200,
	    .label = N_("Section") },
	{ .name = "quantity", .example = "1.5",
	    .type = FT_DECIMAL, .flags = F_NULL,
	    AT(struct recipe_ingredient, quantity), .max = 1000000,
	    .label = N_("Amount") },
	{ .name = "quantityMax", .type = FT_DECIMAL, .flags = F_NULL,
	    AT(struct recipe_ingredient, quantity_max), .max = 1000000,
	    .label = N_("to"), .doc = N_("The upper end of a range.") },
	{ .name = "unit", .example = "cup",
	    .type = FT_TEXT, .flags = F_NULL,
	    AT(struct recipe_ingredient, unit), .max = 40,
	    .known = unit_names, .label = N_("Unit"),
	    .doc = "Any spelling; answered as one of the units of the "
	    "interface.",
	    .hint = N_("Such as g, ml, cup or piece.") },
	{ .name = "measure", .type = FT_TEXT, .flags = F_NULL | F_SERVER,
	    .doc = "A measure word that is no unit, such as head or leaf." },
	{ .name = "food", .example = "red lentils",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct recipe_ingredient, food), .min = 1, .max = 300,
	    .label = N_("Food") },
	{ .name = "foodId", .type = FT_UUID, .flags = F_NULL,
	    AT(struct recipe_ingredient, food_id),
	    .doc = "The food it is; found by its name when absent." },
	{ .name = "note", .example = "rinsed",
	    .type = FT_TEXT, .flags = F_NULL,
	    AT(struct recipe_ingredient, note), .max = 500,
	    .label = N_("Note") },
	{ .name = "originalText", .example = "1 1/2 cups red lentils, rinsed",
	    .type = FT_TEXT, .flags = F_NULL,
	    AT(struct recipe_ingredient, original), .max = 1000 },
	{ .name = "grams", .example = "288",
	    .type = FT_DECIMAL, .flags = F_NULL | F_SERVER },
	{ .name = "confidence", .example = "0.97",
	    .type = FT_DECIMAL,
	    .flags = F_NULL | F_SERVER,
	    .doc = "How sure the food is, 0 to 1." },
	{ .name = "reason", .type = FT_TEXT, .flags = F_NULL | F_SERVER,
	    .known = FOOD_REASONS, .doc = "Why it is not counted." },
};
static const struct shape ingredient_shape = SHAPE("Ingredient",
    ingredient_fields, struct recipe_ingredient);

static const struct field step_fields[] = {
	{ .name = "section", .type = FT_TEXT, .flags = F_NULL,
	    AT(struct recipe_step, section), .max = 200 },
	{ .name = "text", .example = "Rinse the lentils.",
	    .type = FT_BLOCK, .flags = F_REQUIRED,
	    AT(struct recipe_step, text), .min = 1,
	    .max = RECIPE_STEP_MAX },
	{ .name = "image", .type = FT_URL, .flags = F_NULL | F_SERVER },
	{ .name = "timer", .type = FT_DURATION, .flags = F_NULL,
	    AT(struct recipe_step, timer) },
};
static const struct shape step_shape = SHAPE("Step", step_fields,
    struct recipe_step);

static const struct field missing_fields[] = {
	{ .name = "ingredient", .type = FT_TEXT },
	{ .name = "reason", .type = FT_TEXT, .known = FOOD_REASONS },
};
static const struct shape missing_shape = SHAPE_OUT("Missing",
    missing_fields);

#define D(member) AT(struct recipe_draft, member)
static const struct field recipe_fields[] = {
	{ .name = "id", .type = FT_UUID, D(id),
	    .doc = "A client that creates offline may choose it." },
	{ .name = "slug", .example = "lemon-dal",
	    .type = FT_TEXT, .flags = F_SERVER },
	{ .name = "name", .example = "Lemon dal",
	    .type = FT_TEXT, .flags = F_REQUIRED, D(name),
	    .min = 1, .max = 200, .label = N_("Name") },
	{ .name = "description", .type = FT_BLOCK, .flags = F_NULL,
	    D(description), .max = 5000, .label = N_("Description") },
	{ .name = "visibility", .type = FT_CHOICE, D(visibility),
	    .words = W_("household private public"), .fallback = "household",
	    .label = N_("Who may see it") },
	{ .name = "author", .type = FT_OBJECT, .flags = F_SERVER | F_NULL,
	    .shape = &author_shape, .doc = "Null when they are gone." },
	{ .name = "source", .type = FT_OBJECT, .flags = F_NULL, D(source),
	    .shape = &source_shape },
	{ .name = "recipeYield", .type = FT_TEXT, .flags = F_NULL, D(yield),
	    .max = 100, .label = N_("Makes"),
	    .doc = N_("Such as 4 servings, or 1 "
	    "loaf.") },
	{ .name = "servings", .example = "4",
	    .type = FT_DECIMAL, .flags = F_NULL, D(servings), .min = 0.001,
	    .max = 1000, .label = N_("Servings"),
	    .doc = "How many it feeds. Read from recipeYield when absent; "
	    "null when that does not say: then nutrition is of the whole "
	    "recipe.",
	    .hint = N_("How many it feeds; read from what it makes when "
	    "empty.") },
	{ .name = "prepTime", .example = "PT10M",
	    .type = FT_DURATION, .flags = F_NULL,
	    D(prep_time) },
	{ .name = "cookTime", .example = "PT25M",
	    .type = FT_DURATION, .flags = F_NULL,
	    D(cook_time) },
	{ .name = "totalTime", .type = FT_DURATION, .flags = F_NULL,
	    D(total_time), .doc = "Preparing and cooking when absent." },
	{ .name = "recipeCategory", .type = FT_TEXT, .flags = F_NULL,
	    D(category), .max = 100, .label = N_("Category"),
	    .doc = N_("Such as dinner or dessert.") },
	{ .name = "recipeCuisine", .type = FT_TEXT, .flags = F_NULL,
	    D(cuisine), .max = 100, .label = N_("Cuisine") },
	{ .name = "keywords", .example = "lentils",
	    .type = FT_TEXTS, D(keywords), .max = 60,
	    .count = 50, .label = N_("Keywords") },
	{ .name = "suitableForDiet", .type = FT_TEXTS, .flags = F_SERVER,
	    .words = DIETS },
	{ .name = "allergens", .type = FT_TEXTS, .flags = F_SERVER,
	    .doc = "Of the foods, and those that words of the lines name." },
	{ .name = "tools", .type = FT_TEXTS, D(tools), .max = 100,
	    .count = 50, .label = N_("Equipment") },
	{ .name = "notes", .type = FT_BLOCK, .flags = F_NULL, D(notes),
	    .max = 10000, .label = N_("Notes") },
	{ .name = "ingredients", .type = FT_LIST, D(ingredients),
	    .shape = &ingredient_shape, .count = RECIPE_INGREDIENTS_MAX,
	    .label = N_("Ingredients") },
	{ .name = "recipeIngredient",
	    .example = "1 1/2 cups red lentils, rinsed",
	    .type = FT_TEXTS, .flags = F_LINES,
	    D(lines), .max = 1000, .count = RECIPE_INGREDIENTS_MAX,
	    .label = N_("Ingredients"),
	    .doc = N_("One a line, as you would write "
	    "them: 1 1/2 cups red lentils, rinsed.") },
	{ .name = "instructions", .type = FT_LIST, D(steps),
	    .shape = &step_shape, .count = RECIPE_STEPS_MAX,
	    .label = N_("Steps") },
	{ .name = "images", .type = FT_TEXTS, .flags = F_SERVER },
	{ .name = "nutrition", .type = FT_OBJECT,
	    .flags = F_SERVER | F_NULL, .shape = &nutrition_shape },
	{ .name = "missing", .type = FT_LIST, .flags = F_SERVER,
	    .shape = &missing_shape,
	    .doc = "Lines the nutrition does not count, and why." },
	{ .name = "rating", .type = FT_DECIMAL, .flags = F_SERVER | F_NULL },
	{ .name = "favorite", .type = FT_BOOL, .flags = F_SERVER },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "updatedAt", .type = FT_INSTANT, .flags = F_SERVER },
	/* what pages have instead */
	{ .name = "sourceName", .type = FT_TEXT, .flags = F_PAGE,
	    D(source_name), .max = 200, .label = N_("Source"),
	    .doc = N_("A book, a person, a site.") },
	{ .name = "sourceUrl", .type = FT_URL, .flags = F_PAGE,
	    D(source_url), .label = N_("Address of the source") },
	{ .name = "prepMinutes", .type = FT_DECIMAL, .flags = F_PAGE,
	    D(prep_minutes), .max = 100000,
	    .label = N_("Preparing (minutes)") },
	{ .name = "cookMinutes", .type = FT_DECIMAL, .flags = F_PAGE,
	    D(cook_minutes), .max = 100000, .label = N_("Cooking (minutes)") },
	{ .name = "totalMinutes", .type = FT_DECIMAL, .flags = F_PAGE,
	    D(total_minutes), .max = 100000, .label = N_("In all (minutes)"),
	    .doc = N_("With resting. Preparing and cooking when empty.") },
	{ .name = "ingredientsText", .type = FT_BLOCK, .flags = F_PAGE,
	    D(lines_text), .label = N_("Ingredients"),
	    .doc = N_("One a line, as you would write them: 1 1/2 cups red "
	    "lentils, rinsed. A line ## Sauce begins a section.") },
	{ .name = "instructionsText", .type = FT_BLOCK, .flags = F_PAGE,
	    D(steps_text), .label = N_("Steps"),
	    .doc = N_("A blank line begins the next step, a line ## Sauce a "
	    "section; [25 min] at the end of a step is its timer.") },
};
const struct shape recipe_shape = SHAPE("Recipe", recipe_fields,
    struct recipe_draft);

static const struct field item_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "slug", .type = FT_TEXT },
	{ .name = "name", .type = FT_TEXT },
	{ .name = "description", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "visibility", .type = FT_CHOICE,
	    .words = "household private public" },
	{ .name = "recipeYield", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "servings", .type = FT_DECIMAL, .flags = F_NULL },
	{ .name = "totalTime", .type = FT_DURATION, .flags = F_NULL },
	{ .name = "recipeCategory", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "recipeCuisine", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "keywords", .type = FT_TEXTS },
	{ .name = "suitableForDiet", .type = FT_TEXTS, .words = DIETS },
	{ .name = "allergens", .type = FT_TEXTS },
	{ .name = "calories", .type = FT_DECIMAL, .flags = F_NULL,
	    .doc = "Per serving; of the whole recipe when servings is "
	    "null." },
	{ .name = "favorite", .type = FT_BOOL },
	{ .name = "version", .type = FT_INT },
	{ .name = "createdAt", .type = FT_INSTANT },
	{ .name = "updatedAt", .type = FT_INSTANT },
};
const struct shape recipe_item_shape = SHAPE_OUT("RecipeItem", item_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &recipe_item_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape recipe_list_shape = SHAPE_OUT("RecipeList", list_fields);

#define Q(member) AT(struct recipe_query, member)
static const struct field query_fields[] = {
	LISTING_FIELDS(struct recipe_query),
	{ .name = "q", .type = FT_TEXT, Q(q), .max = 200,
	    .doc = "Words that must be there; the last may be a "
	    "beginning." },
	{ .name = "keyword", .type = FT_TEXT, Q(keyword), .max = 60,
	    .doc = "With this keyword." },
	{ .name = "category", .type = FT_TEXT, Q(category), .max = 100,
	    .doc = "Of this category, in any case." },
	{ .name = "cuisine", .type = FT_TEXT, Q(cuisine), .max = 100,
	    .doc = "Of this cuisine, in any case." },
	{ .name = "diet", .type = FT_CHOICE, Q(diet), .words = DIETS,
	    .doc = "Every ingredient suits it." },
	{ .name = "maxTime", .type = FT_DURATION, Q(max_time),
	    .doc = "Whose totalTime is no longer." },
	{ .name = "favorite", .type = FT_TRUTH, Q(favorite),
	    .doc = "Favourites alone, or those that are none." },
	{ .name = "sort", .type = FT_CHOICE, Q(sort), .words = "newest name",
	    .fallback = "newest", .doc = "The order; a cursor is of one." },
};
const struct shape recipe_query_shape = SHAPE("RecipeQuery", query_fields,
    struct recipe_query);

static const struct field nutrition_fields[] = {
	{ .name = "perServing", .type = FT_OBJECT, .flags = F_NULL,
	    .shape = &nutrition_shape },
	{ .name = "per100g", .type = FT_OBJECT, .flags = F_NULL,
	    .shape = &nutrition_shape },
	{ .name = "total", .type = FT_OBJECT, .shape = &nutrition_shape },
	{ .name = "missing", .type = FT_LIST, .shape = &missing_shape },
};
const struct shape recipe_nutrition_shape = SHAPE_OUT("RecipeNutrition",
    nutrition_fields);
