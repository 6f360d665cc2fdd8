/* A recipe as schema.org has it (https://schema.org/Recipe, JSON-LD). */
#include <string.h>

#include "base/buf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/json.h"
#include "food/nutrient.h"
#include "recipe/recipe.h"

#define KEYWORDS_MAX	((size_t)64 << 10)	/* 100 of 100 characters */

static void
type(struct cx *cx, struct doc *d, const char *name)
{
	doc_append(d, "@type", doc_text(cx->arena, name));
}

static void
share(struct cx *cx, struct doc *to, const char *name,
    const struct doc *value)
{
	if (value && !doc_is_null(value) && !(value->kind == DOC_LIST &&
	    !value->count))
		doc_append(to, name, doc_copy(cx->arena, value));
}

static struct doc *
keywords(struct cx *cx, const struct doc *list)
{
	const struct doc *d;
	struct buf b;

	buf_init(&b, cx->arena, KEYWORDS_MAX);
	for (d = doc_first(list); d; d = d->next)
		buf_fmt(&b, "%s%s", buf_len(&b) ? ", " : "", doc_chars(d));
	return buf_len(&b) ? doc_text(cx->arena, buf_done(&b, NULL)) : NULL;
}

/* Each step, within its section where there is one. */
static struct doc *
instructions(struct cx *cx, const struct doc *list)
{
	struct doc *all = doc_list(cx->arena), *into = all, *section, *step;
	const char *was = "", *now;
	const struct doc *d;

	for (d = doc_first(list); d; d = d->next) {
		now = doc_str(d, "section");
		if (!now) {
			into = all;
		} else if (strcmp(now, was) != 0) {
			section = doc_add(all, doc_object(cx->arena));
			type(cx, section, "HowToSection");
			doc_append(section, "name", doc_text(cx->arena, now));
			into = doc_append(section, "itemListElement",
			    doc_list(cx->arena));
		}
		was = now ? now : "";
		step = doc_add(into, doc_object(cx->arena));
		type(cx, step, "HowToStep");
		share(cx, step, "text", doc_get(d, "text"));
		share(cx, step, "timeRequired", doc_get(d, "timer"));
	}
	return all;
}

/* Amounts are texts with their unit there: "17.2 g". */
static struct doc *
nutrition(struct cx *cx, const struct doc *from)
{
	struct doc *d = doc_object(cx->arena);
	const char *amount;
	int i;

	type(cx, d, "NutritionInformation");
	share(cx, d, "servingSize", doc_get(from, "servingSize"));
	for (i = 0; i < NUTRIENT_COUNT; i++) {
		amount = nutrient_table[i].main ? doc_str(from,
		    nutrient_table[i].name) : NULL;
		if (amount)
			doc_append(d, nutrient_table[i].name, doc_text(
			    cx->arena, arena_fmt(cx->arena, "%s %s", amount,
			    nutrient_table[i].unit)));
	}
	return d;
}

static struct doc *
diets(struct cx *cx, const struct doc *list)
{
	struct doc *all = doc_list(cx->arena);
	const struct doc *d;

	for (d = doc_first(list); d; d = d->next)
		doc_add(all, doc_text(cx->arena, arena_fmt(cx->arena,
		    "https://schema.org/%s", doc_chars(d))));
	return all;
}

struct doc *
recipe_ld(struct cx *cx, const struct doc *recipe)
{
	static const char *const same[] = { "name", "description",
	    "recipeYield", "prepTime", "cookTime", "totalTime",
	    "recipeCategory", "recipeCuisine", "recipeIngredient",
	    "version" };
	const struct doc *words = keywords(cx, doc_get(recipe, "keywords"));
	struct doc *d = doc_object(cx->arena), *author, *told;
	size_t i;

	doc_append(d, "@context", doc_text(cx->arena, "https://schema.org"));
	type(cx, d, "Recipe");
	doc_append(d, "identifier", doc_text(cx->arena, doc_str(recipe, "id")));
	for (i = 0; i < COUNT(same); i++)
		share(cx, d, same[i], doc_get(recipe, same[i]));
	if (!doc_is_null(doc_get(recipe, "author"))) {
		author = doc_append(d, "author", doc_object(cx->arena));
		type(cx, author, "Person");
		share(cx, author, "name", doc_path(recipe,
		    "author.username"));
	}
	share(cx, d, "keywords", words);
	share(cx, d, "suitableForDiet", diets(cx, doc_get(recipe,
	    "suitableForDiet")));
	share(cx, d, "tool", doc_get(recipe, "tools"));
	share(cx, d, "isBasedOn", doc_path(recipe, "source.url"));
	share(cx, d, "recipeInstructions", instructions(cx, doc_get(recipe,
	    "instructions")));
	told = doc_get(recipe, "nutrition");
	if (told && told->kind == DOC_RAW)	/* as it is stored */
		told = json_parse(&cx->err, told->text, told->len);
	if (!doc_is_null(told))
		doc_append(d, "nutrition", nutrition(cx, told));
	share(cx, d, "dateCreated", doc_get(recipe, "createdAt"));
	share(cx, d, "dateModified", doc_get(recipe, "updatedAt"));
	return d;
}
