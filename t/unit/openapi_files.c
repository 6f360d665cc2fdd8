/* What the contract says of bodies: bytes and files. */
#include "web/openapi_files.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "data/json.h"
#include "web/route.h"

#include "tap.h"

int
main(void)
{
	static const struct {
		struct route	 r;
		const char	*json;
	} cases[] = {
		{ { .need = NEED_MEMBER }, "{\"content\":{}}" },
		{ { .need = NEED_MEMBER, .max = 100 }, "{\"x-max-bytes\":100,"
		    "\"description\":\"At most 100 bytes.\",\"content\":{}}" },
		{ { .need = NEED_NOBODY, .max = 100000 }, "{\"x-max-bytes\":"
		    "65536,\"description\":\"At most 65536 bytes.\","
		    "\"content\":{}}" },
		{ { .need = NEED_VIEWER, .accepts = "image/png text/csv" },
		    "{\"content\":{\"image/png\":{\"schema\":{}},"
		    "\"text/csv\":{\"schema\":{}},\"multipart/form-data\":"
		    "{\"schema\":{\"type\":\"object\","
		    "\"additionalProperties\":{\"type\":\"string\"}}}}}" },
	};
	struct arena *arena = arena_new();
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		struct doc *body = doc_object(arena);
		struct buf b;

		openapi_limit(arena, body, &cases[i].r);
		openapi_files(arena, doc_append(body, "content",
		    doc_object(arena)), &cases[i].r);
		buf_init(&b, arena, 10000);
		json_print(&b, body);
		is_str(buf_done(&b, NULL), cases[i].json, cases[i].json);
	}
	arena_free(arena);
	return done();
}
