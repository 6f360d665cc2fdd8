/*
 * undo: "this was not me", the link in mails of what guards an account.
 *
 * It is good for a week and works once. Whoever follows it has the mailbox
 * that the account had when it happened, so the account is put back to them:
 * sessions and API tokens end, the address is that mailbox again, a second
 * factor turned on since is off, one turned off then is on again, the
 * password works no more, and a link to set another is mailed there. Until it
 * is over, nobody else gets that address (migrations/0017-undo.sql).
 */
#ifndef MEAL_UNDO_H
#define MEAL_UNDO_H

#include <stdbool.h>

#include "data/field.h"

struct cx;
struct doc;

#define UNDO_LIFETIME	604800		/* seconds */
#define UNDO_TOLD	5		/* new browsers in a day, by mail */

extern const struct shape undo_answer_shape;

/*
 * Mail somebody, at the address in hand, what has happened to their account:
 * the template is called as that ("mfa-on"), and has the link as {{link}}.
 * data may be NULL; sealed is the secret of a second factor that was turned
 * off, or NULL. Belongs into the transaction of what it tells.
 */
bool	undo_mail(struct cx *, const char *person, const char *email,
	    const char *locale, const char *what, struct doc *data,
	    const char *sealed);
/*
 * A login has succeeded by what is known by this hash: note it, and when the
 * person was here before but never by it, mail them; of very many in a day
 * the first alone. Belongs into the login's transaction.
 */
bool	undo_device(struct cx *, const char *person, const char *hash);

/*
 * {good, what, sentTo, address, factorOff, factorOn}: what following the
 * link would do. Uses nothing up.
 */
struct doc *undo_look(struct cx *, const char *token);
/*
 * Do it: {what, sentTo, address, factorOff, factorOn}. ERR_INVALID at /token
 * when it was used or is over; ERR_CONFLICT when the address is another
 * account's.
 */
struct doc *undo_do(struct cx *, const char *token);

#endif
