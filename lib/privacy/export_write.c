#include "privacy/export_write.h"

#include <stdio.h>
#include <string.h>

#include "account/api_token.h"
#include "store/audit.h"
#include "base/buf.h"
#include "data/conf.h"
#include "account/consent.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/file.h"
#include "food/food.h"
#include "data/format.h"
#include "household/household.h"
#include "work/job.h"
#include "data/json.h"
#include "plan/meal.h"
#include "store/pack.h"
#include "plan/plan.h"
#include "account/profile.h"
#include "recipe/recipe.h"
#include "account/session.h"
#include "shopping/shopping.h"
#include "plan/target.h"
#include "data/tmpl.h"
#include "data/when.h"
#include "base/words.h"

#define ITEM_MAX	((size_t)64 << 20)	/* of one thing as JSON */
#define PAGE_MAX	((size_t)4 << 20)
#define CURSOR_MAX	4096
#define PLAN_STEP	7	/* days read at once */
#define STEP		50	/* things between two words on how far it is */

struct out {
	struct pack_out	*pack;
	const struct job *job;
	int64_t		 done, total, told;
	char		 cursor[CURSOR_MAX];	/* "" at the start */
};

/* ---- pages of things, as the interface gives them ---------------------- */

static const char *
cursor_of(const struct out *out)
{
	return *out->cursor ? out->cursor : NULL;
}

/* The things of a list in full, each by its id; what went meanwhile is left
 * out. */
static struct doc *
in_full(struct cx *cx, struct doc *list,
    struct doc *(*get)(struct cx *, const char *id))
{
	struct doc *page, *items, *item;
	const struct doc *d;

	if (!list)
		return NULL;
	page = doc_object(cx->arena);
	items = doc_append(page, "items", doc_list(cx->arena));
	doc_append(page, "next", doc_text(cx->arena, doc_str(list, "next")));
	for (d = doc_first(doc_get(list, "items")); d; d = d->next) {
		item = get(cx, doc_str(d, "id"));
		if (item)
			doc_add(items, item);
		else if (cx->err.kind == ERR_NOT_FOUND)
			err_clear(&cx->err);
		else
			return NULL;
	}
	return page;
}

static struct doc *
recipes(struct cx *cx, const struct out *out)
{
	const struct recipe_query q = { .limit = 10, .sort = "newest",
	    .cursor = cursor_of(out) };

	return in_full(cx, recipe_list(cx, &q), recipe_page);
}

static struct doc *
foods(struct cx *cx, const struct out *out)
{
	const struct food_query q = { .limit = 50, .own = "true",
	    .cursor = cursor_of(out) };

	return food_list(cx, &q);
}

static struct doc *
favorites(struct cx *cx, const struct out *out)
{
	const struct food_query q = { .limit = 50, .favorite = "true",
	    .cursor = cursor_of(out) };

	return food_list(cx, &q);
}

static struct doc *
meals(struct cx *cx, const struct out *out)
{
	const struct meal_query q = { .limit = 20,
	    .cursor = cursor_of(out) };

	return meal_list(cx, &q);
}

/* Some days from the next on that has something; those that have it. The
 * cursor is the last of them. */
static struct doc *
plan(struct cx *cx, const struct out *out)
{
	struct doc *row = DB(cx, SQL_EXPORT_NEXT_DATE,
	    .household = cx->asker.household, .after = cursor_of(out));
	struct doc *page = doc_object(cx->arena), *days, *day, *next;
	struct doc *items = doc_append(page, "items", doc_list(cx->arena));
	struct plan_query q = { .from = doc_str(row, "date") };

	if (!row || !q.from)
		return row ? page : NULL;
	q.to = when_plus(cx->arena, q.from, PLAN_STEP - 1);
	if (!q.to)		/* where the years end */
		q.to = q.from;
	days = plan_read(cx, &q);
	if (!days)
		return NULL;
	for (day = doc_first(doc_get(days, "days")); day; day = next) {
		next = day->next;
		day->next = NULL;
		if (doc_get(day, "entries")->count)
			doc_add(items, day);
	}
	doc_append(page, "next", doc_text(cx->arena, q.to));
	return page;
}

static struct doc *
lists(struct cx *cx, const struct out *out)
{
	const struct shopping_query q = { .limit = 5,
	    .cursor = cursor_of(out) };

	return in_full(cx, shopping_lists(cx, &q), shopping_list);
}

static struct doc *
sessions(struct cx *cx, const struct out *out)
{
	const struct session_query q = { .limit = 100,
	    .cursor = cursor_of(out) };

	return session_list(cx, &q);
}

static struct doc *
tokens(struct cx *cx, const struct out *out)
{
	const struct api_token_query q = { .limit = 100,
	    .cursor = cursor_of(out) };

	return api_token_list(cx, &q);
}

static struct doc *
history(struct cx *cx, const struct out *out)
{
	const struct audit_query q = { .limit = 100,
	    .cursor = cursor_of(out) };

	return audit_list(cx, &q);
}

static struct doc *
mails(struct cx *cx)
{
	struct doc *rows = DB(cx, SQL_EXPORT_MAILS, .person = cx->asker.id);
	struct doc *d = doc_object(cx->arena);

	if (!rows)
		return NULL;
	doc_append(d, "items", rows);
	return d;
}

static struct doc *
traces(struct cx *cx)
{
	return DB(cx, SQL_EXPORT_TRACES, .person = cx->asker.id);
}

static struct doc *
targets(struct cx *cx)
{
	return target_page(cx);
}

static struct doc *
consents(struct cx *cx)
{
	return consent_list(cx, NULL);
}

/*
 * The files, in order: each is one document, or {items} of pages. What it is
 * called in the index is a name that its template chooses words by.
 */
static const struct {
	const char	*name;
	struct doc     *(*one)(struct cx *);
	struct doc     *(*page)(struct cx *, const struct out *);
} files[] = {
	{ "account", profile_page, NULL },
	{ "household", household_page, NULL },
	{ "recipes", NULL, recipes },
	{ "foods", NULL, foods },
	{ "favorite-foods", NULL, favorites },
	{ "meals", NULL, meals },
	{ "plan", NULL, plan },
	{ "targets", targets, NULL },
	{ "shopping-lists", NULL, lists },
	{ "consents", consents, NULL },
	{ "sessions", NULL, sessions },
	{ "tokens", NULL, tokens },
	{ "mails", mails, NULL },
	{ "traces", traces, NULL },
	{ "history", NULL, history },
};

/* ---- writing ----------------------------------------------------------- */

static bool
write_doc(struct cx *cx, struct out *out, const struct doc *d)
{
	struct buf b;

	buf_init(&b, cx->arena, ITEM_MAX);
	json_print(&b, d);
	if (buf_over(&b))
		return fail(cx, ERR_INTERNAL, "A thing is too large to be "
		    "copied.");
	return pack_write(cx, out->pack, buf_done(&b, NULL), buf_len(&b));
}

static bool
write_text(struct cx *cx, struct out *out, const char *text)
{
	return pack_write(cx, out->pack, text, strlen(text));
}

static bool
export_tell(struct cx *cx, struct out *out)
{
	out->told = out->done;
	return job_progress(cx, out->job, out->done, out->done > out->total ?
	    out->done : out->total);
}

/* The items of a page, one a line; *n counts them. */
static bool
write_page(struct cx *cx, struct out *out, const struct doc *page, int64_t *n)
{
	const char *next = doc_str(page, "next");
	const struct doc *d;

	for (d = doc_first(doc_get(page, "items")); d; d = d->next) {
		if (!write_text(cx, out, (*n)++ ? ",\n" : "\n") ||
		    !write_doc(cx, out, d))
			return false;
		out->done++;
	}
	if (snprintf(out->cursor, sizeof(out->cursor), "%s", next ? next :
	    "") >= (int)sizeof(out->cursor))
		return fail(cx, ERR_INTERNAL, "A cursor is too long.");
	return out->done - out->told < STEP || export_tell(cx, out);
}

/* {items} of all pages; what one took is given back before the next. */
static bool
write_pages(struct cx *cx, struct out *out,
    struct doc *(*get)(struct cx *, const struct out *), int64_t *n)
{
	struct arena_mark mark = arena_mark(cx->arena);
	const struct doc *page;

	*out->cursor = '\0';
	if (!write_text(cx, out, "{\"items\":["))
		return false;
	do {
		page = get(cx, out);
		if (!page || !write_page(cx, out, page, n))
			return false;
		arena_rewind(cx->arena, mark);
	} while (*out->cursor);
	return write_text(cx, out, "]}\n");
}

/* One file; its row in the index is {name, count, NAME: true}. */
static bool
write_file(struct cx *cx, struct out *out, size_t i, struct doc *index)
{
	struct doc *row = doc_add(index, doc_object(cx->arena)), *d;
	int64_t n = 0;

	doc_append(row, "name", doc_text(cx->arena, files[i].name));
	doc_append(row, files[i].name, doc_bool(cx->arena, true));
	if (!pack_member(cx, out->pack, arena_fmt(cx->arena, "%s.json",
	    files[i].name)))
		return false;
	if (files[i].page) {
		if (!write_pages(cx, out, files[i].page, &n))
			return false;
		doc_append(row, "count", doc_int(cx->arena, n));
		return true;
	}
	d = files[i].one(cx);
	if (!d || !write_doc(cx, out, d) || !write_text(cx, out, "\n"))
		return false;
	if (doc_get(d, "items"))
		doc_append(row, "count", doc_int(cx->arena,
		    (int64_t)doc_get(d, "items")->count));
	return true;
}

/* The page to read it by, and the style sheet that it uses. */
static bool
write_index(struct cx *cx, struct out *out, const struct doc *profile,
    struct doc *index)
{
	const char *view = "privacy/copy";
	const char *sheet = arena_fmt(cx->arena, "%s/meal.css",
	    cx->conf->assets);
	struct format_env env = { cx->asker.locale, cx->asker.zone,
	    cx->asker.today };
	struct doc *page = doc_object(cx->arena);
	const struct doc *stack[] = { page, profile };
	struct tmpl_set *set;
	bool ok;
	struct buf b;
	size_t n;
	char *css;

	words_use(words_find(cx->asker.locale));
	doc_append(page, "lang", doc_text(cx->arena, words_tag(words_now())));
	doc_append(page, "dir", doc_text(cx->arena, words_dir(words_now())));
	set = tmpl_load(&cx->err, cx->conf->templates, &view, 1, format_table,
	    format_count);
	doc_append(page, "files", index);
	doc_append(page, "today", doc_text(cx->arena, cx->asker.today));
	buf_init(&b, cx->arena, PAGE_MAX);
	ok = set && tmpl_render(&cx->err, set, view, stack, COUNT(stack),
	    &env, &b);
	words_use(NULL);
	if (!ok)
		return false;
	css = file_read(&cx->err, sheet, PAGE_MAX, &n);
	return css && pack_member(cx, out->pack, "index.html") &&
	    pack_write(cx, out->pack, buf_done(&b, NULL), buf_len(&b)) &&
	    pack_member(cx, out->pack, "meal.css") &&
	    pack_write(cx, out->pack, css, n);
}

struct doc *
export_write(struct cx *cx, const struct job *job, const char *path)
{
	struct out *out = arena_alloc(cx->arena, sizeof(*out));
	struct doc *counts = DB(cx, SQL_EXPORT_COUNTS,
	    .household = cx->asker.household, .person = cx->asker.id);
	struct doc *index = doc_list(cx->arena), *profile;
	size_t i;

	profile = counts ? profile_page(cx) : NULL;
	if (!profile)
		return NULL;
	out->job = job;
	out->total = (int64_t)doc_num(counts, "total", 0);
	out->pack = pack_create(cx, path);
	if (!out->pack || !export_tell(cx, out))
		return NULL;
	for (i = 0; i < COUNT(files); i++)
		if (!write_file(cx, out, i, index))
			return NULL;
	out->total = out->done;
	return export_tell(cx, out) && write_index(cx, out, profile, index) &&
	    pack_close(cx, out->pack) ? profile : NULL;
}
