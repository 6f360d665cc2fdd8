/*
 * session: somebody logged in on one device. A browser's session is a secret
 * in a cookie; an app's is a family of refresh tokens, and access tokens
 * that name it. Ending the row ends it everywhere at once.
 */
#ifndef MEAL_SESSION_H
#define MEAL_SESSION_H

#include <stdbool.h>

#include "data/field.h"

struct cx;
struct doc;

/* {accessToken, refreshToken, tokenType, expiresIn, user} */
extern const struct shape tokens_shape;
extern const struct shape session_query_shape, session_list_shape;

struct session_query {
	int64_t		 limit;
	const char	*cursor;
};

/*
 * A new app session: the Tokens of api.md. device may be NULL. Joins a
 * transaction.
 */
struct doc *session_tokens(struct cx *, const char *person,
	    const char *device);
/* A new browser session: the cookie's secret. */
char	   *session_cookie(struct cx *, const char *person,
	    const char *device);
/*
 * Tokens for a refresh token, which is used up. ERR_SIGNED_OUT when it is
 * unknown or its session over; used before, it ends its session, unless that
 * was within 20 seconds and its successor is unused: the answer was lost, and
 * the same successor is given again. The session
 * is good for refresh_lifetime again, until refresh_absolute after the login.
 */
struct doc *session_refresh(struct cx *, const char *token);
/* End the session of a refresh token, or with a good one all of the person's
 * and their API tokens, unless those are to be kept; unknown ones are fine. */
bool	    session_end_refresh(struct cx *, const char *token,
		bool everywhere, bool keep_tokens);
/* End the asking person's session, or all of theirs, in the same way. */
bool	    session_end(struct cx *, bool everywhere, bool keep_tokens);
/* The asking person's, newest first: {items, next}. */
struct doc *session_list(struct cx *, const struct session_query *);
/* End one of the asking person's; ERR_NOT_FOUND when there is none. */
bool	    session_end_one(struct cx *, const char *id);
/* End all of them but the asking one. */
bool	    session_end_others(struct cx *);
/* Note that it was used (at most every five minutes). */
bool	    session_touch(struct cx *);

#endif
