#include "web/manual.h"

#include <stdio.h>
#include <string.h>

#include "web/batch.h"
#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/json.h"
#include "plan/plan.h"
#include "recipe/recipe.h"
#include "web/system.h"

#define TYPE_MAX 1000

/* ---- what a program finds ---------------------------------------------- */

static const struct field links_fields[] = {
	{ .name = "contract", .type = FT_TEXT, .example =
	    "/api/v1/openapi.json", .doc = "OpenAPI 3.1." },
	{ .name = "docs", .type = FT_TEXT, .example = "/api/docs",
	    .doc = "The same, for reading." },
	{ .name = "health", .type = FT_TEXT, .example = "/api/v1/health" },
	{ .name = "keys", .type = FT_TEXT, .example =
	    "/.well-known/jwks.json", .doc = "Of access tokens." },
};
static const struct shape links_shape = SHAPE_OUT("AboutLinks",
    links_fields);

static const struct field features_fields[] = {
	{ .name = "registration", .type = FT_CHOICE,
	    .words = "open invitation closed" },
	{ .name = "mail", .type = FT_BOOL,
	    .doc = "Whether it can send any." },
};
static const struct shape features_shape = SHAPE_OUT("AboutFeatures",
    features_fields);

static const struct field limits_fields[] = {
	{ .name = "bodyBytes", .type = FT_INT, .doc = "Of a request." },
	{ .name = "listItems", .type = FT_INT, .doc = "A page, at most." },
	{ .name = "batchItems", .type = FT_INT },
	{ .name = "planDays", .type = FT_INT },
	{ .name = "ingredients", .type = FT_INT, .doc = "Of a recipe." },
	{ .name = "steps", .type = FT_INT, .doc = "Of a recipe." },
};
static const struct shape limits_shape = SHAPE_OUT("AboutLimits",
    limits_fields);

static const struct field about_fields[] = {
	{ .name = "name", .type = FT_TEXT, .example = "meal" },
	{ .name = "version", .type = FT_TEXT, .example = SYSTEM_VERSION },
	{ .name = "links", .type = FT_OBJECT, .shape = &links_shape },
	{ .name = "features", .type = FT_OBJECT, .shape = &features_shape },
	{ .name = "limits", .type = FT_OBJECT, .shape = &limits_shape },
};
const struct shape manual_about_shape = SHAPE_OUT("About", about_fields);

static struct doc *
object_in(struct arena *arena, struct doc *d, const char *name)
{
	return doc_append(d, name, doc_object(arena));
}

struct doc *
manual_about(struct cx *cx)
{
	struct arena *arena = cx->arena;
	struct doc *d = doc_object(arena), *part;
	size_t i;

	doc_append(d, "name", doc_text(arena, "meal"));
	doc_append(d, "version", doc_text(arena, SYSTEM_VERSION));
	part = object_in(arena, d, "links");
	for (i = 0; i < COUNT(links_fields); i++)
		doc_append(part, links_fields[i].name, doc_text(arena,
		    links_fields[i].example));
	part = object_in(arena, d, "features");
	doc_append(part, "registration", doc_text(arena,
	    cx->conf->registration));
	doc_append(part, "mail", doc_bool(arena,
	    strcmp(cx->conf->mail_transport, "none") != 0));
	part = object_in(arena, d, "limits");
	doc_append(part, "bodyBytes", doc_int(arena, cx->conf->body_max));
	doc_append(part, "listItems", doc_int(arena, 100));
	doc_append(part, "batchItems", doc_int(arena, BATCH_MAX));
	doc_append(part, "planDays", doc_int(arena, PLAN_DAYS_MAX));
	doc_append(part, "ingredients", doc_int(arena, RECIPE_INGREDIENTS_MAX));
	doc_append(part, "steps", doc_int(arena, RECIPE_STEPS_MAX));
	return d;
}

/* ---- the contract, for reading ----------------------------------------- */

/* The last part of a $ref. */
static const char *
name_of(const char *ref)
{
	const char *slash = strrchr(ref, '/');

	return slash ? slash + 1 : ref;
}

/* "list of Recipe", "text or null", "one of a, b". */
static void
put_type(struct buf *b, const struct doc *schema)
{
	const char *ref = doc_str(schema, "$ref");
	const struct doc *type = doc_get(schema, "type"), *d;
	const struct doc *any = doc_get(schema, "anyOf");

	if (ref) {
		buf_str(b, name_of(ref));
		return;
	}
	for (d = doc_first(any); d; d = d->next) {
		put_type(b, d);
		if (d->next)
			buf_str(b, " or ");
	}
	if (any)
		return;
	if (type && type->kind == DOC_LIST)
		for (d = type->first; d; d = d->next)
			buf_fmt(b, "%s%s", d->text, d->next ? " or " : "");
	else if (doc_chars(type))
		buf_str(b, doc_chars(type));
	if (doc_str(schema, "format"))
		buf_fmt(b, " (%s)", doc_str(schema, "format"));
	if (doc_get(schema, "items")) {
		buf_str(b, " of ");
		put_type(b, doc_get(schema, "items"));
	}
	for (d = doc_first(doc_get(schema, "enum")); d; d = d->next)
		buf_fmt(b, " %s", doc_chars(d) ? doc_chars(d) : "null");
}

static struct doc *
type_of(struct arena *arena, const struct doc *schema)
{
	struct buf b;

	buf_init(&b, arena, TYPE_MAX);
	put_type(&b, schema);
	return doc_text(arena, buf_over(&b) ? "…" : buf_done(&b, NULL));
}

static bool
listed(const struct doc *list, const char *name)
{
	const struct doc *d;

	for (d = doc_first(list); d; d = d->next)
		if (doc_chars(d) && strcmp(doc_chars(d), name) == 0)
			return true;
	return false;
}

static struct doc *
text_of(struct arena *arena, const struct doc *d, const char *name)
{
	return doc_text(arena, doc_str(d, name));
}

static struct doc *
schemas_of(struct arena *arena, const struct doc *all)
{
	struct doc *list = doc_list(arena), *row, *members, *m;
	const struct doc *d, *p;

	for (d = doc_first(all); d; d = d->next) {
		row = doc_add(list, doc_object(arena));
		doc_append(row, "name", doc_text(arena, d->name));
		doc_append(row, "text", text_of(arena, d, "description"));
		members = doc_append(row, "members", doc_list(arena));
		for (p = doc_first(doc_get(d, "properties")); p;
		    p = p->next) {
			m = doc_add(members, doc_object(arena));
			doc_append(m, "name", doc_text(arena, p->name));
			doc_append(m, "type", type_of(arena, p));
			doc_append(m, "text", text_of(arena, p, "description"));
			doc_append(m, "required", doc_bool(arena, listed(
			    doc_get(d, "required"), p->name)));
		}
	}
	return list;
}

/* The schema of the first content type of a body or an answer. */
static struct doc *
content_of(struct arena *arena, const struct doc *d)
{
	const struct doc *first = doc_first(doc_get(d, "content"));

	return first && doc_first(doc_get(first, "schema")) ?
	    type_of(arena, doc_get(first, "schema")) : doc_null(arena);
}

/* The schema that it is, for a link to it; null for lists and others. */
static struct doc *
schema_of(struct arena *arena, const struct doc *d)
{
	const struct doc *first = doc_first(doc_get(d, "content"));
	const char *ref = doc_str(doc_get(first, "schema"), "$ref");

	return doc_text(arena, ref ? name_of(ref) : NULL);
}

/* What comes when all is well: 201 where that is told, else the first. */
static const struct doc *
success_of(const struct doc *responses)
{
	const struct doc *made = doc_get(responses, "201");

	return made ? made : doc_first(responses);
}

/* The other statuses, with blanks between. */
static struct doc *
others_of(struct arena *arena, const struct doc *responses,
    const struct doc *ok)
{
	const struct doc *d;
	struct buf b;

	buf_init(&b, arena, TYPE_MAX);
	for (d = doc_first(responses); d; d = d->next)
		if (d != ok && *d->name >= '1' && *d->name <= '9')
			buf_fmt(&b, " %s", d->name);
	return doc_text(arena, buf_len(&b) ? buf_done(&b, NULL) + 1 : NULL);
}

static struct doc *
parameters_of(struct arena *arena, const struct doc *operation)
{
	struct doc *list = doc_list(arena), *row;
	const struct doc *p;

	for (p = doc_first(doc_get(operation, "parameters")); p;
	    p = p->next) {
		row = doc_add(list, doc_object(arena));
		doc_append(row, "name", text_of(arena, p, "name"));
		doc_append(row, "in", text_of(arena, p, "in"));
		doc_append(row, "type", type_of(arena, doc_get(p, "schema")));
		doc_append(row, "text", text_of(arena, p, "description"));
	}
	return list;
}

static void
put_security(struct arena *arena, const struct doc *o, struct doc *row)
{
	const struct doc *s, *scope = NULL;

	for (s = doc_first(doc_get(o, "security")); s && !scope; s = s->next)
		scope = doc_first(doc_get(s, "bearer"));
	doc_append(row, "scope", doc_text(arena, scope ? doc_chars(scope) :
	    NULL));
	doc_append(row, "needs", text_of(arena, o, "x-needs"));
}

static void
add_operation(struct arena *arena, struct doc *areas, const struct doc *path,
    const struct doc *o)
{
	const struct doc *tag = doc_first(doc_get(o, "tags"));
	const struct doc *responses = doc_get(o, "responses");
	const struct doc *ok = success_of(responses);
	struct doc *row = doc_object(arena), *area;

	for (area = doc_first(areas); area; area = area->next)
		if (strcmp(doc_str(area, "name"), doc_chars(tag)) == 0)
			break;
	if (!area)
		return;
	doc_add(doc_get(area, "operations"), row);
	doc_append(row, "id", text_of(arena, o, "operationId"));
	doc_append(row, "method", doc_text(arena, o->name));
	doc_append(row, "path", doc_text(arena, path->name));
	doc_append(row, "summary", text_of(arena, o, "summary"));
	doc_append(row, "parameters", parameters_of(arena, o));
	doc_append(row, "takes", content_of(arena, doc_get(o, "requestBody")));
	doc_append(row, "takesAt", schema_of(arena, doc_get(o, "requestBody")));
	doc_append(row, "status", doc_text(arena, ok ? ok->name : NULL));
	doc_append(row, "gives", content_of(arena, ok));
	doc_append(row, "givesAt", schema_of(arena, ok));
	doc_append(row, "others", others_of(arena, responses, ok));
	put_security(arena, o, row);
}

struct doc *
manual_page(struct cx *cx)
{
	struct arena *arena = cx->arena;
	size_t n;
	char *text = system_contract(cx, &n);
	const struct doc *all = text ? json_parse(&cx->err, text, n) : NULL;
	const struct doc *info = doc_get(all, "info"), *d, *o;
	struct doc *page, *areas, *area;

	if (!all)
		return NULL;
	page = doc_object(arena);
	doc_append(page, "version", text_of(arena, info, "version"));
	doc_append(page, "text", text_of(arena, info, "description"));
	areas = doc_append(page, "areas", doc_list(arena));
	for (d = doc_first(doc_get(all, "tags")); d; d = d->next) {
		area = doc_add(areas, doc_object(arena));
		doc_append(area, "name", text_of(arena, d, "name"));
		doc_append(area, "operations", doc_list(arena));
	}
	for (d = doc_first(doc_get(all, "paths")); d; d = d->next)
		for (o = doc_first(d); o; o = o->next)
			add_operation(arena, areas, d, o);
	doc_append(page, "schemas", schemas_of(arena, doc_path(all,
	    "components.schemas")));
	return page;
}
