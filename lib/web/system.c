#include "web/system.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/file.h"
#include "web/metrics.h"
#include "data/when.h"

#define METRICS_MAX	((size_t)4 << 20)
#define CONTRACT_MAX	((size_t)8 << 20)

static const struct field health_fields[] = {
	{ .name = "status", .type = FT_CHOICE, .words = "healthy" },
	{ .name = "environment", .type = FT_TEXT },
	{ .name = "version", .type = FT_TEXT },
	{ .name = "timestamp", .type = FT_INSTANT },
};
const struct shape health_shape = SHAPE_OUT("Health", health_fields);

static const struct field ready_fields[] = {
	{ .name = "status", .type = FT_CHOICE, .words = "ready" },
	{ .name = "schema", .type = FT_INT },
	{ .name = "writable", .type = FT_BOOL, .doc = "False while the "
	    "database takes no writes: what is there can be read." },
	{ .name = "version", .type = FT_TEXT },
	{ .name = "timestamp", .type = FT_INSTANT },
};
const struct shape ready_shape = SHAPE_OUT("Ready", ready_fields);

static struct doc *
common(struct cx *cx, const char *status)
{
	struct doc *d = doc_object(cx->arena);

	doc_append(d, "status", doc_text(cx->arena, status));
	doc_append(d, "version", doc_text(cx->arena, SYSTEM_VERSION));
	doc_append(d, "timestamp", doc_text(cx->arena,
	    when_instant_text(cx->arena, when_now())));
	return d;
}

struct doc *
system_health(struct cx *cx)
{
	struct doc *d = common(cx, "healthy");

	doc_append(d, "environment", doc_text(cx->arena,
	    cx->conf->environment));
	return d;
}

struct doc *
system_ready(struct cx *cx)
{
	struct doc *row = DB(cx, SQL_SCHEMA_VERSION,
	    .known = db_int(cx, SYSTEM_SCHEMA)), *d;
	double schema = doc_num(row, "version", 0);

	if (!row)
		return NULL;
	if ((int)schema < SYSTEM_NEEDS)
		fail(cx, ERR_UNAVAILABLE, "The database has schema %d; this "
		    "program needs %d. Run \"mealctl migrate\".",
		    (int)schema, SYSTEM_NEEDS);
	else if (doc_true(doc_get(row, "other")))
		fail(cx, ERR_UNAVAILABLE, "The database has schema %d, of a "
		    "newer version; this program knows %d. Install that "
		    "version of meal.", (int)schema, SYSTEM_SCHEMA);
	if (cx->err.kind) {
		cx->err.retry_after = 30;
		return NULL;
	}
	d = common(cx, "ready");
	doc_append(d, "schema", doc_int(cx->arena, (int)schema));
	doc_append(d, "writable", doc_get(row, "writable"));
	return d;
}

char *
system_metrics(struct cx *cx, size_t *n)
{
	struct buf b;

	buf_init(&b, cx->arena, METRICS_MAX);
	buf_fmt(&b, "# HELP meal_info The program.\n# TYPE meal_info gauge\n"
	    "meal_info{version=\"%s\"} 1\n", SYSTEM_VERSION);
	if (!metrics_print(&cx->err, cx->conf->runtime, &b))
		return NULL;
	*n = buf_len(&b);
	return buf_done(&b, NULL);
}

char *
system_contract(struct cx *cx, size_t *n)
{
	char *text = file_read(&cx->err, cx->conf->openapi, CONTRACT_MAX, n);

	if (!text)
		cx->err.retry_after = 0;
	return text;
}

struct doc *
system_error(struct cx *cx, int status)
{
	static const struct {
		int		 status;
		enum err_kind	 kind;
		const char	*text;
	} rows[] = {
		{ 400, ERR_MALFORMED, N_("The request cannot be read.") },
		{ 403, ERR_FORBIDDEN, N_("This is not for you to see.") },
		{ 404, ERR_NOT_FOUND, N_("There is nothing at this address.") },
		{ 405, ERR_METHOD, N_("This method does not work here.") },
		{ 408, ERR_MALFORMED, N_("The request took too long to "
		    "arrive.") },
		{ 411, ERR_MALFORMED, N_("Say how long the body is "
		    "(Content-Length).") },
		{ 413, ERR_TOO_LARGE, N_("The body is too large.") },
		{ 414, ERR_MALFORMED, N_("The address is too long.") },
		{ 415, ERR_MEDIA_TYPE, N_("Unknown kind of content.") },
		{ 416, ERR_MALFORMED, N_("No such range.") },
		{ 431, ERR_MALFORMED, N_("The headers are too long.") },
		{ 429, ERR_LIMITED, N_("Too many requests. Wait a little.") },
		{ 500, ERR_INTERNAL, N_("Something went wrong on our side.") },
		{ 501, ERR_MALFORMED, N_("This is not supported.") },
		{ 502, ERR_UNAVAILABLE, N_("Back in a moment.") },
		{ 503, ERR_UNAVAILABLE, N_("Back in a moment.") },
		{ 504, ERR_UNAVAILABLE, N_("That took too long. Try again.") },
	};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (rows[i].status == status)
			break;
	if (i == COUNT(rows))
		return fail(cx, status < 500 ? ERR_MALFORMED : ERR_INTERNAL,
		    "The request cannot be answered.");
	fail(cx, rows[i].kind, "%s", say(rows[i].text));
	if (rows[i].kind == ERR_UNAVAILABLE || rows[i].kind == ERR_LIMITED)
		cx->err.retry_after = 5;
	return NULL;
}

struct doc *
system_problem(struct cx *cx, const char *slug)
{
	struct doc *d;
	int kind;

	for (kind = 1; kind < ERR_KINDS; kind++)
		if (strcmp(err_slug((enum err_kind)kind), slug) == 0)
			break;
	if (kind == ERR_KINDS)
		return fail(cx, ERR_NOT_FOUND, "There is no such problem.");
	d = doc_object(cx->arena);
	doc_append(d, "slug", doc_text(cx->arena, slug));
	doc_append(d, "title", doc_text(cx->arena,
	    err_title((enum err_kind)kind)));
	doc_append(d, "status", doc_int(cx->arena,
	    err_status((enum err_kind)kind)));
	return d;
}
