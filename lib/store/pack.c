#include "store/pack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "store/cx.h"
#include "data/when.h"

#define BLOCK 65536

/* ---- reading ----------------------------------------------------------- */

struct pack {
	struct archive	*archive;
	const char	*path;		/* as messages name it */
	bool		 empty;
};

static void
release(void *p)
{
	archive_read_free(p);
}

static struct pack *
reader(struct cx *cx, const char *path, bool zip)
{
	struct pack *pack = arena_alloc(cx->arena, sizeof(*pack));

	pack->path = path;
	pack->archive = archive_read_new();
	if (!pack->archive)
		return fail(cx, ERR_INTERNAL, "libarchive is out of memory");
	arena_defer(cx->arena, release, pack->archive);
	if (zip) {
		archive_read_support_format_zip(pack->archive);
		return pack;
	}
	archive_read_support_filter_xz(pack->archive);
	archive_read_support_filter_gzip(pack->archive);
	archive_read_support_format_raw(pack->archive);
	archive_read_support_format_empty(pack->archive);
	return pack;
}

static void *
unreadable(struct cx *cx, const struct pack *pack)
{
	const char *why = archive_error_string(pack->archive);

	return fail(cx, ERR_INTERNAL, "%s: %s", pack->path, why ? why :
	    "cannot be read");
}

struct pack *
pack_open_member(struct cx *cx, const char *zip, const char *name)
{
	struct pack *pack = reader(cx, zip, true);
	struct archive_entry *entry;
	int got;

	if (!pack)
		return NULL;
	if (archive_read_open_filename(pack->archive, zip, BLOCK) !=
	    ARCHIVE_OK)
		return unreadable(cx, pack);
	while ((got = archive_read_next_header(pack->archive, &entry)) ==
	    ARCHIVE_OK || got == ARCHIVE_WARN) {
		const char *member = archive_entry_pathname(entry);
		const char *slash = member ? strrchr(member, '/') : NULL;

		if (member && strcasecmp(slash ? slash + 1 : member,
		    name) == 0)
			return pack;
	}
	if (got != ARCHIVE_EOF)
		return unreadable(cx, pack);
	return fail(cx, ERR_INTERNAL, "%s: there is no %s in it", zip, name);
}

struct pack *
pack_open(struct cx *cx, const char *path)
{
	struct pack *pack = reader(cx, path, false);
	struct archive_entry *entry;

	if (!pack)
		return NULL;
	if (archive_read_open_filename(pack->archive, path, BLOCK) !=
	    ARCHIVE_OK)
		return unreadable(cx, pack);
	switch (archive_read_next_header(pack->archive, &entry)) {
	case ARCHIVE_EOF:
		pack->empty = true;
		return pack;
	case ARCHIVE_OK:
	case ARCHIVE_WARN:
		return pack;
	default:
		return unreadable(cx, pack);
	}
}

bool
pack_read(struct cx *cx, struct pack *pack, void *p, size_t size, size_t *n)
{
	la_ssize_t got = pack->empty ? 0 :
	    archive_read_data(pack->archive, p, size);

	if (got < 0)
		return unreadable(cx, pack);
	*n = (size_t)got;
	return true;
}

/* ---- writing ----------------------------------------------------------- */

struct pack_out {
	struct archive	*archive;
	const char	*path;
	int		 fd;
};

static void
release_out(void *p)
{
	struct pack_out *out = p;

	archive_write_free(out->archive);
	if (out->fd >= 0)
		close(out->fd);
}

static void *
unwritable(struct cx *cx, const struct pack_out *out)
{
	const char *why = archive_error_string(out->archive);

	return fail(cx, ERR_INTERNAL, "%s: %s", out->path, why ? why :
	    strerror(errno));
}

struct pack_out *
pack_create(struct cx *cx, const char *path)
{
	struct pack_out *out = arena_alloc(cx->arena, sizeof(*out));

	out->path = path;
	out->archive = archive_write_new();
	if (!out->archive)
		return fail(cx, ERR_INTERNAL, "libarchive is out of memory");
	out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	arena_defer(cx->arena, release_out, out);
	if (out->fd < 0 ||
	    archive_write_set_format_zip(out->archive) != ARCHIVE_OK ||
	    archive_write_open_fd(out->archive, out->fd) != ARCHIVE_OK)
		return unwritable(cx, out);
	return out;
}

bool
pack_member(struct cx *cx, struct pack_out *out, const char *name)
{
	struct archive_entry *entry = archive_entry_new();
	int did;

	if (!entry)
		return fail(cx, ERR_INTERNAL, "libarchive is out of memory");
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_mtime(entry, when_now(), 0);
	did = archive_write_header(out->archive, entry);
	archive_entry_free(entry);
	return did == ARCHIVE_OK || unwritable(cx, out);
}

bool
pack_write(struct cx *cx, struct pack_out *out, const void *p, size_t n)
{
	return archive_write_data(out->archive, p, n) == (la_ssize_t)n ||
	    unwritable(cx, out);
}

bool
pack_close(struct cx *cx, struct pack_out *out)
{
	if (archive_write_close(out->archive) != ARCHIVE_OK)
		return unwritable(cx, out);
	if (fsync(out->fd) != 0)
		return fail(cx, ERR_INTERNAL, "%s: %s", out->path,
		    strerror(errno));
	close(out->fd);
	out->fd = -1;
	return true;
}
