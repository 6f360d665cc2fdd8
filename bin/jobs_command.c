/* The commands `jobs …` of mealctl: what meal-worker does and did. */
#include "command.h"

#include <stdio.h>

#include "data/doc.h"
#include "data/text.h"
#include "store/db.h"
#include "work/job.h"
#include "work/outbox.h"

bool
jobs_list_command(struct cx *cx, struct call *call)
{
	bool json = call_option(call, "--json");
	struct doc *rows = job_list(cx);
	const struct doc *d;

	for (d = doc_first(rows); d; d = d->next) {
		const char *error = doc_str(d, "lastError");

		if (json)
			command_print(cx, d);
		else
			printf("%s  %-9s  %s  tries %s  %s  %s of %s%s%s\n",
			    doc_str(d, "id"), doc_str(d, "state"), doc_str(d,
			    "createdAt"), doc_str(d, "tries"), doc_str(d,
			    "kind"), doc_str(d, "done"), doc_str(d, "total"),
			    error ? ": " : "", error ? error : "");
	}
	return rows != NULL;
}

bool
jobs_cancel_command(struct cx *cx, struct call *call)
{
	if (!text_is_uuid(call->argv[0]))
		return fail(cx, ERR_MALFORMED, "jobs cancel takes the id that "
		    "jobs list prints");
	return job_cancel(cx, call->argv[0]);
}

struct trial {
	const char	*kind;
	struct doc	*data;
	char		*id;
};

static bool
insert(struct cx *cx, void *arg)
{
	struct trial *t = arg;

	t->id = outbox_job(cx, NULL, t->kind, t->data);
	return t->id != NULL;
}

bool
jobs_try_command(struct cx *cx, struct call *call)
{
	const struct job_kind *kind = job_kind_find(cx, call->argv[0]);
	struct trial t = { .kind = call->argv[0] };
	struct doc *urls;
	double seconds;
	int i;

	if (!kind || !kind->trial)
		return fail(cx, ERR_INVALID, "there is no such kind to be "
		    "tried here");
	if (!text_double(call->argv[1], &seconds))
		return fail(cx, ERR_MALFORMED, "jobs try takes seconds and, "
		    "for fetch, addresses");
	t.data = doc_object(cx->arena);
	doc_append(t.data, "seconds", doc_double(cx->arena, seconds));
	urls = doc_append(t.data, "urls", doc_list(cx->arena));
	for (i = 2; i < call->argc; i++)
		doc_add(urls, doc_text(cx->arena, call->argv[i]));
	if (!db_tx(cx, insert, &t))
		return false;
	printf("%s\n", t.id);
	return true;
}
