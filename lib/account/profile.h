/*
 * profile: what a person says of themselves, to others and to meal alone, and
 * how they like things.
 */
#ifndef MEAL_PROFILE_H
#define MEAL_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "account/account.h"
#include "data/field.h"

struct cx;
struct doc;

struct profile_public {
	const char	*about;
};

struct profile_private {
	const char	*sex, *address_line1, *address_line2, *city;
	const char	*state_province_code, *country_code, *postal_code,
			*phone;
};

struct profile_preferences {
	const char		*locale, *time_zone, *units;
	struct field_texts	 diet, allergens;
};

/* The parts may be NULL: their defaults. user is there always. */
struct profile_draft {
	struct account_user		*user;
	struct profile_public		*profile;
	struct profile_private		*private_profile;
	struct profile_preferences	*preferences;
	const char	*password;	/* reauth.h, for another name */
};
/* {user, profile, privateProfile, preferences, version} */
extern const struct shape profile_shape;

/* The asking person's. */
struct doc *profile_page(struct cx *);
/*
 * Replace it; version -1 is any. ERR_INVALID for an unknown time zone, a
 * country, locale or username of another form; ERR_CONFLICT with
 * /user/username when it is taken; ERR_LIMITED after many such; ERR_STALE.
 */
struct doc *profile_save(struct cx *, int64_t version,
	    const struct profile_draft *);
/* For the pages: {locales, zones}, options with the person's own chosen. */
void	    profile_page_extras(struct cx *, struct doc *profile);

#endif
