#include "store/db_value.h"

#include <string.h>

#include "base/arena.h"
#include "data/doc.h"

enum {		/* pg_type.dat */
	OID_BOOL = 16, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23,
	OID_JSON = 114, OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_INT4S = 1007,
	OID_TEXTS = 1009, OID_INT8S = 1016, OID_FLOAT8S = 1022,
	OID_TIMESTAMPTZ = 1184, OID_NUMERICS = 1231, OID_NUMERIC = 1700,
	OID_UUIDS = 2951,
	OID_JSONB = 3802
};

static struct doc *
number(struct arena *arena, const char *p, size_t n)
{
	struct doc *d = doc_number(arena, p);

	d->len = n;
	return d;
}

/* NaN and infinities are no JSON numbers. */
static bool
is_number(const char *p)
{
	return p[0] != 'N' && p[0] != 'I' && !(p[0] == '-' && p[1] == 'I');
}

static struct doc *
real(struct arena *arena, const char *p, size_t n)
{
	return is_number(p) ? number(arena, p, n) : doc_null(arena);
}

static struct doc *
numeric(struct arena *arena, const char *p, size_t n)
{
	size_t all = n;

	if (!is_number(p))
		return doc_null(arena);
	if (memchr(p, '.', n)) {
		while (p[n - 1] == '0')
			n--;
		if (p[n - 1] == '.')
			n--;
	}
	return number(arena, n == all ? p : arena_dup(arena, p, n), n);
}

/*
 * "2026-11-23 09:00:00.123456+00" → "2026-11-23T09:00:00.123Z", always with
 * milliseconds: some readers of dates want them always or never. What RFC 3339
 * has no form for (before our era, after the year 9999) stays as it is.
 */
static struct doc *
instant(struct arena *arena, const char *p, size_t n)
{
	char *text;
	size_t i;

	if (n < 22 || p[10] != ' ' || p[n - 1] == 'C')
		return doc_text_n(arena, p, n);
	text = arena_dup(arena, "0000-00-00T00:00:00.000Z", 24);
	memcpy(text, p, 19);
	text[10] = 'T';
	for (i = 20; p[19] == '.' && i < 23 && p[i] >= '0' && p[i] <= '9'; i++)
		text[i] = p[i];
	return doc_text_n(arena, text, 24);
}

/* One element of {…}: its end; *text and *len are its characters. */
static const char *
element(struct arena *arena, const char *p, const char **text, size_t *len)
{
	const char *start = p;
	char *out;
	size_t n = 0;

	if (*p != '"') {
		while (*p && *p != ',' && *p != '}')
			p++;
		*len = (size_t)(p - start);
		*text = arena_dup(arena, start, *len);
		return p;
	}
	for (p++; *p && *p != '"'; p++)
		if (*p == '\\' && p[1])
			p++;
	out = arena_alloc(arena, (size_t)(p - start) + 1);
	for (start++; start < p; start++) {
		if (*start == '\\')
			start++;
		out[n++] = *start;
	}
	*text = out;
	*len = n;
	return *p ? p + 1 : p;
}

static struct doc *
array(struct arena *arena, const char *p,
    struct doc *(*make)(struct arena *, const char *, size_t))
{
	struct doc *list = doc_list(arena);

	if (*p != '{')
		return list;
	for (p++; *p && *p != '}';) {
		const char *text, *start = p;
		size_t n;

		p = element(arena, p, &text, &n);
		if (*start != '"' && n == 4 && memcmp(text, "NULL", 4) == 0)
			doc_add(list, doc_null(arena));
		else
			doc_add(list, make(arena, text, n));
		if (*p == ',')
			p++;
	}
	return list;
}

struct doc *
db_value(struct arena *arena, unsigned oid, const char *p, size_t n)
{
	switch (oid) {
	case OID_BOOL:
		return doc_bool(arena, *p == 't');
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
		return number(arena, p, n);
	case OID_FLOAT4:
	case OID_FLOAT8:
		return real(arena, p, n);
	case OID_NUMERIC:
		return numeric(arena, p, n);
	case OID_JSON:
	case OID_JSONB:
		return doc_raw(arena, p, n);
	case OID_TEXTS:
	case OID_UUIDS:
		return array(arena, p, doc_text_n);
	case OID_INT4S:
	case OID_INT8S:
	case OID_FLOAT8S:
		return array(arena, p, real);
	case OID_NUMERICS:
		return array(arena, p, numeric);
	case OID_TIMESTAMPTZ:
		return instant(arena, p, n);
	default:
		return doc_text_n(arena, p, n);
	}
}

void
db_value_put(struct arena *arena, struct doc *row, const char *name,
    struct doc *value)
{
	const char *dot = strchr(name, '.');
	enum doc_kind was;
	struct doc *inner;
	size_t n;

	if (!dot) {
		doc_append(row, name, value);
		return;
	}
	n = (size_t)(dot - name);
	inner = row->last;
	if (!inner || inner->name_len != n ||
	    memcmp(inner->name, name, n) != 0) {
		inner = doc_append(row, arena_dup(arena, name, n),
		    doc_object(arena));
		inner->kind = DOC_NULL;
	}
	was = inner->kind;
	inner->kind = DOC_OBJECT;
	doc_append(inner, dot + 1, value);
	if (value->kind == DOC_NULL)
		inner->kind = was;
}
