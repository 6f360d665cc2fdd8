/*
 * upload: files in a request's body, written to descriptors as they come; for
 * receive.c, which has begun with the body.
 */
#ifndef MEAL_UPLOAD_H
#define MEAL_UPLOAD_H

#include <stdbool.h>

struct req;

/*
 * A form in parts: its files to rq->files, its fields to rq->fields_sent. An
 * input where no file was chosen (no name, no bytes) is left out.
 * ERR_MEDIA_TYPE for a file of a type that the row does not accept,
 * ERR_TOO_LARGE for more than REQ_FILES_MAX of them or fields of more than the
 * option body_max.
 */
bool	upload_parts(struct req *);
/* The whole body as one file of that type, which the row accepts. */
bool	upload_whole(struct req *, const char *type);

#endif
