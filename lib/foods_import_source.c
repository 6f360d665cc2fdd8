#include "foods_import_source.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cx.h"

#define BLOCK 65536

struct import_source {
	struct archive	*archive;
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

static void
release(void *p)
{
	archive_read_free(p);
}

static struct archive *
archive_for(struct cx *cx, bool zip)
{
	struct archive *a = archive_read_new();

	if (!a)
		return fail(cx, ERR_INTERNAL, "libarchive is out of memory");
	arena_defer(cx->arena, release, a);
	if (zip) {
		archive_read_support_format_zip(a);
		return a;
	}
	archive_read_support_filter_xz(a);
	archive_read_support_filter_gzip(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
	return a;
}

static void *
unreadable(struct cx *cx, const char *file, struct archive *a)
{
	const char *why = archive_error_string(a);

	return fail(cx, ERR_INTERNAL, "%s: %s", file, why ? why :
	    "cannot be read");
}

/* Go to the zip's member of that name, in whatever folder of it. */
static bool
find_member(struct cx *cx, struct archive *a, const char *path,
    const char *name)
{
	const char *wanted = arena_fmt(cx->arena, "%s.txt", name);
	struct archive_entry *entry;
	int got;

	while ((got = archive_read_next_header(a, &entry)) == ARCHIVE_OK ||
	    got == ARCHIVE_WARN) {
		const char *member = archive_entry_pathname(entry);
		const char *slash = member ? strrchr(member, '/') : NULL;

		if (member && strcasecmp(slash ? slash + 1 : member,
		    wanted) == 0)
			return true;
	}
	if (got != ARCHIVE_EOF)
		return unreadable(cx, path, a);
	return fail(cx, ERR_INTERNAL, "%s: there is no %s in it", path,
	    wanted);
}

static bool
open_zip(struct cx *cx, struct import_source *in, const char *path,
    const char *name)
{
	in->archive = archive_for(cx, true);
	in->file = arena_fmt(cx->arena, "%s(%s.txt)", path, name);
	if (!in->archive)
		return false;
	if (archive_read_open_filename(in->archive, path, BLOCK) !=
	    ARCHIVE_OK)
		return unreadable(cx, path, in->archive);
	return find_member(cx, in->archive, path, name);
}

static bool
open_plain(struct cx *cx, struct import_source *in, const char *dir,
    const char *name)
{
	static const char *const ends[] = { "", ".xz", ".gz" };
	struct archive_entry *entry;
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
	in->archive = archive_for(cx, false);
	if (!in->archive)
		return false;
	if (archive_read_open_filename(in->archive, in->file, BLOCK) !=
	    ARCHIVE_OK)
		return unreadable(cx, in->file, in->archive);
	switch (archive_read_next_header(in->archive, &entry)) {
	case ARCHIVE_EOF:
		in->ended = true;
		return true;
	case ARCHIVE_OK:
	case ARCHIVE_WARN:
		return true;
	default:
		return unreadable(cx, in->file, in->archive);
	}
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
	la_ssize_t got;

	if (in->ended)
		return false;
	got = archive_read_data(in->archive, in->block, sizeof(in->block));
	if (got < 0)
		return unreadable(cx, in->file, in->archive);
	in->ended = got == 0;
	in->at = 0;
	in->n = (size_t)got;
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
