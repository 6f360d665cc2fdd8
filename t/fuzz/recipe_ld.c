/*
 * Whatever a page calls a recipe: what is read of it is of the kinds and names
 * of our own JSON, so that at most its length or number is found fault with;
 * and told as JSON-LD again it is read as the same steps and lines.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/field.h"
#include "data/json.h"
#include "data/text.h"
#include "data/when.h"
#include "recipe/recipe.h"
#include "store/cx.h"

#include "fuzz.h"

static const char *
json_of(struct arena *arena, const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, (size_t)64 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static void
check_steps(const struct doc *steps)
{
	const struct doc *d;
	int64_t seconds;

	REQUIRE(steps && steps->kind == DOC_LIST);
	for (d = steps->first; d; d = d->next) {
		const char *timer = doc_str(d, "timer");

		REQUIRE(doc_str(d, "text") && *doc_str(d, "text"));
		REQUIRE(!timer || (when_duration_parse(timer, &seconds) &&
		    seconds > 0));
	}
}

/* Of what it can be at fault for: never a name, a kind or a repetition. */
static void
check_shape(struct cx *cx, const struct doc *d)
{
	struct recipe_draft *draft = arena_alloc(cx->arena, sizeof(*draft));
	const struct err_field *f;

	field_read(&cx->err, &recipe_shape, d, FIELD_JSON, draft);
	for (f = cx->err.fields; f; f = f->next) {
		REQUIRE(strcmp(f->code, "unknown") != 0);
		REQUIRE(strcmp(f->code, "type") != 0);
		REQUIRE(strcmp(f->code, "twice") != 0);
		REQUIRE(strcmp(f->code, "choice") != 0);
	}
	err_clear(&cx->err);
}

/* As it is stored: cleaned, without a step of nothing. */
static struct doc *
stored(struct arena *arena, const struct doc *steps)
{
	struct doc *list = doc_list(arena), *step;
	const struct doc *d;

	for (d = doc_first(steps); d; d = d->next) {
		const char *section = doc_str(d, "section");
		const char *text = doc_str(d, "text");

		text = text_block(arena, text, strlen(text));
		section = section ? text_line(arena, section,
		    strlen(section)) : NULL;
		if (!*text)
			continue;
		step = doc_add(list, doc_object(arena));
		doc_append(step, "section", doc_text(arena, section &&
		    *section ? section : NULL));
		doc_append(step, "text", doc_text(arena, text));
		if (doc_str(d, "timer"))
			doc_append(step, "timer", doc_text(arena, doc_str(d,
			    "timer")));
	}
	return list;
}

static void
check_again(struct cx *cx, struct doc *d)
{
	struct doc *steps = stored(cx->arena, doc_get(d, "instructions"));
	const struct doc *again;

	doc_set(d, "instructions", steps);
	again = recipe_ld_read(cx->arena, recipe_ld(cx, d));
	REQUIRE(again);
	REQUIRE(strcmp(json_of(cx->arena, doc_get(again, "instructions")),
	    json_of(cx->arena, steps)) == 0);
	REQUIRE(strcmp(json_of(cx->arena, doc_get(again, "recipeIngredient")),
	    json_of(cx->arena, doc_get(d, "recipeIngredient"))) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct doc *from, *d;
	struct cx cx;

	cx_init(&cx, arena, NULL, NULL);
	from = json_parse(&cx.err, (const char *)data, size);
	err_clear(&cx.err);
	d = recipe_ld_read(arena, from);
	if (d) {
		REQUIRE(d->kind == DOC_OBJECT);
		check_steps(doc_get(d, "instructions"));
		check_shape(&cx, d);
		check_again(&cx, d);
	}
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
