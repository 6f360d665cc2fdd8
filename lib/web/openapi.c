#include "web/openapi.h"

#include <string.h>

#include "base/arena.h"
#include "data/doc.h"
#include "web/batch.h"
#include "web/openapi_files.h"
#include "web/route.h"
#include "web/select.h"
#include "web/idempotency.h"

static void
add_schema(const struct shape *shape, void *arg)
{
	struct doc *schemas = ((void **)arg)[0];
	struct arena *arena = ((void **)arg)[1];
	bool answer = *(bool *)((void **)arg)[2];
	const char *name = answer ? shape->name :
	    arena_fmt(arena, "%sInput", shape->name);

	if (!doc_get(schemas, name))
		doc_append(schemas, name, field_schema(arena, shape, answer));
}

static void
add_schemas(struct arena *arena, struct doc *schemas,
    const struct shape *shape, bool answer)
{
	void *arg[] = { schemas, arena, &answer };

	if (shape)
		field_shapes(shape, answer, add_schema, arg);
}

static struct doc *
text_of(struct arena *arena, struct doc *object, const char *name,
    const char *value)
{
	return doc_append(object, name, doc_text(arena, value));
}

static struct doc *
object_in(struct arena *arena, struct doc *object, const char *name)
{
	return doc_append(object, name, doc_object(arena));
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
		doc_append(p, "required", doc_bool(arena, true));
	if (text)
		text_of(arena, p, "description", text);
	doc_append(p, "schema", schema);
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

static struct doc *
key_schema(struct arena *arena)
{
	struct doc *schema = string_schema(arena, NULL);

	doc_append(schema, "minLength", doc_int(arena, 1));
	doc_append(schema, "maxLength", doc_int(arena, IDEMPOTENCY_KEY_MAX));
	text_of(arena, schema, "pattern", "^[!-~]+$");
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

/* When an answer of such a status is to be expected. */
enum {
	IF_INPUT = 1, IF_PERSON = 2, IF_MEMBER = 4, IF_ID = 8, IF_NEW = 16,
	IF_VERSION = 32, IF_BODY = 64, IF_KEY = 128, IF_NOBODY = 256,
	IF_STORE = 512, IF_SEEN = 1024, IF_API = 2048, IF_CHANGE = 4096,
};

static unsigned
conditions(const struct route *r)
{
	unsigned is = IF_INPUT;		/* a query that is not known */

	if (r->need > NEED_NOBODY && r->need != NEED_LOCAL)
		is |= IF_PERSON;
	if (r->need > NEED_PERSON)
		is |= IF_MEMBER;
	if (strchr(r->path, ':') || r->query || r->body)
		is |= IF_ID;		/* or what is named there */
	if (r->method != GET)
		is |= IF_CHANGE;
	/* Whoever writes may come too late, or ask for what does not go. */
	if (r->method != GET && !(r->flags & R_SAFE))
		is |= IF_NEW;
	if (r->flags & R_MATCH)
		is |= IF_VERSION;
	if (r->body || r->each || r->accepts)
		is |= IF_BODY;
	if (idempotency_kept(r))
		is |= IF_KEY;
	if (r->method == POST && r->need == NEED_NOBODY)
		is |= IF_NOBODY;
	if (!(r->flags & R_NO_AUTH))
		is |= IF_STORE;
	if (r->need == NEED_NOBODY && r->scope)
		is |= IF_SEEN;		/* who says who they are, is asked */
	if (!(r->flags & R_RAW_BODY))
		is |= IF_API;
	return is;
}

static void
parameters(struct arena *arena, struct doc *operation,
    const struct route *r)
{
	struct doc *list = doc_list(arena);

	path_parameters(arena, list, r->path);
	if (r->query)
		query_parameters(arena, list, r->query);
	if (select_shape(r))
		parameter(arena, list, "fields", "query", string_schema(arena,
		    NULL), "Members that are wanted, with commas; the others "
		    "are left out.", false);
	if (r->expand)
		parameter(arena, list, "expand", "query", string_schema(arena,
		    NULL), arena_fmt(arena, "What is put into the answer: %s.",
		    r->expand), false);
	if (r->method != GET)
		parameter(arena, list, "Prefer", "header", string_schema(arena,
		    NULL), "return=minimal: no body.", false);
	if (conditions(r) & IF_KEY || r->flags & R_KEY)
		parameter(arena, list, "Idempotency-Key", "header",
		    key_schema(arena), "Kept for 24 hours with the "
		    "answer.", false);
	if (r->method == GET)
		parameter(arena, list, "If-None-Match", "header",
		    string_schema(arena, NULL), "The ETag last seen.",
		    false);
	if (conditions(r) & IF_VERSION)
		parameter(arena, list, "If-Match", "header",
		    string_schema(arena, NULL), "The ETag last seen.",
		    false);
	if (list->count)
		doc_append(operation, "parameters", list);
}

/* {"schema": {"$ref": …}, "example": …} */
static void
content(struct arena *arena, struct doc *types, const char *type,
    const char *schema, struct doc *example)
{
	struct doc *d = object_in(arena, types, type);

	doc_append(d, "schema", reference(arena, arena_fmt(arena,
	    "#/components/schemas/%s", schema)));
	if (example)
		doc_append(d, "example", example);
}

static bool
needs_something(const struct shape *shape)
{
	size_t i;

	for (i = 0; i < shape->n; i++)
		if (shape->fields[i].flags & F_REQUIRED)
			return true;
	return false;
}

/* A patch names what it changes and nothing else. */
static const char *
body_schema(struct arena *arena, const struct route *r)
{
	return arena_fmt(arena, "%s%s", r->body->name,
	    r->method == PATCH ? "Patch" : "Input");
}

/* {"items": [ one or more of a schema ]} */
static void
add_batch(struct arena *arena, struct doc *schemas, const char *name,
    const char *one, bool input)
{
	struct doc *d, *items;

	if (doc_get(schemas, name))
		return;
	d = object_in(arena, schemas, name);
	text_of(arena, d, "type", "object");
	if (input)
		doc_append(d, "additionalProperties", doc_bool(arena, false));
	doc_add(doc_append(d, "required", doc_list(arena)),
	    doc_text(arena, "items"));
	items = object_in(arena, object_in(arena, d, "properties"), "items");
	text_of(arena, items, "type", "array");
	if (input) {
		doc_append(items, "minItems", doc_int(arena, 1));
		doc_append(items, "maxItems", doc_int(arena, BATCH_MAX));
	}
	doc_append(items, "items", reference(arena, arena_fmt(arena,
	    "#/components/schemas/%s", one)));
}

/* One of a schema, or many: in place of the schema alone. */
static void
or_many(struct arena *arena, struct doc *types, const char *name, bool alone)
{
	static const char type[] = "application/json";
	struct doc *d = doc_get(types, type), *all;
	struct doc *many = reference(arena, arena_fmt(arena,
	    "#/components/schemas/%s", name));

	if (!d)
		d = object_in(arena, types, type);
	if (alone) {
		doc_set(d, "schema", many);
		return;
	}
	all = doc_list(arena);
	doc_add(all, doc_drop(d, "schema"));
	doc_add(all, many);
	doc_append(object_in(arena, d, "schema"), "anyOf", all);
}

/* What a row that takes many takes and gives. */
static void
batches(struct arena *arena, struct doc *operation, struct doc *schemas,
    const struct route *r, const struct route *one)
{
	struct doc *body = doc_get(operation, "requestBody"), *ok, *types;
	const char *in, *out, *status = r->method == POST ? "201" : "200";

	if (!one)
		return;
	in = arena_fmt(arena, "%sBatch%s", one->body->name,
	    one->method == PATCH ? "Patch" : "Input");
	out = arena_fmt(arena, "%sBatch", one->answer->name);
	add_batch(arena, schemas, in, body_schema(arena, one), true);
	add_batch(arena, schemas, out, one->answer->name, false);
	if (!body)
		body = object_in(arena, operation, "requestBody");
	doc_set(body, "required", doc_bool(arena, true));
	types = doc_get(body, "content");
	if (!types)
		types = object_in(arena, body, "content");
	or_many(arena, types, in, !r->body);
	ok = doc_get(doc_get(operation, "responses"), status);
	types = doc_get(ok, "content");
	if (!types)
		types = object_in(arena, ok, "content");
	or_many(arena, types, out, !r->body);
}

/* What schema.org says of it stands there; this is enough to tell it from
 * ours. What is sent may also have it somewhere within. */
static struct doc *
ld_schema(struct arena *arena, bool answer)
{
	struct doc *schema = doc_object(arena), *properties, *required;

	text_of(arena, schema, "type", "object");
	text_of(arena, schema, "description", "A Recipe of schema.org.");
	properties = object_in(arena, schema, "properties");
	if (!answer)
		return schema;
	doc_append(properties, "@context", string_schema(arena, NULL));
	doc_append(properties, "@type", string_schema(arena, NULL));
	required = doc_append(schema, "required", doc_list(arena));
	doc_add(required, doc_text(arena, "@context"));
	doc_add(required, doc_text(arena, "@type"));
	return schema;
}

static void
request_body(struct arena *arena, struct doc *operation,
    const struct route *r)
{
	const char *schema;
	struct doc *body, *types, *example;

	if ((!r->body && !r->accepts) || r->method == GET)
		return;
	body = object_in(arena, operation, "requestBody");
	doc_append(body, "required", doc_bool(arena,
	    r->accepts || r->method == PATCH || needs_something(r->body)));
	openapi_limit(arena, body, r);
	types = object_in(arena, body, "content");
	openapi_files(arena, types, r);
	if (!r->body)
		return;
	schema = body_schema(arena, r);
	example = field_example(arena, r->body, false);
	content(arena, types, "application/json", schema, example);
	if (r->flags & R_LD)
		doc_append(object_in(arena, types, "application/ld+json"),
		    "schema", ld_schema(arena, false));
	if (r->method == PATCH)
		content(arena, types, "application/merge-patch+json", schema,
		    doc_copy(arena, example));
}

static void
add_patch(struct arena *arena, struct doc *schemas,
    const struct shape *shape)
{
	struct doc *patch = field_schema(arena, shape, false);
	size_t i;

	doc_drop(patch, "required");
	doc_set(schemas, arena_fmt(arena, "%sPatch", shape->name), patch);
	for (i = 0; i < shape->n; i++) {
		const struct field *f = &shape->fields[i];

		if ((f->type == FT_LIST || f->type == FT_OBJECT) &&
		    !(f->flags & F_SERVER))
			add_schemas(arena, schemas, f->shape, false);
	}
}

static int
status_of(const struct route *r)
{
	return r->flags & R_EMPTY ? 204 : r->flags & R_CREATED ? 201 :
	    r->flags & R_ACCEPTED ? 202 : 200;
}

static void
answer_header(struct arena *arena, struct doc *answer, const char *name,
    const char *text)
{
	struct doc *headers = doc_get(answer, "headers"), *d;

	if (!headers)
		headers = object_in(arena, answer, "headers");
	d = object_in(arena, headers, name);
	text_of(arena, d, "description", text);
	doc_append(d, "schema", string_schema(arena, NULL));
}

static struct doc *
problem_answer(struct arena *arena, struct doc *answers, const char *status,
    const char *text)
{
	struct doc *answer = object_in(arena, answers, status);

	text_of(arena, answer, "description", text);
	doc_append(object_in(arena, object_in(arena, answer, "content"),
	    "application/problem+json"), "schema",
	    reference(arena, "#/components/schemas/Problem"));
	return answer;
}

static void
problem_answers(struct arena *arena, struct doc *all, const struct route *r)
{
	static const struct {
		unsigned	 when;
		const char	*status, *text;
		bool		 later;
	} problems[] = {
		{ IF_INPUT, "400", "Some fields need attention.", false },
		{ IF_PERSON | IF_NOBODY | IF_SEEN, "401", "Log in first.",
		    false },
		{ IF_PERSON | IF_NOBODY | IF_SEEN, "403", "Not allowed, or not "
		    "with this token.", false },
		{ IF_ID, "404", "Not there, or not yours to see.", false },
		{ IF_API, "406", "This address gives JSON.", false },
		{ IF_NEW, "409", "Not as things are: an id or "
		    "name that is taken, somebody's last right.", false },
		{ IF_VERSION, "412", "Changed by somebody else meanwhile.",
		    false },
		{ IF_BODY | IF_CHANGE, "413", "More than is taken at once, or "
		    "than the household may keep.", false },
		{ IF_BODY, "415", "Not one of these media types.", false },
		{ IF_KEY, "422", "This Idempotency-Key was used for another "
		    "body.", false },
		{ IF_API, "429", "Too many tries.", true },
		{ IF_STORE, "503", "The database is away.", true },
	};
	unsigned is = conditions(r);
	struct doc *answer;
	size_t i;

	for (i = 0; i < COUNT(problems); i++) {
		if (!(is & problems[i].when))
			continue;
		answer = problem_answer(arena, all, problems[i].status,
		    problems[i].text);
		if (problems[i].later)
			answer_header(arena, answer, "Retry-After",
			    "Seconds.");
		if (strcmp(problems[i].status, "401") == 0)
			answer_header(arena, answer, "WWW-Authenticate",
			    "Bearer, and what is wrong with the token.");
		if (strcmp(problems[i].status, "412") == 0)
			answer_header(arena, answer, "ETag", "As it is now.");
		if (strcmp(problems[i].status, "429") == 0) {
			answer_header(arena, answer, "RateLimit",
			    "What is left of it.");
			answer_header(arena, answer, "RateLimit-Policy",
			    "How often it may be tried.");
		}
	}
	problem_answer(arena, all, "default", "Anything else that goes "
	    "wrong, by RFC 9457.");
}

/* One of two answers, in place of the first alone. */
static void
or_other(struct arena *arena, struct doc *types, const char *name)
{
	struct doc *d = doc_get(types, "application/json");
	struct doc *all = doc_list(arena);

	doc_add(all, doc_drop(d, "schema"));
	doc_add(all, reference(arena, arena_fmt(arena,
	    "#/components/schemas/%s", name)));
	doc_append(object_in(arena, d, "schema"), "oneOf", all);
}

/* Every GET has an ETag, and so has what has a version. */
static bool
has_tag(const struct route *r)
{
	size_t i;

	if (r->method == GET)
		return true;
	for (i = 0; r->answer && !(r->flags & R_EMPTY) && i < r->answer->n;
	    i++)
		if (strcmp(r->answer->fields[i].name, "version") == 0)
			return true;
	return false;
}

static void
good_answer(struct arena *arena, struct doc *ok, const struct route *r)
{
	struct doc *types;

	if (r->answer) {
		types = object_in(arena, ok, "content");
		content(arena, types, "application/json", r->answer->name,
		    field_example(arena, r->answer, true));
		if (r->other)
			or_other(arena, types, r->other->name);
		if (r->flags & R_LD && r->method == GET)
			doc_append(object_in(arena, types,
			    "application/ld+json"), "schema",
			    ld_schema(arena, true));
	} else if (r->flags & R_RAW_BODY) {
		types = object_in(arena, ok, "content");
		doc_append(object_in(arena, types, strstr(r->path, "json") ?
		    "application/json" : "text/plain"), "schema",
		    doc_object(arena));
	}
	if (r->flags & R_CREATED)
		answer_header(arena, ok, "Location", "Where it is now.");
	if (has_tag(r))
		answer_header(arena, ok, "ETag", "For If-Match and "
		    "If-None-Match.");
	if (r->flags & R_LIST)
		answer_header(arena, ok, "Link", "rel=next, when there is "
		    "more.");
	answer_header(arena, ok, "X-Request-Id", "As sent, or ours.");
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
	good_answer(arena, ok, r);
	if (!r->answer && status == 202)	/* an empty object */
		text_of(arena, object_in(arena, object_in(arena,
		    object_in(arena, ok, "content"), "application/json"),
		    "schema"), "type", "object");
	if (r->answer && r->method != GET && status == 200)
		text_of(arena, object_in(arena, all, "204"), "description",
		    "Done; with Prefer: return=minimal.");
	if (r->flags & R_FILE) {
		ok = object_in(arena, all, "200");
		text_of(arena, ok, "description", "The file.");
		doc_append(object_in(arena, object_in(arena, ok, "content"),
		    "application/zip"), "schema", doc_object(arena));
		answer_header(arena, ok, "Content-Disposition", "Its name.");
	}
	if (r->flags & R_CREATED && r->need > NEED_NOBODY) {
		struct doc *again = doc_copy(arena, ok);

		doc_set(again, "description", doc_text(arena,
		    "Made before with this id."));
		doc_drop(doc_get(again, "headers"), "Location");
		doc_append(all, "200", again);
	}
	if (r->method == GET) {
		ok = object_in(arena, all, "304");
		text_of(arena, ok, "description", "Not changed since.");
		answer_header(arena, ok, "ETag", "As it was sent.");
	}
	problem_answers(arena, all, r);
}

static void
security(struct arena *arena, struct doc *operation, const struct route *r)
{
	struct doc *list = doc_append(operation, "security", doc_list(arena));
	const char *scope = route_scope(r);
	struct doc *words;

	text_of(arena, operation, "x-needs", need_name(r->need));
	/* nobody in particular: no security, unless a person sees more */
	if (r->need == NEED_LOCAL || (r->need == NEED_NOBODY && !scope))
		return;
	if (r->need == NEED_NOBODY)
		doc_add(list, doc_object(arena));
	words = doc_append(doc_add(list, doc_object(arena)), "bearer",
	    doc_list(arena));
	if (scope)
		doc_add(words, doc_text(arena, scope));
	doc_append(doc_add(list, doc_object(arena)), "cookie",
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
		text_of(arena, operation, "operationId", r->op);
		text_of(arena, operation, "summary", r->doc ? r->doc : "");
		tags = doc_append(operation, "tags", doc_list(arena));
		doc_add(tags, doc_text(arena, arena_dup(arena, r->op,
		    strcspn(r->op, "."))));
		parameters(arena, operation, r);
		request_body(arena, operation, r);
		answers(arena, operation, r);
		batches(arena, operation, schemas, r, batch_each(responder, r));
		security(arena, operation, r);
		if (r->method == PATCH && r->body)
			add_patch(arena, schemas, r->body);
		else if (r->method != GET)
			add_schemas(arena, schemas, r->body, false);
		add_schemas(arena, schemas, r->answer, true);
		add_schemas(arena, schemas, r->other, true);
	}
	return part;
}
