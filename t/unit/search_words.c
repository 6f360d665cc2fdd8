/* Words to search by: any part of a name finds it, in every script. */
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/search_words.h"
#include "data/text.h"
#include "tap.h"

static struct arena *arena;

/* Whether every word of a query begins a word of the text's vector: what
 * PostgreSQL does with them. */
static bool
finds(const char *query, const char *text)
{
	struct search_words w;
	const char *q = search_query(arena, query), *p;

	search_init(&w, arena);
	search_add(&w, text, 'A');
	for (p = q; p && *p; p = strstr(p, " & ") ? strstr(p, " & ") + 3 :
	    NULL) {
		const char *end = strstr(p, "':*");
		char *word;

		if (!end)
			return false;
		word = arena_dup(arena, p, (size_t)(end - p));
		if (!strstr(search_vector(&w), word))
			return false;
	}
	return true;
}

static void
test_names(void)
{
	static const char *const names[] = {
		"김치찌개 맛있는", "ガーリックごはん", "दाल मखनी", "แกงเขียวหวาน",
		"Борщ украинский", "Йогурт с ягодами", "Mac/Cheese bake",
		"Ramen 2.5 litre", "Milk 3.5% pudding", "soup.html trick",
		"www.food.com stew", "Shepherd’s pie", "Käsespätzle",
		"שקשוקה עם ביצים", "شوربة عدس", "Μουσακάς", "麻婆豆腐",
		"ইলিশ মাছ", "சாம்பார் சாதம்", "ხაჭაპური", "Հարիսա", "ເຂົ້າປຽກ",
		"မုန့်ဟင်းခါး", "Crème brûlée à l’orange", "7up cake",
	};
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		const char *p = names[i];

		ok(finds(p, p), p);
		while (*p) {
			size_t n = strcspn(p, " ");

			ok(finds(arena_dup(arena, p, n), names[i]),
			    arena_dup(arena, p, n));
			p += n + (p[n] == ' ');
		}
	}
}

/* Whatever is put in, no vector is longer than the column, and it ends. */
static void
test_limits(void)
{
	static const char *const hostile[] = { "a", "'", "\\", "豆", "' & a",
	    "a:*", "\xff\xfe", "<->", "é́", "12345", "  ", "!(a|b)" };
	struct search_words w;
	const char *vector;
	char *text = arena_str(arena, "");
	int i;

	for (i = 0; i < 400; i++)
		text = arena_fmt(arena, "%s%s%s", text, i % 3 ? " " : "",
		    hostile[i * 7 % 12]);
	search_init(&w, arena);
	for (i = 0; i < 600; i++)
		search_add(&w, text, "ABCD"[i % 4]);
	vector = search_vector(&w);
	ok(strlen(vector) <= (size_t)512 << 10, "a bounded vector");
	ok(strchr("ABCD", vector[strlen(vector) - 1]) != NULL,
	    "that ends behind a word");
	ok(strstr(vector, ":16383") && !strstr(vector, ":16384"),
	    "and counts as far as PostgreSQL does");
	ok(strlen(search_query(arena, text)) <= (size_t)64 << 10,
	    "a bounded query");
	ok(!strstr(vector, "\\") && !strstr(vector, "''"),
	    "without signs of its own");
	for (i = 0; i < 300; i++)
		text[i] = 'x';
	text[300] = '\0';
	ok(strlen(search_query(arena, text)) < 300, "a word is cut, not "
	    "doubled");
	ok(finds(text, text), "and found");
}

int
main(void)
{
	struct search_words w;

	arena = arena_new();
	test_names();
	test_limits();
	ok(finds("เขียว", "แกงเขียวหวาน"), "a word within a run");
	ok(finds("ごはん", "ガーリックごはん"), "in kana");
	ok(finds("찌개", "김치찌개"), "in Hangul");
	ok(finds("腐", "麻婆豆腐"), "its last letter");
	ok(finds("shepherds", "Shepherd's pie"), "without the apostrophe");
	ok(finds("Shepherd’s", "shepherds pie"), "with another one");
	ok(finds("cheese", "Mac/Cheese"), "behind a slash");
	ok(!finds("カーリック", "ガーリック"), "voicing is a difference");
	ok(!finds("दिल", "दाल"), "vowels are");
	ok(search_query(arena, NULL) == NULL, "no query");
	is_str(search_query(arena, "\" %"), "' '", "one that finds nothing");
	search_init(&w, arena);
	search_add(&w, "Red lentils", 'A');
	search_add(&w, NULL, 'B');
	search_add(&w, "豆腐", 'C');
	is_str(search_vector(&w), "'red':1A 'lentils':2A '豆腐':3C '腐':4C",
	    "a vector");
	arena_free(arena);
	return done();
}
