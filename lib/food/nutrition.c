#include "food/nutrition.h"

#include <math.h>

#include "base/words.h"
#include "data/doc.h"

#define FIGURE_MAX 1e9		/* of the columns */

#define MAIN(member) { .name = member, .type = FT_DECIMAL, .flags = F_NULL }

static const struct field amount_fields[] = {
	{ .name = "amount", .type = FT_DECIMAL },
	{ .name = "unit", .type = FT_CHOICE, .words = W_("kcal g mg µg") },
	{ .name = "dailyValue", .type = FT_DECIMAL, .flags = F_NULL,
	    .doc = "Percent of the FDA daily value for adults." },
};
static const struct shape amount_shape = SHAPE_OUT("NutrientAmount",
    amount_fields);

static const struct field nutrition_fields[] = {
	{ .name = "servingSize", .type = FT_TEXT, .flags = F_NULL },
	MAIN("calories"), MAIN("proteinContent"), MAIN("fatContent"),
	MAIN("saturatedFatContent"), MAIN("transFatContent"),
	MAIN("carbohydrateContent"), MAIN("sugarContent"),
	MAIN("fiberContent"), MAIN("cholesterolContent"),
	MAIN("sodiumContent"),
	{ .name = "nutrients", .type = FT_MAP, .shape = &amount_shape,
	    .doc = "Further nutrients that are known, by name." },
};
const struct shape nutrition_shape = SHAPE_OUT("Nutrition",
    nutrition_fields);

void
nutrition_init(struct nutrition *sum)
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		sum->totals[i] = NAN;
	sum->grams = 0;
}

static void
add(struct nutrition *sum, const double values[], double factor)
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++) {
		if (isnan(values[i]))
			continue;
		if (isnan(sum->totals[i]))
			sum->totals[i] = 0;
		sum->totals[i] += values[i] * factor;
	}
}

void
nutrition_add(struct nutrition *sum, const double per_100g[], double grams)
{
	add(sum, per_100g, grams / 100);
	sum->grams += grams;
}

void
nutrition_add_scaled(struct nutrition *sum, const struct nutrition *other,
    double factor)
{
	add(sum, other->totals, factor);
	sum->grams += other->grams * factor;
}

bool
nutrition_fits(const struct nutrition *sum)
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		if (!isnan(sum->totals[i]) && !(sum->totals[i] < FIGURE_MAX))
			return false;
	return sum->grams < FIGURE_MAX;
}

struct doc *
nutrition_doc(struct arena *arena, const struct nutrition *sum,
    double factor, const char *serving_size)
{
	struct doc *d = doc_object(arena), *others = doc_object(arena), *one;
	int i;

	doc_append(d, "servingSize", doc_text(arena, serving_size));
	for (i = 0; i < NUTRIENT_COUNT; i++) {
		const struct nutrient *n = &nutrient_table[i];
		double amount = sum->totals[i] * factor;

		if (n->main) {
			doc_append(d, n->name, doc_double(arena, amount));
		} else if (!isnan(amount)) {
			one = doc_append(others, n->name, doc_object(arena));
			doc_append(one, "amount", doc_double(arena, amount));
			doc_append(one, "unit", doc_text(arena, n->unit));
			doc_append(one, "dailyValue", n->daily > 0 ?
			    doc_double(arena, 100 * amount / n->daily) :
			    doc_null(arena));
		}
	}
	doc_append(d, "nutrients", others);
	return d;
}
