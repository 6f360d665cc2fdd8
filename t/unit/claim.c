/*
 * Diets and allergens of lines. With names of tables of foods it looks
 * whether the words agree with the tables instead.
 */
#include "food/claim.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "data/text.h"
#include "food/catalogue.h"
#include "ingredient/ingredient.h"

#include "slurp.h"
#include "tap.h"

static struct arena *arena;
static const struct claim_words *words;

#define MORE CATALOGUE_ALLERGENS " - - meat pork alcohol honey"

static const char *
set_text(const char *known, uint32_t bits)
{
	const char *texts[32];
	size_t n = claim_texts(arena, known, bits, texts);
	struct buf b;

	buf_init(&b, arena, 1000);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%s", i ? " " : "", texts[i]);
	return buf_done(&b, NULL);
}

static struct claim_said
said(const char *line)
{
	struct claim_said s = { 0, 0 };

	claim_read(words, arena, line, &s);
	return s;
}

/* The allergens that a line names. */
static const char *
warned(const char *line)
{
	return set_text(CATALOGUE_ALLERGENS, said(line).there & 0x3fff);
}

/* ---- every allergen in six languages ---------------------------------- */

static const struct {
	const char	*allergen;
	const char	*line[6][2];	/* en, de, fr, es, it, nl */
} named[] = {
	{ "celery", { { "2 stalks celery", "1 tsp celery salt" },
	    { "1 Stange Staudensellerie", "½ Knollensellerie" },
	    { "1 branche de céleri", "100 g de céleri-rave" },
	    { "2 ramas de apio", "sal de apio" },
	    { "1 costa di sedano", "sedano rapa" },
	    { "2 stengels bleekselderij", "1 knolselderij" } } },
	{ "crustaceans", { { "1 lb jumbo shrimp", "crab legs" },
	    { "200 g Krabbenfleisch", "Riesengarnelen" },
	    { "200 g crevettes au sel", "1 homard" },
	    { "12 langostinos", "500 g de gambas" },
	    { "300 g di gamberi", "2 scampo fresco" },
	    { "150 g Hollandse garnalen", "1 kreeft" } } },
	{ "eggs", { { "3 eggs", "2 egg yolks" },
	    { "4 Eier", "1 Eigelb" }, { "2 œufs", "3 jaunes d’œufs" },
	    { "2 huevos", "4 yemas" }, { "3 uova", "2 tuorli" },
	    { "2 eieren", "1 eidooier" } } },
	{ "fish", { { "2 salmon fillets", "4 kippers" },
	    { "400 g Kabeljau", "2 Bismarckheringe" },
	    { "2 harengs au sel", "4 filets d'anchois" },
	    { "1 lata de atún", "6 anchoas" }, { "4 acciughe", "200 g tonno" },
	    { "300 g zalmfilet", "4 haringen" } } },
	{ "gluten", { { "1 tbsp malt vinegar", "1 cup pearl barley" },
	    { "500 g Weizenmehl", "200 g Bandnudeln" },
	    { "200 g de farine", "1 tranche de pain" },
	    { "100 g de pan rallado", "300 g de harina" },
	    { "200 g di farina 00", "150 g di pangrattato" },
	    { "200 g tarwebloem", "4 sneetjes volkorenbrood" } } },
	{ "lupin", { { "1 cup lupin flour", "lupini beans" },
	    { "100 g Lupinenmehl", "Süßlupinen" },
	    { "100 g de lupin", "farine de lupin" },
	    { "200 g de altramuces", "harina de altramuz" },
	    { "100 g di lupini", "farina di lupini" },
	    { "100 g lupinemeel", "lupine" } } },
	{ "milk", { { "1 cup sour cream", "2 tbsp butter" },
	    { "200 ml Schlagsahne", "100 g Frischkäse" },
	    { "20 cl de crème fraîche", "1 noix de beurre" },
	    { "200 ml de nata", "50 g de mantequilla" },
	    { "100 g di burro", "250 g di panna" },
	    { "50 g roomboter", "200 ml slagroom" } } },
	{ "molluscs", { { "1 lb mussels", "8 sea scallops" },
	    { "500 g Miesmuscheln", "200 g Tintenfisch" },
	    { "1 kg de moules", "6 noix de Saint-Jacques" },
	    { "500 g de mejillones", "1 pulpo" },
	    { "1 kg di vongole", "300 g calamari" },
	    { "1 kg mosselen", "200 g inktvis" } } },
	{ "mustard", { { "1 tbsp Dijon mustard", "mustard seeds" },
	    { "2 EL mittelscharfer Senf", "1 TL Senfkörner" },
	    { "1 cuillère de moutarde", "moutarde à l'ancienne" },
	    { "1 cucharada de mostaza", "mostaza antigua" },
	    { "1 cucchiaio di senape", "semi di senape" },
	    { "1 el mosterd", "2 tl grove Zaanse mosterd" } } },
	{ "nuts", { { "1 cup chopped walnuts", "½ cup slivered almonds" },
	    { "100 g gemahlene Haselnüsse", "50 g Mandelblättchen" },
	    { "50 g de cerneaux de noix", "100 g de poudre d'amandes" },
	    { "50 g de nueces", "100 g de almendras" },
	    { "100 g di nocciole", "4 noci" },
	    { "50 g walnoten", "100 g amandelschaafsel" } } },
	{ "peanuts", { { "2 tbsp peanut butter", "1 cup peanuts" },
	    { "100 g Erdnüsse", "2 EL Erdnussbutter" },
	    { "50 g de cacahuètes", "beurre de cacahuète" },
	    { "100 g de cacahuetes", "mantequilla de cacahuete" },
	    { "50 g di arachidi", "burro di arachidi" },
	    { "50 g pinda's", "2 el pindakaas" } } },
	{ "sesame", { { "1 tbsp toasted sesame seeds", "¼ cup tahini" },
	    { "2 EL Sesam", "1 TL Sesamöl" },
	    { "graines de sésame", "huile de sésame" },
	    { "semillas de sésamo", "1 cucharada de ajonjolí" },
	    { "semi di sesamo", "olio di sesamo" },
	    { "1 el sesamzaad", "sesamolie" } } },
	{ "soy", { { "200 g firm tofu", "1 cup edamame" },
	    { "200 g Räuchertofu", "Sojabohnen" },
	    { "lait de soja", "200 g de tofu" },
	    { "leche de soja", "200 g de tofu" },
	    { "latte di soia", "panna di soia" },
	    { "200 ml sojamelk", "150 g tahoe" } } },
	{ "sulphites", { { "1 cup dry white wine", "balsamic vinegar" },
	    { "100 ml Weißwein", "1 EL Weißweinessig" },
	    { "15 cl de vin rouge", "vinaigre de vin" },
	    { "1 vaso de vino blanco", "vinagre de jerez" },
	    { "100 ml di vino", "aceto balsamico" },
	    { "1 dl witte wijn", "2 el wittewijnazijn" } } },
};

static void
test_languages(void)
{
	for (size_t i = 0; i < COUNT(named); i++)
		for (size_t l = 0; l < 6; l++)
			for (size_t k = 0; k < 2; k++)
				is_str(warned(named[i].line[l][k]),
				    named[i].allergen, named[i].line[l][k]);
}

/* ---- what sounds like something, and what is two things ---------------- */

static const struct {
	const char	*line;
	const char	*want;
} lines[] = {
	/* no nuts */
	{ "1 cup shredded coconut", "" }, { "½ tsp nutmeg", "" },
	{ "1 butternut squash", "" }, { "a can of water chestnuts", "" },
	{ "Muskatnuss", "" }, { "200 g Kokosnuss", "" },
	{ "Butternusskürbis", "" }, { "noix de coco râpée", "" },
	{ "1 pincée de noix de muscade", "" }, { "nuez moscada", "" },
	{ "noce moscata", "" }, { "nootmuskaat", "" },
	{ "voller Genuss", "" }, { "nutritional yeast", "" },
	/* no milk */
	{ "1 can coconut milk", "" }, { "½ tsp cream of tartar", "" },
	{ "30 g cocoa butter", "" }, { "1 can butter beans", "" },
	{ "butter lettuce", "" }, { "400 ml Kokosmilch", "" },
	{ "lait de coco", "" }, { "leche de coco", "" },
	{ "latte di cocco", "" }, { "kokosmelk", "" },
	{ "beurre de cacao", "" }, { "burro di cacao", "" },
	{ "haricots beurre", "" }, { "cacaoboter", "" },
	{ "Kakaobutter", "" }, { "8 oz mushrooms", "" },
	{ "2 eggs, at room temperature", "eggs" },
	/* no eggs, fish, gluten, celery, molluscs, wine */
	{ "1 large eggplant", "" }, { "200 g Eierschwammerl", "" },
	{ "Eiswürfel", "" }, { "1 kg Fleischtomaten", "" },
	{ "100 g buckwheat groats", "" }, { "Buchweizenmehl", "" },
	{ "farine de blé noir", "" }, { "grano saraceno", "" },
	{ "rice flour", "" }, { "1 cup cornflour", "" },
	{ "200 g Reisnudeln", "" }, { "corn tortillas", "" },
	{ "2 cups root beer", "" }, { "oyster mushrooms", "" },
	{ "Austernpilze", "" }, { "crab apples", "" },
	{ "500 g Schweinefleisch", "" }, { "200 g Weintrauben", "" },
	{ "2 EL Schmalz", "" }, { "fromage râpé", "milk" },
	{ "carottes râpées", "" }, { "toasted pumpkin seeds", "" },
	{ "2 EL Öl", "" }, { "zest and rind of a lemon", "" },
	/* words of one language that are others in another */
	{ "2 Küchenzwiebeln", "" }, { "brotes de bambú", "" },
	{ "pimienta en grano", "" }, { "rôti de porc", "" },
	{ "malt koriander", "" }, { "graines de pavot", "" },
	{ "aardappelzetmeel", "" }, { "pesche noci", "" },
	{ "groseille à maquereau", "" }, { "œufs de saumon", "fish" },
	{ "una noce di burro", "milk" }, { "lait d'amande", "nuts" },
	/* another thing than its last word */
	{ "1 cup oat milk", "gluten" }, { "1 cup almond milk", "nuts" },
	{ "Hafermilch", "gluten" }, { "Mandelmilch", "nuts" },
	{ "lait d'amande", "nuts" }, { "latte di mandorla", "nuts" },
	{ "leche de avena", "gluten" }, { "amandelmelk", "nuts" },
	{ "Sojamilch", "soy" }, { "2 tbsp almond butter", "nuts" },
	/* two things */
	{ "2 tbsp soy sauce", "gluten soy" }, { "Sojasauce", "gluten soy" },
	{ "sauce soja", "gluten soy" }, { "salsa de soja", "gluten soy" },
	{ "salsa di soia", "gluten soy" }, { "sojasaus", "gluten soy" },
	{ "oyster sauce", "gluten molluscs soy" },
	{ "1 bottle lager beer", "gluten" }, { "1 Flasche Bier", "gluten" },
	{ "Krabbenbutter", "crustaceans milk" },
	{ "butter or almonds", "milk nuts" },
	{ "egg noodles", "eggs gluten" }, { "basil pesto", "milk nuts" },
	{ "Worcestershire sauce", "fish gluten" },
	{ "tempura prawns, battered", "crustaceans gluten" },
	{ "1 onion, fried in butter", "milk" },
	/* said not to be there */
	{ "200 g gluten-free flour", "" }, { "glutenfreies Mehl", "" },
	{ "farine sans gluten", "" }, { "harina sin gluten", "" },
	{ "farina senza glutine", "" }, { "glutenvrij meel", "" },
	{ "200 g flour (gluten-free)", "" }, { "flour, gluten free", "" },
	{ "flour (gluten-free if you must)", "gluten" },
	{ "flour, gluten-free or regular", "gluten" },
	{ "gluten-free flour or plain flour", "gluten" },
	{ "vegan butter", "" }, { "vegane Mayonnaise", "" },
	{ "vegan burger with cheese", "milk" },
	{ "dairy-free cream cheese", "" },
	{ "lactose-free milk", "milk" },
	{ "eggless mayonnaise", "" }, { "pain sans noix", "gluten" },
	{ "Müsli ohne Nüsse", "gluten" }, { "Brot ohne Ei, mit Butter",
	    "gluten milk" },
	{ "alkoholfreies Bier", "gluten" },
	{ "gluten-free soy sauce", "soy" },
	/* nothing at all */
	{ "", "" }, { " ,;()", "" }, { "salt", "" }, { "'", "" },
	{ "*", "" }, { "|", "" }, { "\xe2\x80\x99", "" },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < COUNT(lines); i++)
		is_str(warned(lines[i].line), lines[i].want, lines[i].line);
	is_str(warned(NULL), "", "no line");
}

/* ---- diets ------------------------------------------------------------- */

#define EVERY "VeganDiet VegetarianDiet GlutenFreeDiet LowLactoseDiet " \
	"HalalDiet KosherDiet"

static uint32_t
bits(const char *known, const char *text)
{
	struct doc *list = doc_list(arena);
	char *copy = arena_str(arena, text), *word;

	while (*copy) {
		word = copy;
		copy += strcspn(copy, " ");
		if (*copy)
			*copy++ = '\0';
		doc_add(list, doc_text(arena, word));
	}
	return claim_bits(known, list);
}

static struct claim
food(const char *diets, const char *allergens)
{
	return (struct claim){ bits(CATALOGUE_DIETS, diets),
	    bits(CATALOGUE_ALLERGENS, allergens) };
}

static const char *
diets(const char *line, enum claim_by by)
{
	return set_text(CATALOGUE_DIETS, claim_line(food(EVERY, ""), by,
	    said(line)).diets);
}

static void
test_diets(void)
{
	struct claim c;

	is_str(diets("salt", CLAIM_SURE), EVERY, "a food that is sure");
	is_str(diets("salt", CLAIM_GUESS), "", "a guess claims nothing");
	is_str(diets("200 g crevettes au sel", CLAIM_SURE),
	    "GlutenFreeDiet LowLactoseDiet HalalDiet",
	    "words deny what is sure of another food");
	is_str(diets("tofu with bacon", CLAIM_SURE),
	    "GlutenFreeDiet LowLactoseDiet", "bacon is no allergen");
	is_str(diets("figs in honey", CLAIM_SURE), "VegetarianDiet "
	    "GlutenFreeDiet LowLactoseDiet HalalDiet KosherDiet", "honey");
	is_str(diets("pears in red wine", CLAIM_SURE), "VeganDiet "
	    "VegetarianDiet GlutenFreeDiet LowLactoseDiet KosherDiet", "wine");
	is_str(diets("grated parmesan", CLAIM_SURE), "GlutenFreeDiet "
	    "HalalDiet KosherDiet", "rennet, and milk");
	is_str(diets("basil pesto", CLAIM_SURE), "GlutenFreeDiet HalalDiet "
	    "KosherDiet", "and pesto, which is made with it");
	is_str(diets("vegan sausages", CLAIM_SURE), EVERY, "what is vegan");

	c = claim_line(food("VegetarianDiet LowLactoseDiet", "milk"),
	    CLAIM_SURE, said("butter"));
	is_str(set_text(CATALOGUE_DIETS, c.diets),
	    "VegetarianDiet LowLactoseDiet", "the table knows of lactose");
	c = claim_line(food("", "gluten"), CLAIM_GUESS,
	    said("gluten-free flour"));
	is_str(set_text(CATALOGUE_ALLERGENS, c.allergens), "",
	    "a guess warns of nothing that the words take back");
	c = claim_line(food("GlutenFreeDiet", "soy"), CLAIM_OWN,
	    said("soy sauce"));
	is_str(set_text(CATALOGUE_ALLERGENS, c.allergens), "soy",
	    "a food of one's own is what one said of it");
	is_str(set_text(CATALOGUE_DIETS, c.diets), "GlutenFreeDiet", "so");
	c = claim_line(food("", ""), CLAIM_OWN, said("oyster sauce"));
	is_str(set_text(CATALOGUE_ALLERGENS, c.allergens),
	    "gluten molluscs soy", "where one said nothing, the words do");
}

static void
test_all(void)
{
	struct claim some[3] = { food(EVERY, ""), food(EVERY, "soy"),
		food("", "milk") };
	struct claim c = claim_all(some, 2);

	is_str(set_text(CATALOGUE_DIETS, c.diets), EVERY, "all suit all");
	is_str(set_text(CATALOGUE_ALLERGENS, c.allergens), "soy", "one warns");
	c = claim_all(some, 3);
	is_str(set_text(CATALOGUE_DIETS, c.diets), "", "one without a food");
	is_str(set_text(CATALOGUE_ALLERGENS, c.allergens), "milk soy",
	    "that warns all the same");
	is_int(claim_all(some, 0).diets, 0, "nothing is claimed of nothing");
	some[0] = food("GlutenFreeDiet HalalDiet KosherDiet", "");
	some[1] = food("VegetarianDiet HalalDiet KosherDiet", "milk");
	is_str(set_text(CATALOGUE_DIETS, claim_all(some, 2).diets),
	    "HalalDiet", "meat and milk are not kosher together");
	some[0] = food("HalalDiet KosherDiet", "fish");
	is_str(set_text(CATALOGUE_DIETS, claim_all(some, 2).diets),
	    "HalalDiet KosherDiet", "fish and milk are");
	ok(!claim_at_odds(arena, food(EVERY, "nuts")), "nothing at odds");
	is_str(claim_at_odds(arena, food("GlutenFreeDiet", "gluten")),
	    "GlutenFreeDiet", "gluten where there is none");
	is_str(claim_at_odds(arena, food("VeganDiet", "")), "VeganDiet",
	    "vegan and not vegetarian");
}

/* Whatever the line: no more than a moment, and the same each time. */
static void
test_long(void)
{
	static const char *const parts[] = { "oat milk ", "or ", "(", "*",
		"vegan ", "sans ", "\xe2\x80\x99", "\xf0\x9f\xa5\x9c", "nuts" };
	struct buf b;
	size_t i;

	buf_init(&b, arena, 1 << 20);
	for (i = 0; i < 40000; i++)
		buf_str(&b, parts[i * i % COUNT(parts)]);
	i = said(buf_done(&b, NULL)).there;
	ok(i != 0, "a line of 200 kB");
}

static void
test_sets(void)
{
	is_int(bits(MORE, "celery") , 1, "the first bit");
	is_int(bits(MORE, "sulphites"), 1 << 13, "the last allergen");
	is_int(bits(MORE, "meat"), 1 << 16, "what denies diets alone");
	is_int(bits(MORE, "honey"), 1 << 19, "to the last");
	is_int(bits(CATALOGUE_DIETS, "KosherDiet"), 1 << 5, "diets");
	is_int(bits(CATALOGUE_DIETS, "Kosher"), 0, "whole words only");
}

/* Each pattern is as folding leaves it, else no line could have it. */
static void
test_folded(void)
{
	static const char *const all[] = {
#define SAID(what, language, words) words,
#define FREE(what, language, words) words,
#define LACK(words) words,
#define PART(words) words,
#include "food/claim_words.def"
	};

	for (size_t i = 0; i < COUNT(all); i++) {
		char *rest = arena_str(arena, all[i]), *p;
		bool good = true;

		while ((p = rest) && good) {
			rest = strchr(p, '|');
			if (rest)
				*rest++ = '\0';
			p += *p == '*';
			if (*p && p[strlen(p) - 1] == '*')
				p[strlen(p) - 1] = '\0';
			good = *p && strcmp(text_fold(arena, p), p) == 0;
			if (!good)
				printf("# %s is %s\n", p, text_fold(arena, p));
		}
		ok(good, "folded");
	}
}

/* ---- tables ------------------------------------------------------------- */

static struct doc *
split(char *cell)
{
	struct doc *list = doc_list(arena);

	while (cell && *cell) {
		char *next = strchr(cell, ';');

		if (next)
			*next++ = '\0';
		doc_add(list, doc_text(arena, cell));
		cell = next;
	}
	return list;
}

/* The words of a food's name and synonyms say no more than its row does. */
static void
test_row(char *cells[8])
{
	struct claim row = { claim_bits(CATALOGUE_DIETS, split(cells[6])),
		claim_bits(CATALOGUE_ALLERGENS, split(cells[7])) }, c;
	const struct doc *d = NULL;
	const char *name = cells[1];

	for (d = doc_first(split(cells[2]));; name = doc_chars(d),
	    d = d->next) {
		if (*name != '~') {
			c = claim_line(row, CLAIM_SURE, said(name));
			is_str(set_text(CATALOGUE_ALLERGENS, c.allergens &
			    ~row.allergens), "", arena_fmt(arena,
			    "%s (%s): allergens", name, cells[1]));
			is_str(set_text(CATALOGUE_DIETS, row.diets &
			    ~c.diets), "", arena_fmt(arena, "%s (%s): diets",
			    name, cells[1]));
		}
		if (!d)
			break;
	}
}

static void
test_table(const char *path)
{
	size_t n;
	char *text = slurp(arena, path, &n), *line, *cells[8];

	ok(text != NULL, path);
	while (text && *text) {
		line = text;
		text = strchr(text, '\n');
		if (text)
			*text++ = '\0';
		if (!*line || *line == '#' || text_starts(line, "ndb\t"))
			continue;
		for (n = 0; n < 8; n++) {
			cells[n] = line ? line : (char[]){ "" };
			line = line ? strchr(line, '\t') : NULL;
			if (line)
				*line++ = '\0';
		}
		test_row(cells);
	}
}

int
main(int argc, char **argv)
{
	arena = arena_new();
	words = claim_words_read(arena);
	for (int i = 1; i < argc; i++)
		test_table(argv[i]);
	if (argc > 1)
		return done();
	test_sets();
	test_folded();
	test_languages();
	test_lines();
	test_diets();
	test_all();
	test_long();
	arena_free(arena);
	return done();
}
