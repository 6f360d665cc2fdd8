/*
 * account: registration, and who somebody is.
 */
#ifndef MEAL_ACCOUNT_H
#define MEAL_ACCOUNT_H

#include <stdbool.h>

#include "data/field.h"

struct cx;
struct doc;

struct account_draft {
	const char	*email, *username, *password, *full_name;
	const char	*sex;
	const char	*address_line1, *address_line2, *city;
	const char	*state_province_code, *country_code, *postal_code,
			*phone;
	const char	*locale, *time_zone;
	const char	*invitation;	/* the secret of one */
	const char	*proof;		/* gate.h */
	const char	*made, *website;	/* the page's stamp and trap */
	bool		 consent;
};
extern const struct shape account_draft_shape;

/* User of api.md, what of it one may change, and {user: User}. */
struct account_user {
	const char	*username, *full_name;
};
extern const struct shape user_shape, account_shape;

/*
 * Make person, private profile, household, consent, audit row and the mail
 * that verifies their address in one transaction: {user}. Who was invited
 * joins that household. ERR_CONFLICT with /email or /username when taken,
 * also in a race; ERR_LIMITED, with a challenge (gate.h), after too many from
 * one address. code (NULL: none) stands for the request: the same one within
 * a day gets the account that came of it, *replayed.
 */
struct doc *account_register(struct cx *, const struct account_draft *,
	    const char *code, bool *replayed);
/*
 * Whether somebody from outside with this invitation (NULL: none) may make
 * one by the option registration; ERR_FORBIDDEN says whom to ask. Whether the
 * invitation is good is seen when it is made.
 */
bool	account_open(struct cx *, const char *invitation);

/* The User document. */
struct doc *account_user(struct cx *, const char *person);

/*
 * What shapes do not say of a username, an ISO 3166-1 country, an IANA time
 * zone and an RFC 5646 locale (well-formed): true, also for NULL where it may
 * be absent, or a fault with that pointer.
 */
/* Those that seem to speak for the site are not for who registers. */
bool	account_check_reserved(struct cx *, const char *pointer,
	    const char *name);
/* The same for the contract. */
#define ACCOUNT_USERNAME_PATTERN "^[A-Za-z0-9_-][A-Za-z0-9._-]*$"
#define ACCOUNT_COUNTRY_PATTERN "^[A-Z]{2}$"
#define ACCOUNT_LOCALE_PATTERN "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
bool	account_check_username(struct cx *, const char *pointer,
	    const char *name);
bool	account_check_country(struct cx *, const char *pointer,
	    const char *code);
bool	account_check_zone(struct cx *, const char *pointer,
	    const char *zone);
bool	account_check_locale(struct cx *, const char *pointer,
	    const char *locale);
/* Somebody must be left who can administer: ERR_CONFLICT when this is the
 * only one. Within a transaction, as it holds the administrators. */
bool	account_may_go(struct cx *, const char *id);

#endif
