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

#include "field.h"

struct cx;
struct doc;

/*
 * Note what happened to a person (NULL: to the asking one), done by the
 * asking one. detail is an object or NULL. Belongs into the transaction of
 * what it tells.
 */
bool	audit_note(struct cx *, const char *person, const char *action,
	    struct doc *detail);
/* The asking client's address as it is kept. */
char   *audit_place(struct cx *);

#endif
