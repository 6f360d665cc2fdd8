/* A recipe from what schema.org calls one (JSON-LD), as our own JSON. */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "data/doc.h"
#include "recipe/recipe.h"
#include "data/text.h"
#include "data/when.h"

#define NESTED_MAX 4	/* sections within sections */

/* ---- the recipe among what there is ------------------------------------ */

static bool
is_type(const struct doc *d, const char *name)
{
	const struct doc *type = doc_get(d, "@type"), *t;

	if (doc_chars(type))
		return strcasecmp(doc_chars(type), name) == 0;
	for (t = doc_first(type); t; t = t->next)
		if (doc_chars(t) && strcasecmp(doc_chars(t), name) == 0)
			return true;
	return false;
}

static const struct doc *
ld_find(const struct doc *d, int deep)
{
	const struct doc *child, *found;

	if (!d || deep > NESTED_MAX)
		return NULL;
	if (d->kind == DOC_OBJECT && is_type(d, "Recipe"))
		return d;
	if (d->kind == DOC_OBJECT)
		return ld_find(doc_get(d, "@graph"), deep + 1);
	if (d->kind != DOC_LIST)
		return NULL;
	for (child = d->first; child; child = child->next) {
		found = ld_find(child, deep + 1);
		if (found)
			return found;
	}
	return NULL;
}

/* ---- values in the many ways they come --------------------------------- */

/* The text of a text, a number, the first of a list, a thing's name. */
static const char *
text_of(const struct doc *d)
{
	if (!d)
		return NULL;
	if (d->kind == DOC_TEXT || d->kind == DOC_NUMBER)
		return d->len ? d->text : NULL;
	if (d->kind == DOC_LIST)
		return text_of(d->first);
	if (d->kind != DOC_OBJECT)
		return NULL;
	return doc_str(d, "name") ? doc_str(d, "name") : doc_str(d, "@id");
}

static void
ld_put(struct arena *arena, struct doc *to, const char *name, const char *text)
{
	if (text && *text && !doc_get(to, name))
		doc_append(to, name, doc_text(arena, text));
}

static void
put_duration(struct arena *arena, struct doc *to, const char *name,
    const struct doc *d)
{
	const char *text = text_of(d);
	int64_t seconds;

	if (text && when_duration_parse(text, &seconds) && seconds > 0)
		ld_put(arena, to, name, text);
}

/* Pieces of a text between signs, without blank ones. */
static void
add_pieces(struct arena *arena, struct doc *list, const char *text,
    const char *signs)
{
	char *piece;

	while (*text) {
		size_t n = strcspn(text, signs);

		piece = text_line(arena, text, n);
		if (*piece)
			doc_add(list, doc_text(arena, piece));
		text += n + (text[n] != '\0');
	}
}

/* A list, or a text of many. */
static struct doc *
texts_of(struct arena *arena, const struct doc *d, const char *signs)
{
	struct doc *list = doc_list(arena);
	const struct doc *item;

	if (doc_chars(d))
		add_pieces(arena, list, doc_chars(d), signs);
	else if (d && d->kind == DOC_OBJECT && text_of(d))
		doc_add(list, doc_text(arena, text_of(d)));
	for (item = d && d->kind == DOC_LIST ? d->first : NULL; item;
	    item = item->next)
		if (text_of(item))
			doc_add(list, doc_text(arena, text_of(item)));
	return list;
}

/* ---- steps ------------------------------------------------------------- */

static void
add_step(struct arena *arena, struct doc *steps, const char *section,
    const char *text, const struct doc *timer)
{
	struct doc *step;

	if (!text || !*text)
		return;
	step = doc_add(steps, doc_object(arena));
	doc_append(step, "section", doc_text(arena, section));
	doc_append(step, "text", doc_text(arena, text));
	put_duration(arena, step, "timer", timer);
}

static void
add_steps(struct arena *arena, struct doc *steps, const struct doc *d,
    const char *section, int deep)
{
	struct doc *pieces;
	const struct doc *child;

	if (!d || deep > NESTED_MAX)
		return;
	if (d->kind == DOC_TEXT) {
		pieces = doc_list(arena);
		add_pieces(arena, pieces, d->text, "\n");
		for (child = pieces->first; child; child = child->next)
			add_step(arena, steps, section, child->text, NULL);
	} else if (d->kind == DOC_LIST) {
		for (child = d->first; child; child = child->next)
			add_steps(arena, steps, child, section, deep + 1);
	} else if (is_type(d, "HowToSection") ||
	    doc_get(d, "itemListElement")) {
		if (is_type(d, "HowToSection") && doc_str(d, "name"))
			section = doc_str(d, "name");
		add_steps(arena, steps, doc_get(d, "itemListElement"), section,
		    deep + 1);
	} else if (d->kind == DOC_OBJECT) {
		add_step(arena, steps, section, doc_str(d, "text") ?
		    doc_str(d, "text") : doc_str(d, "name"), doc_get(d,
		    "timeRequired"));
	}
}

struct doc *
recipe_ld_steps(struct arena *arena, const struct doc *d)
{
	struct doc *steps = doc_list(arena);

	add_steps(arena, steps, d, NULL, 0);
	return steps;
}

struct doc *
recipe_ld_tools(struct arena *arena, const struct doc *d)
{
	return texts_of(arena, d, ",\n");
}

/* ---- all of it --------------------------------------------------------- */

static void
put_source(struct arena *arena, struct doc *to, const struct doc *d)
{
	static const char *const names[] = { "publisher", "author" };
	static const char *const urls[] = { "isBasedOn", "url",
	    "mainEntityOfPage" };
	struct doc *source = doc_object(arena);
	const char *text;
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		ld_put(arena, source, "name", text_of(doc_get(d, names[i])));
	for (i = 0; i < COUNT(urls); i++) {
		text = text_of(doc_get(d, urls[i]));
		if (text && (text_starts(text, "https://") ||
		    text_starts(text, "http://")))
			ld_put(arena, source, "url", text);
	}
	if (source->first)
		doc_append(to, "source", source);
}

struct doc *
recipe_ld_read(struct arena *arena, const struct doc *from)
{
	static const char *const times[] = { "prepTime", "cookTime",
	    "totalTime" };
	static const char *const texts[] = { "name", "description",
	    "recipeYield", "recipeCategory", "recipeCuisine" };
	const struct doc *d = ld_find(from, 0), *yield;
	struct doc *to;
	size_t i;

	if (!d)
		return NULL;
	to = doc_object(arena);
	if (doc_str(d, "identifier") && text_is_uuid(doc_str(d, "identifier")))
		ld_put(arena, to, "id", doc_str(d, "identifier"));
	yield = doc_get(d, "recipeYield");
	if (yield && yield->kind == DOC_LIST)	/* ["4", "4 servings"] */
		ld_put(arena, to, "recipeYield", text_of(yield->last));
	for (i = 0; i < COUNT(texts); i++)
		ld_put(arena, to, texts[i], text_of(doc_get(d, texts[i])));
	for (i = 0; i < COUNT(times); i++)
		put_duration(arena, to, times[i], doc_get(d, times[i]));
	doc_append(to, "keywords", texts_of(arena, doc_get(d, "keywords"),
	    ",;\n"));
	doc_append(to, "tools", recipe_ld_tools(arena, doc_get(d, "tool")));
	doc_append(to, "recipeIngredient", texts_of(arena, doc_get(d,
	    "recipeIngredient") ? doc_get(d, "recipeIngredient") :
	    doc_get(d, "ingredients"), "\n"));
	doc_append(to, "instructions", recipe_ld_steps(arena, doc_get(d,
	    "recipeInstructions")));
	put_source(arena, to, d);
	return to;
}
