/*
 * Up to four templates and a JSON document, with a NUL after each template.
 * The first is rendered; the others are named p, q, r. It comes to an end,
 * with an error set or without, and an error leaves nothing in the buf.
 */
#include "data/tmpl.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/format.h"
#include "data/json.h"

#include "fuzz.h"

#define TEMPLATES_MAX	4
#define OUT_MAX		(64 << 10)

static void
render(struct arena *arena, const struct tmpl_source *sources, size_t n,
    const struct doc *doc)
{
	static const struct format_env env = {
		.locale = "de-DE", .zone = "Europe/Berlin",
		.today = "2026-11-23",
	};
	const struct doc *stack[1] = { doc };
	struct tmpl_set *set;
	struct buf out;
	struct err e;
	bool ok;

	err_init(&e, arena);
	set = tmpl_compile(&e, sources, n, format_table, format_count);
	REQUIRE(!set == (e.kind == ERR_INTERNAL));
	if (!set)
		return;
	buf_init(&out, arena, OUT_MAX);
	ok = tmpl_render(&e, set, "x", stack, 1, &env, &out);
	REQUIRE(!ok == (e.kind == ERR_INTERNAL));
	REQUIRE(ok || !buf_len(&out));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[TEMPLATES_MAX] = { "x", "p", "q", "r" };
	struct tmpl_source sources[TEMPLATES_MAX];
	const char *p = (const char *)data, *end = p + size, *stop;
	struct arena *arena = arena_new();
	const struct doc *doc;
	struct err e;
	size_t n = 0;

	while (n < TEMPLATES_MAX && p < end &&
	    (stop = memchr(p, '\0', (size_t)(end - p)))) {
		sources[n] = (struct tmpl_source){
			names[n], p, (size_t)(stop - p),
		};
		p = stop + 1;
		n++;
	}
	err_init(&e, arena);
	doc = p < end ? json_parse(&e, p, (size_t)(end - p)) : NULL;
	if (!doc && n)		/* what is no JSON: a raw value like that */
		doc = doc_set(doc_object(arena), "a", doc_raw(arena,
		    p < end ? p : "", (size_t)(end - p)));
	if (n)
		render(arena, sources, n, doc);
	arena_free(arena);
	return 0;
}
