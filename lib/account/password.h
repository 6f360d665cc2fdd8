/*
 * password: which passwords are taken, and how they are kept.
 *
 * After NIST SP 800-63B: 8 to 128 characters of any kind, none of them asked
 * for; refused are only those that are guessed first. Before anything else a
 * password is brought to NFKC, so that the same one typed on another keyboard
 * is the same. The rules hold where one is chosen, never at login.
 */
#ifndef MEAL_PASSWORD_H
#define MEAL_PASSWORD_H

#include <stdbool.h>

struct cx;

#define PASSWORD_MIN	8	/* characters (code points) */
#define PASSWORD_MAX	128
#define PASSWORD_SENT	1024	/* at most, where one is only compared */

/*
 * Whether this password may be chosen by the person of that address, username
 * and name (each may be NULL): ERR_INVALID at pointer ("/password") with what
 * is wrong and what to do.
 */
bool	password_check_rules(struct cx *, const char *pointer,
	    const char *password, const char *email, const char *username,
	    const char *full_name);

/* What is stored for it; takes long on purpose. */
char   *password_make(struct cx *, const char *password);
/*
 * Whether it fits what is stored. With NULL (nobody, or none was set) the
 * same work and no.
 */
bool	password_fits(struct cx *, const char *hash, const char *password);

/*
 * The asking person's own password, before what must not be done by somebody
 * who merely found the screen unlocked: ERR_INVALID at /password when it is
 * another, ERR_LIMITED after too many of these. Not within a transaction, or
 * what is counted is lost.
 */
bool	password_confirm(struct cx *, const char *password);

#endif
