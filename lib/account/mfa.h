/*
 * mfa: the second factor. Six digits of an app (totp.h), or one of ten backup
 * codes, asked for after the password.
 *
 * It is set up in two steps, so that nobody is locked out by a picture that
 * was not read: mfa_setup gives a secret, mfa_confirm turns it on with the
 * first good code. The secret is sealed with the data key; a good code seals
 * it anew when the key was changed.
 *
 * A code works once: the step of the last one is kept, and only later ones
 * pass. Five wrong ones end a login that waits, and those of all logins are
 * counted by person (mfa_failures), so that six digits are not guessed by
 * somebody who has the password.
 */
#ifndef MEAL_MFA_H
#define MEAL_MFA_H

#include <stdbool.h>

#include "data/field.h"
#include "account/login.h"

struct cx;
struct doc;

#define MFA_TRIES	5	/* of one login that waits */

struct mfa_code {
	const char	*code;
	const char	*password;	/* reauth.h */
};
extern const struct shape mfa_code_shape;

struct mfa_password {
	const char	*password;
};
extern const struct shape mfa_password_shape;
/* The same where it may be left out (reauth.h). */
extern const struct shape mfa_begin_shape;

/* {secret, otpauthUri, qrSvg} and {backupCodes: […]} */
extern const struct shape mfa_setup_shape, mfa_codes_shape;

/* ---- of the asking person ---------------------------------------------- */

/*
 * A fresh secret that waits for its first code; it replaces one that waited.
 * ERR_CONFLICT when the second factor is on, ERR_REAUTHENTICATE (reauth.h).
 */
struct doc *mfa_setup(struct cx *, const char *password);
/*
 * Turn it on: {backupCodes}, told this once. ERR_INVALID at /code for a
 * wrong one; ERR_CONFLICT when it is on or none waits; ERR_REAUTHENTICATE.
 */
struct doc *mfa_confirm(struct cx *, const struct mfa_code *);
/* Turn it off, with the password (password.h: ERR_INVALID, ERR_LIMITED). */
bool	mfa_disable(struct cx *, const char *password);
/* A person's second factor, gone with its codes: what the two have in common
 * who may do that, the person and an admin. Belongs into a transaction. */
bool	mfa_remove(struct cx *, const char *person);
/* New codes for the old ones, the same way: {backupCodes}. */
struct doc *mfa_renew_codes(struct cx *, const char *password);

/* Whether the asking person may not be without one (mfa_admins). */
bool	mfa_required(const struct cx *);
/*
 * For the page: {enabled, codesLeft, pending}. pending, of a set-up that has
 * begun, is {groups: [four letters, …], otpauthUri, qr: {size, path}}, else
 * null.
 */
struct doc *mfa_status(struct cx *);
/* What protects the account: {email, verified, mfa, passwordAt, codesLeft,
 * sessions, tokens}. */
struct doc *mfa_security(struct cx *);

/* ---- of a login that waits --------------------------------------------- */

struct mfa_entry {
	const char	*ticket;	/* of login_wait */
	const char	*code;		/* one of these two */
	const char	*backup;
};
struct mfa_who {
	struct login	 login;
	const char	*device, *next;	/* as login_wait had them, or NULL */
};
extern const struct shape mfa_entry_shape;	/* with sessionToken */
extern const struct shape mfa_page_shape;	/* without */

/*
 * Who it is; ticket and code are used up. ERR_SIGNED_OUT, in the same words,
 * for a wrong code and for a ticket that is unknown, used or over, for one
 * from before the password was changed, and when the secret cannot be opened
 * any more (the log tells). ERR_INVALID for what is no code; ERR_LIMITED.
 */
bool	mfa_enter(struct cx *, const struct mfa_entry *, struct mfa_who *);
/* Whether there is a login that waits. */
bool	mfa_waits(struct cx *, const char *ticket);

#endif
