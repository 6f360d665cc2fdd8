#include "web/views.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "base/words.h"
#include "data/conf.h"
#include "data/format.h"
#include "data/tmpl.h"
#include "web/route.h"
#include "web/site.h"

/* The templates of a language; those of index 0 are English. */
struct view {
	const struct words	*words;
	struct arena		*arena;
	const struct tmpl_set	*set;	/* NULL: they are broken */
};

struct views {
	const char	*dir;
	const char	**names;
	size_t		 nnames;
	struct view	 all[WORDS_LANGUAGES + 1];
	size_t		 n;
};

/* In the language in use, into an arena of its own. */
static bool
load(const struct views *v, struct view *view, struct err *told)
{
	struct err e;

	view->words = words_now();
	view->arena = arena_new();
	err_init(&e, view->arena);
	view->set = tmpl_load(&e, v->dir, v->names, v->nnames, format_table,
	    format_count);
	if (view->set)
		return true;
	if (told) {
		err_set(told, ERR_INTERNAL, "The page templates cannot be "
		    "read.");
		err_log(told, "%s", e.log ? e.log : e.detail);
	} else {
		log_event("template", "%s: %s", words_tag(view->words),
		    e.log ? e.log : e.detail);
	}
	arena_free(view->arena);
	view->arena = NULL;
	return false;
}

struct views *
views_load(struct err *e, const struct site *site)
{
	const struct responder *all = site->responder;
	struct views *v = arena_alloc(e->arena, sizeof(*v));
	size_t i;

	v->dir = site->conf->templates;
	v->names = arena_array(e->arena, all->n + 2, sizeof(*v->names));
	for (i = 0; i < all->n; i++)
		if (all->routes[i].view)
			v->names[v->nnames++] = all->routes[i].view;
	if (!v->nnames)
		return v;
	v->names[v->nnames++] = "problem";
	v->names[v->nnames++] = "kept";
	words_use(NULL);
	if (!load(v, &v->all[0], e))
		return NULL;
	v->n = 1;
	return v;
}

void
views_free(struct views *v)
{
	for (; v && v->n; v->n--)
		if (v->all[v->n - 1].arena)
			arena_free(v->all[v->n - 1].arena);
}

const struct tmpl_set *
views_now(struct views *v)
{
	const struct words *words = words_now();
	size_t i;

	for (i = 0; i < v->n && v->all[i].words != words; i++)
		continue;
	if (i == v->n) {
		if (!v->n)
			return NULL;
		load(v, &v->all[v->n++], NULL);
	}
	return v->all[i].set ? v->all[i].set : v->all[0].set;
}

void
views_renew(struct views *v)
{
	struct view next;
	size_t i;

	if (!v->n || !tmpl_changed(v->all[0].set))
		return;
	words_use(NULL);
	if (!load(v, &next, NULL))
		return;
	for (i = 0; i < v->n; i++)
		if (v->all[i].arena)
			arena_free(v->all[i].arena);
	v->all[0] = next;
	v->n = 1;
}
