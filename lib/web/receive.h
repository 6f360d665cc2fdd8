/*
 * receive: the body of a request, read and parsed. The dispatcher asks for it
 * when it is known who sent it and that they may.
 */
#ifndef MEAL_RECEIVE_H
#define MEAL_RECEIVE_H

#include <stdbool.h>

struct req;

/*
 * Sets rq->bytes and rq->body, and what a page's form carries beside its
 * fields: version, key, form_token. Once: a request is run again when who
 * asks was guessed wrong, and keeps its body. ERR_TOO_LARGE beyond what the
 * row takes and, of somebody unknown, BODY_STRANGER; ERR_MEDIA_TYPE for what
 * it does not take; ERR_MALFORMED for what cannot be read.
 */
bool	receive_body(struct req *);

#endif
