/* The commands `mail …` of mealctl: what waits, what came back, a test. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "data/conf.h"
#include "data/doc.h"
#include "data/file.h"
#include "data/text.h"
#include "store/secret.h"
#include "work/mail.h"
#include "work/mail_bounce.h"
#include "work/outbox.h"

static void
print_mail(const struct doc *d)
{
	const char *error = doc_str(d, "lastError");

	printf("%s  %-7s  %s  tries %s  %s%s%s\n", doc_str(d, "id"),
	    doc_str(d, "state"), doc_str(d, "createdAt"),
	    doc_str(d, "tries"), doc_str(d, "template"), error ? ": " : "",
	    error ? error : "");
}

bool
mail_queue_command(struct cx *cx, struct call *call)
{
	static const char *const states[] = { "queued", "sending", "dead" };
	bool json = call_option(call, "--json");
	struct doc *counts = outbox_counts(cx), *list;
	const struct doc *d;
	size_t i;

	for (d = json ? NULL : doc_first(counts); d; d = d->next)
		printf("%s%.*s %s", d == counts->first ? "" : ", ",
		    (int)d->name_len, d->name, doc_chars(d));
	if (!json)
		putchar('\n');
	for (i = 0; i < COUNT(states); i++) {
		list = outbox_list(cx, states[i], 100, NULL);
		for (d = doc_first(doc_get(list, "items")); d; d = d->next)
			if (json)
				command_print(cx, d);
			else
				print_mail(d);
	}
	return !cx->err.kind;
}

bool
mail_retry_command(struct cx *cx, struct call *call)
{
	const char *id = call->argv[0];

	if (!text_is_uuid(id))
		return fail(cx, ERR_MALFORMED, "mail retry takes the id that "
		    "mail queue prints");
	return outbox_retry(cx, id) && puts("queued again") >= 0;
}

bool
mail_bounce_command(struct cx *cx, struct call *call)
{
	struct doc *d;
	size_t n;
	char *text = file_read(&cx->err, call->argv[0], MAIL_BOUNCE_MAX, &n);

	d = text ? mail_bounce(cx, text, n) : NULL;
	if (!d)
		return false;
	if (!doc_true(doc_get(d, "found")))
		return puts("no bounce of a mail of ours, or a known one") >=
		    0;
	printf("mail %s bounced with %s%s\n", doc_str(d, "id"),
	    doc_str(d, "status"), doc_true(doc_get(d, "unverified")) ?
	    "; its address counts as unverified" : "");
	return true;
}

/* Past the queue, so that it says at once what is wrong. */
bool
mail_test_command(struct cx *cx, struct call *call)
{
	const char *address = call->argv[0];
	struct mail m = { .id = secret_uuid(cx->arena), .to = address };
	const char *why = NULL;

	if (!mail_address(address))
		return fail(cx, ERR_MALFORMED, "mail test takes an address");
	if (!mail_sender(cx, &m) || !mail_render(cx, &m, "test", NULL, NULL))
		return false;
	if (mail_deliver(cx, &m, &why) != WORK_DONE)
		return fail(cx, ERR_UNAVAILABLE, "the mail was not handed "
		    "over: %s", why);
	printf("the mail was handed over (%s)\n",
	    cx->conf->mail_transport);
	return true;
}
