/*
 * foods: what things are made of, and what ingredient lines say.
 */
#include "data/doc.h"
#include "food/catalogue.h"
#include "food/choice.h"
#include "food/food.h"
#include "household/household.h"
#include "web/route.h"
#include "web/serve.h"

#define CHOICES_MAX_AGE 3600	/* seconds */

static const struct field favorite_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "favorite", .type = FT_BOOL },
};
static const struct shape favorite_shape = SHAPE_OUT("FoodFavorite",
    favorite_fields);

static struct doc *
list(struct req *rq)
{
	const struct food_query *q = rq->params;
	struct doc *d = food_list(rq->cx, q);

	if (d && !rq->api) {	/* the words stay in the form */
		doc_append(d, "q", doc_text(rq->cx->arena, q->q));
		doc_append(d, "favorite", doc_bool(rq->cx->arena, q->favorite));
	}
	return d;
}

static struct doc *
favorites(struct req *rq)
{
	struct food_query q = *(const struct food_query *)rq->params;

	q.favorite = "true";
	return food_list(rq->cx, &q);
}

static struct doc *
show(struct req *rq)
{
	return food_page(rq->cx, req_arg(rq, "id"));
}

static struct doc *
show_page(struct req *rq)
{
	struct doc *food = show(rq);

	food_page_extras(rq->cx, food);
	return household_usual(rq->cx, food);
}

static struct doc *
new_page(struct req *rq)
{
	return doc_object(rq->cx->arena);
}

/* A form's row whose name was cleared is to go. */
static void
drop_rows(struct req *rq)
{
	struct doc *rows = doc_get(rq->body, "portions"), *d, *next, *kept;

	if (!rows || rows->kind != DOC_LIST)
		return;
	kept = doc_list(rq->cx->arena);
	for (d = rows->first; d; d = next) {
		const char *name = doc_str(d, "name");

		next = d->next;
		d->next = NULL;
		if (d->kind != DOC_OBJECT || (name && *name))
			doc_add(kept, d);
	}
	doc_set(rq->body, "portions", kept);
}

static struct doc *
form_new(struct req *rq)
{
	drop_rows(rq);
	return doc_object(rq->cx->arena);
}

static struct doc *
form_edit(struct req *rq)
{
	drop_rows(rq);
	return show(rq);
}

static struct doc *
create(struct req *rq)
{
	bool existed = false;
	struct doc *food = food_create(rq->cx, rq->in, &existed);

	if (existed)
		rq->out.status = 200;
	return food;
}

static struct doc *
update(struct req *rq)
{
	return food_update(rq->cx, req_arg(rq, "id"), rq->if_match, rq->in);
}

/* On a page a shared food is changed by making it the household's own. */
static struct doc *
update_page(struct req *rq)
{
	struct food_draft draft = *(const struct food_draft *)rq->in;
	struct doc *food = show(rq);
	bool existed;

	if (!food)
		return NULL;
	if (food_is_own(food))
		return update(rq);
	draft.id = NULL;
	rq->out.flash = "food-created";
	return food_create(rq->cx, &draft, &existed);
}

static struct doc *
delete(struct req *rq)
{
	const char *id = req_arg(rq, "id");

	rq->out.flash_undo = arena_fmt(rq->cx->arena, "/foods/%s/restore", id);
	return food_delete(rq->cx, id, rq->if_match);
}

static struct doc *
restore(struct req *rq)
{
	return food_restore(rq->cx, req_arg(rq, "id"));
}

static struct doc *
favor(struct req *rq)
{
	return food_favorite(rq->cx, req_arg(rq, "id"), true);
}

static struct doc *
unfavor(struct req *rq)
{
	return food_favorite(rq->cx, req_arg(rq, "id"), false);
}

static struct doc *
parse(struct req *rq)
{
	return food_parse_lines(rq->cx, rq->in);
}

/* ---- the words that inputs take ---------------------------------------- */

static struct doc *
choices(struct req *rq, const char *words)
{
	rq->out.max_age = CHOICES_MAX_AGE;
	return choice_list(rq->cx->arena, words);
}

static struct doc *
aisles(struct req *rq)
{
	return choices(rq, CATALOGUE_AISLES);
}

static struct doc *
diets(struct req *rq)
{
	return choices(rq, CATALOGUE_DIETS);
}

static struct doc *
allergens(struct req *rq)
{
	return choices(rq, CATALOGUE_ALLERGENS);
}

static struct doc *
units(struct req *rq)
{
	rq->out.max_age = CHOICES_MAX_AGE;
	return unit_list(rq->cx->arena);
}

#define CHOICES(path, function, shape, name, text) \
	{ GET, path, NEED_NOBODY, function, R_API | R_NO_AUTH, \
	    .answer = &shape, .op = name, .doc = text }

static const struct route routes[] = {
	CHOICES("/units", units, unit_list_shape, "foods.units",
	    "The units that amounts go out in."),
	CHOICES("/aisles", aisles, choice_list_shape, "foods.aisles",
	    "Where shops keep things."),
	CHOICES("/diets", diets, choice_list_shape, "foods.diets",
	    "What recipes are suitable for."),
	CHOICES("/allergens", allergens, choice_list_shape,
	    "foods.allergens", "What recipes may have in them."),
	{ GET, "/foods", NEED_VIEWER, list,
	    R_LIST | R_KEEP, .view = "foods/list",
	    .query = &food_query_shape, .answer = &food_list_shape,
	    .op = "foods.list",
	    .doc = "Foods one can cook with, by name or by how well they "
	    "fit.", .scope = SCOPE_FOODS },
	{ GET, "/foods/search", NEED_VIEWER, list, R_API | R_LIST | R_KEEP,
	    .query = &food_query_shape, .answer = &food_list_shape,
	    .op = "foods.search",
	    .doc = "The same.", .scope = SCOPE_FOODS },
	{ GET, "/foods/favorites", NEED_VIEWER, favorites,
	    R_API | R_LIST | R_KEEP,
	    .query = &food_query_shape, .answer = &food_list_shape,
	    .op = "foods.favorites",
	    .doc = "The asking person's favourites.", .scope = SCOPE_FOODS },
	{ POST, "/foods", NEED_MEMBER, create, R_API | R_CREATED,
	    .body = &food_shape, .answer = &food_shape,
	    .op = "foods.create",
	    .doc = "Save a food of the household.", .scope = SCOPE_FOODS },
	{ POST, "/foods", NEED_MEMBER, create, R_PAGE, .body = &food_shape,
	    .current = form_new, .form = "/foods/new",
	    .then = "/foods/:id", .flash = "food-created",
	    .scope = SCOPE_FOODS },
	{ GET, "/foods/new", NEED_MEMBER, new_page, R_PAGE | R_FORM | R_KEEP,
	    .view = "foods/new", .body = &food_shape, .scope = SCOPE_FOODS },
	{ GET, "/foods/:id", NEED_VIEWER, show, R_API | R_KEEP,
	    .answer = &food_shape,
	    .op = "foods.get",
	    .doc = "One food.", .scope = SCOPE_FOODS },
	{ GET, "/foods/:id", NEED_VIEWER, show_page, R_PAGE | R_KEEP,
	    .view = "foods/show", .scope = SCOPE_FOODS },
	{ GET, "/foods/:id/edit", NEED_MEMBER, show, R_PAGE | R_FORM | R_KEEP,
	    .view = "foods/edit", .body = &food_shape, .scope = SCOPE_FOODS },
	{ PUT, "/foods/:id", NEED_MEMBER, update, R_API | R_MATCH,
	    .body = &food_shape, .answer = &food_shape,
	    .op = "foods.replace",
	    .doc = "Replace a food of the household; 403 for a shared "
	    "one.", .scope = SCOPE_FOODS },
	{ PATCH, "/foods/:id", NEED_MEMBER, update, R_API | R_MATCH,
	    .body = &food_shape, .answer = &food_shape, .current = show,
	    .op = "foods.update",
	    .doc = "Change some members (RFC 7396).", .scope = SCOPE_FOODS },
	{ POST, "/foods/:id", NEED_MEMBER, update_page, R_PAGE,
	    .body = &food_shape, .current = form_edit,
	    .form = "/foods/:id/edit", .then = "/foods/:id",
	    .flash = "food-saved", .scope = SCOPE_FOODS },
	{ DELETE, "/foods/:id", NEED_MEMBER, delete, R_API | R_EMPTY | R_MATCH,
	    .op = "foods.delete",
	    .doc = "Put it away; it can be restored for 30 days.",
	    .scope = SCOPE_FOODS },
	{ POST, "/foods/:id/delete", NEED_MEMBER, delete, R_PAGE,
	    .then = "/foods", .flash = "food-deleted", .scope = SCOPE_FOODS },
	{ POST, "/foods/:id/restore", NEED_MEMBER, restore, 0,
	    .answer = &food_shape, .then = "/foods/:id",
	    .op = "foods.restore",
	    .doc = "Take back a deleted food.", .flash = "food-restored",
	    .scope = SCOPE_FOODS },
	{ PUT, "/foods/:id/favorite", NEED_VIEWER, favor, R_API,
	    .answer = &favorite_shape,
	    .op = "foods.favorite",
	    .doc = "Mark as a favourite.", .scope = SCOPE_FOODS },
	{ DELETE, "/foods/:id/favorite", NEED_VIEWER, unfavor,
	    R_API | R_EMPTY,
	    .op = "foods.unfavorite",
	    .doc = "Take the mark away.", .scope = SCOPE_FOODS },
	{ POST, "/foods/:id/favorite", NEED_VIEWER, favor, R_PAGE,
	    .then = "/foods/:id", .flash = "favorite-added",
	    .scope = SCOPE_FOODS },
	{ POST, "/foods/:id/unfavorite", NEED_VIEWER, unfavor, R_PAGE,
	    .then = "/foods/:id", .flash = "favorite-removed",
	    .scope = SCOPE_FOODS },
	{ POST, "/ingredients/parse", NEED_PERSON, parse, R_API | R_SAFE,
	    .body = &food_lines_shape, .answer = &food_parsed_shape,
	    .op = "ingredients.parse",
	    .doc = "What ingredient lines say; nothing is saved.",
	    .scope = SCOPE_FOODS },
};

static const struct responder foods = { .name = "foods",
    .routes = routes, .n = COUNT(routes), .keyless = true };

int
main(int argc, char **argv)
{
	return serve(&foods, argc, argv);
}
