#include "web/receive.h"

#include <string.h>
#include <strings.h>

#include "data/conf.h"
#include "data/doc.h"
#include "data/form.h"
#include "data/json.h"
#include "data/text.h"
#include "store/db.h"
#include "web/http.h"
#include "web/req.h"
#include "web/route.h"
#include "web/spool.h"
#include "web/upload.h"

#define BOM		"\xef\xbb\xbf"
#define CHUNK		16384
#define FORM_GROWTH	3	/* a form writes %E8 for a byte */

static bool
type_is(const char *header, const char *type)
{
	size_t n = strlen(type);

	return header && strncasecmp(header, type, n) == 0 &&
	    (!header[n] || header[n] == ';' || header[n] == ' ');
}

/* Some editors and systems begin each text with this mark. */
static struct doc *
parse_json(struct req *rq)
{
	size_t n = strlen(BOM);

	if (rq->nbytes < n || memcmp(rq->bytes, BOM, n) != 0)
		n = 0;
	return json_parse(&rq->cx->err, rq->bytes + n, rq->nbytes - n);
}

/* ---- kinds of bodies --------------------------------------------------- */

enum kind { KIND_BYTES, KIND_JSON, KIND_FORM, KIND_PARTS, KIND_FILE };

/* The media type without its parameters, if the row accepts it as a file. */
static const char *
file_type(struct req *rq)
{
	const char *header = req_header(rq, "CONTENT_TYPE");
	size_t n = header ? strcspn(header, "; ") : 0;
	char *type = arena_dup(rq->cx->arena, n ? header : "", n);
	size_t i;

	for (i = 0; i < n; i++)
		if (type[i] >= 'A' && type[i] <= 'Z')
			type[i] = (char)(type[i] - 'A' + 'a');
	return rq->api && rq->route->accepts && text_has_word(
	    rq->route->accepts, type) ? type : NULL;
}

static bool
takes_json(const struct req *rq, const char *type)
{
	if (!rq->api || !(rq->route->body || rq->route->each))
		return false;
	return type_is(type, "application/json") ||
	    (rq->method == PATCH &&
	    type_is(type, "application/merge-patch+json")) ||
	    (rq->route->flags & R_LD && type_is(type,
	    "application/ld+json"));
}

static bool
refuse_kind(struct req *rq)
{
	struct cx *cx = rq->cx;

	if (!rq->api)
		return fail(cx, ERR_MEDIA_TYPE, "Send this as "
		    "application/x-www-form-urlencoded or "
		    "multipart/form-data.");
	if (!rq->route->accepts)
		return fail(cx, ERR_MEDIA_TYPE, "Send this as "
		    "application/json.");
	return fail(cx, ERR_MEDIA_TYPE, "This takes files of these types: "
	    "%s; or a form of them as multipart/form-data.",
	    rq->route->accepts);
}

/* Known before a byte of it is read. */
static bool
find_kind(struct req *rq, enum kind *kind)
{
	const struct route *route = rq->route;
	const char *type = req_header(rq, "CONTENT_TYPE");
	bool takes = route->body || route->each || route->accepts;

	if (route->flags & R_RAW_BODY || (rq->api && !takes))
		*kind = KIND_BYTES;
	else if ((!rq->api || route->accepts) &&
	    type_is(type, "multipart/form-data"))
		*kind = KIND_PARTS;
	else if (takes_json(rq, type))
		*kind = KIND_JSON;
	else if (file_type(rq))
		*kind = KIND_FILE;
	else if (!rq->api && (!takes ||
	    type_is(type, "application/x-www-form-urlencoded")))
		*kind = KIND_FORM;
	else
		return refuse_kind(rq);
	return true;
}

static bool
read_form(struct req *rq)
{
	struct err *e = &rq->cx->err;

	rq->is_form = true;
	if (rq->bytes && !form_read(e, rq->bytes, rq->nbytes,
	    &rq->fields_sent))
		return false;
	rq->body = form_tree(e, &rq->fields_sent);
	return rq->body != NULL;
}

static bool
read_json(struct req *rq)
{
	rq->body = parse_json(rq);
	if (rq->body && rq->route->take)
		rq->body = rq->route->take(rq, rq->body);
	return rq->body != NULL;
}

/* ---- bytes ------------------------------------------------------------- */

/* All of it in one place: memory for a little, else a file that is mapped. */
static bool
read_bytes(struct req *rq, size_t n)
{
	struct err *e = &rq->cx->err;
	char chunk[CHUNK], *held;
	struct spool spool;
	size_t at = 0, got = 1;

	if (n <= BODY_HELD) {
		rq->bytes = held = arena_alloc(rq->cx->arena, n + 1);
		for (; at < n; at += got)
			if (!http_body_read(e, rq->http, held + at, n - at,
			    &got))
				return false;
		return true;
	}
	if (!spool_open(rq->cx, &spool))
		return false;
	while (got)
		if (!http_body_read(e, rq->http, chunk, sizeof(chunk),
		    &got) || !spool_add(rq->cx, &spool, chunk, got))
			return false;
	rq->bytes = spool_bytes(rq->cx, &spool);
	return rq->bytes != NULL;
}

static bool
read_kind(struct req *rq, enum kind kind, size_t n)
{
	switch (kind) {
	case KIND_PARTS:
		return upload_parts(rq) && read_form(rq);
	case KIND_FILE:
		rq->body = doc_object(rq->cx->arena);
		return upload_whole(rq, file_type(rq));
	case KIND_FORM:
		return read_bytes(rq, n) && read_form(rq);
	case KIND_JSON:
		return read_bytes(rq, n) && read_json(rq);
	default:
		return read_bytes(rq, n);
	}
}

/* A page's form carries its version, its key and its token. */
static void
take_form_extras(struct req *rq)
{
	struct doc *version, *key, *token;

	if (!rq->is_form || rq->api)
		return;
	version = doc_drop(rq->body, "version");
	key = doc_drop(rq->body, "key");
	token = doc_drop(rq->body, "csrf");
	if (doc_chars(version) && text_int(doc_chars(version),
	    &rq->if_match))
		rq->if_match_given = true;
	if (doc_chars(key) && *doc_chars(key))
		rq->key = doc_chars(key);
	rq->form_token = doc_chars(token);
}

/* What the row takes, and never more than a trifle of somebody unknown. */
static size_t
body_max(const struct req *rq)
{
	size_t all = (size_t)rq->cx->conf->body_max;
	size_t max = rq->route->max ? rq->route->max : all;

	if (!rq->api && !rq->route->accepts)
		max *= FORM_GROWTH;
	if (!*rq->cx->asker.id && max > BODY_STRANGER)
		max = BODY_STRANGER;
	return max;
}

/* A guess about who this is will do for a little, not for megabytes. */
static bool
may_send(struct req *rq)
{
	size_t n;

	if (!http_length(&rq->cx->err, rq->http, &n))
		return false;
	return n <= BODY_STRANGER || !*rq->cx->asker.id ||
	    db_guard_now(rq->cx);
}

static bool
is_packed(const struct req *rq)
{
	const char *coding = req_header(rq, "HTTP_CONTENT_ENCODING");

	return coding && *coding && strcasecmp(coding, "identity") != 0;
}

bool
receive_body(struct req *rq)
{
	enum kind kind = KIND_BYTES;
	size_t n;

	if (rq->method == GET || rq->received)
		return true;
	if (is_packed(rq))
		return fail(rq->cx, ERR_MEDIA_TYPE, "Send this as it is, "
		    "without Content-Encoding.");
	if (!may_send(rq))
		return false;
	rq->received = true;
	if (!http_body_begin(&rq->cx->err, rq->http, body_max(rq), &n))
		return false;
	rq->nbytes = n;
	/* A lost body must not be read as "nothing of it, please". */
	if (!n && (rq->method == PATCH || rq->method == PUT) &&
	    rq->route->body)
		return fail(rq->cx, ERR_MALFORMED, "There is no body. Send "
		    "an object, as JSON.");
	if (!n) {
		rq->bytes = "";
		if (rq->route->body || rq->route->each || rq->route->accepts)
			rq->body = doc_object(rq->cx->arena);
		return true;
	}
	if (!find_kind(rq, &kind) || !read_kind(rq, kind, n))
		return false;
	take_form_extras(rq);
	return !rq->cx->err.kind;
}
