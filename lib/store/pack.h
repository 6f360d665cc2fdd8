/*
 * pack: packed files. Reads a member of a zip, or a file that may be gzip or
 * xz; writes zips as they come, without knowing sizes in advance. What is
 * read may be anybody's: whoever reads sets bounds.
 */
#ifndef MEAL_PACK_H
#define MEAL_PACK_H

#include <stdbool.h>
#include <stddef.h>

struct cx;
struct pack;
struct pack_out;

/*
 * Open the member of that name (in whatever folder, any case) of a zip, or a
 * file of its own. Released with the arena. ERR_INTERNAL with the file's name
 * when there is none or it cannot be read.
 */
struct pack *pack_open_member(struct cx *, const char *zip,
	    const char *name);
struct pack *pack_open(struct cx *, const char *path);
/* Up to size unpacked bytes into p; *n is 0 at the end. */
bool	pack_read(struct cx *, struct pack *, void *p, size_t size, size_t *n);

/*
 * A new zip at path, which only we may read. Members one after the other:
 * pack_member, pack_write. pack_close makes sure that it is on the disk;
 * without it the arena closes what is there. ERR_INTERNAL.
 */
struct pack_out *pack_create(struct cx *, const char *path);
bool	pack_member(struct cx *, struct pack_out *, const char *name);
bool	pack_write(struct cx *, struct pack_out *, const void *p, size_t n);
bool	pack_close(struct cx *, struct pack_out *);

#endif
