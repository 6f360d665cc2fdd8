/*
 * smtp: handing a message over to an SMTP server (RFC 5321), by libcurl.
 *
 * Certificates are verified. A refusal of the recipient or of the message
 * for good (5xx) is WORK_NEVER; everything else that fails, a server that
 * does not let us in included, is WORK_LATER; and WORK_UNSURE when the whole
 * message was sent and no answer came.
 */
#ifndef MEAL_SMTP_H
#define MEAL_SMTP_H

#include <stddef.h>

#include "work/queue.h"

struct cx;

enum queue_end smtp_send(struct cx *, const char *from, const char *to,
	    const char *message, size_t n, const char **why);

#endif
