/*
 * Whatever comes as a file of people: rows rise, each is read or has faults
 * at pointers, and what waits of it is what was read. The first byte says
 * which kind of file it is.
 */
#include "admin/users_import_parts.h"

#include <string.h>

#include "data/conf.h"
#include "data/doc.h"
#include "data/text.h"
#include "store/cx.h"

#include "fuzz.h"

static void
check_row(struct cx *cx, const struct doc *d, bool json)
{
	const struct err_field *f;
	struct users_row row;

	if (users_read_row(cx, d, json, &row)) {
		REQUIRE(row.email && strchr(row.email, '@'));
		REQUIRE(text_valid(row.email, strlen(row.email)));
		REQUIRE(row.full_name && *row.full_name);
		REQUIRE(text_valid(row.full_name, strlen(row.full_name)));
		REQUIRE(!row.password || !row.password_hash);
	} else {
		REQUIRE(cx->err.kind == ERR_INVALID && cx->err.fields);
	}
	for (f = cx->err.fields; f; f = f->next)
		REQUIRE(f->pointer && f->detail);
	err_clear(&cx->err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "x.csv", "x.json", "x.ndjson" };
	struct arena *arena = arena_new();
	struct users_source s;
	struct conf conf;
	struct cx cx;
	const struct doc *d;
	int64_t last = 0;
	const char *text;

	if (!size) {
		arena_free(arena);
		return 0;
	}
	memset(&conf, 0, sizeof(conf));
	conf.password_dictionary = "/nonexistent";	/* the short list */
	cx_init(&cx, arena, &conf, NULL);
	text = arena_dup(arena, (const char *)data + 1, size - 1);
	if (users_open(&cx, &s, names[*data % 3], text, size - 1))
		while ((d = users_next(&s))) {
			REQUIRE(s.row > last);
			last = s.row;
			check_row(&cx, d, s.json);
		}
	REQUIRE(!cx.err.kind || cx.err.kind == ERR_MALFORMED);
	arena_free(arena);
	return 0;
}
