#include "web/select.h"

#include <string.h>

#include "base/buf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/field.h"
#include "data/json.h"
#include "store/secret.h"
#include "web/req.h"
#include "web/route.h"

#define MARKED_MAX 65536

/* The place of a word among others (between blanks, commas), or -1. */
static int
place_of(const char *words, const char *word, size_t n)
{
	int i = 0;

	while (*words) {
		size_t len = strcspn(words, " ,");

		if (len == n && memcmp(words, word, n) == 0)
			return i;
		i += len > 0;
		words += len + (words[len] != '\0');
	}
	return -1;
}

static const struct field *
member(const struct shape *shape, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < shape->n; i++)
		if (strlen(shape->fields[i].name) == n &&
		    memcmp(shape->fields[i].name, name, n) == 0 &&
		    !(shape->fields[i].flags & F_PAGE))
			return &shape->fields[i];
	return NULL;
}

const struct shape *
select_shape(const struct route *r)
{
	const struct field *items;

	if (r->method != GET || !r->answer || !route_api(r))
		return NULL;
	if (!(r->flags & R_LIST))
		return r->answer;
	items = member(r->answer, "items", 5);
	return items ? items->shape : NULL;
}

static bool
read_fields(struct req *rq, const struct shape *shape, const char *fields)
{
	const char *p = fields;

	while (*p) {
		size_t n = strcspn(p, ",");

		if (!n || !member(shape, p, n))
			return fail_as(rq->cx, "unknown",
			    fail_parameter(rq->cx, "fields", "There is no "
			    "member \"%.*s\" here.", (int)(n < 60 ? n : 60),
			    p));
		p += n + (p[n] != '\0');
	}
	rq->fields = *fields ? fields : NULL;
	return true;
}

static bool
read_expand(struct req *rq, const char *expand)
{
	const char *p = expand;

	while (*p) {
		size_t n = strcspn(p, ",");
		int place = place_of(rq->route->expand, p, n);

		if (place < 0)
			return fail_as(rq->cx, "choice",
			    fail_parameter(rq->cx, "expand", "There is "
			    "nothing called \"%.*s\" to be put in here. Use "
			    "%s.", (int)(n < 60 ? n : 60), p,
			    rq->route->expand));
		rq->expand |= 1u << place;
		p += n + (p[n] != '\0');
	}
	return true;
}

bool
select_read(struct req *rq)
{
	const char *fields = doc_str(rq->query, "fields");
	const char *expand = doc_str(rq->query, "expand");
	const struct shape *shape = select_shape(rq->route);

	if (!rq->api)
		return true;
	if (fields && shape) {
		read_fields(rq, shape, fields);
		doc_drop(rq->query, "fields");
	}
	if (expand && rq->route->expand) {
		read_expand(rq, expand);
		doc_drop(rq->query, "expand");
	}
	return !rq->cx->err.kind;
}

/* ---- where a list goes on ---------------------------------------------- */

#define MARK 8		/* characters */

/* What a list is of: its address and what its query says but for the page; and
 * where it goes on, so that a cursor that was cut or lengthened is none. */
static void
mark_of(struct req *rq, const char *keys, char mark[MARK + 1])
{
	const struct shape *query = rq->route->query;
	struct doc *said = doc_object(rq->cx->arena), *d;
	struct buf b;
	size_t i;

	for (i = 0; i < query->n; i++) {
		const char *name = query->fields[i].name;

		d = doc_get(rq->query, name);
		if (d && strcmp(name, "cursor") != 0 &&
		    strcmp(name, "limit") != 0)
			doc_append(said, name, doc_copy(rq->cx->arena, d));
	}
	buf_init(&b, rq->cx->arena, MARKED_MAX);
	for (i = 0; i < rq->path.n; i++)
		buf_fmt(&b, "/%s", rq->path.segments[i]);
	json_print(&b, said);
	buf_str(&b, keys);
	secret_etag(mark, buf_done(&b, NULL), buf_len(&b));
}

bool
select_cursor(struct req *rq)
{
	const struct doc *d = doc_get(rq->query, "cursor");
	const char *cursor = doc_chars(d);
	char mark[MARK + 1];

	if (!(rq->route->flags & R_LIST) || !cursor)
		return true;
	if (d->len > MARK && strlen(cursor) == d->len)
		mark_of(rq, cursor + MARK, mark);
	else
		mark[0] = '\0';
	if (!*mark || strncmp(cursor, mark, MARK) != 0)
		return fail_parameter(rq->cx, "cursor", "This is no cursor of "
		    "this list.");
	doc_set(rq->query, "cursor", doc_text(rq->cx->arena, cursor + MARK));
	return true;
}

void
select_next(struct req *rq, struct doc *d)
{
	const char *next = doc_str(d, "next");
	char mark[MARK + 1];

	if (!(rq->route->flags & R_LIST) || !next || rq->method != GET)
		return;
	mark_of(rq, next, mark);
	doc_set(d, "next", doc_text(rq->cx->arena, arena_fmt(rq->cx->arena,
	    "%s%s", mark, next)));
}

/* ------------------------------------------------------------------------ */

static void
leave_out(struct doc *d, const char *fields)
{
	struct doc *m, *next;

	for (m = doc_first(d); m; m = next) {
		next = m->next;
		if (place_of(fields, m->name, m->name_len) < 0)
			doc_drop(d, m->name);
	}
}

void
select_apply(struct req *rq, struct doc *d)
{
	struct doc *item;

	if (!rq->fields)
		return;
	if (!(rq->route->flags & R_LIST)) {
		leave_out(d, rq->fields);
		return;
	}
	for (item = doc_first(doc_get(d, "items")); item; item = item->next)
		leave_out(item, rq->fields);
}
