#include "web/route.h"

#include <string.h>

#include "store/token_scope.h"
#include "data/text.h"

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH",
    "DELETE", "OPTIONS" };
static const char *const needs[] = { "nobody", "person", "viewer", "member",
    "owner", "admin", "local" };

const char *
method_name(enum method method)
{
	return methods[method];
}

const char *
need_name(enum need need)
{
	return needs[need];
}

bool
route_api(const struct route *r)
{
	return !(r->flags & (R_PAGE | R_READ));
}

bool
route_page(const struct route *r)
{
	return !(r->flags & (R_API | R_READ)) || (r->flags & R_ROOT);
}

const char *
route_scope(const struct route *r)
{
	return scope_word(r->scope, r->method != GET &&
	    !(r->flags & R_SAFE));
}

static bool
arg_fits(const char *name, size_t n, const char *value)
{
	int64_t number;

	if (n >= 2 && (memcmp(name + n - 2, "id", 2) == 0 ||
	    memcmp(name + n - 2, "Id", 2) == 0))
		return text_is_uuid(value);
	if (n == 1 && *name == 'n')
		return text_int(value, &number) && number >= 0;
	return *value != '\0';
}

static bool
path_fits(const struct route *r, const struct uri_path *path,
    const char *args[REQ_ARGS_MAX])
{
	const char *p = r->path;
	size_t i = 0, narg = 0;

	if (strcmp(p, "/") == 0)
		return path->n == 0;
	while (*p == '/') {
		size_t n = strcspn(++p, "/");

		if (i >= path->n)
			return false;
		if (*p == ':') {
			if (!arg_fits(p + 1, n - 1, path->segments[i]))
				return false;
			args[narg++] = path->segments[i];
		} else if (strlen(path->segments[i]) != n ||
		    memcmp(path->segments[i], p, n) != 0) {
			return false;
		}
		p += n;
		i++;
	}
	return i == path->n;
}

/* Fixed segments win over :names, the first one that differs, wherever the
 * rows stand in the table. Both fit the same path. */
static bool
is_closer(const struct route *a, const struct route *b)
{
	const char *p = a->path, *q = b->path;

	while (*p && *q) {
		p += *p == '/';
		q += *q == '/';
		if ((*p == ':') != (*q == ':'))
			return *q == ':';
		p += strcspn(p, "/");
		q += strcspn(q, "/");
	}
	return false;
}

const struct route *
route_find(struct req *rq, const struct responder *responder,
    unsigned *allow)
{
	const struct route *found = NULL;
	size_t i;

	*allow = 0;
	for (i = 0; i < responder->n; i++) {
		const struct route *r = &responder->routes[i];
		const char *args[REQ_ARGS_MAX] = { NULL };

		if (!(r->flags & R_READ ? rq->api : rq->api ? route_api(r) :
		    route_page(r)) ||
		    !path_fits(r, &rq->path, args))
			continue;
		*allow |= 1u << r->method;
		if (r->method != rq->method ||
		    (found && !is_closer(r, found)))
			continue;
		found = r;
		memcpy(rq->args, args, sizeof(args));
	}
	if (found) {
		rq->api = !(found->flags & R_READ) && (rq->api ||
		    found->flags & R_ROOT);
		return found;
	}
	if (*allow && rq->method < METHODS)
		return fail(rq->cx, ERR_METHOD, "This address does not take "
		    "%s.", methods[rq->method]);
	if (*allow)
		return fail(rq->cx, ERR_METHOD, "This address does not take "
		    "that method.");
	return fail(rq->cx, ERR_NOT_FOUND, "There is nothing at this "
	    "address.");
}
