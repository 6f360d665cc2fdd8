#include "data/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"

char *
file_read(struct err *e, const char *path, size_t max, size_t *n)
{
	char chunk[16384];
	struct buf b;
	FILE *file;
	size_t some;

	/* by its descriptor: the name of a pipe may be another user's */
	file = strcmp(path, "-") == 0 ? fdopen(dup(0), "r") :
	    fopen(path, "re");
	if (!file)
		return err_set(e, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	buf_init(&b, e->arena, max);
	while (!buf_over(&b) &&
	    (some = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&b, chunk, some);
	if (ferror(file)) {
		fclose(file);
		return err_set(e, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	}
	fclose(file);
	if (buf_over(&b))
		return err_set(e, ERR_INTERNAL, "%s: larger than %zu bytes",
		    path, max);
	if (n)
		*n = buf_len(&b);
	return buf_done(&b, e);
}
