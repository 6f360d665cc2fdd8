/* A line as the cook wrote it, with the amounts in it found and scaled. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/doc.h"
#include "data/text.h"
#include "ingredient/ingredient_parts.h"

/* What is counted without a unit, and changes when it is not one. */
static const char *const nouns[][2] = {
	{ "apple", "apples" }, { "apricot", "apricots" },
	{ "artichoke", "artichokes" }, { "aubergine", "aubergines" },
	{ "avocado", "avocados" }, { "bagel", "bagels" },
	{ "beet", "beets" }, { "beetroot", "beetroots" },
	{ "breast", "breasts" }, { "carrot", "carrots" },
	{ "chicken", "chickens" }, { "chilli", "chillies" },
	{ "courgette", "courgettes" }, { "cucumber", "cucumbers" },
	{ "date", "dates" }, { "egg", "eggs" },
	{ "eggplant", "eggplants" }, { "fig", "figs" },
	{ "grapefruit", "grapefruits" }, { "leaf", "leaves" },
	{ "leek", "leeks" }, { "lemon", "lemons" }, { "lime", "limes" },
	{ "mango", "mangoes" }, { "mushroom", "mushrooms" },
	{ "nectarine", "nectarines" }, { "onion", "onions" },
	{ "parsnip", "parsnips" }, { "peach", "peaches" },
	{ "pear", "pears" }, { "pepper", "peppers" },
	{ "pineapple", "pineapples" }, { "plum", "plums" },
	{ "pod", "pods" }, { "potato", "potatoes" },
	{ "radish", "radishes" }, { "scallion", "scallions" },
	{ "shallot", "shallots" }, { "tomato", "tomatoes" },
	{ "tortilla", "tortillas" }, { "turnip", "turnips" },
	{ "white", "whites" }, { "yolk", "yolks" },
	{ "zucchini", "zucchini" },
};

void
ingredient_scales(struct parser *ps, size_t i, const struct amount *a)
{
	size_t k;

	for (k = i; k < a->end && k < ps->n; k++)
		ps->t[k].scale = SCALE_YES;
	if (a->u.unit != NULL || a->u.measure != NULL)
		ps->t[a->unit_at].scale = SCALE_UNIT;
}

/* Whether one of a list of folded words stands at token i. */
static bool
is_one_of(const struct parser *ps, size_t i, const char *words)
{
	return i < ps->n && ps->t[i].fold[0] != '\0' &&
	    text_has_word(words, ps->t[i].fold);
}

/* "6 oz each", "each about 2 lb": of one, not of all, says its clause. */
static bool
says_each(const struct parser *ps, size_t i, size_t end)
{
	size_t near = 12;		/* words: a clause, not a line */

	for (; i > 0 && near > 0 && ps->t[i - 1].punct != ',' &&
	    ps->t[i - 1].punct != '('; i--, near--)
		if (is_one_of(ps, i - 1, "each apiece je chacun per"))
			return true;
	for (near = 12; end < ps->n && near > 0 && ps->t[end].punct != ',' &&
	    ps->t[end].punct != ')'; end++, near--)
		if (is_one_of(ps, end, "each apiece je chacun per"))
			return true;
	return false;
}

/* Whether the amount at token i of a note grows with the line's own. */
static bool
grows(const struct parser *ps, size_t i, const struct amount *a)
{
	size_t at = a->unit_at, k = i;

	if (a->length || says_each(ps, i, a->end) || is_one_of(ps, a->end,
	    "minute minutes min hour hours degrees inch inches cm times"))
		return false;
	/* "a 3-pound chicken" weighs that, however many there are */
	if (at < ps->n && at > i && ps->t[at].p[-1] == '-')
		return false;
	if (a->u.unit != NULL && a->u.unit->kind != UNIT_COUNT)
		return true;
	while (k > 0 && (ps->t[k - 1].word & W_APPROX))
		k--;
	return (k < i || is_one_of(ps, k - 1, "from plus or and less minus") ||
	    ingredient_punct(ps, k - 1, '+')) && !a->worded;
}

/* What is said of amounts behind the food and in brackets. */
static void
notes_read(struct parser *ps)
{
	struct amount a;
	size_t i;

	for (i = 0; i < ps->n; i++) {
		if (ps->t[i].scale != SCALE_ASK || isnan(ps->t[i].value) ||
		    !ingredient_amount(ps, i, &a))
			continue;
		if (grows(ps, i, &a))
			ingredient_scales(ps, i, &a);
		i = a.end > i ? a.end - 1 : i;
	}
}

/* ---- writing ------------------------------------------------------------ */

struct writer {
	const struct parser	*ps;
	struct doc		*list;
	const char		*done;	/* written up to here */
	double			 factor;
	double			 last;	/* the last number, scaled; NAN */
	bool			 small;	/* kg said in g, l in ml */
};

static void
piece(struct writer *w, const char *name, const char *p, const char *end)
{
	struct arena *arena = w->ps->arena;
	struct doc *d;

	if (end <= p)
		return;
	d = doc_add(w->list, doc_object(arena));
	doc_append(d, name, doc_text(arena, arena_dup(arena, p,
	    (size_t)(end - p))));
}

/* All before p as it stands. */
static void
flush(struct writer *w, const char *p)
{
	piece(w, "plain", w->done, p);
	w->done = p;
}

static const char *
token_end(const struct parser *ps, size_t i)
{
	return ps->t[i].p + ps->t[i].n;
}

/* The unit that the numbers at i have, and their last number. */
static const struct unit *
unit_ahead(const struct parser *ps, size_t i, double *last)
{
	struct unit_word u;
	size_t next;
	bool worded;

	for (; i < ps->n && ps->t[i].scale == SCALE_YES; i++)
		if (ingredient_count(ps, i, last, &next, &worded))
			i = next - 1;
	return i < ps->n && ps->t[i].scale == SCALE_UNIT &&
	    ingredient_unit_at(ps, i, &u) > 0 && u.scale <= 1 &&
	    u.scale >= 1 ? u.unit : NULL;
}

/* The number at token i; the token after it. */
static size_t
write_number(struct writer *w, size_t i)
{
	struct arena *arena = w->ps->arena;
	const struct unit *u;
	double value, last = NAN;
	size_t next;
	bool worded;
	struct doc *d;

	if (!ingredient_count(w->ps, i, &value, &next, &worded))
		return i + 1;
	flush(w, w->ps->t[i].p);
	w->done = token_end(w->ps, next - 1);
	w->last = value * w->factor;
	if ((w->factor >= 1 && w->factor <= 1) || !(value > 0)) {
		piece(w, "strong", w->ps->t[i].p, w->done);
		return next;
	}
	u = unit_ahead(w->ps, i, &last);
	w->small = u != NULL && last * w->factor < 1 &&
	    text_has_word("kg l", u->name);
	d = doc_add(w->list, doc_object(arena));
	doc_append(d, "number", doc_double(arena, w->small ? 1000 * w->last :
	    w->last));
	doc_append(d, "metric", doc_bool(arena, u != NULL &&
	    unit_is_metric(u->name)));
	return next;
}

/* A word that goes with the last number, where it is one of two forms. */
static void
write_form(struct writer *w, const char *p, const char *end, const char *one,
    const char *many)
{
	size_t n = (size_t)(end - p);
	bool known = (strlen(one) == n && memcmp(one, p, n) == 0) ||
	    (strlen(many) == n && memcmp(many, p, n) == 0);
	const char *now = w->last > UNIT_ONE_MAX ? many : one;

	flush(w, p);
	if (known)
		piece(w, "strong", now, now + strlen(now));
	else
		piece(w, "strong", p, end);
	w->done = end;
}

/* The unit at token i; the token after it. */
static size_t
write_unit(struct writer *w, size_t i)
{
	const struct parser *ps = w->ps;
	struct unit_word u;
	const char *name, *end;
	size_t n = ingredient_unit_at(ps, i, &u);

	if (n == 0)
		return i + 1;
	name = u.unit ? u.unit->name : u.measure;
	end = token_end(ps, i + n - 1);
	if (w->factor >= 1 && w->factor <= 1) {
		flush(w, ps->t[i].p);
		piece(w, "strong", ps->t[i].p, end);
		w->done = end;
	} else if (w->small) {
		flush(w, ps->t[i].p);
		name = *name == 'k' ? "g" : "ml";
		piece(w, "strong", name, name + strlen(name));
		w->done = end;
	} else {
		write_form(w, ps->t[i].p, end, unit_words(ps->arena, name, 1),
		    unit_words(ps->arena, name, 2));
	}
	w->small = false;
	return i + n;
}

/* "1 egg" becomes "2 eggs": the name that was counted, if it is known. */
static size_t
write_noun(struct writer *w, size_t i)
{
	const struct token *t = &w->ps->t[i];
	const char *now;
	size_t k;

	for (k = 0; k < COUNT(nouns); k++)
		if (strcmp(t->fold, nouns[k][0]) == 0 ||
		    strcmp(t->fold, nouns[k][1]) == 0)
			break;
	if (k == COUNT(nouns) || t->role != ROLE_FOOD || *t->p <= 'Z')
		return 0;
	/* it is the last of the food: "egg noodles" are no eggs */
	if (i + 1 < w->ps->n && w->ps->t[i + 1].role == ROLE_FOOD &&
	    w->ps->t[i + 1].punct == 0)
		return 0;
	flush(w, t->p);
	now = nouns[k][w->last > UNIT_ONE_MAX];
	piece(w, "plain", now, now + strlen(now));
	w->done = token_end(w->ps, i);
	return i + 1;
}

struct doc *
ingredient_pieces(struct arena *arena, const char *line, double factor)
{
	struct ingredient out = { .system = UNIT_US };
	struct parser ps = { .arena = arena, .out = &out };
	struct writer w = { .ps = &ps, .factor = factor, .last = NAN };
	bool counted;
	size_t i, next;

	w.list = doc_list(arena);
	if (!ingredient_run(&ps, line))
		return w.list;
	w.done = ps.line;
	if (!out.is_heading)
		notes_read(&ps);
	counted = !(factor >= 1 && factor <= 1) && out.unit == NULL &&
	    out.measure == NULL;
	for (i = 0; i < ps.n; i = next) {
		if (ps.t[i].scale == SCALE_YES)
			next = write_number(&w, i);
		else if (ps.t[i].scale == SCALE_UNIT)
			next = write_unit(&w, i);
		else if (counted && isfinite(w.last) &&
		    (next = write_noun(&w, i)) > 0)
			counted = false;
		else
			next = i + 1;
	}
	flush(&w, ps.end);
	return w.list;
}
