/*
 * plan: today, the plan, targets.
 */
#include "data/doc.h"
#include "food/choice.h"
#include "plan/plan.h"
#include "web/route.h"
#include "web/serve.h"
#include "plan/target.h"
#include "data/text.h"
#include "data/uri.h"
#include "data/when.h"

/* ---- forms ------------------------------------------------------------- */

/* Where a form wants to go, if that is a page of ours, or the week of date. */
static void
go_on(struct req *rq, const char *next, const char *date)
{
	struct cx *cx = rq->cx;

	if (rq->api)
		return;
	if (!next)
		next = doc_str(rq->body, "next");
	if (next && uri_is_local(next))
		rq->out.redirect = next;
	else if (date)
		rq->out.redirect = arena_fmt(cx->arena, "/plan?from=%s#day-%s",
		    plan_week_start(cx->arena, date, cx->asker.locale), date);
}

/* ---- the plan ---------------------------------------------------------- */

static struct doc *
today(struct req *rq)
{
	return plan_today_page(rq->cx);
}

static struct doc *
plan(struct req *rq)
{
	struct doc *d = plan_read(rq->cx, rq->params);

	return rq->expand ? plan_expand(rq->cx, d) : d;
}

static struct doc *
week(struct req *rq)
{
	return plan_week_page(rq->cx, rq->params);
}

static struct doc *
day(struct req *rq)
{
	return plan_day_page(rq->cx, req_arg(rq, "date"));
}

static struct doc *
choose(struct req *rq)
{
	return plan_choice_page(rq->cx, rq->params);
}

static struct doc *
entry(struct req *rq)
{
	return plan_entry(rq->cx, req_arg(rq, "id"));
}

/* What people call a meal becomes its slug; a place that was not asked for
 * is no wish. */
static const struct plan_draft *
draft(struct req *rq)
{
	struct plan_draft *d = arena_alloc(rq->cx->arena, sizeof(*d));

	*d = *(const struct plan_draft *)rq->in;
	if (!rq->api)
		d->meal_type = text_slug(rq->cx->arena, d->meal_type);
	if (!doc_get(rq->body, "position"))
		d->position = PLAN_LAST;
	return d;
}

static struct doc *
create(struct req *rq)
{
	const struct plan_draft *d = draft(rq);
	bool existed = false;
	struct doc *made = plan_entry_create(rq->cx, d, &existed);

	if (existed)
		rq->out.status = 200;
	go_on(rq, d->next, d->date);
	return made;
}

static struct doc *
update(struct req *rq)
{
	const struct plan_draft *d = draft(rq);

	go_on(rq, d->next, d->date);
	return plan_entry_update(rq->cx, req_arg(rq, "id"), rq->if_match, d);
}

static struct doc *
delete(struct req *rq)
{
	const char *id = req_arg(rq, "id");
	struct doc *gone = plan_entry_delete(rq->cx, id, rq->if_match);

	rq->out.flash_undo = arena_fmt(rq->cx->arena,
	    "/plan/entries/%s/restore", id);
	go_on(rq, NULL, doc_str(gone, "date"));
	return gone;
}

static struct doc *
restore(struct req *rq)
{
	struct doc *back = plan_entry_restore(rq->cx, req_arg(rq, "id"));

	go_on(rq, NULL, doc_str(back, "date"));
	return back;
}

static struct doc *
copy_entry(struct req *rq)
{
	struct plan_place place = *(const struct plan_place *)rq->in;
	struct doc *made;

	if (!rq->api && place.meal_type)
		place.meal_type = text_slug(rq->cx->arena, place.meal_type);
	made = plan_entry_copy(rq->cx, req_arg(rq, "id"), &place);
	rq->out.location = made ? arena_fmt(rq->cx->arena, "/plan/entries/%s",
	    doc_str(made, "id")) : NULL;
	go_on(rq, place.next, doc_str(made, "date"));
	return made;
}

static struct doc *
copy(struct req *rq)
{
	const struct plan_copy *c = rq->in;

	go_on(rq, c->next, c->target);
	return plan_copy(rq->cx, c);
}

/* ---- targets ----------------------------------------------------------- */

static struct doc *
targets(struct req *rq)
{
	return target_page(rq->cx);
}

static struct doc *
targets_put(struct req *rq)
{
	return target_save(rq->cx, rq->if_match, rq->in);
}

/* ------------------------------------------------------------------------ */

static struct doc *
clear(struct req *rq)
{
	return plan_clear(rq->cx, rq->params);
}

static struct doc *
unclear(struct req *rq)
{
	return plan_unclear(rq->cx, rq->in);
}

static struct doc *
meal_types(struct req *rq)
{
	return plan_meal_types(rq->cx);
}

static const struct route routes[] = {
	{ GET, "/", NEED_VIEWER, today, R_PAGE | R_KEEP, .view = "today",
	    .scope = SCOPE_PLAN },
	{ GET, "/plan", NEED_VIEWER, plan,
	    R_API | R_KEEP, .query = &plan_query_shape,
	    .answer = &plan_shape,
	    .expand = "recipe",
	    .op = "plan.get",
	    .doc = "The plan of some days.", .scope = SCOPE_PLAN },
	{ GET, "/plan", NEED_VIEWER, week, R_PAGE | R_KEEP, .view = "plan/week",
	    .query = &plan_query_shape, .scope = SCOPE_PLAN },
	{ GET, "/plan/:date", NEED_VIEWER, day, R_PAGE | R_KEEP,
	    .view = "plan/day", .scope = SCOPE_PLAN },
	{ GET, "/plan/entries/new", NEED_MEMBER, choose,
	    R_PAGE | R_FORM | R_KEEP,
	    .view = "plan/entry-form", .query = &plan_choice_shape,
	    .body = &plan_entry_shape, .scope = SCOPE_PLAN },
	{ DELETE, "/plan", NEED_MEMBER, clear, R_API,
	    .query = &plan_span_shape, .answer = &plan_cleared_shape,
	    .op = "plan.clear",
	    .doc = "Put away all entries of some days.", .scope = SCOPE_PLAN },
	{ POST, "/plan/restore", NEED_MEMBER, unclear, R_API,
	    .body = &plan_undo_shape, .answer = &plan_entries_shape,
	    .op = "plan.restore",
	    .doc = "Take back what was put away at once.",
	    .scope = SCOPE_PLAN },
	{ GET, "/plan/meal-types", NEED_VIEWER, meal_types, R_API | R_KEEP,
	    .answer = &choice_list_shape,
	    .op = "plan.mealTypes",
	    .doc = "The meals of a day; others are made by use.",
	    .scope = SCOPE_PLAN },
	{ POST, "/plan/entries", NEED_MEMBER, create, R_CREATED,
	    .body = &plan_entry_shape, .answer = &plan_entry_shape,
	    .each = "/plan/entries",
	    .form = "/plan/entries/new", .then = "/plan",
	    .op = "plan.entries.create",
	    .doc = "Put something on the plan.", .flash = "entry-created",
	    .scope = SCOPE_PLAN },
	{ GET, "/plan/entries/:id", NEED_VIEWER, entry, R_API | R_KEEP,
	    .answer = &plan_entry_shape,
	    .op = "plan.entries.get",
	    .doc = "One entry.", .scope = SCOPE_PLAN },
	{ PATCH, "/plan/entries/:id", NEED_MEMBER, update,
	    R_API | R_MATCH,
	    .body = &plan_entry_shape, .answer = &plan_entry_shape,
	    .current = entry,
	    .op = "plan.entries.update",
	    .doc = "Change or move an entry (RFC 7396); "
	    "positions are numbered from 0 again.", .scope = SCOPE_PLAN },
	{ POST, "/plan/entries/:id", NEED_MEMBER, update, R_PAGE,
	    .body = &plan_entry_shape, .current = entry,
	    .form = "/plan/entries/new", .then = "/plan",
	    .flash = "entry-saved", .scope = SCOPE_PLAN },
	{ DELETE, "/plan/entries/:id", NEED_MEMBER, delete,
	    R_API | R_EMPTY | R_MATCH,
	    .op = "plan.entries.delete",
	    .doc = "Take it off; it can be restored for 30 days.",
	    .scope = SCOPE_PLAN },
	{ POST, "/plan/entries/:id/delete", NEED_MEMBER, delete, R_PAGE,
	    .then = "/plan", .flash = "entry-deleted", .scope = SCOPE_PLAN },
	{ POST, "/plan/entries/:id/restore", NEED_MEMBER, restore, 0,
	    .answer = &plan_entry_shape, .then = "/plan",
	    .op = "plan.entries.restore",
	    .doc = "Take back a deleted entry.", .flash = "entry-restored",
	    .scope = SCOPE_PLAN },
	{ POST, "/plan/entries/:id/copy", NEED_MEMBER, copy_entry, R_CREATED,
	    .body = &plan_place_shape, .answer = &plan_entry_shape,
	    .then = "/plan",
	    .op = "plan.entries.copy",
	    .doc = "The same on another day.",
	    .flash = "entry-created", .scope = SCOPE_PLAN },
	{ POST, "/plan/copy", NEED_MEMBER, copy, 0, .body = &plan_copy_shape,
	    .answer = &plan_entries_shape, .form = "/plan", .then = "/plan",
	    .op = "plan.copy",
	    .doc = "Copy days; what is there stays.", .flash = "week-copied",
	    .scope = SCOPE_PLAN },

	{ GET, "/targets", NEED_VIEWER, targets, R_API | R_KEEP,
	    .answer = &target_shape,
	    .op = "targets.get",
	    .doc = "What the asking person means to eat in a day.",
	    .scope = SCOPE_TARGETS },
	{ GET, "/targets", NEED_VIEWER, targets, R_PAGE | R_FORM | R_KEEP,
	    .view = "targets", .body = &target_shape, .scope = SCOPE_TARGETS },
	{ PUT, "/targets", NEED_VIEWER, targets_put, R_API | R_MATCH,
	    .body = &target_shape, .answer = &target_shape,
	    .op = "targets.replace",
	    .doc = "Replace them.", .scope = SCOPE_TARGETS },
	{ PATCH, "/targets", NEED_VIEWER, targets_put, R_API | R_MATCH,
	    .body = &target_shape, .answer = &target_shape,
	    .current = targets,
	    .op = "targets.update",
	    .doc = "Change some (RFC 7396).", .scope = SCOPE_TARGETS },
	{ POST, "/targets", NEED_VIEWER, targets_put, R_PAGE,
	    .body = &target_shape, .form = "/targets", .then = "/targets",
	    .flash = "targets-saved", .scope = SCOPE_TARGETS },
};

static const struct responder plans = { .name = "plan",
    .routes = routes, .n = COUNT(routes), .keyless = true };

int
main(int argc, char **argv)
{
	return serve(&plans, argc, argv);
}
