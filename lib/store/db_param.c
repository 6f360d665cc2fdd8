/* Arguments of statements as text, and what a command's answer says. */
#include "store/db.h"

#include <math.h>

#include "base/buf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/text.h"

#define JSON_PARAM_MAX	((size_t)16 << 20)

int64_t
db_touched(const struct doc *d)
{
	int64_t n;

	return d && doc_chars(d) && text_int(doc_chars(d), &n) ? n : 0;
}

char *
db_array(struct cx *cx, const char *const *texts, size_t n)
{
	struct buf b;
	size_t i;

	buf_init(&b, cx->arena, JSON_PARAM_MAX);
	buf_char(&b, '{');
	for (i = 0; i < n; i++) {
		const char *p;

		buf_str(&b, i ? ",\"" : "\"");
		for (p = texts[i]; *p; p++) {
			if (*p == '"' || *p == '\\')
				buf_char(&b, '\\');
			buf_char(&b, *p);
		}
		buf_char(&b, '"');
	}
	buf_char(&b, '}');
	return buf_done(&b, &cx->err);
}

char *
db_json(struct cx *cx, const struct doc *d)
{
	struct buf b;

	if (!d)
		return NULL;
	buf_init(&b, cx->arena, JSON_PARAM_MAX);
	json_print(&b, d);
	return buf_done(&b, &cx->err);
}

char *
db_int(struct cx *cx, int64_t n)
{
	return arena_fmt(cx->arena, "%lld", (long long)n);
}

char *
db_double(struct cx *cx, double d)
{
	return isfinite(d) ? arena_fmt(cx->arena, "%.17g", d) : NULL;
}

const char *
db_bool(bool b)
{
	return b ? "true" : "false";
}
