#include "data/tmpl_int.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/words.h"
#include "data/text.h"

#define LEVELS_MAX	8	/* directories within each other */

bool
tmpl_fault(struct err *e, const struct tmpl *t, size_t pos,
    const char *fmt, ...)
{
	unsigned long line = 1;
	const char *what;
	va_list args;
	size_t i;

	for (i = 0; i < pos && i < t->len; i++)
		line += t->source[i] == '\n';
	va_start(args, fmt);
	what = arena_vfmt(e->arena, fmt, args);
	va_end(args);
	err_set(e, ERR_INTERNAL, "A page template is broken.");
	err_log(e, "%s:%lu: %s", t->file ? t->file : t->name, line, what);
	return false;
}

static int
by_name(const void *va, const void *vb)
{
	const struct tmpl *a = va, *b = vb;
	size_t n = a->name_len < b->name_len ? a->name_len : b->name_len;
	int order = memcmp(a->name, b->name, n);

	if (order)
		return order;
	return (a->name_len > b->name_len) - (a->name_len < b->name_len);
}

static struct tmpl *
find(const struct tmpl_set *set, const char *name, size_t n)
{
	struct tmpl key = { .name = name, .name_len = n };

	return set->n ?
	    bsearch(&key, set->all, set->n, sizeof(key), by_name) : NULL;
}

const struct tmpl *
tmpl_find(const struct tmpl_set *set, const char *name, size_t n)
{
	struct tmpl *t = find(set, name, n);

	return t && t->nodes ? t : NULL;
}

bool
tmpl_has(const struct tmpl_set *set, const char *name)
{
	return tmpl_find(set, name, strlen(name)) != NULL;
}

static bool
load_fault(struct err *e, const char *path, const char *what)
{
	err_set(e, ERR_INTERNAL, "The page templates cannot be read.");
	err_log(e, "%s: %s", path, what);
	return false;
}

/* The whole file, at most TMPL_FILE_MAX bytes, valid UTF-8. */
static bool
file_read(struct err *e, struct tmpl *t)
{
	int fd = open(t->file, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *p = NULL;
	size_t n = 0;
	ssize_t got;

	if (fd < 0)
		return load_fault(e, t->file, strerror(errno));
	if (fstat(fd, &st) || st.st_size > TMPL_FILE_MAX) {
		close(fd);
		return load_fault(e, t->file, "too long for a template");
	}
	p = arena_alloc(e->arena, (size_t)st.st_size + 1);
	do {
		got = read(fd, p + n, (size_t)st.st_size - n);
		if (got > 0)
			n += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	close(fd);
	if (got < 0)
		return load_fault(e, t->file, strerror(errno));
	if (!text_valid(p, n) || memchr(p, '\0', n))
		return load_fault(e, t->file, "not UTF-8 text");
	t->source = p;
	t->len = n;
	return true;
}

static bool
sort_names(struct err *e, struct tmpl_set *set)
{
	size_t i;

	qsort(set->all, set->n, sizeof(*set->all), by_name);
	for (i = 1; i < set->n; i++)
		if (!by_name(&set->all[i - 1], &set->all[i]))
			return tmpl_fault(e, &set->all[i], 0, "two templates "
			    "of the name %s", set->all[i].name);
	return true;
}

static bool
is_plain(const struct tmpl *t)
{
	return t->name_len > 4 &&
	    !strcmp(t->name + t->name_len - 4, ".txt");
}

/* Read, if it is a file, and compile one. */
static bool
bring(struct err *e, struct tmpl_set *set, struct tmpl *t)
{
	if (t->nodes)
		return true;
	t->plain = is_plain(t);
	if (!t->source && !file_read(e, t))
		return false;
	set->total += t->len;
	if (t->len > TMPL_FILE_MAX || set->total > TMPL_TOTAL_MAX)
		return tmpl_fault(e, t, 0, "too much template text");
	return tmpl_parse(e, set, t);
}

static bool
bring_all(struct err *e, struct tmpl_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (!bring(e, set, &set->all[i]))
			return false;
	return true;
}

/*
 * Point partials and parents at their templates, and bring those. must: one
 * that is not there is a fault.
 */
static bool
link_nodes(struct err *e, struct tmpl_set *set, struct tmpl *t, bool must)
{
	struct tmpl_node *node;

	for (node = t->nodes; node < t->nodes + t->n; node++) {
		struct tmpl *target;

		if (node->op != TMPL_PARTIAL && node->op != TMPL_PARENT)
			continue;
		if (node->dynamic) {	/* it may be any */
			if (!bring_all(e, set))
				return false;
			continue;
		}
		target = find(set, node->text.p, node->text.n);
		if (!target && must)
			return tmpl_fault(e, t, node->pos,
			    "there is no template %.*s", (int)node->text.n,
			    node->text.p);
		if (target && is_plain(target) && !t->plain)
			return tmpl_fault(e, t, node->pos, "%s escapes "
			    "nothing, so it cannot be within a page",
			    target->name);
		if (target && !bring(e, set, target))
			return false;
		node->target = target;
	}
	t->linked = true;
	return true;
}

/* Link whatever was brought, until nothing new comes. */
static bool
link_all(struct err *e, struct tmpl_set *set, bool must)
{
	bool again = true;
	size_t i;

	while (again) {
		again = false;
		for (i = 0; i < set->n; i++) {
			struct tmpl *t = &set->all[i];

			if (!t->nodes || t->linked)
				continue;
			if (!link_nodes(e, set, t, must))
				return false;
			again = true;
		}
	}
	return true;
}

static struct tmpl_set *
set_new(struct err *e, const struct tmpl_format *formats, size_t nformats)
{
	struct tmpl_set *set = arena_alloc(e->arena, sizeof(*set));

	set->formats = formats;
	set->nformats = nformats;
	set->words = words_now();
	return set;
}

struct tmpl_set *
tmpl_compile(struct err *e, const struct tmpl_source *sources, size_t n,
    const struct tmpl_format *formats, size_t nformats)
{
	struct tmpl_set *set = set_new(e, formats, nformats);
	size_t i;

	set->all = arena_array(e->arena, n, sizeof(*set->all));
	set->n = n;
	for (i = 0; i < n; i++) {
		struct tmpl *t = &set->all[i];

		t->name = arena_str(e->arena, sources[i].name);
		t->name_len = strlen(t->name);
		t->source = arena_dup(e->arena, sources[i].text,
		    sources[i].len);
		t->len = sources[i].len;
	}
	return sort_names(e, set) && bring_all(e, set) &&
	    link_all(e, set, false) ? set : NULL;
}

/* The template's name, or NULL for what is no template. */
static char *
template_name(struct arena *arena, const char *path)
{
	size_t n = strlen(path);

	if (n > 5 && !strcmp(path + n - 5, ".html"))
		return arena_dup(arena, path, n - 5);
	if (n > 4 && !strcmp(path + n - 4, ".txt"))
		return arena_dup(arena, path, n);
	return NULL;
}

static void *
longer(struct arena *arena, void *p, size_t *cap, size_t size)
{
	size_t was = *cap;

	*cap = was ? 2 * was : 64;
	return p ? arena_grow(arena, p, was * size, *cap * size) :
	    arena_array(arena, *cap, size);
}

static void
file_note(struct err *e, struct tmpl_set *set, const char *path,
    const struct stat *st)
{
	if (set->nfiles == set->files_cap)
		set->files = longer(e->arena, set->files, &set->files_cap,
		    sizeof(*set->files));
	set->files[set->nfiles++] = (struct tmpl_file){
		.path = arena_str(e->arena, path),
		.changed = st->st_mtim,
		.size = st->st_size,
	};
}

static bool
entry_add(struct err *e, struct tmpl_set *set, const FTSENT *entry,
    size_t prefix)
{
	struct tmpl *t;
	char *name;

	name = template_name(e->arena, entry->fts_path + prefix);
	if (!name)
		return true;
	if (set->n == TMPL_FILES_MAX)
		return load_fault(e, entry->fts_path, "too many templates");
	file_note(e, set, entry->fts_path, entry->fts_statp);
	if (set->n == set->cap)
		set->all = longer(e->arena, set->all, &set->cap,
		    sizeof(*set->all));
	t = &set->all[set->n++];
	t->name = name;
	t->name_len = strlen(name);
	t->file = set->files[set->nfiles - 1].path;
	return true;
}

static bool
entry_do(struct err *e, struct tmpl_set *set, FTS *fts, FTSENT *entry,
    size_t prefix)
{
	if (!entry->fts_level && entry->fts_info == FTS_F)
		return load_fault(e, entry->fts_path, strerror(ENOTDIR));
	switch (entry->fts_info) {
	case FTS_D:
		if (entry->fts_level && *entry->fts_name == '.') {
			fts_set(fts, entry, FTS_SKIP);
			return true;
		}
		if (entry->fts_level > LEVELS_MAX ||
		    set->nfiles - set->n == TMPL_FILES_MAX)
			return load_fault(e, entry->fts_path,
			    "too many directories");
		file_note(e, set, entry->fts_path, entry->fts_statp);
		return true;
	case FTS_F:
		return *entry->fts_name == '.' ||
		    entry_add(e, set, entry, prefix);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		return load_fault(e, entry->fts_path,
		    strerror(entry->fts_errno));
	case FTS_DC:
		return load_fault(e, entry->fts_path, "a loop of links");
	default:
		return true;
	}
}

static int
by_entry(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool
walk(struct err *e, struct tmpl_set *set, const char *dir)
{
	char *root = arena_str(e->arena, dir), *roots[2] = { root, NULL };
	size_t n = strlen(root);
	FTSENT *entry;
	FTS *fts;
	bool ok = true;

	while (n > 1 && root[n - 1] == '/')
		root[--n] = '\0';
	fts = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_entry);
	if (!fts)
		return load_fault(e, dir, strerror(errno));
	while (ok && (errno = 0, entry = fts_read(fts)))
		ok = entry_do(e, set, fts, entry,
		    root[n - 1] == '/' ? n : n + 1);
	if (ok && errno)
		ok = load_fault(e, dir, strerror(errno));
	fts_close(fts);
	return ok;
}

struct tmpl_set *
tmpl_load(struct err *e, const char *dir, const char *const *names,
    size_t n, const struct tmpl_format *formats, size_t nformats)
{
	struct tmpl_set *set = set_new(e, formats, nformats);
	size_t i;

	if (!walk(e, set, dir) || !sort_names(e, set))
		return NULL;
	for (i = 0; i < n; i++) {
		struct tmpl *t = find(set, names[i], strlen(names[i]));

		if (!t) {
			load_fault(e, dir, arena_fmt(e->arena, "there is no "
			    "template %s.html", names[i]));
			return NULL;
		}
		if (!bring(e, set, t))
			return NULL;
	}
	return (names || bring_all(e, set)) && link_all(e, set, true) ? set :
	    NULL;
}

bool
tmpl_changed(const struct tmpl_set *set)
{
	struct stat st;
	size_t i;

	for (i = 0; i < set->nfiles; i++) {
		const struct tmpl_file *f = &set->files[i];

		if (stat(f->path, &st) || st.st_size != f->size ||
		    st.st_mtim.tv_sec != f->changed.tv_sec ||
		    st.st_mtim.tv_nsec != f->changed.tv_nsec)
			return true;
	}
	return false;
}
