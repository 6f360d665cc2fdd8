/* What foods and recipes, which lie below, are computed on to. */
#include <stddef.h>

#include "food/food.h"
#include "plan/meal.h"
#include "plan/plan.h"
#include "recipe/recipe.h"

/* Recipes first: meals count them as well. */
bool (*const food_derived[])(struct cx *, const char *) = {
	recipe_recompute_food, meal_recompute_food, plan_recompute_food, NULL
};

bool (*const recipe_derived[])(struct cx *, const char *) = {
	meal_recompute_recipes, NULL
};
