/*
 * api_token: a password for one program, which may do what its scopes say
 * (scope.h) and nothing about the account. "meal_" and 43 characters, shown
 * once; only the SHA-256 is stored.
 */
#ifndef MEAL_API_TOKEN_H
#define MEAL_API_TOKEN_H

#include <stdbool.h>

#include "data/field.h"

struct cx;
struct doc;

#define API_TOKENS_MAX	50	/* good ones of a person */
#define API_TOKEN_DAYS	90	/* unless another end is said */
#define API_TOKEN_DAYS_MAX 400
#define API_TOKEN_PREFIX "meal_"

extern const struct shape api_token_shape, api_token_query_shape,
    api_token_list_shape, api_token_draft_shape, api_token_made_shape;

struct api_token_query {
	int64_t		 limit;
	const char	*cursor;
};

struct api_token_draft {
	const char		*name;
	struct field_texts	 scopes;
	const char		*expires;	/* NULL: API_TOKEN_DAYS */
	const char		*until;		/* or a day, in a form */
	const char		*password;	/* reauth.h */
};

/* The asking person's good ones, newest first: {items, next}. */
struct doc *api_token_list(struct cx *, const struct api_token_query *);
/* One of them. ERR_NOT_FOUND. */
struct doc *api_token(struct cx *, const char *id);
/*
 * A new one: its item, and `token`. ERR_INVALID for unknown scopes, none,
 * and a time that is past or beyond API_TOKEN_DAYS_MAX; ERR_CONFLICT when
 * there are API_TOKENS_MAX; ERR_REAUTHENTICATE (reauth.h). They are told by
 * mail.
 */
struct doc *api_token_make(struct cx *, const struct api_token_draft *);
/* From now on it opens nothing; ERR_NOT_FOUND when there is none. */
bool	api_token_end(struct cx *, const char *id);
/* Both by the sysadmin, for the person that asks in cx (asker_become): no
 * password is asked for. */
struct doc *api_token_grant(struct cx *, const struct api_token_draft *);
bool	api_token_withdraw(struct cx *, const char *id);
/*
 * What a page of them shows besides: `resources` to choose from, [{
 * read: {scope, chosen}, write: {…}}], with those that were in a form sent
 * before (NULL: none).
 */
void	api_token_page_extras(struct cx *, struct doc *list,
	    const struct doc *sent);

#endif
