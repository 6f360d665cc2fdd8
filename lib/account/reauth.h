/*
 * reauth: the password once more, before what guards an account is changed.
 * A session alone, found open or stolen, must not be able to lock its owner
 * out or to leave something behind that outlives it.
 */
#ifndef MEAL_REAUTH_H
#define MEAL_REAUTH_H

#include <stdbool.h>

struct cx;

#define REAUTH_SECONDS	600	/* a password given is good for so long */

/* The member of a body that carries it. */
#define REAUTH_FIELD(at) { .name = "password", .type = FT_SECRET, \
	.flags = F_INPUT, at, .max = PASSWORD_SENT, \
	.label = N_("Your password"), .doc = N_("Needed when it was not " \
	"given in this session within the last ten minutes.") }

/*
 * True when the asking person gave their password in this session within
 * REAUTH_SECONDS (a login does), or gives it now (NULL or "": they do not).
 * Else ERR_REAUTHENTICATE; for a wrong one as password_confirm says. Not
 * within a transaction, as password_confirm.
 */
bool	reauth(struct cx *, const char *password);

#endif
