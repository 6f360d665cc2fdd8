/*
 * foods_import_source: the lines of a file in a folder or a zip, packed or
 * not. What it reads may be anybody's: sizes and lines have a bound.
 */
#ifndef MEAL_FOODS_IMPORT_SOURCE_H
#define MEAL_FOODS_IMPORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

struct cx;
struct import_source;

#define IMPORT_LINE_MAX		16384			/* bytes */
#define IMPORT_FILE_MAX		((size_t)256 << 20)	/* unpacked */

/*
 * Open NAME.txt: in a folder (or NAME.txt.xz, .gz), or anywhere in a zip.
 * Released with the arena. ERR_INTERNAL when there is none.
 */
struct import_source *import_open(struct cx *, const char *path,
	    const char *name);
/*
 * The next line without its end, terminated, to be written in until the next
 * call; NULL at the end of the file and, with the error set, for what cannot
 * be read, is too long or holds a NUL.
 */
char   *import_line(struct cx *, struct import_source *);
/* Note what is wrong with the last line: "FILE:LINE: what". Always false. */
bool	import_wrong(struct cx *, const struct import_source *,
	    const char *what);

#endif
