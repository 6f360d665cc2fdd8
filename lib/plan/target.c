#include "plan/target.h"

#include <math.h>

#include "base/array.h"
#include "base/words.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"

#define AMOUNT_MAX 100000

/* A member per nutrient, so that the names are checked and told. */
static const struct field target_fields[] = {
#define NUTRIENT(id, member, usda, its, daily, main, shown) \
	{ .name = member, .type = FT_DECIMAL, .flags = F_MAYBE, \
	.max = AMOUNT_MAX, .unit = its, \
	AT(struct target_draft, amounts[NUTRIENT_##id]), \
	.label = shown, .doc = its " a day." },
#include "food/nutrient.def"
#undef NUTRIENT
	{ .name = "version", .type = FT_INT, .flags = F_SERVER | F_MAYBE,
	    .doc = "Of one's own targets; 0 when there are none yet." },
};
const struct shape target_shape = SHAPE("Targets", target_fields,
    struct target_draft);

static struct doc *
targets_doc(struct arena *arena, const double amounts[NUTRIENT_COUNT],
    double factor)
{
	struct doc *d = doc_object(arena);
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		if (!isnan(amounts[i]))
			doc_append(d, nutrient_table[i].name, doc_double(arena,
			    amounts[i] * factor));
	return d;
}

/* Add the numbers of an object to the amounts of their names. */
static void
target_add(double amounts[NUTRIENT_COUNT], const struct doc *object)
{
	const struct doc *d;

	for (d = doc_first(object); d; d = d->next) {
		int i = nutrient_by_name(d->name, d->name_len);
		double n = i < 0 ? NAN : doc_num(object,
		    nutrient_table[i].name, NAN);

		if (!isnan(n))
			amounts[i] = isnan(amounts[i]) ? n : amounts[i] + n;
	}
}

static void
clear(double amounts[NUTRIENT_COUNT])
{
	int i;

	for (i = 0; i < NUTRIENT_COUNT; i++)
		amounts[i] = NAN;
}

struct doc *
target_sum(struct err *err, const struct doc *rows)
{
	double amounts[NUTRIENT_COUNT];
	const struct doc *row;

	clear(amounts);
	for (row = doc_first(rows); row; row = row->next) {
		const struct doc *raw = doc_get(row, "amounts");

		if (raw && raw->kind == DOC_RAW)
			raw = json_parse(err, raw->text, raw->len);
		if (!raw)
			return NULL;
		target_add(amounts, raw);
	}
	return targets_doc(err->arena, amounts, 1);
}

struct doc *
target_scaled(struct arena *arena, const struct doc *targets, double factor)
{
	double amounts[NUTRIENT_COUNT];

	clear(amounts);
	target_add(amounts, targets);
	return targets_doc(arena, amounts, factor);
}

struct doc *
target_page(struct cx *cx)
{
	struct doc *row = DB(cx, SQL_TARGET_OF,
	    .household = cx->asker.household, .person = cx->asker.id),
	    *rows = doc_list(cx->arena), *d;
	int64_t version;

	if (!row)
		return NULL;
	version = (int64_t)doc_num(row, "version", 0);
	if (!doc_is_null(row))
		doc_add(rows, row);
	d = target_sum(&cx->err, rows);
	if (d)
		doc_append(d, "version", doc_int(cx->arena, version));
	return d;
}

struct save {
	const struct target_draft	*draft;
	int64_t				 version;
	struct doc			*page;
};

static bool
save(struct cx *cx, void *arg)
{
	struct save *s = arg;
	struct doc *touched;

	touched = DB(cx, SQL_TARGET_PUT, .household = cx->asker.household,
	    .person = cx->asker.id, .version = db_int(cx, s->version),
	    .amounts = db_json(cx, targets_doc(cx->arena, s->draft->amounts,
	    1)));
	if (!touched)
		return false;
	if (!db_touched(touched))
		return fail(cx, ERR_STALE, "Your targets were changed since "
		    "you opened them. Look at them again, then save.");
	s->page = target_page(cx);
	return s->page != NULL;
}

struct doc *
target_save(struct cx *cx, int64_t version, const struct target_draft *draft)
{
	struct save s = { draft, version, NULL };

	return db_tx(cx, save, &s) ? s.page : NULL;
}
