/*
 * fetch: what somebody else's address gives (HTTP), for whoever names it.
 *
 * Nothing that is not public is spoken to (address.h): each socket is looked
 * at when it is about to be connected, so a name that means another machine
 * the next time, or a redirect, leads nowhere. Of a bounded size, unpacked; in
 * a bounded time; few redirects; http and https alone, certificates verified;
 * no cookies, no proxy, no passwords. We say who we are and whom to write to.
 */
#ifndef MEAL_FETCH_H
#define MEAL_FETCH_H

#include <stdbool.h>
#include <stddef.h>

struct cx;

#define FETCH_URL_MAX	2000	/* bytes of an address */

struct fetch_limits {
	size_t		 bytes;		/* of what is unpacked */
	long		 seconds;	/* in all */
	const char	*types;		/* "text/html image/": beginnings of
					 * content types; NULL: any */
};

struct fetch {
	int		 status;	/* 200 to 299 */
	const char	*url;		/* where it was in the end */
	const char	*type;		/* Content-Type as sent, or "" */
	const char	*bytes;		/* NUL-terminated besides */
	size_t		 n;
};

/*
 * Get it; all that out points to is the arena's. Redirects are followed. False
 * with the error set, in words for whoever named the address: ERR_INVALID for
 * an address that is none, or leads where we do not go, or gives something
 * else, too much, or an answer that is no success; ERR_UNAVAILABLE when it does
 * not answer (in time).
 */
bool	fetch(struct cx *, const char *url, const struct fetch_limits *,
	    struct fetch *out);

#endif
