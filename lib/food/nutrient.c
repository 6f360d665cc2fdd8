#include "food/nutrient.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/words.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/text.h"

#define ARRAY_MAX 4096

const struct nutrient nutrient_table[NUTRIENT_COUNT] = {
#define NUTRIENT(id, name, usda, unit, daily, main, shown) \
	[NUTRIENT_##id] = { name, usda, unit, daily, main, shown },
#include "food/nutrient.def"
#undef NUTRIENT
};

int
nutrient_by_name(const char *name, size_t n)
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		if (strlen(nutrient_table[i].name) == n &&
		    memcmp(nutrient_table[i].name, name, n) == 0)
			return i;
	return -1;
}

int
nutrient_by_usda(int usda)
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		if (nutrient_table[i].usda == usda)
			return i;
	return -1;
}

void
nutrient_read(const struct doc *list, double out[NUTRIENT_COUNT])
{
	const struct doc *d = doc_first(list);
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++) {
		if (!d || d->kind != DOC_NUMBER ||
		    !text_double(d->text, &out[i]))
			out[i] = NAN;
		if (d)
			d = d->next;
	}
}

char *
nutrient_array(struct cx *cx, const double values[NUTRIENT_COUNT])
{
	struct buf b;
	int i;

	buf_init(&b, cx->arena, ARRAY_MAX);
	for (i = 0; i < NUTRIENT_COUNT; i++) {
		buf_char(&b, i ? ',' : '{');
		if (isfinite(values[i]))
			buf_fmt(&b, "%.10g", values[i]);
		else
			buf_str(&b, "NULL");
	}
	buf_char(&b, '}');
	return buf_done(&b, &cx->err);
}
