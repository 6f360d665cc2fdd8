#include "web/batch.h"

#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "web/route.h"
#include "web/site.h"
#include "data/text.h"

bool
batch_is(const struct req *rq)
{
	return rq->api && rq->route->each && (!rq->route->body ||
	    doc_get(rq->body, "items"));
}

const struct route *
batch_each(const struct responder *all, const struct route *r)
{
	size_t i;

	for (i = 0; r->each && i < all->n; i++)
		if (all->routes[i].method == r->method &&
		    route_api(&all->routes[i]) && all->routes[i].body &&
		    strcmp(all->routes[i].path, r->each) == 0)
			return &all->routes[i];
	return NULL;
}

static size_t
arguments(const struct route *r)
{
	const char *p;
	size_t n = 0;

	for (p = r->path; (p = strchr(p, ':')); p++)
		n++;
	return n;
}

static bool
batch_check(struct req *rq, const struct doc *items)
{
	struct err *e = &rq->cx->err;
	const struct doc *d;

	for (d = doc_first(rq->body); d; d = d->next)
		if (d != items) {
			err_pointer(e, arena_fmt(e->arena, "/%s", d->name),
			    "With items there is nothing else.");
			err_code(e, "unknown");
		}
	if (!items) {
		err_pointer(e, "/items", "This is needed.");
		err_code(e, "required");
	} else if (items->kind != DOC_LIST) {
		err_pointer(e, "/items", "This must be a list.");
		err_code(e, "type");
	} else if (items->count < 1 || items->count > BATCH_MAX) {
		err_pointer(e, "/items", say_n("Give 1 to %d item.", "Give 1 "
		    "to %d items.", BATCH_MAX), BATCH_MAX);
		err_code(e, "count");
	}
	return !e->kind;
}

/* ---- one of them ------------------------------------------------------- */

/* The item's id is the row's last argument. */
static bool
take_id(struct req *rq, const struct doc *item, size_t at)
{
	const char *id = doc_str(item, "id");

	if (id && text_is_uuid(id)) {
		rq->args[at] = id;
		return true;
	}
	fail_pointer(rq->cx, "/id", "Give the id of the item.");
	err_code(&rq->cx->err, "required");
	return false;
}

static bool
read_item(struct req *rq, struct doc *item)
{
	const struct route *row = rq->route;
	struct doc *now, *body = item;

	if (row->current) {
		if (!field_names(&rq->cx->err, row->body, item))
			return false;
		now = row->current(rq);
		if (!now)
			return false;
		rq->if_match = (int64_t)doc_num(now, "version", -1);
		body = doc_merge_patch(rq->cx->arena, now, item);
	}
	return req_read(rq, row->body, body, FIELD_JSON, &rq->in);
}

/* Some rows make several of one. */
static void
add_answer(struct doc *out, struct doc *d)
{
	struct doc *inner = doc_get(d, "items"), *next;

	if (!inner || inner->kind != DOC_LIST || doc_get(d, "id")) {
		doc_add(out, d);
		return;
	}
	for (d = inner->first; d; d = next) {
		next = d->next;
		doc_add(out, d);
	}
}

/* Whatever is wrong with it, it says with which. */
static void
point(struct cx *cx)
{
	if (cx->err.kind && !cx->err.fields)
		fail_pointer(cx, "", "%s", cx->err.detail);
}

/* ---- all --------------------------------------------------------------- */

struct batch {
	struct req		*rq;
	const struct route	*row;
	struct doc		*out;
};

static bool
each(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	struct req *rq = b->rq;
	const struct route *sent = rq->route;
	size_t given = arguments(sent), i = 0;
	struct doc *item, *d, *next;

	b->out = doc_list(cx->arena);
	rq->route = b->row;
	for (item = doc_first(doc_get(rq->body, "items")); item; item = next) {
		next = item->next;
		cx->err.at = arena_fmt(cx->arena, "/items/%zu", i++);
		d = NULL;
		if ((arguments(b->row) == given ||
		    take_id(rq, item, given)) && read_item(rq, item) &&
		    !cx->err.kind)
			d = b->row->run(rq);
		if (d)
			add_answer(b->out, d);
		else
			point(cx);
		/* of what is read alone, all faults are told */
		if (cx->err.kind && b->row->current)
			break;
	}
	rq->route = sent;
	cx->err.at = NULL;
	return !cx->err.kind;
}

struct doc *
batch_run(struct req *rq)
{
	struct batch b = { .rq = rq };
	struct doc *d;

	b.row = batch_each(rq->site->responder, rq->route);
	if (!b.row) {
		BUG("%s: no row does each", rq->route->path);
		return fail(rq->cx, ERR_INTERNAL, "Something went wrong on our "
		    "side.");
	}
	if (!batch_check(rq, doc_get(rq->body, "items")) ||
	    !db_tx(rq->cx, each, &b))
		return NULL;
	rq->out = (struct answer){ .status = 0 };
	d = doc_object(rq->cx->arena);
	doc_append(d, "items", b.out);
	return d;
}
