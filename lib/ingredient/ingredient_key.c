#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "ingredient/ingredient_parts.h"
#include "data/text.h"

#define WORDS_MAX 16	/* words of a food's name that count */
#define KEY_MAX 200	/* bytes of a key */

struct phrase {
	const char	*w[WORDS_MAX];
	uint32_t	 f[WORDS_MAX];
	size_t		 n;
};

struct keys {
	struct arena		*arena;
	struct ingredient_key	*out;
	size_t			 n, max;
	double			 last;	/* confidence of the last key */
	const char		*form;	/* from the note, or NULL */
	const char		*source; /* "juice" of it, or NULL */
};

/* Words whose singular no rule gives; the first of a pair is the plural. */
static const char *const singulars[][2] = {
	{ "leaves", "leaf" }, { "loaves", "loaf" }, { "halves", "half" },
	{ "calves", "calf" }, { "knives", "knife" }, { "chilies", "chili" },
	{ "chillies", "chili" }, { "chilli", "chili" },
	{ "chillis", "chili" }, { "chile", "chili" }, { "chiles", "chili" },
	{ "cookies", "cookie" },
	{ "brownies", "brownie" }, { "smoothies", "smoothie" },
	{ "veggies", "veggie" }, { "hoagies", "hoagie" },
	{ "pierogies", "pierogi" }, { "quiches", "quiche" },
	{ "brioches", "brioche" }, { "ceviches", "ceviche" },
	{ "shoes", "shoe" }, { "toes", "toe" }, { "geese", "goose" },
	{ "feet", "foot" }, { "teeth", "tooth" }, { "yoghurt", "yogurt" },
	{ "yoghurts", "yogurt" }, { "flavoured", "flavored" },
	{ "colouring", "coloring" }, { "aches", "ache" },
	{ "bacteria", "bacterium" }, { "pastries", "pastry" },
	{ "radii", "radius" }, { "octopi", "octopus" },
};

/* Words that end in s and are no plurals. */
static const char *const no_plurals[] = {
	"molasses", "hummus", "couscous", "asparagus", "swiss", "citrus",
	"octopus", "bass", "watercress", "cress", "cactus", "hibiscus",
	"schnapps", "haggis", "cassis", "anis", "amaretti", "brussels",
	"swordfish", "bouquet", "fois", "gras", "foie", "les", "des", "gas",
	"plus", "jus", "less", "guinness", "bulgur", "texas", "worcestershire",
	"campus", "lotus", "lemongrass", "wheatgrass", "express", "christmas",
	"thus", "this", "always", "philadelphias", "cos", "ras", "asparagus",
	"bordeaux", "arkansas", "hass", "crocus", "eucalyptus", "emmentals",
	"sans", "las", "los", "pois", "radis", "ananas", "anjous", "tapas",
	"haas", "edamames", "hollandaise", "calvados", "barbados", "cous",
	"mas", "fines", "iris", "basis", "chassis", "cannabis", "coulis",
	"sis", "debris", "sassafras", "amaryllis", "mais",
};

static bool
ends_with(const char *s, size_t n, const char *tail)
{
	size_t t = strlen(tail);

	return n > t && memcmp(s + n - t, tail, t) == 0;
}

/* The singular of a folded word, in place where it only gets shorter. */
static const char *
singular(char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < COUNT(singulars); i++)
		if (strcmp(s, singulars[i][0]) == 0)
			return singulars[i][1];
	if (n < 4 || s[n - 1] != 's' || ends_with(s, n, "ss") ||
	    ends_with(s, n, "us"))
		return s;
	for (size_t i = 0; i < COUNT(no_plurals); i++)
		if (strcmp(s, no_plurals[i]) == 0)
			return s;
	if (n > 4 && ends_with(s, n, "ies")) {
		s[n - 3] = 'y';
		s[n - 2] = '\0';
	} else if (n > 4 && (ends_with(s, n, "ches") ||
	    ends_with(s, n, "shes") || ends_with(s, n, "xes") ||
	    ends_with(s, n, "sses") || ends_with(s, n, "oes") ||
	    ends_with(s, n, "zzes"))) {
		s[n - 2] = '\0';
	} else {
		s[n - 1] = '\0';
	}
	return s;
}

/* The folded, singular words of n bytes of text. */
static void
phrase_read(struct arena *arena, const char *p, size_t n, struct phrase *ph)
{
	char *s = text_fold(arena, arena_dup(arena, p, n)), *next;

	ph->n = 0;
	while (*s != '\0' && ph->n < WORDS_MAX) {
		next = strchr(s, ' ');
		if (next != NULL)
			*next++ = '\0';
		ph->w[ph->n] = singular(s);
		ph->f[ph->n] = ingredient_word(ph->w[ph->n],
		    strlen(ph->w[ph->n]));
		ph->n++;
		if (next == NULL)
			break;
		s = next;
	}
}

static char *
phrase_text(struct arena *arena, const struct phrase *ph, size_t from,
    size_t to)
{
	struct buf b;

	buf_init(&b, arena, 4 * INGREDIENT_LINE_MAX);
	for (; from < to; from++) {
		if (buf_len(&b) > 0)
			buf_char(&b, ' ');
		buf_str(&b, ph->w[from]);
	}
	return buf_done(&b, NULL);
}

char *
ingredient_fold(struct arena *arena, const char *name)
{
	char *s = text_fold(arena, name), *next;
	struct buf b;

	buf_init(&b, arena, strlen(s) + 64);
	for (; *s != '\0'; s = next) {
		next = s + strcspn(s, " ");
		if (*next != '\0')
			*next++ = '\0';
		if (buf_len(&b) > 0)
			buf_char(&b, ' ');
		buf_str(&b, singular(s));
	}
	return buf_done(&b, NULL);
}

static void
key_put(struct keys *k, const char *key, double confidence)
{
	if (k->n >= k->max || *key == '\0' || strlen(key) > KEY_MAX)
		return;
	for (size_t i = 0; i < k->n; i++)
		if (strcmp(k->out[i].key, key) == 0)
			return;
	if (confidence > k->last)
		confidence = k->last;
	k->last = confidence;
	k->out[k->n].key = key;
	k->out[k->n++].confidence = confidence;
}

static bool
has_word(const struct phrase *ph, const char *w)
{
	for (size_t i = 0; i < ph->n; i++)
		if (strcmp(ph->w[i], w) == 0)
			return true;
	return false;
}

/* A phrase as it is; before it with what the note says of its form. */
static void
phrase_put(struct keys *k, const struct phrase *ph, double confidence)
{
	char *s;

	if (ph->n == 0)
		return;
	s = phrase_text(k->arena, ph, 0, ph->n);
	if (k->source != NULL && !has_word(ph, k->source))
		key_put(k, arena_fmt(k->arena, "%s %s", s, k->source),
		    confidence);
	if (k->form != NULL && !has_word(ph, k->form))
		key_put(k, arena_fmt(k->arena, "%s %s", k->form, s),
		    confidence);
	key_put(k, s, confidence);
}

/* The words that stay when those of the flags go; the last always stays. */
static bool
phrase_strip(const struct phrase *ph, uint32_t flags, struct phrase *out)
{
	out->n = 0;
	for (size_t i = 0; i < ph->n; i++)
		if (i + 1 == ph->n || !(ph->f[i] & flags) ||
		    (ph->f[i] & (W_FIRM | W_BLOCK)) ||
		    (i + 1 < ph->n && (ph->f[i + 1] & W_BLOCK) &&
		    strcmp(ph->w[i + 1], "free") == 0) ||
		    (i > 0 && strcmp(ph->w[i], "free") == 0 &&
		    (ph->f[i - 1] & W_BLOCK))) {
			out->w[out->n] = ph->w[i];
			out->f[out->n++] = ph->f[i];
		}
	return out->n < ph->n;
}

/* Without "fillet", "leaf" ... at the end. */
static void
phrase_tail(struct keys *k, const struct phrase *ph, double confidence)
{
	struct phrase cut = *ph;

	while (cut.n > 1 && (cut.f[cut.n - 1] & W_TAIL)) {
		cut.n--;
		phrase_put(k, &cut, confidence);
	}
}

/* Whether what follows is only what the food is in, or goes with. */
static bool
joins(const char *word)
{
	static const char *const words[] = {
		"in", "with", "on", "for", "from", "without", "au", "aux",
		"alla", "allo", "alle", "al", "ai", "all", "mit", "auf", "im",
		"ohne", "avec", "sans", "con", "sin", "en", "senza", "met",
		"op", "zonder", "med", "uden", "utan", "uten", "com", "sem",
		"ao", "i", "pa", "w", "bez", "sur",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/*
 * Without its first words one by one. A head that says little is not asked
 * for; what a firm word (dried) was dropped from is a guess; nothing is
 * dropped from a food that says what it is not (vegan).
 */
static void
phrase_heads(struct keys *k, const struct phrase *ph)
{
	double confidence = 0.65;

	for (size_t from = 1; from < ph->n; from++) {
		if ((ph->f[from - 1] & W_BLOCK) || joins(ph->w[from - 1]) ||
		    ((ph->f[ph->n - 1] & W_VAGUE) && from + 1 >= ph->n))
			break;
		if (ph->f[from - 1] & W_FIRM)
			confidence = 0.25;
		else
			confidence -= ph->f[from - 1] & (W_ADJ | W_DROP |
			    W_PREP) ? 0.05 : 0.1;
		if (confidence < 0.1)
			break;
		key_put(k, phrase_text(k->arena, ph, from, ph->n),
		    confidence);
	}
}

/* The first of the words at which a name is cut, "" without. */
static const char *
cut_at(const char *food, const char *const *words, size_t n)
{
	const char *at = NULL, *p;

	for (size_t i = 0; i < n; i++) {
		p = strstr(food, words[i]);
		if (p != NULL && p > food && (at == NULL || p < at))
			at = p;
	}
	return at == NULL ? food + strlen(food) : at;
}

/* "chicken or vegetable stock": "chicken stock", then "chicken". */
static void
alternatives(struct keys *k, const char *food, size_t n)
{
	static const char *const ors[] = {
		" or ", "/", ", or ", " oder ", " ou ", " and/or ", ", ",
		" and ", " & ", " o ",
	};
	const char *end = cut_at(food, ors, COUNT(ors));
	struct phrase left, all;
	bool either;

	if (end >= food + n)
		return;
	either = !(text_starts(end, " and ") || text_starts(end, " &") ||
	    text_starts(end, ", "));
	phrase_read(k->arena, food, (size_t)(end - food), &left);
	phrase_read(k->arena, food, n, &all);
	if (left.n == 0 || all.n == 0)
		return;
	if (either && left.n < WORDS_MAX &&
	    !has_word(&left, all.w[all.n - 1])) {
		left.w[left.n] = all.w[all.n - 1];
		left.f[left.n++] = all.f[all.n - 1];
		phrase_put(k, &left, 0.85);
		left.n--;
	}
	phrase_put(k, &left, either ? 0.85 : 0.6);
}

/* "X, Y" is "Y X" in catalogues. */
static void
inverted(struct keys *k, const char *food, size_t n)
{
	const char *comma = memchr(food, ',', n);
	struct phrase a, b;

	if (comma == NULL || memchr(comma + 1, ',', (size_t)(food + n - comma)
	    - 1) != NULL)
		return;
	phrase_read(k->arena, comma + 1, (size_t)(food + n - comma) - 1, &a);
	phrase_read(k->arena, food, (size_t)(comma - food), &b);
	for (size_t i = 0; i < b.n && a.n < WORDS_MAX; i++) {
		a.w[a.n] = b.w[i];
		a.f[a.n++] = b.f[i];
	}
	phrase_put(k, &a, 0.95);
}

/* Past the capitalised words at the beginning, if small ones follow. */
static const char *
past_brand(const char *food)
{
	const char *p = food, *q;

	while (*p >= 'A' && *p <= 'Z') {
		q = strchr(p, ' ');
		if (q == NULL)
			return food;
		while (*q == ' ')
			q++;
		p = q;
	}
	return *p >= 'a' && *p <= 'z' ? p : food;
}

/* Whether the words of [from, to) say what the food is not. */
static bool
is_blocked(const char *from, const char *to, struct arena *arena)
{
	struct phrase ph;

	phrase_read(arena, from, (size_t)(to - from), &ph);
	for (size_t i = 0; i < ph.n; i++)
		if (ph.f[i] & W_BLOCK)
			return true;
	return false;
}

/* Heads of the first of alternatives, else of the whole. */
static void
heads(struct keys *k, const char *food, size_t n)
{
	static const char *const ors[] = { " or ", "/", " oder ", " ou " };
	const char *end = cut_at(food, ors, COUNT(ors));
	struct phrase ph;

	if (end > food + n)
		end = food + n;
	phrase_read(k->arena, food, (size_t)(end - food), &ph);
	phrase_heads(k, &ph);
}

/* The first word of the note that names a form; "juice of". */
static void
note_read(struct keys *k, const char *note)
{
	struct phrase ph;

	if (note == NULL)
		return;
	phrase_read(k->arena, note, strlen(note), &ph);
	for (size_t i = 0; i < ph.n && k->form == NULL; i++) {
		if (strcmp(ph.w[i], "or") == 0 || strcmp(ph.w[i], "not") == 0 ||
		    strcmp(ph.w[i], "plus") == 0 ||
		    strcmp(ph.w[i], "for") == 0 || strcmp(ph.w[i], "with") == 0
		    || strcmp(ph.w[i], "such") == 0)
			break;
		if (ph.f[i] & W_FORM)
			k->form = ph.w[i];
		if ((strcmp(ph.w[i], "juice") == 0 ||
		    strcmp(ph.w[i], "zest") == 0) && i + 1 < ph.n &&
		    (strcmp(ph.w[i + 1], "of") == 0 ||
		    strcmp(ph.w[i + 1], "from") == 0))
			k->source = ph.w[i];
	}
}

/* The food without what stands in brackets. */
static char *
unbracket(struct arena *arena, const char *food)
{
	char *out = arena_alloc(arena, strlen(food) + 1);
	size_t at = 0;
	int depth = 0;

	for (; *food != '\0'; food++) {
		if (*food == '(' || *food == '[')
			depth++;
		else if ((*food == ')' || *food == ']') && depth > 0)
			depth--;
		else if (depth == 0)
			out[at++] = *food;
	}
	return out;
}

/* All reductions of one reading of the name. */
static void
reductions(struct keys *k, const char *food, size_t n, double most)
{
	struct phrase all, some, few;

	phrase_read(k->arena, food, n, &all);
	phrase_put(k, &all, most);
	if (phrase_strip(&all, W_DROP | W_SIZE, &some))
		phrase_put(k, &some, 0.85);
	phrase_tail(k, &all, 0.75);
	if (some.n < all.n)
		phrase_tail(k, &some, 0.75);
	if (phrase_strip(&all, W_DROP | W_SIZE | W_PREP | W_ADV, &few) &&
	    few.n < some.n)
		phrase_put(k, &few, 0.7);
}

size_t
ingredient_keys(struct arena *arena, const char *food, const char *note,
    struct ingredient_key *out, size_t max)
{
	static const char *const cuts[] = {
		" such as ", " with ", " in ", " from ", " for ", " like ",
		" without ", " on ", " of your ", " -- ", " - ", " made ",
		"; ", " mit ", " avec ", " con ", " med ", " met ", " au ",
		" aux ", " alla ", " allo ", " alle ", " al ", " ai ",
		" sans ", " sin ", " senza ", " ohne ", " zonder ", " sur ",
		" com ", " im ", " ao ",
	};
	struct keys k = { .arena = arena, .out = out, .last = 1 };
	const char *end, *bare, *plain;
	struct phrase all;

	k.max = max < INGREDIENT_KEYS_MAX ? max : INGREDIENT_KEYS_MAX;
	if (food == NULL || strlen(food) > INGREDIENT_LINE_MAX)
		return 0;
	phrase_read(arena, food, strlen(food), &all);
	note_read(&k, note);
	phrase_put(&k, &all, 1);
	/* "paper towels" is that or nothing */
	if (all.n > 1 && (all.f[all.n - 1] & W_THING))
		return k.n;
	plain = unbracket(arena, food);
	end = cut_at(plain, cuts, COUNT(cuts));
	inverted(&k, plain, (size_t)(end - plain));
	reductions(&k, plain, (size_t)(end - plain), 0.9);
	alternatives(&k, plain, (size_t)(end - plain));
	bare = past_brand(plain);
	phrase_read(arena, bare, bare < end ? (size_t)(end - bare) : 0, &all);
	if (bare > plain && (all.n > 1 || (all.n == 1 &&
	    !(all.f[0] & W_VAGUE))) && !is_blocked(plain, bare, arena))
		reductions(&k, bare, (size_t)(end - bare), 0.7);
	heads(&k, plain, (size_t)(end - plain));
	return k.n;
}

/* ---- whole names --------------------------------------------------------- */

/* Whether the key has the word. */
static bool
key_has(const char *key, const char *word, size_t n)
{
	for (; *key != '\0'; key += strcspn(key, " "), key += *key == ' ')
		if (strcspn(key, " ") == n && memcmp(key, word, n) == 0)
			return true;
	return false;
}

/* Words that may be left out of a name and say nothing of a food's kind. */
static bool
says_nothing(const char *word, size_t n)
{
	static const char *const tell[] = {
		"gluten", "free", "style", "type", "not", "too", "half",
	};
	uint32_t flags = ingredient_word(word, n);

	for (size_t i = 0; i < COUNT(tell); i++)
		if (strlen(tell[i]) == n && memcmp(tell[i], word, n) == 0)
			return false;
	return (flags & (W_DROP | W_SIZE | W_PREP | W_ADV)) &&
	    !(flags & (W_FIRM | W_BLOCK));
}

bool
ingredient_key_whole(struct arena *arena, const char *name, const char *key)
{
	const char *p = ingredient_fold(arena, name);

	for (; *p != '\0'; p += strcspn(p, " "), p += *p == ' ') {
		size_t n = strcspn(p, " ");

		if (!key_has(key, p, n) && !says_nothing(p, n))
			return false;
	}
	return true;
}
