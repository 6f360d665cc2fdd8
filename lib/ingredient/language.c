#include "ingredient/language_parts.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/array.h"
#include "data/text.h"

#define SLOTS	4096	/* a power of two, over twice the words */
#define STEMS_MAX 32768
#define ENOUGH	4	/* points that settle a language */

enum { TELL, LITTLE, DROPS, LISTS };

static const struct {
	const char	*code;
	const char	*words[LISTS];	/* parted by blanks */
} languages[] = {
#define LANGUAGE(code, tell, little, drops) { code, { tell, little, drops } },
#include "ingredient/language.def"
#undef LANGUAGE
};

/* All words by their hash: bit l of in[k] says that language l's list k has
 * it. Constant once filled by the first look-up. */
struct slot {
	const char	*p;
	size_t		 n;
	uint16_t	 in[LISTS];
};
static struct slot slots[SLOTS];
static bool filled;

static struct slot *
slot_of(const char *p, size_t n)
{
	uint32_t h = hash_bytes(p, n);
	size_t i;

	i = (h ^ (h >> 15)) & (SLOTS - 1);
	while (slots[i].p && (slots[i].n != n ||
	    memcmp(slots[i].p, p, n) != 0))
		i = (i + 1) & (SLOTS - 1);
	return &slots[i];
}

static void
slot_put(size_t l, int list, const char *p, size_t n)
{
	struct slot *s = slot_of(p, n);

	s->p = p;
	s->n = n;
	s->in[list] |= (uint16_t)(1u << l);
}

/* The stem of a word that says nothing, beside the word: it is stems that
 * are asked for. */
static void
stem_put(size_t l, const char *p, size_t n)
{
	static char stems[STEMS_MAX];
	static size_t used;
	char *stem = stems + used;

	if (used + n >= sizeof(stems))
		return;
	memcpy(stem, p, n);
	stem[n] = '\0';
	language_word_stem(languages[l].code, stem);
	used += strlen(stem) + 1;
	slot_put(l, DROPS, stem, strlen(stem));
}

static void
slots_fill(void)
{
	const char *p;
	size_t l, n;
	int k;

	filled = true;
	for (l = 0; l < COUNT(languages); l++)
		for (k = 0; k < LISTS; k++)
			for (p = languages[l].words[k]; *p;
			    p += n + (p[n] == ' ')) {
				n = strcspn(p, " ");
				slot_put(l, k, p, n);
				if (k == DROPS)
					stem_put(l, p, n);
			}
}

static uint16_t
lists_of(const char *p, size_t n, int list)
{
	if (!filled)
		slots_fill();
	return slot_of(p, n)->in[list];
}

static size_t
index_of(const char *language)
{
	size_t l;

	for (l = 0; l < COUNT(languages); l++)
		if (language && strcmp(languages[l].code, language) == 0)
			break;
	return l;
}

const char *
language_of_tag(const char *tag)
{
	char code[3] = "";
	size_t l;

	if (!tag || strlen(tag) < 2 || (tag[2] && !strchr("-_.", tag[2])))
		return NULL;
	code[0] = (char)(tag[0] | 0x20);
	code[1] = (char)(tag[1] | 0x20);
	if (strcmp(code, "no") == 0 || strcmp(code, "nn") == 0)
		memcpy(code, "nb", sizeof(code));
	l = index_of(code);
	return l < COUNT(languages) ? languages[l].code : NULL;
}

/* Points for each language that has the word: more when few have it. */
static void
count_word(const char *p, size_t n, int points[])
{
	uint16_t in = lists_of(p, n, TELL);
	int many = 0;
	size_t l;

	for (l = 0; l < COUNT(languages); l++)
		many += in >> l & 1;
	for (l = 0; l < COUNT(languages); l++)
		if (in >> l & 1)
			points[l] += many == 1 ? 4 : many == 2 ? 2 : 1;
}

const char *
language_find(struct arena *arena, const char *const *lines, size_t n)
{
	int points[COUNT(languages)] = { 0 };
	size_t i, l, len, best = 0;

	for (i = 0; i < n; i++) {
		const char *p = text_fold(arena, lines[i]);

		for (; *p; p += len + (p[len] == ' ')) {
			len = strcspn(p, " ");
			count_word(p, len, points);
		}
	}
	for (l = 1; l < COUNT(languages); l++)
		if (points[l] > points[best])
			best = l;
	return points[best] >= ENOUGH ? languages[best].code : NULL;
}

/* ---- words -------------------------------------------------------------- */

bool
language_little(const char *language, const char *p, size_t n)
{
	size_t l = index_of(language);

	return l < COUNT(languages) && lists_of(p, n, LITTLE) >> l & 1;
}

bool
language_drops(const char *language, const char *word)
{
	size_t l = index_of(language);

	return l < COUNT(languages) &&
	    lists_of(word, strlen(word), DROPS) >> l & 1;
}
