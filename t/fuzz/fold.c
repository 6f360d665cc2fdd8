/*
 * What is folded for comparing is UTF-8 in NFC, of words with one blank
 * between them; folded again it is the same; word by word it is the same; and
 * no letter or digit is lost. A slug is such a text cut at whole characters.
 * A text is found by itself, whatever stands in it.
 */
#include <string.h>
#include <unictype.h>

#include "base/arena.h"
#include "data/search_words.h"
#include "data/text.h"

#include "fuzz.h"

static void
check_fold(struct arena *arena, const char *s)
{
	char *fold = text_fold(arena, s);

	REQUIRE(text_valid(fold, strlen(fold)));
	REQUIRE(strcmp(text_line(arena, fold, strlen(fold)), fold) == 0);
	REQUIRE(strcmp(text_fold(arena, fold), fold) == 0);
	REQUIRE(!strpbrk(fold, "'\\\"/.-_&%()ABCXYZ"));
}

/* A blank parts what is folded as it parts the text. */
static void
check_words(struct arena *arena, char *s)
{
	const char *whole = text_fold(arena, s), *a, *b;
	char *blank = strchr(s, ' ');

	if (!blank)
		return;
	*blank = '\0';
	a = text_fold(arena, s);
	b = text_fold(arena, blank + 1);
	*blank = ' ';
	REQUIRE(strcmp(whole, arena_fmt(arena, "%s%s%s", a,
	    *a && *b ? " " : "", b)) == 0);
}

/* Hangul's fillers, and Arabic marks standing alone, are letters by name. */
static bool
may_vanish(int32_t c)
{
	return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 ||
	    (c >= 0xfc5e && c <= 0xfc63) || (c >= 0xfcf2 && c <= 0xfcf4) ||
	    (c >= 0xfe70 && c <= 0xfe7f);
}

static void
check_letters(struct arena *arena, const char *s)
{
	size_t n = strlen(s), len;

	for (; n; s += len, n -= len) {
		int32_t c = text_code(s, n, &len);

		if (c < 0 || may_vanish(c) ||
		    !uc_is_general_category_withtable((ucs4_t)c,
		    UC_CATEGORY_MASK_Lu | UC_CATEGORY_MASK_Ll |
		    UC_CATEGORY_MASK_Lt | UC_CATEGORY_MASK_Lo |
		    UC_CATEGORY_MASK_N))
			continue;
		REQUIRE(*text_fold(arena, arena_dup(arena, s, len)));
	}
}

static void
check_slug(struct arena *arena, const char *s)
{
	const char *slug = text_slug(arena, s);
	size_t n = strlen(slug);

	REQUIRE(n <= 80 && text_valid(slug, n));
	REQUIRE(!n || (slug[0] != '-' && slug[n - 1] != '-'));
	REQUIRE(!strchr(slug, ' ') && !strstr(slug, "--"));
}

/* Each 'word':* of the query begins a word of the vector. */
static void
check_found(struct arena *arena, const char *s)
{
	const char *query = search_query(arena, s), *vector, *p;
	struct search_words words;

	search_init(&words, arena);
	search_add(&words, s, 'A');
	vector = search_vector(&words);
	REQUIRE(text_valid(query, strlen(query)));
	if (!*vector) {
		REQUIRE(strcmp(query, "' '") == 0);
		return;
	}
	for (p = query; p; p = strstr(p, " & ") ? strstr(p, " & ") + 3 :
	    NULL) {
		size_t n = strcspn(p + 1, "'");

		REQUIRE(p[0] == '\'' && n && strncmp(p + 1 + n, "':*", 3) == 0);
		REQUIRE(strstr(vector, arena_dup(arena, p, n + 1)));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	char *s;

	if (size > 4096)	/* the vector is cut somewhere */
		return 0;
	arena = arena_new();
	s = arena_dup(arena, (const char *)data, size);
	check_fold(arena, s);
	check_words(arena, s);
	check_letters(arena, s);
	check_slug(arena, s);
	check_found(arena, s);
	arena_free(arena);
	return 0;
}
