/*
 * outbox: mails to be sent. A mail is a row made in the transaction of what
 * it tells about; meal-worker sends it. What it says is sealed until it is
 * sent, as it has links that let somebody in, and forgotten afterwards.
 */
#ifndef MEAL_OUTBOX_H
#define MEAL_OUTBOX_H

#include <stdbool.h>

struct cx;
struct doc;

/*
 * Queue a mail: templates/mail/<name>.txt and .html, rendered with data, to
 * an address. person (whose mail it is; gone with them) and locale may be
 * NULL. Without a mail transport configured nothing is queued; that is no
 * error.
 */
bool	outbox_mail(struct cx *, const char *person, const char *to,
	    const char *locale, const char *template, struct doc *data);

/*
 * Queue work of a kind for the worker; what it is about is sealed. The id
 * of the job.
 */
char   *outbox_job(struct cx *, const char *person, const char *kind,
	    struct doc *data);

#endif
