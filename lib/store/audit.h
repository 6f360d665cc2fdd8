/*
 * audit: what happened to an account, for the person and for admins.
 *
 * Who did it, to whom, what, when, and from where: the address is shortened
 * (IPv4 to /24, IPv6 to /48), and nothing that names somebody stands in the
 * details, so that a row says nothing once its person is gone.
 */
#ifndef MEAL_AUDIT_H
#define MEAL_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

struct cx;
struct doc;

/*
 * Note what happened to a person (NULL: to the asking one), done by the
 * asking one. detail is an object or NULL. Belongs into the transaction of
 * what it tells.
 */
bool	audit_note(struct cx *, const char *person, const char *action,
	    struct doc *detail);
/* The same, done by that person themselves, whoever is logged in: somebody
 * at the door. */
bool	audit_own(struct cx *, const char *person, const char *action,
	    struct doc *detail);
/* The same, done by somebody, or with NULL by nobody who has an account: the
 * sysadmin. */
bool	audit_by(struct cx *, const char *actor, const char *person,
	    const char *action, struct doc *detail);
/* The asking client's address as it is kept. */
char   *audit_place(struct cx *);

struct audit_query {
	int64_t		 limit;
	const char	*cursor;
	const char	*person, *action;	/* of all; NULL: any */
};
extern const struct shape audit_query_shape, audit_list_shape;
extern const struct shape audit_all_query_shape, audit_all_shape;

/* {items: [{at, action, detail, place, byYou}], next}: what happened to the
 * asking person, the newest first. */
struct doc *audit_list(struct cx *, const struct audit_query *);
/* The same of everybody, or of one person or action, with person and actor
 * {id, username}: for admins. */
struct doc *audit_list_all(struct cx *, const struct audit_query *);
/* For templates, which choose words by a member's name: each item gets one
 * that is called as its action. */
void	audit_page_extras(struct cx *, struct doc *list);

#endif
