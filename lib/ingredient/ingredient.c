#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "ingredient/ingredient_parts.h"
#include "data/text.h"

#define TEXT_MAX (4 * INGREDIENT_LINE_MAX)

static bool
is_edge(const struct token *t)
{
	return t->punct == ',' || t->punct == ';' || t->punct == ':' ||
	    t->punct == '-' || t->punct == '*' || t->punct == '/' ||
	    t->punct == '+' || t->punct == '?';
}

/* The text of roles: their runs of tokens, joined by glue. NULL for none. */
static const char *
role_text(struct parser *ps, unsigned roles, const char *glue)
{
	size_t i, k, last, n;
	struct buf b;

	buf_init(&b, ps->arena, TEXT_MAX);
	for (i = 0; i < ps->n; i = k) {
		for (k = i; k < ps->n && roles >> ps->t[k].role & 1; k++)
			;
		last = k;
		while (i < last && is_edge(&ps->t[i]) &&
		    ps->t[i].punct != '?')
			i++;
		while (last > i && is_edge(&ps->t[last - 1]))
			last--;
		/* a whole bracket loses its signs */
		if (last > i + 1 && ps->t[i].punct == '(' &&
		    ingredient_close(ps, i) == last &&
		    ps->t[last - 1].punct == ')')
			i++, last--;
		if (i < last) {
			n = (size_t)(ps->t[last - 1].p + ps->t[last - 1].n -
			    ps->t[i].p);
			if (buf_len(&b) > 0)
				buf_str(&b, glue);
			buf_add(&b, ps->t[i].p, n);
		}
		if (k == i || k <= last)
			k = k > last ? k : last;
		k = k > i ? k : i + 1;
	}
	return buf_len(&b) > 0 ? buf_done(&b, NULL) : NULL;
}

/* A word of a pair of words of the note tells that it may be left out. */
static void
optional_find(struct parser *ps)
{
	for (size_t i = 0; i < ps->n; i++)
		if (ingredient_is(ps, i, "optional") ||
		    ingredient_phrase(ps, i, "if desired") ||
		    ingredient_phrase(ps, i, "if using") ||
		    ingredient_phrase(ps, i, "if you like") ||
		    ingredient_phrase(ps, i, "if wanted") ||
		    ingredient_is(ps, i, "facultatif") ||
		    ingredient_is(ps, i, "opcional") ||
		    ingredient_is(ps, i, "facoltativo") ||
		    ingredient_is(ps, i, "optioneel") ||
		    ingredient_is(ps, i, "valfritt"))
			ps->out->optional = true;
}

/* "For the sauce:", "Optional", "Teig:": nothing to buy. */
static bool
is_heading(struct parser *ps, bool marked)
{
	static const char *const heads[] = {
		"for the", "pour la", "pour le", "fur den", "fur die",
		"fur das", "para la", "para el",
	};
	size_t n = ps->n;
	bool number = false;

	for (size_t i = 0; i < n; i++)
		if (isfinite(ps->t[i].value))
			number = true;
	if (marked && !number)
		return true;
	if (n > 1 && ps->t[n - 1].punct == ':' && n <= 14 &&
	    isnan(ps->t[0].value))
		return true;
	for (size_t i = 0; i < COUNT(heads); i++)
		if (!number && n >= 3 && n <= 6 &&
		    ingredient_phrase(ps, 0, heads[i]))
			return true;
	return false;
}

static bool
is_label(const char *fold)
{
	static const char *const labels[] = {
		"garnish", "garnishes", "topping", "toppings",
		"accompaniment", "accompaniments",
	};

	for (size_t i = 0; i < COUNT(labels); i++)
		if (strcmp(fold, labels[i]) == 0)
			return true;
	return false;
}

/* "For garnish: parsley", "Optional: cream": the label is a note. */
static size_t
label_read(struct parser *ps)
{
	for (size_t i = 1; i + 1 < ps->n && i < 5; i++)
		if (ps->t[i].punct == ':') {
			if ((ps->t[0].word & W_END) ||
			    ingredient_note_phrase(ps, 0) ||
			    is_label(ps->t[0].fold)) {
				ingredient_mark(ps, 0, i, ROLE_NOTE);
				ps->t[i].role = ROLE_GONE;
				return i + 1;
			}
			return 0;
		}
	return 0;
}

/* Without the full stop of a sentence. */
static const char *
undot(struct parser *ps, const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	if (n < 2 || s[n - 1] != '.')
		return s;
	/* but "q.b." is one */
	for (size_t i = n - 1; i > 0 && s[i - 1] != ' '; i--)
		if (s[i - 1] == '.')
			return s;
	return arena_dup(ps->arena, s, n - 1);
}

/*
 * "4 boneless (skinless turkey cutlets)", "½ stick ((2 oz) butter)": a bracket
 * around the food is none.
 */
static void
bracket_open(struct parser *ps, size_t i)
{
	size_t k = i, end;

	while (k < ps->n && (ps->t[k].word & (W_ADJ | W_SIZE | W_PREP)))
		k++;
	if (!ingredient_punct(ps, k, '('))
		return;
	end = ingredient_close(ps, k);
	if (end < ps->n || end < k + 4 || ps->t[end - 1].punct != ')' ||
	    ps->t[k].role != ROLE_FOOD)
		return;
	/* one that has nothing but words that belong to no food stays */
	if ((ps->t[k + 1].punct == '(' ?
	    ingredient_close(ps, k + 1) + 1 == end :
	    isfinite(ps->t[k + 1].value)) || (ps->t[k + 1].word & W_END) ||
	    ingredient_note_phrase(ps, k + 1) ||
	    ingredient_is(ps, k + 1, "optional") ||
	    ingredient_is(ps, k + 1, "or"))
		return;
	ps->t[k].role = ps->t[end - 1].role = ROLE_GONE;
}

static void
line_read(struct parser *ps)
{
	struct ingredient *out = ps->out;
	size_t i;

	i = label_read(ps);
	if (i == 0)
		i = ingredient_head(ps);
	bracket_open(ps, i);
	ingredient_brackets(ps, i, ps->n);
	if (isnan(out->quantity) && out->unit == NULL && out->measure == NULL)
		ingredient_tail(ps, i);
	ingredient_food(ps, i);
	optional_find(ps);
}

/* The measure word in the line's own words: "boule" is no ball there. */
static const char *
unit_text(struct parser *ps)
{
	struct unit_word u;
	size_t i, n;

	for (i = 0; i < ps->n; i++)
		if (ps->t[i].scale == SCALE_UNIT && (n = ingredient_unit_at(ps,
		    i, &u)) > 0 && u.measure != NULL)
			return arena_dup(ps->arena, ps->t[i].p,
			    (size_t)(ps->t[i + n - 1].p + ps->t[i + n - 1].n -
			    ps->t[i].p));
	return ps->out->measure;
}

/*
 * What must hold whatever was read: "3 cloves" is the spice, a food is
 * never empty when a note could be it.
 */
static void
result_mend(struct parser *ps)
{
	struct ingredient *out = ps->out;

	if (out->food == NULL && out->note == NULL && out->size != NULL &&
	    isnan(out->quantity)) {
		out->food = out->size;
		out->size = NULL;
	}
	if (out->food == NULL && out->measure != NULL) {
		out->food = unit_text(ps);
		out->measure = NULL;
	} else if (out->food == NULL && out->unit != NULL &&
	    unit_by_name(out->unit)->kind == UNIT_COUNT &&
	    (strcmp(out->unit, "clove") == 0)) {
		out->food = "cloves";
		out->unit = NULL;
	}
	if (out->food == NULL && isnan(out->quantity) && out->note != NULL) {
		out->food = out->note;
		out->note = NULL;
	}
	if (out->food == NULL)
		out->food = isnan(out->quantity) && out->unit == NULL ?
		    out->original : "";
	if (!(out->quantity <= INGREDIENT_NUMBER_MAX))
		out->quantity = out->quantity_max = NAN;
	if (!(out->quantity_max <= INGREDIENT_NUMBER_MAX) ||
	    out->quantity_max <= out->quantity)
		out->quantity_max = NAN;
	if (!(out->alt_quantity <= INGREDIENT_NUMBER_MAX)) {
		out->alt_quantity = NAN;
		out->alt_unit = NULL;
	}
}

bool
ingredient_run(struct parser *ps, const char *line)
{
	struct ingredient *out = ps->out;
	bool heading = false;

	out->quantity = out->quantity_max = NAN;
	out->alt_quantity = out->plus_quantity = NAN;
	out->food = "";
	ingredient_tokens(ps, line, &heading);
	if (ps->n == 0) {
		out->food = out->original;
		return out->original[0] != '\0';
	}
	if (is_heading(ps, heading)) {
		out->is_heading = true;
		out->food = role_text(ps, 1u << ROLE_FOOD, " ");
		if (out->food == NULL)
			out->food = out->original;
		return true;
	}
	line_read(ps);
	out->food = undot(ps, role_text(ps, 1u << ROLE_FOOD, " "));
	out->note = undot(ps, role_text(ps, 1u << ROLE_NOTE, ", "));
	out->size = role_text(ps, 1u << ROLE_SIZE, " ");
	out->size_note = role_text(ps, 1u << ROLE_SIZE | 1u << ROLE_EACH,
	    ", ");
	result_mend(ps);
	return true;
}

bool
ingredient_parse_apart(struct arena *arena, const char *line,
    enum unit_system system, struct ingredient *out)
{
	struct parser ps = { .arena = arena, .out = out };

	memset(out, 0, sizeof(*out));
	out->system = system;
	return ingredient_run(&ps, line);
}

bool
ingredient_parse(struct arena *arena, const char *line,
    enum unit_system system, struct ingredient *out)
{
	bool any = ingredient_parse_apart(arena, line, system, out);
	const struct unit *u = unit_by_name(out->unit);
	const struct unit *more = unit_by_name(out->plus_unit);
	double add;

	if (u == NULL || more == NULL || u->kind != more->kind ||
	    u->kind == UNIT_COUNT)
		return any;
	add = out->plus_quantity * more->factor[system] / u->factor[system];
	if (!(out->quantity + add > 0) ||
	    !(out->quantity + add <= INGREDIENT_NUMBER_MAX))
		return any;
	out->quantity += add;
	out->quantity_max += add;
	out->plus_quantity = NAN;
	out->plus_unit = NULL;
	return any;
}

struct doc *
ingredient_doc(struct arena *arena, const struct ingredient *in)
{
	struct doc *d = doc_object(arena);

	doc_append(d, "quantity", doc_double(arena, in->quantity));
	doc_append(d, "quantityMax", doc_double(arena, in->quantity_max));
	doc_append(d, "unit", doc_text(arena, in->unit));
	doc_append(d, "measure", doc_text(arena, in->measure));
	doc_append(d, "food", doc_text(arena, in->food));
	doc_append(d, "note", doc_text(arena, in->note));
	doc_append(d, "originalText", doc_text(arena, in->original));
	return d;
}
