#include "recipe/recipe.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/search_words.h"
#include "store/cursor.h"
#include "store/record.h"
#include "recipe/recipe_compute.h"
#include "recipe/recipe_yield.h"
#include "store/secret.h"
#include "data/text.h"
#include "data/when.h"

#define BATCH_LINES	300	/* of recipes computed at once */
#define BATCH_RECIPES	50

/* ---- reading ----------------------------------------------------------- */

static const char *
home(const struct cx *cx)
{
	return *cx->asker.household ? cx->asker.household : NULL;
}

static const char *
me(const struct cx *cx)
{
	return *cx->asker.id ? cx->asker.id : NULL;
}

const char *
recipe_line_of(struct cx *cx, const struct doc *d)
{
	static const char *const parts[] = { "quantity", "quantityMax", "unit",
	    "measure", "food", "note" };
	const char *original = doc_str(d, "originalText"), *part;
	size_t max = 0, i;
	struct buf b;

	if (original)
		return original;
	for (i = 0; i < COUNT(parts); i++) {
		part = doc_str(d, parts[i]);
		max += part ? strlen(part) + 2 : 0;
	}
	buf_init(&b, cx->arena, max);
	part = doc_str(d, "quantity");
	if (part)
		buf_str(&b, part);
	part = doc_str(d, "quantityMax");
	if (part)
		buf_fmt(&b, "-%s", part);
	part = doc_str(d, "unit");
	if (!part)
		part = doc_str(d, "measure");
	if (part)
		buf_fmt(&b, "%s%s", buf_len(&b) ? " " : "", part);
	part = doc_str(d, "food");
	if (part)
		buf_fmt(&b, "%s%s", buf_len(&b) ? " " : "", part);
	part = doc_str(d, "note");
	if (part)
		buf_fmt(&b, ", %s", part);
	return buf_done(&b, NULL);
}

/* The parts of the page as the one document of api.md. */
static struct doc *
assemble(struct cx *cx, struct doc *page)
{
	struct doc *recipe = doc_drop(page, "recipe");
	struct doc *ingredients = doc_drop(page, "ingredients");
	struct doc *steps = doc_drop(page, "steps");
	struct doc *lines = doc_list(cx->arena), *d;

	doc_drop(recipe, "own");	/* pages alone ask for it */
	for (d = ingredients->first; d; d = d->next)
		doc_add(lines, doc_text(cx->arena, recipe_line_of(cx, d)));
	for (d = steps->first; d; d = d->next)
		doc_append(d, "image", doc_null(cx->arena));
	doc_append(recipe, "ingredients", ingredients);
	doc_append(recipe, "recipeIngredient", lines);
	doc_append(recipe, "instructions", steps);
	doc_append(recipe, "images", doc_list(cx->arena));
	doc_append(recipe, "rating", doc_null(cx->arena));
	return recipe;
}

#define PAGE_PARTS(cx, which) \
	{ "recipe", DB_CALL(SQL_RECIPE_BY_ID, .household = home(cx), \
	    .person = me(cx), .id = which) }, \
	{ "ingredients", DB_CALL(SQL_RECIPE_INGREDIENTS, \
	    .household = home(cx), .id = which) }, \
	{ "steps", DB_CALL(SQL_RECIPE_STEPS, .household = home(cx), \
	    .id = which) }

struct doc *
recipe_page(struct cx *cx, const char *id)
{
	struct doc *page = DB_PAGE(cx, PAGE_PARTS(cx, id));

	return page ? assemble(cx, page) : NULL;
}

struct doc *
recipe_show(struct cx *cx, const char *id, double servings)
{
	struct doc *page = DB_PAGE(cx, PAGE_PARTS(cx, id),
	    { "usual", DB_CALL(SQL_USUAL_SERVINGS, .household = home(cx)) });
	struct doc *recipe, *own;

	if (!page)
		return NULL;
	own = doc_path(page, "recipe.own");
	recipe = assemble(cx, page);
	doc_append(recipe, "own", doc_bool(cx->arena, doc_true(own)));
	doc_append(recipe, "usualServings", doc_copy(cx->arena,
	    doc_path(page, "usual.usualServings")));
	recipe_scale(cx, recipe, servings);
	recipe_view(cx, recipe);
	return recipe;
}

struct doc *
recipe_for(struct cx *cx, const char *id, double servings)
{
	struct doc *recipe = recipe_page(cx, id);

	if (recipe && !recipe_scale(cx, recipe, servings))
		return fail_parameter(cx, "servings", "Nobody said how many "
		    "this recipe feeds. Give it servings first.");
	if (recipe)
		doc_drop(recipe, "scaledFrom");		/* a page's */
	return recipe;
}

struct doc *
recipe_edit(struct cx *cx, const char *id)
{
	struct doc *row = DB(cx, SQL_RECIPE_EXISTS, .household = home(cx),
	    .person = me(cx), .id = id);

	if (!row)
		return NULL;
	if (!doc_true(doc_get(row, "seen")))
		return fail(cx, ERR_NOT_FOUND, "There is no such recipe, or "
		    "it is not yours to change.");
	return recipe_page(cx, id);
}

/* What is asked of either order. */
#define LIST_PART(cx, query, after) \
	.household = (cx)->asker.household, .person = (cx)->asker.id, \
	.id = after, .limit = cursor_limit(cx, (query)->limit)
#define LIST_FILTER(cx, query) \
	.q = search_query((cx)->arena, (query)->q), \
	.keyword = (query)->keyword, .category = (query)->category, \
	.cuisine = (query)->cuisine, .diet = (query)->diet, \
	.max_time = (query)->max_time, .favorite = (query)->favorite

static bool
filtered(const struct recipe_query *q)
{
	return q->q || q->keyword || q->category || q->cuisine || q->diet ||
	    q->max_time || q->favorite;
}

struct doc *
recipe_list(struct cx *cx, const struct recipe_query *q)
{
	bool by_name = strcmp(q->sort, "name") == 0;
	const char *keys[2];
	struct doc *rows;

	if (!cursor_keys(cx, q->cursor, by_name ? "su" : "tu", keys))
		return NULL;
	if (filtered(q))
		rows = by_name ?
		    DB(cx, SQL_RECIPE_FILTER_NAME, .name = keys[0],
		    LIST_FILTER(cx, q), LIST_PART(cx, q, keys[1])) :
		    DB(cx, SQL_RECIPE_FILTER_NEWEST, .at = keys[0],
		    LIST_FILTER(cx, q), LIST_PART(cx, q, keys[1]));
	else
		rows = by_name ?
		    DB(cx, SQL_RECIPE_LIST_NAME, .name = keys[0],
		    LIST_PART(cx, q, keys[1])) :
		    DB(cx, SQL_RECIPE_LIST_NEWEST, .at = keys[0],
		    LIST_PART(cx, q, keys[1]));
	return cursor_page(cx, rows, q->limit);
}

struct doc *
recipe_nutrition(struct cx *cx, const char *id)
{
	struct doc *row = DB(cx, SQL_RECIPE_TOTALS, .household = home(cx),
	    .person = me(cx), .id = id);
	double servings = doc_num(row, "servings", NAN);
	struct nutrition sum;
	struct doc *d;

	if (!row)
		return NULL;
	nutrition_init(&sum);
	nutrient_read(doc_get(row, "totals"), sum.totals);
	sum.grams = doc_num(row, "grams", 0);
	d = doc_object(cx->arena);
	doc_append(d, "perServing", isnan(servings) ? doc_null(cx->arena) :
	    nutrition_doc(cx->arena, &sum, 1 / servings, N_("1 serving")));
	doc_append(d, "per100g", sum.grams > 0 ? nutrition_doc(cx->arena, &sum,
	    100 / sum.grams, "100 g") : doc_null(cx->arena));
	doc_append(d, "total", nutrition_doc(cx->arena, &sum, 1, NULL));
	doc_append(d, "missing", doc_drop(row, "missing"));
	return d;
}

/* What is computed from them is computed anew. */
static bool
derive(struct cx *cx, const char *recipes)
{
	bool ok = true;
	size_t i;

	for (i = 0; ok && recipe_derived[i]; i++)
		ok = recipe_derived[i](cx, recipes);
	return ok;
}

/* ---- saving ------------------------------------------------------------ */

struct save {
	const struct recipe_draft	*draft;
	const char			*id;
	int64_t				 version;
	bool				 existing;
	struct recipe_compute		 work;
	const char			*total_time, *steps, *content;
	const char			*keywords, *tools;
	struct doc			*page;
};

/* A duration that prepTime and cookTime make when none is given. */
static const char *
total_time(struct cx *cx, const struct recipe_draft *d)
{
	int64_t prep = 0, cook = 0;

	if (d->total_time || (!d->prep_time && !d->cook_time))
		return d->total_time;
	if (d->prep_time)
		when_duration_parse(d->prep_time, &prep);
	if (d->cook_time)
		when_duration_parse(d->cook_time, &cook);
	return when_duration_text(cx->arena, prep + cook);
}

static const char *
steps_json(struct cx *cx, const struct field_list *list)
{
	const struct recipe_step *steps = list->p;
	struct doc *rows = doc_list(cx->arena), *row;
	size_t i;

	for (i = 0; i < list->n; i++) {
		row = doc_add(rows, doc_object(cx->arena));
		doc_append(row, "position", doc_int(cx->arena, (int64_t)i));
		doc_append(row, "section", doc_text(cx->arena,
		    steps[i].section));
		doc_append(row, "text", doc_text(cx->arena, steps[i].text));
		doc_append(row, "timer", doc_text(cx->arena, steps[i].timer));
	}
	return db_json(cx, rows);
}

/* Who does not say how many it feeds may have said what it makes. */
static void
tell_servings(struct cx *cx, struct recipe_draft *d)
{
	if (isnan(d->servings))
		d->servings = recipe_yield_servings(cx->arena, d->yield);
}

/* Within the transaction: a food that changes meanwhile starts it over. */
static bool
prepare(struct cx *cx, struct save *s)
{
	const struct recipe_draft *d = s->draft;
	const struct doc *stored = s->existing ? DB(cx, SQL_RECIPE_INGREDIENTS,
	    .household = cx->asker.household, .id = s->id) : NULL;
	const char *text;

	if (cx->err.kind || !recipe_compute(cx, d, stored, &s->work))
		return false;
	s->total_time = total_time(cx, d);
	s->steps = steps_json(cx, &d->steps);
	text = arena_fmt(cx->arena, "%s%s", s->work.rows, s->steps);
	s->content = secret_text_hash(cx->arena, text);
	s->keywords = db_array(cx, d->keywords.p, d->keywords.n);
	s->tools = db_array(cx, d->tools.p, d->tools.n);
	return !cx->err.kind;
}

/* The parts that follow the recipe's own row, then the recipe as it is. */
#define CHILD_PARTS(cx, s) \
	{ "drop", DB_CALL(SQL_RECIPE_INGREDIENTS_DROP, \
	    .household = (cx)->asker.household, .recipe = (s)->id) }, \
	{ "put", DB_CALL(SQL_RECIPE_INGREDIENTS_PUT, \
	    .household = (cx)->asker.household, .recipe = (s)->id, \
	    .rows = (s)->work.rows) }, \
	{ "dropSteps", DB_CALL(SQL_RECIPE_STEPS_DROP, \
	    .household = (cx)->asker.household, .recipe = (s)->id) }, \
	{ "putSteps", DB_CALL(SQL_RECIPE_STEPS_PUT, \
	    .household = (cx)->asker.household, .recipe = (s)->id, \
	    .rows = (s)->steps) }, \
	PAGE_PARTS(cx, (s)->id)

/* ---- what recipes have in common with the rest -------------------------- */

static bool
here(struct cx *cx, const struct record_ref *ref)
{
	return doc_true(doc_get(DB(cx, SQL_RECIPE_EXISTS,
	    .household = cx->asker.household, .person = cx->asker.id,
	    .id = ref->id), "seen"));
}

static struct doc *
set_deleted(struct cx *cx, const struct record_ref *ref, bool deleted)
{
	return DB(cx, SQL_RECIPE_SET_DELETED,
	    .household = cx->asker.household, .person = cx->asker.id,
	    .id = ref->id, .version = db_int(cx, ref->version),
	    .deleted = db_bool(deleted));
}

static struct doc *
get(struct cx *cx, const struct record_ref *ref)
{
	return recipe_edit(cx, ref->id);
}

static const struct record of_recipes = {
	.gone = N_("There is no such recipe, or it is not yours to change."),
	.stale = N_("Somebody changed this recipe since you opened it. Look "
	    "at it again, then save."),
	.home = SQL_RECIPE_HOME, .here = here, .set_deleted = set_deleted,
	.get = get,
};

static struct doc *
make(struct cx *cx, void *arg)
{
	struct save *s = arg;
	const struct recipe_draft *d = s->draft;
	const struct recipe_compute *w = &s->work;

	if (!prepare(cx, s))
		return NULL;
	s->page = DB_PAGE(cx,
	    { "insert", DB_CALL(SQL_RECIPE_INSERT, .id = s->id,
		.household = cx->asker.household, .author = cx->asker.id,
		.slug = text_slug(cx->arena, d->name), .name = d->name,
		.description = d->description, .visibility = d->visibility,
		.source_name = d->source ? d->source->name : NULL,
		.source_url = d->source ? d->source->url : NULL,
		.recipe_yield = d->yield,
		.servings = db_double(cx, d->servings),
		.prep_time = d->prep_time, .cook_time = d->cook_time,
		.total_time = s->total_time, .category = d->category,
		.cuisine = d->cuisine, .keywords = s->keywords,
		.tools = s->tools, .notes = d->notes, .diets = w->diets,
		.allergens = w->allergens, .totals = w->totals,
		.grams = w->grams, .nutrition = w->nutrition,
		.missing = w->missing, .words = w->words,
		.search_version = db_int(cx, SEARCH_VERSION),
		.content = s->content) },
	    CHILD_PARTS(cx, s));
	return s->page ? assemble(cx, s->page) : NULL;
}

struct doc *
recipe_create(struct cx *cx, const struct recipe_draft *draft, bool *existed)
{
	struct recipe_draft own = *draft;
	struct save s = { .draft = &own };

	tell_servings(cx, &own);
	s.id = draft->id ? draft->id : secret_uuid(cx->arena);
	return record_create(cx, &of_recipes,
	    &(struct record_ref){ .id = s.id }, draft->id, make, &s, existed);
}

static bool
update(struct cx *cx, void *arg)
{
	struct save *s = arg;
	const struct recipe_draft *d = s->draft;
	const struct recipe_compute *w = &s->work;
	struct doc *touched;

	if (!prepare(cx, s))
		return false;
	touched = DB(cx, SQL_RECIPE_UPDATE, .id = s->id,
	    .household = cx->asker.household, .person = cx->asker.id,
	    .version = db_int(cx, s->version), .name = d->name,
	    .description = d->description, .visibility = d->visibility,
	    .source_name = d->source ? d->source->name : NULL,
	    .source_url = d->source ? d->source->url : NULL,
	    .recipe_yield = d->yield, .servings = db_double(cx, d->servings),
	    .prep_time = d->prep_time, .cook_time = d->cook_time,
	    .total_time = s->total_time, .category = d->category,
	    .cuisine = d->cuisine, .keywords = s->keywords, .tools = s->tools,
	    .notes = d->notes, .diets = w->diets, .allergens = w->allergens,
	    .totals = w->totals, .grams = w->grams, .nutrition = w->nutrition,
	    .missing = w->missing, .words = w->words, .content = s->content);
	if (!touched)
		return false;
	if (!db_touched(touched))
		return record_stale(cx, &of_recipes,
		    &(struct record_ref){ .id = s->id });
	s->page = DB_PAGE(cx, CHILD_PARTS(cx, s));
	return s->page && derive(cx, db_array(cx, &s->id, 1));
}

struct doc *
recipe_update(struct cx *cx, const char *id, int64_t version,
    const struct recipe_draft *draft)
{
	struct recipe_draft own = *draft;
	struct save s = { .draft = &own, .id = id, .version = version,
	    .existing = true };

	tell_servings(cx, &own);
	if (!db_tx(cx, update, &s))
		return NULL;
	return assemble(cx, s.page);
}

struct mark {
	const char	*id;
	int64_t		 version;
	bool		 on;
	struct doc	*row;
};

struct doc *
recipe_delete(struct cx *cx, const char *id, int64_t version)
{
	return record_delete(cx, &of_recipes, &(struct record_ref){ .id = id,
	    .version = version });
}

struct doc *
recipe_restore(struct cx *cx, const char *id)
{
	return record_restore(cx, &of_recipes,
	    &(struct record_ref){ .id = id });
}

static bool
favor(struct cx *cx, void *arg)
{
	const struct mark *m = arg;
	struct doc *row = DB(cx, SQL_RECIPE_EXISTS,
	    .household = cx->asker.household, .person = cx->asker.id,
	    .id = m->id);

	if (!row)
		return false;
	if (!doc_true(doc_get(row, "seen")))
		return fail(cx, ERR_NOT_FOUND, "There is no such recipe.");
	if (m->on)
		return DB(cx, SQL_RECIPE_FAVORITE_SET, .person = cx->asker.id,
		    .household = cx->asker.household, .id = m->id) != NULL;
	return DB(cx, SQL_RECIPE_FAVORITE_DROP, .person = cx->asker.id,
	    .id = m->id) != NULL;
}

struct doc *
recipe_favorite(struct cx *cx, const char *id, bool on)
{
	struct mark m = { id, -1, on, NULL };
	struct doc *d;

	if (!db_tx(cx, favor, &m))
		return NULL;
	d = doc_object(cx->arena);
	doc_append(d, "id", doc_text(cx->arena, id));
	doc_append(d, "favorite", doc_bool(cx->arena, on));
	return d;
}

/* ---- foods that change ------------------------------------------------- */

/* The ids of the next recipes; *d becomes the first of those after them. */
static const char *
batch(struct cx *cx, const struct doc **d)
{
	const char *ids[BATCH_RECIPES];
	double lines = 0;
	size_t n = 0;

	while (*d && n < BATCH_RECIPES && (!n ||
	    lines + doc_num(*d, "lines", 0) <= BATCH_LINES)) {
		lines += doc_num(*d, "lines", 0);
		ids[n++] = doc_str(*d, "id");
		*d = (*d)->next;
	}
	return db_array(cx, ids, n);
}

static bool
recompute(struct cx *cx, const char *recipes, bool match)
{
	struct doc *rows = DB(cx, SQL_RECIPE_LINES,
	    .household = cx->asker.household, .recipes = recipes);
	struct doc *sums = doc_list(cx->arena), *lines = doc_list(cx->arena);

	if (!rows || !recipe_rework(cx, rows, match, sums, lines))
		return false;
	return DB_PAGE(cx,
	    { "recipes", DB_CALL(SQL_RECIPES_RECOMPUTE,
		.household = cx->asker.household, .rows = db_json(cx, sums)) },
	    { "lines", DB_CALL(SQL_RECIPE_LINES_REWEIGH,
		.household = cx->asker.household, .rows = db_json(cx,
		    lines)) }) && derive(cx, recipes);
}

/* Some at a time, and their memory given back: there may be thousands. */
bool
recipe_recompute_food(struct cx *cx, const char *food)
{
	struct doc *recipes = DB(cx, SQL_RECIPES_WITH_FOOD,
	    .household = cx->asker.household, .food = food);
	const struct doc *d = doc_first(recipes);

	while (d) {
		struct arena_mark mark = arena_mark(cx->arena);

		if (!recompute(cx, batch(cx, &d), false))
			return false;
		arena_rewind(cx->arena, mark);
	}
	return recipes != NULL;
}

bool
recipe_read_anew(struct cx *cx, const char *recipes)
{
	return recompute(cx, recipes, true);
}
