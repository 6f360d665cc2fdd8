/*
 * mime: the form of mails: headers (RFC 5322, 2047), quoted-printable and
 * parts (RFC 2045, 2046), written for what we send and read with suspicion
 * for what comes back. Lines end in CRLF and have at most 76 characters.
 *
 * Reading borrows from the text and never fails: what is not there or broken
 * is absent. Nothing is read deeper than it is asked for. A NUL must follow
 * the text.
 */
#ifndef MEAL_MIME_H
#define MEAL_MIME_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

/* A header of free text. Controls are dropped, so no line can be forged. */
void	mime_header(struct buf *, const char *name, const char *text);
/* The name of somebody before an address, at this column of the line. */
void	mime_phrase(struct buf *, const char *text, size_t column);
/* A body in quoted-printable; its lines may end in LF. */
void	mime_quoted(struct buf *, const char *text);

struct mime {
	const char	*head, *body;
	size_t		 head_n, body_n;
};

/* The head and the body of a message or a part. */
struct mime mime_read(const char *p, size_t n);
/* A header's value, unfolded; NULL when there is none. The first counts. */
char   *mime_field(struct arena *, const struct mime *, const char *name);
/* The same with encoded words (UTF-8) made text, as one clean line. */
char   *mime_line(struct arena *, const struct mime *, const char *name);
/* Whether Content-Type is this ("text/plain", which it is without one). */
bool	mime_is(struct arena *, const struct mime *, const char *type);
/*
 * The next part of a multipart, from *at (0 at first) on; false after the
 * last, and when it is no multipart.
 */
bool	mime_part(struct arena *, const struct mime *, size_t *at,
	    struct mime *part);
/* The body with its transfer encoding undone: as many bytes as *n says. */
char   *mime_body(struct arena *, const struct mime *, size_t *n);

#endif
