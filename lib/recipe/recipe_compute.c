#include "recipe/recipe_compute.h"

#include <math.h>
#include <string.h>

#include "food/catalogue.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/search_words.h"

#define EACH_MAX	1e9	/* kcal: what the column holds */
#define COUNTED_MIN	0.5	/* grams: below it a line says nothing */

/* ---- lines ------------------------------------------------------------- */

static bool
same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* As it is stored, with three decimals. */
static bool
same_number(double a, double b)
{
	return isnan(a) ? isnan(b) : fabs(round(a * 1000) - round(b * 1000)) <
	    0.5;
}

/* The row's own parts in place of what its line says. */
static bool
put_parts(struct cx *cx, const struct recipe_ingredient *row, size_t i,
    struct ingredient *line)
{
	struct unit_word word = { .unit = NULL };
	double scale;

	if (row->unit && !unit_word_find(row->unit, &word))
		return fail_as(cx, "choice",
		    fail_pointer(cx, arena_fmt(cx->arena,
		    "/ingredients/%zu/unit", i), "There is no unit \"%s\".",
		    row->unit));
	if (row->unit && (word.unit || !line->measure)) {
		line->unit = word.unit ? word.unit->name : NULL;
		line->measure = word.unit ? NULL : word.measure;
	}
	if (!row->unit)
		line->unit = NULL;
	scale = word.unit && word.scale > 0 ? word.scale : 1;
	line->quantity = row->quantity * scale;
	line->quantity_max = row->quantity_max * scale;
	line->food = row->food;
	line->note = row->note;
	line->is_heading = false;
	return true;
}

/* Whether the parts are what the line says: then the line is exacter. */
static bool
agrees(const struct ingredient *line, const struct ingredient *parts)
{
	return !line->is_heading &&
	    same_number(line->quantity, parts->quantity) &&
	    same_number(line->quantity_max, parts->quantity_max) &&
	    same_text(line->unit, parts->unit) &&
	    same_text(line->measure, parts->measure) &&
	    same_text(line->food, parts->food) &&
	    same_text(line->note, parts->note);
}

/* The stored row that a row is as, line and parts; NULL when there is none. */
static const struct doc *
stored_as(const struct recipe_compute *w, const struct recipe_ingredient *row)
{
	const struct doc *d;

	for (d = w ? doc_first(w->stored) : NULL; d; d = d->next)
		if (same_text(doc_str(d, "originalText"), row->original) &&
		    same_number(doc_num(d, "quantity", NAN), row->quantity) &&
		    same_number(doc_num(d, "quantityMax", NAN),
		    row->quantity_max) && same_text(doc_str(d, "food"),
		    row->food) && same_text(doc_str(d, "note"), row->note) &&
		    (same_text(doc_str(d, "unit"), row->unit) ||
		    same_text(doc_str(d, "measure"), row->unit)))
			return d;
	return NULL;
}

/* How sure we were of the food that a row names: sent back it is no surer. */
static double
sure_of(const struct doc *stored, const char *food_id)
{
	return stored && same_text(doc_str(stored, "foodId"), food_id) ?
	    doc_num(stored, "confidence", 0) : 0;
}

/*
 * A structured row as the line it would have been. One that was edited gets
 * a new line; of one that was not, the line is read for what parts do not
 * say (sizes, second amounts) and for amounts with all their decimals.
 */
static bool
take_row(struct cx *cx, const struct recipe_ingredient *row, size_t i,
    const struct recipe_compute *w, struct food_match *m)
{
	struct ingredient none = { .system = unit_system(cx->asker.imperial),
	    .alt_quantity = NAN, .plus_quantity = NAN }, parts = none;
	const struct doc *stored = stored_as(w, row);

	m->line = none;
	if (row->original)
		ingredient_parse(cx->arena, row->original,
		    unit_system(cx->asker.imperial),
		    &m->line);
	parts = m->line;
	if (!put_parts(cx, row, i, &parts))
		return false;
	if (!row->original || !agrees(&m->line, &parts)) {
		bool kept = row->original && (!w || stored);

		m->line = kept ? parts : none;
		if (!kept && !put_parts(cx, row, i, &m->line))
			return false;
		m->line.original = kept ? row->original : NULL;
	} else {
		m->line.original = row->original;
	}
	m->given = row->food_id;
	m->anew = w != NULL;
	m->sure = sure_of(stored, row->food_id);
	return true;
}

static struct recipe_ingredient
stored_row(const struct doc *d)
{
	struct recipe_ingredient row = {
		.unit = doc_str(d, "unit"),
		.food = doc_str(d, "food"),
		.food_id = doc_str(d, "foodId"),
		.note = doc_str(d, "note"),
		.original = doc_str(d, "originalText"),
		.quantity = doc_num(d, "quantity", NAN),
		.quantity_max = doc_num(d, "quantityMax", NAN),
	};

	if (!row.unit)
		row.unit = doc_str(d, "measure");
	return row;
}

/* The stored row whose line this is, the next after the last found first. */
static const struct doc *
stored_line(struct cx *cx, struct recipe_compute *w, const char *text)
{
	const struct doc *d, *from = w->next ? w->next :
	    doc_first(w->stored);

	d = from;
	while (d) {
		if (!doc_get(d, "taken") && same_text(recipe_line_of(cx, d),
		    text)) {
			doc_append((struct doc *)(uintptr_t)d, "taken",
			    doc_bool(cx->arena, true));
			w->next = d->next;
			return d;
		}
		d = d->next ? d->next : doc_first(w->stored);
		if (d == from)
			break;
	}
	return NULL;
}

/* A line that is stored keeps what is stored with it. */
static bool
take_stored_line(struct cx *cx, const char *text, struct recipe_compute *w,
    const char **section)
{
	const struct doc *d = stored_line(cx, w, text);
	struct recipe_ingredient row;

	if (!d)
		return false;
	row = stored_row(d);
	*section = doc_str(d, "section");
	return take_row(cx, &row, w->n, w, &w->lines[w->n]);
}

static void
take_line(struct cx *cx, const char *text, struct recipe_compute *w,
    const char **section)
{
	struct food_match *m = &w->lines[w->n];

	if (!ingredient_parse(cx->arena, text,
	    unit_system(cx->asker.imperial), &m->line))
		return;
	if (m->line.is_heading) {
		*section = m->line.food;
		memset(m, 0, sizeof(*m));
		return;
	}
	if (strlen(text) > INGREDIENT_LINE_MAX)
		m->line.original = text;	/* read in part, kept whole */
	if (!*m->line.food)
		m->line.food = m->line.original;
	w->sections[w->n++] = *section;
}

/* Lines, with the sections that a form says or that headings begin. */
static void
take_texts(struct cx *cx, const struct recipe_draft *d,
    struct recipe_compute *w)
{
	const char *section = NULL;
	size_t i, n;

	for (i = 0; i < d->lines.n && !cx->err.kind; i++) {
		const char *was = section;

		if (take_stored_line(cx, d->lines.p[i], w, &section)) {
			w->sections[w->n++] = d->sections ? d->sections[i] :
			    section;
			continue;
		}
		section = was;
		n = w->n;
		take_line(cx, d->lines.p[i], w, &section);
		if (d->sections && w->n > n && (d->sections[i] ||
		    section == was))
			w->sections[n] = d->sections[i];
	}
}

static bool
take_lines(struct cx *cx, const struct recipe_draft *d,
    struct recipe_compute *w)
{
	const struct recipe_ingredient *rows = d->ingredients.p;
	size_t max = d->ingredients.n + d->lines.n, i;

	w->lines = arena_array(cx->arena, max, sizeof(*w->lines));
	w->sections = arena_array(cx->arena, max, sizeof(*w->sections));
	for (i = 0; i < d->ingredients.n; i++) {
		take_row(cx, &rows[i], i, w, &w->lines[i]);
		w->sections[i] = rows[i].section;
	}
	w->n = d->ingredients.n;
	if (!w->n)
		take_texts(cx, d, w);
	if (w->n > RECIPE_INGREDIENTS_MAX)
		return fail_as(cx, "count",
		    fail_pointer(cx, "/ingredients", say_n("At most %d is "
		    "possible; these are %zu.", "At most %d are possible; "
		    "these are %zu.", RECIPE_INGREDIENTS_MAX),
		    RECIPE_INGREDIENTS_MAX, w->n));
	return !cx->err.kind;
}

/* ---- sums -------------------------------------------------------------- */

/* What may be said of all lines together, for the statements. */
static void
claim(struct cx *cx, struct recipe_compute *w)
{
	struct claim *lines = arena_array(cx->arena, w->n, sizeof(*lines)),
	    all;
	const char *texts[32];
	size_t i;

	for (i = 0; i < w->n; i++)
		lines[i] = w->lines[i].claim;
	all = claim_all(lines, w->n);
	w->diets = db_array(cx, texts, claim_texts(cx->arena,
	    CATALOGUE_DIETS, all.diets, texts));
	w->allergens = db_array(cx, texts, claim_texts(cx->arena,
	    CATALOGUE_ALLERGENS, all.allergens, texts));
}

static struct doc *
row_doc(struct cx *cx, const struct recipe_compute *w, size_t i)
{
	const struct food_match *m = &w->lines[i];
	struct doc *row = ingredient_doc(cx->arena, &m->line);

	doc_set(row, "position", doc_int(cx->arena, (int64_t)i));
	doc_set(row, "section", doc_text(cx->arena, w->sections[i]));
	doc_set(row, "foodId", doc_text(cx->arena, m->food_id));
	doc_set(row, "grams", doc_double(cx->arena, m->grams));
	doc_set(row, "confidence", m->food_id ? doc_double(cx->arena,
	    m->confidence) : doc_null(cx->arena));
	doc_set(row, "reason", doc_text(cx->arena, m->reason));
	return row;
}

static void
add_missing(struct cx *cx, struct doc *missing, const struct food_match *m)
{
	struct doc *d = doc_add(missing, doc_object(cx->arena));

	doc_append(d, "ingredient", doc_text(cx->arena, m->line.original ?
	    m->line.original : m->line.food));
	doc_append(d, "reason", doc_text(cx->arena, m->reason));
}

struct doc *
recipe_label(struct arena *arena, const struct nutrition *sum,
    double servings)
{
	bool said = !isnan(servings);

	return nutrition_doc(arena, sum, said ? 1 / servings : 1, said ?
	    N_("1 serving") : N_("1 recipe"));
}

/* A line that weighs more than can be kept is as one of unknown weight. */
static bool
counted(struct nutrition *sum, struct food_match *m)
{
	struct nutrition was = *sum;

	if (!m->per_100g || isnan(m->grams))
		return false;
	nutrition_add(sum, m->per_100g, m->grams);
	if (nutrition_fits(sum))
		return true;
	*sum = was;
	m->grams = NAN;
	m->reason = "too-much";
	return false;
}

/* What the lines come to, once they are matched. */
static void
sum_up(struct cx *cx, struct recipe_compute *w, double servings)
{
	struct doc *missing = doc_list(cx->arena);
	size_t i;

	nutrition_init(&w->sum);
	for (i = 0; i < w->n; i++) {
		struct food_match *m = &w->lines[i];

		if (!counted(&w->sum, m))
			add_missing(cx, missing, m);
	}
	w->missing = db_json(cx, missing);
	claim(cx, w);
	w->totals = nutrient_array(cx, w->sum.totals);
	w->grams = w->sum.grams >= COUNTED_MIN ?
	    db_double(cx, w->sum.grams) : NULL;
	w->nutrition = w->n ? db_json(cx, recipe_label(cx->arena, &w->sum,
	    servings)) : NULL;
}

static void
tell_lines(struct cx *cx, struct recipe_compute *w)
{
	struct doc *rows = doc_list(cx->arena);
	size_t i;

	for (i = 0; i < w->n; i++)
		doc_add(rows, row_doc(cx, w, i));
	w->rows = db_json(cx, rows);
}

/* What it is found by: its name, keywords and foods, in that order. */
static void
tell_words(struct cx *cx, const struct recipe_draft *d,
    struct recipe_compute *w)
{
	struct search_words words;
	size_t i;

	search_init(&words, cx->arena);
	search_add(&words, d->name, 'A');
	for (i = 0; i < d->keywords.n; i++)
		search_add(&words, d->keywords.p[i], 'B');
	for (i = 0; i < w->n; i++)
		search_add(&words, w->lines[i].line.food, 'C');
	w->words = search_vector(&words);
}

bool
recipe_compute(struct cx *cx, const struct recipe_draft *d,
    const struct doc *stored, struct recipe_compute *w)
{
	memset(w, 0, sizeof(*w));
	w->stored = stored;
	if (!take_lines(cx, d, w) ||
	    (w->n && !food_match_lines(cx, w->lines, w->n)))
		return false;
	sum_up(cx, w, d->servings);
	if (w->sum.totals[NUTRIENT_CALORIES] / d->servings >= EACH_MAX)
		return fail_pointer(cx, "/servings", "That is more for each "
		    "than can be counted.");
	tell_lines(cx, w);
	tell_words(cx, d, w);
	return !cx->err.kind;
}

/* ---- anew -------------------------------------------------------------- */

static bool
take_stored(struct cx *cx, const struct doc *d, size_t i, struct food_match *m)
{
	struct recipe_ingredient row = stored_row(d);

	if (!take_row(cx, &row, i, NULL, m))
		return false;
	m->sure = sure_of(d, row.food_id);
	return true;
}

static struct doc *
raw_or_null(struct cx *cx, const char *json)
{
	return json ? doc_raw(cx->arena, json, strlen(json)) :
	    doc_null(cx->arena);
}

static struct doc *
sums_doc(struct cx *cx, const struct recipe_compute *w, const char *id,
    bool changed)
{
	struct doc *d = doc_object(cx->arena);

	doc_append(d, "id", doc_text(cx->arena, id));
	doc_append(d, "diets", doc_text(cx->arena, w->diets));
	doc_append(d, "allergens", doc_text(cx->arena, w->allergens));
	doc_append(d, "totals", doc_text(cx->arena, w->totals));
	doc_append(d, "grams", doc_text(cx->arena, w->grams));
	doc_append(d, "nutrition", raw_or_null(cx, w->nutrition));
	doc_append(d, "missing", raw_or_null(cx, w->missing));
	doc_append(d, "changed", doc_bool(cx->arena, changed));
	return d;
}

/* Whether a line is what is stored of it. */
static bool
is_stored(const struct doc *was, const struct food_match *m)
{
	return same_text(doc_str(was, "foodId"), m->food_id) &&
	    same_number(doc_num(was, "grams", NAN), m->grams) &&
	    same_number(doc_num(was, "confidence", NAN), m->food_id ?
	    m->confidence : NAN) && same_text(doc_str(was, "reason"),
	    m->reason);
}

static struct doc *
line_doc(struct cx *cx, const struct doc *was, const struct food_match *m)
{
	struct doc *d = doc_object(cx->arena);

	doc_append(d, "recipe", doc_text(cx->arena, doc_str(was, "recipe")));
	doc_append(d, "position", doc_number(cx->arena, doc_str(was,
	    "position")));
	doc_append(d, "foodId", doc_text(cx->arena, m->food_id));
	doc_append(d, "grams", doc_double(cx->arena, m->grams));
	doc_append(d, "confidence", m->food_id ? doc_double(cx->arena,
	    m->confidence) : doc_null(cx->arena));
	doc_append(d, "reason", doc_text(cx->arena, m->reason));
	return d;
}

/*
 * A recipe's lines with foods found anew. One that was certain keeps its food:
 * a person may have chosen it. What is found again is as sure as it is found
 * now.
 */
static bool
match_anew(struct cx *cx, struct food_match *all, size_t n)
{
	struct food_match *fresh = arena_array(cx->arena, n, sizeof(*fresh));
	size_t i;

	for (i = 0; i < n; i++) {
		fresh[i] = all[i];
		fresh[i].given = NULL;
	}
	if (!food_match_lines(cx, fresh, n))
		return false;
	for (i = 0; i < n; i++)
		if (!all[i].given || all[i].sure < 1 ||
		    same_text(all[i].given, fresh[i].food_id)) {
			all[i].given = fresh[i].food_id;
			all[i].sure = fresh[i].confidence;
		}
	return food_match_lines(cx, all, n);
}

/* One recipe after the other: the lines of each say its language. */
static bool
match_each(struct cx *cx, const struct doc *rows, struct food_match *m)
{
	const struct doc *d, *first;
	size_t n;

	for (first = rows->first; first; first = d, m += n) {
		n = 0;
		for (d = first; d && strcmp(doc_str(d, "recipe"),
		    doc_str(first, "recipe")) == 0; d = d->next)
			n++;
		if (!match_anew(cx, m, n))
			return false;
	}
	return true;
}

static void
changed_lines(struct cx *cx, const struct doc *d,
    const struct recipe_compute *w, struct doc *lines)
{
	size_t i;

	for (i = 0; i < w->n; i++, d = d->next)
		if (!is_stored(d, &w->lines[i]))
			doc_add(lines, line_doc(cx, d, &w->lines[i]));
}

bool
recipe_rework(struct cx *cx, const struct doc *rows, bool match,
    struct doc *sums, struct doc *lines)
{
	struct food_match *all = arena_array(cx->arena, rows->count,
	    sizeof(*all)), *m = all;
	const struct doc *d, *first;
	struct recipe_compute w;
	size_t n = 0;

	for (d = rows->first; d; d = d->next, n++)
		if (!take_stored(cx, d, n, &all[n]))
			return false;
	if (n && !(match ? match_each(cx, rows, all) :
	    food_match_lines(cx, all, n)))
		return false;
	for (first = rows->first; first && !cx->err.kind; first = d) {
		size_t were = lines->count;

		w = (struct recipe_compute){ .lines = m };
		for (d = first; d && strcmp(doc_str(d, "recipe"),
		    doc_str(first, "recipe")) == 0; d = d->next, w.n++)
			m++;
		sum_up(cx, &w, doc_num(first, "servings", NAN));
		changed_lines(cx, first, &w, lines);
		doc_add(sums, sums_doc(cx, &w, doc_str(first, "recipe"),
		    lines->count > were));
	}
	return !cx->err.kind;
}
