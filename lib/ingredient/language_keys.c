/* Names to ask for, of a food written in one of nine languages. */
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/text.h"
#include "ingredient/language_parts.h"

#define WORDS_MAX	10	/* of a name that count */
#define KEY_MAX		200	/* bytes */
#define HEAD_MIN	4	/* letters of a compound's last part */
#define NOTE_MAX	60	/* bytes */
#define REST_MIN	3	/* and of what is before it */

struct keys {
	struct arena		*arena;
	const char		*language;
	struct ingredient_key	*out;
	size_t			 n, max;
};

struct words {
	const char	*plain[WORDS_MAX];	/* folded */
	const char	*stem[WORDS_MAX];
	size_t		 n;
};

static void
key_put(struct keys *k, const char *key, double confidence)
{
	size_t i;

	if (k->n == k->max || !*key || strlen(key) > KEY_MAX)
		return;
	for (i = 0; i < k->n; i++)
		if (strcmp(k->out[i].key, key) == 0)
			return;
	if (k->n && k->out[k->n - 1].confidence < confidence)
		confidence = k->out[k->n - 1].confidence;
	k->out[k->n++] = (struct ingredient_key){ key, confidence };
}

/* A name in full, and its stem. */
static void
name_put(struct keys *k, const char *name, double confidence)
{
	key_put(k, ingredient_fold(k->arena, name), confidence);
	key_put(k, language_stem(k->arena, k->language, name), confidence);
}

/* Some words of a name: as they are written, then their stems. */
static void
words_put(struct keys *k, const struct words *w, size_t from, size_t to,
    double confidence)
{
	struct buf plain, stem;
	size_t i;

	if (from >= to)
		return;
	buf_init(&plain, k->arena, INGREDIENT_LINE_MAX * 2);
	buf_init(&stem, k->arena, INGREDIENT_LINE_MAX * 2);
	buf_str(&stem, k->language);
	for (i = from; i < to; i++) {
		if (i > from)
			buf_char(&plain, ' ');
		buf_str(&plain, w->plain[i]);
		buf_char(&stem, i == from ? ':' : ' ');
		buf_str(&stem, w->stem[i]);
	}
	key_put(k, ingredient_fold(k->arena, buf_done(&plain, NULL)),
	    confidence);
	key_put(k, buf_done(&stem, NULL), confidence);
}

/*
 * The words of a name that say what it is: no little ones, no numbers
 * ("gember van 3 cm").
 */
static void
words_read(struct keys *k, const char *name, struct words *out)
{
	char *s = text_fold(k->arena, language_unelide(k->arena, name));
	char *next;

	for (out->n = 0; *s && out->n < WORDS_MAX; s = next) {
		const char *stem;

		next = s + strcspn(s, " ");
		if (*next)
			*next++ = '\0';
		if ((*s >= '0' && *s <= '9') || text_has_word("cm mm g", s))
			continue;
		stem = strchr(language_stem(k->arena, k->language, s), ':');
		if (!stem || language_drops(k->language, stem + 1))
			continue;
		out->plain[out->n] = s;
		out->stem[out->n++] = stem + 1;
	}
}

static bool
head_comes_last(const char *language)
{
	return strstr("de nl sv da nb", language) != NULL;
}

/* Parts of a name: those with its head first. */
static void
parts_put(struct keys *k, const struct words *w)
{
	bool last = head_comes_last(k->language);
	size_t len, at, i;

	for (len = w->n - (w->n > 0); len > 0; len--)
		for (i = 0; i + len <= w->n; i++) {
			at = last ? w->n - len - i : i;
			words_put(k, w, at, at + len, i ? 0.4 :
			    len + 1 == w->n ? 0.65 : 0.5);
		}
}

/* "Tomaten, getrocknet": the note says which of two foods it is. */
static void
formed_put(struct keys *k, const struct words *w, const char *note)
{
	static const char *const forms[] = {
		"getrocknet", "gedroogd", "gedroogde", "torkad", "torkade",
		"tørret", "tørrede", "tørket", "tørkede",
	};
	struct words all = *w;
	const char *first;
	size_t i;

	if (!note || !w->n || w->n == WORDS_MAX ||
	    !head_comes_last(k->language))
		return;
	first = arena_dup(k->arena, note, strcspn(note, " ,"));
	for (i = 0; i < COUNT(forms); i++)
		if (text_same_ci(first, forms[i]))
			break;
	if (i == COUNT(forms))
		return;
	first = text_fold(k->arena, first);
	memmove(all.plain + 1, all.plain, w->n * sizeof(*all.plain));
	memmove(all.stem + 1, all.stem, w->n * sizeof(*all.stem));
	all.plain[0] = first;
	all.stem[0] = strchr(language_stem(k->arena, k->language, first),
	    ':') + 1;
	all.n++;
	words_put(k, &all, 0, all.n, 1);
}

/* "Biozitrone", "Weidemilch": the ends of a long word that may be a food. */
static void
compound_put(struct keys *k, const char *word)
{
	size_t n = strlen(word), at;

	if (!head_comes_last(k->language))
		return;
	for (at = REST_MIN; at + HEAD_MIN <= n; at++)
		if ((word[at] & 0xc0) != 0x80)	/* a letter begins there */
			key_put(k, arena_fmt(k->arena, "%s:%s", k->language,
			    word + at), 0.4);
}

/* Where a name goes on with another, or with what it is for. */
static size_t
cut(const char *food, const char *language)
{
	static const char *const at[] = {
		",", ";", "/", ":", " - ", " oder ", " ou ", " o ", " of ",
		" eller ", " und ", " et ", " och ", " og ", " mit ", " avec ",
		" con ", " med ", " met ", " com ", " zum ", " zur ", " voor ",
		" pour ", " para ", " per ", " till ", " til ", " als ",
		" ohne ", " sans ", " sin ", " sem ", " utan ", " uden ",
		" uten ", " zonder ", " bzw", " ca ", " z.B", " f.eks",
		" t.ex", " bijv", " aus ", " vom ", " uit ", " fran ",
		" fra ", " f\xc3\xbcr ", " in ", " i ", " al ", " allo ",
		" alla ", " alle ", " all'", " ai ", " aux ", " au ",
		" \xc3\xa0 ", " sott'", " ao ", " aos ", " senza ", " sur ",
		" im ",
	};
	/* "and" or "in" of one is another word elsewhere */
	static const char *const own[][2] = {
		{ "nl", " en " }, { "es", " y " }, { "it", " e " },
		{ "pt", " e " }, { "es", " en " }, { "fr", " en " },
		{ "pt", " em " },
	};
	size_t i, best = strlen(food);

	for (i = 0; i < COUNT(at); i++) {
		const char *p = strstr(food, at[i]);

		if (p && p > food && (size_t)(p - food) < best)
			best = (size_t)(p - food);
	}
	for (i = 0; i < COUNT(own); i++) {
		const char *p = strcmp(own[i][0], language) == 0 ?
		    strstr(food, own[i][1]) : NULL;

		if (p && p > food && (size_t)(p - food) < best)
			best = (size_t)(p - food);
	}
	return best;
}

/* Whether a note waits for its food: "il succo di", "le jus d'". */
static bool
ends_in_of(const char *language, const char *note)
{
	const char *last = strrchr(note, ' ');
	size_t n = strlen(last ? ++last : note);

	return last && (last[n - 1] == '\'' || (n > 3 &&
	    strcmp(last + n - 3, "\u2019") == 0) ||
	    language_little(language, last, n));
}

/*
 * A name whose last word was taken for its preparation ("carne picada",
 * "tomates pelées", "lievito per dolci"), and one whose first was taken for
 * a part ("il succo di" 1 "limone").
 */
static void
note_put(struct keys *k, const char *food, const char *note)
{
	size_t n = note ? strcspn(note, ",;(:") : 0, i, words = 0;
	char *part;

	while (n > 0 && note[n - 1] == ' ')
		n--;
	if (n == 0 || n > NOTE_MAX)
		return;
	for (i = 0; i < n; i++)
		words += note[i] == ' ';
	if (words > 4)
		return;
	part = arena_dup(k->arena, note, n);
	if (ends_in_of(k->language, part))
		name_put(k, arena_fmt(k->arena, "%s %s", part, food), 1);
	name_put(k, arena_fmt(k->arena, "%s %s", food, part), 1);
	part[strcspn(part, " ")] = '\0';
	name_put(k, arena_fmt(k->arena, "%s %s", food, part), 1);
}

static char *
unbracketed(struct arena *arena, const char *food)
{
	char *s = text_unbracketed(arena, food);

	return *s ? s : arena_str(arena, food);
}

size_t
language_keys(struct arena *arena, const char *language, const char *food,
    const char *note, struct ingredient_key *out, size_t max)
{
	struct keys k = { arena, language, out, 0, 0 };
	struct ingredient_key all[INGREDIENT_KEYS_MAX];
	const char *plain, *first;
	struct words words;
	size_t n, i;

	if (!language || strcmp(language, "en") == 0 || !food ||
	    strlen(food) > INGREDIENT_LINE_MAX)
		return ingredient_keys(arena, food, note, out, max);
	n = ingredient_keys(arena, food, note, all, COUNT(all));
	k.max = max < LANGUAGE_KEYS_MAX ? max : LANGUAGE_KEYS_MAX;
	plain = unbracketed(arena, food);
	first = arena_dup(arena, plain, cut(plain, language));
	words_read(&k, first, &words);
	formed_put(&k, &words, note);
	note_put(&k, food, note);
	name_put(&k, food, 1);
	name_put(&k, plain, 0.95);
	name_put(&k, first, 0.9);
	words_put(&k, &words, 0, words.n, 0.9);
	parts_put(&k, &words);
	for (i = 0; i < n; i++)
		key_put(&k, all[i].key, all[i].confidence);
	if (words.n)
		compound_put(&k, words.stem[words.n - 1]);
	return k.n;
}
