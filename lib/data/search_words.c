#include "data/search_words.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "data/text.h"

#define VECTOR_MAX	((size_t)512 << 10)
#define QUERY_MAX	((size_t)64 << 10)
#define WORD_MAX	200	/* bytes of a word; what is longer is cut */
#define POSITION_MAX	16383	/* PostgreSQL's own */

/* Whether words of a letter's script run together. */
static bool
runs_together(int32_t c)
{
	static const struct { int32_t from, to; } ranges[] = {
		{ 0x0e00, 0x0eff },	/* Thai, Lao */
		{ 0x1000, 0x109f },	/* Burmese */
		{ 0x1100, 0x11ff }, { 0x3130, 0x318f },	/* jamo */
		{ 0x1780, 0x17ff },	/* Khmer */
		{ 0x2e80, 0x30ff },	/* radicals, kana */
		{ 0x31f0, 0x31ff }, { 0x3400, 0x4dbf },
		{ 0x4e00, 0x9fff }, { 0xac00, 0xd7ff },	/* Han, Hangul */
		{ 0xf900, 0xfaff }, { 0x20000, 0x3ffff },
	};
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

static int32_t
code_at(const char *p, size_t n, size_t *len)
{
	int32_t c = text_code(p, n, len);

	return c < 0 ? 0xfffd : c;
}

typedef void word_fn(void *arg, const char *p, size_t n);

/* Each two neighbours of a run, and its last letter. */
static void
each_pair(const char *p, size_t n, word_fn *fn, void *arg)
{
	size_t one, two;

	while (n) {
		code_at(p, n, &one);
		two = 0;
		if (one < n)
			code_at(p + one, n - one, &two);
		fn(arg, p, one + two);
		p += one;
		n -= one;
	}
}

/* A word of letters with blanks round it, cut where its script changes. */
static void
each_part(const char *p, size_t n, word_fn *fn, void *arg)
{
	while (n) {
		size_t used = 0, len;
		bool run = runs_together(code_at(p, n, &len));

		while (used < n && runs_together(code_at(p + used, n - used,
		    &len)) == run && (run || used + len <= WORD_MAX))
			used += len;
		if (run)
			each_pair(p, used, fn, arg);
		else if (used)
			fn(arg, p, used);
		if (!run && used < n && !runs_together(code_at(p + used,
		    n - used, &len)))
			return;		/* longer than any word */
		p += used;
		n -= used;
	}
}

static void
each_word(struct arena *arena, const char *text, word_fn *fn, void *arg)
{
	const char *p = text_fold(arena, text);

	while (*p) {
		size_t n = strcspn(p, " ");

		each_part(p, n, fn, arg);
		p += n + (p[n] == ' ');
	}
}

void
search_init(struct search_words *w, struct arena *arena)
{
	*w = (struct search_words){ .arena = arena };
	buf_init(&w->b, arena, VECTOR_MAX);
}

struct adding {
	struct search_words	*words;
	char			 weight;
};

static void
add_word(void *arg, const char *p, size_t n)
{
	const struct adding *a = arg;
	struct search_words *w = a->words;

	if (buf_len(&w->b) + n + 16 > VECTOR_MAX)
		return;
	if (w->position < POSITION_MAX)
		w->position++;
	buf_fmt(&w->b, "%s'%.*s':%u%c", buf_len(&w->b) ? " " : "", (int)n, p,
	    w->position, a->weight);
}

void
search_add(struct search_words *w, const char *text, char weight)
{
	struct adding a = { w, weight };

	if (text)
		each_word(w->arena, text, add_word, &a);
}

const char *
search_vector(struct search_words *w)
{
	return buf_done(&w->b, NULL);
}

static void
ask_word(void *arg, const char *p, size_t n)
{
	struct buf *b = arg;

	if (buf_len(b) + n + 16 <= QUERY_MAX)
		buf_fmt(b, "%s'%.*s':*", buf_len(b) ? " & " : "", (int)n, p);
}

char *
search_query(struct arena *arena, const char *text)
{
	struct buf b;

	if (!text)
		return NULL;
	buf_init(&b, arena, QUERY_MAX);
	each_word(arena, text, ask_word, &b);
	/* no text has a blank within a word */
	return buf_len(&b) ? buf_done(&b, NULL) : arena_str(arena, "' '");
}
