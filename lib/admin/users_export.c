/* Everybody, to a file. */
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "store/cursor.h"
#include "admin/users_import_parts.h"

#define PAGE	500
#define LINE_MAX_BYTES ((size_t)1 << 20)

static void
names_row(struct buf *b, const struct doc *person)
{
	const struct doc *d;

	for (d = doc_first(person); d; d = d->next)
		buf_fmt(b, "%s%s", d == person->first ? "" : ",", d->name);
	buf_str(b, "\r\n");
}

static void
value_row(struct buf *b, const struct doc *person)
{
	const struct doc *d;

	for (d = doc_first(person); d; d = d->next) {
		if (d != person->first)
			buf_char(b, ',');
		if (d->kind == DOC_BOOL)
			buf_str(b, d->truth ? "true" : "false");
		else if (doc_chars(d))
			csv_put(b, doc_chars(d));
	}
	buf_str(b, "\r\n");
}

static void
write_person(struct cx *cx, const struct doc *person, bool json, bool first,
    FILE *out)
{
	struct buf b;

	buf_init(&b, cx->arena, LINE_MAX_BYTES);
	if (json) {
		buf_str(&b, first ? "\n" : ",\n");
		json_print(&b, person);
	} else {
		if (first)
			names_row(&b, person);
		value_row(&b, person);
	}
	fputs(buf_done(&b, NULL), out);
}

bool
users_export(struct cx *cx, bool json, FILE *out)
{
	char cursor[200] = "";
	bool first = true;

	if (json)
		fputc('[', out);
	do {
		struct arena_mark mark = arena_mark(cx->arena);
		const char *keys[2], *next;
		struct doc *page, *d;

		if (!cursor_keys(cx, *cursor ? cursor : NULL, "tu", keys))
			return false;
		page = cursor_page(cx, DB(cx, SQL_USERS_EXPORT,
		    .created = keys[0], .id = keys[1],
		    .limit = cursor_limit(cx, PAGE)), PAGE);
		if (!page)
			return false;
		for (d = doc_first(doc_get(page, "items")); d; d = d->next) {
			write_person(cx, d, json, first, out);
			first = false;
		}
		next = doc_str(page, "next");
		snprintf(cursor, sizeof(cursor), "%s", next ? next : "");
		arena_rewind(cx->arena, mark);
	} while (*cursor);
	if (json)
		fputs("\n]\n", out);
	return !ferror(out) || fail(cx, ERR_INTERNAL, "writing failed");
}
