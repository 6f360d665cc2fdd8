#include "food/foods_import_source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "store/cx.h"
#include "store/pack.h"

#define BLOCK 65536

struct import_source {
	struct pack	*pack;
	const char	*file;		/* as messages name it */
	long		 line;
	size_t		 total;		/* bytes unpacked */
	bool		 ended;
	char		 block[BLOCK];
	size_t		 at, n;		/* what is left of the block */
	char		 text[IMPORT_LINE_MAX];
};

bool
import_wrong(struct cx *cx, const struct import_source *in, const char *what)
{
	return fail(cx, ERR_INTERNAL, "%s:%ld: %s", in->file, in->line, what);
}

static bool
open_zip(struct cx *cx, struct import_source *in, const char *path,
    const char *name)
{
	in->file = arena_fmt(cx->arena, "%s(%s.txt)", path, name);
	in->pack = pack_open_member(cx, path, arena_fmt(cx->arena, "%s.txt",
	    name));
	return in->pack != NULL;
}

static bool
open_plain(struct cx *cx, struct import_source *in, const char *dir,
    const char *name)
{
	static const char *const ends[] = { "", ".xz", ".gz" };
	struct stat st;
	size_t i;

	for (i = 0; i < COUNT(ends); i++) {
		in->file = arena_fmt(cx->arena, "%s/%s.txt%s", dir, name,
		    ends[i]);
		if (stat(in->file, &st) == 0)
			break;
	}
	if (i == COUNT(ends))
		return fail(cx, ERR_INTERNAL, "%s: there is no %s.txt in it, "
		    "nor %s.txt.xz", dir, name, name);
	in->pack = pack_open(cx, in->file);
	return in->pack != NULL;
}

struct import_source *
import_open(struct cx *cx, const char *path, const char *name)
{
	struct import_source *in = arena_alloc(cx->arena, sizeof(*in));
	struct stat st;
	bool ok;

	if (stat(path, &st) != 0)
		return fail(cx, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	ok = S_ISDIR(st.st_mode) ? open_plain(cx, in, path, name) :
	    open_zip(cx, in, path, name);
	return ok ? in : NULL;
}

/* More bytes; false at the end and for an error. */
static bool
fill(struct cx *cx, struct import_source *in)
{
	if (in->ended || !pack_read(cx, in->pack, in->block,
	    sizeof(in->block), &in->n))
		return false;
	in->ended = in->n == 0;
	in->at = 0;
	in->total += in->n;
	if (in->total > IMPORT_FILE_MAX)
		return fail(cx, ERR_INTERNAL, "%s: this is larger than such "
		    "a file can be", in->file);
	return !in->ended;
}

char *
import_line(struct cx *cx, struct import_source *in)
{
	size_t n = 0, part;
	char *end = NULL;

	in->line++;
	while (!end && (in->at < in->n || fill(cx, in))) {
		end = memchr(in->block + in->at, '\n', in->n - in->at);
		part = end ? (size_t)(end - in->block) - in->at :
		    in->n - in->at;
		if (n + part >= sizeof(in->text)) {
			import_wrong(cx, in, "this line is too long");
			return NULL;
		}
		memcpy(in->text + n, in->block + in->at, part);
		n += part;
		in->at += part + (end != NULL);
	}
	if (cx->err.kind || (!end && !n))
		return NULL;
	if (n && in->text[n - 1] == '\r')
		n--;
	in->text[n] = '\0';
	if (strlen(in->text) != n) {
		import_wrong(cx, in, "this line holds a NUL");
		return NULL;
	}
	return in->text;
}
