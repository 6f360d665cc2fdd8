/* Lines as they are written, with what scales in them. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "ingredient/ingredient.h"

#include "tap.h"

static struct arena *arena;

/* The pieces in one text: [strong], <number>, <number m> of the metric. */
static const char *
written(const char *line, double factor)
{
	const struct doc *list = ingredient_pieces(arena, line, factor), *d;
	struct buf b;

	buf_init(&b, arena, 1 << 16);
	for (d = doc_first(list); d; d = d->next) {
		if (doc_str(d, "strong"))
			buf_fmt(&b, "[%s]", doc_str(d, "strong"));
		else if (doc_str(d, "number"))
			buf_fmt(&b, "<%s%s>", doc_str(d, "number"),
			    doc_true(doc_get(d, "metric")) ? " m" : "");
		else
			buf_str(&b, doc_str(d, "plain"));
	}
	return buf_done(&b, NULL);
}

static const struct {
	const char	*line;
	double		 factor;
	const char	*want;
} cases[] = {
	{ "2 cups oats", 1, "[2] [cups] oats" },
	{ "salt", 1, "salt" },
	{ "salt", 3, "salt" },
	{ "- 1 cup *oats*", 1, "[1] [cup] oats" },
	/* all of an amount, each in its own unit */
	{ "1 lb 4 oz veal", 2, "<2> [lb] <8> [oz] veal" },
	{ "1 cup plus 2 tablespoons oats", 2,
	    "<2> [cups] plus <4> [tablespoons] oats" },
	{ "2 cups (plus 1 tbsp) oats", 2, "<4> [cups] (plus <2> [tbsp]) oats" },
	{ "2 cups oats, plus 1 tbsp for dusting", 2,
	    "<4> [cups] oats, plus <2> [tbsp] for dusting" },
	{ "90g/3oz butter", 2, "<180 m>[g]/<6>[oz] butter" },
	{ "1 cup (250 ml) milk", 2, "<2> [cups] (<500 m> [ml]) milk" },
	{ "2-3 cups oats", 2, "<4>-<6> [cups] oats" },
	{ "2 to 3 cups oats", 0.5, "<1> to <1.5> [cups] oats" },
	{ "1 1/2 cups oats", 2, "<3> [cups] oats" },
	{ "half a lemon", 2, "<1> lemon" },
	{ "a dozen eggs", 2, "<24> eggs" },
	{ "juice of 1 lemon", 2, "juice of <2> lemons" },
	{ "Sugar: 200 g", 2, "Sugar: <400 m> [g]" },
	{ "1 goose (about 9 lb)", 2, "<2> goose (about <18> [lb])" },
	{ "1 cup milk or 240 ml cream", 2,
	    "<2> [cups] milk or <480 m> [ml] cream" },
	{ "4 trout, about 2 pounds", 0.5, "<2> trout, about <1> [pounds]" },
	{ "1 cup chopped leek (from 2 leeks)", 2,
	    "<2> [cups] chopped leek (from <4> leeks)" },
	/* what one of them is stays */
	{ "1 (8-ounce) package tofu", 2, "<2> (8-ounce) [packages] tofu" },
	{ "2 x 400g tins peas", 2, "<4> x 400g [tins] peas" },
	{ "2 5-ounce cans tuna", 2, "<4> 5-ounce [cans] tuna" },
	{ "1-15 oz can peas", 2, "<2>-15 oz [cans] peas" },
	{ "4 trout fillets (6 oz each)", 2, "<8> trout fillets (6 oz each)" },
	{ "4 trout, each about 6 oz", 2, "<8> trout, each about 6 oz" },
	{ "1 bag spinach (200 g)", 2, "<2> [bags] spinach (200 g)" },
	{ "1 3-pound goose", 2, "<2> 3-pound goose" },
	{ "1 carrot, cut into 4 pieces", 2, "<2> carrots, cut into 4 pieces" },
	{ "500 g veal, in 2-inch cubes", 2, "<1000 m> [g] veal, in 2-inch "
	    "cubes" },
	{ "1 cup 2% milk", 2, "<2> [cups] 2% milk" },
	{ "1 egg, boiled 10 minutes", 2, "<2> eggs, boiled 10 minutes" },
	/* words follow the number, where we know them */
	{ "1 egg", 2, "<2> eggs" },
	{ "2 large eggs", 0.5, "<1> large egg" },
	{ "1 Ei", 2, "<2> Ei" },
	{ "1 egg noodle", 2, "<2> egg noodle" },
	{ "1 Tbsp. oil", 2, "<2> [Tbsp.] oil" },
	{ "1 Tasse Reis", 2, "<2> [Tasse] Reis" },
	/* a part of a kilogram is grams */
	{ "0.3 kg veal", 0.5, "<150 m> [g] veal" },
	{ "1 l milk", 0.25, "<250 m> [ml] milk" },
	{ "1-1.2 kg veal", 0.5, "<500 m>-<600 m> [g] veal" },
	{ "3 kg veal", 0.5, "<1.5 m> [kg] veal" },
	{ "For the sauce:", 2, "For the sauce:" },
	{ "", 2, "" },
	{ "((((", 2, "((((" },
};

/* Whatever the line, its pieces unscaled are the line. */
static void
same_when_not_scaled(void)
{
	struct doc *list;
	const struct doc *d;
	struct buf b;
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		if (cases[i].line[0] == '-')
			continue;
		list = ingredient_pieces(arena, cases[i].line, 1);
		buf_init(&b, arena, 1 << 16);
		for (d = doc_first(list); d; d = d->next)
			buf_str(&b, doc_str(d, doc_get(d, "plain") ? "plain" :
			    "strong"));
		is_str(buf_done(&b, NULL), cases[i].line, cases[i].line);
	}
}

int
main(void)
{
	size_t i;

	arena = arena_new();
	for (i = 0; i < COUNT(cases); i++)
		is_str(written(cases[i].line, cases[i].factor), cases[i].want,
		    cases[i].line);
	same_when_not_scaled();
	arena_free(arena);
	return done();
}
