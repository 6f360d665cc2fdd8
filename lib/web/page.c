#include "web/page.h"

#include <string.h>

#include "base/array.h"
#include "web/auth.h"
#include "data/conf.h"
#include "data/doc.h"
#include "web/req.h"
#include "store/secret.h"
#include "web/site.h"
#include "base/words.h"

/* What the navigation shows; `slug` picks the words in the template. */
static const struct {
	const char	*slug;
	const char	*path;
} sections[] = {
	{ "today", "/" }, { "plan", "/plan" }, { "recipes", "/recipes" },
	{ "shopping", "/shopping" }, { "foods", "/foods" },
	{ "meals", "/meals" }, { "targets", "/targets" },
};

static struct doc *
navigation(struct req *rq)
{
	const char *first = rq->path.n ? rq->path.segments[0] : "";
	struct arena *arena = rq->cx->arena;
	struct doc *list = doc_object(arena);
	size_t i;

	for (i = 0; i < COUNT(sections); i++) {
		struct doc *item = doc_object(arena);

		doc_append(item, "path", doc_text(arena, sections[i].path));
		doc_append(item, "current", doc_bool(arena,
		    strcmp(first, sections[i].path + 1) == 0));
		doc_append(list, sections[i].slug, item);
	}
	return list;
}

/* The flash cookie is "slug" or "slug|path of the undo form". */
static struct doc *
flash(struct req *rq)
{
	struct arena *arena = rq->cx->arena;
	const char *cookie = req_cookie(rq, "__Host-flash"), *bar;
	struct doc *outer, *inner;

	if (!cookie || !*cookie)
		return doc_null(arena);
	bar = strchr(cookie, '|');
	inner = doc_object(arena);
	if (bar && uri_is_local(bar + 1))
		doc_append(inner, "undo", doc_text(arena, bar + 1));
	outer = doc_object(arena);
	doc_append(outer, arena_dup(arena, cookie,
	    bar ? (size_t)(bar - cookie) : strlen(cookie)), inner);
	return outer;
}

struct doc *
page_doc(struct req *rq)
{
	struct arena *arena = rq->cx->arena;
	const struct asker *who = &rq->cx->asker;
	struct doc *page = doc_object(arena), *outer, *person;

	if (*who->id) {
		person = doc_object(arena);
		doc_append(person, "name", doc_text(arena, who->name));
		doc_append(person, "household", doc_text(arena,
		    who->household_name));
		doc_append(person, "today", doc_text(arena, who->today));
		doc_append(person, "locale", doc_text(arena, who->locale));
		doc_append(person, "mayChange", doc_bool(arena,
		    who->member >= MEMBER_MEMBER));
		doc_append(person, "owner", doc_bool(arena,
		    who->member == MEMBER_OWNER));
		doc_append(person, "admin", doc_bool(arena,
		    who->role == ROLE_ADMIN));
		doc_append(person, "verified", doc_bool(arena, who->verified));
		doc_append(person, "purge", doc_text(arena, *who->purge ?
		    who->purge : NULL));
		doc_append(page, "person", person);
		doc_append(page, "nav", navigation(rq));
	}
	doc_append(page, "lang", doc_text(arena, words_tag(words_now())));
	doc_append(page, "dir", doc_text(arena, words_dir(words_now())));
	doc_append(page, "csrf", doc_text(arena, auth_form_token(rq)));
	doc_append(page, "key", doc_text(arena, secret_uuid(arena)));
	doc_append(page, "assets", doc_text(arena, rq->site->assets));
	doc_append(page, "flash", flash(rq));
	doc_append(page, "development", doc_bool(arena,
	    strcmp(rq->cx->conf->environment, "development") == 0));
	doc_append(page, "path", doc_text(arena, rq->target));
	outer = doc_object(arena);
	doc_append(outer, "page", page);
	return outer;
}
