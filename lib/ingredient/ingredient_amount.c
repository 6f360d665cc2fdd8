#include <math.h>
#include <string.h>

#include "ingredient/ingredient_parts.h"
#include "data/text.h"

/* Whether one of the words, parted by blanks, stands at token i. */
static bool
is_one(const struct parser *ps, size_t i, const char *words)
{
	return i < ps->n && ps->t[i].fold[0] != '\0' &&
	    text_has_word(words, ps->t[i].fold);
}

/*
 * "noix de beurre" is a knob, "noix de coco" a food; "filets de poulet" is a
 * food too. The unit ends before token k.
 */
static bool
is_food_of(const struct parser *ps, size_t k, const struct unit_word *u)
{
	if (u->measure == NULL || k == 0)
		return false;
	if (is_one(ps, k - 1, "noix nuez noce noisette"))
		return k + 1 >= ps->n || !(ps->t[k].word & W_OF) ||
		    !is_one(ps, k + 1, "beurre margarine saindoux mantequilla "
		    "manteca burro strutto margarina manteiga gingembre");
	/* "cube de bouillon", "dado da brodo", "tablete de caldo" */
	if (strcmp(u->measure, "cube") == 0 || strcmp(u->measure, "bar") == 0)
		return is_one(ps, k, "vegetale vegetali") ||
		    (is_one(ps, k, "de da di per") &&
		    is_one(ps, k + 1, "bouillon caldo brodo"));
	return strcmp(u->measure, "fillet") == 0 && k + 1 < ps->n &&
	    (ps->t[k].word & W_OF) && is_one(ps, k + 1, "poulet dinde porc "
	    "boeuf canard veau volaille anchois pollo pavo cerdo ternera res "
	    "anchoa anchoas tacchino maiale manzo vitello acciuga acciughe "
	    "alice alici frango peru porco vaca");
}

/*
 * A unit that its words alone do not tell: "cc" of a small number is a coffee
 * spoon, of a larger one millilitres; "colher (cha)" is the tea spoon. The
 * token after it.
 */
static size_t
unit_mend(const struct parser *ps, size_t i, size_t k, struct unit_word *u)
{
	static const struct {
		const char	*word;
		const char	*unit;
		double		 scale;
	} spoons[] = {
		{ "sopa", "tbsp", 1 }, { "cha", "tsp", 1 },
		{ "cafe", "tsp", 0.5 }, { "sobremesa", "tsp", 2 },
	};
	bool spoon = ingredient_is(ps, i, "colher") ||
	    ingredient_is(ps, i, "colheres");

	if (i > 0 && ingredient_is(ps, i, "cc") && ps->t[i - 1].value < 10) {
		u->unit = unit_by_name("tsp");
		u->scale = 1;
	}
	if (k != i + 1 || !ingredient_punct(ps, k, '(') ||
	    !ingredient_punct(ps, k + 2, ')'))
		return k;
	for (size_t s = 0; s < sizeof(spoons) / sizeof(*spoons); s++)
		if (ingredient_is(ps, k + 1, spoons[s].word)) {
			if (spoon) {
				u->unit = unit_by_name(spoons[s].unit);
				u->scale = spoons[s].scale;
			}
			return spoon || u->unit == unit_by_name("cup") ?
			    k + 3 : k;
		}
	return k;
}

size_t
ingredient_unit_at(const struct parser *ps, size_t i, struct unit_word *u)
{
	size_t k = i;

	/* "filet d'huile"; a "filet de sole" is no drizzle */
	if (ingredient_is(ps, i, "filet") && ingredient_is(ps, i + 1, "d")) {
		memset(u, 0, sizeof(*u));
		u->measure = "drizzle";
		u->scale = 1;
		return 1;
	}
	/* "#10 cans" have a number, no pounds */
	if (ingredient_punct(ps, i, '#') && i + 1 < ps->n &&
	    ps->t[i + 1].glued && isfinite(ps->t[i + 1].value))
		return 0;
	if (i >= ps->n || !unit_match(ps->t[i].p,
	    (size_t)(ps->end - ps->t[i].p), u))
		return 0;
	while (k < ps->n && ps->t[k].p < ps->t[i].p + u->len)
		k++;
	/* "fillet steak", "rib eye", "ball tip" are foods */
	if (u->measure != NULL && (ingredient_is(ps, k, "steak") ||
	    ingredient_is(ps, k, "steaks") || ingredient_is(ps, k, "eye") ||
	    ingredient_is(ps, k, "eyes") || ingredient_is(ps, k, "roast") ||
	    ingredient_is(ps, k, "barley") ||
	    ingredient_is(ps, k, "tip") || ingredient_is(ps, k, "lard") ||
	    ingredient_is(ps, k, "mignon") || ingredient_is(ps, k, "mignons")))
		return 0;
	if (u->measure != NULL && !ingredient_is(ps, k, "of") &&
	    (strcmp(u->measure, "breast") == 0 ||
	    strcmp(u->measure, "thigh") == 0 ||
	    strcmp(u->measure, "drumstick") == 0 ||
	    ((ingredient_is(ps, i, "pot") || ingredient_is(ps, i, "pots")) &&
	    !(k < ps->n && (ps->t[k].word & W_OF)))))
		return 0;
	return is_food_of(ps, k, u) ? 0 : unit_mend(ps, i, k, u) - i;
}

/* "cl" and "L" are units, "in" is none: a length at token i; its tokens. */
static size_t
length_at(const struct parser *ps, size_t i)
{
	if (ingredient_punct(ps, i, '"') && ps->t[i].glued)
		return 1;
	if (i >= ps->n || !(ps->t[i].word & W_LENGTH))
		return 0;
	if (strcmp(ps->t[i].fold, "in") == 0 && !ps->t[i].glued)
		return 0;
	return 1;
}

size_t
ingredient_sizes(const struct parser *ps, size_t i)
{
	struct unit_word u;
	size_t k = i;

	while (k < ps->n && k < i + 4) {
		if (k > i && ingredient_unit_at(ps, k, &u) > 0)
			return k - i;
		if (!(ps->t[k].word & (W_SIZE | W_BETWEEN)) &&
		    !(k > i && ingredient_punct(ps, k, ',')) &&
		    !ingredient_is(ps, k, "and"))
			return 0;
		k++;
	}
	return 0;
}

/* The number at token i, if it can be the end of a range. */
static size_t
range_end_at(const struct parser *ps, size_t i, double *value)
{
	size_t next;
	bool worded;

	if (!ingredient_count(ps, i, value, &next, &worded))
		return 0;
	/* "2 or a handful": an article is no end of a range */
	return worded && *value <= 1 ? 0 : next;
}

/* The number a range ends with, from token i on; the token after it. */
static size_t
range_end(const struct parser *ps, size_t i, double *value)
{
	if (ingredient_punct(ps, i, '-') && i + 1 < ps->n &&
	    (ps->t[i + 1].word & W_RANGE))
		i++;				/* "8- to 10-pound" */
	if (i + 1 < ps->n && (ps->t[i].word & W_RANGE) &&
	    ingredient_punct(ps, i + 1, '-') && ps->t[i + 1].glued)
		return range_end_at(ps, i + 2, value);	/* "2-to-3" */
	if (i + 1 >= ps->n || !(ps->t[i].punct == '-' ||
	    (ps->t[i].word & W_RANGE)))
		return 0;
	if (ps->t[i].punct == '-' && isnan(ps->t[i + 1].value))
		return 0;
	return range_end_at(ps, i + 1, value);
}

/* "1kg-1.2kg", "2 cups to 3 cups": the same unit again. */
static void
range_after_unit(const struct parser *ps, struct amount *a)
{
	struct unit_word u;
	double value;
	size_t k = range_end(ps, a->end, &value), n;

	if (k == 0 || !isnan(a->qmax) || !(value > a->q))
		return;
	if (ingredient_punct(ps, k, '-'))
		k++;
	n = ingredient_unit_at(ps, k, &u);
	if (n == 0 || u.unit != a->u.unit || u.measure != a->u.measure)
		return;
	a->qmax = value;
	a->end = k + n;
}

/* The hyphen of "14-ounce", "12- ounce", "8 - ounce" at token i. */
static size_t
hyphen_at(const struct parser *ps, size_t i)
{
	struct unit_word u;

	if (!ingredient_punct(ps, i, '-') || i + 1 >= ps->n)
		return 0;
	if (ps->t[i].glued && ps->t[i + 1].glued)
		return 1;
	return length_at(ps, i + 1) > 0 || (ingredient_unit_at(ps, i + 1,
	    &u) > 0 && u.unit != NULL && u.unit->kind != UNIT_COUNT);
}

static bool
is_half(const struct parser *ps, size_t i)
{
	return i < ps->n && ps->t[i].fold[0] != '\0' &&
	    ingredient_number_word(ps->t[i].fold) == 0.5;
}

/* "1 demie cuillère", "1/4 de taza": words between a number and its unit. */
static size_t
before_unit(const struct parser *ps, size_t k, struct amount *a)
{
	struct unit_word u;

	if (a->q == 1 && isnan(a->qmax) && is_half(ps, k) &&
	    ingredient_unit_at(ps, k + 1, &u) > 0) {
		a->q = 0.5;
		return k + 1;
	}
	if (k + 1 < ps->n && (ps->t[k].word & W_OF) &&
	    ingredient_unit_at(ps, k + 1, &u) > 0 && u.measure == NULL &&
	    u.unit->kind != UNIT_COUNT)
		return k + 1;
	return k;
}

/* "1 cuillère et demie", "1 taza y media": a half behind the unit. */
static void
half_after_unit(const struct parser *ps, struct amount *a)
{
	if (is_one(ps, a->end, "et y e") && is_half(ps, a->end + 1)) {
		a->q += 0.5;
		a->end += 2;
	}
}

bool
ingredient_amount(const struct parser *ps, size_t i, struct amount *a)
{
	size_t k, n;
	double v;

	memset(a, 0, sizeof(*a));
	a->qmax = NAN;
	a->u.scale = 1;
	if (!ingredient_count(ps, i, &a->q, &k, &a->worded))
		return false;
	n = range_end(ps, k, &v);
	if (n > 0) {
		if (v > a->q) {
			a->qmax = v;
		} else if (v < a->q) {
			a->qmax = a->q;
			a->q = v;
		}
		k = n;
	}
	a->end = a->unit_at = k;
	k += hyphen_at(ps, k);
	n = length_at(ps, k);
	if (n > 0) {
		a->length = true;
		a->end = k + n;
		return true;
	}
	k = before_unit(ps, k, a);
	k += ingredient_sizes(ps, k);
	n = ingredient_unit_at(ps, k, &a->u);
	if (n == 0) {
		a->u.unit = NULL;
		a->u.measure = NULL;
		a->u.scale = 1;
		return true;
	}
	a->unit_at = k;
	a->end = k + n;
	range_after_unit(ps, a);
	half_after_unit(ps, a);
	a->q *= a->u.scale;
	a->qmax *= a->u.scale;
	return true;
}

size_t
ingredient_other_size(struct parser *ps, size_t i)
{
	const uint32_t sizes = W_SIZE | W_BETWEEN;

	if (i + 4 < ps->n && (ps->t[i].word & sizes) &&
	    ingredient_is(ps, i + 1, "or") &&
	    isfinite(ps->t[i + 2].value) && (ps->t[i + 3].word & sizes) &&
	    ps->t[i + 4].punct == 0) {
		ps->t[i].role = ROLE_SIZE;
		ingredient_mark(ps, i + 1, i + 4, ROLE_NOTE);
		return i + 4;
	}
	return i;
}

static int
kind_rank(const char *unit)
{
	const struct unit *u = unit_by_name(unit);

	if (u == NULL)
		return 0;
	return u->kind == UNIT_MASS ? 3 : u->kind == UNIT_VOLUME ? 2 : 1;
}

void
ingredient_alt(struct ingredient *out, const struct amount *a, bool each)
{
	if (a->u.unit == NULL || a->length || !(a->q > 0))
		return;
	if (kind_rank(a->u.unit->name) <= kind_rank(out->alt_unit))
		return;
	out->alt_quantity = isnan(a->qmax) ? a->q : (a->q + a->qmax) / 2;
	out->alt_unit = a->u.unit->name;
	out->alt_each = each;
}

bool
ingredient_is_container(const char *s)
{
	static const char *const names[] = {
		"can", "package", "jar", "bag", "box", "container", "bottle",
		"carton", "envelope", "sachet", "tub", "tube", "punnet",
		"block", "pot", "bar", "log", "loaf", "tray",
	};

	for (size_t i = 0; s != NULL && i < sizeof(names) / sizeof(*names);
	    i++)
		if (strcmp(s, names[i]) == 0)
			return true;
	return false;
}

/* Words within a bracket that add nothing to its amounts. */
static bool
is_amount_filler(const struct parser *ps, size_t i)
{
	static const char *const words[] = {
		"each", "total", "or", "and", "to", "of", "a", "per",
		"weight", "in", "apiece", "altogether", "je", "size", "plus",
	};

	if (ps->t[i].punct == '/' || ps->t[i].punct == ',' ||
	    ps->t[i].punct == ';' || ps->t[i].punct == '+' ||
	    ps->t[i].punct == '-' || (ps->t[i].word & W_APPROX))
		return true;
	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
		if (ingredient_is(ps, i, words[k]))
			return true;
	return false;
}

void
ingredient_amount_join(const struct parser *ps, struct amount *a)
{
	struct amount b;

	if (a->u.unit == NULL || a->u.unit->kind == UNIT_COUNT ||
	    a->end >= ps->n || isnan(ps->t[a->end].value) ||
	    !ingredient_amount(ps, a->end, &b) || b.u.unit == NULL ||
	    b.length || b.u.unit->kind != a->u.unit->kind ||
	    b.u.unit->factor[0] >= a->u.unit->factor[0] || !isnan(a->qmax))
		return;
	a->q += b.q * b.u.unit->factor[0] / a->u.unit->factor[0];
	if (!isnan(b.qmax))
		a->qmax = NAN;
	a->end = b.end;
}

void
ingredient_bracket(struct parser *ps, size_t i, size_t end, bool each)
{
	struct ingredient was = *ps->out;
	bool only = true, first = true, total = false;
	struct amount a;
	size_t k;

	for (k = i + 1; k + 1 < end; k++) {
		if (ingredient_is(ps, k, "each") ||
		    ingredient_is(ps, k, "apiece") ||
		    ingredient_is(ps, k, "je"))
			each = true;
		if (ingredient_is(ps, k, "total") ||
		    ingredient_is(ps, k, "altogether"))
			total = true;
	}
	for (k = i + 1; k + 1 < end;) {
		if (is_amount_filler(ps, k)) {
			k++;
		} else if (isfinite(ps->t[k].value) &&
		    ingredient_amount(ps, k, &a) && a.end < end) {
			ingredient_amount_join(ps, &a);
			if (a.u.unit == NULL)
				only = false;
			else if (first || only)
				ingredient_alt(ps->out, &a, each && !total);
			first = false;
			k = a.end;
		} else {
			only = first = false;
			k++;
		}
	}
	if (each && !total)
		for (k = i; k < end; k++)
			ps->t[k].scale = SCALE_NO;
	ingredient_mark(ps, i, end, !only || end <= i + 2 || first ?
	    ROLE_NOTE : each || kind_rank(ps->out->unit) < 2 ? ROLE_EACH :
	    ROLE_GONE);
	if (ps->t[i].role != ROLE_NOTE)
		return;
	/* "(or 1 tsp dried)" is another food's amount */
	if (ingredient_is(ps, i + 1, "or") || ingredient_is(ps, i + 1, "from"))
		*ps->out = was;
	for (k = i; k < end; k++)
		if (ingredient_is(ps, k, "optional") ||
		    ingredient_is(ps, k, "optionnel") ||
		    ingredient_is(ps, k, "opcional"))
			ps->out->optional = true;
}

/* "plum (Roma) tomatoes": words between those of the food are its name. */
static bool
is_name_bracket(const struct parser *ps, size_t i, size_t end)
{
	const struct token *t = &ps->t[i];
	size_t k;

	if (t->role != ROLE_FOOD || end >= ps->n || end < i + 3 ||
	    end > i + 5 || i == 0 || t[-1].fold[0] == '\0' ||
	    t[-1].role != ROLE_FOOD || ps->t[end].fold[0] == '\0' ||
	    (t[-1].word & (W_PREP | W_SIZE)) ||
	    (ps->t[end].word & (W_END | W_PREP | W_ADV)) ||
	    ingredient_is(ps, end, "or") || ingredient_is(ps, end, "and") ||
	    ingredient_note_phrase(ps, end))
		return false;
	for (k = i + 1; k + 1 < end; k++)
		if (ps->t[k].fold[0] == '\0' || isfinite(ps->t[k].value) ||
		    (ps->t[k].word & (W_PREP | W_ADV | W_END | W_APPROX)) ||
		    text_has_word("not see about optional or such like e g ie "
		    "preferably including recipe note notes each total",
		    ps->t[k].fold))
			return k > i + 1 && ingredient_is(ps, k, "or") &&
			    end == i + 5;
	return true;
}

void
ingredient_brackets(struct parser *ps, size_t i, size_t to)
{
	size_t end;

	while (i < to) {
		if (ps->t[i].punct != '(' || (ps->t[i].role == ROLE_GONE &&
		    i + 1 < to && ps->t[i + 1].role == ROLE_FOOD)) {
			i++;
			continue;
		}
		end = ingredient_close(ps, i);
		/* "sausage(s)", "Ei(er)" */
		if (ps->t[i].glued && end == i + 3 && ps->t[i + 1].n <= 3 &&
		    ps->t[i + 1].fold[0] != '\0' && i > 0 &&
		    ps->t[i - 1].fold[0] != '\0' && ps->t[i + 1].glued)
			ingredient_mark(ps, i, end, ROLE_GONE);
		else if (is_name_bracket(ps, i, end))
			ingredient_mark(ps, i, end, ROLE_FOOD);
		else if (ps->t[i].role == ROLE_FOOD)
			ingredient_bracket(ps, i, end, ingredient_is_container(
			    ps->out->unit ? ps->out->unit :
			    ps->out->measure));
		i = end;
	}
}
