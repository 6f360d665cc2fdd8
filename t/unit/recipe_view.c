/*
 * What pages say differently of a recipe: the form sent back untouched is the
 * recipe; a patch is merged into the right things; other servings.
 */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/json.h"
#include "recipe/recipe.h"
#include "store/cx.h"

#include "tap.h"

static struct cx cx;

static struct doc *
parse(const char *text)
{
	struct doc *d = json_parse(&cx.err, text, strlen(text));

	if (!d)
		ok(false, text);
	return d;
}

static const char *
json_of(const struct doc *d)
{
	struct buf b;

	if (!d)
		return NULL;
	buf_init(&b, cx.arena, 1 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

/* ---- the form and back ------------------------------------------------- */

static const char *const texts[] = { "Stir.", "a\n\nb", "## x", "\\## y",
    "ends [5 min]", "[5 min]", "\\", "दाल", " x", "a, b", "[", "##" };
static const char *const sections[] = { NULL, NULL, "Sauce", "## a", "ソース",
    "\\" };
static const char *const times[] = { NULL, "PT25M", "PT1H30M", "PT20S",
    "PT13H", "PT1M30S" };

static unsigned state = 11;

static unsigned
dice(size_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % (unsigned)n;
}

static struct doc *
pick(const char *const from[], size_t n)
{
	return doc_text(cx.arena, from[dice(n)]);
}

static struct doc *
some_recipe(void)
{
	struct arena *a = cx.arena;
	struct doc *d = doc_object(a), *rows = doc_list(a), *row;
	struct doc *lines = doc_list(a), *steps = doc_list(a);
	unsigned n;

	doc_append(d, "prepTime", pick(times, COUNT(times)));
	doc_append(d, "cookTime", pick(times, COUNT(times)));
	doc_append(d, "totalTime", pick(times, COUNT(times)));
	for (n = dice(6); n; n--) {
		row = doc_add(rows, doc_object(a));
		doc_append(row, "section", pick(sections, COUNT(sections)));
		doc_add(lines, doc_text(a, arena_fmt(a, "%u g of %s",
		    n, n % 2 ? "salt" : "## odd \\ things")));
	}
	for (n = dice(6); n; n--) {
		row = doc_add(steps, doc_object(a));
		doc_append(row, "section", pick(sections, COUNT(sections)));
		doc_append(row, "text", pick(texts, COUNT(texts)));
		doc_append(row, "timer", pick(times, COUNT(times)));
	}
	doc_append(d, "ingredients", rows);
	doc_append(d, "recipeIngredient", lines);
	doc_append(d, "instructions", steps);
	if (dice(2)) {
		row = doc_append(d, "source", doc_object(a));
		doc_append(row, "name", doc_text(a, dice(2) ? "A book" : NULL));
		doc_append(row, "url", doc_text(a, "https://example.com/"));
	}
	return d;
}

static bool
same(const char *a, const char *b)
{
	return !a == !b && (!a || strcmp(a, b) == 0);
}

static bool
same_steps(const struct doc *d, const struct recipe_draft *draft)
{
	const struct recipe_step *step = draft->steps.p;
	size_t n = draft->steps.n;

	for (d = doc_first(d); d && n; d = d->next, step++, n--)
		if (!same(doc_str(d, "section"), step->section) ||
		    !same(doc_str(d, "text"), step->text) ||
		    !same(doc_str(d, "timer"), step->timer))
			return false;
	return !d && !n;
}

static bool
same_lines(const struct doc *rows, const struct doc *lines,
    const struct recipe_draft *draft)
{
	const struct doc *row = doc_first(rows), *line = doc_first(lines);
	size_t i;

	for (i = 0; row && i < draft->lines.n; i++) {
		if (!same(doc_str(row, "section"), draft->sections[i]) ||
		    !same(doc_chars(line), draft->lines.p[i]))
			return false;
		row = row->next;
		line = line->next;
	}
	return !row && i == draft->lines.n;
}

static double
number(const struct doc *d, const char *name)
{
	return doc_num(d, name, NAN);
}

static void
test_form(void)
{
	bool steps = true, lines = true, durations = true, source = true;
	int i;

	for (i = 0; i < 3000; i++) {
		struct doc *d = some_recipe();
		struct recipe_draft draft;

		memset(&draft, 0, sizeof(draft));
		recipe_page_extras(&cx, d);
		draft.prep_minutes = number(d, "prepMinutes");
		draft.cook_minutes = number(d, "cookMinutes");
		draft.total_minutes = number(d, "totalMinutes");
		draft.lines_text = doc_str(d, "ingredientsText");
		draft.steps_text = doc_str(d, "instructionsText");
		draft.source_name = doc_str(d, "sourceName");
		draft.source_url = doc_str(d, "sourceUrl");
		recipe_draft_from_page(&cx, &draft);
		steps = steps && same_steps(doc_get(d, "instructions"),
		    &draft);
		lines = lines && same_lines(doc_get(d, "ingredients"),
		    doc_get(d, "recipeIngredient"), &draft);
		durations = durations &&
		    same(doc_str(d, "prepTime"), draft.prep_time) &&
		    same(doc_str(d, "cookTime"), draft.cook_time) &&
		    (isnan(draft.total_minutes) ||
		    same(doc_str(d, "totalTime"), draft.total_time));
		source = source && same(doc_str(doc_get(d, "source"), "name"),
		    draft.source ? draft.source->name : NULL) &&
		    !doc_get(d, "source") == !draft.source;
	}
	ok(steps, "3,000 recipes: steps come back");
	ok(lines, "ingredients with their sections");
	ok(durations, "times");
	ok(source, "and where they are from");
	is_int(cx.err.kind, ERR_NONE, "without a fault");
}

static void
test_limits(void)
{
	struct recipe_draft draft;
	struct buf b;
	int i;

	memset(&draft, 0, sizeof(draft));
	draft.prep_minutes = draft.cook_minutes = draft.total_minutes = NAN;
	buf_init(&b, cx.arena, 1 << 20);
	for (i = 0; i < RECIPE_STEPS_MAX + 1; i++)
		buf_str(&b, "a\n\n");
	draft.steps_text = buf_done(&b, NULL);
	recipe_draft_from_page(&cx, &draft);
	is_str(cx.err.fields ? cx.err.fields->pointer : NULL,
	    "/instructionsText", "too many steps");
	err_clear(&cx.err);
	buf_clear(&b);
	for (i = 0; i < RECIPE_STEP_MAX; i++)
		buf_str(&b, "é");
	draft.steps_text = buf_done(&b, NULL);
	recipe_draft_from_page(&cx, &draft);
	is_int(cx.err.kind, ERR_NONE, "a long step");
	buf_str(&b, "é");
	draft.steps_text = buf_done(&b, NULL);
	recipe_draft_from_page(&cx, &draft);
	is_int(cx.err.kind, ERR_INVALID, "one letter more");
	err_clear(&cx.err);
}

/* ---- what a patch goes into -------------------------------------------- */

static const char *
left_of(const char *total, const char *patch)
{
	struct doc *d = parse("{\"prepTime\":\"PT20M\",\"cookTime\":\"PT40M\","
	    "\"totalTime\":\"PT1H\",\"ingredients\":1,"
	    "\"recipeIngredient\":2,\"instructions\":3,\"source\":4}");
	const struct doc *m;
	struct buf b;

	doc_set(d, "totalTime", doc_text(cx.arena, total));
	recipe_patch_base(d, parse(patch));
	buf_init(&b, cx.arena, 1000);
	for (m = d->first; m; m = m->next)
		buf_fmt(&b, "%s%.4s", buf_len(&b) ? " " : "", m->name);
	return buf_done(&b, NULL);
}

static const char *
left(const char *patch)
{
	return left_of("PT1H", patch);
}

static void
test_patch(void)
{
	is_str(left("{}"), "prep cook tota ingr reci inst sour",
	    "nothing: all stays");
	is_str(left("{\"ingredients\":[]}"), "prep cook tota ingr inst sour",
	    "rows: not the lines as well");
	is_str(left("{\"recipeIngredient\":[]}"),
	    "prep cook tota reci inst sour", "lines: not the rows");
	is_str(left("{\"cookTime\":\"PT5M\"}"), "prep cook ingr reci inst sour",
	    "a sum follows its parts");
	is_str(left("{\"cookTime\":null,\"totalTime\":\"PT2H\"}"),
	    "prep cook tota ingr reci inst sour", "unless it is said");
	is_str(left("{\"ingredientsText\":\"\",\"instructionsText\":\"\","
	    "\"sourceName\":\"\"}"), "prep cook tota", "a form's own words");
	is_str(left_of("PT2H", "{\"cookTime\":\"PT5M\"}"),
	    "prep cook tota ingr reci inst sour", "one with a rest stays");
	is_str(left_of("PT59M", "{\"cookTime\":\"PT5M\"}"),
	    "prep cook tota ingr reci inst sour", "so does a shorter one");
	recipe_patch_base(NULL, NULL);
}

/* ---- servings, groups -------------------------------------------------- */

static void
test_scale(void)
{
	struct doc *d = parse("{\"servings\":4,\"ingredients\":[{\"quantity\":"
	    "1,\"quantityMax\":2,\"grams\":null},{\"quantity\":null,\"grams\":"
	    "30}]}");

	ok(recipe_scale(&cx, d, 6), "for more");
	is_str(json_of(doc_get(d, "ingredients")), "[{\"quantity\":1.5,"
	    "\"quantityMax\":3,\"grams\":null},{\"quantity\":null,\"grams\":"
	    "45}]", "its amounts");
	is_str(doc_str(d, "servings"), "6", "and for how many");
	is_str(doc_str(d, "scaledFrom"), "4", "of how many");
	d = parse("{\"servings\":4}");
	ok(recipe_scale(&cx, d, 4) && !doc_get(d, "scaledFrom"), "the same");
	ok(recipe_scale(&cx, d, NAN), "its own");
	d = parse("{\"servings\":null}");
	ok(!recipe_scale(&cx, d, 4), "nobody said for how many");
	is_str(json_of(d), "{\"servings\":null}", "then nothing changes");
}

static void
test_groups(void)
{
	struct doc *d = parse("{\"ingredients\":[{\"section\":null,\"n\":1},"
	    "{\"section\":\"A\",\"n\":2},{\"section\":\"A\",\"n\":3},"
	    "{\"section\":null,\"n\":4},{\"section\":\"A\",\"n\":5}],"
	    "\"instructions\":[{\"section\":null}],"
	    "\"missing\":[{\"reason\":\"food\"}]}");
	const struct doc *g;
	struct buf b;

	recipe_view(&cx, d);
	buf_init(&b, cx.arena, 1000);
	for (g = doc_first(doc_get(d, "ingredientGroups")); g; g = g->next)
		buf_fmt(&b, "%s%zu ", doc_str(g, "section") ? doc_str(g,
		    "section") : "-", doc_get(g, "items")->count);
	is_str(buf_done(&b, NULL), "-1 A2 -1 A1 ", "neighbours of a section");
	ok(doc_is_null(doc_get(d, "stepGroups")), "none without sections");
	ok(doc_true(doc_path(d, "missing.food")) || doc_true(doc_get(
	    doc_first(doc_get(d, "missing")), "food")), "a reason's member");
}

int
main(void)
{
	struct arena *arena = arena_new();

	cx_init(&cx, arena, NULL, NULL);
	test_form();
	test_limits();
	test_patch();
	test_scale();
	test_groups();
	arena_free(arena);
	return done();
}
