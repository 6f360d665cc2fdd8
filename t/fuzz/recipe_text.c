/*
 * A recipe's text: whatever is typed, what is read from it is written as a
 * text that reads as the same steps and lines; and that text is written again
 * to the byte.
 */
#include "recipe/recipe_text.h"

#include <string.h>

#include "base/arena.h"
#include "data/doc.h"
#include "data/field.h"
#include "data/text.h"
#include "data/when.h"
#include "recipe/recipe.h"

#include "fuzz.h"

static void
require_same(const char *a, const char *b)
{
	REQUIRE(!a == !b && (!a || strcmp(a, b) == 0));
}

static struct doc *
steps_doc(struct arena *arena, const struct field_list *steps)
{
	const struct recipe_step *step = steps->p;
	struct doc *list = doc_list(arena), *d;
	int64_t seconds;
	size_t i;

	for (i = 0; i < steps->n; i++, step++) {
		REQUIRE(step->text && *step->text);
		REQUIRE(!step->section || *step->section);
		REQUIRE(text_valid(step->text, strlen(step->text)));
		REQUIRE(!step->timer || when_duration_parse(step->timer,
		    &seconds));
		d = doc_add(list, doc_object(arena));
		doc_append(d, "section", doc_text(arena, step->section));
		doc_append(d, "text", doc_text(arena, step->text));
		doc_append(d, "timer", doc_text(arena, step->timer));
	}
	return list;
}

static void
check_steps(struct arena *arena, const char *text)
{
	struct field_list steps, again;
	const struct recipe_step *a, *b;
	const char *written;
	size_t i;

	recipe_steps_read(arena, text, &steps);
	written = recipe_steps_write(arena, steps_doc(arena, &steps));
	recipe_steps_read(arena, written, &again);
	REQUIRE(again.n == steps.n);
	for (i = 0, a = steps.p, b = again.p; i < steps.n; i++, a++, b++) {
		require_same(a->section, b->section);
		require_same(a->text, b->text);
		require_same(a->timer, b->timer);
	}
	require_same(recipe_steps_write(arena, steps_doc(arena, &again)),
	    written);
}

static void
check_lines(struct arena *arena, const char *text)
{
	struct doc *rows = doc_list(arena), *lines = doc_list(arena), *d;
	struct recipe_line *read, *again;
	const char *written;
	size_t n, m, i;

	read = recipe_lines_read(arena, text, &n);
	for (i = 0; i < n; i++) {
		REQUIRE(read[i].text && *read[i].text);
		REQUIRE(!strchr(read[i].text, '\n'));
		d = doc_add(rows, doc_object(arena));
		doc_append(d, "section", doc_text(arena, read[i].section));
		doc_add(lines, doc_text(arena, read[i].text));
	}
	written = recipe_lines_write(arena, rows, lines);
	again = recipe_lines_read(arena, written, &m);
	REQUIRE(m == n);
	for (i = 0; i < n; i++) {
		require_same(read[i].text, again[i].text);
		require_same(read[i].section, again[i].section);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	/* as the reader of forms gives it */
	const char *text = text_block(arena, (const char *)data, size);

	check_steps(arena, text);
	check_lines(arena, text);
	arena_free(arena);
	return 0;
}
