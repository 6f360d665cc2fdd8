#include "privacy/privacy_page.h"

#include <string.h>

#include "data/conf.h"
#include "account/consent.h"
#include "store/cx.h"
#include "data/doc.h"
#include "privacy/export_person.h"

/* Templates choose words by a member's name. */
static void
mark_state(struct cx *cx, struct doc *copy)
{
	const char *state = doc_str(copy, "state");
	const char *mark = strcmp(state, "done") == 0 ? "ready" :
	    strcmp(state, "failed") == 0 ? "broken" : "working";
	double total = doc_num(copy, "total", 0);

	doc_append(copy, mark, doc_bool(cx->arena, true));
	doc_append(copy, "most", doc_double(cx->arena, total > 0 ? total : 1));
}

struct doc *
privacy_page(struct cx *cx)
{
	struct doc *d = consent_list(cx, NULL), *copy, *item;

	if (!d)
		return NULL;
	doc_append(d, "now", consent_now(cx, d));
	for (item = doc_first(doc_get(d, "items")); item; item = item->next)
		doc_append(item, doc_str(item, "kind"), doc_bool(cx->arena,
		    true));
	copy = export_newest(cx);
	if (!copy)
		return NULL;
	if (!doc_is_null(copy))
		mark_state(cx, copy);
	doc_append(d, "export", copy);
	doc_append(d, "trashDays", doc_int(cx->arena, cx->conf->trash_days));
	doc_append(d, "auditDays", doc_int(cx->arena, cx->conf->audit_days));
	doc_append(d, "mailDays", doc_int(cx->arena, cx->conf->mail_days));
	doc_append(d, "graceDays", doc_int(cx->arena,
	    cx->conf->deletion_grace));
	return d;
}
