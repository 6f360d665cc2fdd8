/*
 * Recipes as schema.org has them: what ours become, what others' are read as,
 * and that ours come back from there.
 */
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/json.h"
#include "recipe/recipe.h"
#include "store/cx.h"

#include "tap.h"

static struct cx cx;

static struct doc *
parse(const char *text)
{
	struct doc *d = json_parse(&cx.err, text, strlen(text));

	if (!d)
		ok(false, text);
	return d;
}

static const char *
json_of(const struct doc *d)
{
	struct buf b;

	if (!d)
		return NULL;
	buf_init(&b, cx.arena, 1 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

/* ---- theirs ------------------------------------------------------------ */

#define R "{\"@type\":\"Recipe\","

/* A thing of theirs, and a member of ours that comes of it. */
static const char *const theirs[][3] = {
	{ R "\"name\":\"Dal\"}", "name", "\"Dal\"" },
	{ "[1,{\"@type\":\"X\"}," R "\"name\":\"Dal\"}]", "name", "\"Dal\"" },
	{ "{\"@graph\":[{\"@type\":[\"X\",\"recipe\"],\"name\":\"D\"}]}",
	    "name", "\"D\"" },
	{ R "\"name\":[\"a\",\"b\"]}", "name", "\"a\"" },
	{ R "\"name\":\"\"}", "name", NULL },
	{ R "\"name\":{\"x\":1}}", "name", NULL },
	{ R "\"recipeYield\":[\"4\",\"4 servings\"]}", "recipeYield",
	    "\"4 servings\"" },
	{ R "\"recipeYield\":4}", "recipeYield", "\"4\"" },
	{ R "\"prepTime\":\"PT5M\"}", "prepTime", "\"PT5M\"" },
	{ R "\"prepTime\":\"5 minutes\"}", "prepTime", NULL },
	{ R "\"prepTime\":\"PT0S\"}", "prepTime", NULL },
	{ R "\"keywords\":\"a, b;c\\nd,,\"}", "keywords",
	    "[\"a\",\"b\",\"c\",\"d\"]" },
	{ R "\"keywords\":[\"a, b\",5,{\"name\":\"c\"},null]}", "keywords",
	    "[\"a, b\",\"5\",\"c\"]" },
	{ R "\"keywords\":{\"name\":\"k\"}}", "keywords", "[\"k\"]" },
	{ R "\"tool\":[{\"@type\":\"HowToTool\",\"name\":\"pot\"}]}", "tools",
	    "[\"pot\"]" },
	{ R "\"recipeIngredient\":\"1 egg\\n2 cups, sifted\"}",
	    "recipeIngredient", "[\"1 egg\",\"2 cups, sifted\"]" },
	{ R "\"ingredients\":[\"1 egg\"]}", "recipeIngredient",
	    "[\"1 egg\"]" },
	{ R "\"author\":{\"name\":\"Robin\"},\"url\":\"https://a.example/\"}",
	    "source", "{\"name\":\"Robin\",\"url\":\"https://a.example/\"}" },
	{ R "\"url\":\"javascript:x\"}", "source", NULL },
	{ R "\"isBasedOn\":\"https://a.example/\",\"url\":\"https://b\"}",
	    "source", "{\"url\":\"https://a.example/\"}" },
	{ R "\"identifier\":\"7\"}", "id", NULL },
	{ R "\"recipeInstructions\":\"One.\\n\\nTwo.\"}", "instructions",
	    "[{\"section\":null,\"text\":\"One.\"},{\"section\":null,"
	    "\"text\":\"Two.\"}]" },
	{ R "\"recipeInstructions\":[{\"@type\":\"HowToSection\",\"name\":"
	    "\"S\",\"itemListElement\":[{\"text\":\"a\",\"timeRequired\":"
	    "\"PT5M\"},{\"@type\":\"ItemList\",\"itemListElement\":\"b\"}]},"
	    "{\"name\":\"c\"},{\"@type\":\"HowToStep\"}]}", "instructions",
	    "[{\"section\":\"S\",\"text\":\"a\",\"timer\":\"PT5M\"},"
	    "{\"section\":\"S\",\"text\":\"b\"},{\"section\":null,"
	    "\"text\":\"c\"}]" },
	{ R "\"recipeInstructions\":[[[[[[[\"deep\"]]]]]]]}", "instructions",
	    "[]" },
	{ R "\"recipeInstructions\":5}", "instructions", "[]" },
};

static void
test_theirs(void)
{
	static const char *const none[] = { "{}", "[]", "5", "\"Recipe\"",
	    "null", "{\"@type\":\"Thing\"}", "{\"@type\":5}",
	    "[[[[[[" R "\"name\":\"x\"}]]]]]]" };
	size_t i;

	for (i = 0; i < COUNT(theirs); i++)
		is_str(json_of(doc_get(recipe_ld_read(cx.arena,
		    parse(theirs[i][0])), theirs[i][1])), theirs[i][2],
		    theirs[i][0]);
	for (i = 0; i < COUNT(none); i++)
		ok(!recipe_ld_read(cx.arena, parse(none[i])), none[i]);
	ok(!recipe_ld_read(cx.arena, NULL), "nothing");
}

/* ---- ours -------------------------------------------------------------- */

static const char ours[] = "{\"id\":\"01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e\","
    "\"name\":\"Dal\",\"description\":null,\"recipeYield\":\"4\","
    "\"prepTime\":\"PT5M\",\"keywords\":[\"a\",\"b\"],\"tools\":[],"
    "\"recipeIngredient\":[\"1 egg\"],\"author\":{\"username\":\"robin\"},"
    "\"suitableForDiet\":[\"VeganDiet\"],\"visibility\":\"private\","
    "\"source\":{\"name\":\"A book\",\"url\":\"https://a.example/\"},"
    "\"instructions\":[{\"section\":null,\"text\":\"a\",\"timer\":null},"
    "{\"section\":\"S\",\"text\":\"b\",\"timer\":\"PT5M\"},{\"section\":\"S\","
    "\"text\":\"c\",\"timer\":null},{\"section\":null,\"text\":\"d\"},"
    "{\"section\":\"S\",\"text\":\"e\"}],\"nutrition\":{\"servingSize\":null,"
    "\"calories\":17.2,\"nutrients\":{}},\"version\":3}";

static void
test_ours(void)
{
	const struct doc *d = recipe_ld(&cx, parse(ours)), *back;
	const struct doc *a, *b;

	is_str(doc_str(d, "@type"), "Recipe", "its type");
	is_str(doc_str(d, "keywords"), "a, b", "keywords are one text");
	is_str(json_of(doc_get(d, "suitableForDiet")),
	    "[\"https://schema.org/VeganDiet\"]", "a diet");
	is_str(doc_str(doc_get(d, "nutrition"), "calories"), "17.2 kcal",
	    "an amount has its unit");
	ok(!doc_get(d, "description") && !doc_get(d, "tool"),
	    "what is unknown is left out");
	ok(!strstr(json_of(d), "private"), "nothing of ours alone");
	is_int((int64_t)doc_get(d, "recipeInstructions")->count, 4,
	    "steps, and sections of steps");
	back = recipe_ld_read(cx.arena, d);
	a = doc_first(doc_get(parse(ours), "instructions"));
	b = doc_first(doc_get(back, "instructions"));
	for (; a && b; a = a->next, b = b->next) {
		is_str(doc_str(b, "section"), doc_str(a, "section"),
		    "its section again");
		is_str(doc_str(b, "text"), doc_str(a, "text"), "its text");
		is_str(doc_str(b, "timer"), doc_str(a, "timer"), "its timer");
	}
	ok(!a && !b, "all of them");
	is_str(doc_str(back, "id"), doc_str(parse(ours), "id"), "the same");
}

/* However many words of whatever script: none is lost. */
static void
test_keywords(void)
{
	struct doc *d = doc_object(cx.arena), *list;
	const struct doc *back;
	int i;

	list = doc_append(d, "keywords", doc_list(cx.arena));
	for (i = 0; i < 100; i++)
		doc_add(list, doc_text(cx.arena, arena_fmt(cx.arena,
		    "%d 김치찌개 김치찌개 김치찌개 김치찌개 김치찌개 김치찌개 "
		    "김치찌개 김치찌개 김치찌개", i)));
	back = doc_get(recipe_ld_read(cx.arena, recipe_ld(&cx, d)),
	    "keywords");
	is_int((int64_t)back->count, 100, "a hundred keywords");
	is_str(doc_chars(back->last), doc_chars(list->last),
	    "to the last letter");
}

int
main(void)
{
	struct arena *arena = arena_new();

	cx_init(&cx, arena, NULL, NULL);
	test_theirs();
	test_ours();
	test_keywords();
	arena_free(arena);
	return done();
}
