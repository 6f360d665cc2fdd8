/*
 * Whatever the line, ingredient_parse gives valid UTF-8 on one line, amounts
 * that are finite and not negative or NAN, and units of the table; the keys
 * of its food are folded, different and of falling confidence; what it weighs
 * is finite.
 */
#include "ingredient/ingredient.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/text.h"

#include "fuzz.h"

static void
check_text(const char *s)
{
	if (s == NULL)
		return;
	REQUIRE(text_valid(s, strlen(s)));
	REQUIRE(strpbrk(s, "\r\n") == NULL);
}

static void
check_number(double v)
{
	REQUIRE(isnan(v) || (isfinite(v) && v >= 0));
}

static void
check_ingredient(const struct ingredient *in)
{
	check_text(in->original);
	check_text(in->food);
	check_text(in->note);
	check_text(in->size);
	REQUIRE(in->food != NULL && in->original != NULL);
	check_number(in->quantity);
	check_number(in->quantity_max);
	check_number(in->alt_quantity);
	check_number(in->plus_quantity);
	REQUIRE(isnan(in->quantity_max) || in->quantity_max > in->quantity);
	REQUIRE(in->unit == NULL || unit_by_name(in->unit) != NULL);
	REQUIRE(in->unit == NULL || in->measure == NULL);
	REQUIRE(isnan(in->alt_quantity) == (in->alt_unit == NULL));
	REQUIRE(in->alt_unit == NULL || unit_by_name(in->alt_unit) != NULL);
	REQUIRE(isnan(in->plus_quantity) == (in->plus_unit == NULL));
}

static void
check_keys(struct arena *arena, const struct ingredient *in)
{
	struct ingredient_key keys[INGREDIENT_KEYS_MAX];
	size_t n = ingredient_keys(arena, in->food, in->note, keys,
	    COUNT(keys));

	REQUIRE(n <= COUNT(keys));
	for (size_t i = 0; i < n; i++) {
		check_text(keys[i].key);
		REQUIRE(keys[i].confidence > 0 && keys[i].confidence <= 1);
		REQUIRE(i == 0 ||
		    keys[i].confidence <= keys[i - 1].confidence);
		for (size_t k = 0; k < i; k++)
			REQUIRE(strcmp(keys[i].key, keys[k].key) != 0);
	}
}

static void
check_grams(const struct ingredient *in)
{
	static const struct portion portions[] = {
		{ "cup", 120 }, { "cup, chopped", 150 }, { "clove", 3 },
		{ "piece", 50 }, { "large", 60 }, { "can", 400 },
	};
	const char *reason;
	double grams;

	for (size_t n = 0; n <= COUNT(portions); n += COUNT(portions))
		if (ingredient_grams(in, n > 0 ? NAN : 0.9, portions, n,
		    &grams, &reason))
			REQUIRE(isfinite(grams) && grams >= 0 &&
			    reason == NULL);
		else
			REQUIRE(reason != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *line = arena_dup(arena, (const char *)data, size);
	struct ingredient in;
	struct unit_word word;
	struct buf b;

	for (int system = UNIT_US; system <= UNIT_IMPERIAL; system++) {
		ingredient_parse(arena, line, (enum unit_system)system, &in);
		check_ingredient(&in);
		check_keys(arena, &in);
		check_grams(&in);
	}
	buf_init(&b, arena, 1 << 16);
	json_print(&b, ingredient_doc(arena, &in));
	REQUIRE(!buf_over(&b));
	if (unit_word_find(line, &word))
		REQUIRE((word.unit == NULL) != (word.measure == NULL) &&
		    word.scale > 0 && word.len <= size);
	arena_free(arena);
	return 0;
}
