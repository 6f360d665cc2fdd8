/*
 * uri: paths and queries (RFC 3986), read with suspicion.
 */
#ifndef MEAL_URI_H
#define MEAL_URI_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

#define URI_SEGMENTS_MAX 16

struct uri_path {
	const char	*segments[URI_SEGMENTS_MAX];	/* decoded */
	size_t		 n;
};

/*
 * Split the path of a raw request target (up to "?" or the end) and decode
 * each segment. False, so a 404, for what no page of ours can be: not
 * beginning with "/", "." or ".." or empty segments (one at the end is
 * allowed only as "/" itself), %2F, %00, a broken escape, bytes that are no
 * UTF-8, too many segments.
 */
bool	uri_path(struct arena *, const char *target, struct uri_path *);
/* What follows the first "?", or "". Borrowed. */
const char *uri_query(const char *target);

/*
 * Decode %XX (and + as blank if plus). NULL for a broken escape. *len is the
 * length; the result is terminated but may hold NUL.
 */
char   *uri_decode(struct arena *, const char *p, size_t n, bool plus,
	    size_t *len);
/* The same address in ASCII: what a client should have written as %XX (other
 * bytes, blanks, controls) is written so. */
char   *uri_plain(struct arena *, const char *target);
/* Append, with everything but unreserved characters as %XX. */
void	uri_encode(struct buf *, const char *p, size_t n);

/* Whether s is safe as a redirect target of ours: a path, no //, no \. */
bool	uri_is_local(const char *s);

#endif
