#include "openapi.h"

#include <string.h>

#include "arena.h"
#include "doc.h"
#include "route.h"

static void
add_schema(const struct shape *shape, void *arg)
{
	struct doc *schemas = ((void **)arg)[0];
	struct arena *arena = ((void **)arg)[1];
	bool answer = *(bool *)((void **)arg)[2];
	const char *name = answer ? shape->name :
	    arena_fmt(arena, "%sInput", shape->name);

	if (!doc_get(schemas, name))
		doc_put(schemas, name, field_schema(arena, shape, answer));
}

static void
add_schemas(struct arena *arena, struct doc *schemas,
    const struct shape *shape, bool answer)
{
	void *arg[] = { schemas, arena, &answer };

	if (shape)
		field_shapes(shape, add_schema, arg);
}

static struct doc *
text_of(struct arena *arena, struct doc *object, const char *name,
    const char *value)
{
	return doc_put(object, name, doc_text(arena, value));
}

static struct doc *
object_in(struct arena *arena, struct doc *object, const char *name)
{
	return doc_put(object, name, doc_object(arena));
}

static struct doc *
reference(struct arena *arena, const char *to)
{
	struct doc *d = doc_object(arena);

	text_of(arena, d, "$ref", to);
	return d;
}

static void
parameter(struct arena *arena, struct doc *list, const char *name,
    const char *in, struct doc *schema, const char *text, bool required)
{
	struct doc *p = doc_add(list, doc_object(arena));

	text_of(arena, p, "name", name);
	text_of(arena, p, "in", in);
	if (required)
		doc_put(p, "required", doc_bool(arena, true));
	if (text)
		text_of(arena, p, "description", text);
	doc_put(p, "schema", schema);
}

static struct doc *
string_schema(struct arena *arena, const char *format)
{
	struct doc *schema = doc_object(arena);

	text_of(arena, schema, "type", "string");
	if (format)
		text_of(arena, schema, "format", format);
	return schema;
}

static void
path_parameters(struct arena *arena, struct doc *list, const char *path)
{
	const char *p = path;

	while ((p = strchr(p, ':'))) {
		size_t n = strcspn(++p, "/");
		const char *name = arena_dup(arena, p, n);
		bool id = n >= 2 && (strcmp(name + n - 2, "id") == 0 ||
		    strcmp(name + n - 2, "Id") == 0);

		parameter(arena, list, name, "path",
		    string_schema(arena, id ? "uuid" : NULL), NULL, true);
	}
}

static void
query_parameters(struct arena *arena, struct doc *list,
    const struct shape *query)
{
	struct doc *properties = doc_get(field_schema(arena, query, false),
	    "properties");
	struct doc *d, *next;
	size_t i;

	for (d = doc_first(properties), i = 0; d; d = next, i++) {
		next = d->next;
		parameter(arena, list, query->fields[i].name, "query",
		    doc_copy(arena, d), query->fields[i].doc,
		    query->fields[i].flags & F_REQUIRED);
	}
}

static void
parameters(struct arena *arena, struct doc *operation,
    const struct route *r)
{
	struct doc *list = doc_list(arena);

	path_parameters(arena, list, r->path);
	if (r->query)
		query_parameters(arena, list, r->query);
	if (r->method == POST && r->need > NEED_NOBODY)
		parameter(arena, list, "Idempotency-Key", "header",
		    string_schema(arena, NULL), "Kept for 24 hours with the "
		    "answer.", false);
	if (r->method == PUT || r->method == PATCH || r->method == DELETE)
		parameter(arena, list, "If-Match", "header",
		    string_schema(arena, NULL), "The ETag last seen.",
		    false);
	if (list->count)
		doc_put(operation, "parameters", list);
}

static void
request_body(struct arena *arena, struct doc *operation,
    const struct route *r)
{
	struct doc *body, *content;

	if (!r->body || r->method == GET)
		return;
	body = object_in(arena, operation, "requestBody");
	content = object_in(arena, body, "content");
	/* A patch names what it changes and nothing else. */
	if (r->method == PATCH)
		doc_put(object_in(arena, content,
		    "application/merge-patch+json"), "schema",
		    string_schema(arena, NULL));
	doc_put(object_in(arena, content, "application/json"), "schema",
	    r->method == PATCH ? doc_object(arena) :
	    reference(arena, arena_fmt(arena,
	    "#/components/schemas/%sInput", r->body->name)));
	if (r->method == PATCH)
		doc_set(doc_get(content, "application/merge-patch+json"),
		    "schema", doc_object(arena));
}

static int
status_of(const struct route *r)
{
	return r->flags & R_EMPTY ? 204 : r->flags & R_CREATED ? 201 :
	    r->flags & R_ACCEPTED ? 202 : 200;
}

static void
problem_answer(struct arena *arena, struct doc *answers, const char *status,
    const char *text)
{
	struct doc *answer = object_in(arena, answers, status);

	text_of(arena, answer, "description", text);
	doc_put(object_in(arena, object_in(arena, answer, "content"),
	    "application/problem+json"), "schema",
	    reference(arena, "#/components/schemas/Problem"));
}

static void
answers(struct arena *arena, struct doc *operation, const struct route *r)
{
	struct doc *all = object_in(arena, operation, "responses"), *ok;
	int status = status_of(r);

	ok = object_in(arena, all, arena_fmt(arena, "%d", status));
	text_of(arena, ok, "description", status == 204 ? "Done." :
	    status == 201 ? "Created." : status == 202 ? "Accepted." :
	    "The answer.");
	if (r->answer)
		doc_put(object_in(arena, object_in(arena, ok, "content"),
		    "application/json"), "schema", reference(arena,
		    arena_fmt(arena, "#/components/schemas/%s",
		    r->answer->name)));
	if (r->flags & R_CREATED) {
		struct doc *again = doc_copy(arena, ok);

		doc_set(again, "description", doc_text(arena,
		    "Made before with this id."));
		doc_put(all, "200", again);
	}
	if (r->flags & R_ETAG)
		text_of(arena, object_in(arena, all, "304"), "description",
		    "Not changed since.");
	if (r->body || r->query)
		problem_answer(arena, all, "400", "Some fields need "
		    "attention.");
	if (r->need > NEED_NOBODY && r->need != NEED_LOCAL)
		problem_answer(arena, all, "401", "Log in first.");
	if (r->need > NEED_PERSON && r->need != NEED_LOCAL)
		problem_answer(arena, all, "403", "Not allowed.");
	if (strchr(r->path, ':'))
		problem_answer(arena, all, "404", "Not there, or not yours "
		    "to see.");
	if (r->method == PUT || r->method == PATCH || r->method == DELETE)
		problem_answer(arena, all, "412", "Changed by somebody else "
		    "meanwhile.");
	problem_answer(arena, all, "default", "Anything else that goes "
	    "wrong, by RFC 9457.");
}

static void
security(struct arena *arena, struct doc *operation, const struct route *r)
{
	struct doc *list = doc_put(operation, "security", doc_list(arena));

	if (r->need == NEED_NOBODY)
		doc_add(list, doc_object(arena));
	if (r->need == NEED_LOCAL)
		return;
	doc_put(doc_add(list, doc_object(arena)), "bearer",
	    doc_list(arena));
	doc_put(doc_add(list, doc_object(arena)), "cookie",
	    doc_list(arena));
}

/* "/recipes/:id" → "/recipes/{id}" */
static char *
template_path(struct arena *arena, const char *path)
{
	char *out = arena_alloc(arena, 2 * strlen(path) + 1), *to = out;

	while (*path) {
		if (*path != ':') {
			*to++ = *path++;
			continue;
		}
		*to++ = '{';
		for (path++; *path && *path != '/'; path++)
			*to++ = *path;
		*to++ = '}';
	}
	return out;
}

static const char *
lower_method(enum method method)
{
	static const char *const names[] = { "get", "post", "put", "patch",
	    "delete", "options" };

	return names[method];
}

struct doc *
openapi_part(struct arena *arena, const struct responder *responder)
{
	struct doc *part = doc_object(arena);
	struct doc *paths = object_in(arena, part, "paths");
	struct doc *schemas = object_in(arena, part, "schemas");
	size_t i;

	for (i = 0; i < responder->n; i++) {
		const struct route *r = &responder->routes[i];
		struct doc *path, *operation, *tags;
		const char *name;

		if (!route_api(r) || r->flags & R_INTERNAL)
			continue;
		name = template_path(arena, r->path);
		path = doc_get(paths, name);
		if (!path)
			path = object_in(arena, paths, name);
		operation = object_in(arena, path, lower_method(r->method));
		text_of(arena, operation, "summary", r->doc ? r->doc : "");
		tags = doc_put(operation, "tags", doc_list(arena));
		doc_add(tags, doc_text(arena, responder->name));
		parameters(arena, operation, r);
		request_body(arena, operation, r);
		answers(arena, operation, r);
		security(arena, operation, r);
		if (r->method != GET)
			add_schemas(arena, schemas, r->body, false);
		add_schemas(arena, schemas, r->answer, true);
	}
	return part;
}
