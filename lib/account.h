/*
 * account: registration and logging in.
 */
#ifndef MEAL_ACCOUNT_H
#define MEAL_ACCOUNT_H

#include <stdbool.h>

#include "field.h"

struct cx;
struct doc;

struct account_draft {
	const char	*email, *username, *password, *full_name;
	const char	*sex;
	const char	*address_line1, *address_line2, *city;
	const char	*state_province_code, *country_code, *postal_code;
	const char	*locale, *time_zone;
	bool		 consent;
};
extern const struct shape account_draft_shape;

/* User of api.md, and {user: User}. */
extern const struct shape user_shape, account_shape;
/* {user, profile, privateProfile, preferences} */
extern const struct shape profile_shape;

/*
 * Make person, private profile, household and audit row in one transaction:
 * {user}. ERR_CONFLICT with /email or /username when taken, also in a race;
 * ERR_LIMITED after too many from one address.
 */
struct doc *account_register(struct cx *, const struct account_draft *);

/*
 * The id of the person whose login (email or username) and password these
 * are. ERR_SIGNED_OUT, after the same work, when there is none;
 * ERR_LIMITED after too many failures. A password hashed with other
 * parameters than today's is hashed anew.
 */
const char *account_login(struct cx *, const char *login,
	    const char *password);

/* The asking person's Profile. */
struct doc *account_profile(struct cx *);
/* The User document. */
struct doc *account_user(struct cx *, const char *person);

#endif
