#include "privacy/export_person.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store/audit.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "privacy/export_write.h"
#include "work/outbox.h"
#include "data/text.h"

#define ID_LENGTH 36

static const struct field export_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "state", .type = FT_CHOICE,
	    .words = "queued running done failed" },
	{ .name = "done", .type = FT_INT, .doc = "Things written so far." },
	{ .name = "total", .type = FT_INT, .doc = "Of about so many." },
	{ .name = "createdAt", .type = FT_INSTANT },
	{ .name = "expiresAt", .type = FT_INSTANT, .flags = F_NULL,
	    .doc = "The file is deleted then." },
};
const struct shape export_shape = SHAPE_OUT("Export", export_fields);

char *
export_path(struct cx *cx, const char *id, const char *end)
{
	return arena_fmt(cx->arena, "%s/%s.%s", cx->conf->exports, id, end);
}

/* ---- asking ------------------------------------------------------------ */

static bool
limited(struct cx *cx, const struct doc *row)
{
	if (doc_num(row, "made", 0) < EXPORTS_A_DAY)
		return false;
	fail(cx, ERR_LIMITED, say_n("You had %d copy made within a day. Fetch "
	    "the last one, or ask again tomorrow.", "You had %d copies made "
	    "within a day. Fetch the last one, or ask again tomorrow.",
	    EXPORTS_A_DAY), EXPORTS_A_DAY);
	cx->err.retry_after = (unsigned)doc_num(row, "wait", 1);
	return true;
}

static bool
ask(struct cx *cx, void *arg)
{
	const char **id = arg;
	struct doc *row;

	if (!DB(cx, SQL_EXPORT_CLAIM, .person = cx->asker.id))
		return false;
	row = DB(cx, SQL_EXPORT_RECENT, .person = cx->asker.id);
	if (!row)
		return false;
	*id = doc_str(row, "running");
	if (*id)
		return true;
	if (limited(cx, row))
		return false;
	*id = outbox_job(cx, cx->asker.id, "export", NULL);
	return *id && audit_note(cx, NULL, "export-requested", NULL);
}

struct doc *
export_ask(struct cx *cx)
{
	const char *id = NULL;

	if (!db_tx(cx, ask, &id))
		return NULL;
	return DB(cx, SQL_EXPORT_BY_ID, .person = cx->asker.id, .id = id);
}

struct doc *
export_show(struct cx *cx, const char *id, const char **file)
{
	struct doc *d = DB(cx, SQL_EXPORT_BY_ID, .person = cx->asker.id,
	    .id = id);

	*file = d && strcmp(doc_str(d, "state"), "done") == 0 ?
	    export_path(cx, doc_str(d, "id"), "zip") : NULL;
	return d;
}

struct doc *
export_newest(struct cx *cx)
{
	return DB(cx, SQL_EXPORT_NEWEST, .person = cx->asker.id);
}

/* ---- tidying up -------------------------------------------------------- */

bool
export_wanted(struct cx *cx, const char *id, bool *wanted)
{
	struct doc *row = DB(cx, SQL_EXPORT_WANTED, .id = id);

	*wanted = doc_true(doc_get(row, "wanted"));
	return row != NULL;
}

/* The id of a file of ours, or NULL. */
static char *
id_of(struct cx *cx, const char *name)
{
	char *id;

	if (strlen(name) <= ID_LENGTH ||
	    (strcmp(name + ID_LENGTH, ".zip") != 0 &&
	    strcmp(name + ID_LENGTH, ".part") != 0))
		return NULL;
	id = arena_dup(cx->arena, name, ID_LENGTH);
	return text_is_uuid(id) ? id : NULL;
}

static bool
look_through(struct cx *cx, DIR *dir)
{
	struct arena_mark mark = arena_mark(cx->arena);
	const struct dirent *entry;

	while ((entry = readdir(dir))) {
		const char *id = id_of(cx, entry->d_name);
		bool wanted;

		if (!id)
			continue;
		if (!export_wanted(cx, id, &wanted))
			return false;
		if (!wanted)
			unlinkat(dirfd(dir), entry->d_name, 0);
		arena_rewind(cx->arena, mark);
	}
	return true;
}

bool
export_sweep(struct cx *cx)
{
	DIR *dir = opendir(cx->conf->exports);
	bool good;

	if (!dir)
		return errno == ENOENT || fail(cx, ERR_INTERNAL, "%s: %s",
		    cx->conf->exports, strerror(errno));
	good = look_through(cx, dir);
	closedir(dir);
	return good;
}
