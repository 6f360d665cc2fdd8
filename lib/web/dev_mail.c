#include "web/dev_mail.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "data/conf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/file.h"
#include "data/mime.h"
#include "data/text.h"

#define FILES_MAX	10000
#define SHOWN_MAX	100
#define MAIL_MAX	((size_t)8 << 20)
#define NAME_LENGTH	40	/* an id and ".eml" */
#define ID_LENGTH	36

static bool
is_here(struct cx *cx)
{
	return (strcmp(cx->conf->environment, "development") == 0 &&
	    strcmp(cx->conf->mail_transport, "directory") == 0) ||
	    fail(cx, ERR_NOT_FOUND, "There is nothing at this address.");
}

/* Ids begin with the time they were made at. */
static int
newest_first(const void *a, const void *b)
{
	return strcmp(*(const char *const *)b, *(const char *const *)a);
}

static size_t
dev_mail_find(struct cx *cx, const char **ids)
{
	DIR *dir = opendir(cx->conf->mail_directory);
	struct dirent *entry;
	size_t n = 0;

	while (dir && n < FILES_MAX && (entry = readdir(dir))) {
		const char *name = entry->d_name;
		char *id = arena_dup(cx->arena, name,
		    strnlen(name, ID_LENGTH));

		if (strlen(name) == NAME_LENGTH && text_is_uuid(id) &&
		    strcmp(name + ID_LENGTH, ".eml") == 0)
			ids[n++] = id;
	}
	if (dir)
		closedir(dir);
	qsort(ids, n, sizeof(*ids), newest_first);
	return n;
}

static bool
read_mail(struct cx *cx, const char *id, struct mime *m)
{
	size_t n;
	char *text = file_read(&cx->err, arena_fmt(cx->arena, "%s/%s.eml",
	    cx->conf->mail_directory, id), MAIL_MAX, &n);

	if (!text) {
		err_clear(&cx->err);
		return fail(cx, ERR_NOT_FOUND, "There is no such mail.");
	}
	*m = mime_read(text, n);
	return true;
}

static struct doc *
summary(struct cx *cx, const char *id, const struct mime *m)
{
	static const struct {
		const char	*member, *field;
	} rows[] = {
		{ "to", "To" }, { "subject", "Subject" }, { "date", "Date" },
	};
	struct doc *d = doc_object(cx->arena);
	size_t i;

	doc_append(d, "id", doc_text(cx->arena, id));
	for (i = 0; i < COUNT(rows); i++)
		doc_append(d, rows[i].member, doc_text(cx->arena,
		    mime_line(cx->arena, m, rows[i].field)));
	return d;
}

struct doc *
dev_mail_list(struct cx *cx)
{
	const char **ids;
	struct doc *d, *items;
	struct mime m;
	size_t n, i;

	if (!is_here(cx))
		return NULL;
	ids = arena_array(cx->arena, FILES_MAX, sizeof(*ids));
	n = dev_mail_find(cx, ids);
	d = doc_object(cx->arena);
	items = doc_append(d, "items", doc_list(cx->arena));
	for (i = 0; i < n && i < SHOWN_MAX; i++) {
		if (read_mail(cx, ids[i], &m))
			doc_add(items, summary(cx, ids[i], &m));
		err_clear(&cx->err);	/* gone meanwhile */
	}
	return d;
}

/* The text cut before and after each blank, so that links stand alone. */
static struct doc *
mail_words(struct cx *cx, const char *text)
{
	const char *base = cx->conf->base_url;
	struct doc *list = doc_list(cx->arena);
	size_t base_n = strlen(base);

	while (*text) {
		size_t n = strcspn(text, " \n");
		struct doc *d = doc_add(list, doc_object(cx->arena));
		bool link;

		if (!n)
			n = strspn(text, " \n");
		link = n > base_n && strncmp(text, base, base_n) == 0 &&
		    text[base_n] == '/';
		doc_append(d, "text", doc_text_n(cx->arena, text, n));
		doc_append(d, "href", link ? doc_text_n(cx->arena,
		    text + base_n, n - base_n) : doc_null(cx->arena));
		text += n;
	}
	return list;
}

struct doc *
dev_mail_show(struct cx *cx, const char *id)
{
	struct mime m, part;
	struct doc *d;
	size_t at = 0, n;
	char *text;

	if (!is_here(cx) || !read_mail(cx, id, &m))
		return NULL;
	d = summary(cx, id, &m);
	doc_append(d, "head", doc_text(cx->arena, text_block(cx->arena, m.head,
	    m.head_n)));
	/* the first part is the text */
	if (!mime_part(cx->arena, &m, &at, &part))
		part = m;
	text = mime_body(cx->arena, &part, &n);
	doc_append(d, "words", mail_words(cx, text_block(cx->arena, text, n)));
	return d;
}
