/*
 * The text of a recipe's form: what is stored comes back the same, whatever
 * it is; and what people type is read as they mean it.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/doc.h"
#include "data/text.h"
#include "recipe/recipe.h"
#include "recipe/recipe_text.h"
#include "tap.h"

static const char *const pieces[] = {
	"Rinse", " ", "  ", "\n", "\n\n", "##", "## ", "#", "\\", "\\\\",
	"[25 min]", " [25 min]", "[", "]", " [1 h 30 min]", "\\[5 s]",
	" [PT0S]", " [PT5M]", "\t", "दाल", "김치", "แกง", "й", "ガ", "שלום",
	"سلام", "1.", "- ", "a", "\n##", "\n\\", "\n \n", "[x]", "&#10;",
};
static const char *const sections[] = {
	NULL, NULL, "Sauce", "## x", "\\", "For the dough:", "ソース", "##",
};
static const char *const timers[] = {
	NULL, NULL, NULL, "PT25M", "PT1H30M", "PT90S", "PT1M30S", "PT168H",
	"PT0S", "PT1H", "PT5S", "PT26H0.5S",
};

static unsigned state = 7;

/* Our own, so that a failure can be repeated anywhere. */
static unsigned
dice(size_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % (unsigned)n;
}

static const char *
some_text(struct arena *a)
{
	char *s = arena_str(a, "");
	unsigned n = 1 + dice(12);

	while (n--)
		s = arena_fmt(a, "%s%s", s, pieces[dice(COUNT(pieces))]);
	s = text_block(a, s, strlen(s));	/* as it is stored */
	return *s ? s : "x";
}

static struct doc *
some_steps(struct arena *a)
{
	struct doc *list = doc_list(a), *d;
	unsigned n = dice(8);
	const char *section = NULL;

	while (n--) {
		d = doc_add(list, doc_object(a));
		if (!dice(3))
			section = sections[dice(COUNT(sections))];
		doc_append(d, "section", doc_text(a, section));
		doc_append(d, "text", doc_text(a, some_text(a)));
		doc_append(d, "timer", doc_text(a, timers[dice(
		    COUNT(timers))]));
	}
	return list;
}

static bool
same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0 && !a == !b;
}

static bool
steps_return(struct arena *a, const struct doc *list)
{
	char *text = recipe_steps_write(a, list);
	const struct recipe_step *steps;
	struct field_list back;
	const struct doc *d;
	size_t i = 0;

	/* as a browser sends it, and the dispatcher reads it */
	text = text_block(a, text, strlen(text));
	recipe_steps_read(a, text, &back);
	steps = back.p;
	if (back.n != list->count)
		return false;
	for (d = list->first; d; d = d->next, i++)
		if (!same(steps[i].text, doc_str(d, "text")) ||
		    !same(steps[i].timer, doc_str(d, "timer")) ||
		    !same(steps[i].section, doc_str(d, "section")))
			return false;
	return true;
}

static bool
lines_return(struct arena *a, struct doc *rows)
{
	struct doc *lines = doc_list(a), *d;
	struct recipe_line *back;
	size_t n, i = 0;
	char *text;

	for (d = rows->first; d; d = d->next) {
		const char *s = doc_str(d, "text");

		s = text_line(a, s, strlen(s));
		doc_add(lines, doc_text(a, *s ? s : "x"));
	}
	text = recipe_lines_write(a, rows, lines);
	text = text_block(a, text, strlen(text));
	back = recipe_lines_read(a, text, &n);
	if (n != lines->count)
		return false;
	for (d = lines->first; d; d = d->next, i++)
		if (!same(back[i].text, doc_chars(d)))
			return false;
	for (i = 0, d = rows->first; d; d = d->next, i++)
		if (!same(back[i].section, doc_str(d, "section")))
			return false;
	return true;
}

static const struct recipe_step *
typed(struct arena *a, const char *text, size_t *n)
{
	struct field_list out;

	recipe_steps_read(a, text, &out);
	*n = out.n;
	return out.p;
}

int
main(void)
{
	struct arena *a = arena_new();
	const struct recipe_step *s;
	unsigned i, wrong = 0, wrong_lines = 0;
	size_t n;

	for (i = 0; i < 20000; i++) {
		struct doc *list = some_steps(a);

		if (!steps_return(a, list) && !wrong++)
			printf("# %s\n", recipe_steps_write(a, list));
		wrong_lines += !lines_return(a, list);
		arena_reset(a);
	}
	is_int(wrong, 0, "20,000 recipes' steps return");
	is_int(wrong_lines, 0, "and their lines");

	s = typed(a, "Rinse the lentils.\nTwice.\n\n\nCook. [25 min]\n"
	    "## Tadka\nFry. [1 h 30 min]\n\n\\## no heading\n##\n"
	    "Serve. [now]\n", &n);
	is_int((int64_t)n, 5, "five steps");
	is_str(s[0].text, "Rinse the lentils.\nTwice.", "of two lines");
	is_str(s[1].timer, "PT25M", "a timer");
	is_str(s[1].text, "Cook.", "is not in the text");
	is_str(s[2].section, "Tadka", "a section");
	is_str(s[2].timer, "PT1H30M", "hours and minutes");
	is_str(s[3].text, "## no heading", "no heading");
	is_str(s[3].section, "Tadka", "within the section");
	ok(s[4].section == NULL, "which has an end");
	is_str(s[4].text, "Serve. [now]", "brackets of one's own");
	s = typed(a, "A\r\n\r\nB\r\n", &n);
	is_int((int64_t)n, 2, "CRLF");
	is_str(s[0].text, "A", "leaves nothing behind");
	typed(a, "", &n);
	is_int((int64_t)n, 0, "nothing");
	typed(a, "## only\n\n\n", &n);
	is_int((int64_t)n, 0, "a section without steps");
	arena_free(a);
	return done();
}
