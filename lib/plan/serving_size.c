#include "plan/serving_size.h"

#include <math.h>

#include "base/array.h"
#include "store/cx.h"
#include "data/doc.h"
#include "ingredient/ingredient.h"
#include "data/json.h"
#include "data/text.h"
#include "ingredient/unit.h"

#define USUAL_GRAMS 100		/* of a food without pieces */

struct portions {
	struct portion	*p;
	size_t		 n;
};

static struct portions
portions_of(struct cx *cx, const struct doc *food)
{
	const struct doc *raw = doc_get(food, "portions"), *d;
	struct portions out = { NULL, 0 };
	struct doc *list = NULL;

	if (raw && raw->kind == DOC_RAW)
		list = json_parse(&cx->err, raw->text, raw->len);
	if (!list)
		return out;
	out.p = arena_array(cx->arena, list->count, sizeof(*out.p));
	for (d = doc_first(list); d; d = d->next) {
		const char *name = doc_str(d, "name");
		double grams = doc_num(d, "grams", NAN);

		if (name && grams > 0)
			out.p[out.n++] = (struct portion){ name, grams };
	}
	return out;
}

static const struct portion *
portion_named(const struct portions *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (text_same_ci(all->p[i].name, name))
			return &all->p[i];
	return NULL;
}

static const char *
size_named(const char *name)
{
	static const char *const sizes[] = {
		"small", "medium", "large", "extra large",
	};
	size_t i;

	for (i = 0; i < COUNT(sizes); i++)
		if (text_same_ci(sizes[i], name))
			return sizes[i];
	return NULL;
}

static void
weigh(const struct ingredient *line, const struct doc *food,
    const struct portions *portions, struct serving_size *out)
{
	if (!ingredient_grams(line, doc_num(food, "density", NAN),
	    portions->p, portions->n, &out->grams, &out->reason))
		out->grams = NAN;
}

/* A piece if it has one, else what tables are given for. */
static void
weigh_usual(struct ingredient *line, const struct doc *food,
    const struct portions *portions, struct serving_size *out)
{
	out->quantity = line->quantity = 1;
	weigh(line, food, portions, out);
	if (isnan(out->grams))
		*out = (struct serving_size){ .quantity = USUAL_GRAMS,
		    .unit = "g", .grams = USUAL_GRAMS };
}

void
serving_size_weigh(struct cx *cx, const struct doc *food, const char *unit,
    double quantity, struct serving_size *out)
{
	struct portions portions = portions_of(cx, food);
	const struct portion *own;
	struct unit_word word;
	struct ingredient line = {
		.food = doc_str(food, "name"), .alt_quantity = NAN,
		.plus_quantity = NAN, .quantity_max = NAN,
		.system = unit_system(cx->asker.imperial),
	};

	if (!line.food)
		line.food = "";
	*out = (struct serving_size){ .quantity = quantity, .grams = NAN };
	if (!unit && isnan(quantity)) {
		weigh_usual(&line, food, &portions, out);
		return;
	}
	if (isnan(quantity))
		out->quantity = 1;
	if (unit && unit_word_find(unit, &word)) {
		line.unit = word.unit ? word.unit->name : NULL;
		line.measure = word.unit ? NULL : word.measure;
		out->unit = word.unit ? word.unit->name : word.measure;
		if (word.scale > 0)
			out->quantity *= word.scale;
	} else if (unit && (own = portion_named(&portions, unit))) {
		out->unit = own->name;
		out->grams = out->quantity * own->grams;
		if (out->grams < INGREDIENT_GRAMS_MAX)
			return;
		out->grams = NAN;
		out->reason = "too-much";
		return;
	} else if (unit) {
		out->unit = line.size = size_named(unit);
		out->unknown = !out->unit;
		out->reason = "no-portion";
		if (out->unknown)
			return;
	}
	line.quantity = out->quantity;
	weigh(&line, food, &portions, out);
}
