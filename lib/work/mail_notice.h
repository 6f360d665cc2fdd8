/*
 * mail_notice: what a delivery status notification (RFC 3464) says. It is a
 * stranger's text; what of it is believed is mail_bounce's to decide.
 */
#ifndef MEAL_MAIL_NOTICE_H
#define MEAL_MAIL_NOTICE_H

#include <stdbool.h>
#include <stddef.h>

struct cx;

struct mail_notice {
	const char	*id;		/* of the mail; NULL: it does not say */
	const char	*status;	/* "5.1.1" */
	const char	*final, *original;	/* addresses, or NULL */
	bool		 failed;
	bool		 known;		/* id is from its Message-ID */
};

/*
 * Whether a message says that a mail could not be delivered, and of which.
 * The status is set then, and of the form of RFC 3463, 4 or 5 first.
 */
bool	mail_notice_read(struct cx *, const char *message, size_t n,
	    struct mail_notice *);

#endif
