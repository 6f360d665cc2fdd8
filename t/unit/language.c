/* Languages: told from lines of nine, and words compared within one. */
#include "ingredient/language.h"

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

#define LINES_MAX 4

static struct arena *arena;

static const struct {
	const char	*language;
	const char	*lines[LINES_MAX];
} recipes[] = {
	{ "en", { "2 cups flour, sifted", "a pinch of salt", "3 eggs" } },
	{ "de", { "250 g Mehl", "1 Prise Salz", "3 Eier", "etwas Milch" } },
	{ "fr", { "250 g de farine", "1 pincée de sel", "3 œufs" } },
	{ "it", { "250 g di farina", "un pizzico di sale", "3 uova" } },
	{ "es", { "250 g de harina", "una pizca de sal", "3 huevos" } },
	{ "nl", { "250 g bloem", "snufje zout", "3 eieren", "2 el melk" } },
	{ "pt", { "250 g de farinha", "uma pitada de sal", "3 ovos" } },
	{ "sv", { "4 dl vetemjöl", "1 krm salt", "3 ägg", "2 msk mjölk" } },
	{ "da", { "250 g hvedemel", "1 knivspids salt", "3 æg", "1 dl mælk" } },
	{ "nb", { "4 dl hvetemel", "1 ts salt", "3 egg", "2 ss melk" } },
	/* metric units tell nothing */
	{ "fr", { "100 g sel", "100 g beurre", "100 g riz", "100 g jambon" } },
	{ "pt", { "1 colher (chá) de sal", "100 g natas", "100 g ovo" } },
	{ NULL, { "salt", "12", "\xf0\x9f\x8d\x95" } },
	{ NULL, { "" } },
	{ "de", { "KNOBLAUCHZEHEN" } },
	{ "en", { "1 tbsp cr\xc3\xa8me fra\xc3\xae" "che", "1 cup rice" } },
};

static void
test_find(void)
{
	size_t i, n;

	for (i = 0; i < COUNT(recipes); i++) {
		for (n = 0; n < LINES_MAX && recipes[i].lines[n]; n++)
			;
		is_str(language_find(arena, recipes[i].lines, n),
		    recipes[i].language, recipes[i].lines[0]);
	}
	is_str(language_find(arena, NULL, 0), NULL, "no lines");
}

static void
test_tags(void)
{
	is_str(language_of_tag("de-AT"), "de", "de-AT");
	is_str(language_of_tag("pt_BR"), "pt", "pt_BR");
	is_str(language_of_tag("nn"), "nb", "nn");
	is_str(language_of_tag("NO"), "nb", "NO");
	is_str(language_of_tag("deu"), NULL, "deu");
	is_str(language_of_tag("x"), NULL, "x");
	is_str(language_of_tag(""), NULL, "nothing");
	is_str(language_of_tag(NULL), NULL, "NULL");
}

/* One thing in two forms: the same stem. */
static const char *const same[][3] = {
	{ "de", "Zwiebel", "Zwiebeln" }, { "de", "Tomate", "Tomaten" },
	{ "de", "rote Zwiebel", "roten Zwiebeln" },
	{ "nl", "tomaat", "tomaten" }, { "nl", "wortel", "wortels" },
	{ "fr", "tomate", "tomates" }, { "fr", "poireau", "poireaux" },
	{ "fr", "huile d'olive", "huile d\xe2\x80\x99olive" },
	{ "it", "pomodoro", "pomodori" }, { "it", "fungo", "funghi" },
	{ "es", "limón", "limones" }, { "es", "tomate", "tomates" },
	{ "pt", "limão", "limões" }, { "pt", "batata", "batatas" },
	{ "sv", "tomat", "tomater" }, { "sv", "citron", "citroner" },
	{ "da", "citron", "citroner" }, { "da", "tomat", "tomater" },
	{ "nb", "potet", "poteter" }, { "nb", "sitron", "sitroner" },
};

/* Two things: two stems. */
static const char *const apart[][3] = {
	{ "de", "Birne", "Bier" }, { "de", "Reis", "Reibe" },
	{ "nl", "peer", "peper" }, { "fr", "poire", "poireau" },
	{ "it", "pera", "pere fritte" }, { "es", "pera", "perejil" },
	{ "sv", "vin", "vindruva" }, { "da", "ost", "\xc3\xb8sters" },
};

static void
test_stems(void)
{
	size_t i;

	for (i = 0; i < COUNT(same); i++)
		is_str(language_stem(arena, same[i][0], same[i][2]),
		    language_stem(arena, same[i][0], same[i][1]),
		    same[i][2]);
	for (i = 0; i < COUNT(apart); i++)
		ok(strcmp(language_stem(arena, apart[i][0], apart[i][2]),
		    language_stem(arena, apart[i][0], apart[i][1])) != 0,
		    apart[i][2]);
	is_str(language_stem(arena, "en", "onions"), "", "none in English");
	is_str(language_stem(arena, NULL, "onions"), "", "nor without one");
	is_str(language_stem(arena, "fr", "de la"), "", "nor of little words");
	ok(language_drops("de", "frisch"), "fresh says nothing");
	ok(!language_drops("de", "fisch"), "fish does");
	ok(!language_drops("en", "frisch"), "nor of another language");
}

/* The confidence of a key; 0 when it is not asked for. */
static double
asked_note(const char *language, const char *food, const char *note,
    const char *key)
{
	struct ingredient_key keys[LANGUAGE_KEYS_MAX];
	size_t n = language_keys(arena, language, food, note, keys,
	    COUNT(keys)), i;

	for (i = 0; i < n; i++)
		if (strcmp(keys[i].key, key) == 0)
			return keys[i].confidence;
	return 0;
}

static double
asked(const char *language, const char *food, const char *key)
{
	return asked_note(language, food, NULL, key);
}

/* A participle or a part that went to the note still names the food. */
static void
test_notes(void)
{
	ok(asked_note("es", "carne", "picada", "es:carn picad") == 1,
	    "carne picada");
	ok(asked_note("it", "lievito", "per dolci", "it:lievit dolc") == 1,
	    "lievito per dolci");
	ok(asked_note("it", "limone", "il succo di", "it:succ limon") == 1,
	    "il succo di ... limone");
	ok(asked_note("fr", "citron", "le jus d'", "fr:jus citron") == 1,
	    "le jus d'... citron");
	ok(asked_note("fr", "oignon", "émincé, cuit", "fr:oignon") == 1,
	    "and without its note");
	ok(asked_note("fr", "sel", "", "fr:sel") == 1, "a note of nothing");
	ok(asked_note("fr", "sel", ", fin", "fr:sel") == 1, "of a comma");
}

static void
test_keys(void)
{
	char many[INGREDIENT_LINE_MAX + 1];
	struct ingredient_key keys[LANGUAGE_KEYS_MAX];
	size_t n, i;
	bool falls = true;

	ok(asked("de", "Zwiebeln", "de:zwiebel") == 1, "a plural is it");
	ok(asked("de", "frische rote Zwiebeln", "de:zwiebel") >= 0.9,
	    "what says nothing goes");
	ok(asked("sv", "gul lök, hackad", "sv:lok") >= 0.85, "behind a comma");
	ok(asked("fr", "sel de mer gris de Gu\xc3\xa9rande", "fr:sel") > 0,
	    "the head comes first in French");
	ok(asked("de", "Weidemilch", "de:milch") > 0, "the end of a compound");
	ok(asked("de", "Weidemilch", "de:milch") < 0.5, "is a guess");
	ok(asked("fr", "surlait", "fr:lait") == 0, "there are none in French");
	ok(asked("de", "Milch oder Sahne", "de:milch") >= 0.85, "either");
	ok(asked("fr", "lait \u00e0 la fraise", "fr:lait") >= 0.85,
	    "X \u00e0 Y is X");
	ok(asked("it", "yogurt al limone", "it:yogurt") >= 0.85, "X al Y, too");
	ok(asked("nl", "gember van 3 cm", "nl:gember") >= 0.9, "numbers go");
	ok(asked("nl", "volkoren penne", "penne") > 0, "a part as written");
	ok(asked("da", "zout en peper", "nl:zout") == 0 &&
	    asked("nl", "zout en peper", "nl:zout") > 0.8,
	    "and in Dutch is and only there");
	ok(asked_note("de", "Tomaten", "getrocknet",
	    "de:getrocknet tomat") == 1,
	    "dried, the note says");
	ok(asked_note("fr", "tomates", "séchées, hachées",
	    "fr:tomat sech") == 1, "in French behind");
	ok(asked_note("de", "Tomaten", "gehackt", "de:gehackt tomat") == 0,
	    "no other word of a note does");
	ok(asked(NULL, "Zwiebeln", "de:zwiebeln") == 0, "no language");
	memset(many, 'x', sizeof(many));
	for (i = 3; i < sizeof(many); i += 4)
		many[i] = ' ';
	many[sizeof(many) - 1] = '\0';
	n = language_keys(arena, "de", many, "note", keys, COUNT(keys));
	ok(n > 0 && n <= LANGUAGE_KEYS_MAX, "a long one has its bound");
	for (i = 1; i < n; i++)
		falls &= keys[i].confidence <= keys[i - 1].confidence;
	ok(falls, "confidence never rises");
	is_int((int)language_keys(arena, "de", "rote Tomaten", NULL, keys, 2),
	    2, "as many as there is room for");
	is_int((int)language_keys(arena, "de", "", NULL, keys, 2), 0, "none");
}

int
main(void)
{
	arena = arena_new();
	test_find();
	test_tags();
	test_stems();
	test_keys();
	test_notes();
	arena_free(arena);
	return done();
}
