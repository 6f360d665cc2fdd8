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

struct stems {
	const char	*w[WORDS_MAX];
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

static void
stems_put(struct keys *k, const struct stems *s, size_t from, size_t to,
    double confidence)
{
	struct buf b;
	size_t i;

	if (from >= to)
		return;
	buf_init(&b, k->arena, INGREDIENT_LINE_MAX * 2);
	buf_str(&b, k->language);
	for (i = from; i < to; i++) {
		buf_char(&b, i == from ? ':' : ' ');
		buf_str(&b, s->w[i]);
	}
	key_put(k, buf_done(&b, NULL), confidence);
}

/* The stems of a name; without the words that say nothing when drop. */
static void
stems_read(struct keys *k, const char *name, bool drop, struct stems *out)
{
	char *s = language_stem(k->arena, k->language, name), *next;

	out->n = 0;
	s = strchr(s, ':');
	while (s && out->n < WORDS_MAX) {
		s++;
		next = strchr(s, ' ');
		if (next)
			*next = '\0';
		if (*s && !(drop && (language_drops(k->language, s) ||
		    strspn(s, "0123456789") == strlen(s))))
			out->w[out->n++] = s;
		s = next;
	}
}

static bool
head_comes_last(const char *language)
{
	return strstr("de nl sv da nb", language) != NULL;
}

/* Parts of a name: those with its head first. */
static void
parts_put(struct keys *k, const struct stems *s)
{
	bool last = head_comes_last(k->language);
	size_t len, at, i;

	for (len = s->n - (s->n > 0); len > 0; len--)
		for (i = 0; i + len <= s->n; i++) {
			at = last ? s->n - len - i : i;
			stems_put(k, s, at, at + len, i ? 0.4 :
			    len + 1 == s->n ? 0.65 : 0.5);
		}
}

/* "Biozitrone", "Weidemilch": the ends of a long word that may be a food. */
static void
compound_put(struct keys *k, const char *word)
{
	size_t n = strlen(word), at;

	if (!head_comes_last(k->language))
		return;
	for (at = REST_MIN; at + HEAD_MIN <= n; at++)
		key_put(k, arena_fmt(k->arena, "%s:%s", k->language,
		    word + at), 0.4);
}

/* Where a name goes on with another, or with what it is for. */
static size_t
cut(const char *food)
{
	static const char *const at[] = {
		",", ";", "/", ":", " - ", " oder ", " ou ", " o ", " of ",
		" eller ", " und ", " et ", " och ", " og ", " mit ", " avec ",
		" con ", " med ", " met ", " com ", " zum ", " zur ", " voor ",
		" pour ", " para ", " per ", " till ", " til ", " als ",
		" ohne ", " sans ", " sin ", " sem ", " utan ", " uden ",
		" uten ", " zonder ", " bzw", " ca ", " z.B", " f.eks",
		" t.ex", " bijv", " aus ", " vom ", " uit ", " fran ",
		" fra ", " i lage", " i vatten", " i olja", " f\xc3\xbcr ",
		" al ", " allo ", " alla ", " alle ", " all'", " aux ", " au ",
		" \xc3\xa0 ", " en ", " em ", " sott'", " ao ", " aos ",
	};
	size_t i, best = strlen(food);

	for (i = 0; i < COUNT(at); i++) {
		const char *p = strstr(food, at[i]);

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
	struct stems stems;
	size_t n, i;

	if (!language || strcmp(language, "en") == 0 || !food ||
	    strlen(food) > INGREDIENT_LINE_MAX)
		return ingredient_keys(arena, food, note, out, max);
	n = ingredient_keys(arena, food, note, all, COUNT(all));
	k.max = max < LANGUAGE_KEYS_MAX ? max : LANGUAGE_KEYS_MAX;
	note_put(&k, food, note);
	name_put(&k, food, 1);
	plain = unbracketed(arena, food);
	first = arena_dup(arena, plain, cut(plain));
	name_put(&k, plain, 0.95);
	name_put(&k, first, 0.9);
	stems_read(&k, first, true, &stems);
	stems_put(&k, &stems, 0, stems.n, 0.9);
	parts_put(&k, &stems);
	for (i = 0; i < n; i++)
		key_put(&k, all[i].key, all[i].confidence);
	if (stems.n)
		compound_put(&k, stems.w[stems.n - 1]);
	return k.n;
}
