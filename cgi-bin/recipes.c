/*
 * recipes: the archive.
 */
#include <math.h>

#include "data/doc.h"
#include "recipe/recipe.h"
#include "web/route.h"
#include "web/serve.h"

struct show_query {
	double	servings;
};

static const struct field show_fields[] = {
	{ .name = "servings", .type = FT_DECIMAL,
	    AT(struct show_query, servings), .min = 0.25, .max = 1000,
	    .doc = "Amounts for so many; lines stay as they were written. A "
	    "recipe that nobody said the servings of has none to be scaled "
	    "from." },
};
static const struct shape show_shape = SHAPE("ShowQuery", show_fields,
    struct show_query);

static const struct field favorite_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "favorite", .type = FT_BOOL },
};
static const struct shape favorite_shape = SHAPE_OUT("RecipeFavorite",
    favorite_fields);

static struct doc *
list(struct req *rq)
{
	return recipe_list(rq->cx, rq->params);
}

static struct doc *
show(struct req *rq)
{
	return recipe_page(rq->cx, req_arg(rq, "id"));
}

/* As JSON, or as schema.org has it when only that is asked for. */
static struct doc *
show_json(struct req *rq)
{
	const struct show_query *q = rq->params;
	struct doc *recipe = recipe_for(rq->cx, req_arg(rq, "id"),
	    q->servings);

	if (!recipe || !rq->ld)
		return recipe;
	rq->out.type = "application/ld+json";
	return recipe_ld(rq->cx, recipe);
}

/* schema.org's own names are taken as well, and all of it as JSON-LD. */
static struct doc *
take(struct req *rq, struct doc *sent)
{
	struct arena *arena = rq->cx->arena;
	struct doc *d;

	if (doc_get(sent, "@type") || doc_get(sent, "@graph") ||
	    sent->kind == DOC_LIST) {
		d = recipe_ld_read(arena, sent);
		return d ? d : fail(rq->cx, ERR_INVALID, "There is no Recipe "
		    "in this.");
	}
	if (doc_get(sent, "recipeInstructions") && !doc_get(sent,
	    "instructions"))
		doc_append(sent, "instructions", recipe_ld_steps(arena,
		    doc_drop(sent, "recipeInstructions")));
	if (doc_get(sent, "tool") && !doc_get(sent, "tools"))
		doc_append(sent, "tools", recipe_ld_tools(arena, doc_drop(sent,
		    "tool")));
	return sent;
}

static struct doc *
patch_base(struct req *rq)
{
	struct doc *recipe = show(rq);

	recipe_patch_base(recipe, rq->body);
	return recipe;
}

static struct doc *
show_page(struct req *rq)
{
	const struct show_query *q = rq->params;

	return recipe_show(rq->cx, req_arg(rq, "id"), q->servings);
}

static struct doc *
edit_page(struct req *rq)
{
	struct doc *recipe = recipe_edit(rq->cx, req_arg(rq, "id"));

	if (recipe)
		recipe_page_extras(rq->cx, recipe);
	return recipe;
}

static struct doc *
new_page(struct req *rq)
{
	return doc_object(rq->cx->arena);
}

static struct doc *
nutrition(struct req *rq)
{
	return recipe_nutrition(rq->cx, req_arg(rq, "id"));
}

static const struct recipe_draft *
draft(struct req *rq)
{
	struct recipe_draft *d = arena_alloc(rq->cx->arena, sizeof(*d));

	*d = *(const struct recipe_draft *)rq->in;
	if (!rq->api)
		recipe_draft_from_page(rq->cx, d);
	return d;
}

static struct doc *
create(struct req *rq)
{
	bool existed = false;
	struct doc *recipe = recipe_create(rq->cx, draft(rq), &existed);

	if (existed)
		rq->out.status = 200;
	return recipe;
}

static struct doc *
update(struct req *rq)
{
	return recipe_update(rq->cx, req_arg(rq, "id"), rq->if_match,
	    draft(rq));
}

static struct doc *
delete(struct req *rq)
{
	const char *id = req_arg(rq, "id");

	rq->out.flash_undo = arena_fmt(rq->cx->arena, "/recipes/%s/restore",
	    id);
	return recipe_delete(rq->cx, id, rq->if_match);
}

static struct doc *
restore(struct req *rq)
{
	return recipe_restore(rq->cx, req_arg(rq, "id"));
}

static struct doc *
favor(struct req *rq)
{
	return recipe_favorite(rq->cx, req_arg(rq, "id"), true);
}

static struct doc *
unfavor(struct req *rq)
{
	return recipe_favorite(rq->cx, req_arg(rq, "id"), false);
}

static struct doc *
keywords(struct req *rq)
{
	return recipe_keywords(rq->cx, rq->params);
}

static struct doc *
categories(struct req *rq)
{
	return recipe_categories(rq->cx, rq->params);
}

static struct doc *
cuisines(struct req *rq)
{
	return recipe_cuisines(rq->cx, rq->params);
}

#define WORDS(path, function, name, words) \
	{ GET, path, NEED_VIEWER, function, \
	    R_API | R_LIST | R_KEEP, \
	    .query = &recipe_words_query_shape, \
	    .answer = &recipe_words_shape, .op = name, .doc = words, \
	    .scope = SCOPE_RECIPES }

static const struct route routes[] = {
	{ GET, "/recipes", NEED_VIEWER, list, R_LIST | R_KEEP,
	    .view = "recipes/list", .query = &recipe_query_shape,
	    .answer = &recipe_list_shape,
	    .op = "recipes.list",
	    .doc = "The household's recipes.", .scope = SCOPE_RECIPES },
	{ POST, "/recipes", NEED_MEMBER, create, R_CREATED | R_LD,
	    .take = take,
	    .body = &recipe_shape, .answer = &recipe_shape,
	    .form = "/recipes/new", .then = "/recipes/:id",
	    .op = "recipes.create",
	    .doc = "Save a whole recipe.", .flash = "recipe-created",
	    .scope = SCOPE_RECIPES },
	{ GET, "/recipes/new", NEED_MEMBER, new_page, R_PAGE | R_FORM | R_KEEP,
	    .view = "recipes/new", .body = &recipe_shape,
	    .scope = SCOPE_RECIPES },
	{ GET, "/recipes/:id", NEED_NOBODY, show_json,
	    R_API | R_LD | R_KEEP, .query = &show_shape,
	    .answer = &recipe_shape,
	    .op = "recipes.get",
	    .doc = "One recipe.", .scope = SCOPE_RECIPES },
	{ GET, "/recipes/:id", NEED_NOBODY, show_page, R_PAGE | R_KEEP,
	    .view = "recipes/show", .query = &show_shape,
	    .scope = SCOPE_RECIPES },
	{ GET, "/recipes/:id/edit", NEED_MEMBER, edit_page,
	    R_PAGE | R_FORM | R_KEEP,
	    .view = "recipes/edit", .body = &recipe_shape,
	    .scope = SCOPE_RECIPES },
	{ PUT, "/recipes/:id", NEED_MEMBER, update, R_API | R_MATCH,
	    .take = take,
	    .body = &recipe_shape, .answer = &recipe_shape,
	    .op = "recipes.replace",
	    .doc = "Replace a recipe.", .scope = SCOPE_RECIPES },
	{ PATCH, "/recipes/:id", NEED_MEMBER, update, R_API | R_MATCH,
	    .take = take,
	    .body = &recipe_shape, .answer = &recipe_shape,
	    .current = patch_base,
	    .op = "recipes.update",
	    .doc = "Change some members (RFC 7396).", .scope = SCOPE_RECIPES },
	{ POST, "/recipes/:id", NEED_MEMBER, update, R_PAGE,
	    .body = &recipe_shape, .current = patch_base,
	    .form = "/recipes/:id/edit", .then = "/recipes/:id",
	    .flash = "recipe-saved", .scope = SCOPE_RECIPES },
	{ DELETE, "/recipes/:id", NEED_MEMBER, delete,
	    R_API | R_EMPTY | R_MATCH,
	    .op = "recipes.delete",
	    .doc = "Put it away; it can be restored for 30 days.",
	    .scope = SCOPE_RECIPES },
	{ POST, "/recipes/:id/delete", NEED_MEMBER, delete, R_PAGE,
	    .then = "/recipes", .flash = "recipe-deleted",
	    .scope = SCOPE_RECIPES },
	{ POST, "/recipes/:id/restore", NEED_MEMBER, restore, 0,
	    .answer = &recipe_shape, .then = "/recipes/:id",
	    .op = "recipes.restore",
	    .doc = "Take back a deleted recipe.", .flash = "recipe-restored",
	    .scope = SCOPE_RECIPES },
	{ GET, "/recipes/:id/nutrition", NEED_NOBODY, nutrition, R_API | R_KEEP,
	    .answer = &recipe_nutrition_shape,
	    .op = "recipes.nutrition",
	    .doc = "Computed nutrition, and what it does not count.",
	    .scope = SCOPE_RECIPES },
	{ PUT, "/recipes/:id/favorite", NEED_VIEWER, favor, R_API,
	    .answer = &favorite_shape,
	    .op = "recipes.favorite",
	    .doc = "Mark as a favourite.", .scope = SCOPE_RECIPES },
	{ DELETE, "/recipes/:id/favorite", NEED_VIEWER, unfavor,
	    R_API | R_EMPTY,
	    .op = "recipes.unfavorite",
	    .doc = "Take the mark away.", .scope = SCOPE_RECIPES },
	{ POST, "/recipes/:id/favorite", NEED_VIEWER, favor, R_PAGE,
	    .then = "/recipes/:id", .flash = "favorite-added",
	    .scope = SCOPE_RECIPES },
	{ POST, "/recipes/:id/unfavorite", NEED_VIEWER, unfavor, R_PAGE,
	    .then = "/recipes/:id", .flash = "favorite-removed",
	    .scope = SCOPE_RECIPES },
	WORDS("/keywords", keywords, "recipes.keywords",
	    "The keywords of the household's recipes."),
	WORDS("/categories", categories, "recipes.categories",
	    "Their categories."),
	WORDS("/cuisines", cuisines, "recipes.cuisines", "Their cuisines."),
};

static const struct responder recipes = { .name = "recipes",
    .routes = routes, .n = COUNT(routes), .keyless = true };

int
main(int argc, char **argv)
{
	return serve(&recipes, argc, argv);
}
