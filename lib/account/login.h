/*
 * login: who comes in, by password, and what they get for it.
 *
 *	struct login l;
 *	if (!login_check(cx, &try, &l)) …	401, 429
 *	if (l.mfa) login_wait(cx, &l, …)	a ticket for the second step
 *	else login_tokens(…) or login_browser(…)
 *
 * The second step looks at the ticket, checks its code and calls one of the
 * last two as well (auth_enter.h does it for pages).
 */
#ifndef MEAL_LOGIN_H
#define MEAL_LOGIN_H

#include <stdbool.h>

struct cx;
struct doc;

#define LOGIN_WAIT	600	/* seconds for the second step */

struct login_try {
	const char	*login;		/* email or username */
	const char	*password;
	const char	*device;	/* secret of a browser that was here
					 * before, or NULL */
};

struct login {
	const char	*person;
	bool		 mfa;		/* a second factor is to come */
	const char	*since;		/* when the password was set that was
					 * looked at; NULL: none was */
};

/*
 * Whose login and password these are. ERR_SIGNED_OUT, after the same work,
 * when they are nobody's or that person may not come in; ERR_LIMITED after
 * too many failures, by the account, or for a known device by the device,
 * and by the address. A password that is kept otherwise than today's are is
 * hashed anew.
 */
bool	login_check(struct cx *, const struct login_try *, struct login *);

/*
 * The secret of an "mfa" ticket, good for LOGIN_WAIT. Its detail is {device,
 * face: "api" or "page", next}; device and next may be NULL.
 */
char   *login_wait(struct cx *, const struct login *, const char *device,
	    const char *face, const char *next);

/*
 * The Tokens of api.md for somebody who has shown everything; noted as a
 * login. device is the name of the new session, or NULL. ERR_SIGNED_OUT when
 * the password was changed meanwhile: whoever knew the old one stays out.
 * By an app that they never logged in with before, they are told by mail.
 */
struct doc *login_tokens(struct cx *, const struct login *,
	    const char *device);

struct login_cookies {
	char		*session;
	char		*device;	/* to be known by next time */
};

/*
 * The same for a browser: a new session always, and the old one of the same
 * browser (its cookie's secret, or NULL) ends. device is the secret by which
 * it is known, or NULL; a stranger's is not taken over. Of a browser that is
 * new to somebody who was here before they are told by mail.
 */
bool	login_browser(struct cx *, const struct login *, const char *old,
	    const char *device, struct login_cookies *);

#endif
