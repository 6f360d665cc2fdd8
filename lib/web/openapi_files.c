#include "web/openapi_files.h"

#include <string.h>

#include "base/arena.h"
#include "data/doc.h"
#include "web/route.h"

static void
put_text(struct arena *arena, struct doc *d, const char *name,
    const char *text)
{
	doc_append(d, name, doc_text(arena, text));
}

void
openapi_limit(struct arena *arena, struct doc *body, const struct route *r)
{
	size_t max = r->max;

	if (r->need == NEED_NOBODY && (!max || max > BODY_STRANGER))
		max = BODY_STRANGER;
	if (!max)
		return;
	doc_append(body, "x-max-bytes", doc_int(arena, (int64_t)max));
	put_text(arena, body, "description", arena_fmt(arena, "At most %zu "
	    "bytes.", max));
}

static struct doc *
put_object(struct arena *arena, struct doc *d, const char *name)
{
	return doc_append(d, name, doc_object(arena));
}

void
openapi_files(struct arena *arena, struct doc *content,
    const struct route *r)
{
	const char *p = r->accepts ? r->accepts : "";
	struct doc *form;
	size_t n;

	for (; *p; p += n + strspn(p + n, " ")) {
		n = strcspn(p, " ");
		put_object(arena, put_object(arena, content, arena_dup(arena,
		    p, n)), "schema");
	}
	if (!r->accepts)
		return;
	form = put_object(arena, put_object(arena, content,
	    "multipart/form-data"), "schema");
	put_text(arena, form, "type", "object");
	put_text(arena, put_object(arena, form, "additionalProperties"),
	    "type", "string");
}
