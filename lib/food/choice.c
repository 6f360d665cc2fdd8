#include "food/choice.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/words.h"
#include "data/doc.h"
#include "ingredient/unit.h"
#include "base/buf.h"


static const struct field choice_fields[] = {
	{ .name = "value", .type = FT_TEXT, .example = "dinner",
	    .doc = "As inputs take it." },
	{ .name = "label", .type = FT_TEXT, .example = "Dinner",
	    .doc = "As people read it." },
};
static const struct shape choice_shape = SHAPE_OUT("Choice", choice_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &choice_shape },
};
const struct shape choice_list_shape = SHAPE_OUT("ChoiceList", list_fields);

static const struct field unit_fields[] = {
	{ .name = "value", .type = FT_TEXT, .example = "g" },
	{ .name = "label", .type = FT_TEXT, .example = "g" },
	{ .name = "kind", .type = FT_CHOICE, .words = "mass volume count" },
	{ .name = "grams", .type = FT_DECIMAL, .flags = F_NULL,
	    .doc = "Of one, for mass." },
	{ .name = "millilitres", .type = FT_DECIMAL, .flags = F_NULL,
	    .doc = "Of one, for volume: US customary." },
};
static const struct shape unit_shape = SHAPE_OUT("Unit", unit_fields);

static const struct field units_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &unit_shape },
};
const struct shape unit_list_shape = SHAPE_OUT("UnitList", units_fields);

/* A word's parts apart, the first letter large, "Diet" at its end left off. */
static char *
label_of(struct arena *arena, const char *word, size_t n)
{
	struct buf b;
	size_t i;

	if (n > 4 && memcmp(word + n - 4, "Diet", 4) == 0)
		n -= 4;
	buf_init(&b, arena, 2 * n);
	for (i = 0; i < n; i++) {
		char c = word[i];
		bool large = c >= 'A' && c <= 'Z';

		if (i && large)
			buf_char(&b, ' ');
		if (i && large)
			c = (char)(c + 32);
		else if (!i && c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		buf_char(&b, c == '-' ? ' ' : c);
	}
	return buf_done(&b, NULL);
}

static void
add(struct doc *items, struct arena *arena, const char *word, size_t n)
{
	struct doc *d = doc_add(items, doc_object(arena));

	doc_append(d, "value", doc_text(arena, arena_dup(arena, word, n)));
	doc_append(d, "label", doc_text(arena, say(label_of(arena, word, n))));
}

struct doc *
choice_list(struct arena *arena, const char *words)
{
	struct doc *d = doc_object(arena), *items = doc_list(arena);

	doc_append(d, "items", items);
	while (*words) {
		size_t n = strcspn(words, " ");

		if (n)
			add(items, arena, words, n);
		words += n + (words[n] == ' ');
	}
	return d;
}

void
choice_add(struct doc *list, struct arena *arena, const char *value)
{
	struct doc *items = doc_get(list, "items"), *d;

	for (d = doc_first(items); d; d = d->next)
		if (strcmp(doc_str(d, "value"), value) == 0)
			return;
	add(items, arena, value, strlen(value));
}

struct doc *
unit_list(struct arena *arena)
{
	static const char *const kinds[] = { "mass", "volume", "count" };
	struct doc *list = doc_object(arena), *items = doc_list(arena), *d;
	size_t i;

	doc_append(list, "items", items);
	for (i = 0; i < unit_count; i++) {
		const struct unit *u = &unit_table[i];

		d = doc_add(items, doc_object(arena));
		doc_append(d, "value", doc_text(arena, u->name));
		doc_append(d, "label", doc_text(arena, unit_words(arena,
		    u->name, 1)));
		doc_append(d, "kind", doc_text(arena, kinds[u->kind]));
		doc_append(d, "grams", u->kind == UNIT_MASS ? doc_double(arena,
		    u->factor[UNIT_US]) : doc_null(arena));
		doc_append(d, "millilitres", u->kind == UNIT_VOLUME ?
		    doc_double(arena, u->factor[UNIT_US]) : doc_null(arena));
	}
	return list;
}
