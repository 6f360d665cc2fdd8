/*
 * mail: a mail as a message (RFC 5322) from templates/mail, and handing it
 * over to whoever carries it (option mail_transport).
 *
 * NAME.txt begins with a line "Subject: …" and an empty one; the rest is the
 * text. NAME.html, which goes along with it, fills mail/layout. Both get what
 * outbox_mail was given and base_url; times are shown in the zone that a
 * member "zone" of it names.
 */
#ifndef MEAL_MAIL_H
#define MEAL_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "work/queue.h"

struct cx;
struct doc;

struct mail {
	const char	*id;		/* of the outbox: its Message-ID */
	const char	*from_name, *from;	/* the name may be "" */
	const char	*to;
	const char	*subject, *text, *html;
};

/* Whether it can be written into a message: ASCII, nothing that ends it. */
bool	mail_address(const char *);
/* Who sends, as mail_from says; ERR_INTERNAL when it is no address. */
bool	mail_sender(struct cx *, struct mail *);
/* Subject, text and html of a template; ERR_INTERNAL names what is wrong. */
bool	mail_render(struct cx *, struct mail *, const char *template,
	    const char *locale, const struct doc *data);
/* The message, its lines ended by CRLF; *n is its length. */
char   *mail_message(struct cx *, const struct mail *, size_t *n);
/* The host of base_url: ours in a Message-ID and in SMTP's greeting. */
char   *mail_host(struct cx *);
/* The outbox's id in a Message-ID; NULL when it is none of ours. */
const char *mail_id(struct cx *, const char *message_id);

/* Hand a mail over. *why names nobody. */
enum queue_end mail_deliver(struct cx *, const struct mail *,
	    const char **why);
/* The two together with the row and the data of the outbox: for work.h. */
enum queue_end mail_send(struct cx *, const struct doc *row,
	    struct doc *data, const char **why);

#endif
