/*
 * outbox: mails to be sent. A mail is a row made in the transaction of what
 * it tells about; meal-worker sends it. What it says is sealed until it is
 * sent, as it has links that let somebody in, and forgotten afterwards.
 *
 * A mail is queued, sending, sent, or dead: given up after too many tries, or
 * refused for good. What was being sent when its worker ended may have been
 * sent; it is sent again and marked as maybe sent twice.
 */
#ifndef MEAL_OUTBOX_H
#define MEAL_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "data/field.h"

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

/* ---- for administrators ------------------------------------------------ */

extern const struct shape outbox_list_shape;

/*
 * {items: [{id, template, person, state, tries, dueAt, createdAt, sentAt,
 * maybeTwice, lastError, bouncedAt}], next}, the newest first. person is
 * {id, name} or null. state NULL: all. cursor as listing.h has it.
 */
struct doc *outbox_list(struct cx *, const char *state, int64_t limit,
	    const char *cursor);
/* {queued, sending, sent, dead}: how many there are of each. */
struct doc *outbox_counts(struct cx *);
/*
 * Try one again that is dead, or waits for its next try, now and with all its
 * tries; forget one that is not being sent. ERR_NOT_FOUND when there is none
 * such.
 */
bool	outbox_retry(struct cx *, const char *id);
bool	outbox_drop(struct cx *, const char *id);

#endif
