/*
 * What csv_row accepts is at most CSV_FIELDS_MAX fields of CSV_FIELD_MAX
 * bytes a row, in rising rows; a field without NUL, written with csv_put,
 * reads as itself and begins like no formula.
 */
#include "data/csv.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"

#include "fuzz.h"

#define OUT_MAX ((size_t)64 << 20)

static void
check_field(struct arena *arena, const struct doc *d)
{
	struct doc *again;
	struct err e;
	struct buf b;
	struct csv c;

	REQUIRE(d->len <= CSV_FIELD_MAX && d->text[d->len] == '\0');
	if (strlen(d->text) != d->len || d->len + 1 > CSV_FIELD_MAX)
		return;
	buf_init(&b, arena, OUT_MAX);
	csv_put(&b, d->text);
	REQUIRE(!buf_len(&b) || !strchr("=+-@\t\r", *buf_done(&b, NULL)));
	buf_char(&b, ',');
	err_init(&e, arena);
	csv_init(&c, &e, buf_done(&b, NULL), buf_len(&b));
	if (strncmp(d->text, "\xef\xbb\xbf", 3) == 0)
		return;		/* at the beginning of a file it is a mark */
	again = csv_row(&c);
	REQUIRE(again && again->count == 2);
	REQUIRE(strcmp(csv_plain(again->first->text), d->text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const struct doc *row, *d;
	size_t last = 0;
	struct err e;
	struct csv c;

	err_init(&e, arena);
	csv_init(&c, &e, (const char *)data, size);
	while ((row = csv_row(&c))) {
		REQUIRE(c.row > last);
		REQUIRE(row->count >= 1 && row->count <= CSV_FIELDS_MAX);
		last = c.row;
		for (d = row->first; d; d = d->next)
			check_field(arena, d);
	}
	REQUIRE(e.kind == ERR_NONE || e.kind == ERR_MALFORMED);
	arena_free(arena);
	return 0;
}
