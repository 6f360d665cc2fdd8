#include <math.h>
#include <string.h>

#include "base/array.h"
#include "data/text.h"
#include "ingredient/ingredient_parts.h"

/* Phrases that begin a note wherever they stand behind the food. */
static const char *const note_phrases[] = {
	"to taste", "to serve", "to garnish", "to finish", "to decorate",
	"to glaze", "to season", "to dust", "to make", "to cover", "to brush",
	"to grease", "to cook", "to sprinkle", "to yield", "to coat",
	"to drizzle", "to fry", "to use", "to fill", "to thin", "to thicken",
	"to line", "to top", "to accompany", "to roll", "to be", "to your",
	"to equal", "to measure", "to give", "to pass", "such as", "like a",
	"or to taste", "or as", "or more", "or less", "or so", "or your",
	"or if", "or equivalent", "or substitute", "or similar", "or use",
	"or according", "or whatever", "or favorite", "or both", "as needed",
	"as desired", "as required", "as necessary", "as you",
	"as accompaniment", "as garnish", "as a", "as per", "at room",
	"room temperature", "cut into", "cut in", "cut up", "your favorite",
	"of your", "of choice", "in all", "in total", "in pieces", "in chunks",
	"in half", "in halves", "in quarters", "in strips", "in slices",
	"in cubes", "in rings", "in wedges", "not drained", "not packed",
	"not too", "from about", "with rind", "with tops", "more or",
	"more if", "more to", "more as", "more for", "and more", "made from",
	"made with", "mixed with", "mixed in", "beaten with", "dissolved in",
	"soaked in", "tied with", "tied in", "store bought", "skin on",
	"skin removed", "bone in", "on the side", "each about", "al gusto",
	"a gusto", "a piacere", "al dente", "zum bestreuen", "nach geschmack",
	"nach belieben", "au gout", "quanto basta", "q b", "n b", "naar smaak",
	"efter smak", "efter smag", "etter smak", "do smaku", "i skivor",
	"i bitar", "i tarningar", "i strimlor", "i klyftor", "i ringar",
	"i skiver", "i tern", "i terninger", "i strimler", "i biter",
	"i bade", "i stykker", "i ringer", "i ringe", "til servering",
	"til pynt", "til stegning", "til steking", "in blokjes",
	"in plakjes", "in stukjes", "in ringen", "in reepjes", "in ringe",
	"in streifen", "in stucken", "in stuckchen", "in wurfeln",
	"in spalten", "aus dem", "uten skinn", "uden skind", "med skind",
	"med skinn", "in scheiben", "in wurfel", "in stucke",
	"en rondelles", "en des", "en morceaux", "en lamelles", "en rodajas",
	"en trozos", "en dados", "a temperatura", "a temperature",
	"till garnering", "and extra", "plus extra", "on top",
	"a gosto", "a temperatura", "a discrezione", "a votre gout",
	"selon gout", "a cubetti", "a dadini", "a fette", "a fettine",
	"a rondelle", "a julienne", "a listarelle", "a tocchetti", "a pezzi",
	"a pezzetti", "a spicchi", "a striscioline", "a lamelle", "a pomata",
	"in polvere fine", "en cubes", "en tranches", "en quartiers",
	"en julienne", "en fines", "en petits", "en petites", "en gros",
	"en deux", "en quatre", "en brunoise", "en batonnets", "en lanieres",
	"en cubos", "en juliana", "en daditos", "en laminas", "en tiras",
	"en rodajitas", "en cuartos", "en gajos", "en aros", "en trocitos",
	"en brunoise", "en tacos", "en taquitos", "en mitades", "em cubos",
	"em cubinhos", "em rodelas", "em fatias", "em tiras", "em pedacos",
	"em quartos", "em lascas", "em gomos", "em meias", "em temperatura",
	"as rodelas", "aos cubos", "as fatias", "aos bocados", "as tiras",
	"as lascas", "de votre choix", "au choix", "a eleccion", "a escolha",
	"a scelta",
};

bool
ingredient_phrase(const struct parser *ps, size_t i, const char *s)
{
	const char *f;
	size_t n;

	for (; i < ps->n; i++) {
		f = ps->t[i].fold;
		n = strlen(f);
		if (n == 0 || strncmp(s, f, n) != 0)
			return false;
		s += n;
		if (*s == '\0')
			return true;
		if (*s++ != ' ')
			return false;
	}
	return false;
}

bool
ingredient_note_phrase(const struct parser *ps, size_t i)
{
	for (size_t k = 0; k < COUNT(note_phrases); k++)
		if (note_phrases[k][0] == ps->t[i].fold[0] &&
		    ingredient_phrase(ps, i, note_phrases[k]))
			return true;
	return false;
}

/* "or 2 tbsp ...", "and 1 yolk": another amount begins a note. */
static bool
is_other_amount(const struct parser *ps, size_t i)
{
	struct amount a;
	size_t k = i + 1;

	if (!ingredient_is(ps, i, "or") && !ingredient_is(ps, i, "and") &&
	    !ingredient_is(ps, i, "oder") && !ingredient_is(ps, i, "ou") &&
	    !ingredient_punct(ps, i, '&') && !ingredient_punct(ps, i, '+') &&
	    !ingredient_punct(ps, i, '/'))
		return false;
	while (k < ps->n && (ps->t[k].word & W_APPROX))
		k++;
	if (!ingredient_amount(ps, k, &a))
		return false;
	return !a.worded || a.u.unit != NULL || a.u.measure != NULL;
}

/* A participle behind the food that begins its preparation. */
static bool
is_trailing_prep(const struct parser *ps, size_t i)
{
	size_t k = i;

	while (k < ps->n && (ps->t[k].word & W_ADV) &&
	    !(ps->t[k].word & W_PREP))
		k++;
	if (k >= ps->n || !(ps->t[k].word & W_PREP) ||
	    (k == i && (ps->t[k].word & W_SIZE)))
		return false;
	for (k++; k < ps->n; k++) {
		if (ps->t[k].role != ROLE_FOOD || ps->t[k].punct != 0)
			return true;
		if (ps->t[k].word & (W_AFTER | W_END))
			return true;
		/* "scrubbed clean" is one; "chopped fresh dill" is none */
		if (!(ps->t[k].word & (W_PREP | W_ADV | W_ADJ)))
			return false;
	}
	return true;
}

/* "melon frozen", "loin boneless": how it is, behind the food at its end. */
static bool
is_trailing_state(const struct parser *ps, size_t i)
{
	static const char *const states =
	    "frozen boneless skinless ripe overripe raw bone-in skin-on "
	    "refrigerated thawed optional shelled unpeeled";
	size_t k = i;

	while (k < ps->n && ps->t[k].fold[0] != '\0' &&
	    ps->t[k].role == ROLE_FOOD &&
	    text_has_word(states, ps->t[k].fold))
		k++;
	return k > i && (k >= ps->n || ps->t[k].punct == ',' ||
	    ps->t[k].role != ROLE_FOOD);
}

/* "in shells", "in the skin", "with its core": a part that stays on. */
static bool
is_with_part(const struct parser *ps, size_t i)
{
	static const char *const parts =
	    "shell shells skin skins husk husks pod pods jacket jackets peel "
	    "brine rind";
	bool with = ingredient_is(ps, i, "with"), its;
	size_t k = i + 1;

	if ((!with && !ingredient_is(ps, i, "in")) || k >= ps->n)
		return false;
	its = ps->t[k].fold[0] != '\0' &&
	    text_has_word("its their the", ps->t[k].fold);
	k += its;
	if (with)
		return its && k < ps->n;
	return (k < ps->n &&
	    ps->t[k].fold[0] != '\0' && text_has_word(parts, ps->t[k].fold) &&
	    (k + 1 >= ps->n || ps->t[k + 1].punct != 0));
}

/* "soft cheese. Appenzeller works best": a sentence begins at token i. */
static bool
is_sentence(const struct parser *ps, size_t i)
{
	const struct token *t = &ps->t[i], *last = &ps->t[i - 1];

	return !t->glued && t->n > 1 && *t->p >= 'A' && *t->p <= 'Z' &&
	    last->n > 4 && last->p[last->n - 1] == '.' && !last->depth;
}

/* Whether the food ends before token i (which is behind its first word). */
static bool
is_end(const struct parser *ps, size_t i)
{
	const struct token *t = &ps->t[i];

	if (t->punct == ';' || t->punct == ':' || ((t->punct == '-' ||
	    t->punct == '+' || t->punct == '*') && !t->glued))
		return true;
	/* "in 4 portions"; "onions 375 mL" is the amount once more */
	if (strcmp(t->fold, "in") == 0 && i + 1 < ps->n &&
	    isfinite(ps->t[i + 1].value))
		return true;
	if (t->punct == '+' || t->punct == '/' || t->punct == '&' ||
	    strcmp(t->fold, "or") == 0 || strcmp(t->fold, "and") == 0 ||
	    strcmp(t->fold, "oder") == 0 || strcmp(t->fold, "ou") == 0) {
		if (is_other_amount(ps, i))
			return true;
	}
	if (t->fold[0] == '\0')
		return false;
	return is_sentence(ps, i) || (t->word & W_END) ||
	    ingredient_note_phrase(ps, i) || is_trailing_prep(ps, i) ||
	    is_trailing_state(ps, i) || is_with_part(ps, i);
}

/* Whether tokens [from, to) hold a word that is a food by itself. */
static bool
has_noun(const struct parser *ps, size_t from, size_t to)
{
	for (; from < to; from++) {
		const struct token *t = &ps->t[from];
		size_t n = strlen(t->fold);

		if (t->role != ROLE_FOOD || n == 0 ||
		    (t->word & (W_ADJ | W_PREP | W_ADV | W_SIZE)) ||
		    strcmp(t->fold, "and") == 0 || strcmp(t->fold, "or") == 0)
			continue;
		if ((n > 6 && strcmp(t->fold + n - 4, "less") == 0) ||
		    (n > 6 && strcmp(t->fold + n - 5, "-free") == 0) ||
		    (n > 4 && strcmp(t->fold + n - 4, "-fat") == 0) ||
		    (n > 4 && strcmp(t->fold + n - 2, "ed") == 0 &&
		    strcmp(t->fold + n - 3, "eed") != 0))
			continue;
		return true;
	}
	return false;
}

/* The token after the last of [from, to) that is a food by itself, or 0. */
static size_t
last_noun(const struct parser *ps, size_t from, size_t to)
{
	for (; to > from; to--)
		if (has_noun(ps, to - 1, to))
			return to;
	return 0;
}

/*
 * "Marmalade, jam, maple syrup or honey": the end of a list of foods whose
 * first comma is at i, or 0 where the comma parts food and note. It is a list
 * when the words behind it are few between their commas, the last are joined
 * by "or" or "and", and none says preparation.
 */
static size_t
list_end(const struct parser *ps, size_t i)
{
	size_t words = 0, k;
	bool joined = false;

	for (k = i + 1; k < ps->n; k++) {
		const struct token *t = &ps->t[k];

		if (t->role != ROLE_FOOD)
			continue;
		if (t->punct == ',') {
			if (joined)
				break;
			words = 0;
			continue;
		}
		if (words == 0 && (t->word & W_SOURCE))
			return 0;
		if (t->punct != 0 || isfinite(t->value) ||
		    (t->word & (W_PREP | W_END | W_ADV)) ||
		    ingredient_note_phrase(ps, k))
			break;
		if (strcmp(t->fold, "or") == 0 || strcmp(t->fold, "and") == 0) {
			if (k == i + 1)
				return 0;
			joined = true;
			words = 0;
			continue;
		}
		/* "white and green parts" are of what stands before */
		if (strcmp(t->fold, "parts") == 0 ||
		    strcmp(t->fold, "part") == 0 || ++words > 4)
			return 0;
	}
	if (!joined || words == 0 || !has_noun(ps, i + 1, k) ||
	    (k < ps->n && (ps->t[k].word & (W_PREP | W_ADV))))
		return 0;
	return k;
}

/* "each: salt, pepper" is a list to its end. */
static bool
is_each_list(const struct parser *ps, size_t i)
{
	return i > 1 && ps->t[i - 1].punct == ':' &&
	    ingredient_is(ps, i - 2, "each");
}

/* The token where the food ends. */
static size_t
food_end(struct parser *ps, size_t i)
{
	size_t start = i, k, seen = i;
	bool noun = false;
	struct amount a;

	for (; i < ps->n; i++) {
		for (; seen < i; seen++)
			noun = noun || has_noun(ps, seen, seen + 1);
		if (ps->t[i].role != ROLE_FOOD)
			continue;
		if (ps->t[i].punct == ',') {
			if (!noun || is_each_list(ps, start))
				continue;
			k = list_end(ps, i);
			if (k == 0)
				return i;
			i = k - 1;
			continue;
		}
		/* "onions 375 mL": the amount once more */
		if (i > start && isfinite(ps->t[i].value) &&
		    ingredient_amount(ps, i, &a) && a.u.unit != NULL &&
		    a.u.unit->kind != UNIT_COUNT && (a.end >= ps->n ||
		    ps->t[a.end].punct == ',' || ps->t[a.end].punct == '(')) {
			ingredient_alt(ps->out, &a, false);
			ingredient_mark(ps, i, a.end, ROLE_GONE);
			return a.end;
		}
		if (i > start && noun && is_end(ps, i))
			return i;
		/* a purpose alone: "for dusting" is a note without food */
		if (i > start && !noun &&
		    (ingredient_note_phrase(ps, i) ||
		    ((ps->t[i].word & W_END) && !(ps->t[i].word & W_ADJ))))
			return i;
	}
	return ps->n;
}

/* "toasted sesame", "split peas": with this word it names the food. */
static bool
is_named_so(const struct parser *ps, size_t i)
{
	static const char *const pairs[] = {
		"toasted sesame", "split pea", "split peas", "split chickpeas",
		"split lentils", "split mung", "split red", "split yellow",
		"split green", "split gram", "cracked wheat", "cracked bulgur",
		"crushed red", "crushed chili", "crushed chilli",
		"crushed chile", "crushed pepper", "mashed potato",
		"mashed potatoes", "shredded wheat", "cooked ham", "cut green",
		"pressed tofu", "cooked turkey", "soaked lavash",
		"sliced bread", "warm water", "boiled ham", "split top",
		"beaten rice", "flaked almonds", "flaked sea", "flaked salt",
		"strained yogurt", "strained yoghurt", "pressed cottage",
		"steamed buns", "cooked wine",
	};

	for (size_t k = 0; k < COUNT(pairs); k++)
		if (pairs[k][0] == ps->t[i].fold[0] &&
		    ingredient_phrase(ps, i, pairs[k]))
			return true;
	/* of a can it is bought so */
	return ps->out->unit != NULL && strcmp(ps->out->unit, "can") == 0 &&
	    text_has_word("chopped sliced diced crushed cut whole peeled",
	    ps->t[i].fold) && i + 1 < ps->n && ps->t[i + 1].punct == 0 &&
	    !(ps->t[i + 1].word & (W_PREP | W_END)) &&
	    (i == 0 || !(ps->t[i - 1].word & (W_PREP | W_ADV)));
}

/* Whether token i joins two preparations. */
static bool
is_joint(const struct parser *ps, size_t i)
{
	return ps->t[i].punct == ',' || ps->t[i].punct == '-' ||
	    ps->t[i].punct == '&' || ingredient_is(ps, i, "and") ||
	    ingredient_is(ps, i, "or") || ingredient_is(ps, i, "but") ||
	    ingredient_is(ps, i, "then") || ingredient_is(ps, i, "et") ||
	    ingredient_is(ps, i, "y") || ingredient_is(ps, i, "e") ||
	    ingredient_is(ps, i, "ed");
}

/*
 * The words of preparation at token i ("finely chopped", "peeled, cored, and
 * sliced"): the token after them, or i.
 */
static size_t
prep_run(const struct parser *ps, size_t i, size_t end)
{
	size_t k = i, done = i;
	uint32_t w;

	while (k < end) {
		w = ps->t[k].word;
		if (ps->t[k].role != ROLE_FOOD) {
			k++;
		} else if ((w & W_PREP) && !is_named_so(ps, k)) {
			done = ++k;
		} else if (k > i && is_joint(ps, k)) {
			k++;
		} else if (k > i && ingredient_is(ps, k, "ground") &&
		    (ps->t[k - 1].word & W_ADV)) {
			done = ++k;	/* "freshly ground" says no form */
		} else if (w & W_ADV) {
			k++;
		} else {
			break;
		}
	}
	/* "refrigerated or frozen egg": all of it or nothing */
	if (done < end && is_joint(ps, done) && ps->t[done].punct != ',')
		return i;
	while (done > i && done < end && is_joint(ps, done))
		done++;
	return done;
}

/* "crinkle cut", "oven dried": with the word before it one word. */
static bool
is_compound(const struct parser *ps, size_t i)
{
	return text_has_word("cut sliced picked pressed packed popped cooked "
	    "cracked", ps->t[i].fold) && ps->t[i - 1].role == ROLE_FOOD &&
	    ps->t[i - 1].fold[0] != '\0' && ps->t[i - 1].word == 0 &&
	    !ingredient_is(ps, i - 1, "and") &&
	    !ingredient_is(ps, i - 1, "or");
}

/* Preparation before and within the food goes to the note. */
static void
prep_read(struct parser *ps, size_t i, size_t end)
{
	size_t first = i, done, last = last_noun(ps, i, end);
	bool joined;

	for (; i < end; i++) {
		if (ps->t[i].role != ROLE_FOOD ||
		    !(ps->t[i].word & (W_PREP | W_ADV)))
			continue;
		joined = i > first && (ingredient_is(ps, i - 1, "and") ||
		    ingredient_is(ps, i - 1, "or"));
		/* inside only plain words: a name's are capitals */
		if (i > first && ps->t[i].p[0] <= 'Z')
			continue;
		/* "rice and cooked peas", "salt and freshly ground pepper" */
		if (joined) {
			done = prep_run(ps, i, end);
			i = done > i ? done - 1 : i;
			continue;
		}
		if (i > first && is_compound(ps, i))
			continue;
		done = prep_run(ps, i, end);
		/* "macinato di manzo", "viande hachée de bœuf" are names */
		if (done == i || last <= done ||
		    (ps->t[i].word & W_BEHIND))
			continue;
		for (size_t k = i; k < done; k++)
			if (ps->t[k].role == ROLE_FOOD)
				ps->t[k].role = ROLE_NOTE;
		i = done - 1;
	}
}

/* "petits pois", "petits-suisses", "medias noches" are what they are called. */
static bool
is_small_name(const struct parser *ps, size_t i)
{
	return ingredient_is(ps, i + 1, "pois") ||
	    ingredient_is(ps, i + 1, "suisses") ||
	    ingredient_is(ps, i + 1, "beurres") ||
	    ingredient_is(ps, i + 1, "pains") ||
	    ingredient_is(ps, i + 1, "noches");
}

/* Size words within the food become the size. */
static void
sizes_read(struct parser *ps, size_t i, size_t end)
{
	static const char *const not_before[] = {
		"curd", "flake", "grain", "cheddar", "pearl", "curry", "and",
		"sherry", "salsa", "to", "or", "oats", "spicy", "noodles",
	};
	size_t last = last_noun(ps, 0, end);
	bool keep;

	for (; i < end; i++) {
		if (!(ps->t[i].word & W_SIZE) || ps->t[i].role != ROLE_FOOD)
			continue;
		if (last == 0)
			continue;
		keep = false;
		for (size_t k = 0; k < COUNT(not_before); k++)
			if (ingredient_is(ps, i + 1, not_before[k]))
				keep = true;
		if (strcmp(ps->t[i].fold, "gross") == 0 ||
		    strcmp(ps->t[i].fold, "grand") == 0 ||
		    strcmp(ps->t[i].fold, "petite") == 0 ||
		    strcmp(ps->t[i].fold, "petit") == 0 ||
		    is_small_name(ps, i))
			keep = true;
		/* "small or medium", "medium to large" are one size */
		if (keep && i + 2 < end && (ps->t[i + 2].word & W_SIZE) &&
		    (ingredient_is(ps, i + 1, "to") ||
		    ingredient_is(ps, i + 1, "or"))) {
			ingredient_mark(ps, i, i + 3, ROLE_SIZE);
			i += 2;
			continue;
		}
		if (keep)
			continue;
		ps->t[i].role = ROLE_SIZE;
		if (i > 0 && ingredient_is(ps, i - 1, "very"))
			ps->t[i - 1].role = ROLE_SIZE;
		if (ingredient_is(ps, i + 1, "sized") ||
		    ingredient_is(ps, i + 1, "size"))
			ps->t[++i].role = ROLE_SIZE;
	}
}

/* Whether the word at i is the unit of the food before it. */
static bool
is_last_unit(const struct parser *ps, size_t i, bool last)
{
	static const struct {
		const char	*food;	/* NULL: any, at the end only */
		const char	*unit;
	} pairs[] = {
		{ "garlic", "clove" }, { "garlic", "head" },
		{ "garlic", "bulb" }, { "celery", "rib" },
		{ "celery", "stalk" }, { "celery", "stick" },
		{ "celery", "head" }, { "fennel", "bulb" }, { NULL, "stalk" },
		{ NULL, "slice" }, { NULL, "rasher" }, { "gelatine", "sheet" },
		{ "gelatin", "sheet" }, { "phyllo", "sheet" },
		{ "filo", "sheet" }, { "lime", "wedge" }, { "lemon", "wedge" },
	};
	const char *w = ps->t[i].fold;
	size_t n;

	for (size_t k = 0; k < COUNT(pairs); k++) {
		n = strlen(pairs[k].unit);
		if (strncmp(w, pairs[k].unit, n) == 0 &&
		    (w[n] == '\0' || strcmp(w + n, "s") == 0) &&
		    (pairs[k].food == NULL ? last :
		    ingredient_is(ps, i - 1, pairs[k].food)))
			return true;
	}
	return false;
}

/* "garlic cloves", "celery stalks": the unit stands behind its food. */
static void
last_unit(struct parser *ps, size_t i, size_t end)
{
	struct unit_word u;
	size_t first = i;

	if (ps->out->unit != NULL || ps->out->measure != NULL)
		return;
	while (end > i && ps->t[end - 1].role != ROLE_FOOD)
		end--;
	for (i++; i < end; i++) {
		if (!(ps->t[i].word & W_LAST) ||
		    ps->t[i].role != ROLE_FOOD || !has_noun(ps, first, i) ||
		    !is_last_unit(ps, i, i + 1 == end) ||
		    ingredient_unit_at(ps, i, &u) == 0)
			continue;
		ps->out->unit = u.unit ? u.unit->name : NULL;
		ps->out->measure = u.measure;
		ps->t[i].role = ROLE_GONE;
		if (ingredient_is(ps, first, "fat") ||
		    ingredient_is(ps, first, "plump"))
			ps->t[first].role = ROLE_SIZE;
		return;
	}
}

/* "each: x, y", "sliced, not diced, x": what stands before the food. */
static size_t
each_read(struct parser *ps, size_t i)
{
	size_t k;

	while (i < ps->n && (ingredient_punct(ps, i, ',') ||
	    ingredient_punct(ps, i, ':') || ingredient_is(ps, i, "each"))) {
		ps->t[i].role = ps->t[i].punct ? ROLE_GONE : ROLE_NOTE;
		i++;
	}
	for (k = i; k < ps->n && (k == i || !has_noun(ps, k - 1, k)); k++)
		if (ingredient_is(ps, k, "not") && k + 3 < ps->n &&
		    (ps->t[k + 1].word & (W_PREP | W_ADJ)) &&
		    ps->t[k + 2].punct == ',') {
			ingredient_mark(ps, i, k + 3, ROLE_NOTE);
			return k + 3;
		}
	return i;
}

/*
 * "1 trout, about 2 pounds", "4 steaks, 6 ounces each": the weight of what
 * is counted, in a clause of its own behind the food.
 */
static void
weight_read(struct parser *ps, size_t i)
{
	const struct unit *u = unit_by_name(ps->out->unit);
	struct amount a;
	bool each;
	size_t k;

	if (isnan(ps->out->quantity) || (u != NULL && u->kind != UNIT_COUNT))
		return;
	for (; i < ps->n; i++) {
		if (ps->t[i].punct != ',' && !(ps->t[i].word & W_APPROX) &&
		    !ingredient_is(ps, i, "weighing"))
			continue;
		each = false;
		for (k = i + 1; k < ps->n && ((ps->t[k].word & W_APPROX) ||
		    ingredient_is(ps, k, "weighing") ||
		    ingredient_is(ps, k, "each")); k++)
			each = each || ingredient_is(ps, k, "each");
		if (k >= ps->n || isnan(ps->t[k].value) ||
		    !ingredient_amount(ps, k, &a) || a.u.unit == NULL ||
		    a.u.unit->kind != UNIT_MASS)
			continue;
		for (k = a.end; k < ps->n && ps->t[k].fold[0] != '\0' &&
		    text_has_word("each apiece total in all altogether whole "
		    "weight", ps->t[k].fold); k++)
			each = each || ps->t[k].fold[0] == 'e' ||
			    strcmp(ps->t[k].fold, "apiece") == 0;
		if (k >= ps->n || ps->t[k].punct == ',' ||
		    ps->t[k].punct == ';')
			ingredient_alt(ps->out, &a, each);
	}
}

void
ingredient_food(struct parser *ps, size_t i)
{
	size_t end;

	i = each_read(ps, i);
	end = food_end(ps, i);
	weight_read(ps, end);
	for (size_t k = end; k < ps->n; k++)
		if (ps->t[k].role == ROLE_FOOD)
			ps->t[k].role = ROLE_NOTE;
	sizes_read(ps, i, end);
	prep_read(ps, i, end);
	last_unit(ps, i, end);
}
