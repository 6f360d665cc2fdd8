#include "work/mail_notice.h"

#include <string.h>

#include "store/cx.h"
#include "work/mail.h"
#include "data/mime.h"
#include "data/text.h"

#define PARTS_MAX	20
#define GROUPS_MAX	20
#define STATUS_LENGTH	11	/* "5.999.999" and some */

/* "rfc822; anna@example.org" */
static const char *
address(struct cx *cx, const struct mime *group, const char *name)
{
	const char *value = mime_field(cx->arena, group, name), *p;

	p = value ? strchr(value, ';') : NULL;
	if (!p || strncmp(value, "rfc822", 6) != 0)
		return NULL;
	p += 1 + strspn(p + 1, " ");
	return *p && strlen(p) <= 254 ? p : NULL;
}

static bool
is_status(const char *s)
{
	return s && (*s == '4' || *s == '5') && s[1] == '.' &&
	    strlen(s) <= STATUS_LENGTH && strspn(s, "0123456789.") ==
	    strlen(s);
}

/* The groups of fields, an empty line between two; the first is about the
 * message, the others about a recipient each. Ours has one recipient. */
static void
read_status(struct cx *cx, const struct mime *part,
    struct mail_notice *notice)
{
	struct mime group;
	const char *p;
	size_t n;
	int i;

	p = mime_body(cx->arena, part, &n);
	for (i = 0; i < GROUPS_MAX && n && !notice->failed; i++) {
		const char *status, *action;

		group = mime_read(p, n);
		status = mime_field(cx->arena, &group, "Status");
		action = mime_field(cx->arena, &group, "Action");
		if (is_status(status) && text_same_ci(action, "failed")) {
			notice->failed = true;
			notice->status = status;
			notice->final = address(cx, &group,
			    "Final-Recipient");
			notice->original = address(cx, &group,
			    "Original-Recipient");
		}
		p = group.body;
		n = group.body_n;
	}
}

/* The mail that came back, or its head. */
static void
read_returned(struct cx *cx, const struct mime *part,
    struct mail_notice *notice)
{
	size_t n;
	const char *p = mime_body(cx->arena, part, &n);
	struct mime returned = mime_read(p, n);

	notice->id = mail_id(cx, mime_field(cx->arena, &returned,
	    "Message-ID"));
	notice->known = notice->id != NULL;
}

static void
read_parts(struct cx *cx, const struct mime *message,
    struct mail_notice *notice)
{
	static const char *const returned[] = { "message/rfc822",
	    "message/rfc822-headers", "text/rfc822-headers" };
	struct mime part;
	size_t at = 0, k;
	int i;

	if (!mime_is(cx->arena, message, "multipart/report"))
		return;
	for (i = 0; i < PARTS_MAX && mime_part(cx->arena, message, &at,
	    &part); i++) {
		if (mime_is(cx->arena, &part, "message/delivery-status"))
			read_status(cx, &part, notice);
		for (k = 0; k < COUNT(returned) && !notice->known; k++)
			if (mime_is(cx->arena, &part, returned[k]))
				read_returned(cx, &part, notice);
	}
}

bool
mail_notice_read(struct cx *cx, const char *message, size_t n,
    struct mail_notice *notice)
{
	struct mime m = mime_read(message, n);

	*notice = (struct mail_notice){ .failed = false };
	read_parts(cx, &m, notice);
	return notice->failed;
}
