/*
 * profile: who somebody is, and how they like things; the settings.
 */
#include <string.h>

#include "store/audit.h"
#include "account/consent.h"
#include "privacy/account_deletion.h"
#include "data/doc.h"
#include "store/cursor.h"
#include "privacy/export_person.h"
#include "privacy/privacy_page.h"
#include "account/profile.h"
#include "web/route.h"
#include "web/serve.h"

/* ---- profile and preferences ------------------------------------------- */

static struct doc *
show(struct req *rq)
{
	return profile_page(rq->cx);
}

static struct doc *
show_page(struct req *rq)
{
	struct doc *d = show(rq);

	profile_page_extras(rq->cx, d);
	return d;
}

static struct doc *
save(struct req *rq)
{
	return profile_save(rq->cx, rq->if_match, rq->in);
}

/* A form holds all boxes; of those without a tick it says nothing. */
static struct doc *
save_preferences(struct req *rq)
{
	const struct profile_draft *d = rq->in;

	if (d->preferences && !doc_path(rq->body, "preferences.diet"))
		d->preferences->diet.n = 0;
	if (d->preferences && !doc_path(rq->body, "preferences.allergens"))
		d->preferences->allergens.n = 0;
	return save(rq);
}

/* ---- privacy ------------------------------------------------------------ */

static struct doc *
privacy(struct req *rq)
{
	return privacy_page(rq->cx);
}

static struct doc *
consents(struct req *rq)
{
	return consent_list(rq->cx, rq->params);
}

static struct doc *
change_consent(struct req *rq)
{
	return consent_change(rq->cx, rq->in);
}

static struct doc *
history(struct req *rq)
{
	struct doc *d = audit_list(rq->cx, rq->params);

	if (!rq->api)
		audit_page_extras(rq->cx, d);
	return d;
}

static struct doc *
ask_copy(struct req *rq)
{
	struct doc *d = export_ask(rq->cx);

	rq->out.location = arena_fmt(rq->cx->arena, "/account/export/%s",
	    d ? doc_str(d, "id") : "");
	return d;
}

/* The zip once it is there; until then how far it is. */
static struct doc *
copy(struct req *rq)
{
	const char *state;
	struct doc *d = export_show(rq->cx, req_arg(rq, "id"), &rq->out.file);

	if (!d)
		return NULL;
	state = doc_str(d, "state");
	rq->out.type = rq->out.file ? "application/zip" : NULL;
	rq->out.file_name = arena_fmt(rq->cx->arena, "meal-%.10s.zip",
	    doc_str(d, "createdAt"));
	rq->out.redirect = "/settings/privacy";
	rq->out.status = rq->out.file || strcmp(state, "failed") == 0 ? 200 :
	    202;
	return d;
}

static struct doc *
stay(struct req *rq)
{
	return deletion_undo(rq->cx) ? doc_object(rq->cx->arena) : NULL;
}

static const struct route routes[] = {
	{ GET, "/settings", NEED_PERSON, show, R_PAGE,
	    .view = "settings/index" },

	/* profile and preferences */
	{ GET, "/auth/profile", NEED_PERSON, show, R_API,
	    .answer = &profile_shape,
	    .op = "auth.profile.get",
	    .doc = "Who is asking.", .scope = SCOPE_PROFILE },
	{ PUT, "/auth/profile", NEED_PERSON, save, R_API | R_MATCH,
	    .body = &profile_shape, .answer = &profile_shape,
	    .op = "auth.profile.replace",
	    .doc = "Replace one's profile and preferences.",
	    .scope = SCOPE_PROFILE },
	{ PATCH, "/auth/profile", NEED_PERSON, save, R_API | R_MATCH,
	    .body = &profile_shape, .answer = &profile_shape,
	    .current = show,
	    .op = "auth.profile.update",
	    .doc = "Change some members (RFC 7396).", .scope = SCOPE_PROFILE },
	{ GET, "/settings/profile", NEED_PERSON, show, R_PAGE | R_FORM,
	    .view = "settings/profile", .body = &profile_shape,
	    .scope = SCOPE_PROFILE },
	{ POST, "/settings/profile", NEED_PERSON, save, R_PAGE | R_NO_REPLAY,
	    .body = &profile_shape, .current = show,
	    .form = "/settings/profile", .then = "/settings/profile",
	    .flash = "settings-saved", .scope = SCOPE_PROFILE },
	{ GET, "/settings/preferences", NEED_PERSON, show_page,
	    R_PAGE | R_FORM, .view = "settings/preferences",
	    .body = &profile_shape, .scope = SCOPE_PROFILE },
	{ POST, "/settings/preferences", NEED_PERSON, save_preferences,
	    R_PAGE | R_NO_REPLAY, .body = &profile_shape, .current = show,
	    .form = "/settings/preferences",
	    .then = "/settings/preferences", .flash = "settings-saved",
	    .scope = SCOPE_PROFILE },

	/* privacy; leaving for good is in the responder recovery, where
	 * passwords are compared */
	{ GET, "/settings/privacy", NEED_PERSON, privacy, R_PAGE,
	    .view = "privacy/index" },
	{ GET, "/account/consents", NEED_PERSON, consents,
	    R_API | R_LIST, .query = &cursor_query_shape,
	    .answer = &consent_list_shape,
	    .op = "account.consents.list",
	    .doc = "What somebody agreed to, the newest first." },
	{ POST, "/account/consents", NEED_PERSON, change_consent, R_API,
	    .body = &consent_shape, .answer = &consent_list_shape,
	    .op = "account.consents.give",
	    .doc = "Agree to something, or take it back." },
	{ POST, "/settings/privacy/consents", NEED_PERSON, change_consent,
	    R_PAGE, .body = &consent_shape, .form = "/settings/privacy",
	    .then = "/settings/privacy", .flash = "settings-saved" },
	{ GET, "/account/audit", NEED_PERSON, history, R_API | R_LIST,
	    .query = &audit_query_shape, .answer = &audit_list_shape,
	    .op = "account.audit.list",
	    .doc = "What happened to one's account." },
	{ GET, "/settings/audit", NEED_PERSON, history, R_PAGE,
	    .view = "privacy/audit", .query = &audit_query_shape },
	{ POST, "/account/export", NEED_PERSON, ask_copy,
	    R_API | R_ACCEPTED, .answer = &export_shape,
	    .op = "account.exports.create",
	    .doc = "Have a copy of one's data made." },
	{ GET, "/account/export/:id", NEED_PERSON, copy,
	    R_API | R_ACCEPTED | R_FILE, .answer = &export_shape,
	    .op = "account.exports.get",
	    .doc = "The copy: 200 and a zip once it is made, until then 202 "
	    "and how far it is." },
	{ POST, "/settings/privacy/export", NEED_PERSON, ask_copy, R_PAGE,
	    .then = "/settings/privacy", .flash = "copy-asked" },
	{ GET, "/settings/privacy/export/:id", NEED_PERSON, copy, R_PAGE,
	    .view = NULL },
	{ POST, "/account/restore", NEED_PERSON, stay, R_API | R_EMPTY,
	    .op = "account.restore",
	    .doc = "Keep an account that is to be deleted." },
	{ POST, "/settings/restore", NEED_PERSON, stay, R_PAGE,
	    .then = "/", .flash = "account-kept" },
};

static const struct responder profile = { .name = "profile",
    .routes = routes, .n = COUNT(routes), .hashes = true };

int
main(int argc, char **argv)
{
	return serve(&profile, argc, argv);
}
