/*
 * auth: who is asking, and whether they may.
 *
 * A credential is a bearer token (an ES256 access token, or an API token) or
 * the cookie of a browser's session. What it stands for is remembered per
 * process as a guess; a guess is confirmed by the session's statement in the
 * first round trip of the request, so a session that ended, a role or
 * household that changed, works at once. A guess that did not hold sets
 * `moved`: the dispatcher then does the request over with what is true.
 */
#ifndef MEAL_AUTH_H
#define MEAL_AUTH_H

#include <stdbool.h>

#include "web/route.h"

struct arena;
struct auth_cache;
struct conf;

#define COOKIE_NAME "__Host-meal"

struct auth_cache *auth_cache_new(struct arena *);
/* Forget all guesses: the keys that verified them are others now. */
void	auth_cache_clear(struct auth_cache *);

/* What auth keeps for one request. */
struct auth {
	struct req		*rq;
	struct auth_cache	*cache;
	bool			 moved;		/* who it is differs from what
						 * the cache said: run the
						 * handler again */
	bool			 stale;		/* the session's time of use is
						 * to be written */
	const void		*guard;		/* keeps the guard alive */
	char			 digest[65];	/* of the credential */
};

/*
 * Set the cx's who from the request's credential; nobody without one.
 * ERR_SIGNED_OUT for a bearer token that is not good, but where nobody is
 * needed to change something: to log in, to refresh.
 */
bool	auth_identify(struct auth *, struct req *, struct auth_cache *);
/* Whether who may do what the row needs; SIGNED_OUT, FORBIDDEN, NOT_FOUND,
 * SECOND_FACTOR. */
bool	auth_allow(struct req *, enum need);
/*
 * Refuse what another site's page made the browser send, log in included:
 * FORBIDDEN. The form's token counts where a browser says nothing itself.
 */
bool	auth_same_site(struct req *, const char *form_token);
/* Whether the browser itself says that a page of ours sent it. */
bool	auth_from_here(const struct req *);
/* Whether pages of this Origin may call the JSON interface. */
bool	auth_origin_known(const struct conf *, const char *origin);
/*
 * The form token of the asking session; "" for nobody. It is made from the
 * cookie's secret, so it lives as long as that.
 */
const char *auth_form_token(struct req *);

#endif
