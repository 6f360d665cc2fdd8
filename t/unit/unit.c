/* Units: spellings, conversion, the table itself. */
#include "ingredient/unit.h"

#include <math.h>

#include "base/array.h"
#include "data/text.h"

#include "tap.h"

/* The spellings of unit.def, for looking whether any stands twice. */
static const char *const spellings[] = {
#define SPELL(id, scale, words) words,
#define MEASURE(word, words) words,
#include "ingredient/unit.def"
};

static const char *const measures[] = {
#define MEASURE(word, words) word,
#include "ingredient/unit.def"
};

static void
test_table(void)
{
	static const char *const names[] = {
		"g", "kg", "mg", "oz", "lb", "ml", "cl", "dl", "l", "tsp",
		"tbsp", "cup", "fl oz", "pint", "quart", "gallon", "pinch",
		"dash", "piece", "clove", "slice", "can", "package", "bunch",
		"sprig", "stick",
	};
	struct unit_word w;

	is_int((int64_t)unit_count, COUNT(names), "the API's units");
	for (size_t i = 0; i < COUNT(names) && i < unit_count; i++) {
		is_str(unit_table[i].name, names[i], "in the API's order");
		ok(unit_by_name(names[i]) == &unit_table[i], names[i]);
		ok(unit_word_find(names[i], &w) && w.unit == &unit_table[i],
		    "its name spells it");
		ok((unit_table[i].factor[0] > 0) ==
		    (unit_table[i].kind != UNIT_COUNT), "its factor");
	}
	ok(unit_by_name("cups") == NULL, "a spelling is no name");
	ok(unit_by_name(NULL) == NULL, "NULL is no name");
	for (size_t i = 0; i < COUNT(measures); i++)
		ok(unit_word_find(measures[i], &w) && w.unit == NULL &&
		    strcmp(w.measure, measures[i]) == 0, measures[i]);
}

/* Every spelling is found, and stands in one place only. */
static void
test_spellings(void)
{
	const char *p, *q, *all;
	size_t n, found, faults = 0, doubles = 0;
	struct unit_word w;
	char word[64];

	for (size_t i = 0; i < COUNT(spellings); i++)
		for (p = spellings[i]; *p != '\0'; p += n + (p[n] == '|')) {
			n = strcspn(p, "|");
			if (n == 0 || n >= sizeof(word)) {
				faults += n > 0;
				continue;
			}
			memcpy(word, p, n);
			word[n] = '\0';
			if (!unit_word_find(word, &w)) {
				faults++;
				tap_note("not found", word);
			}
			found = 0;
			for (size_t k = 0; k < COUNT(spellings); k++)
				for (all = spellings[k]; (q = strstr(all,
				    word)) != NULL; all = q + 1)
					found += (q == spellings[k] ||
					    q[-1] == '|') && (q[n] == '|' ||
					    q[n] == '\0');
			if (found != 1) {
				doubles++;
				tap_note("stands twice", word);
			}
		}
	is_int((int64_t)faults, 0, "every spelling is found");
	is_int((int64_t)doubles, 0, "no spelling stands twice");
}

static void
test_find(void)
{
	static const struct {
		const char	*text, *unit, *measure;
	} table[] = {
		{ "T", "tbsp", NULL }, { "t", "tsp", NULL },
		{ "Tbsp.", "tbsp", NULL }, { "TBSP", "tbsp", NULL },
		{ "tblsp", "tbsp", NULL }, { "tbs.", "tbsp", NULL },
		{ "teaspoons", "tsp", NULL }, { "C", "cup", NULL },
		{ "c.", "cup", NULL }, { "Cups", "cup", NULL },
		{ "fl. oz.", "fl oz", NULL }, { "fl.oz.", "fl oz", NULL },
		{ "fluid ounces", "fl oz", NULL }, { "FL OZ", "fl oz", NULL },
		{ "#", "lb", NULL }, { "lbs", "lb", NULL },
		{ "pt", "pint", NULL }, { "qt.", "quart", NULL },
		{ "gal", "gallon", NULL }, { "litres", "l", NULL },
		{ "Kilogramm", "kg", NULL }, { "EL", "tbsp", NULL },
		{ "TL", "tsp", NULL }, { "Esslöffel", "tbsp", NULL },
		{ "Prise", "pinch", NULL }, { "Dosen", "can", NULL },
		{ "c. à s.", "tbsp", NULL }, { "c.à.s.", "tbsp", NULL },
		{ "càs", "tbsp", NULL }, { "cuillère à soupe", "tbsp", NULL },
		{ "cuillères à café", "tsp", NULL },
		{ "pincée", "pinch", NULL }, { "boîte", "can", NULL },
		{ "cucharaditas", "tsp", NULL }, { "diente", "clove", NULL },
		{ "cucchiaio", "tbsp", NULL }, { "spicchi", "clove", NULL },
		{ "colheres de sopa", "tbsp", NULL },
		{ "xícara", "cup", NULL }, { "eetlepel", "tbsp", NULL },
		{ "msk", "tbsp", NULL }, { "łyżka", "tbsp", NULL },
		{ "szklanka", "cup", NULL }, { "ст. л.", "tbsp", NULL },
		{ "CTN", NULL, "container" }, { "heads", NULL, "head" },
		{ "leaves", NULL, "leaf" }, { "loaves", NULL, "loaf" },
		{ "Blätter", NULL, "leaf" }, { "poignée", NULL, "handful" },
		{ "Rolle", "package", NULL }, { "Kästchen", NULL, "punnet" },
		{ "bæger", NULL, "tub" }, { "håndfuld", NULL, "handful" },
		{ "nip", "pinch", NULL }, { "stængler", NULL, "stalk" },
		{ "neve", NULL, "handful" }, { "båter", "clove", NULL },
		{ "plater", NULL, "sheet" }, { "stronkje", NULL, "head" },
		{ "schijfjes", "slice", NULL }, { "krukor", NULL, "pot" },
		{ "partjes", NULL, "wedge" }, { "Löffel", "tbsp", NULL },
		{ "thumb-sized piece", NULL, "thumb-sized piece" },
		{ "fl-oz", "fl oz", NULL }, { "tin", "can", NULL },
		{ "  cup  ", "cup", NULL }, { "packets", "package", NULL },
		{ "cupcake", NULL, NULL }, { "", NULL, NULL },
		{ "cup of", NULL, NULL }, { "2 cups", NULL, NULL },
		{ ".", NULL, NULL }, { "\xff", NULL, NULL },
		{ "tttttttttttttttttttttttttttttttttttttttttttttt", NULL,
		    NULL },
	};
	struct unit_word w;

	for (size_t i = 0; i < COUNT(table); i++) {
		bool found = unit_word_find(table[i].text, &w);

		is_str(found && w.unit ? w.unit->name : NULL, table[i].unit,
		    table[i].text);
		is_str(found ? w.measure : NULL, table[i].measure,
		    table[i].text);
	}
	ok(!unit_word_find(NULL, &w), "NULL spells nothing");
	ok(unit_word_find("hg", &w) && w.unit == unit_by_name("g") &&
	    fabs(w.scale - 100) < 1e-9, "1 hg is 100 g");
	ok(unit_word_find("heads", &w) && !w.unit,
	    "a measure word is no unit");
}

static void
test_match(void)
{
	static const struct {
		const char	*text;
		size_t		 len;
	} table[] = {
		{ "cup sugar", 3 }, { "cups. sugar", 5 }, { "c.sugar", 2 },
		{ "fl. oz. gin", 7 }, { "fl oz gin", 5 }, { "oz-2lb", 2 },
		{ "c. à s. de sucre", 8 }, { "cuillère à soupe de", 18 },
		{ "T-bone", 0 }, { "sugar", 0 }, { "", 0 }, { "g/3oz", 1 },
		{ "thumb-sized piece of", 17 }, { "tbsp-heaped", 4 },
	};
	struct unit_word w;

	for (size_t i = 0; i < COUNT(table); i++) {
		bool found = unit_match(table[i].text, strlen(table[i].text),
		    &w);

		is_int(found ? (int64_t)w.len : 0, (int64_t)table[i].len,
		    table[i].text);
	}
}

static bool
converts(double amount, const char *from, const char *to,
    enum unit_system system, double want)
{
	double got = amount * unit_factor(from, system) /
	    unit_factor(to, system);

	return fabs(got - want) <= 1e-6 * want;
}

static void
test_factor(void)
{
	ok(converts(1, "cup", "ml", UNIT_US, 236.5882365), "cup");
	ok(converts(1, "cup", "ml", UNIT_IMPERIAL, 284.130625), "UK cup");
	ok(converts(1, "pint", "ml", UNIT_IMPERIAL, 568.26125), "UK pint");
	ok(converts(1, "gallon", "quart", UNIT_US, 4), "gallon");
	ok(converts(1, "gallon", "pint", UNIT_IMPERIAL, 8), "UK gallon");
	ok(converts(1, "cup", "tbsp", UNIT_US, 16), "16 tbsp a cup");
	ok(converts(1, "tbsp", "tsp", UNIT_IMPERIAL, 3), "3 tsp a tbsp");
	ok(converts(1, "pint", "fl oz", UNIT_IMPERIAL, 20), "20 fl oz");
	ok(converts(1, "lb", "oz", UNIT_US, 16), "16 oz a pound");
	ok(converts(1.5, "kg", "g", UNIT_US, 1500), "kg");
	ok(unit_factor(NULL, UNIT_US) <= 0 && unit_factor("can", UNIT_US) <= 0,
	    "no factor");
}

static void
test_fold(void)
{
	static const char *const pairs[][2] = {
		{ "Esslöffel", "essloffel" }, { "groß", "gross" },
		{ "c.à.s.", "cas" }, { "ŁYŻKA", "lyzka" },
		{ "Стакан", "стакан" }, { "ΦΛΙΤΖΆΝΙ", "φλιτζανι" },
		{ "d\u2019ail", "dail" }, { "e\u0301", "e" }, { "2×", "2×" },
		{ "\xff", "\xff" },
	};
	char out[64];

	for (size_t i = 0; i < COUNT(pairs); i++) {
		size_t n = unit_fold(pairs[i][0], strlen(pairs[i][0]), out);

		is_str(out, pairs[i][1], pairs[i][0]);
		ok(n == strlen(out) && n <= strlen(pairs[i][0]),
		    "not longer than before");
	}
}

int
main(void)
{
	test_table();
	test_spellings();
	test_find();
	test_match();
	test_factor();
	test_fold();
	return done();
}
