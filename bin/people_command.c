/* The commands `user …`, `users …` and `household …` of mealctl. */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buf.h"
#include "store/cx.h"
#include "data/conf.h"
#include "data/doc.h"
#include "data/file.h"
#include "data/json.h"
#include "household/household.h"
#include "admin/people.h"
#include "data/text.h"
#include "admin/users_import_parts.h"

#define PASSWORD_FILE_MAX 4096
#define HOUSEHOLDS_SHOWN 100

/* ---- one --------------------------------------------------------------- */

/* A password from a file or, with "-", standard input: the first line. */
static char *
read_password(struct cx *cx, const char *path)
{
	char *text = file_read(&cx->err, path, PASSWORD_FILE_MAX, NULL);

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
		doc_append(d, name, doc_text(cx->arena, text));
}

bool
user_add_command(struct cx *cx, struct call *call)
{
	const char *name = call_option(call, "--name"), *link;
	const char *file = call_option(call, "--password-file"), *id;
	bool admin = call_option(call, "--admin") != NULL;
	struct doc *d = doc_object(cx->arena);
	struct users_row row;

	put(cx, d, "email", call->argv[0]);
	put(cx, d, "username", call->argv[1]);
	put(cx, d, "fullName", name ? name : call->argv[1]);
	put(cx, d, "role", admin ? "admin" : "user");
	put(cx, d, "password", file ? read_password(cx, file) : NULL);
	if (cx->err.kind)
		return false;
	if (!users_read_row(cx, d, true, &row))
		return command_faults(cx);
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

static bool
lacks_factor(struct cx *cx, const struct doc *d)
{
	return strcmp(cx->conf->mfa_admins, "required") == 0 &&
	    strcmp(doc_str(d, "role"), "admin") == 0 &&
	    !doc_true(doc_get(d, "mfaEnabled"));
}

static void
print_person(struct cx *cx, const struct doc *d, bool json)
{
	struct buf b;

	buf_init(&b, cx->arena, 1 << 20);
	if (json)
		json_print(&b, d);
	else
		buf_fmt(&b, "%-20s %-30s %-9s %-8s %s%s",
		    doc_str(d, "username"), doc_str(d, "email"),
		    doc_str(d, "role"), doc_str(d, "state"),
		    doc_chars(doc_path(d, "household.name")),
		    lacks_factor(cx, d) ? "  (needs a second factor)" : "");
	puts(buf_done(&b, NULL));
}

bool
user_list_command(struct cx *cx, struct call *call)
{
	bool json = call_option(call, "--json") != NULL;
	struct people_query q = { .limit = 100 };
	char cursor[200] = "";

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

bool
household_list_command(struct cx *cx, struct call *call)
{
	bool json = call_option(call, "--json") != NULL;
	struct doc *rows = household_list(cx, HOUSEHOLDS_SHOWN);
	const struct doc *d;

	for (d = doc_first(rows); d; d = d->next)
		if (json)
			command_print(cx, d);
		else
			printf("%s  %9.1f  %6s  %3s  %s\n", doc_str(d, "id"),
			    doc_num(d, "bytes", 0) / 1e6, doc_str(d,
			    "recipes"), doc_str(d, "members"), doc_str(d,
			    "name"));
	return rows != NULL;
}

/* The id of the first word's login. */
static const char *
person(struct cx *cx, const struct call *call)
{
	return doc_str(people_find(cx, call->argv[0]), "id");
}

bool
user_role_command(struct cx *cx, struct call *call)
{
	static const char *const roles[] = { "user", "moderator", "admin" };
	const char *id;
	size_t i;

	for (i = 0; i < COUNT(roles); i++)
		if (strcmp(call->argv[1], roles[i]) == 0)
			break;
	if (i == COUNT(roles))
		return fail(cx, ERR_MALFORMED, "a role is user, moderator or "
		    "admin");
	id = person(cx, call);
	if (!id || !people_set_role(cx, id, -1, roles[i]))
		return false;
	printf("%s: %s\n", call->argv[0], roles[i]);
	return true;
}

bool
user_disable_command(struct cx *cx, struct call *call)
{
	const char *id = person(cx, call);

	if (!id || !people_disable(cx, id, call->argc > 1 ?
	    call->argv[1] : NULL))
		return false;
	printf("%s: disabled\n", call->argv[0]);
	return true;
}

bool
user_enable_command(struct cx *cx, struct call *call)
{
	const char *id = person(cx, call);

	if (!id || !people_enable(cx, id))
		return false;
	printf("%s: enabled\n", call->argv[0]);
	return true;
}

bool
user_reset_command(struct cx *cx, struct call *call)
{
	bool mfa = call_option(call, "--mfa") != NULL;
	bool password = call_option(call, "--password") != NULL;
	const char *id = person(cx, call), *link;

	if (!id)
		return false;
	if (mfa && !people_reset_mfa(cx, id))
		return false;
	if (mfa)
		printf("%s: the second factor is off\n", call->argv[0]);
	if (mfa && !password)
		return true;
	link = people_reset_link(cx, id);
	if (link)
		printf("%s: a password is set here, within a day:\n%s\n",
		    call->argv[0], link);
	return link != NULL;
}

/* ---- many -------------------------------------------------------------- */

bool
users_import_command(struct cx *cx, struct call *call)
{
	struct users_import in = { .progress = stderr };

	in.report = call_option(call, "--report");
	in.dry = call_option(call, "--dry-run") != NULL;
	in.hash = call_option(call, "--hash-passwords") != NULL;
	in.path = call->argv[0];
	if (!users_import(cx, &in))
		return false;
	printf("%s%lld created, %lld updated, %lld unchanged\n",
	    in.dry ? "nothing was changed; it would be: " : "",
	    (long long)in.created, (long long)in.updated,
	    (long long)in.unchanged);
	return true;
}

bool
users_export_command(struct cx *cx, struct call *call)
{
	const char *format = call_option(call, "--format"), *path;
	FILE *out = stdout;
	size_t n;
	bool json, ok;
	int fd;

	path = call->argc ? call->argv[0] : NULL;
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
