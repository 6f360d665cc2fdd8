#include <math.h>
#include <string.h>

#include "ingredient/ingredient_parts.h"
#include "data/text.h"

static void
amount_store(struct parser *ps, const struct amount *a)
{
	struct ingredient *out = ps->out;

	out->quantity = a->q;
	out->quantity_max = a->qmax > a->q ? a->qmax : NAN;
	out->unit = a->u.unit ? a->u.unit->name : NULL;
	out->measure = a->u.measure;
}

/* Size words between from and to become the size; what else is left goes. */
static void
sizes_mark(struct parser *ps, size_t from, size_t to)
{
	for (; from < to; from++)
		ps->t[from].role = ps->t[from].word & (W_SIZE | W_BETWEEN) ?
		    ROLE_SIZE : ROLE_GONE;
}

/* "by" or "x" at token i, behind a hyphen or not: lengths follow. */
static bool
is_by(const struct parser *ps, size_t i)
{
	i += ingredient_punct(ps, i, '-');
	return (ingredient_is(ps, i, "by") || ingredient_is(ps, i, "x") ||
	    ingredient_punct(ps, i, 'x')) && i + 1 < ps->n;
}

/* "9-inch", "9 x 13-inch" behind the number: to the note. */
static size_t
lengths_read(struct parser *ps, size_t k, struct amount *a)
{
	size_t at;

	while (is_by(ps, a->end)) {
		at = a->end + ingredient_punct(ps, a->end, '-');
		at += 1 + ingredient_punct(ps, at + 1, '-');
		if (at >= ps->n || isnan(ps->t[at].value) ||
		    !ingredient_amount(ps, at, a))
			break;
	}
	ingredient_mark(ps, k, a->end, ROLE_NOTE);
	return a->end;
}

/*
 * The bracket at k behind the number. "(12-15) pound turkey" has the unit of
 * its amount behind it, "(.68 oz. tube)" the unit of the number within.
 */
static size_t
each_bracket(struct parser *ps, size_t k)
{
	size_t end = ingredient_close(ps, k), n;
	struct amount a;
	struct unit_word u;

	if (ingredient_amount(ps, k + 1, &a) && a.end + 1 == end &&
	    a.u.unit == NULL && a.u.measure == NULL && !a.length) {
		n = ingredient_unit_at(ps, end, &a.u);
		if (n > 0 && a.u.unit != NULL &&
		    a.u.unit->kind != UNIT_COUNT) {
			ingredient_alt(ps->out, &a, true);
			ingredient_mark_each(ps, k, end + n);
			return end + n;
		}
	} else if (a.u.unit != NULL && a.end + 2 == end &&
	    ingredient_unit_at(ps, a.end, &u) == 1 &&
	    ingredient_is_container(u.unit ? u.unit->name : u.measure)) {
		ingredient_alt(ps->out, &a, true);
		ps->out->unit = u.unit ? u.unit->name : NULL;
		ps->out->measure = u.measure;
		ingredient_mark_each(ps, k, a.end);
		ingredient_mark(ps, a.end, end, ROLE_GONE);
		return end;
	}
	ingredient_bracket(ps, k, end, true);
	return end;
}

/*
 * "2 5-ounce cans", "2 x 400g tins", "1 (14 ounce) can": the size of one
 * behind the number. k is the token behind the number; returns the token
 * behind the size, or k.
 */
static size_t
each_read(struct parser *ps, size_t k)
{
	struct amount a, b;
	size_t from = k;

	if (ingredient_punct(ps, k, 'x') || ingredient_is(ps, k, "x")) {
		ingredient_mark(ps, k, k + 1, ROLE_GONE);
		from = ++k;
	}
	if (ingredient_punct(ps, k, '('))
		return each_bracket(ps, k);
	if (ingredient_punct(ps, k, '#') && k + 2 < ps->n &&
	    ps->t[k + 1].glued && isfinite(ps->t[k + 1].value)) {
		ingredient_mark_each(ps, k, k + 2);
		return k + 2;
	}
	if (k < ps->n && (ps->t[k].word & W_APPROX))
		k++;
	if (k >= ps->n || isnan(ps->t[k].value) ||
	    !ingredient_amount(ps, k, &a))
		return from;
	if (a.length || is_by(ps, a.end))
		return lengths_read(ps, k, &a);
	if (a.u.unit == NULL || a.u.unit->kind == UNIT_COUNT)
		return from;
	ingredient_amount_join(ps, &a);
	ingredient_alt(ps->out, &a, true);
	if (ingredient_punct(ps, a.end, '/') &&
	    ingredient_amount(ps, a.end + 1, &b)) {
		ingredient_amount_join(ps, &b);
		ingredient_alt(ps->out, &b, true);
		a.end = b.end;
	}
	if (ingredient_punct(ps, a.end, '-') && ps->t[a.end].glued)
		a.end++;
	ingredient_mark_each(ps, from, a.end);
	return a.end;
}

/* "1-15 oz can": what was read as a range is a number and a size. */
static bool
range_is_each(const struct parser *ps, const struct amount *a)
{
	struct unit_word u;

	return isfinite(a->qmax) && a->u.unit != NULL && a->q <= 6 &&
	    a->u.unit->kind != UNIT_COUNT && a->qmax >= 3 * a->q &&
	    a->end < ps->n && ingredient_unit_at(ps, a->end, &u) > 0 &&
	    (u.measure != NULL || u.unit->kind == UNIT_COUNT);
}

enum link { LINK_NONE, LINK_SAME, LINK_PLUS, LINK_LESS };

/* How the amount behind token i belongs to the one before it. */
static enum link
link_at(const struct parser *ps, size_t i)
{
	if (ingredient_is(ps, i, "plus") || ingredient_is(ps, i, "and") ||
	    ps->t[i].punct == '+' || ps->t[i].punct == '&')
		return LINK_PLUS;
	if (ingredient_is(ps, i, "less") || ingredient_is(ps, i, "minus"))
		return LINK_LESS;
	if (ps->t[i].punct == '/' || ps->t[i].punct == '-' ||
	    ps->t[i].punct == ',' || ingredient_is(ps, i, "or") ||
	    ingredient_is(ps, i, "oder") || ingredient_is(ps, i, "ou"))
		return LINK_SAME;
	return LINK_NONE;
}

/* Note what is added to the amount, or taken from it (sign -1). */
static void
plus_store(struct ingredient *out, const struct amount *a, double sign)
{
	const struct unit *u = unit_by_name(out->plus_unit);
	double q = sign * (isnan(a->qmax) ? a->q : (a->q + a->qmax) / 2);

	if (u == NULL) {
		out->plus_quantity = q;
		out->plus_unit = a->u.unit->name;
	} else if (u->kind == a->u.unit->kind && u->kind != UNIT_COUNT) {
		out->plus_quantity += q * a->u.unit->factor[out->system] /
		    u->factor[out->system];
	}
}

/* Whether it can be one sum with the line's amount, which says it then. */
static bool
sums_up(const struct ingredient *out, const struct amount *a)
{
	const struct unit *u = unit_by_name(out->unit);

	return u != NULL && a->u.unit != NULL && u->kind != UNIT_COUNT &&
	    u->kind == a->u.unit->kind;
}

static void
more_store(struct parser *ps, const struct amount *a, enum link link)
{
	struct ingredient *out = ps->out;

	if (a->u.unit == NULL)
		return;
	if (link == LINK_SAME)
		ingredient_alt(out, a, false);
	else if (link != LINK_LESS || sums_up(out, a))
		plus_store(out, a, link == LINK_LESS ? -1 : 1);
}

/* "(plus 2 tbsp)" at token i: the token behind it, or i. */
static size_t
plus_bracket(struct parser *ps, size_t i)
{
	enum link link = link_at(ps, i + 1);
	size_t end = ingredient_close(ps, i);
	struct amount a;

	if ((link != LINK_PLUS && link != LINK_LESS) ||
	    !ingredient_amount(ps, i + 2, &a) || a.end + 1 != end ||
	    a.length || !sums_up(ps->out, &a))
		return i;
	more_store(ps, &a, link);
	ingredient_scales(ps, i + 2, &a);
	ingredient_mark(ps, i, end, ROLE_GONE);
	return end;
}

/*
 * What counts the same a second time without a unit of its own: "80g/2¾
 * flour", "700 g, about 24 small, shallots". The token behind it, or i.
 */
static size_t
count_again(struct parser *ps, size_t i)
{
	struct amount a;
	size_t k = i + 1;
	bool about = k < ps->n && (ps->t[k].word & W_APPROX);

	k += about;
	if (ps->out->unit == NULL || isnan(ps->out->quantity) || k >= ps->n ||
	    isnan(ps->t[k].value) || !(ingredient_punct(ps, i, '/') ||
	    (about && ingredient_punct(ps, i, ','))) ||
	    !ingredient_amount(ps, k, &a) || a.u.unit != NULL || a.length)
		return i;
	k = a.end;
	while (k < ps->n && ((ps->t[k].word & W_SIZE) || (about &&
	    ingredient_punct(ps, k, ','))))
		k++;
	if (k >= ps->n || ps->t[k].punct != 0)
		return i;
	ingredient_mark(ps, i, k, about ? ROLE_NOTE : ROLE_GONE);
	return k;
}

/* "/3oz", "or 90 g", "plus 2 tbsp", "- 90 g" behind the amount. */
static size_t
more_amounts(struct parser *ps, size_t i)
{
	struct amount a;
	enum link link;
	size_t k;

	while (i + 1 < ps->n) {
		if (ps->t[i].punct == '(') {
			k = plus_bracket(ps, i);
			if (k == i) {
				k = ingredient_close(ps, i);
				if (k >= ps->n)
					break;
				ingredient_brackets(ps, i, k);
			}
			i = k;
			continue;
		}
		k = i;
		if (ps->t[k].punct == ',' && link_at(ps, k + 1) != LINK_NONE)
			k++;
		link = link_at(ps, k);
		k += link != LINK_NONE;
		if (link != LINK_NONE && k < ps->n &&
		    (ps->t[k].word & W_APPROX))
			k++;
		if ((link == LINK_NONE && isnan(ps->t[i].value)) ||
		    !ingredient_amount(ps, k, &a) || a.length ||
		    (a.u.unit == NULL && a.u.measure == NULL))
			break;
		if (ps->t[i].punct == ',' && link == LINK_SAME &&
		    a.u.unit != NULL && a.u.unit->kind == UNIT_COUNT)
			break;
		ingredient_scales(ps, k, &a);
		ingredient_amount_join(ps, &a);
		more_store(ps, &a, link);
		ingredient_mark(ps, i, a.end, (link == LINK_SAME &&
		    ps->t[i].punct != 0 && a.u.unit != NULL) ||
		    (link != LINK_SAME && sums_up(ps->out, &a)) ? ROLE_GONE :
		    ROLE_NOTE);
		i = a.end;
	}
	return i;
}

/* "400g/14oz tin of beans", "tsp teaspoon": another unit that adds nothing. */
static size_t
unit_again(struct parser *ps, size_t i)
{
	const char *unit = ps->out->unit, *name;
	struct unit_word u;
	size_t n = ingredient_unit_at(ps, i, &u);

	if (n == 0 || i + n >= ps->n)
		return i;
	name = u.unit ? u.unit->name : u.measure;
	if (unit != NULL && strcmp(unit, name) == 0) {
		ingredient_mark(ps, i, i + n, ROLE_GONE);
		return i + n;
	}
	if (unit != NULL && unit_by_name(unit)->kind != UNIT_COUNT &&
	    ingredient_is_container(name) && ((ps->t[i + n].word & W_OF) ||
	    strcmp(name, "can") == 0 || strcmp(name, "package") == 0 ||
	    strcmp(name, "jar") == 0 || strcmp(name, "carton") == 0 ||
	    strcmp(name, "tub") == 0 || strcmp(name, "punnet") == 0)) {
		ingredient_mark(ps, i, i + n, ROLE_NOTE);
		return i + n;
	}
	return i;
}

/* "of", "de", "d'" between unit and food; before it "rase" of a spoon. */
static size_t
skip_of(struct parser *ps, size_t i)
{
	static const char *const articles[] = {
		"the", "la", "los", "las", "l", "les", "le",
	};

	if (i + 2 < ps->n && (ps->t[i].word & W_SIZE) &&
	    (ps->t[i + 1].word & W_OF))
		ps->t[i++].role = ROLE_SIZE;
	/* "DEL MONTE" is a name */
	if (i + 1 >= ps->n || !(ps->t[i].word & W_OF) ||
	    (ps->t[i].p[0] <= 'Z' && ps->t[i].p[1] <= 'Z' &&
	    ps->t[i].p[1] != '\'' && ps->t[i].fold[0] == 'd'))
		return i;
	ingredient_mark(ps, i, i + 1, ROLE_GONE);
	i++;
	for (size_t k = 0; k < sizeof(articles) / sizeof(*articles); k++)
		if (i + 1 < ps->n && ingredient_is(ps, i, articles[k])) {
			ingredient_mark(ps, i, i + 1, ROLE_GONE);
			return i + 1;
		}
	return i;
}

/* The unit behind a number and its sizes, if there is one. */
static size_t
unit_read(struct parser *ps, size_t i)
{
	size_t s = ingredient_sizes(ps, i), n;
	struct ingredient *out = ps->out;
	struct unit_word u;

	n = ingredient_unit_at(ps, i + s, &u);
	if (n == 0)
		return i;
	sizes_mark(ps, i, i + s);
	ingredient_mark(ps, i + s, i + s + n, ROLE_GONE);
	ps->t[i + s].scale = SCALE_UNIT;
	out->quantity *= u.scale;
	out->quantity_max *= u.scale;
	out->unit = u.unit ? u.unit->name : NULL;
	out->measure = u.measure;
	return i + s + n;
}

/* A unit at the line's head without a number: "handful parsley". */
static size_t
bare_unit(struct parser *ps, size_t i)
{
	size_t s = ingredient_sizes(ps, i), n;
	struct unit_word u;

	n = ingredient_unit_at(ps, i + s, &u);
	if (n == 0 || i + s + n >= ps->n)
		return i;
	/* "a few sprigs dill" */
	if (!(ps->t[i + s].word & W_BARE) &&
	    !(ps->t[i + s + n].word & W_OF) &&
	    !(i > 0 && ps->t[i - 1].role == ROLE_NOTE))
		return i;
	if ((ps->t[i + s].word & W_BARE) && ps->t[i + s].n < 3 &&
	    ps->t[i + s].p[0] > 'Z')
		return i;
	sizes_mark(ps, i, i + s);
	ingredient_mark(ps, i + s, i + s + n, ROLE_GONE);
	ps->out->unit = u.unit ? u.unit->name : NULL;
	ps->out->measure = u.measure;
	return skip_of(ps, i + s + n);
}

/* "juice of 1 lemon", "leaves from 2 sprigs": to the note. */
static size_t
source_read(struct parser *ps, size_t i)
{
	size_t k, next;
	bool worded;
	double v;

	for (k = i; k < ps->n && k < i + 7; k++) {
		if (k > i && (ps->t[k].word & W_OF || ingredient_is(ps, k,
		    "from")) && (ps->t[k - 1].word & W_SOURCE)) {
			size_t j = k + 1;

			while (j < ps->n && (ps->t[j].word & W_APPROX))
				j++;
			if (ingredient_count(ps, j, &v, &next, &worded)) {
				ingredient_mark(ps, i, j, ROLE_NOTE);
				return j;
			}
			return i;
		}
		if (isfinite(ps->t[k].value) || (ps->t[k].punct != 0 &&
		    ps->t[k].punct != '&'))
			return i;
	}
	return i;
}

/* "a small amount of", "plenty of", "some": the token behind it, or i. */
static size_t
vague_end(const struct parser *ps, size_t i)
{
	static const char *const words[] = {
		"amount", "amounts", "bit", "touch", "lot", "lots", "plenty",
		"little", "sprinkle", "sprinkling", "grinding", "mixture",
		"selection", "choice", "quantity", "glug", "lump", "dusting",
		"grating", "mix", "grate",
	};
	static const char *const some[] = {
		"some", "etwas", "quelques", "qq", "qqs", "several", "qb",
		"qualche", "alcune", "alcuni", "algunas", "algunos", "algumas",
		"alguns",
	};
	size_t k;

	for (k = 0; k < sizeof(some) / sizeof(*some); k++)
		if (ingredient_is(ps, i, some[k]) && i + 1 < ps->n &&
		    isnan(ps->t[i + 1].value) && ps->t[i + 1].punct == 0)
			return i + 1;
	for (k = i; k < ps->n && k < i + 4 && ps->t[k].fold[0] != '\0'; k++) {
		if (k + 2 >= ps->n || !ingredient_is(ps, k + 1, "of"))
			continue;
		for (size_t w = 0; w < sizeof(words) / sizeof(*words); w++)
			if (ingredient_is(ps, k, words[w]))
				return k + 2;
	}
	return i;
}

/* Approximate words and sizes before the number: to note and size. */
static size_t
lead_read(struct parser *ps, size_t i)
{
	size_t k = i, next;
	bool worded;
	double v;

	if (ingredient_is(ps, k, "a") && (ingredient_is(ps, k + 1, "few") ||
	    ingredient_is(ps, k + 1, "little"))) {
		ingredient_mark(ps, i, i + 2, ROLE_NOTE);
		return skip_of(ps, i + 2);
	}
	k = vague_end(ps, i);
	if (k > i) {
		ingredient_mark(ps, i, k, ROLE_NOTE);
		return skip_of(ps, k);
	}
	k = i;
	if ((ingredient_is(ps, k, "up") && ingredient_is(ps, k + 1, "to")) ||
	    (ingredient_is(ps, k, "at") && (ingredient_is(ps, k + 1, "least")
	    || ingredient_is(ps, k + 1, "most"))))
		k += 2;
	while (k < ps->n && k < i + 4 && ((ps->t[k].word & (W_APPROX |
	    W_SIZE)) || ingredient_is(ps, k, "a")) &&
	    !(k > i && ps->t[k].punct)) {
		/* "a scant cup", "a generous 1/2 cup" */
		if (ingredient_is(ps, k, "a") && (k + 2 >= ps->n ||
		    !(ps->t[k + 1].word & W_SIZE) ||
		    isnan(ps->t[k + 2].value)))
			break;
		k++;
	}
	if (k == i || !ingredient_count(ps, k, &v, &next, &worded))
		return i;
	for (size_t j = i; j < k; j++)
		ps->t[j].role = ps->t[j].word & W_SIZE ? ROLE_SIZE :
		    ingredient_is(ps, j, "a") ? ROLE_GONE : ROLE_NOTE;
	return k;
}

/* "1-15 oz can" and "2-inch piece", read as an amount of another kind. */
static size_t
head_each(struct parser *ps, size_t i, struct amount *a)
{
	ps->out->quantity = a->q;
	a->q = a->qmax;
	a->qmax = NAN;
	ingredient_alt(ps->out, a, true);
	ingredient_mark(ps, i, i + 2, ROLE_GONE);
	ps->t[i].scale = SCALE_YES;
	ingredient_mark_each(ps, i + 2, a->end);
	return unit_read(ps, a->end);
}

static size_t
head_length(struct parser *ps, size_t i, struct amount *a)
{
	size_t k = a->end;

	if (ingredient_is(ps, k, "piece") || ingredient_is(ps, k, "pieces") ||
	    ingredient_is(ps, k, "knob") || ingredient_is(ps, k, "chunk"))
		k++;
	if (text_starts(ps->t[a->end - 1].fold, "in") ||
	    ps->t[a->end - 1].punct == '"') {
		amount_store(ps, a);
		ingredient_scales(ps, i, a);
		ps->out->measure = "inch piece";
		ingredient_mark(ps, i, k, ROLE_GONE);
	} else {
		ingredient_mark(ps, i, k, ROLE_NOTE);
	}
	return k;
}

/* "small (2-ounce) jar", "large 8-oz packages": words before the size. */
static size_t
size_before(struct parser *ps, size_t i)
{
	struct unit_word u;
	size_t k = i, end;

	while (k < ps->n && k < i + 3 && (ps->t[k].word & (W_SIZE | W_BETWEEN)))
		k++;
	if (k == i || k >= ps->n || (ps->t[k].punct != '(' &&
	    isnan(ps->t[k].value)))
		return i;
	/* "3 large (about 2 lb) leeks" weigh that together */
	end = ps->t[k].punct == '(' ? ingredient_close(ps, k) : ps->n;
	if (end < ps->n && ingredient_unit_at(ps, end + ingredient_sizes(ps,
	    end), &u) == 0)
		return i;
	sizes_mark(ps, i, k);
	return k;
}

/* A plain amount; with its unit, or with sizes of one and then a unit. */
static size_t
head_plain(struct parser *ps, size_t i, const struct amount *a)
{
	size_t k, next;

	amount_store(ps, a);
	ingredient_scales(ps, i, a);
	ingredient_mark(ps, i, a->end, ROLE_GONE);
	if (a->u.unit != NULL || a->u.measure != NULL) {
		for (k = i; k < a->unit_at; k++)
			if ((ps->t[k].word & (W_SIZE | W_BETWEEN)) &&
			    !(ingredient_number_word(ps->t[k].fold) > 0))
				ps->t[k].role = ROLE_SIZE;
		return a->end;
	}
	k = a->end;
	if (a->q < 1 && ingredient_is(ps, k, "of") &&
	    ingredient_is(ps, k + 1, "a")) {
		ingredient_mark(ps, k, k + 2, ROLE_GONE);
		k += 2;				/* "½ of a small jar" */
	}
	for (int round = 0; round < 4; round++) {
		next = each_read(ps, k);
		if (next == k)
			next = size_before(ps, k);
		if (next == k)
			break;
		k = next;
	}
	return ps->out->unit || ps->out->measure ? k : unit_read(ps, k);
}

size_t
ingredient_head(struct parser *ps)
{
	struct amount a;
	size_t i;

	if (ingredient_number_name(ps))
		return 0;
	i = source_read(ps, lead_read(ps, 0));
	i = lead_read(ps, i);
	if (!ingredient_amount(ps, i, &a))
		return bare_unit(ps, i);
	if (range_is_each(ps, &a))
		i = head_each(ps, i, &a);
	else if (a.length)
		i = head_length(ps, i, &a);
	else
		i = head_plain(ps, i, &a);
	i = count_again(ps, more_amounts(ps, i));
	i = unit_again(ps, i);
	return ingredient_other_size(ps, skip_of(ps, i));
}

bool
ingredient_tail(struct parser *ps, size_t i)
{
	struct amount a;
	size_t k, from, next;
	bool parted;

	for (k = i + 1; k < ps->n; k++) {
		if (ps->t[k].depth > 0 && ps->t[k - 1].punct != '(')
			continue;
		from = k - 1;
		parted = ps->t[from].punct != 0 && ps->t[from].punct != 'x';
		if (parted && (ps->t[k].word & W_APPROX))
			k++;
		if (k >= ps->n || isnan(ps->t[k].value) ||
		    !ingredient_amount(ps, k, &a) || a.length)
			continue;
		if (ingredient_punct(ps, from, '(') &&
		    !ingredient_is(ps, a.end, "per"))
			continue;
		if (!parted && (ps->t[from].word & (W_END | W_AFTER | W_RANGE |
		    W_PREP)))
			continue;
		/* bare numbers end the line or their part of it */
		if ((a.u.unit == NULL && a.u.measure == NULL) || !parted) {
			if (a.end < ps->n && ps->t[a.end].punct != ',' &&
			    ps->t[a.end].punct != '(' &&
			    !ingredient_is(ps, a.end, "per"))
				continue;
		}
		if (!parted && a.u.unit == NULL && a.u.measure == NULL &&
		    (a.end < ps->n || a.worded))
			continue;
		amount_store(ps, &a);
		ingredient_scales(ps, k, &a);
		ingredient_mark(ps, parted ? from : k, a.end, ROLE_GONE);
		if (ingredient_punct(ps, from, '(')) {
			ps->out->alt_quantity = NAN;	/* it was this one */
			ps->out->alt_unit = NULL;
			next = ingredient_close(ps, from);
			ingredient_mark(ps, a.end, next, ROLE_NOTE);
			if (ps->t[next - 1].punct == ')')
				ps->t[next - 1].role = ROLE_GONE;
		}
		more_amounts(ps, a.end);
		return true;
	}
	return false;
}
