#include "web/req.h"

#include <string.h>

#include "web/http.h"
#include "store/cx.h"
#include "web/route.h"
#include "data/text.h"

const char *
req_arg_maybe(const struct req *rq, const char *name)
{
	const char *p = rq->route->path;
	size_t i = 0, n = strlen(name);

	while ((p = strchr(p, ':'))) {
		p++;
		if (strncmp(p, name, n) == 0 && (!p[n] || p[n] == '/'))
			return rq->args[i];
		i++;
	}
	return NULL;
}

const char *
req_arg(const struct req *rq, const char *name)
{
	const char *value = req_arg_maybe(rq, name);

	if (value)
		return value;
	BUG("%s has no :%s", rq->route->path, name);
	return "";
}

const char *
req_header(const struct req *rq, const char *name)
{
	return http_param(rq->http, name);
}

const char *
req_cookie(const struct req *rq, const char *name)
{
	const char *p = req_header(rq, "HTTP_COOKIE");
	size_t n = strlen(name);

	while (p && *p) {
		size_t len;

		p += strspn(p, " ;");
		len = strcspn(p, ";");
		if (len > n && p[n] == '=' && memcmp(p, name, n) == 0)
			return arena_dup(rq->cx->arena, p + n + 1,
			    len - n - 1);
		p += len;
	}
	return NULL;
}

void
req_put_cookie(struct req *rq, const char *name, const char *value,
    int64_t max_age)
{
	if (rq->out.ncookies == REQ_COOKIES_MAX)
		BUG("no room for the cookie %s", name);
	else
		rq->out.cookies[rq->out.ncookies++] = (struct req_put){ name,
		    max_age ? value : "", max_age };
}

const char *
req_address(const struct req *rq)
{
	const char *address = req_header(rq, "REMOTE_ADDR");
	const char *p;
	int colons = 0;

	if (!address)
		return "local";
	if (text_starts(address, "::ffff:") && strchr(address, '.'))
		return address + 7;	/* IPv4, as a socket of both has it */
	if (!strchr(address, ':'))
		return address;
	/* The first four groups; nginx prints them without leading zeros,
	 * and "::" within them ends the network part. */
	for (p = address; *p; p++) {
		if (*p != ':')
			continue;
		if (p[1] == ':' || ++colons == 4)
			break;
	}
	return arena_fmt(rq->cx->arena, "%.*s::/64", (int)(p - address),
	    address);
}

const char *
req_locale(const struct req *rq)
{
	const char *own = rq->cx->asker.locale;

	return *own ? own : words_now() ? words_tag(words_now()) : "en-US";
}

bool
req_read(struct req *rq, const struct shape *shape, const struct doc *d,
    enum field_source source, const void **out)
{
	void *in;

	if (!shape)
		return true;
	in = arena_alloc(rq->cx->arena, shape->size + 1);
	*out = in;
	field_locale(rq->api ? NULL : req_locale(rq));
	field_read(&rq->cx->err, shape, d, source, in);
	if (shape->check)
		shape->check(rq->cx, in);
	return !rq->cx->err.kind;
}
