#include "shopping/shop_product.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/text.h"
#include "ingredient/ingredient.h"

#define WORDS_MAX 40	/* of a name and its note's qualifiers */

enum {
	PLAIN_WORD, CHOICE_WORD, FRESH_WORD, STAYS_WORD, MINCED_WORD,
	QUALIFIER_WORD
};

struct list {
	int		 kind;
	const char	*words;		/* parted by bars */
};

static const struct list lists[] = {
#define PLAIN(words) { PLAIN_WORD, words },
#define CHOICE(words) { CHOICE_WORD, words },
#define FRESH(words) { FRESH_WORD, words },
#define STAYS(words) { STAYS_WORD, words },
#define MINCED(words) { MINCED_WORD, words },
#define QUALIFIER(words) { QUALIFIER_WORD, words },
#include "shopping/shop_words.def"
};

static const char *const sames[] = {
#define SAME(words) words,
#include "shopping/shop_words.def"
};

static const char *const leaves[] = {
#define SAME_LEAF(words) words,
#include "shopping/shop_words.def"
};

/* ---- words ------------------------------------------------------------- */

/* Whether the n bytes are one of the phrases between bars. */
static bool
has_phrase(const char *words, const char *p, size_t n)
{
	const char *at;

	for (at = words; n && *at; at += *at == '|') {
		size_t len = strcspn(at, "|");

		if (len == n && memcmp(at, p, n) == 0)
			return true;
		at += len;
	}
	return false;
}

static bool
is_kind(int kind, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < COUNT(lists); i++)
		if (lists[i].kind == kind && has_phrase(lists[i].words, p, n))
			return true;
	return false;
}

/* The bytes of the first n words, at most as many as there are. */
static size_t
span(const char *p, size_t n)
{
	const char *at = p;

	while (n-- && *at) {
		at += strcspn(at, " ");
		if (n)
			at += *at == ' ';
	}
	while (at > p && at[-1] == ' ')
		at--;
	return (size_t)(at - p);
}

static const char *
next_word(const char *p)
{
	p += strcspn(p, " ");
	return p + (*p == ' ');
}

/* The first name of what a folded name is another one of, or itself. */
static const char *
same(struct arena *arena, const char *fold)
{
	size_t n = strlen(fold), i;

	for (i = 0; i < COUNT(sames); i++)
		if (has_phrase(sames[i], fold, n))
			return arena_dup(arena, sames[i], strcspn(sames[i],
			    "|"));
	if (n > 5 && strcmp(fold + n - 5, " leaf") == 0)
		for (i = 0; i < COUNT(leaves); i++)
			if (has_phrase(leaves[i], fold, n - 5))
				return arena_dup(arena, fold, n - 5);
	return fold;
}

/* ---- a name without what makes no difference --------------------------- */

struct drop {
	bool	 fresh;		/* what is sold fresh */
	bool	 meat;
	bool	 treated;	/* and what is done to it at home */
	bool	 choice;	/* found one */
};

/* How long the phrase at p is that goes; 0 if none does. */
static size_t
gone(struct drop *d, const char *p)
{
	size_t words, n, last = 0;

	for (words = 3; words; words--) {
		n = span(p, words);
		if (n == last)
			continue;
		last = n;
		if (is_kind(PLAIN_WORD, p, n) ||
		    (d->fresh && is_kind(FRESH_WORD, p, n)))
			return n;
		if (is_kind(CHOICE_WORD, p, n)) {
			d->choice = true;
			return n;
		}
	}
	n = strcspn(p, " ");
	if (is_kind(MINCED_WORD, p, n))
		return d->meat ? 0 : n;
	return d->treated && !is_kind(QUALIFIER_WORD, p, n) &&
	    !is_kind(STAYS_WORD, p, n) && ingredient_is_treatment(p, n) ? n :
	    0;
}

static const char *
dropped(struct arena *arena, const char *fold, struct drop *d)
{
	const char *p = fold;
	struct buf b;
	size_t n;

	buf_init(&b, arena, strlen(fold) + 1);
	while (*p) {
		n = gone(d, p);
		if (!n) {
			n = strcspn(p, " ");
			if (buf_len(&b))
				buf_char(&b, ' ');
			buf_add(&b, p, n);
		}
		p += n;
		p += *p == ' ';
	}
	return buf_len(&b) ? buf_done(&b, NULL) : fold;
}

/* Qualifiers first, in their order: "skinless boneless" is "boneless
 * skinless". */
static const char *
settled(struct arena *arena, const char *fold)
{
	const char *words[WORDS_MAX], *p, *t;
	size_t n = 0, i, k;
	struct buf b;

	for (p = fold; *p && is_kind(QUALIFIER_WORD, p, strcspn(p, " ")) &&
	    n < WORDS_MAX; p = next_word(p))
		words[n++] = arena_dup(arena, p, strcspn(p, " "));
	for (i = 1; i < n; i++)
		for (k = i; k && strcmp(words[k - 1], words[k]) > 0; k--) {
			t = words[k];
			words[k] = words[k - 1];
			words[k - 1] = t;
		}
	buf_init(&b, arena, strlen(fold) + 2);
	for (i = 0; i < n; i++)
		if (!i || strcmp(words[i], words[i - 1]) != 0)
			buf_fmt(&b, buf_len(&b) ? " %s" : "%s", words[i]);
	if (*p)
		buf_fmt(&b, buf_len(&b) ? " %s" : "%s", p);
	return buf_done(&b, NULL);
}

/* ---- the note ---------------------------------------------------------- */

/* What of a note names another product, or a part. */
struct noted {
	const char	*fold, *text;	/* "brown"; as written */
	const char	*part;		/* "juice of" */
};

/* "juice of", "finely grated zest of": ends in an of-word. */
static bool
is_part(const char *fold)
{
	static const char ofs[] = "of|from|von|vom|de|d|di|du|del|della|van|"
	    "af|av|do|da";
	const char *last = strrchr(fold, ' ');

	return last && has_phrase(ofs, last + 1, strlen(last + 1));
}

static bool
is_qualifier(const char *fold, bool meat)
{
	bool any = false;
	const char *p;

	for (p = fold; *p; p = next_word(p)) {
		size_t n = strcspn(p, " ");

		if (is_kind(QUALIFIER_WORD, p, n) ||
		    (meat && is_kind(MINCED_WORD, p, n)))
			any = true;
		else if (!has_phrase("and", p, n))
			return false;
	}
	return any;
}

static void
read_note(struct arena *arena, const char *note, bool meat,
    struct noted *out)
{
	const char *p = note ? note : "";

	*out = (struct noted){ .fold = "", .text = "" };
	while (*p) {
		size_t n = strcspn(p, ",;()");
		char *text = text_line(arena, p, n);
		const char *fold = ingredient_fold(arena, text);

		p += n + (p[n] != '\0');
		if (is_part(fold)) {
			out->part = text;
		} else if (is_qualifier(fold, meat)) {
			out->fold = arena_fmt(arena, "%s%s ", out->fold, fold);
			out->text = arena_fmt(arena, "%s, %s", out->text,
			    text);
		}
	}
}

/* ---- a product --------------------------------------------------------- */

static bool
is_aisle(const char *aisle, const char *words)
{
	return aisle && text_has_word(words, aisle);
}

/* Every word without at most so many letters of endings, with at least so
 * many left: enough for a language's plurals. */
static const char *
stem_of(struct arena *arena, const char *core, size_t most, size_t least)
{
	const char *p;
	struct buf b;

	buf_init(&b, arena, strlen(core) + 2);
	for (p = core; *p; p = next_word(p)) {
		size_t n = strcspn(p, " "), left = most;

		while (n > least && left-- && strchr("aeiounsr", p[n - 1]))
			n--;
		if (buf_len(&b))
			buf_char(&b, ' ');
		buf_add(&b, p, n);
	}
	return buf_done(&b, NULL);
}

/* "canned tomato" and "tomato", by the can. */
static const char *
without_can(const char *fold, bool *canned)
{
	static const char *const cans[] = { "canned ", "tinned " };
	size_t i;

	for (i = 0; i < COUNT(cans); i++)
		if (text_starts(fold, cans[i])) {
			*canned = true;
			return fold + strlen(cans[i]);
		}
	return fold;
}

void
shop_product(struct arena *arena, const char *name, const char *note,
    const char *unit, const char *aisle, struct shop_product *out)
{
	struct drop d = { .fresh = is_aisle(aisle, "produce meat fish"),
	    .meat = is_aisle(aisle, "meat") };
	const char *fold;
	struct noted noted;

	*out = (struct shop_product){ .canned = unit &&
	    text_has_word("can tin", unit) && !is_aisle(aisle, "beverages"),
	    .fresh = unit && text_has_word("bunch sprig handful leaf stalk",
	    unit) && is_aisle(aisle, "spices") };
	d.fresh = d.fresh || out->fresh;
	read_note(arena, note, d.meat, &noted);
	fold = arena_fmt(arena, "%s%s", noted.fold, ingredient_fold(arena,
	    name));
	fold = without_can(settled(arena, fold), &out->canned);
	out->canned = out->canned || is_aisle(aisle, "canned");
	d.treated = !out->canned;	/* chopped ones are another can */
	fold = same(arena, dropped(arena, same(arena, fold), &d));
	out->part = noted.part != NULL;
	out->choice = d.choice;
	/* The same word is another thing dried: "fresh oregano", "oregano". */
	out->core = arena_fmt(arena, "%s%s%s%s", out->canned ? "canned " : "",
	    is_aisle(aisle, "spices") && !out->fresh ? "spice " : "", fold,
	    noted.part ? arena_fmt(arena, ", %s", ingredient_fold(arena,
	    noted.part)) : "");
	out->stem = stem_of(arena, out->core, SIZE_MAX, 2);
	out->bare = stem_of(arena, out->core, 2, 4);
	out->name = noted.part ? arena_fmt(arena, "%s %s%s", noted.part, name,
	    noted.text) : arena_fmt(arena, "%s%s", name, noted.text);
}

const char *
shop_product_aisle(const struct shop_product *p, const char *aisle)
{
	return p->canned ? "canned" : p->part || p->fresh ? "produce" : aisle;
}
