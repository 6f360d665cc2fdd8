#include "base/array.h"
#include "plan/meal.h"
#include "food/nutrition.h"
#include "plan/plan.h"
#include "plan/target.h"
#include "recipe/recipe.h"

#define MAIN(member) { .name = member, .type = FT_DECIMAL, .flags = F_NULL }

static const struct field energy_fields[] = {
	MAIN("calories"), MAIN("proteinContent"), MAIN("fatContent"),
	MAIN("carbohydrateContent"),
};
static const struct shape energy_shape = SHAPE_OUT("EntryNutrition",
    energy_fields);

#define E(member) AT(struct plan_draft, member)
static const struct field entry_fields[] = {
	{ .name = "id", .type = FT_UUID, E(id),
	    .doc = "A client that creates offline may choose it." },
	{ .name = "date", .example = "2026-11-23",
	    .type = FT_DATE, .flags = F_REQUIRED, E(date),
	    .label = N_("Day") },
	{ .name = "mealType", .example = "dinner",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    E(meal_type), .min = 1, .max = 40, .pattern = PLAN_TYPE_PATTERN,
	    .label = N_("Meal"),
	    .doc = N_("breakfast, lunch, dinner, snack or your own: a word of "
	    "small letters, digits and hyphens.") },
	{ .name = "position", .type = FT_INT, E(position), .max = 100000,
	    .fallback = "-1", .doc = "From 0 within the meal of the day; at "
	    "the end when absent." },
	{ .name = "recipeId", .example = "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e",
	    .type = FT_UUID, .flags = F_NULL, E(recipe) },
	{ .name = "mealId", .type = FT_UUID, .flags = F_NULL, E(meal) },
	{ .name = "foodId", .type = FT_UUID, .flags = F_NULL, E(food) },
	{ .name = "note", .type = FT_BLOCK, .flags = F_NULL, E(note),
	    .min = 1, .max = 2000, .label = N_("Note"),
	    .doc = N_("Alone, or about the recipe, meal or food.") },
	{ .name = "name", .example = "Lemon dal",
	    .type = FT_TEXT, .flags = F_SERVER,
	    .doc = "The name of the recipe, meal or food, or the note." },
	{ .name = "quantity", .type = FT_DECIMAL, .flags = F_NULL,
	    E(quantity), .min = 0.001, .max = MEAL_QUANTITY_MAX,
	    .label = N_("Amount"),
	    .doc = "Of a food, one serving; one piece or 100 g when absent.",
	    .hint = N_("Of a food; one piece or 100 g when empty.") },
	{ .name = "unit", .type = FT_TEXT, .flags = F_NULL, E(unit),
	    .max = 60, .label = N_("Unit"),
	    .doc = "Any spelling, or a portion of the food; pieces when "
	    "absent.",
	    .hint = N_("Such as g, ml, cup, piece, or a portion of the food; "
	    "pieces when empty.") },
	{ .name = "servings", .example = "2",
	    .type = FT_DECIMAL, E(servings), .min = 0.001,
	    .max = 1000, .label = N_("Servings"),
	    .doc = "Portions eaten; as many as the household usually cooks "
	    "for when absent.",
	    .hint = N_("As many as you usually cook for when empty.") },
	{ .name = "servingsUnknown", .type = FT_BOOL, .flags = F_SERVER,
	    .doc = "Nobody said how many the recipe feeds, so all of it "
	    "counts, once." },
	{ .name = "grams", .type = FT_DECIMAL, .flags = F_SERVER | F_NULL,
	    .doc = "What one serving of a food weighs." },
	{ .name = "nutrition", .type = FT_OBJECT,
	    .flags = F_SERVER | F_NULL, .shape = &energy_shape,
	    .doc = "Of all servings; null for notes, and for a food whose "
	    "weight is not known." },
	{ .name = "recipe", .type = FT_OBJECT,
	    .flags = F_SERVER | F_NULL | F_MAYBE, .shape = &recipe_item_shape,
	    .doc = "With expand=recipe." },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "updatedAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "next", .type = FT_TEXT, .flags = F_PAGE, E(next),
	    .max = 2000 },
};
const struct shape plan_entry_shape = SHAPE("PlanEntry", entry_fields,
    struct plan_draft);

static const struct field query_fields[] = {
	{ .name = "from", .example = "2026-11-23",
	    .type = FT_DATE, AT(struct plan_query, from),
	    .doc = "The first day; without dates the current week." },
	{ .name = "to", .example = "2026-11-29",
	    .type = FT_DATE, AT(struct plan_query, to),
	    .doc = "The last day, at most 366 with the first." },
};
const struct shape plan_query_shape = SHAPE("PlanQuery", query_fields,
    struct plan_query);

static const struct field day_fields[] = {
	{ .name = "date", .type = FT_DATE },
	{ .name = "entries", .type = FT_LIST, .shape = &plan_entry_shape,
	    .doc = "By meal, then position." },
	{ .name = "nutrition", .type = FT_OBJECT, .shape = &nutrition_shape,
	    .doc = "The household's total; further nutrients are those with "
	    "a target." },
	{ .name = "targets", .type = FT_OBJECT, .shape = &target_shape,
	    .doc = "The sum of all members'." },
};
static const struct shape day_shape = SHAPE_OUT("PlanDay", day_fields);

static const struct field plan_fields[] = {
	{ .name = "from", .type = FT_DATE },
	{ .name = "to", .type = FT_DATE },
	{ .name = "days", .type = FT_LIST, .shape = &day_shape,
	    .doc = "Every date of the range." },
	{ .name = "nutrition", .type = FT_OBJECT, .shape = &nutrition_shape,
	    .doc = "Of all days." },
	{ .name = "targets", .type = FT_OBJECT, .shape = &target_shape,
	    .doc = "Of all days." },
};
const struct shape plan_shape = SHAPE_OUT("Plan", plan_fields);

static const struct field copy_fields[] = {
	{ .name = "from", .type = FT_DATE, .flags = F_REQUIRED,
	    AT(struct plan_copy, from), .label = N_("From") },
	{ .name = "to", .type = FT_DATE, .flags = F_REQUIRED,
	    AT(struct plan_copy, to), .label = N_("To"),
	    .doc = N_("At most 366 days and 1000 entries.") },
	{ .name = "target", .type = FT_DATE, .flags = F_REQUIRED,
	    AT(struct plan_copy, target), .label = N_("Copy to"),
	    .doc = N_("The day that the first one is copied to.") },
	{ .name = "next", .type = FT_TEXT, .flags = F_PAGE,
	    AT(struct plan_copy, next), .max = 2000 },
};
const struct shape plan_copy_shape = SHAPE("PlanCopy", copy_fields,
    struct plan_copy);

static const struct field items_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &plan_entry_shape },
};
const struct shape plan_entries_shape = SHAPE_OUT("PlanEntries",
    items_fields);

static const struct field place_fields[] = {
	{ .name = "date", .type = FT_DATE, AT(struct plan_place, date),
	    .label = N_("Day"),
	    .doc = "The same when absent.",
	    .hint = N_("The same when empty.") },
	{ .name = "mealType", .type = FT_TEXT,
	    AT(struct plan_place, meal_type), .max = 40,
	    .pattern = PLAN_TYPE_PATTERN, .label = N_("Meal"),
	    .doc = "The same when absent.",
	    .hint = N_("The same when empty.") },
	{ .name = "next", .type = FT_TEXT, .flags = F_PAGE,
	    AT(struct plan_place, next), .max = 2000 },
};
const struct shape plan_place_shape = SHAPE("PlanPlace", place_fields,
    struct plan_place);

static const struct field choice_fields[] = {
	{ .name = "date", .type = FT_DATE, AT(struct plan_choice, date) },
	{ .name = "mealType", .type = FT_TEXT,
	    AT(struct plan_choice, meal_type), .max = 40 },
	{ .name = "q", .type = FT_TEXT, AT(struct plan_choice, q),
	    .max = 200 },
	{ .name = "servings", .type = FT_DECIMAL,
	    AT(struct plan_choice, servings), .min = 0.001, .max = 1000 },
};
const struct shape plan_choice_shape = SHAPE("PlanChoice", choice_fields,
    struct plan_choice);
