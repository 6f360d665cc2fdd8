#include "web/kept.h"

#include <string.h>

#include "data/conf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "web/auth.h"
#include "web/receive.h"
#include "web/reply.h"
#include "web/route.h"

#define FIELDS_MAX 2000

bool
kept_wants(const struct req *rq)
{
	const char *type = req_header(rq, "CONTENT_TYPE");

	if (rq->api || !rq->route || rq->method != POST || !rq->route->body ||
	    !type || strncmp(type, "application/x-www-form-urlencoded",
	    strlen("application/x-www-form-urlencoded")) != 0)
		return false;
	return (rq->cx->err.kind == ERR_SIGNED_OUT &&
	    rq->route->need != NEED_NOBODY) ||
	    rq->cx->err.kind == ERR_NOT_FOUND ||
	    rq->cx->err.kind == ERR_QUOTA ||
	    rq->cx->err.kind == ERR_SECOND_FACTOR;
}

/* "a=1&b=2" as [{name, value, lines}], but for what is made anew. */
static struct doc *
fields_of(struct req *rq)
{
	static const char *const anew[] = { "csrf", "password",
	    "currentPassword" };
	struct arena *arena = rq->cx->arena;
	const char *p = rq->bytes, *end = p + rq->nbytes;
	struct doc *list = doc_list(arena), *d;

	while (p && p < end && list->count < FIELDS_MAX) {
		const char *stop = memchr(p, '&', (size_t)(end - p)), *sign;
		char *name, *value;
		size_t n, i;

		if (!stop)
			stop = end;
		sign = memchr(p, '=', (size_t)(stop - p));
		name = uri_decode(arena, p, (size_t)((sign ? sign : stop) - p),
		    true, &n);
		value = sign ? uri_decode(arena, sign + 1, (size_t)(stop -
		    sign - 1), true, &n) : NULL;
		p = stop + 1;
		for (i = 0; name && i < COUNT(anew); i++)
			if (strcmp(name, anew[i]) == 0)
				name = NULL;
		if (!name || !value)
			continue;
		d = doc_add(list, doc_object(arena));
		doc_put(d, "name", doc_text(arena, name));
		doc_put(d, "value", doc_text(arena, value));
		doc_put(d, "lines", doc_bool(arena, strchr(value, '\n')));
	}
	return list;
}

/* A form's own words, from a page of ours and no other. */
static bool
read_body(struct req *rq)
{
	return auth_from_here(rq) && (rq->received || receive_body(rq)) &&
	    rq->nbytes;
}

bool
kept_reply(struct reply *r, struct req *rq)
{
	struct err wrong = rq->cx->err;
	bool out = wrong.kind == ERR_SIGNED_OUT, ok, too_long;
	struct doc *d;

	err_clear(&rq->cx->err);
	ok = read_body(rq);
	too_long = out && rq->cx->err.kind == ERR_TOO_LARGE;
	err_clear(&rq->cx->err);
	if (ok || too_long) {
		d = doc_object(rq->cx->arena);
		doc_put(d, "signedOut", doc_bool(rq->cx->arena, out));
		doc_put(d, "detail", doc_text(rq->cx->arena, wrong.detail));
		doc_put(d, "action", doc_text(rq->cx->arena, rq->target));
		if (too_long)	/* not read: the browser still has it */
			doc_put(d, "tooLong", doc_int(rq->cx->arena,
			    BODY_STRANGER >> 10));
		else
			doc_put(d, "fields", fields_of(rq));
		ok = reply_view(r, rq, err_status(wrong.kind), "kept", d);
	}
	rq->cx->err = wrong;
	return ok;
}
