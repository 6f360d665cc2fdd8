/*
 * shopping: lists of what to buy.
 */
#include <string.h>

#include "data/doc.h"
#include "food/food.h"
#include "web/route.h"
#include "web/serve.h"
#include "shopping/shopping.h"

/* ---- where forms lead -------------------------------------------------- */

/* Back to the list, at the row that was changed. */
static void
go_on(struct req *rq, const char *item)
{
	const char *list = req_arg(rq, "id");

	if (!rq->api)
		rq->out.redirect = item ? arena_fmt(rq->cx->arena,
		    "/shopping/%s#i-%s", list, item) :
		    arena_fmt(rq->cx->arena, "/shopping/%s", list);
}

/* ---- lists ------------------------------------------------------------- */

static struct doc *
lists(struct req *rq)
{
	return shopping_lists(rq->cx, rq->params);
}

static struct doc *
lists_page(struct req *rq)
{
	struct doc *d = shopping_lists(rq->cx, rq->params);

	shopping_lists_extras(rq->cx, d);
	return d;
}

static struct doc *
show(struct req *rq)
{
	return shopping_list(rq->cx, req_arg(rq, "id"));
}

static struct doc *
show_page(struct req *rq)
{
	struct doc *d = show(rq);

	shopping_page_extras(rq->cx, d);
	return d;
}

static struct doc *
create(struct req *rq)
{
	bool existed = false;
	struct doc *d = shopping_create(rq->cx, rq->in, &existed);

	if (existed)
		rq->out.status = 200;
	return d;
}

static struct doc *
create_page(struct req *rq)
{
	bool existed = false;
	struct doc *d = shopping_of_days(rq->cx, rq->in, &existed);

	if (existed)
		rq->out.flash = "list-refreshed";
	return d;
}

static struct doc *
update(struct req *rq)
{
	return shopping_update(rq->cx, req_arg(rq, "id"), rq->if_match,
	    rq->in);
}

static struct doc *
delete(struct req *rq)
{
	const char *id = req_arg(rq, "id");

	rq->out.flash_undo = arena_fmt(rq->cx->arena, "/shopping/%s/restore",
	    id);
	return shopping_delete(rq->cx, id, rq->if_match);
}

static struct doc *
show_json(struct req *rq)
{
	struct doc *d = show(rq);

	return rq->expand ? food_embed(rq->cx, d, doc_get(d, "items")) : d;
}

static struct doc *
restore(struct req *rq)
{
	return shopping_restore(rq->cx, req_arg(rq, "id"));
}

static struct doc *
refresh(struct req *rq)
{
	return shopping_refresh(rq->cx, req_arg(rq, "id"));
}

static struct doc *
clear(struct req *rq)
{
	return shopping_clear(rq->cx, req_arg(rq, "id"));
}

/* ---- items ------------------------------------------------------------- */

static struct doc *
item(struct req *rq)
{
	return shopping_item(rq->cx, req_arg(rq, "id"),
	    req_arg(rq, "itemId"));
}

/* A page has one field for unit and measure. */
static struct doc *
typed_item(struct req *rq)
{
	struct doc *d = item(rq);

	if (d && doc_get(rq->body, "unit"))
		doc_drop(d, "measure");
	return d;
}

static struct doc *
item_create(struct req *rq)
{
	bool existed = false;
	struct doc *d = shopping_items_create(rq->cx, req_arg(rq, "id"),
	    rq->in, &existed);

	if (existed)
		rq->out.status = 200;
	if (d && !rq->api)	/* to add the next one */
		rq->out.redirect = arena_fmt(rq->cx->arena,
		    "/shopping/%s#f-text", req_arg(rq, "id"));
	return d;
}

static struct doc *
item_update(struct req *rq)
{
	const char *id = req_arg(rq, "itemId");

	go_on(rq, id);
	return shopping_item_update(rq->cx, req_arg(rq, "id"), id,
	    rq->if_match, rq->in);
}

static struct doc *
item_delete(struct req *rq)
{
	const char *list = req_arg(rq, "id"), *id = req_arg(rq, "itemId");

	rq->out.flash_undo = arena_fmt(rq->cx->arena,
	    "/shopping/%s/items/%s/restore", list, id);
	go_on(rq, NULL);
	return shopping_item_delete(rq->cx, list, id, rq->if_match);
}

static struct doc *
item_restore(struct req *rq)
{
	const char *id = req_arg(rq, "itemId");

	go_on(rq, id);
	return shopping_item_restore(rq->cx, req_arg(rq, "id"), id);
}

/* ------------------------------------------------------------------------ */

#define LISTS	"/shopping/lists"
#define LIST	"/shopping/lists/:id"
#define ITEM	"/shopping/lists/:id/items/:itemId"
#define PAGE	"/shopping/:id"
#define PAGE_ITEM "/shopping/:id/items/:itemId"

static const struct route routes[] = {
	{ GET, LISTS, NEED_VIEWER, lists, R_API | R_LIST | R_KEEP,
	    .query = &shopping_query_shape, .answer = &shopping_lists_shape,
	    .op = "shopping.lists.list",
	    .doc = "The household's shopping lists, newest first.",
	    .scope = SCOPE_SHOPPING },
	{ POST, LISTS, NEED_MEMBER, create, R_API | R_CREATED,
	    .body = &shopping_shape, .answer = &shopping_shape,
	    .op = "shopping.lists.create",
	    .doc = "A list of the plan's dates, or an empty one.",
	    .scope = SCOPE_SHOPPING },
	{ GET, LIST, NEED_VIEWER, show_json, R_API | R_KEEP,
	    .answer = &shopping_shape,
	    .expand = "food",
	    .op = "shopping.lists.get",
	    .doc = "A list with its items.", .scope = SCOPE_SHOPPING },
	{ PATCH, LIST, NEED_MEMBER, update, R_API | R_MATCH,
	    .body = &shopping_shape, .answer = &shopping_shape,
	    .current = show,
	    .op = "shopping.lists.update",
	    .doc = "Another name, other dates (RFC 7396); "
	    "refresh reads the plan of those.", .scope = SCOPE_SHOPPING },
	{ DELETE, LIST, NEED_MEMBER, delete, R_API | R_EMPTY | R_MATCH,
	    .op = "shopping.lists.delete",
	    .doc = "Put it away; it can be restored for 30 days.",
	    .scope = SCOPE_SHOPPING },
	{ POST, LIST "/restore", NEED_MEMBER, restore, R_API,
	    .answer = &shopping_shape,
	    .op = "shopping.lists.restore",
	    .doc = "Take back a deleted list.", .scope = SCOPE_SHOPPING },
	{ POST, LIST "/refresh", NEED_MEMBER, refresh, R_API,
	    .answer = &shopping_shape,
	    .op = "shopping.lists.refresh",
	    .doc = "Read the plan anew; ticks, "
	    "own items and edits stay.", .scope = SCOPE_SHOPPING },
	{ POST, LIST "/clear", NEED_MEMBER, clear, R_API,
	    .answer = &shopping_shape,
	    .op = "shopping.lists.clear",
	    .doc = "Take off what is ticked.", .scope = SCOPE_SHOPPING },
	{ POST, LIST "/items", NEED_MEMBER, item_create, R_API | R_CREATED,
	    .each = LIST "/items",
	    .body = &shopping_item_shape, .answer = &shopping_item_shape,
	    .op = "shopping.items.create",
	    .doc = "Add an item of one's own.", .scope = SCOPE_SHOPPING },
	{ PATCH, LIST "/items", NEED_MEMBER, NULL, R_API, .each = ITEM,
	    .op = "shopping.items.updateMany",
	    .doc = "Change some items, all or none.", .scope = SCOPE_SHOPPING },
	{ GET, ITEM, NEED_VIEWER, item, R_API | R_KEEP,
	    .answer = &shopping_item_shape,
	    .op = "shopping.items.get",
	    .doc = "One item.", .scope = SCOPE_SHOPPING },
	{ PATCH, ITEM, NEED_MEMBER, item_update, R_API | R_MATCH,
	    .body = &shopping_item_shape, .answer = &shopping_item_shape,
	    .current = item,
	    .op = "shopping.items.update",
	    .doc = "Tick it off, change it (RFC 7396).",
	    .scope = SCOPE_SHOPPING },
	{ DELETE, ITEM, NEED_MEMBER, item_delete, R_API | R_EMPTY | R_MATCH,
	    .op = "shopping.items.delete",
	    .doc = "Take it off; refresh leaves it off.",
	    .scope = SCOPE_SHOPPING },
	{ POST, ITEM "/restore", NEED_MEMBER, item_restore, R_API,
	    .answer = &shopping_item_shape,
	    .op = "shopping.items.restore",
	    .doc = "Take back a deleted item.", .scope = SCOPE_SHOPPING },

	{ GET, "/shopping", NEED_VIEWER, lists_page, R_PAGE | R_FORM | R_KEEP,
	    .view = "shopping/index", .query = &shopping_query_shape,
	    .body = &shopping_shape, .scope = SCOPE_SHOPPING },
	{ POST, "/shopping", NEED_MEMBER, create_page, R_PAGE,
	    .body = &shopping_shape, .form = "/shopping", .then = PAGE,
	    .flash = "list-created", .scope = SCOPE_SHOPPING },
	{ GET, PAGE, NEED_VIEWER, show_page, R_PAGE | R_FORM | R_KEEP,
	    .view = "shopping/show", .body = &shopping_item_shape,
	    .scope = SCOPE_SHOPPING },
	{ POST, PAGE, NEED_MEMBER, update, R_PAGE, .body = &shopping_shape,
	    .current = show, .form = PAGE, .then = PAGE,
	    .flash = "list-saved", .scope = SCOPE_SHOPPING },
	{ POST, PAGE "/delete", NEED_MEMBER, delete, R_PAGE,
	    .then = "/shopping", .flash = "list-deleted",
	    .scope = SCOPE_SHOPPING },
	{ POST, PAGE "/restore", NEED_MEMBER, restore, R_PAGE,
	    .then = PAGE, .flash = "list-restored", .scope = SCOPE_SHOPPING },
	{ POST, PAGE "/refresh", NEED_MEMBER, refresh, R_PAGE,
	    .then = PAGE, .flash = "list-refreshed", .scope = SCOPE_SHOPPING },
	{ POST, PAGE "/clear", NEED_MEMBER, clear, R_PAGE, .then = PAGE,
	    .flash = "list-cleared", .scope = SCOPE_SHOPPING },
	{ POST, PAGE "/items", NEED_MEMBER, item_create, R_PAGE,
	    .body = &shopping_item_shape, .form = PAGE, .then = PAGE,
	    .flash = "item-created", .scope = SCOPE_SHOPPING },
	{ POST, PAGE_ITEM, NEED_MEMBER, item_update, R_PAGE,
	    .body = &shopping_item_shape, .current = typed_item,
	    .form = PAGE, .then = PAGE, .flash = "item-saved",
	    .scope = SCOPE_SHOPPING },
	{ POST, PAGE_ITEM "/delete", NEED_MEMBER, item_delete, R_PAGE,
	    .then = PAGE, .flash = "item-deleted", .scope = SCOPE_SHOPPING },
	{ POST, PAGE_ITEM "/restore", NEED_MEMBER, item_restore, R_PAGE,
	    .then = PAGE, .flash = "item-restored", .scope = SCOPE_SHOPPING },
};

static const struct responder shopping = { .name = "shopping",
    .routes = routes, .n = COUNT(routes), .keyless = true };

int
main(int argc, char **argv)
{
	return serve(&shopping, argc, argv);
}
