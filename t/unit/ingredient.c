/* Ingredient lines: amounts, foods, notes; keys; grams. */
#include "ingredient/ingredient.h"

#include <math.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/text.h"

#include "tap.h"

static struct arena *arena;

/*
 * A line as it was understood:
 * amount [unit or measure] {food} <note> and what else there is.
 */
static const char *
describe(const struct ingredient *in)
{
	const char *unit = in->unit ? in->unit : in->measure;
	struct buf b;

	buf_init(&b, arena, 1 << 16);
	if (in->is_heading)
		buf_str(&b, "heading ");
	if (!isnan(in->quantity))
		buf_fmt(&b, "%.4g", in->quantity);
	if (!isnan(in->quantity_max))
		buf_fmt(&b, "-%.4g", in->quantity_max);
	if (!isnan(in->quantity))
		buf_char(&b, ' ');
	if (unit != NULL)
		buf_fmt(&b, "[%s] ", unit);
	buf_fmt(&b, "{%s}", in->food);
	if (in->note != NULL)
		buf_fmt(&b, " <%s>", in->note);
	if (in->size != NULL)
		buf_fmt(&b, " size %s", in->size);
	if (in->alt_unit != NULL)
		buf_fmt(&b, " alt %.4g %s%s", in->alt_quantity, in->alt_unit,
		    in->alt_each ? " each" : "");
	if (in->plus_unit != NULL)
		buf_fmt(&b, " plus %.4g %s", in->plus_quantity,
		    in->plus_unit);
	if (in->optional)
		buf_str(&b, " optional");
	return buf_done(&b, NULL);
}

static const struct {
	const char	*line;
	const char	*want;
} lines[] = {
	{ "1 1/2 cups red lentils, rinsed",
	    "1.5 [cup] {red lentils} <rinsed>" },
	{ "2 large eggs", "2 {eggs} size large" },
	{ "1 (15 ounce) can black beans, drained and rinsed",
	    "1 [can] {black beans} <drained and rinsed> alt 15 oz each" },
	{ "2 (8 ounce) packages cream cheese, softened",
	    "2 [package] {cream cheese} <softened> alt 8 oz each" },
	{ "2 x 400g tins chopped tomatoes",
	    "2 [can] {chopped tomatoes} alt 400 g each" },
	{ "90g/3oz butter, softened", "90 [g] {butter} <softened> alt 3 oz" },
	{ "1,750 kg pork", "1.75 [kg] {pork}" },
	{ "2,500 l broth", "2.5 [l] {broth}" },
	{ "1.250 l broth", "1.25 [l] {broth}" },
	{ "1,200 ml broth", "1200 [ml] {broth}" },
	{ "1'200 g sugar", "1200 [g] {sugar}" },
	{ "2\u2019500 g Mehl", "2500 [g] {Mehl}" },
	{ "2 000 g sugar", "2000 [g] {sugar}" },
	{ "1 250 g Mehl", "1250 [g] {Mehl}" },
	{ "1\u202f250 ml lait", "1250 [ml] {lait}" },
	{ "2 250 g tins peas", "2 [can] {peas} alt 250 g each" },
	{ "2 250g steaks", "2 {steaks} alt 250 g each" },
	{ "2 + 3/4 cups oats", "2.75 [cup] {oats}" },
	{ "2 plus 1/4 cups oats", "2.25 [cup] {oats}" },
	{ "2-31/4 pounds veal", "2-3.25 [lb] {veal}" },
	{ "11/2 cups oats", "1.5 [cup] {oats}" },
	{ "23/4 cups oats", "2.75 [cup] {oats}" },
	{ "1 /4 melon", "0.25 {melon}" },
	{ "1/ 4 melon", "0.25 {melon}" },
	{ "1 3 / 4 cups oats", "1.75 [cup] {oats}" },
	/* numbers that belong to the word */
	{ "3 #5 cans peas", "3 [can] {peas}" },
	{ "2 # peas", "2 [lb] {peas}" },
	{ "7-grain bread, 2 slices", "2 [slice] {7-grain bread}" },
	{ "4-bean salad", "{4-bean salad}" },
	{ "a few sprigs dill", "[sprig] {dill} <a few>" },
	{ "several leaves sage", "[leaf] {sage} <several>" },
	/* as it comes off a page */
	{ "\ufeff&frac34; cup&nbsp;oats", "0.75 [cup] {oats}" },
	{ "<b>3</b> <span>leeks</span>", "3 {leeks}" },
	{ "2 cups ru\u00adco\u200bla", "2 [cup] {rucola}" },
	{ "１／２ cup oats", "0.5 [cup] {oats}" },
	{ "٣ leeks", "3 {leeks}" },
	{ "२५० g oats", "250 [g] {oats}" },
	{ "3 plum (Italian) tomatoes, halved",
	    "3 {plum (Italian) tomatoes} <halved>" },
	{ "1 cup dark (not white) chocolate",
	    "1 [cup] {dark chocolate} <not white>" },
	/* what was done stands in front or behind */
	{ "fish fillets and freshly cracked pepper",
	    "{fish fillets and freshly cracked pepper}" },
	{ "2 trout, fins and tails removed",
	    "2 {trout} <fins and tails removed>" },
	{ "1 cup broth, bought or homemade",
	    "1 [cup] {broth} <bought or homemade>" },
	{ "2 tbsp honey mustard, either smooth or grainy",
	    "2 [tbsp] {honey mustard} <either smooth or grainy>" },
	{ "3 scallions, white and pale green parts",
	    "3 {scallions} <white and pale green parts>" },
	{ "6 shrimp, shell-on and head-on",
	    "6 {shrimp} <shell-on and head-on>" },
	{ "1 cup jam, jelly or marmalade",
	    "1 [cup] {jam, jelly or marmalade}" },
	{ "5 mussels scrubbed clean", "5 {mussels} <scrubbed clean>" },
	{ "2 lb crinkle cut potatoes", "2 [lb] {crinkle cut potatoes}" },
	{ "1 cup chopped fresh dill", "1 [cup] {fresh dill} <chopped>" },
	{ "1 cup sliced, not chopped, leek",
	    "1 [cup] {leek} <sliced, not chopped>" },
	{ "2 cups mango frozen", "2 [cup] {mango} <frozen>" },
	{ "1 kg beef shin boneless", "1 [kg] {beef shin} <boneless>" },
	{ "3 pears ripe", "3 {pears} <ripe>" },
	{ "2 cups frozen peas", "2 [cup] {frozen peas}" },
	{ "12 clams in the shell", "12 {clams} <in the shell>" },
	{ "1 fennel bulb with its fronds",
	    "1 [bulb] {fennel} <with its fronds>" },
	{ "1 tsp each: cumin, paprika",
	    "1 [tsp] {cumin, paprika} <each>" },
	{ "1/2 stick ((2 oz) lard)", "0.5 [stick] {lard} alt 2 oz" },
	{ "3 boneless (skinless duck legs, trimmed)",
	    "3 {boneless skinless duck legs} <trimmed>" },
	{ "2 eggs (beaten well)", "2 {eggs} <beaten well>" },
	{ "1 turbot, about 3 pounds",
	    "1 {turbot} <about 3 pounds> alt 3 lb" },
	{ "4 pork chops, 5 ounces each, trimmed",
	    "4 {pork chops} <5 ounces each, trimmed> alt 5 oz each" },
	{ "2 hens, each about 1 kg",
	    "2 {hens} <each about 1 kg> alt 1 kg each" },
	{ "1 can sliced peaches", "1 [can] {sliced peaches}" },
	/* units behind words, brackets and dimensions, and rarer ones */
	{ "4 2-by-4-inch sheets of nori",
	    "4 [sheet] {nori} <2-by-4-inch>" },
	{ "¼ of a large (4-ounce) jar olives",
	    "0.25 [jar] {olives} size large alt 4 oz each" },
	{ "2 small (6-oz) packages tofu",
	    "2 [package] {tofu} size small alt 6 oz each" },
	{ "5 thin-cut rashers pancetta",
	    "5 [rasher] {pancetta} size thin-cut" },
	{ "4 paper-thin slices ham", "4 [slice] {ham} size paper-thin" },
	{ "2 sleeves matzo", "2 [sleeve] {matzo}" },
	{ "3 shot glasses gin", "3 [shot] {gin}" },
	{ "1 10- ounce can peas", "1 [can] {peas} alt 10 oz each" },
	{ "1 6 \u2013 ounce tub quark", "1 [tub] {quark} alt 6 oz each" },
	{ "2 - ounce jar capers", "2 [oz] {capers} <jar>" },
	{ "1 plump or 2 slim leeks", "1 {leeks} <or 2 slim> size plump" },
	{ "One 2-pound boule", "1 {boule} alt 2 lb each" },
	{ "90g/3¼ oat flour", "90 [g] {oat flour}" },
	{ "A 3½-to-4-pound duck", "1 {duck} alt 3.75 lb each" },
	{ "500 g, about 12 small, plums", "500 [g] {plums} <about 12 small>" },
	{ "½ tsp salt", "0.5 [tsp] {salt}" },
	{ "150 g soft cheese. Gruyere works best",
	    "150 [g] {soft cheese} <Gruyere works best>" },
	{ "1 tbsp. Butter", "1 [tbsp] {Butter}" },
	{ "1½ tbsp soy sauce", "1.5 [tbsp] {soy sauce}" },
	{ "1 ½ tbsp soy sauce", "1.5 [tbsp] {soy sauce}" },
	{ "1-1/2 cups flour", "1.5 [cup] {flour}" },
	{ "1⁄2 cup milk", "0.5 [cup] {milk}" },
	{ "2-3 cloves garlic, minced", "2-3 [clove] {garlic} <minced>" },
	{ "2–3 carrots", "2-3 {carrots}" },
	{ "2 to 3 tablespoons water", "2-3 [tbsp] {water}" },
	{ "2 or 3 sprigs thyme", "2-3 [sprig] {thyme}" },
	{ "3 garlic cloves, crushed", "3 [clove] {garlic} <crushed>" },
	{ "1 celery stalk, diced", "1 [stalk] {celery} <diced>" },
	{ "1 T sugar", "1 [tbsp] {sugar}" },
	{ "1 t vanilla", "1 [tsp] {vanilla}" },
	{ "1 Tbsp. olive oil", "1 [tbsp] {olive oil}" },
	{ "1 tblsp. honey", "1 [tbsp] {honey}" },
	{ "3 tbs cocoa", "3 [tbsp] {cocoa}" },
	{ "1 c. flour", "1 [cup] {flour}" },
	{ "2 pts cream", "2 [pint] {cream}" },
	{ "1 qt. stock", "1 [quart] {stock}" },
	{ "1 gal water", "1 [gallon] {water}" },
	{ "2 # potatoes", "2 [lb] {potatoes}" },
	{ "2 lbs. ground beef", "2 [lb] {ground beef}" },
	{ "1.5 kg potatoes", "1.5 [kg] {potatoes}" },
	{ "1,5 dl mjölk", "1.5 [dl] {mjölk}" },
	{ "1,000 g flour", "1000 [g] {flour}" },
	{ "1.500 g Mehl", "1500 [g] {Mehl}" },
	{ "250 ml Milch", "250 [ml] {Milch}" },
	{ "2 EL Olivenöl", "2 [tbsp] {Olivenöl}" },
	{ "1 TL Salz", "1 [tsp] {Salz}" },
	{ "1 Tasse Reis", "1 [cup] {Reis}" },
	{ "1 Prise Zucker", "1 [pinch] {Zucker}" },
	{ "1 Dose Kichererbsen, abgetropft",
	    "1 [can] {Kichererbsen} <abgetropft>" },
	{ "1 Packung Hefe", "1 [package] {Hefe}" },
	{ "1 Bund Petersilie, gehackt", "1 [bunch] {Petersilie} <gehackt>" },
	{ "2 Zehen Knoblauch", "2 [clove] {Knoblauch}" },
	{ "3 Scheiben Brot", "3 [slice] {Brot}" },
	{ "2 Stück Ingwer", "2 [piece] {Ingwer}" },
	{ "4 Zweige Thymian", "4 [sprig] {Thymian}" },
	{ "1 Zwiebel(n), gehackt", "1 {Zwiebel} <gehackt>" },
	{ "2 c. à s. de sucre", "2 [tbsp] {sucre}" },
	{ "1 càs d'huile d'olive", "1 [tbsp] {huile d'olive}" },
	{ "2 cuillères à soupe de farine", "2 [tbsp] {farine}" },
	{ "1 cuillère à café de sel", "1 [tsp] {sel}" },
	{ "1 pincée de sel", "1 [pinch] {sel}" },
	{ "2 gousses d'ail hachées", "2 [clove] {ail} <hachées>" },
	{ "3 tranches de pain", "3 [slice] {pain}" },
	{ "1 boîte de thon", "1 [can] {thon}" },
	{ "1 sachet de levure", "1 [sachet] {levure}" },
	{ "1 botte de persil", "1 [bunch] {persil}" },
	{ "200 g de beurre", "200 [g] {beurre}" },
	{ "1 cucharada de aceite", "1 [tbsp] {aceite}" },
	{ "2 cucharaditas de sal", "2 [tsp] {sal}" },
	{ "1 taza de arroz", "1 [cup] {arroz}" },
	{ "1 pizca de pimienta", "1 [pinch] {pimienta}" },
	{ "3 dientes de ajo, picados", "3 [clove] {ajo} <picados>" },
	{ "1 lata de atún", "1 [can] {atún}" },
	{ "1 manojo de cilantro", "1 [bunch] {cilantro}" },
	{ "2 rebanadas de pan", "2 [slice] {pan}" },
	{ "2 cucchiai di olio", "2 [tbsp] {olio}" },
	{ "1 cucchiaino di zucchero", "1 [tsp] {zucchero}" },
	{ "1 pizzico di sale", "1 [pinch] {sale}" },
	{ "2 spicchi d'aglio", "2 [clove] {aglio}" },
	{ "1 mazzo di basilico", "1 [bunch] {basilico}" },
	{ "sale q.b.", "{sale} <q.b.>" },
	{ "2 colheres de sopa de açúcar", "2 [tbsp] {açúcar}" },
	{ "1 xícara de leite", "1 [cup] {leite}" },
	{ "1 pitada de sal", "1 [pinch] {sal}" },
	{ "1 c.c. de cannelle", "1 [tsp] {cannelle}" },
	{ "2 cc de levure", "2 [tsp] {levure}" },
	{ "50 cc de leche", "50 [ml] {leche}" },
	{ "2 cuill. à soupe d’huile d’olive", "2 [tbsp] {huile d’olive}" },
	{ "1 c. à café rase de sel", "1 [tsp] {sel} size rase" },
	{ "2 cucchiai rasi di fecola", "2 [tbsp] {fecola} size rasi" },
	{ "3 cucharadas colmadas de harina",
	    "3 [tbsp] {harina} size colmadas" },
	{ "1 colher (chá) de canela", "1 [tsp] {canela}" },
	{ "2 colheres (sopa) de azeite", "2 [tbsp] {azeite}" },
	{ "2 colheres (sobremesa) de mel", "4 [tsp] {mel}" },
	{ "2 colheres de café de sal", "1 [tsp] {sal}" },
	{ "1 xícara (chá) de arroz", "1 [cup] {arroz}" },
	{ "1/4 de taza de azúcar", "0.25 [cup] {azúcar}" },
	{ "1 demie càc de sel", "0.5 [tsp] {sel}" },
	{ "1 cuillère à soupe et demie de miel", "1.5 [tbsp] {miel}" },
	{ "2 tazas y media de agua", "2.5 [cup] {agua}" },
	{ "1 xícara e meia de leite", "1.5 [cup] {leite}" },
	{ "300 g macinato di manzo", "300 [g] {macinato di manzo}" },
	{ "viande hachée de bœuf", "{viande hachée de bœuf}" },
	{ "100 g de petits pois", "100 [g] {petits pois}" },
	{ "1 filet d'huile", "1 [drizzle] {huile}" },
	{ "1 cube de bouillon de bœuf", "1 {cube de bouillon de bœuf}" },
	{ "2 dadi vegetali", "2 {dadi vegetali}" },
	{ "1 tablete de chocolate", "1 [bar] {chocolate}" },
	/* words of those languages that English cooks use */
	{ "6 corn tostadas", "6 {corn tostadas}" },
	{ "2 cups cheese fondue", "2 [cup] {cheese fondue}" },
	{ "4 empanadas", "4 {empanadas}" },
	{ "1 cup pico de gallo", "1 [cup] {pico de gallo}" },
	{ "200 g petit pois", "200 [g] {petit pois}" },
	{ "2 cups dulce de leche", "2 [cup] {dulce de leche}" },
	{ "1 filet mignon", "1 {filet mignon}" },
	{ "1/2 cup panna cotta", "0.5 [cup] {panna cotta}" },
	{ "1 noix de beurre", "1 [knob] {beurre}" },
	{ "3 noix de muscade", "3 {noix de muscade}" },
	{ "2 filets de poulet", "2 {filets de poulet}" },
	{ "2 filets de sole", "2 [fillet] {sole}" },
	{ "1 pot de yaourt", "1 [pot] {yaourt}" },
	{ "quelques brins d'aneth", "[sprig] {aneth} <quelques>" },
	{ "q.b. di sale", "{sale} <q.b.>" },
	{ "qualche foglia di salvia", "[leaf] {salvia} <qualche>" },
	{ "le jus d'un citron", "1 {citron} <le jus d'>" },
	{ "sumo de meio limão", "0.5 {limão} <sumo de>" },
	{ "raspa de 2 laranjas", "2 {laranjas} <raspa de>" },
	{ "sal e pimenta a gosto", "{sal e pimenta} <a gosto>" },
	{ "3 navets épluchés et coupés en cubes",
	    "3 {navets} <épluchés et coupés en cubes>" },
	{ "400 g de patatas peladas y troceadas",
	    "400 [g] {patatas} <peladas y troceadas>" },
	{ "1 zucchina a rondelle", "1 {zucchina} <a rondelle>" },
	{ "1 cenoura em rodelas", "1 {cenoura} <em rodelas>" },
	{ "2 eetlepels olie", "2 [tbsp] {olie}" },
	{ "1 theelepel zout", "1 [tsp] {zout}" },
	{ "1 snufje peper", "1 [pinch] {peper}" },
	{ "2 teentjes knoblauch", "2 [clove] {knoblauch}" },
	{ "1 blikje tomatenpuree", "1 [can] {tomatenpuree}" },
	{ "2 msk socker", "2 [tbsp] {socker}" },
	{ "1 tsk salt", "1 [tsp] {salt}" },
	{ "1 krm peppar", "1 [ml] {peppar}" },
	{ "2 klyftor vitlök", "2 [clove] {vitlök}" },
	{ "1 łyżka oliwy", "1 [tbsp] {oliwy}" },
	{ "2 łyżeczki soli", "2 [tsp] {soli}" },
	{ "1 szklanka mąki", "1 [cup] {mąki}" },
	{ "2 ст. л. сахара", "2 [tbsp] {сахара}" },
	{ "1 ч. л. соли", "1 [tsp] {соли}" },
	{ "1 стакан молока", "1 [cup] {молока}" },
	{ "2 bis 3 Äpfel", "2-3 {Äpfel}" },
	{ "1 à 2 citrons", "1-2 {citrons}" },
	{ "juice of 1 lemon", "1 {lemon} <juice of>" },
	{ "grated zest of 2 oranges", "2 {oranges} <grated zest of>" },
	{ "pinch of salt", "[pinch] {salt}" },
	{ "a pinch of cayenne", "1 [pinch] {cayenne}" },
	{ "handful fresh parsley, chopped",
	    "[handful] {fresh parsley} <chopped>" },
	{ "A handful of spinach", "1 [handful] {spinach}" },
	{ "salt to taste", "{salt} <to taste>" },
	{ "Salt and pepper, to taste", "{Salt and pepper} <to taste>" },
	{ "parsley, for garnish", "{parsley} <for garnish>" },
	{ "Butter for greasing", "{Butter} <for greasing>" },
	{ "1 onion", "1 {onion}" },
	{ "one onion", "1 {onion}" },
	{ "an onion", "1 {onion}" },
	{ "a dozen eggs", "12 {eggs}" },
	{ "half a lemon", "0.5 {lemon}" },
	{ "half an onion, sliced", "0.5 {onion} <sliced>" },
	{ "two dozen oysters", "24 {oysters}" },
	{ "a couple of tomatoes", "2 {tomatoes}" },
	{ "a few basil leaves", "{basil leaves} <a few>" },
	{ "3/4 c plus 2 tablespoons (80 grams) cocoa powder",
	    "0.875 [cup] {cocoa powder} alt 80 g" },
	{ "1/2 cup plus 3 tablespoons whole wheat flour",
	    "0.6875 [cup] {whole wheat flour}" },
	{ "1 lb 8 oz beef", "1.5 [lb] {beef}" },
	{ "2 pounds and 4 ounces veal", "2.25 [lb] {veal}" },
	{ "2 1/2 cups (plus 1 tbsp) oats", "2.562 [cup] {oats}" },
	{ "2 cups, plus 2 tablespoons, oats", "2.125 [cup] {oats}" },
	{ "1 cup plus 1 tbsp plus 3 tsp oats", "1.125 [cup] {oats}" },
	{ "2-3 cups plus 4 tbsp oats", "2.25-3.25 [cup] {oats}" },
	{ "1 kg + 250 g flour", "1.25 [kg] {flour}" },
	{ "1 can plus 2 tbsp broth",
	    "1 [can] {broth} <plus 2 tbsp> plus 2 tbsp" },
	{ "2 cups (500 ml) chicken stock",
	    "2 [cup] {chicken stock} alt 500 ml" },
	{ "1 stick (4 oz) butter", "1 [stick] {butter} alt 4 oz" },
	{ "2 sticks unsalted butter, cold",
	    "2 [stick] {unsalted butter} <cold>" },
	{ "2 5-ounce cans tuna", "2 [can] {tuna} alt 5 oz each" },
	{ "1 8- to 10-pound goose", "1 {goose} alt 9 lb each" },
	{ "One 14.5-ounce can diced tomatoes",
	    "1 [can] {diced tomatoes} alt 14.5 oz each" },
	{ "1-15 oz can pumpkin", "1 [can] {pumpkin} alt 15 oz each" },
	{ "1 (12 fluid ounce) can evaporated milk",
	    "1 [can] {evaporated milk} alt 12 fl oz each" },
	{ "about 2 cups sugar", "2 [cup] {sugar} <about>" },
	{ "approx. 500 g carrots", "500 [g] {carrots} <approx>" },
	{ "1 scant cup milk", "1 [cup] {milk} size scant" },
	{ "2 heaping tablespoons flour", "2 [tbsp] {flour} size heaping" },
	{ "1 heaped tsp mustard", "1 [tsp] {mustard} size heaped" },
	{ "1 packed cup brown sugar", "1 [cup] {brown sugar} size packed" },
	{ "1 cup packed brown sugar", "1 [cup] {brown sugar} <packed>" },
	{ "1 small head cabbage, shredded",
	    "1 [head] {cabbage} <shredded> size small" },
	{ "2 medium ripe tomatoes, diced (about 8 ounces)",
	    "2 {ripe tomatoes} <diced> size medium alt 8 oz" },
	{ "1 very large potato", "1 {potato} size very large" },
	{ "1 extra-large egg", "1 {egg} size extra-large" },
	{ "flour - 2 cups", "2 [cup] {flour}" },
	{ "Salt, 1 tsp", "1 [tsp] {Salt}" },
	{ "Vanilla extract, 1 teaspoon", "1 [tsp] {Vanilla extract}" },
	{ "Sugar: 200 g", "200 [g] {Sugar}" },
	{ "Butter 250 g", "250 [g] {Butter}" },
	{ "- 2 cups flour", "2 [cup] {flour}" },
	{ "* 1 cup sugar", "1 [cup] {sugar}" },
	{ "• 3 eggs", "3 {eggs}" },
	{ "▢ 1 tsp salt", "1 [tsp] {salt}" },
	{ "☐ 2 onions", "2 {onions}" },
	{ "[ ] 1 lemon", "1 {lemon}" },
	{ "1. 2 cups flour", "2 [cup] {flour}" },
	{ "2) salt", "{salt}" },
	{ "**2 cups** flour", "2 [cup] {flour}" },
	{ "_1 cup_ sugar", "1 [cup] {sugar}" },
	{ "1 cup [chicken stock](/chicken-stock)", "1 [cup] {chicken stock}" },
	{ "**For the sauce**", "heading {For the sauce}" },
	{ "For the sauce:", "heading {For the sauce}" },
	{ "## Dough", "heading {Dough}" },
	{ "Teig:", "heading {Teig}" },
	{ "Optional: chopped nuts", "{nuts} <Optional, chopped> optional" },
	{ "1 cup walnuts (optional)", "1 [cup] {walnuts} <optional> optional" },
	{ "1 tbsp capers, if desired",
	    "1 [tbsp] {capers} <if desired> optional" },
	{ "1 cup butter or margarine", "1 [cup] {butter or margarine}" },
	{ "1 cup milk or 240 ml cream", "1 [cup] {milk} <or 240 ml cream>" },
	{ "2 tbsp parsley or 1 tsp dried",
	    "2 [tbsp] {parsley} <or 1 tsp dried>" },
	{ "boneless, skinless chicken breasts",
	    "{boneless, skinless chicken breasts}" },
	{ "2 pounds skinless, boneless chicken breast halves, cut "
	    "into strips",
	    "2 [lb] {skinless, boneless chicken breast halves} <cut "
	    "into strips>" },
	{ "1 cup finely chopped onion", "1 [cup] {onion} <finely chopped>" },
	{ "1 cup freshly grated Parmesan cheese",
	    "1 [cup] {Parmesan cheese} <freshly grated>" },
	{ "1 tsp freshly ground black pepper",
	    "1 [tsp] {black pepper} <freshly ground>" },
	{ "2 cups cooked rice, cooled", "2 [cup] {rice} <cooked, cooled>" },
	{ "2 tomatoes, peeled, seeded, and chopped",
	    "2 {tomatoes} <peeled, seeded, and chopped>" },
	{ "¼ cup toasted, peeled, and crushed hazelnuts",
	    "0.25 [cup] {hazelnuts} <toasted, peeled, and crushed>" },
	{ "1 tbsp toasted sesame oil", "1 [tbsp] {toasted sesame oil}" },
	{ "400g/14oz can tomatoes", "400 [g] {tomatoes} <can> alt 14 oz" },
	{ "1 clove", "1 {cloves}" },
	{ "6 cloves", "6 {cloves}" },
	{ "3 whole cloves", "3 {cloves} size whole" },
	{ "1 head garlic", "1 [head] {garlic}" },
	{ "4 chicken thighs", "4 {chicken thighs}" },
	{ "1 breast of chicken", "1 [breast] {chicken}" },
	{ "2 fillet steaks", "2 {fillet steaks}" },
	{ "1 inch piece ginger", "1 [inch piece] {ginger}" },
	{ "1 (1 inch) piece fresh ginger",
	    "1 [piece] {fresh ginger} <1 inch>" },
	{ "2-inch piece of ginger", "2 [inch piece] {ginger}" },
	{ "thumb-sized piece of ginger", "[thumb-sized piece] {ginger}" },
	{ "1 knob butter", "1 [knob] {butter}" },
	{ "1 jar pesto", "1 [jar] {pesto}" },
	{ "1 bottle red wine", "1 [bottle] {red wine}" },
	{ "1 bag spinach", "1 [bag] {spinach}" },
	{ "3 ears corn", "3 [ear] {corn}" },
	{ "2 ribs celery", "2 [rib] {celery}" },
	{ "6 leaves sage", "6 [leaf] {sage}" },
	{ "2% milk", "{2% milk}" },
	{ "1 cup 2% milk", "1 [cup] {2% milk}" },
	{ "1 cup half-and-half", "1 [cup] {half-and-half}" },
	{ "half and half", "{half and half}" },
	{ "00 flour", "{00 flour}" },
	{ "2 T-bone steaks", "2 {T-bone steaks}" },
	{ "1 dessertspoon sugar", "2 [tsp] {sugar}" },
	{ "2 hg smör", "200 [g] {smör}" },
	{ "1 Pfund Mehl", "500 [g] {Mehl}" },
	{ "20 dag masła", "200 [g] {masła}" },
	{ "1 cup less 2 tablespoons sugar",
	    "0.875 [cup] {sugar}" },
	{ "1½ cups chopped onions 375 mL",
	    "1.5 [cup] {onions} <chopped> alt 375 ml" },
	{ "24 oz or 1 jar sauce", "24 [oz] {sauce} <or 1 jar>" },
	{ "1 large or 2 small pomegranates",
	    "1 {pomegranates} <or 2 small> size large" },
	{ "½ teaspoon each thyme and rosemary",
	    "0.5 [tsp] {thyme and rosemary} <each>" },
	{ "Marmalade, jam, maple syrup or honey",
	    "{Marmalade, jam, maple syrup or honey}" },
	{ "4 ounces semisweet chocolate, such as Valrhona",
	    "4 [oz] {semisweet chocolate} <such as Valrhona>" },
	{ "1 cup water, plus more as needed",
	    "1 [cup] {water} <plus more as needed>" },
	{ "2 tbsp oil for frying", "2 [tbsp] {oil} <for frying>" },
	{ "1 fennel bulb, sliced", "1 [bulb] {fennel} <sliced>" },
	{ "3 slices bacon", "3 [slice] {bacon}" },
	{ "6 bacon slices", "6 [slice] {bacon}" },
	{ "2 lemongrass stalks", "2 [stalk] {lemongrass}" },
	{ "1kg-1.2kg pork", "1-1.2 [kg] {pork}" },
	{ "2 cups to 3 cups flour", "2-3 [cup] {flour}" },
	{ "1 x 200ml/7fl oz carton crème fraîche",
	    "1 [carton] {crème fraîche} alt 200 ml each" },
	{ "4 x 50g/1½oz chunks monkfish",
	    "4 [chunk] {monkfish} alt 50 g each" },
	{ "Any lean beef", "{Any lean beef}" },
	{ "1 can of beans", "1 [can] {beans}" },
	{ "can of beans", "[can] {beans}" },
	{ "Cloves", "{Cloves}" },
	{ "2", "2 {}" },
	{ "½", "0.5 {}" },
	{ "1/0 cup sugar", "{1/0 cup sugar}" },
	{ "0 eggs", "0 {eggs}" },
	{ "999999999999 cups", "{999999999999 cups}" },
	{ "99999999999999999999999999999999 g x",
	    "{99999999999999999999999999999999 g x}" },
	{ "1/2/3", "1 {2/3}" },
	{ "🍋🍋", "{🍋🍋}" },
	{ "2 🍋 lemons", "2 {🍋 lemons}" },
	{ "2 كوب دقيق", "2 {كوب دقيق}" },
	{ "2杯の水", "2 {杯の水}" },
	{ ",,,,", "{,,,,}" },
	{ "()", "{()}" },
	{ "(((((2 cups", "{(((((2 cups}" },
	{ "1 cup )(", "1 [cup] {)} <(>" },
	{ "- - -", "{- - -}" },
	{ "&&&", "{&&&}" },
	{ "3 cups", "3 [cup] {}" },
	{ "1 pound linguine or fettuccine", "1 [lb] {linguine or fettuccine}" },
	{ "3 large cloves garlic, minced",
	    "3 [clove] {garlic} <minced> size large" },
	{ "1 (1 pound) loaf bread", "1 [loaf] {bread} alt 1 lb each" },
	{ "2 cups (about 250 g) berries", "2 [cup] {berries} alt 250 g" },
	{ "4 salmon fillets (6 oz each)", "4 {salmon fillets} alt 6 oz each" },
	{ "1 package (250 g) spaghetti",
	    "1 [package] {spaghetti} alt 250 g each" },
	{ "3-4 lb chicken", "3-4 [lb] {chicken}" },
	{ "250 g de champignons émincés", "250 [g] {champignons} <émincés>" },
	{ "1 oignon haché", "1 {oignon} <haché>" },
	{ "3 carottes pelées", "3 {carottes} <pelées>" },
	{ "500 g Kartoffeln, geschält", "500 [g] {Kartoffeln} <geschält>" },
	{ "1/2 Bund Schnittlauch, fein gehackt",
	    "0.5 [bunch] {Schnittlauch} <fein gehackt>" },
	{ "etwas Salz", "{Salz} <etwas>" },
	{ "Salz und Pfeffer", "{Salz und Pfeffer}" },
	{ "2 große Eier", "2 {Eier} size große" },
	{ "400 g passata di pomodoro", "400 [g] {passata di pomodoro}" },
	{ "3 foglie di basilico", "3 [leaf] {basilico}" },
	{ "1 filo d'olio", "1 [drizzle] {olio}" },
	{ "50 g parmigiano grattugiato", "50 [g] {parmigiano} <grattugiato>" },
	{ "1 cebolla mediana, picada", "1 {cebolla} <picada> size mediana" },
	{ "aceite de oliva", "{aceite de oliva}" },
	{ "3 skivor bröd", "3 [slice] {bröd}" },
	{ "1 burk krossade tomater", "1 [can] {krossade tomater}" },
	{ "2 vitlöksklyftor, pressade", "2 {vitlöksklyftor} <pressade>" },
	{ "2 ząbki czosnku", "2 [clove] {czosnku}" },
	{ "1 puszka pomidorów", "1 [can] {pomidorów}" },
	{ "1 stuks ui", "1 [piece] {ui}" },
	{ "1 zakje gist", "1 [sachet] {gist}" },
	{ "3 eggs, beaten", "3 {eggs} <beaten>" },
	{ "1 egg white, lightly beaten", "1 {egg white} <lightly beaten>" },
	{ "1 cup chopped, toasted walnuts",
	    "1 [cup] {walnuts} <chopped, toasted>" },
	{ "2 tablespoons chopped fresh flat-leaf parsley",
	    "2 [tbsp] {fresh flat-leaf parsley} <chopped>" },
	{ "1 3-inch cinnamon stick", "1 {cinnamon stick} <3-inch>" },
	{ "6 oz. smoked salmon, thinly sliced",
	    "6 [oz] {smoked salmon} <thinly sliced>" },
	{ "1 tablespoon Dijon mustard, or to taste",
	    "1 [tbsp] {Dijon mustard} <or to taste>" },
	{ "Kosher salt", "{Kosher salt}" },
	{ "Freshly ground black pepper", "{black pepper} <Freshly ground>" },
	{ "1 quart plus 1 cup water",
	    "1.25 [quart] {water}" },
	{ "1 tbsp + 1 tsp sugar", "1.333 [tbsp] {sugar}" },
	{ "3 ounces (about 3/4 cup) feta, crumbled",
	    "3 [oz] {feta} <crumbled> alt 0.75 cup" },
	{ "12 oz can beer", "12 [oz] {beer} <can>" },
	{ "1 pkg. yeast", "1 [package] {yeast}" },
	{ "2 env. gelatin", "2 [envelope] {gelatin}" },
	{ "1 ctn sour cream", "1 [container] {sour cream}" },
	{ "dash of nutmeg", "[dash] {nutmeg}" },
	{ "1 dash bitters", "1 [dash] {bitters}" },
	{ "2 drops vanilla", "2 [drop] {vanilla}" },
	{ "6 slices bread, crusts removed",
	    "6 [slice] {bread} <crusts removed>" },
	{ "1 medium-sized onion", "1 {onion} size medium-sized" },
	{ "5 tbsp. lemon juice (from 2 lemons)",
	    "5 [tbsp] {lemon juice} <from 2 lemons>" },
	{ "1 cup sugar, divided", "1 [cup] {sugar} <divided>" },
	{ "4 bone-in, skin-on chicken thighs",
	    "4 {bone-in, skin-on chicken thighs}" },
	{ "2 quarts oil, for deep-frying",
	    "2 [quart] {oil} <for deep-frying>" },
	{ "1 bay leaf", "1 {bay leaf}" },
	{ "10 black peppercorns", "10 {black peppercorns}" },
	{ "1/4 tsp. each salt & pepper", "0.25 [tsp] {salt & pepper} <each>" },
	{ "1 cup (2 sticks) butter", "1 [cup] {butter} alt 2 stick" },
	{ "1 recipe pie dough", "1 [recipe] {pie dough}" },
	{ "1 pint cherry tomatoes, halved",
	    "1 [pint] {cherry tomatoes} <halved>" },
	{ "3 tbsp (45 ml) oil", "3 [tbsp] {oil} alt 45 ml" },
	{ "½ small red onion", "0.5 {red onion} size small" },
	{ "2½ cups", "2.5 [cup] {}" },
	{ "1 lemon, zest and juice", "1 {lemon} <zest and juice>" },
	{ "1 lime wedge", "1 [wedge] {lime}" },
	{ "2 (3 1/2) pound whole chickens",
	    "2 {whole chickens} alt 3.5 lb each" },
	{ "1 large (2 lb) eggplant", "1 {eggplant} size large alt 2 lb" },
	{ "3 to 4-pound roast", "3-4 [lb] {roast}" },
	{ "~8 oz shredded Mozzarella", "8 [oz] {Mozzarella} <shredded>" },
};

static void
test_lines(void)
{
	struct ingredient in;

	for (size_t i = 0; i < COUNT(lines); i++) {
		ingredient_parse(arena, lines[i].line, UNIT_US, &in);
		is_str(describe(&in), lines[i].want, lines[i].line);
		arena_reset(arena);
	}
}

/* What is long, broken or nothing at all. */
static void
test_hostile(void)
{
	struct ingredient in;
	struct buf b;

	ok(!ingredient_parse(arena, "", UNIT_US, &in), "empty");
	is_str(in.food, "", "an empty line has no food");
	ok(!ingredient_parse(arena, " \t ", UNIT_US, &in), "blanks");
	buf_init(&b, arena, 20000);
	buf_str(&b, "2 cups flour");
	while (buf_len(&b) < 10000)
		buf_str(&b, ", sifted twice");
	ok(ingredient_parse(arena, buf_done(&b, NULL), UNIT_US, &in), "10 kB");
	is_str(in.food, "flour", "10 kB: food");
	ok(strlen(in.original) <= INGREDIENT_LINE_MAX, "10 kB: cut");
	buf_clear(&b);
	while (buf_len(&b) < 1500)
		buf_str(&b, "\u00e4");
	ingredient_parse(arena, buf_done(&b, NULL), UNIT_US, &in);
	ok(text_valid(in.food, strlen(in.food)) && strlen(in.food) <= 1000,
	    "not cut within a character");
	ok(ingredient_parse(arena, "1 cup \xff sugar", UNIT_US, &in) &&
	    text_valid(in.food, strlen(in.food)), "no UTF-8");
	ingredient_parse(arena, "1 cup\tsugar\r\n", UNIT_US, &in);
	is_str(in.original, "1 cup sugar", "one line, trimmed");
	ingredient_parse(arena, "\u202e1 cup sugar", UNIT_US, &in);
	ok(strstr(in.food, "\u202e") == NULL, "no change of direction");
	buf_clear(&b);
	for (int i = 0; i < 900; i++)
		buf_char(&b, '(');
	ok(ingredient_parse(arena, buf_done(&b, NULL), UNIT_US, &in),
	    "brackets");
	buf_clear(&b);
	for (int i = 0; i < 200; i++)
		buf_str(&b, "1 or ");
	ok(ingredient_parse(arena, buf_done(&b, NULL), UNIT_US, &in),
	    "numbers");
	arena_reset(arena);
}

static void
test_doc(void)
{
	struct ingredient in;
	struct buf b;

	ingredient_parse(arena, "1/3-1/2 cup nuts, chopped", UNIT_US, &in);
	buf_init(&b, arena, 4096);
	json_print(&b, ingredient_doc(arena, &in));
	is_str(buf_done(&b, NULL), "{"
	    "\"quantity\":0.333,\"quantityMax\":0.5,\"unit\":\"cup\","
	    "\"measure\":null,\"food\":\"nuts\",\"note\":\"chopped\","
	    "\"originalText\":\"1/3-1/2 cup nuts, chopped\"}", "document");
	ingredient_parse(arena, "salt", UNIT_US, &in);
	buf_clear(&b);
	json_print(&b, ingredient_doc(arena, &in));
	is_str(buf_done(&b, NULL), "{"
	    "\"quantity\":null,\"quantityMax\":null,\"unit\":null,"
	    "\"measure\":null,\"food\":\"salt\",\"note\":null,"
	    "\"originalText\":\"salt\"}", "document without amount");
	arena_reset(arena);
}

static void
test_fold(void)
{
	static const char *const pairs[][2] = {
		{ "Red Lentils", "red lentil" }, { "bay leaves", "bay leaf" },
		{ "potatoes", "potato" }, { "blackberries", "blackberry" },
		{ "cookies", "cookie" }, { "molasses", "molasses" },
		{ "hummus", "hummus" }, { "couscous", "couscous" },
		{ "asparagus", "asparagus" }, { "Swiss cheese",
		"swiss cheese" }, { "peas", "pea" }, { "radishes", "radish" },
		{ "cheeses", "cheese" }, { "olives", "olive" },
		{ "loaves", "loaf" }, { "anchovies", "anchovy" },
		{ "chilies", "chili" }, { "green chillies", "green chili" },
		{ "kiwis", "kiwi" }, { "all-purpose flour",
		"all purpose flour" }, { "cr\u00e8me fra\u00eeche",
		"creme fraiche" }, { "confectioners' sugar",
		"confectioner sugar" }, { "quiches", "quiche" },
		{ "watercress", "watercress" }, { "", "" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++)
		is_str(ingredient_fold(arena, pairs[i][0]), pairs[i][1],
		    pairs[i][0]);
	arena_reset(arena);
}

/* The place of a key, -1 if it is not offered; *confidence as it is. */
static int
key_place(const char *food, const char *note, const char *key,
    double *confidence)
{
	struct ingredient_key keys[INGREDIENT_KEYS_MAX];
	size_t n = ingredient_keys(arena, food, note, keys, COUNT(keys));

	for (size_t i = 0; i < n; i++)
		if (strcmp(keys[i].key, key) == 0) {
			*confidence = keys[i].confidence;
			return (int)i;
		}
	*confidence = 0;
	return -1;
}

static void
test_keys(void)
{
	static const struct {
		const char	*food, *note, *key;
		double		 least;	/* confidence; 0: not offered */
	} table[] = {
		{ "cumin", "ground", "ground cumin", 0.95 },
		{ "cumin", "ground", "cumin", 0.95 },
		{ "rice", "cooked, cooled", "cooked rice", 0.95 },
		{ "lemon", "juice of", "lemon juice", 0.95 },
		{ "organic ripe bananas", NULL, "banana", 0.8 },
		{ "boneless skinless chicken breasts", NULL,
		    "chicken breast", 0.8 },
		{ "chicken or vegetable stock", NULL, "chicken stock", 0.8 },
		{ "butter or margarine", NULL, "butter", 0.8 },
		{ "cod fillets", NULL, "cod", 0.7 },
		{ "Heinz tomato ketchup", NULL, "tomato ketchup", 0.6 },
		{ "flour, all-purpose", NULL, "all purpose flour", 0.9 },
		{ "roma (plum) tomatoes", NULL, "roma tomato", 0.8 },
		{ "tuna in oil", NULL, "tuna", 0.8 },
		{ "bowtie pasta", NULL, "pasta", 0.4 },
		{ "salt and pepper", NULL, "salt", 0.5 },
		{ "Thai fish glue", NULL, "glue", 0 },
		{ "everything bagel seasoning", NULL, "seasoning", 0 },
		{ "Magic Green Sauce", NULL, "sauce", 0 },
		{ "vegan cream cheese", NULL, "cream cheese", 0 },
		{ "vegan cream cheese", NULL, "cheese", 0 },
		{ "oat milk", NULL, "milk", 0 },
		{ "paper towels", NULL, "towel", 0 },
		{ "aluminum foil", NULL, "foil", 0 },
		{ "dried figs", NULL, "dried fig", 0.95 },
		{ "", NULL, "", 0 },
	};
	struct ingredient_key keys[2];
	double confidence;
	int place;

	for (size_t i = 0; i < COUNT(table); i++) {
		place = key_place(table[i].food, table[i].note, table[i].key,
		    &confidence);
		ok((place >= 0) == (table[i].least > 0) &&
		    confidence >= table[i].least, arena_fmt(arena,
		    "%s: %s", table[i].food, table[i].key));
	}
	is_int(key_place("cumin", "ground", "ground cumin", &confidence), 0,
	    "the note's form comes first");
	key_place("dried figs", NULL, "fig", &confidence);
	ok(confidence < 0.3, "without its firm word it is a guess");
	is_int((int)ingredient_keys(arena, "ripe red tomatoes", NULL, keys, 2),
	    2, "no more than asked for");
	is_int((int)ingredient_keys(arena, NULL, NULL, keys, 2), 0, "no food");
	arena_reset(arena);
}

static void
weigh(const char *line, double density, double want, const char *why)
{
	static const struct portion portions[] = {
		{ "piece", 110 }, { "large", 150 }, { "small", 70 },
		{ "clove", 3 }, { "cup, chopped", 160 }, { "cup sliced", 115 },
		{ "can", 400 }, { "leaf", 0.5 }, { "slice", 14 },
	};
	struct ingredient in;
	const char *reason;
	double grams;
	bool done;

	ingredient_parse(arena, line, UNIT_US, &in);
	done = ingredient_grams(&in, density, portions,
	    why != NULL && strcmp(why, "none") == 0 ? 0 : COUNT(portions),
	    &grams, &reason);
	if (!ok(done == (want >= 0) && (!done || fabs(grams - want) < 0.01 *
	    want + 0.001), line))
		fprintf(stderr, "#   got %g, %s\n", grams, reason ? reason :
		    "no reason");
	if (!done && why != NULL && strcmp(why, "none") != 0)
		is_str(reason, why, why);
	arena_reset(arena);
}

static void
test_grams(void)
{
	struct ingredient in;
	const char *reason;
	double grams;

	weigh("200 g flour", NAN, 200, NULL);
	weigh("1 lb beef", NAN, 453.592, NULL);
	weigh("100-200 g flour", NAN, 150, NULL);
	weigh("1 lb 8 oz beef", NAN, 680.39, NULL);
	weigh("1 cup milk", 1.03, 243.686, NULL);
	weigh("1 cup plus 2 tbsp milk", 1, 266.16, NULL);
	weigh("2 (14 oz) cans beans", NAN, 793.79, NULL);
	weigh("1 can beans", NAN, 400, NULL);
	weigh("2 cups (250 g) berries", 0.6, 250, NULL);
	weigh("4 fillets (6 oz each)", NAN, 680.39, NULL);
	weigh("1 onion", NAN, 110, NULL);
	weigh("1 large onion", NAN, 150, NULL);
	weigh("2 small onions", NAN, 140, NULL);
	weigh("1 medium onion", NAN, 110, NULL);
	weigh("3 cloves garlic", NAN, 9, NULL);
	weigh("1 cup onion, chopped", NAN, 160, NULL);
	weigh("1 cup sliced onion", NAN, 115, NULL);
	weigh("1 tbsp onion, chopped", NAN, 10, NULL);
	weigh("6 basil leaves", NAN, 3, NULL);
	weigh("pinch of salt", NAN, 0.36, "none");
	weigh("2 dashes salt", NAN, 1.2, "none");
	weigh("1 pinch sugar", 0.8, 0.246, NULL);
	weigh("1 dash sauce", 1, 0.616, NULL);
	weigh("1/2 glass wine", 0.99, 99, NULL);
	weigh("un verre de vin", 0.99, 198, NULL);
	weigh("1 filo di olio", 0.92, 4.6, NULL);
	weigh("1 glass wine", NAN, 135.256, NULL);
	weigh("0 eggs", NAN, 0, NULL);
	weigh("salt", 1.2, -1, "no-amount");
	weigh("100000 kg lead", NAN, -1, "too-much");
	weigh("99999 kg lead", NAN, 99999000, NULL);
	weigh("2 heads lettuce", 1, -1, "no-portion");
	weigh("1 bunch kale", NAN, -1, "no-portion");
	weigh("3 onions", NAN, -1, "none");
	ingredient_parse(arena, "1 cup milk", UNIT_US, &in);
	ok(!ingredient_grams(&in, NAN, NULL, 0, &grams, &reason) &&
	    strcmp(reason, "no-density") == 0, "no-density");
	ingredient_parse(arena, "1 pint milk", UNIT_IMPERIAL, &in);
	ok(ingredient_grams(&in, 1, NULL, 0, &grams, &reason) &&
	    fabs(grams - 568.26) < 0.1, "an imperial pint");
	arena_reset(arena);
}

static void
test_whole(void)
{
	static const struct {
		const char	*name, *key;
		bool		 whole;
	} names[] = {
		{ "red lentils", "red lentil", true },
		{ "organic red lentils", "red lentil", true },
		{ "large eggs", "egg", true },
		{ "finely chopped onion", "onion", true },
		{ "brown onion", "onion", false },
		{ "tofu in brine", "tofu", false },
		{ "butter or oil", "butter", false },
		{ "gluten-free flour", "flour", false },
		{ "tofu ham-style", "tofu ham", false },
		{ "butter (vegan)", "butter", false },
		{ "", "salt", true },
	};

	for (size_t i = 0; i < COUNT(names); i++)
		ok(ingredient_key_whole(arena, names[i].name, names[i].key) ==
		    names[i].whole, names[i].name);
	arena_reset(arena);
}

int
main(void)
{
	arena = arena_new();
	test_lines();
	test_hostile();
	test_doc();
	test_fold();
	test_keys();
	test_grams();
	test_whole();
	arena_free(arena);
	return done();
}
