#include "base/array.h"
#include "store/cursor.h"
#include "plan/meal.h"
#include "food/nutrition.h"

#define I(member) AT(struct meal_item, member)
static const struct field item_fields[] = {
	{ .name = "foodId", .example = "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e",
	    .type = FT_UUID, .flags = F_NULL, I(food_id),
	    .doc = "A food; or recipeId." },
	{ .name = "quantity", .example = "60",
	    .type = FT_DECIMAL, .flags = F_NULL,
	    I(quantity), .min = 0.001, .max = MEAL_QUANTITY_MAX,
	    .label = N_("Amount"),
	    .doc = "Of the food; one of the unit when absent.",
	    .hint = N_("Of the food; one when empty.") },
	{ .name = "unit", .example = "g",
	    .type = FT_TEXT, .flags = F_NULL, I(unit),
	    .max = 60, .label = N_("Unit"),
	    .doc = "Any spelling, or a portion of the food; pieces when "
	    "absent.",
	    .hint = N_("Such as g, ml, cup, piece, or a portion of the food; "
	    "pieces when empty.") },
	{ .name = "recipeId", .type = FT_UUID, .flags = F_NULL, I(recipe_id),
	    .doc = "A recipe; or foodId." },
	{ .name = "servings", .type = FT_DECIMAL, .flags = F_NULL,
	    I(servings), .min = 0.001, .max = 1000, .fallback = "1",
	    .label = N_("Servings"), .doc = N_("Of the recipe.") },
	{ .name = "name", .example = "rolled oats",
	    .type = FT_TEXT, .flags = F_SERVER | F_NULL,
	    .doc = "Of the food or recipe." },
	{ .name = "grams", .type = FT_DECIMAL, .flags = F_SERVER | F_NULL,
	    .doc = "What the food weighs, if it can be told." },
	{ .name = "title", .type = FT_TEXT, .flags = F_PAGE, I(title),
	    .max = 300, .label = N_("Food or recipe") },
};
static const struct shape item_shape = SHAPE("MealItem", item_fields,
    struct meal_item);

static const struct field missing_fields[] = {
	{ .name = "item", .type = FT_INT, .doc = "Its place, from 0." },
	{ .name = "name", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "reason", .type = FT_TEXT,
	    .known = "no-amount,no-portion,no-density,too-much,incomplete",
	    .doc = "incomplete: a recipe that misses some lines." },
};
static const struct shape missing_shape = SHAPE_OUT("MealMissing",
    missing_fields);

#define M(member) AT(struct meal_draft, member)
static const struct field meal_fields[] = {
	{ .name = "id", .type = FT_UUID, M(id),
	    .doc = "A client that creates offline may choose it." },
	{ .name = "name", .type = FT_TEXT, .flags = F_REQUIRED, M(name),
	    .min = 1, .max = 200, .label = N_("Name") },
	{ .name = "items", .type = FT_LIST, M(items), .shape = &item_shape,
	    .count = MEAL_ITEMS_MAX, .label = N_("Foods and recipes") },
	{ .name = "nutrition", .type = FT_OBJECT, .flags = F_SERVER,
	    .shape = &nutrition_shape, .doc = "Of one portion." },
	{ .name = "missing", .type = FT_LIST, .flags = F_SERVER,
	    .shape = &missing_shape,
	    .doc = "Items the nutrition does not count, and why." },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "updatedAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "moreItems", .type = FT_TEXTS, .flags = F_PAGE | F_LINES,
	    M(lines), .max = 300, .count = MEAL_ITEMS_MAX,
	    .label = N_("Add foods and recipes"),
	    .doc = N_("One a line, such as: "
	    "60 g rolled oats. A recipe by its name.") },
};
const struct shape meal_shape = SHAPE("Meal", meal_fields,
    struct meal_draft);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &meal_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape meal_list_shape = SHAPE_OUT("MealList", list_fields);

static const struct field query_fields[] = {
	LISTING_FIELDS(struct meal_query),
	{ .name = "q", .type = FT_TEXT, AT(struct meal_query, q), .max = 200,
	    .doc = "Part of the name." },
};
const struct shape meal_query_shape = SHAPE("MealQuery", query_fields,
    struct meal_query);
