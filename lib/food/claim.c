#include "food/claim.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/doc.h"
#include "food/catalogue.h"

/* By their places in CATALOGUE_ALLERGENS and CATALOGUE_DIETS; t/unit/claim.c
 * holds them against those. */
enum {
	EGGS = 1 << 2, CRUSTACEANS = 1 << 1, FISH = 1 << 3, GLUTEN = 1 << 4,
	MILK = 1 << 6, MOLLUSCS = 1 << 7,
	MEAT = 1 << 16, PORK = 1 << 17, ALCOHOL = 1 << 18, HONEY = 1 << 19,
	ALLERGENS = (1 << 14) - 1
};
enum {
	VEGAN = 1 << 0, VEGETARIAN = 1 << 1, GLUTEN_FREE = 1 << 2,
	LOW_LACTOSE = 1 << 3, HALAL = 1 << 4, KOSHER = 1 << 5
};

static const struct {
	uint32_t	diet;
	uint32_t	against;
} denials[] = {
	{ VEGAN, MILK | EGGS | FISH | CRUSTACEANS | MOLLUSCS | MEAT | PORK |
	    HONEY },
	{ VEGETARIAN, FISH | CRUSTACEANS | MOLLUSCS | MEAT | PORK },
	{ GLUTEN_FREE, GLUTEN },
	{ LOW_LACTOSE, MILK },
	{ HALAL, PORK | ALCOHOL },
	{ KOSHER, PORK | CRUSTACEANS | MOLLUSCS },
};

/* ---- lines --------------------------------------------------------------- */

/* The diets that cannot be where this is. */
static uint32_t
denied(uint32_t there)
{
	uint32_t diets = 0;

	for (size_t i = 0; i < COUNT(denials); i++)
		if (there & denials[i].against)
			diets |= denials[i].diet;
	return diets;
}

/* What is not there where these diets are. */
static uint32_t
excluded(uint32_t diets)
{
	uint32_t without = 0;

	for (size_t i = 0; i < COUNT(denials); i++)
		if (diets & denials[i].diet & ~(uint32_t)LOW_LACTOSE)
			without |= denials[i].against;
	return without;
}

struct claim
claim_line(struct claim food, enum claim_by by, struct claim_said said)
{
	struct claim out = { .diets = by == CLAIM_GUESS ? 0 : food.diets };
	/* Of a food with milk the table knows how much lactose it has. */
	uint32_t lactose = food.allergens & MILK ? out.diets & LOW_LACTOSE : 0;

	if (by == CLAIM_OWN) {
		said.there &= ~excluded(food.diets);
		said.free = 0;
	}
	out.allergens = ((food.allergens & ~said.free) | said.there) &
	    ALLERGENS;
	out.diets = (out.diets & ~denied(said.there)) | lactose;
	return out;
}

/* Meat is what is no vegetarian's and no fish. */
static bool
is_meat(const struct claim *c)
{
	return !(c->diets & VEGETARIAN) && !(c->allergens & FISH);
}

struct claim
claim_all(const struct claim *lines, size_t n)
{
	struct claim all = { .diets = n ? UINT32_MAX : 0 };
	bool meat = false;

	for (size_t i = 0; i < n; i++) {
		all.diets &= lines[i].diets;
		all.allergens |= lines[i].allergens;
		meat = meat || is_meat(&lines[i]);
	}
	if (meat && (all.allergens & MILK))
		all.diets &= ~(uint32_t)KOSHER;
	return all;
}

const char *
claim_at_odds(struct arena *arena, struct claim food)
{
	/* Some cheese and butter has next to no lactose. */
	uint32_t wrong = food.diets & denied(food.allergens) &
	    ~(uint32_t)LOW_LACTOSE;
	const char *texts[32];

	if ((food.diets & VEGAN) && !(food.diets & VEGETARIAN))
		wrong |= VEGAN;
	return claim_texts(arena, CATALOGUE_DIETS, wrong, texts) ? texts[0] :
	    NULL;
}

/* ---- sets ---------------------------------------------------------------- */

/* The next of words parted by blanks, its length in *n; NULL at the end. */
static const char *
next_word(const char **rest, size_t *n)
{
	const char *word = *rest + strspn(*rest, " ");

	*n = strcspn(word, " ");
	*rest = word + *n;
	return *n ? word : NULL;
}

uint32_t
claim_bits(const char *known, const struct doc *list)
{
	uint32_t bits = 0, bit = 1;
	const struct doc *d;
	const char *word;
	size_t n;

	for (; (word = next_word(&known, &n)); bit <<= 1)
		for (d = doc_first(list); d; d = d->next)
			if (d->len == n && memcmp(d->text, word, n) == 0)
				bits |= bit;
	return bits;
}

size_t
claim_texts(struct arena *arena, const char *known, uint32_t bits,
    const char **out)
{
	const char *word;
	size_t n, count = 0;

	for (; (word = next_word(&known, &n)); bits >>= 1)
		if (bits & 1)
			out[count++] = arena_dup(arena, word, n);
	return count;
}
