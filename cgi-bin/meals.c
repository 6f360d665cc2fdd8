/*
 * meals: usual breakfasts and their like.
 */
#include "data/doc.h"
#include "household/household.h"
#include "plan/meal.h"
#include "web/route.h"
#include "web/serve.h"

static struct doc *
list(struct req *rq)
{
	struct doc *d = meal_list(rq->cx, rq->params), *meal;

	if (!d || rq->api)
		return d;
	for (meal = doc_first(doc_get(d, "items")); meal; meal = meal->next)
		meal_page_extras(rq->cx, meal, false);
	return d;
}

static struct doc *
show(struct req *rq)
{
	return meal_page(rq->cx, req_arg(rq, "id"));
}

static struct doc *
show_page(struct req *rq)
{
	struct doc *d = show(rq);

	meal_page_extras(rq->cx, d, false);
	return household_usual(rq->cx, d);
}

static struct doc *
new_page(struct req *rq)
{
	return doc_object(rq->cx->arena);
}

static struct doc *
edit_page(struct req *rq)
{
	struct doc *d = show(rq);

	meal_page_extras(rq->cx, d, true);
	return d;
}

/* A form holds all rows; without any, none are left. NULL for faults. */
static const struct meal_draft *
draft(struct req *rq, const char *id)
{
	struct meal_draft *d = arena_alloc(rq->cx->arena, sizeof(*d));

	*d = *(const struct meal_draft *)rq->in;
	if (rq->api)
		return d;
	if (!doc_get(rq->body, "items"))
		d->items.n = 0;
	return meal_draft_from_page(rq->cx, d, id, rq->body) ? d : NULL;
}

static struct doc *
create(struct req *rq)
{
	const struct meal_draft *d = draft(rq, NULL);
	bool existed = false;
	struct doc *made = d ? meal_create(rq->cx, d, &existed) : NULL;

	if (existed)
		rq->out.status = 200;
	return made;
}

static struct doc *
update(struct req *rq)
{
	const char *id = req_arg(rq, "id");
	const struct meal_draft *d = draft(rq, id);

	return d ? meal_update(rq->cx, id, rq->if_match, d) : NULL;
}

static struct doc *
delete(struct req *rq)
{
	const char *id = req_arg(rq, "id");

	rq->out.flash_undo = arena_fmt(rq->cx->arena, "/meals/%s/restore", id);
	return meal_delete(rq->cx, id, rq->if_match);
}

static struct doc *
restore(struct req *rq)
{
	return meal_restore(rq->cx, req_arg(rq, "id"));
}

static const struct route routes[] = {
	{ GET, "/meals", NEED_VIEWER, list,
	    R_LIST | R_KEEP, .view = "meals/list",
	    .query = &meal_query_shape, .answer = &meal_list_shape,
	    .op = "meals.list",
	    .doc = "The household's meals, by name.", .scope = SCOPE_MEALS },
	{ POST, "/meals", NEED_MEMBER, create, R_CREATED,
	    .body = &meal_shape, .answer = &meal_shape,
	    .form = "/meals/new", .then = "/meals/:id",
	    .op = "meals.create",
	    .doc = "Save a meal.", .flash = "meal-created",
	    .scope = SCOPE_MEALS },
	{ GET, "/meals/new", NEED_MEMBER, new_page, R_PAGE | R_FORM | R_KEEP,
	    .view = "meals/new", .body = &meal_shape, .scope = SCOPE_MEALS },
	{ GET, "/meals/:id", NEED_VIEWER, show, R_API | R_KEEP,
	    .answer = &meal_shape,
	    .op = "meals.get",
	    .doc = "One meal.", .scope = SCOPE_MEALS },
	{ GET, "/meals/:id", NEED_VIEWER, show_page, R_PAGE | R_KEEP,
	    .view = "meals/show", .scope = SCOPE_MEALS },
	{ GET, "/meals/:id/edit", NEED_MEMBER, edit_page,
	    R_PAGE | R_FORM | R_KEEP,
	    .view = "meals/edit", .body = &meal_shape, .scope = SCOPE_MEALS },
	{ PUT, "/meals/:id", NEED_MEMBER, update, R_API | R_MATCH,
	    .body = &meal_shape, .answer = &meal_shape,
	    .op = "meals.replace",
	    .doc = "Replace a meal.", .scope = SCOPE_MEALS },
	{ PATCH, "/meals/:id", NEED_MEMBER, update, R_API | R_MATCH,
	    .body = &meal_shape, .answer = &meal_shape, .current = show,
	    .op = "meals.update",
	    .doc = "Change some members (RFC 7396).", .scope = SCOPE_MEALS },
	{ POST, "/meals/:id", NEED_MEMBER, update, R_PAGE,
	    .body = &meal_shape, .current = show,
	    .form = "/meals/:id/edit", .then = "/meals/:id",
	    .flash = "meal-saved", .scope = SCOPE_MEALS },
	{ DELETE, "/meals/:id", NEED_MEMBER, delete, R_API | R_EMPTY | R_MATCH,
	    .op = "meals.delete",
	    .doc = "Put it away; it can be restored for 30 days.",
	    .scope = SCOPE_MEALS },
	{ POST, "/meals/:id/delete", NEED_MEMBER, delete, R_PAGE,
	    .then = "/meals", .flash = "meal-deleted", .scope = SCOPE_MEALS },
	{ POST, "/meals/:id/restore", NEED_MEMBER, restore, 0,
	    .answer = &meal_shape, .then = "/meals/:id",
	    .op = "meals.restore",
	    .doc = "Take back a deleted meal.", .flash = "meal-restored",
	    .scope = SCOPE_MEALS },
};

static const struct responder meals = { .name = "meals",
    .routes = routes, .n = COUNT(routes), .keyless = true };

int
main(int argc, char **argv)
{
	return serve(&meals, argc, argv);
}
