#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/array.h"
#include "data/text.h"
#include "ingredient/unit.h"

#define SPELLING_MAX	40	/* bytes of the longest spelling, and more */
#define WORDS_MAX	6	/* words in one spelling, and more */
#define SLOTS		4096	/* a power of two, over twice the spellings */

enum unit_id {
#define UNIT(id, name, kind, us, imperial) U_##id,
#include "ingredient/unit.def"
	U_COUNT
};

const struct unit unit_table[] = {
#define UNIT(id, name, kind, us, imperial) \
	{ name, UNIT_##kind, { us, imperial } },
#include "ingredient/unit.def"
};
const size_t unit_count = COUNT(unit_table);

const char unit_names[] =
#define UNIT(id, name, kind, us, imperial) name ","
#include "ingredient/unit.def"
;

/* A line of unit.def: what its spellings mean. */
struct meaning {
	const char	*measure;	/* or NULL */
	const char	*words;		/* parted by bars */
	double		 scale;
	enum unit_id	 unit;
};

static const struct meaning meanings[] = {
#define SPELL(id, scale, words) { NULL, words, scale, U_##id },
#define MEASURE(word, words) { word, words, 1, U_COUNT },
#include "ingredient/unit.def"
};

struct slot {
	const char		*p;
	size_t			 n;
	const struct meaning	*meaning;
};

/* All spellings by their hash; constant once filled by the first look-up. */
static struct slot slots[SLOTS];
static bool filled;

static uint32_t
hash(const char *p, size_t n)
{
	uint32_t h = hash_bytes(p, n);

	return h ^ (h >> 15);
}

static struct slot *
slot_of(const char *p, size_t n)
{
	size_t i = hash(p, n) & (SLOTS - 1);

	while (slots[i].p != NULL &&
	    (slots[i].n != n || memcmp(slots[i].p, p, n) != 0))
		i = (i + 1) & (SLOTS - 1);
	return &slots[i];
}

static void
slot_put(const char *p, size_t n, const struct meaning *m)
{
	struct slot *s = slot_of(p, n);

	if (n == 0 || s->p != NULL)
		return;
	s->p = p;
	s->n = n;
	s->meaning = m;
}

static void
slots_fill(void)
{
	const char *p, *end;

	filled = true;
	for (size_t i = 0; i < COUNT(meanings); i++) {
		p = meanings[i].words;
		while (*p != '\0') {
			end = p + strcspn(p, "|");
			slot_put(p, (size_t)(end - p), &meanings[i]);
			p = end + (*end == '|');
		}
		if (meanings[i].measure != NULL)
			slot_put(meanings[i].measure,
			    strlen(meanings[i].measure), &meanings[i]);
	}
}

static const struct meaning *
meaning_of(const char *p, size_t n)
{
	if (!filled)
		slots_fill();
	return slot_of(p, n)->meaning;
}

/*
 * Latin letters of U+00C0 to U+017F and a few above without their accents;
 * '.' for what is no letter.
 */
static const char latin[] =
	"aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty"
	"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
	"lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* One code point in folded form; 0 drops it, -1 keeps it as it came. */
static int32_t
fold_code(int32_t c)
{
	/* accented Greek from U+0386 and U+03AC on; final sigma */
	static const int32_t capital[] = {
		0x3b1, 0x387, 0x3b5, 0x3b7, 0x3b9, 0x38b, 0x3bf, 0x38d, 0x3c5,
		0x3c9,
	};
	static const int32_t small[] = { 0x3b1, 0x3b5, 0x3b7, 0x3b9 };

	if (c >= 'A' && c <= 'Z')
		return c + ('a' - 'A');
	if (c == '.' || c == '\'' || c == 0x2019 || c == 0xad ||
	    (c >= 0x300 && c <= 0x36f))
		return 0;
	if (c < 0x80)
		return c;
	if (c >= 0xc0 && c <= 0x17f)
		return latin[c - 0xc0] == '.' ? -1 : latin[c - 0xc0];
	if (c >= 0x218 && c <= 0x21b)
		return c < 0x21a ? 's' : 't';
	if (c >= 0x386 && c <= 0x38f)
		return capital[c - 0x386];
	if (c >= 0x3ac && c <= 0x3af)
		return small[c - 0x3ac];
	if (c >= 0x3cc && c <= 0x3ce)
		return c == 0x3cc ? 0x3bf : c == 0x3cd ? 0x3c5 : 0x3c9;
	if (c == 0x3c2)
		return 0x3c3;
	if (c >= 0x391 && c <= 0x3a9)
		return c + 0x20;
	if (c >= 0x410 && c <= 0x42f)
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	return -1;
}

size_t
unit_fold(const char *p, size_t n, char *out)
{
	size_t i, len, at = 0;
	int32_t c, f;

	for (i = 0; i < n; i += len) {
		c = text_code(p + i, n - i, &len);
		if (c == 0xdf) {	/* ß */
			out[at++] = 's';
			out[at++] = 's';
			continue;
		}
		f = c < 0 ? -1 : fold_code(c);
		if (f > 0) {
			at += text_encode(out + at, f);
		} else if (f < 0) {
			memcpy(out + at, p + i, len);
			at += len;
		}
	}
	out[at] = '\0';
	return at;
}

/* Whether the code point is part of a word. */
static bool
is_letter(int32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    c == '\'';
	if (c == 0xd7 || c == 0xf7)
		return false;
	if (c == 0xaa || c == 0xba || c == 0x2019 || c == 0xad)
		return true;
	return c >= 0xc0 && (c < 0x2000 || c > 0x2bff) &&
	    (c < 0x3000 || c > 0x303f) && c != 0xfffd && c != 0xfeff;
}

/* Bytes of the word at p: letters only. */
static size_t
word_length(const char *p, size_t n)
{
	size_t i = 0, len;
	int32_t c;

	if (n > 0 && p[0] == '#')
		return 1;
	while (i < n && (c = text_code(p + i, n - i, &len)) >= 0 &&
	    is_letter(c))
		i += len;
	return i;
}

/* Fold one word behind what out holds; T alone stays T. False: too long. */
static bool
word_add(const char *p, size_t n, char *out, size_t *at)
{
	if (*at + n + 2 > SPELLING_MAX)
		return false;
	if (n == 1 && *p == 'T') {
		out[(*at)++] = 'T';
		out[*at] = '\0';
		return true;
	}
	*at += unit_fold(p, n, out + *at);
	return true;
}

/*
 * Whether a spelling of n bytes at p is none because of its letters: names of
 * measures are English, which has no others than ASCII. "Løg" is no log.
 */
static bool
is_foreign(const char *p, size_t n, const struct meaning *m, const char *key)
{
	if (m->measure == NULL || strcmp(m->measure, key) != 0)
		return false;
	while (n > 0 && !(*p & 0x80))
		p++, n--;
	return n > 0;
}

/* Between two words of one spelling; 0 where none may follow. */
static size_t
gap_length(const char *p, size_t n, bool *blank)
{
	size_t i = 0;

	*blank = false;
	if (i < n && p[i] == '.')
		i++;
	if (i < n && (p[i] == ' ' || p[i] == '-')) {
		*blank = true;
		i++;
	}
	return i;
}

bool
unit_match(const char *p, size_t n, struct unit_word *out)
{
	char key[SPELLING_MAX];
	size_t at = 0, i = 0, w, gap;
	const struct meaning *m;
	bool blank, found = false;

	for (int words = 0; words < WORDS_MAX; words++) {
		w = word_length(p + i, n - i);
		if (w == 0 || !word_add(p + i, w, key, &at))
			break;
		i += w;
		gap = gap_length(p + i, n - i, &blank);
		m = meaning_of(key, at);
		/* "T-bone", "c-clamp": a short one does not end at a hyphen */
		if (m != NULL && !is_foreign(p, i, m, key) &&
		    (at > 2 || i + 1 >= n || p[i] != '-' ||
		    word_length(p + i + 1, n - i - 1) == 0)) {
			found = true;
			out->measure = m->measure;
			out->unit = m->measure ? NULL : &unit_table[m->unit];
			out->scale = m->scale;
			out->len = i + (i < n && p[i] == '.');
		}
		if (gap == 0)
			break;
		i += gap;
		if (blank)
			key[at++] = ' ';
	}
	return found;
}

bool
unit_word_find(const char *s, struct unit_word *out)
{
	size_t n;

	if (s == NULL)
		return false;
	n = strlen(s);
	text_trim(&s, &n);
	return unit_match(s, n, out) && out->len == n;
}

const struct unit *
unit_by_name(const char *name)
{
	if (name == NULL)
		return NULL;
	for (size_t i = 0; i < unit_count; i++)
		if (strcmp(unit_table[i].name, name) == 0)
			return &unit_table[i];
	return NULL;
}

enum unit_system
unit_system(bool imperial)
{
	return imperial ? UNIT_IMPERIAL : UNIT_US;
}

double
unit_factor(const char *name, enum unit_system system)
{
	const struct unit *u = unit_by_name(name);

	return u == NULL ? 0 : u->factor[system == UNIT_IMPERIAL];
}

/* ---- words ------------------------------------------------------------- */

static bool
ends_in(const char *word, const char *end)
{
	size_t n = strlen(word), len = strlen(end);

	return n >= len && strcmp(word + n - len, end) == 0;
}

static char *
plural(struct arena *arena, const char *word)
{
	static const char *const hissing[] = { "s", "x", "z", "ch", "sh" };
	static const char *const leaves[] = { "leaf", "loaf", "half" };
	size_t i;

	for (i = 0; i < COUNT(leaves); i++)
		if (ends_in(word, leaves[i]))
			return arena_fmt(arena, "%.*sves",
			    (int)strlen(word) - 1, word);
	for (i = 0; i < COUNT(hissing); i++)
		if (ends_in(word, hissing[i]))
			return arena_fmt(arena, "%ses", word);
	return arena_fmt(arena, "%ss", word);
}

bool
unit_is_metric(const char *name)
{
	return name && text_has_word("g kg mg ml cl dl l", name);
}

const char *
unit_words(struct arena *arena, const char *word, double amount)
{
	static const char *const fixed[] = { "g", "kg", "mg", "ml", "l",
	    "tsp", "tbsp", "oz", "lb", "fl oz", "dl", "cl" };
	bool many = word && amount > UNIT_ONE_MAX;
	size_t i;

	for (i = 0; many && i < COUNT(fixed); i++)
		many = strcmp(word, fixed[i]) != 0;
	return many ? plural(arena, word) : word;
}
