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

#define BOM		"\xef\xbb\xbf"
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

static bool
parse_body(struct req *rq)
{
	const char *type = req_header(rq, "CONTENT_TYPE");
	struct cx *cx = rq->cx;

	if (rq->route->flags & R_PLAIN)
		return true;
	if (!rq->nbytes) {
		rq->body = doc_object(cx->arena);
		return true;
	}
	if (!rq->api && type_is(type, "application/x-www-form-urlencoded"))
		rq->body = form_parse(&cx->err, rq->bytes, rq->nbytes);
	else if (rq->api && (type_is(type, "application/json") ||
	    (rq->method == PATCH &&
	    type_is(type, "application/merge-patch+json"))))
		rq->body = parse_json(rq);
	else if (rq->api && rq->method != GET && rq->route->flags & R_LD &&
	    type_is(type, "application/ld+json"))
		rq->body = parse_json(rq);
	else
		return fail(cx, ERR_MEDIA_TYPE, "Send this as %s.",
		    rq->api ? "application/json" :
		    "application/x-www-form-urlencoded");
	if (rq->body && rq->api && rq->route->take)
		rq->body = rq->route->take(rq, rq->body);
	return rq->body != NULL;
}

/* A page's form carries its version, its key and its token. */
static void
take_form_extras(struct req *rq)
{
	struct doc *version, *key, *token;

	if (rq->api || !rq->body || rq->body->kind != DOC_OBJECT)
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

	if (!rq->api)
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
	if (rq->method == GET || rq->received)
		return true;
	if (is_packed(rq))
		return fail(rq->cx, ERR_MEDIA_TYPE, "Send this as it is, "
		    "without Content-Encoding.");
	if (!may_send(rq))
		return false;
	rq->received = true;
	if (!http_body(&rq->cx->err, rq->http, body_max(rq), &rq->bytes,
	    &rq->nbytes))
		return false;
	if ((rq->route->body || rq->route->each) && !parse_body(rq))
		return false;
	if (!rq->route->body && !rq->api && rq->nbytes)
		rq->body = form_parse(&rq->cx->err, rq->bytes, rq->nbytes);
	take_form_extras(rq);
	return !rq->cx->err.kind;
}
