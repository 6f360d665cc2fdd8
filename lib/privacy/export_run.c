#include "privacy/export_person.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "privacy/export_write.h"
#include "work/job.h"
#include "work/outbox.h"
#include "store/asker.h"

static bool
make_directory(struct cx *cx)
{
	return mkdir(cx->conf->exports, 0700) == 0 || errno == EEXIST ||
	    fail(cx, ERR_INTERNAL, "%s: %s", cx->conf->exports,
	    strerror(errno));
}

static bool
export_run_tell(struct cx *cx, void *arg)
{
	const struct doc *profile = arg;
	struct doc *data = doc_object(cx->arena);

	doc_append(data, "name", doc_text(cx->arena, cx->asker.name));
	doc_append(data, "zone", doc_text(cx->arena, cx->asker.zone));
	return outbox_mail(cx, cx->asker.id, doc_chars(doc_path(profile,
	    "user.email")), cx->asker.locale, "export-ready", data);
}

/*
 * Whoever was purged meanwhile has no job any more: their file goes. Looked
 * at when it has its name, so that either we or the purge see it.
 */
static bool
publish(struct cx *cx, const char *id, const char *part, bool *wanted)
{
	const char *whole = export_path(cx, id, "zip");

	if (rename(part, whole) != 0)
		return fail(cx, ERR_INTERNAL, "%s: %s", whole,
		    strerror(errno));
	if (!export_wanted(cx, id, wanted))
		return false;
	if (!*wanted)
		unlink(whole);
	return true;
}

bool
export_run(struct cx *cx, const struct job *job)
{
	const char *part = export_path(cx, job->id, "part");
	struct doc *profile;
	bool wanted, good;

	if (!job->person || !asker_become(cx, job->person))
		return false;
	good = make_directory(cx) &&
	    (profile = export_write(cx, job, part)) != NULL &&
	    publish(cx, job->id, part, &wanted) &&
	    (!wanted || db_tx(cx, export_run_tell, profile));
	if (!good)
		unlink(part);
	memset(&cx->asker, 0, sizeof(cx->asker));
	return good;
}
