/*
 * people: what administrators see of accounts, and do to them. Accounts only:
 * what is private, and what a household keeps, is not shown.
 *
 * Each change is noted with who did it (audit.h); without somebody asking, as
 * from mealctl, nobody did. The last one who can administer can neither be
 * disabled nor lose that role: ERR_CONFLICT. An unknown id is ERR_NOT_FOUND.
 */
#ifndef MEAL_PEOPLE_H
#define MEAL_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

struct cx;
struct doc;

#define PEOPLE_LINK_LIFETIME	86400	/* seconds */

struct people_query {
	int64_t		 limit;
	const char	*cursor;
	const char	*q, *role, *state;
};

/* What of a person an administrator may change. */
struct people_change {
	const char	*role;
};

struct people_reason {
	const char	*reason;
};

extern const struct shape people_query_shape, people_list_shape;
extern const struct shape people_shape, people_reason_shape;
extern const struct shape people_overview_shape;

/* How the installation is: {version, schema, environment, people, sessions,
 * mail, jobs, chores}. */
struct doc *people_overview(struct cx *);
/* {items, next}, the newest first; q is found in name, email and username. */
struct doc *people_list(struct cx *, const struct people_query *);
/* One person's account: people_shape. */
struct doc *people_page(struct cx *, const char *id);
/* {id, email, username, fullName} by email or username. */
struct doc *people_find(struct cx *, const char *login);


/* Each returns the person as they are then. ERR_STALE for another version
 * (-1: any). */
struct doc *people_set_role(struct cx *, const char *id, int64_t version,
	    const char *role);
/* Ends what they are logged in with, and tells them why; reason or NULL. */
struct doc *people_disable(struct cx *, const char *id, const char *reason);
struct doc *people_enable(struct cx *, const char *id);
/* End all sessions and API tokens. */
struct doc *people_end_sessions(struct cx *, const char *id);
/* Turn the second factor off, and tell them. ERR_CONFLICT when it is not
 * on. */
struct doc *people_reset_mfa(struct cx *, const char *id);
/* Have a mail with a link for a new password sent. ERR_CONFLICT when no mail
 * goes out, or they are disabled. */
struct doc *people_mail_reset(struct cx *, const char *id);
/* outbox_retry and outbox_drop, noted. */
bool	people_retry_mail(struct cx *, const char *id);
bool	people_drop_mail(struct cx *, const char *id);
/* Such a link, good for PEOPLE_LINK_LIFETIME, to be given by hand; older ones
 * work no more. */
char   *people_reset_link(struct cx *, const char *id);

#endif
