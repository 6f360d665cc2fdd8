#include "food/food_match.h"

#include <math.h>
#include <string.h>

#include "food/catalogue.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "ingredient/language.h"
#include "data/text.h"

#define CONFIDENCE_MIN	0.3	/* below it a key is a guess (ingredient.h) */
#define FOREIGN_MIN	0.85
#define PORTIONS_MAX	200

struct line_keys {
	struct ingredient_key	keys[LANGUAGE_KEYS_MAX];
	size_t			n;
};

/* ---- candidates ------------------------------------------------------ */

static const char *
key_array(struct cx *cx, const struct food_match *m, struct line_keys *lines,
    size_t n, const char *language)
{
	const char **keys = arena_array(cx->arena, n * LANGUAGE_KEYS_MAX,
	    sizeof(*keys));
	size_t i, k, count = 0;

	for (i = 0; i < n; i++) {
		if (m[i].given && !m[i].anew)
			continue;
		lines[i].n = language_keys(cx->arena, language,
		    m[i].line.food, m[i].line.note, lines[i].keys,
		    LANGUAGE_KEYS_MAX);
		for (k = 0; k < lines[i].n; k++)
			keys[count++] = lines[i].keys[k].key;
	}
	return db_array(cx, keys, count);
}

static const char *
given_array(struct cx *cx, const struct food_match *m, size_t n)
{
	const char **ids = arena_array(cx->arena, n, sizeof(*ids));
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		if (m[i].given)
			ids[count++] = m[i].given;
	return db_array(cx, ids, count);
}

/* A name of the household's, of the language, of all, of another one. */
enum whose { OWN, SPOKEN, COMMON, FOREIGN };

static enum whose
whose(const struct doc *row, const char *language)
{
	const struct doc *d = doc_get(row, "languages");

	if (doc_true(doc_get(row, "own")))
		return OWN;
	if (!d || d->kind == DOC_NULL)
		return COMMON;
	for (d = doc_first(d); d; d = d->next)
		if (language && strcmp(d->text, language) == 0)
			return SPOKEN;
	return FOREIGN;
}

/* Then the lowest rank. */
static bool
better(const struct doc *a, const struct doc *b, const char *language)
{
	enum whose of_a = whose(a, language), of_b;

	if (!b)
		return true;
	of_b = whose(b, language);
	return of_a != of_b ? of_a < of_b :
	    doc_num(a, "rank", 9) < doc_num(b, "rank", 9);
}

static struct doc *
find_key(const struct doc *rows, const char *key, const char *language)
{
	struct doc *d, *best = NULL;

	for (d = doc_first(rows); d; d = d->next)
		if (strcmp(doc_str(d, "key"), key) == 0 &&
		    better(d, best, language))
			best = d;
	return best;
}

static struct doc *
find_id(const struct doc *foods, const char *id)
{
	struct doc *d;

	for (d = doc_first(foods); d; d = d->next)
		if (strcmp(doc_str(d, "id"), id) == 0)
			return d;
	return NULL;
}

/* ---- the food of a line ------------------------------------------------ */

static size_t
read_portions(struct cx *cx, const struct doc *raw, struct portion *out)
{
	const struct doc *list = raw, *d;
	size_t n = 0;

	if (raw && raw->kind == DOC_RAW)
		list = json_parse(&cx->err, raw->text, raw->len);
	for (d = doc_first(list); d && n < PORTIONS_MAX; d = d->next) {
		out[n].name = doc_str(d, "name");
		out[n].grams = doc_num(d, "grams", NAN);
		if (out[n].name && out[n].grams > 0)
			n++;
	}
	return n;
}

static void
weigh(struct cx *cx, struct food_match *m, const struct doc *food)
{
	struct portion *portions = arena_array(cx->arena, PORTIONS_MAX,
	    sizeof(*portions));
	size_t n = read_portions(cx, doc_get(food, "portions"), portions);

	if (!ingredient_grams(&m->line, m->density, portions, n, &m->grams,
	    &m->reason))
		m->grams = NAN;
}

static void
take(struct cx *cx, struct food_match *m, const struct doc *food,
    double confidence)
{
	double *values = arena_array(cx->arena, NUTRIENT_COUNT,
	    sizeof(*values));

	m->food_id = doc_str(food, "id");
	m->food_name = doc_str(food, "name");
	m->aisle = doc_str(food, "aisle");
	m->density = doc_num(food, "density", NAN);
	m->claim.diets = claim_bits(CATALOGUE_DIETS, doc_get(food, "diets"));
	m->claim.allergens = claim_bits(CATALOGUE_ALLERGENS, doc_get(food,
	    "allergens"));
	m->own = doc_true(doc_get(food, "own"));
	m->confidence = confidence;
	nutrient_read(doc_get(food, "nutrients"), values);
	m->per_100g = values;
	weigh(cx, m, food);
}

/* The food was put away: the line keeps it, but is not counted. */
static void
lose(struct food_match *m, const struct doc *food)
{
	m->food_id = doc_str(food, "id");
	m->food_name = doc_str(food, "name");
	m->confidence = m->sure > 0 ? m->sure : 1;
	m->reason = "no-food";
}

/* How sure a hit is: of the food itself entirely, of a relative never. */
static double
surety(struct cx *cx, const struct food_match *m,
    const struct ingredient_key *key, const struct doc *row,
    const char *language)
{
	double sure = ingredient_key_whole(cx->arena, m->line.food,
	    key->key) ? 1 : key->confidence;

	if (doc_num(row, "rank", 0) >= CATALOGUE_DESCRIBED)
		sure *= 0.8;
	if (doc_true(doc_get(row, "relative")))
		sure *= 0.8;
	if (whose(row, language) == FOREIGN)
		sure *= 0.8;
	return sure;
}

static void
choose(struct cx *cx, struct food_match *m, const struct line_keys *line,
    const struct doc *rows, const char *language)
{
	size_t k;

	for (k = 0; k < line->n; k++) {
		const struct doc *row = find_key(rows, line->keys[k].key,
		    language);
		double sure = line->keys[k].confidence;

		if (sure < CONFIDENCE_MIN)
			break;
		if (!row)
			continue;
		/* a word of another language only when it is all there is,
		 * and the thing itself */
		if (whose(row, language) == FOREIGN && (sure < FOREIGN_MIN ||
		    doc_true(doc_get(row, "relative"))))
			continue;
		take(cx, m, row, surety(cx, m, &line->keys[k], row,
		    language));
		return;
	}
	m->reason = "no-food";
}

/* The food was put away: another one that is just as called, where one may be
 * looked for. */
static void
replace(struct cx *cx, struct food_match *m, const struct doc *food,
    const struct line_keys *line, const struct doc *rows,
    const char *language)
{
	struct food_match was = *m;

	if (m->anew)
		choose(cx, m, line, rows, language);
	if (m->food_id && m->confidence >= 1)
		return;
	*m = was;
	lose(m, food);
}

/* Of all lines; of whoever asks when the lines say nothing. */
static const char *
spoken(struct cx *cx, const struct food_match *m, size_t n)
{
	const char **lines = arena_array(cx->arena, n, sizeof(*lines));
	const char *found;
	size_t i;

	for (i = 0; i < n; i++)
		lines[i] = m[i].line.original ? m[i].line.original : "";
	found = language_find(cx->arena, lines, n);
	return found ? found : language_of_tag(cx->asker.locale);
}

/* What may be said of lines, whatever was found for them. */
static void
claim(struct cx *cx, struct food_match *m, size_t n)
{
	const struct claim_words *words = claim_words_read(cx->arena);

	for (; n; n--, m++) {
		struct claim_said said = { 0, 0 };

		claim_read(words, cx->arena, m->line.original, &said);
		claim_read(words, cx->arena, m->line.food, &said);
		claim_read(words, cx->arena, m->line.note, &said);
		m->claim = claim_line(m->claim, !m->food_id ||
		    m->confidence < 1 ? CLAIM_GUESS : m->own ? CLAIM_OWN :
		    CLAIM_SURE, said);
	}
}

bool
food_match_lines(struct cx *cx, struct food_match *m, size_t n)
{
	struct line_keys *lines = arena_array(cx->arena, n, sizeof(*lines));
	const char *household = *cx->asker.household ? cx->asker.household :
	    NULL;
	const char *language = spoken(cx, m, n);
	struct doc *page, *food;
	size_t i;

	page = DB_PAGE(cx,
	    { "rows", DB_CALL(SQL_FOOD_MATCH, .household = household,
		.keys = key_array(cx, m, lines, n, language)) },
	    { "given", DB_CALL(SQL_FOODS_GIVEN, .household = household,
		.ids = given_array(cx, m, n)) });
	if (!page)
		return false;
	for (i = 0; i < n; i++) {
		m[i].grams = m[i].density = NAN;
		if (!m[i].given) {
			choose(cx, &m[i], &lines[i], doc_get(page, "rows"),
			    language);
			continue;
		}
		food = find_id(doc_get(page, "given"), m[i].given);
		if (doc_true(doc_get(food, "deleted")))
			replace(cx, &m[i], food, &lines[i], doc_get(page,
			    "rows"), language);
		else if (food)
			take(cx, &m[i], food, m[i].sure > 0 ? m[i].sure : 1);
		else
			fail_as(cx, "not-found",
			    fail_pointer(cx, arena_fmt(cx->arena,
			    "/ingredients/%zu/foodId", i), "There is no such "
			    "food."));
	}
	claim(cx, m, n);
	return !cx->err.kind;
}
