/* What cooks may call a food that USDA describes. */
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "food/catalogue.h"
#include "food/foods_import.h"
#include "ingredient/ingredient.h"
#include "data/text.h"

#define PARTS_MAX	12
#define WORDS_MAX	4	/* of a name */
#define KEY_BYTES	100

/* Heads that only sort: "Spices, allspice, ground" is allspice. */
static const char *const shelves[] = {
	"spices", "nuts", "seeds", "fish", "crustaceans", "mollusks",
	"beverages", "snacks", "candies", "game meat",
};

/* What goes without saying. */
static const char *const plain[] = {
	"raw", "fresh", "uncooked", "dry", "plain", "unprepared", "regular",
	"fluid", "mature seeds", "unenriched", "enriched", "with skin",
	"with salt", "all commercial varieties", "year round average",
	"without salt", "all varieties", "common", "whole", "cultured",
	"commercially prepared", "dried", "usda",
};

struct parts {
	const char	*p[PARTS_MAX];
	size_t		 n;
};

static bool
among(const char *const *list, size_t n, const char *word)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (text_same_ci(list[i], word))
			return true;
	return false;
}

/* A word of capitals alone is a brand's: its food is nobody else's. */
static bool
has_brand(const char *p)
{
	size_t run = 0;

	for (; *p; p++) {
		run = *p >= 'A' && *p <= 'Z' ? run + 1 : 0;
		if (run == 3)
			return true;
	}
	return false;
}

/* Cut at commas, without what stands in parentheses. */
static void
cut(struct arena *arena, const char *p, struct parts *out)
{
	char *at = text_unbracketed(arena, p), *end;

	out->n = 0;
	for (; at && out->n < PARTS_MAX; at = end) {
		const char *part;

		end = strchr(at, ',');
		if (end)
			*end++ = '\0';
		part = text_line(arena, at, strlen(at));
		if (*part)
			out->p[out->n++] = part;
	}
}

static size_t
words_in(const char *key)
{
	size_t n = *key != '\0';

	for (; *key; key++)
		n += *key == ' ';
	return n;
}

struct names {
	struct arena		*arena;
	struct catalogue_name	*out;
	size_t			 n;
};

static void
names_add(struct names *names, const char *text, int rank)
{
	const char *key = ingredient_fold(names->arena, text);
	size_t i;

	if (names->n == IMPORT_NAMES_MAX || strlen(key) < 3 ||
	    strlen(key) > KEY_BYTES || words_in(key) > WORDS_MAX)
		return;
	for (i = 0; i < names->n; i++)
		if (strcmp(names->out[i].key, key) == 0)
			return;
	names->out[names->n++] = (struct catalogue_name){ .key = key,
	    .rank = rank };
}

/* Whether a qualifier could be said before the head. */
static bool
sayable(const char *word)
{
	return !text_starts(word, "with") && !text_starts(word, "separable") &&
	    !text_starts(word, "trimmed") && !text_starts(word, "includes") &&
	    !text_starts(word, "prepared") && !strpbrk(word, "0123456789%");
}

/* "blue" and "cheese" make "blue cheese"; "acorn squash" stays. */
static const char *
before(struct arena *arena, const char *word, const char *head)
{
	const char *w = ingredient_fold(arena, word);
	const char *h = ingredient_fold(arena, head);
	size_t nw = strlen(w), nh = strlen(h);

	if (nw >= nh && strcmp(w + nw - nh, h) == 0)
		return word;
	return arena_fmt(arena, "%s %s", word, head);
}

size_t
import_names(struct arena *arena, const char *description,
    struct catalogue_name *out)
{
	struct names names = { arena, out, 0 };
	const char *said[PARTS_MAX], *head, *all;
	struct parts parts;
	size_t i, first = 0, n = 0;

	cut(arena, description, &parts);
	if (!parts.n || has_brand(description) ||
	    text_starts(description, "Babyfood") ||
	    text_starts(description, "Infant formula"))
		return 0;
	if (parts.n > 1 && among(shelves, COUNT(shelves), parts.p[0]))
		first = 1;
	head = all = parts.p[first];
	for (i = first + 1; i < parts.n; i++)
		if (!among(plain, COUNT(plain), parts.p[i]))
			said[n++] = parts.p[i];
	if (!n)
		names_add(&names, head, 0);
	for (i = 0; i < n; i++)
		all = before(arena, said[i], all);
	names_add(&names, all, n > 1 ? 2 : 1);
	for (i = 0; i < n; i++)
		if (sayable(said[i]))
			names_add(&names, before(arena, said[i], head),
			    3 + (int)i + (n > 1));
	return names.n;
}
