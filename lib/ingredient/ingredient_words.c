#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "ingredient/ingredient_parts.h"

#define SLOTS 4096	/* a power of two, over twice the words */

struct list {
	const char	*words;		/* parted by bars */
	uint32_t	 flags;
	double		 number;
};

static const struct list lists[] = {
#define WORDS(flags, words) { words, flags, 0 },
#define NUMBER(value, words) { words, 0, value },
#include "ingredient/ingredient_words.def"
};

struct slot {
	const char	*p;
	size_t		 n;
	uint32_t	 flags;
	double		 number;
};

/* All words by their hash; constant once filled by the first look-up. */
static struct slot slots[SLOTS];
static bool filled;

static struct slot *
slot_of(const char *p, size_t n)
{
	uint32_t h = hash_bytes(p, n);
	size_t i;

	i = (h ^ (h >> 15)) & (SLOTS - 1);
	while (slots[i].p != NULL &&
	    (slots[i].n != n || memcmp(slots[i].p, p, n) != 0))
		i = (i + 1) & (SLOTS - 1);
	return &slots[i];
}

static void
slots_fill(void)
{
	const char *p, *end;
	struct slot *s;

	filled = true;
	for (size_t i = 0; i < COUNT(lists); i++) {
		for (p = lists[i].words; *p != '\0'; p = end + (*end == '|')) {
			end = strchr(p, '|');
			if (end == NULL)
				end = p + strlen(p);
			s = slot_of(p, (size_t)(end - p));
			s->p = p;
			s->n = (size_t)(end - p);
			s->flags |= lists[i].flags;
			if (lists[i].number > 0)
				s->number = lists[i].number;
		}
	}
}

uint32_t
ingredient_word(const char *fold, size_t n)
{
	if (!filled)
		slots_fill();
	return slot_of(fold, n)->flags;
}

double
ingredient_number_word(const char *fold)
{
	if (!filled)
		slots_fill();
	return slot_of(fold, strlen(fold))->number;
}

bool
ingredient_is_treatment(const char *fold, size_t n)
{
	return (ingredient_word(fold, n) & (W_PREP | W_ADV | W_SIZE)) != 0;
}
