/* What pages say differently: minutes, steps as text, other servings. */
#include <math.h>
#include <string.h>

#include "base/array.h"
#include "store/cx.h"
#include "data/doc.h"
#include "recipe/recipe.h"
#include "recipe/recipe_text.h"
#include "data/text.h"
#include "ingredient/ingredient.h"
#include "ingredient/unit.h"
#include "data/when.h"

/* ---- from a form ------------------------------------------------------- */

static const char *
minutes(struct cx *cx, double n, const char *was)
{
	return isnan(n) ? was : when_duration_text(cx->arena,
	    (int64_t)lround(n * 60));
}

/* Whether the total is what preparing and cooking make. */
static bool
total_is_sum(const struct doc *recipe)
{
	const char *prep = doc_str(recipe, "prepTime");
	const char *cook = doc_str(recipe, "cookTime");
	const char *total = doc_str(recipe, "totalTime");
	int64_t a = 0, b = 0, sum;

	return total && when_duration_parse(total, &sum) &&
	    (!prep || when_duration_parse(prep, &a)) &&
	    (!cook || when_duration_parse(cook, &b)) && sum == a + b;
}

void
recipe_patch_base(struct doc *recipe, const struct doc *patch)
{
	/* what a form has, and what it stands for */
	static const char *const own[][2] = {
		{ "ingredientsText", "ingredients" },
		{ "ingredientsText", "recipeIngredient" },
		{ "instructionsText", "instructions" },
		{ "prepMinutes", "prepTime" }, { "cookMinutes", "cookTime" },
		{ "totalMinutes", "totalTime" }, { "sourceName", "source" },
	};
	bool rows = doc_get(patch, "ingredients") != NULL;
	bool lines = doc_get(patch, "recipeIngredient") != NULL;
	size_t i;

	if (!recipe)
		return;
	if (rows != lines)
		doc_drop(recipe, rows ? "recipeIngredient" : "ingredients");
	if ((doc_get(patch, "prepTime") || doc_get(patch, "cookTime")) &&
	    !doc_get(patch, "totalTime") && total_is_sum(recipe))
		doc_drop(recipe, "totalTime");
	for (i = 0; i < COUNT(own); i++)
		if (doc_get(patch, own[i][0]))
			doc_drop(recipe, own[i][1]);
}

/* Lines of the form with the sections above them. */
static void
lines_from_text(struct cx *cx, struct recipe_draft *d)
{
	size_t n, i;
	struct recipe_line *lines = recipe_lines_read(cx->arena,
	    d->lines_text, &n);
	const char **texts = arena_array(cx->arena, n, sizeof(*texts));
	const char **sections = arena_array(cx->arena, n,
	    sizeof(*sections));

	for (i = 0; i < n; i++) {
		texts[i] = lines[i].text;
		sections[i] = lines[i].section;
	}
	d->lines = (struct field_texts){ texts, n };
	d->sections = sections;
	d->ingredients.n = 0;
}

/* A text's steps within what one may have of them. */
static void
steps_from_text(struct cx *cx, struct recipe_draft *d)
{
	const struct recipe_step *steps;
	size_t i;

	recipe_steps_read(cx->arena, d->steps_text, &d->steps);
	steps = d->steps.p;
	if (d->steps.n > RECIPE_STEPS_MAX)
		fail_pointer(cx, "/instructionsText", say_n("At most %d step "
		    "is possible; these are %zu.", "At most %d steps are "
		    "possible; these are %zu.", RECIPE_STEPS_MAX),
		    RECIPE_STEPS_MAX, d->steps.n);
	for (i = 0; i < d->steps.n; i++)
		if (text_length(steps[i].text,
		    strlen(steps[i].text)) > RECIPE_STEP_MAX)
			fail_pointer(cx, "/instructionsText", say_n("Step %zu "
			    "has more than %d character. A blank line begins "
			    "the next step.", "Step %zu has more than %d "
			    "characters. A blank line begins the next step.",
			    RECIPE_STEP_MAX), i + 1, RECIPE_STEP_MAX);
}

void
recipe_draft_from_page(struct cx *cx, struct recipe_draft *d)
{
	struct recipe_source *source;

	d->prep_time = minutes(cx, d->prep_minutes, d->prep_time);
	d->cook_time = minutes(cx, d->cook_minutes, d->cook_time);
	d->total_time = minutes(cx, d->total_minutes, d->total_time);
	if (d->source_name || d->source_url) {
		source = arena_alloc(cx->arena, sizeof(*source));
		source->name = d->source_name;
		source->url = d->source_url;
		d->source = source;
	}
	if (d->lines_text)
		lines_from_text(cx, d);
	if (d->steps_text)
		steps_from_text(cx, d);
}

/* ---- to a form --------------------------------------------------------- */

static struct doc *
minutes_doc(struct cx *cx, const struct doc *recipe, const char *name)
{
	const char *text = doc_str(recipe, name);
	int64_t seconds;

	if (!text || !when_duration_parse(text, &seconds))
		return doc_null(cx->arena);
	return doc_double(cx->arena, (double)seconds / 60);
}

void
recipe_page_extras(struct cx *cx, struct doc *recipe)
{
	struct arena *arena = cx->arena;

	doc_append(recipe, "prepMinutes", minutes_doc(cx, recipe, "prepTime"));
	doc_append(recipe, "cookMinutes", minutes_doc(cx, recipe, "cookTime"));
	doc_append(recipe, "totalMinutes", total_is_sum(recipe) ?
	    doc_null(arena) : minutes_doc(cx, recipe, "totalTime"));
	doc_append(recipe, "ingredientsText", doc_text(arena,
	    recipe_lines_write(arena, doc_get(recipe, "ingredients"),
	    doc_get(recipe, "recipeIngredient"))));
	doc_append(recipe, "instructionsText", doc_text(arena,
	    recipe_steps_write(arena, doc_get(recipe, "instructions"))));
	doc_append(recipe, "sourceName", doc_text(arena,
	    doc_chars(doc_path(recipe, "source.name"))));
	doc_append(recipe, "sourceUrl", doc_text(arena,
	    doc_chars(doc_path(recipe, "source.url"))));
}

static void
scale_number(struct cx *cx, struct doc *d, const char *name, double factor)
{
	double n = doc_num(d, name, NAN);

	if (!isnan(n))
		doc_set(d, name, doc_double(cx->arena, n * factor));
}

/* Neighbours of one section together, when there are sections at all. */
static struct doc *
groups(struct cx *cx, const struct doc *list)
{
	struct doc *all = doc_list(cx->arena), *group, *items = NULL;
	const char *was = "", *now;
	const struct doc *d;
	bool any = false;

	for (d = doc_first(list); d; d = d->next) {
		now = doc_str(d, "section");
		any = any || now;
		if (!items || strcmp(now ? now : "", was) != 0) {
			group = doc_add(all, doc_object(cx->arena));
			doc_append(group, "section", doc_text(cx->arena, now));
			items = doc_append(group, "items",
			    doc_list(cx->arena));
			was = now ? now : "";
		}
		doc_add(items, doc_copy(cx->arena, d));
	}
	return any ? all : doc_null(cx->arena);
}

bool
recipe_scale(struct cx *cx, struct doc *recipe, double servings)
{
	double was = doc_num(recipe, "servings", NAN);
	struct doc *d;

	if (isnan(servings))
		return true;
	if (isnan(was))
		return false;
	if (servings < was || servings > was)
		doc_append(recipe, "scaledFrom", doc_double(cx->arena, was));
	for (d = doc_first(doc_get(recipe, "ingredients")); d; d = d->next) {
		scale_number(cx, d, "quantity", servings / was);
		scale_number(cx, d, "quantityMax", servings / was);
		scale_number(cx, d, "grams", servings / was);
	}
	doc_set(recipe, "servings", doc_double(cx->arena, servings));
	return true;
}

static bool
near(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) <= 0.001 + fabs(b) / 500;
}

static bool
same(const char *a, const char *b)
{
	return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

/*
 * The cook's own line, in pieces; it is there as long as the row still says
 * what it says.
 */
static struct doc *
own_line(struct cx *cx, const struct doc *d, double factor)
{
	const char *line = doc_str(d, "originalText");
	struct ingredient in;

	if (!line || strlen(line) > INGREDIENT_LINE_MAX ||
	    !ingredient_parse(cx->arena, line,
	    unit_system(cx->asker.imperial), &in) || in.is_heading ||
	    !same(in.unit, doc_str(d, "unit")) ||
	    !same(in.measure, doc_str(d, "measure")) ||
	    !same(*in.food ? in.food : in.original, doc_str(d, "food")) ||
	    !same(in.note, doc_str(d, "note")) ||
	    !near(in.quantity * factor, doc_num(d, "quantity", NAN)) ||
	    !near(in.quantity_max * factor, doc_num(d, "quantityMax", NAN)))
		return doc_null(cx->arena);
	return ingredient_pieces(cx->arena, line, factor);
}

/* A part of a kilogram or of a litre is said in grams or millilitres. */
static void
whole_metric(struct cx *cx, struct doc *d)
{
	const char *unit = doc_str(d, "unit");

	if (!unit || !text_has_word("kg l", unit) || !(doc_num(d,
	    "quantityMax", doc_num(d, "quantity", NAN)) < 1))
		return;
	scale_number(cx, d, "quantity", 1000);
	scale_number(cx, d, "quantityMax", 1000);
	doc_set(d, "unit", doc_text(cx->arena, *unit == 'k' ? "g" : "ml"));
}

/* The unit, or the word that is none of ours, after its amount. */
static void
put_words(struct cx *cx, struct doc *d)
{
	const char *unit;

	whole_metric(cx, d);
	unit = doc_str(d, "unit");
	doc_append(d, "metric", doc_bool(cx->arena, unit_is_metric(unit)));
	doc_append(d, "unitText", doc_text(cx->arena, unit_words(cx->arena,
	    unit ? unit : doc_str(d, "measure"), doc_num(d, "quantityMax",
	    doc_num(d, "quantity", 1)))));
}

void
recipe_view(struct cx *cx, struct doc *recipe)
{
	double factor = doc_num(recipe, "servings", 1) /
	    doc_num(recipe, "scaledFrom", doc_num(recipe, "servings", 1));
	struct doc *d;

	for (d = doc_first(doc_get(recipe, "ingredients")); d; d = d->next) {
		doc_append(d, "line", own_line(cx, d, factor));
		put_words(cx, d);
	}
	doc_append(recipe, "ingredientGroups", groups(cx, doc_get(recipe,
	    "ingredients")));
	doc_append(recipe, "stepGroups", groups(cx, doc_get(recipe,
	    "instructions")));
	/* templates choose words by a member's name */
	for (d = doc_first(doc_get(recipe, "missing")); d; d = d->next)
		doc_append(d, doc_str(d, "reason"), doc_bool(cx->arena, true));
}
