/*
 * receive: the body of a request, read and parsed. The dispatcher asks for it
 * when it is known who sent it and that they may.
 */
#ifndef MEAL_RECEIVE_H
#define MEAL_RECEIVE_H

#include <stdbool.h>

struct req;

/* More than this of a body is not held in memory: it goes into a file. */
#define BODY_HELD	65536

/*
 * Sets rq->bytes and rq->body, the fields and files of a form, and what a
 * page's form carries beside its fields: version, key, form_token. A page
 * takes a form as urlencoded or in parts, the interface JSON and what the row
 * accepts. Once: a request is run again when who asks was guessed wrong, and
 * keeps its body. ERR_TOO_LARGE beyond what the row takes and, of somebody
 * unknown, BODY_STRANGER; ERR_MEDIA_TYPE for what it does not take, before it
 * is read; ERR_MALFORMED for what cannot be read; ERR_UNAVAILABLE when there
 * is no room for it.
 */
bool	receive_body(struct req *);

#endif
