/*
 * smtp: handing a message over to an SMTP server (RFC 5321), by libcurl.
 *
 * Certificates are verified. A refusal of the recipient or of the message
 * for good (5xx) is SMTP_NEVER; everything else that fails, a server that
 * does not let us in included, is SMTP_LATER; and SMTP_UNSURE when the whole
 * message was sent and no answer came.
 */
#ifndef MEAL_SMTP_H
#define MEAL_SMTP_H

#include <stddef.h>

struct cx;

enum smtp_end { SMTP_DONE, SMTP_LATER, SMTP_UNSURE, SMTP_NEVER };

struct smtp_mail {
	const char	*host;		/* we greet the server as */
	const char	*from, *to;
	const char	*message;	/* its lines ended by CRLF */
	size_t		 n;
};

/* *why says what went wrong and names nobody. */
enum smtp_end smtp_send(struct cx *, const struct smtp_mail *,
	    const char **why);

#endif
