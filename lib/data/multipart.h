/*
 * multipart: multipart/form-data (RFC 7578, RFC 2046) read as it comes, in
 * pieces of any size. Nothing of a part is held but its head, so memory does
 * not grow with what is sent. Where the pieces are cut makes no difference.
 *
 * Read strictly: lines end in CRLF, a line that begins with the boundary is
 * one, and the last one must come. What stands before the first and after the
 * last is passed over. In names %22, %0D, %0A and \" are undone, as browsers
 * and others write them.
 *
 * A file's name is what somebody calls it, never a path: what stands before
 * the last / or \ is gone, and controls, NUL and marks of direction as well.
 * "filename*" is not for forms (RFC 7578, 4.2) and passed over.
 */
#ifndef MEAL_MULTIPART_H
#define MEAL_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct multipart;

#define MULTIPART_PARTS_MAX	2000
#define MULTIPART_HEAD_MAX	4096	/* bytes of one part's head */
#define MULTIPART_NAME_MAX	500	/* of a name, in bytes */

/* One part, as its head has it; the arena's of the err. */
struct multipart_part {
	const char	*name;		/* UTF-8, no controls, never empty */
	const char	*filename;	/* NULL: a field; empty when it was
					 * sent so, and "file" for a path
					 * without a name */
	const char	*type;		/* media type in small letters, without
					 * parameters; NULL: not said */
};

/* Who takes them. False ends the reading, with the error set. */
struct multipart_to {
	bool	(*begin)(void *arg, const struct multipart_part *);
	bool	(*data)(void *arg, const char *p, size_t n);
	bool	(*end)(void *arg);
};

/*
 * A reader for this Content-Type; ERR_MALFORMED when its boundary is none
 * (RFC 2046: 1 to 70 characters of its alphabet).
 */
struct multipart *multipart_new(struct err *, const char *content_type,
	    const struct multipart_to *, void *arg);
/*
 * The next bytes. ERR_MALFORMED for what is no form, ERR_TOO_LARGE beyond the
 * limits above; nothing more is to be fed then.
 */
bool	multipart_feed(struct multipart *, const char *p, size_t n);
/* That was all: ERR_MALFORMED when the last boundary did not come. */
bool	multipart_end(struct multipart *);

#endif
