/*
 * cx: what a domain call gets: memory, error, database, configuration and
 * who is asking. One per request (or per command of mealctl).
 */
#ifndef MEAL_CX_H
#define MEAL_CX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/err.h"

struct conf;
struct db;
struct jwt_keys;
struct secret_keys;

enum role { ROLE_USER, ROLE_MODERATOR, ROLE_ADMIN };
enum member { MEMBER_NONE, MEMBER_VIEWER, MEMBER_MEMBER, MEMBER_OWNER };

/* Why a request is refused: refusal.def. */
enum refusal {
#define REFUSAL(name, word) REFUSED_##name,
#include "store/refusal.def"
#undef REFUSAL
	REFUSALS
};

/* The person asking. Ids are UUID text; "" is nobody. */
struct asker {
	char		id[37];
	char		household[37];
	char		session[37];
	enum role	role;
	enum member	member;
	char		locale[36];
	char		zone[48];
	char		today[11];	/* YYYY-MM-DD in their zone */
	char		name[201];
	char		household_name[201];
	bool		browser;	/* a cookie's session, not an app's */
	bool		imperial;	/* cups to gallons are imperial */
	bool		verified;	/* their address */
	bool		mfa;		/* asked for a second factor */
	bool		by_token;	/* an API token, of these scopes */
	unsigned	scopes;		/* bits of scope.h */
	char		purge[21];	/* when they are to be deleted; "" */
};

#define CX_LIMITS 4

/* How often something may be tried, as answers tell it. */
struct cx_limit {
	char	name[24];	/* what: "login" */
	int64_t	max, window;	/* tries, in seconds */
	int64_t	left, reset;	/* tries, for seconds */
};

struct cx {
	struct arena		*arena;
	struct err		 err;
	struct db		*db;
	const struct conf	*conf;
	const struct jwt_keys	*token_keys;	/* of access tokens */
	const struct secret_keys *data_keys;	/* of what is stored sealed */
	const char		*address;	/* whence: an IPv4 address, an
						 * IPv6 /64, "local" */
	const char		*agent;		/* User-Agent, or NULL */
	struct asker		 asker;
	struct cx_limit		 limits[CX_LIMITS];
	size_t			 nlimits;
	enum refusal		 refused;	/* noted by refuse() */
};

void	cx_init(struct cx *, struct arena *, const struct conf *,
	    struct db *);

/* Note why, beside the error; the first stands. Always false. */
bool	refuse(struct cx *, enum refusal);
const char *refusal_word(enum refusal);

/* return fail(cx, ERR_NOT_FOUND, "There is no such recipe."); */
#define fail(cx, ...) err_set(&(cx)->err, __VA_ARGS__)
/* return fail_pointer(cx, "/email", "This address is taken."); */
#define fail_pointer(cx, ...) err_pointer(&(cx)->err, __VA_ARGS__)
#define fail_parameter(cx, ...) err_parameter(&(cx)->err, __VA_ARGS__)
/* return fail_as(cx, "past", fail_pointer(cx, "/until", "This is past.")); */
#define fail_as(cx, code, noted) ((void)(noted), err_code(&(cx)->err, code))

#endif
