/*
 * How much of an answer is wanted, where lists go on, and which row does one
 * of many: what needs no database.
 */
#include "web/select.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/json.h"
#include "web/batch.h"
#include "web/req.h"
#include "web/route.h"
#include "web/site.h"

#include "tap.h"

static struct cx cx;

static const struct field thing_fields[] = {
	{ .name = "id", .type = FT_UUID }, { .name = "name", .type = FT_TEXT },
	{ .name = "namePlus", .type = FT_TEXT },
	{ .name = "page", .type = FT_TEXT, .flags = F_PAGE },
};
static const struct shape thing = SHAPE_OUT("Thing", thing_fields);
static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &thing },
};
static const struct shape list = SHAPE_OUT("Things", list_fields);
static const struct field query_fields[] = {
	{ .name = "limit", .type = FT_INT }, { .name = "sort",
	    .type = FT_TEXT }, { .name = "cursor", .type = FT_TEXT },
};
static const struct shape query = SHAPE_OUT("Query", query_fields);

static const struct route one = { .method = GET, .path = "/things/:id",
	.answer = &thing, .expand = "food recipe" };
static const struct route many = { .method = GET, .path = "/things",
	.answer = &list, .query = &query, .flags = R_LIST };

static struct doc *
parse(const char *text)
{
	struct doc *d = json_parse(&cx.err, text, strlen(text));

	if (!d)
		ok(false, text);
	return d;
}

static const char *
json_of(const struct doc *d)
{
	struct buf b;

	buf_init(&b, cx.arena, 1 << 20);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static struct req
asked(const struct route *route, const char *said)
{
	err_clear(&cx.err);
	return (struct req){ .cx = &cx, .route = route, .method = GET,
	    .api = true, .query = parse(said), .path = { .n = 1,
	    .segments = { "things" } } };
}

static const char *
fault(struct req *rq)
{
	return select_read(rq) ? "-" : cx.err.fields ?
	    cx.err.fields->parameter : "?";
}

static void
test_read(void)
{
	static const char *const bad[] = { "names", "nam", "name,,id",
	    ",name", "name, id", "page", "items", "NAME", "name;id" };
	struct req rq;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		rq = asked(&one, "{}");
		doc_append(rq.query, "fields", doc_text(cx.arena, bad[i]));
		is_str(fault(&rq), "fields", bad[i]);
	}
	rq = asked(&one, "{\"fields\":\"name,id\",\"q\":\"x\"}");
	is_str(fault(&rq), "-", "members that there are");
	is_str(json_of(rq.query), "{\"q\":\"x\"}", "taken out of the query");
	rq = asked(&one, "{\"fields\":\"\"}");
	is_str(fault(&rq), "-", "none");
	ok(!rq.fields, "is all");
	rq = asked(&one, "{\"expand\":\"recipe,food\"}");
	is_str(fault(&rq), "-", "words of the row");
	is_int(rq.expand, 3, "a bit for each");
	rq = asked(&one, "{\"expand\":\"recipe\"}");
	select_read(&rq);
	is_int(rq.expand, 2, "its own");
	rq = asked(&one, "{\"expand\":\"foo\"}");
	is_str(fault(&rq), "expand", "a beginning is no word");
	rq = asked(&one, "{\"expand\":\"food recipe\"}");
	is_str(fault(&rq), "expand", "two are none");
	rq = asked(&many, "{\"expand\":\"food\"}");
	is_str(fault(&rq), "-", "a row without words");
	is_str(json_of(rq.query), "{\"expand\":\"food\"}", "leaves it alone");
}

static void
test_apply(void)
{
	struct req rq = asked(&one, "{\"fields\":\"name\"}");
	struct doc *d = parse("{\"id\":1,\"name\":2,\"namePlus\":3}");

	select_read(&rq);
	select_apply(&rq, d);
	is_str(json_of(d), "{\"name\":2}", "of a thing");
	rq = asked(&many, "{\"fields\":\"namePlus,id\"}");
	select_read(&rq);
	d = parse("{\"items\":[{\"id\":1,\"name\":2},{\"namePlus\":3}],"
	    "\"next\":\"x\"}");
	select_apply(&rq, d);
	is_str(json_of(d), "{\"items\":[{\"id\":1},{\"namePlus\":3}],"
	    "\"next\":\"x\"}", "of a list's items, not of the list");
	rq = asked(&one, "{}");
	d = parse("{\"id\":1}");
	select_apply(&rq, d);
	is_str(json_of(d), "{\"id\":1}", "unless it was asked for");
}

/* The next of a list that was asked for so. */
static const char *
next(const char *said, const char *path)
{
	struct req rq = asked(&many, said);
	struct doc *d = parse("{\"items\":[],\"next\":\"61\"}");

	rq.path.segments[0] = arena_str(cx.arena, path);
	select_next(&rq, d);
	return doc_str(d, "next");
}

/* What is left of a cursor that comes with a query; NULL: refused. */
static const char *
taken(const char *said, const char *cursor)
{
	struct req rq = asked(&many, said);

	doc_append(rq.query, "cursor", doc_text(cx.arena, cursor));
	return select_cursor(&rq) ? doc_str(rq.query, "cursor") : NULL;
}

static void
test_marks(void)
{
	const char *newest = next("{\"limit\":\"5\"}", "things");
	const char *named = next("{\"sort\":\"name\"}", "things");

	is_str(taken("{\"limit\":\"50\"}", newest), "61",
	    "a list's own, at another length of page");
	is_str(taken("{\"sort\":\"name\"}", named), "61", "of its sort");
	is_str(taken("{}", named), NULL, "not of another");
	is_str(taken("{}", next("{}", "others")), NULL,
	    "not of another list");
	is_str(taken("{}", ""), NULL, "nor an empty one");
	is_str(taken("{}", "61"), NULL, "nor one without its mark");
	is_str(taken("{}", arena_dup(cx.arena, newest, 8)), NULL,
	    "nor a mark alone");
	is_str(taken("{}", arena_dup(cx.arena, newest, 7)), NULL,
	    "not half of one");
	ok(strcmp(newest, next("{}", "things")) == 0, "the same each time");
}

/* ---- many at once ------------------------------------------------------ */

static const struct shape body = SHAPE_OUT("Body", thing_fields);
static const struct route rows[] = {
	{ .method = POST, .path = "/things", .each = "/things/:id",
	    .body = &body },
	{ .method = PATCH, .path = "/things", .each = "/things/:id" },
	{ .method = POST, .path = "/things/:id", .body = &body,
	    .flags = R_PAGE },
	{ .method = PATCH, .path = "/things/:id", .body = &body },
};
static const struct responder all = { .name = "things", .routes = rows,
    .n = COUNT(rows) };

static const char *
batch_fault(const char *said)
{
	static struct site site = { .responder = &all };
	struct req rq = asked(&rows[1], "{}");

	rq.site = &site;
	rq.body = parse(said);
	return batch_run(&rq) ? "-" : cx.err.fields ?
	    cx.err.fields->pointer : "?";
}

static void
test_batch(void)
{
	struct req rq = asked(&rows[1], "{}");
	struct doc *items;
	int i;

	ok(batch_is(&rq), "a row that does nothing else");
	rq.api = false;
	ok(!batch_is(&rq), "not of pages");
	rq = asked(&rows[0], "{}");
	rq.body = parse("{\"name\":\"x\"}");
	ok(!batch_is(&rq), "one that does one");
	rq.body = parse("{\"items\":[]}");
	ok(batch_is(&rq), "or many");
	ok(batch_each(&all, &rows[1]) == &rows[3], "the row of one");
	ok(!batch_each(&all, &rows[0]), "a page's is none");
	ok(!batch_each(&all, &rows[3]), "one that takes no batch");
	is_str(batch_fault("{}"), "/items", "no items");
	is_str(batch_fault("{\"items\":{}}"), "/items", "no list");
	is_str(batch_fault("{\"items\":[]}"), "/items", "an empty one");
	is_str(batch_fault("{\"name\":1,\"items\":[{}]}"), "/name",
	    "something besides");
	items = doc_list(cx.arena);
	for (i = 0; i < BATCH_MAX + 1; i++)
		doc_add(items, doc_object(cx.arena));
	is_str(batch_fault(arena_fmt(cx.arena, "{\"items\":%s}",
	    json_of(items))), "/items", "too many");
}

int
main(void)
{
	struct arena *arena = arena_new();

	cx_init(&cx, arena, NULL, NULL);
	test_read();
	test_apply();
	test_marks();
	test_batch();
	is_int(err_bugs(), 0, "no bug");
	arena_free(arena);
	return done();
}
