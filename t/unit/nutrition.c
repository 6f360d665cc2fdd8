/* Sums of nutrients: unknown is not zero, and nothing is rounded early. */
#include "food/nutrition.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "data/doc.h"

#include "tap.h"

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-9;
}

static void
none(double values[])
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		values[i] = NAN;
}

static void
test_sums(void)
{
	double rice[NUTRIENT_COUNT], salt[NUTRIENT_COUNT];
	struct nutrition sum, other;
	int i;

	none(rice);
	none(salt);
	rice[NUTRIENT_CALORIES] = 130;
	rice[NUTRIENT_PROTEIN] = 0;
	salt[NUTRIENT_CALORIES] = 1. / 3;
	nutrition_init(&sum);
	for (i = 0; i < NUTRIENT_COUNT; i++)
		if (!isnan(sum.totals[i]))
			break;
	is_int(i, NUTRIENT_COUNT, "nothing is known at first");
	nutrition_add(&sum, rice, 250);
	ok(near(sum.totals[NUTRIENT_CALORIES], 325) && near(sum.grams, 250),
	    "by weight");
	ok(near(sum.totals[NUTRIENT_PROTEIN], 0), "zero is known");
	ok(isnan(sum.totals[NUTRIENT_FAT]), "what nobody tells is not");
	nutrition_add(&sum, salt, 300);
	ok(near(sum.totals[NUTRIENT_CALORIES], 326), "not rounded");
	ok(near(sum.totals[NUTRIENT_PROTEIN], 0), "what one food tells is "
	    "known, though another does not");
	nutrition_init(&other);
	nutrition_add_scaled(&other, &sum, 0.5);
	nutrition_add_scaled(&other, &sum, 0.5);
	ok(near(other.totals[NUTRIENT_CALORIES], 326) &&
	    near(other.grams, 550), "two halves are the whole");
	ok(isnan(other.totals[NUTRIENT_FAT]), "unknown stays so");
	nutrition_add_scaled(&other, &sum, 0);
	ok(near(other.totals[NUTRIENT_CALORIES], 326), "nothing of it");
}

static void
test_doc(void)
{
	struct arena *arena = arena_new();
	struct nutrition sum;
	const struct doc *d, *m;
	int i, known = 0;

	nutrition_init(&sum);
	d = nutrition_doc(arena, &sum, 1, NULL);
	ok(doc_is_null(doc_get(d, "calories")) &&
	    doc_is_null(doc_get(d, "servingSize")), "unknown main ones are "
	    "null");
	is_int((int64_t)doc_get(d, "nutrients")->count, 0,
	    "unknown others left out");
	for (i = 0; i < NUTRIENT_COUNT; i++)
		sum.totals[i] = 10;
	d = nutrition_doc(arena, &sum, 0.12345, "1 cup");
	is_str(doc_str(d, "calories"), "1.235", "three decimals");
	is_str(doc_str(d, "servingSize"), "1 cup", "of what");
	for (m = doc_first(doc_get(d, "nutrients")); m; m = m->next, known++) {
		i = nutrient_by_name(m->name, m->name_len);
		if (i < 0 || nutrient_table[i].main ||
		    strcmp(doc_str(m, "unit"), nutrient_table[i].unit) != 0)
			ok(false, m->name);
		if (doc_is_null(doc_get(m, "dailyValue")) !=
		    !(nutrient_table[i].daily > 0))
			ok(false, m->name);
	}
	for (i = 0; i < NUTRIENT_COUNT; i++)
		known += nutrient_table[i].main &&
		    doc_str(d, nutrient_table[i].name);
	is_int(known, NUTRIENT_COUNT, "each of them once");
	arena_free(arena);
}

int
main(void)
{
	test_sums();
	test_doc();
	return done();
}
