/*
 * mail_bounce: what comes back when a mail could not be delivered: delivery
 * status notifications (RFC 3464). Whoever knows our address can send one, so
 * little is believed: it must carry the Message-ID of a mail of ours, which
 * none but its recipient has seen, to take anything from anybody.
 */
#ifndef MEAL_MAIL_BOUNCE_H
#define MEAL_MAIL_BOUNCE_H

#include <stddef.h>

struct cx;
struct doc;

#define MAIL_BOUNCE_MAX	((size_t)1 << 20)	/* bytes of a notification */

/*
 * Read a message. {found: a mail of ours was noted as bounced, id, status:
 * "5.1.1", unverified: its person's address counts as unverified now}; found
 * is false for what is no notification of a failure, of no mail of ours, or
 * known already. The address is unverified after a failure for good (5.x.x)
 * of the mail whose Message-ID it has, sent to that very address.
 */
struct doc *mail_bounce(struct cx *, const char *message, size_t n);

#endif
