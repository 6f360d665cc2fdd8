#include <math.h>
#include <string.h>

#include "base/array.h"
#include "ingredient/ingredient.h"
#include "data/text.h"

#define PINCH_GRAMS	0.36	/* of salt: 1/16 teaspoon */
#define DASH_GRAMS	0.6	/* of salt: 1/8 teaspoon, not quite full */
#define SPOON_ML	4.92892159375
#define FIT		10	/* a portion that fits in every word */

struct food {
	double			 density;
	const struct portion	*portions;
	size_t			 n;
};

/* Whether word (n bytes) begins a word of text. */
static bool
mentions(const char *text, const char *word, size_t n)
{
	if (text == NULL || n < 3)
		return false;
	for (const char *p = text; *p != '\0'; p++) {
		size_t i = 0;

		if (p > text && p[-1] != ' ' && p[-1] != '-')
			continue;
		while (i < n && (p[i] | 0x20) == (word[i] | 0x20))
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/*
 * How well a portion's name ("cup, chopped") fits a measure: 0 not at all,
 * more for every further word that the ingredient's words have. A further
 * word that they lack makes it a last resort.
 */
static int
portion_fit(const struct portion *p, const char *measure,
    const struct ingredient *in)
{
	size_t n = strlen(measure), w;
	const char *s = p->name + n;
	int fit = FIT;

	if (strncmp(p->name, measure, n) != 0)
		return 0;
	if (*s != '\0' && *s != ' ' && *s != ',')
		return 0;
	while (*s != '\0') {
		s += strspn(s, " ,()");
		w = strcspn(s, " ,()");
		if (w == 0)
			break;
		/* "chop" of chopped: the stem finds "chopping", too */
		if (mentions(in->note, s, w) || mentions(in->food, s, w) ||
		    mentions(in->size, s, w))
			fit += 5;
		else
			fit -= 6;
		s += w;
	}
	return fit > 0 ? fit : 1;
}

/* The grams of the best portion so named that fits well enough; 0: none. */
static double
portion_least(const struct food *f, const char *measure,
    const struct ingredient *in, int least)
{
	int best = least - 1, fit;
	double grams = 0;

	if (measure == NULL)
		return 0;
	for (size_t i = 0; i < f->n; i++) {
		if (!(f->portions[i].grams > 0))
			continue;
		fit = portion_fit(&f->portions[i], measure, in);
		if (fit > best) {
			best = fit;
			grams = f->portions[i].grams;
		}
	}
	return grams;
}

static double
portion_find(const struct food *f, const char *measure,
    const struct ingredient *in)
{
	return portion_least(f, measure, in, 1);
}

/* Grams of one ml: the density, or what a volume portion says. */
static double
volume_density(const struct food *f, const struct ingredient *in)
{
	static const char *const volumes[] = {
		"cup", "tbsp", "tsp", "fl oz", "dl", "l", "ml", "pint", "quart",
	};
	double g;

	if (f->density > 0)
		return f->density;
	for (size_t i = 0; i < COUNT(volumes); i++) {
		g = portion_find(f, volumes[i], in);
		if (g > 0)
			return g / unit_factor(volumes[i], UNIT_US);
	}
	return 0;
}

/* The size as portions name it. */
static const char *
size_name(const char *size)
{
	if (size == NULL)
		return NULL;
	if (mentions(size, "extra-large", 11) || mentions(size, "jumbo", 5))
		return "extra large";
	if (mentions(size, "large", 5) || mentions(size, "big", 3) ||
	    text_same_ci(size, "lg"))
		return "large";
	if (mentions(size, "small", 5) || text_same_ci(size, "sm"))
		return "small";
	if (mentions(size, "med", 3) || text_same_ci(size, "md"))
		return "medium";
	return NULL;
}

/* A count without unit, or of pieces: by size, last word, piece. */
static double
piece_grams(const struct food *f, const struct ingredient *in)
{
	static const char *const usual[] = {
		"piece", "medium", "whole", "each", "fruit", "large",
	};
	const char *size = size_name(in->size), *word;
	struct unit_word u;
	double g = portion_find(f, size, in);

	if (!(g > 0) && size != NULL && strcmp(size, "extra large") == 0)
		g = portion_find(f, "large", in);
	if (g > 0)
		return g;
	word = strrchr(in->food, ' ');		/* "basil leaves" */
	if (word != NULL && unit_word_find(word + 1, &u))
		g = portion_find(f, u.unit ? u.unit->name : u.measure, in);
	for (size_t i = 0; i < COUNT(usual) && !(g > 0); i++)
		g = portion_find(f, usual[i], in);
	return g;
}

/* Ml of a measure that is the same of every liquid, or 0. */
static double
measure_ml(const char *name)
{
	static const struct {
		const char	*name;
		double		 ml;
	} measures[] = {
		{ "glass", 200 }, { "drizzle", 5 }, { "splash", 10 },
		{ "drop", 0.05 }, { "ladle", 100 },
	};

	for (size_t i = 0; name != NULL && i < COUNT(measures); i++)
		if (strcmp(name, measures[i].name) == 0)
			return measures[i].ml;
	return 0;
}

/* Grams of what a food is sold in under another word. */
static double
sold_grams(const struct food *f, const char *name,
    const struct ingredient *in)
{
	static const char *const words[][2] = {
		{ "sachet", "envelope" }, { "envelope", "sachet" },
		{ "sachet", "packet" }, { "envelope", "packet" },
		{ "jar", "can" }, { "pot", "package" }, { "sprig", "stick" },
	};
	double g = 0;

	for (size_t i = 0; name != NULL && i < COUNT(words) && !(g > 0); i++)
		if (strcmp(name, words[i][0]) == 0)
			g = portion_find(f, words[i][1], in);
	return g;
}

/* Grams of one of the unit; 0 and *reason when they cannot be told. */
static double
unit_grams(const struct food *f, const struct ingredient *in,
    const char *name, const char **reason)
{
	const struct unit *u = unit_by_name(name);
	double g, d;

	if (u != NULL && u->kind == UNIT_MASS)
		return u->factor[0];
	/* a cup of something else than chopped goes by its density */
	g = portion_least(f, name, in, u != NULL && u->kind == UNIT_VOLUME &&
	    f->density > 0 ? FIT : 1);
	/* a cup portion is a US one; others scale with their size */
	if (g > 0 && u != NULL && u->kind == UNIT_VOLUME)
		return g * unit_factor(name, in->system) / u->factor[0];
	if (g > 0)
		return g;
	d = volume_density(f, in);
	if (u != NULL && u->kind == UNIT_VOLUME) {
		*reason = "no-density";
		return d * unit_factor(name, in->system);
	}
	if (name != NULL && strcmp(name, "pinch") == 0)
		return d > 0 ? d * SPOON_ML / 16 : PINCH_GRAMS;
	if (name != NULL && strcmp(name, "dash") == 0)
		return d > 0 ? d * SPOON_ML / 8 : DASH_GRAMS;
	*reason = "no-portion";
	if (name == NULL || strcmp(name, "piece") == 0)
		return piece_grams(f, in);
	g = sold_grams(f, name, in);
	return g > 0 ? g : d * measure_ml(name);
}

/* The second amount's grams; 0 if it has none. */
static double
alt_grams(const struct food *f, const struct ingredient *in, double quantity,
    bool mass)
{
	const struct unit *u = unit_by_name(in->alt_unit);
	const char *reason = NULL;
	double g;

	if (u == NULL || !(in->alt_quantity > 0) ||
	    (u->kind == UNIT_MASS) != mass)
		return 0;
	g = in->alt_quantity * unit_grams(f, in, u->name, &reason);
	return in->alt_each ? g * quantity : g;
}

bool
ingredient_grams(const struct ingredient *in, double density,
    const struct portion *portions, size_t n, double *grams,
    const char **reason)
{
	struct food f = { isfinite(density) ? density : 0, portions, n };
	const char *name = in->unit ? in->unit : in->measure;
	const struct unit *u = unit_by_name(in->unit);
	const char *unused = NULL;
	double q = in->quantity, g;

	*grams = 0;
	*reason = "no-amount";
	if (isnan(q) && name == NULL)
		return false;
	if (isnan(q))
		q = 1;
	if (in->quantity_max > q)
		q = (q + in->quantity_max) / 2;
	*reason = "no-portion";
	g = u != NULL && u->kind == UNIT_MASS ? 0 :
	    alt_grams(&f, in, q, true);
	if (!(g > 0)) {
		g = q * unit_grams(&f, in, name, reason);
		if (!(g > 0) && q > 0)
			g = alt_grams(&f, in, q, false);
	}
	if (in->plus_unit != NULL && g > 0)
		g += in->plus_quantity * unit_grams(&f, in, in->plus_unit,
		    &unused);
	if (!isfinite(g) || (!(g > 0) && q > 0))
		return false;
	if (!(g < INGREDIENT_GRAMS_MAX)) {
		*reason = "too-much";
		return false;
	}
	*grams = g;
	*reason = NULL;
	return true;
}
