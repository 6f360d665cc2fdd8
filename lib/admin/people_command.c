#include "admin/people_command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/file.h"
#include "data/json.h"
#include "admin/people.h"
#include "data/text.h"
#include "admin/users_import_parts.h"

#define PASSWORD_FILE_MAX 4096

struct words {
	int		  argc;
	char		**argv;
};

/* ---- words ------------------------------------------------------------- */

/* Take an option out of the words; its value (with one), or its name. */
static const char *
take(struct words *w, const char *option, bool valued)
{
	int i, k, n = valued ? 2 : 1;

	for (i = 0; i + n <= w->argc; i++) {
		const char *found = w->argv[i + n - 1];

		if (strcmp(w->argv[i], option) != 0)
			continue;
		for (k = i; k + n < w->argc; k++)
			w->argv[k] = w->argv[k + n];
		w->argc -= n;
		return found;
	}
	return NULL;
}

/* What is left must be so many words, and no option. */
static bool
left(struct cx *cx, const struct words *w, int min, int max)
{
	int i;

	for (i = 0; i < w->argc; i++)
		if (text_starts(w->argv[i], "--"))
			return fail(cx, ERR_MALFORMED, "there is no option "
			    "%s here, or its value is missing", w->argv[i]);
	return (w->argc >= min && w->argc <= max) || fail(cx, ERR_MALFORMED,
	    "too %s words; --help says which", w->argc < min ? "few" :
	    "many");
}

/* All faults of input as one line. */
static bool
plainly(struct cx *cx)
{
	const struct err_field *f = cx->err.fields;
	enum err_kind kind = cx->err.kind;
	struct buf b;

	if (!f || kind != ERR_INVALID)
		return false;
	buf_init(&b, cx->arena, 4000);
	for (; f; f = f->next)
		buf_fmt(&b, "%s%s: %s", b.n ? " " : "", f->pointer + 1,
		    f->detail);
	err_clear(&cx->err);
	return fail(cx, kind, "%s", b.p);
}

/* ---- one --------------------------------------------------------------- */

/* A password from a file or, with "-", standard input: the first line. */
static char *
read_password(struct cx *cx, const char *path)
{
	char *text = file_read(&cx->err, strcmp(path, "-") == 0 ?
	    "/dev/stdin" : path, PASSWORD_FILE_MAX, NULL);

	if (!text)
		return NULL;
	text[strcspn(text, "\r\n")] = '\0';
	return *text ? text : fail(cx, ERR_MALFORMED, "%s: there is no "
	    "password in its first line", path);
}

static void
put(struct cx *cx, struct doc *d, const char *name, const char *text)
{
	if (text)
		doc_put(d, name, doc_text(cx->arena, text));
}

static bool
add(struct cx *cx, struct words *w)
{
	const char *name = take(w, "--name", true), *link;
	const char *file = take(w, "--password-file", true), *id;
	bool admin = take(w, "--admin", false) != NULL;
	struct doc *d = doc_object(cx->arena);
	struct users_row row;

	if (!left(cx, w, 2, 2))
		return false;
	put(cx, d, "email", w->argv[0]);
	put(cx, d, "username", w->argv[1]);
	put(cx, d, "fullName", name ? name : w->argv[1]);
	put(cx, d, "role", admin ? "admin" : "user");
	put(cx, d, "password", file ? read_password(cx, file) : NULL);
	if (cx->err.kind)
		return false;
	if (!users_read_row(cx, d, true, &row))
		return plainly(cx);
	id = users_add(cx, &row);
	if (!id)
		return false;
	printf("made %s (%s)\n", row.username, row.role);
	if (file)
		return true;
	link = people_reset_link(cx, id);
	if (link)
		printf("a password is set here, within a day:\n%s\n", link);
	return link != NULL;
}

static void
print_person(struct cx *cx, const struct doc *d, bool json)
{
	struct buf b;

	buf_init(&b, cx->arena, 1 << 20);
	if (json)
		json_print(&b, d);
	else
		buf_fmt(&b, "%-20s %-30s %-9s %-8s %s",
		    doc_str(d, "username"), doc_str(d, "email"),
		    doc_str(d, "role"), doc_str(d, "state"),
		    doc_chars(doc_path(d, "household.name")));
	puts(b.p);
}

static bool
list(struct cx *cx, struct words *w)
{
	bool json = take(w, "--json", false) != NULL;
	struct people_query q = { .limit = 100 };
	char cursor[200] = "";

	if (!left(cx, w, 0, 0))
		return false;
	do {
		struct arena_mark mark = arena_mark(cx->arena);
		const struct doc *page, *d;
		const char *next;

		q.cursor = *cursor ? cursor : NULL;
		page = people_list(cx, &q);
		if (!page)
			return false;
		for (d = doc_first(doc_get(page, "items")); d; d = d->next)
			print_person(cx, d, json);
		next = doc_str(page, "next");
		snprintf(cursor, sizeof(cursor), "%s", next ? next : "");
		arena_rewind(cx->arena, mark);
	} while (*cursor);
	return true;
}

/* The id of the first word's login. */
static const char *
person(struct cx *cx, const struct words *w)
{
	return doc_str(people_find(cx, w->argv[0]), "id");
}

static bool
role(struct cx *cx, struct words *w)
{
	static const char *const roles[] = { "user", "moderator", "admin" };
	const char *id;
	size_t i;

	if (!left(cx, w, 2, 2))
		return false;
	for (i = 0; i < COUNT(roles); i++)
		if (strcmp(w->argv[1], roles[i]) == 0)
			break;
	if (i == COUNT(roles))
		return fail(cx, ERR_MALFORMED, "a role is user, moderator or "
		    "admin");
	id = person(cx, w);
	if (!id || !people_set_role(cx, id, -1, roles[i]))
		return false;
	printf("%s: %s\n", w->argv[0], roles[i]);
	return true;
}

static bool
disable(struct cx *cx, struct words *w)
{
	const char *id = left(cx, w, 1, 2) ? person(cx, w) : NULL;

	if (!id || !people_disable(cx, id, w->argc > 1 ? w->argv[1] : NULL))
		return false;
	printf("%s: disabled\n", w->argv[0]);
	return true;
}

static bool
enable(struct cx *cx, struct words *w)
{
	const char *id = left(cx, w, 1, 1) ? person(cx, w) : NULL;

	if (!id || !people_enable(cx, id))
		return false;
	printf("%s: enabled\n", w->argv[0]);
	return true;
}

static bool
reset(struct cx *cx, struct words *w)
{
	bool mfa = take(w, "--mfa", false) != NULL;
	bool password = take(w, "--password", false) != NULL;
	const char *id = left(cx, w, 1, 1) ? person(cx, w) : NULL, *link;

	if (!id)
		return false;
	if (mfa && !people_reset_mfa(cx, id))
		return false;
	if (mfa)
		printf("%s: the second factor is off\n", w->argv[0]);
	if (mfa && !password)
		return true;
	link = people_reset_link(cx, id);
	if (link)
		printf("%s: a password is set here, within a day:\n%s\n",
		    w->argv[0], link);
	return link != NULL;
}

/* ---- many -------------------------------------------------------------- */

static bool
import(struct cx *cx, struct words *w)
{
	struct users_import in = { .progress = stderr };

	in.report = take(w, "--report", true);
	in.dry = take(w, "--dry-run", false) != NULL;
	in.hash = take(w, "--hash-passwords", false) != NULL;
	if (!left(cx, w, 1, 1))
		return false;
	in.path = w->argv[0];
	if (!users_import(cx, &in))
		return false;
	printf("%s%lld created, %lld updated, %lld unchanged\n",
	    in.dry ? "nothing was changed; it would be: " : "",
	    (long long)in.created, (long long)in.updated,
	    (long long)in.unchanged);
	return true;
}

static bool
export(struct cx *cx, struct words *w)
{
	const char *format = take(w, "--format", true), *path;
	FILE *out = stdout;
	size_t n;
	bool json, ok;
	int fd;

	if (!left(cx, w, 0, 1))
		return false;
	path = w->argc ? w->argv[0] : NULL;
	n = path ? strlen(path) : 0;
	json = format ? strcmp(format, "json") == 0 :
	    n > 5 && text_same_ci(path + n - 5, ".json");
	if (format && !json && strcmp(format, "csv") != 0)
		return fail(cx, ERR_MALFORMED, "a format is csv or json");
	if (path) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		    0600);
		out = fd < 0 ? NULL : fdopen(fd, "w");
		if (!out)
			return fail(cx, ERR_INTERNAL, "%s: %s", path,
			    strerror(errno));
	}
	ok = users_export(cx, json, out);
	if (path && fclose(out) != 0)
		return fail(cx, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	return ok;
}

/* ---- dispatch ---------------------------------------------------------- */

struct deed {
	const char	*name;
	bool	       (*run)(struct cx *, struct words *);
};

static bool
run(struct cx *cx, const struct deed *deeds, size_t n, const char *which,
    int argc, char **argv)
{
	struct words w = { argc - 1, argv + 1 };
	size_t i;

	cx->address = "mealctl";
	for (i = 0; i < n; i++)
		if (strcmp(deeds[i].name, argv[0]) == 0)
			return deeds[i].run(cx, &w);
	return fail(cx, ERR_MALFORMED, "there is no \"%s %s\"; mealctl %s "
	    "--help says more", which, argv[0], which);
}

bool
user_command(struct cx *cx, int argc, char **argv)
{
	static const struct deed deeds[] = {
		{ "add", add }, { "list", list }, { "role", role },
		{ "disable", disable }, { "enable", enable },
		{ "reset", reset },
	};

	return run(cx, deeds, COUNT(deeds), "user", argc, argv);
}

bool
users_command(struct cx *cx, int argc, char **argv)
{
	static const struct deed deeds[] = {
		{ "import", import }, { "export", export },
	};

	return run(cx, deeds, COUNT(deeds), "users", argc, argv);
}
