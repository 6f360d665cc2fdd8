/*
 * multipart_head: the lines before a part's data, and the parameters in them.
 * For multipart.c; pure.
 */
#ifndef MEAL_MULTIPART_HEAD_H
#define MEAL_MULTIPART_HEAD_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct multipart_part;

/*
 * The boundary that a Content-Type names, or NULL without an error: none, two
 * of them, or a broken line. Nothing is said of its characters.
 */
char   *multipart_boundary(struct err *, const char *content_type);
/* A part's lines, each with its CRLF. ERR_MALFORMED for what is no head of a
 * form's part, ERR_TOO_LARGE for a name that is too long. */
bool	multipart_head(struct err *, const char *p, size_t n,
	    struct multipart_part *);

#endif
