/* What pages say differently: minutes, steps as text, other servings. */
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "recipe/recipe.h"
#include "data/text.h"
#include "ingredient/unit.h"
#include "data/when.h"

#define TEXT_MAX ((size_t)256 << 10)

/* ---- from a form ------------------------------------------------------- */

static const char *
minutes(struct cx *cx, double n, const char *was)
{
	return isnan(n) ? was : when_duration_text(cx->arena,
	    (int64_t)lround(n * 60));
}

static size_t
lines_in(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* The timer of a step whose text did not change is kept. */
static const char *
timer_of(const struct field_list *was, const char *text)
{
	const struct recipe_step *steps = was->p;
	size_t i;

	for (i = 0; i < was->n; i++)
		if (strcmp(steps[i].text, text) == 0)
			return steps[i].timer;
	return NULL;
}

/* One step a line; "## Section" heads those that follow. */
static void
steps_from_text(struct cx *cx, struct recipe_draft *d)
{
	struct recipe_step *steps = arena_array(cx->arena,
	    lines_in(d->steps_text), sizeof(*steps));
	const char *p = d->steps_text, *section = NULL;
	size_t n = 0;

	while (*p) {
		size_t len = strcspn(p, "\n"), rest = len;
		const char *line = p;

		p += len + (p[len] == '\n');
		text_trim(&line, &rest);
		if (!rest)
			continue;
		if (rest > 2 && line[0] == '#' && line[1] == '#') {
			line += 2;
			rest -= 2;
			text_trim(&line, &rest);
			section = arena_dup(cx->arena, line, rest);
			continue;
		}
		steps[n].section = section;
		steps[n].text = arena_dup(cx->arena, line, rest);
		steps[n].timer = timer_of(&d->steps, steps[n].text);
		n++;
	}
	if (n > RECIPE_STEPS_MAX)
		fail_pointer(cx, "/instructionsText", "At most %d steps are "
		    "possible; these are %zu.", RECIPE_STEPS_MAX, n);
	d->steps = (struct field_list){ steps, n };
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
	bool rows = doc_get(patch, "ingredients") != NULL;
	bool lines = doc_get(patch, "recipeIngredient") != NULL;

	if (!recipe)
		return;
	if (rows != lines)
		doc_drop(recipe, rows ? "recipeIngredient" : "ingredients");
	if ((doc_get(patch, "prepTime") || doc_get(patch, "cookTime")) &&
	    !doc_get(patch, "totalTime") && total_is_sum(recipe))
		doc_drop(recipe, "totalTime");
}

void
recipe_form_base(const struct doc *recipe, struct doc *form)
{
	const struct doc *is;
	struct doc *row;

	for (row = doc_first(doc_get(form, "ingredients")); row;
	    row = row->next) {
		const char *id = doc_str(row, "foodId");

		for (is = doc_first(doc_get(recipe, "ingredients")); is && id;
		    is = is->next)
			if (doc_str(is, "foodId") && doc_str(row, "food") &&
			    strcmp(doc_str(is, "foodId"), id) == 0 &&
			    strcmp(doc_str(is, "food"),
			    doc_str(row, "food")) == 0)
				break;
		if (id && !is)
			doc_drop(row, "foodId");
	}
}

void
recipe_draft_from_page(struct cx *cx, struct recipe_draft *d)
{
	struct recipe_source *source = arena_alloc(cx->arena,
	    sizeof(*source));

	if (!isnan(d->prep_minutes) || !isnan(d->cook_minutes))
		d->total_time = NULL;	/* what they make */
	d->prep_time = minutes(cx, d->prep_minutes, NULL);
	d->cook_time = minutes(cx, d->cook_minutes, NULL);
	source->name = d->source_name;
	source->url = d->source_url;
	d->source = source;
	if (d->steps_text)
		steps_from_text(cx, d);
	else
		d->steps.n = 0;
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

static struct doc *
steps_doc(struct cx *cx, const struct doc *recipe)
{
	const struct doc *d = doc_first(doc_get(recipe, "instructions"));
	const char *section = "";
	struct buf b;

	buf_init(&b, cx->arena, TEXT_MAX);
	for (; d; d = d->next) {
		const char *now = doc_str(d, "section");

		if (strcmp(now ? now : "", section) != 0) {
			section = now ? now : "";
			buf_fmt(&b, "%s## %s\n", b.n ? "\n" : "", section);
		}
		buf_fmt(&b, "%s\n", doc_str(d, "text"));
	}
	return doc_text_n(cx->arena, b.p, b.n);
}

void
recipe_page_extras(struct cx *cx, struct doc *recipe)
{
	doc_put(recipe, "prepMinutes", minutes_doc(cx, recipe, "prepTime"));
	doc_put(recipe, "cookMinutes", minutes_doc(cx, recipe, "cookTime"));
	doc_put(recipe, "instructionsText", steps_doc(cx, recipe));
	doc_put(recipe, "sourceName", doc_text(cx->arena,
	    doc_chars(doc_path(recipe, "source.name"))));
	doc_put(recipe, "sourceUrl", doc_text(cx->arena,
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
			doc_put(group, "section", doc_text(cx->arena, now));
			items = doc_put(group, "items",
			    doc_list(cx->arena));
			was = now ? now : "";
		}
		doc_add(items, doc_copy(cx->arena, d));
	}
	return any ? all : doc_null(cx->arena);
}

static void
scale(struct cx *cx, struct doc *recipe, double was, double servings)
{
	struct doc *d;

	if (isnan(servings))
		return;
	if (servings < was || servings > was)
		doc_put(recipe, "scaledFrom", doc_double(cx->arena, was));
	for (d = doc_first(doc_get(recipe, "ingredients")); d; d = d->next) {
		scale_number(cx, d, "quantity", servings / was);
		scale_number(cx, d, "quantityMax", servings / was);
		scale_number(cx, d, "grams", servings / was);
	}
	doc_set(recipe, "servings", doc_double(cx->arena, servings));
}

/* The unit, or the word that is none of ours, after its amount. */
static void
put_words(struct cx *cx, struct doc *d)
{
	const char *unit = doc_str(d, "unit");

	doc_put(d, "unitText", doc_text(cx->arena, unit_words(cx->arena,
	    unit ? unit : doc_str(d, "measure"), doc_num(d, "quantityMax",
	    doc_num(d, "quantity", 1)))));
}

void
recipe_scale(struct cx *cx, struct doc *recipe, double servings)
{
	double was = doc_num(recipe, "servings", 1);
	struct doc *d;

	doc_put(recipe, "baseServings", doc_double(cx->arena, was));
	scale(cx, recipe, was, servings);
	for (d = doc_first(doc_get(recipe, "ingredients")); d; d = d->next)
		put_words(cx, d);
	doc_put(recipe, "ingredientGroups", groups(cx, doc_get(recipe,
	    "ingredients")));
	doc_put(recipe, "stepGroups", groups(cx, doc_get(recipe,
	    "instructions")));
	/* templates choose words by a member's name */
	for (d = doc_first(doc_get(recipe, "missing")); d; d = d->next)
		doc_put(d, doc_str(d, "reason"), doc_bool(cx->arena, true));
}
