/*
 * recovery: passwords that were forgotten or are changed, and addresses that
 * are shown to be somebody's own.
 *
 * Whoever asks for a mail always gets the same answer after the same work:
 * a job is queued, and the worker finds out whether there is anybody. A link
 * in a mail is a ticket; one for a password or another address ends the one
 * before it. Setting a password or an address also ends the links that were
 * asked for under the old one, so that nobody who held the account keeps a
 * way in.
 */
#ifndef MEAL_RECOVERY_H
#define MEAL_RECOVERY_H

#include <stdbool.h>

#include "data/field.h"

struct cx;
struct doc;
struct job;

#define RECOVERY_MAILS	5	/* of a kind to one account within an hour */

struct recovery_ask { const char *email; };
struct recovery_token { const char *token; };
struct recovery_reset {
	const char	*token, *password;
	bool		 keep_tokens;
};
struct recovery_change { const char *current, *password; };
struct recovery_move { const char *email, *password; };
extern const struct shape recovery_ask_shape, recovery_token_shape,
    recovery_reset_shape, recovery_change_shape, recovery_move_shape;

/*
 * Ask for a mail with a link: to set a new password, or to verify the
 * address. ERR_LIMITED after too many from one client address. Without mail
 * nothing happens.
 */
bool	recovery_forgot(struct cx *, const char *email);
bool	recovery_resend(struct cx *, const char *email);
/* The jobs "forgot" and "resend" that these queue. More mails than
 * RECOVERY_MAILS are left out without a word. */
bool	recovery_forgot_job(struct cx *, const struct job *);
bool	recovery_resend_job(struct cx *, const struct job *);

/* Mail a person the link to set a new password; what was guessed before does
 * not keep out whoever has the mailbox. Both belong into a transaction. */
bool	recovery_mail_reset(struct cx *, const char *person);
bool	recovery_forget_tries(struct cx *, const char *person);

/* Mail a person the link to verify their address. Belongs into the
 * transaction that made them. */
bool	recovery_welcome(struct cx *, const char *person);

/*
 * {good, sentTo}: whether the secret is one to set a password, or to verify
 * or change an address, and where it went. Uses nothing up.
 */
struct doc *recovery_look_reset(struct cx *, const char *token);
struct doc *recovery_look_verify(struct cx *, const char *token);

/*
 * Set a new password with the secret of a mail. Ends all sessions; API tokens
 * (of an address that was verified) and the second factor stay. ERR_INVALID
 * at /token when it is used, unknown or over, at /password by the rules of
 * password.h.
 */
bool	recovery_reset(struct cx *, const struct recovery_reset *);
/*
 * The asking person's new password. Ends all other sessions. ERR_INVALID at
 * /currentPassword or /password; ERR_LIMITED after too many wrong ones.
 */
bool	recovery_change(struct cx *, const struct recovery_change *);

/*
 * Use up the secret of a mail: the address is verified, or becomes the
 * person's own. ERR_INVALID at /token as above; ERR_CONFLICT when somebody
 * has taken the address meanwhile.
 */
bool	recovery_verify(struct cx *, const char *token);
/*
 * Mail a link to the address that the asking person wants to have, and a word
 * to the old one. When the new one is an account's already, its mail says so
 * instead; nothing else shows it. ERR_INVALID at /email or /password;
 * ERR_LIMITED.
 */
bool	recovery_move(struct cx *, const struct recovery_move *);

/* {address, verified, sentAt} of the asking person; sentAt: when the last
 * mail to verify it was made. */
struct doc *recovery_address(struct cx *);

#endif
