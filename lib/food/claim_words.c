/* The words of a line that say what is in it. */
#include "food/claim.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/text.h"

/* In the order of CATALOGUE_ALLERGENS; then what denies diets alone. */
enum {
	CELERY = 1 << 0, CRUSTACEANS = 1 << 1, EGGS = 1 << 2, FISH = 1 << 3,
	GLUTEN = 1 << 4, LUPIN = 1 << 5, MILK = 1 << 6, MOLLUSCS = 1 << 7,
	MUSTARD = 1 << 8, NUTS = 1 << 9, PEANUTS = 1 << 10, SESAME = 1 << 11,
	SOY = 1 << 12, SULPHITES = 1 << 13,
	MEAT = 1 << 16, PORK = 1 << 17, ALCOHOL = 1 << 18, HONEY = 1 << 19
};

enum kind { IS_SAID, IS_FREE, IS_LACK, IS_PART, KINDS };

static const struct {
	enum kind	 kind;
	uint32_t	 what;
	const char	*words;
} table[] = {
#define SAID(what, language, words) { IS_SAID, what, words },
#define FREE(what, language, words) { IS_FREE, what, words },
#define LACK(words) { IS_LACK, 0, words },
#define PART(words) { IS_PART, 0, words },
#include "food/claim_words.def"
};

struct pattern {
	const char	*p;		/* without stars */
	size_t		 n;
	bool		 inside;	/* may begin within a word */
	bool		 open;		/* may end within one */
	enum kind	 kind;
	uint32_t	 what;
	struct pattern	*next;		/* of the same first letter */
};

#define LETTERS 256

struct claim_words {
	struct pattern	*by_letter[2][LETTERS];	/* [1]: begin anywhere */
};

/* ---- the table ----------------------------------------------------------- */

static size_t
count_patterns(void)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(table); i++)
		for (const char *p = table[i].words; p; p = strchr(p + 1, '|'))
			n++;
	return n;
}

struct claim_words *
claim_words_read(struct arena *arena)
{
	struct claim_words *w = arena_alloc(arena, sizeof(*w));
	struct pattern *all = arena_array(arena, count_patterns(),
	    sizeof(*all)), *q = all;

	memset(w, 0, sizeof(*w));
	for (size_t i = 0; i < COUNT(table); i++) {
		const char *p = table[i].words;

		for (; *p; q++) {
			size_t n = strcspn(p, "|");
			bool inside = *p == '*', open = p[n - 1] == '*';
			struct pattern **list;

			*q = (struct pattern){ p + inside, n - inside - open,
			    inside, open, table[i].kind, table[i].what, NULL };
			list = &w->by_letter[inside][(unsigned char)*q->p];
			q->next = *list;
			*list = q;
			p += n + (p[n] == '|');
		}
	}
	return w;
}

/* ---- what fits ----------------------------------------------------------- */

/* The longest patterns at one place: of each kind, and what they say. */
struct hit {
	size_t		n;		/* 0: none */
	bool		of[KINDS];
	uint32_t	said, free;
};

/* How much of the text at p the pattern takes, 0 when it does not fit. */
static size_t
fits(const struct pattern *q, const char *p, size_t left)
{
	if (q->n > left || memcmp(q->p, p, q->n) != 0)
		return 0;
	if (q->open || q->n == left || p[q->n] == ' ')
		return q->n;
	/* a plural's s */
	return p[q->n] == 's' && (q->n + 1 == left || p[q->n + 1] == ' ') ?
	    q->n + 1 : 0;
}

static void
look(const struct pattern *q, const char *p, size_t left, struct hit *hit)
{
	for (; q; q = q->next) {
		size_t n = fits(q, p, left);

		if (!n || n < hit->n)
			continue;
		if (n > hit->n)
			*hit = (struct hit){ .n = n };
		hit->of[q->kind] = true;
		if (q->kind == IS_SAID)
			hit->said |= q->what;
		else if (q->kind == IS_FREE)
			hit->free |= q->what;
	}
}

static struct hit
hit_at(const struct claim_words *w, const char *s, size_t i, size_t n)
{
	struct hit hit = { .n = 0 };

	look(w->by_letter[1][(unsigned char)s[i]], s + i, n - i, &hit);
	if (!i || s[i - 1] == ' ')
		look(w->by_letter[0][(unsigned char)s[i]], s + i, n - i, &hit);
	return hit;
}

/* ---- lines --------------------------------------------------------------- */

/* What one part of a line says: up to an "or". */
struct part {
	uint32_t	there, free;
	bool		lacks;		/* an "ohne" was there */
};

static void
part_end(struct part *part, struct claim_said *said)
{
	said->there |= part->there & ~part->free;
	said->free |= part->free;
	*part = (struct part){ .lacks = false };
}

static void
take_hit(const struct hit *hit, struct part *part, struct claim_said *said)
{
	if (hit->of[IS_PART])
		part_end(part, said);
	if (hit->of[IS_LACK])
		part->lacks = true;
	part->free |= hit->free;
	if (part->lacks)
		part->free |= hit->said;
	else
		part->there |= hit->said;
}

/*
 * A stretch between commas and brackets. One that says nothing but what is
 * not there is of what stands before it: "flour, gluten-free".
 */
static void
read_stretch(const struct claim_words *w, const char *s,
    struct claim_said *said)
{
	struct part part = { .lacks = false };
	struct claim_said here = { 0, 0 };
	size_t n = strlen(s), end = 0, free_to = 0;

	for (size_t i = 0; i < n; i++) {
		struct hit hit = hit_at(w, s, i, n);

		/* within a longer one it does not count */
		if (!hit.n || i + hit.n <= end)
			continue;
		end = i + hit.n;
		take_hit(&hit, &part, &here);
		if (hit.of[IS_FREE] && i <= free_to + 1)
			free_to = end + strcspn(s + end, " ");
	}
	part_end(&part, &here);
	if (free_to >= n && !here.there)
		said->there &= ~here.free;
	said->there |= here.there;
	said->free |= here.free;
}

void
claim_read(const struct claim_words *w, struct arena *arena, const char *line,
    struct claim_said *said)
{
	static const char signs[] = ",;:()[]/";
	char *copy, *p;
	struct claim_said all = { 0, 0 };

	if (!line)
		return;
	copy = arena_str(arena, line);
	/* l'orge, d'amandes, za'atar: two words, which folding makes one */
	for (p = copy; *p; p++)
		if (*p == '\'')
			*p = ' ';
		else if (strncmp(p, "\xe2\x80\x99", 3) == 0)
			memcpy(p, "   ", 3);
	for (p = copy; *p;) {
		size_t n = strcspn(p, signs);

		if (n)
			read_stretch(w, text_fold(arena, arena_dup(arena, p,
			    n)), &all);
		p += n + (p[n] != '\0');
	}
	said->there |= all.there;
	said->free |= all.free & ~all.there;
}
