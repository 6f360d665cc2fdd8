#include "store/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/file.h"
#include "store/secret.h"
#include "data/text.h"

#define FILE_BYTES	((size_t)4 << 20)
#define FILES_MAX	1000
#define KIND		"-- kind: "
#define LOCK_TRIES	20	/* of three seconds each, and a pause */
#define LOCK_PAUSE_S	1

static const char table[] =
    "CREATE TABLE IF NOT EXISTS migration ("
    " number integer PRIMARY KEY, name text NOT NULL, hash text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now());"
    " ALTER TABLE migration ADD COLUMN IF NOT EXISTS kind text NOT NULL"
    " DEFAULT 'after'";

/*
 * The lock is held until the program ends. Not a transaction's lock: that would
 * be waited for with a snapshot from before, in which nothing is applied yet.
 * Migrations may take their time, but not wait for somebody's lock while
 * everybody else waits for theirs; and what was changed meanwhile is no reason
 * to begin again (read committed).
 */
static const char manners[] =
    "SET statement_timeout = 0; SET lock_timeout = '3s';"
    " SET default_transaction_isolation = 'read committed'";
static const char no_manners[] =
    "RESET lock_timeout; RESET default_transaction_isolation";
static const char wait_for_lock[] =
    "SET lock_timeout = 0; SELECT pg_advisory_lock(hashtext('meal-migrate'));"
    " SET lock_timeout = '3s'";

static const char drop[] =
    "DO $$ DECLARE r record; BEGIN"
    " FOR r IN SELECT format('DROP SCHEMA %I CASCADE', nspname) AS command"
    " FROM pg_namespace WHERE nspname = 'public' LOOP"
    " EXECUTE r.command; END LOOP; END $$; CREATE SCHEMA public";

struct file {
	const char	*name;
	int64_t		 number;
	bool		 before;	/* the kind its first line says */
	char		*text;
	char		*hash;
};

struct files {
	struct file	*p;
	size_t		 n;
};

static int
by_number(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static bool
is_migration(const char *name, int64_t *number)
{
	size_t n = strlen(name);
	char digits[5] = "";

	if (n < 10 || name[4] != '-' || strcmp(name + n - 4, ".sql") != 0)
		return false;
	memcpy(digits, name, 4);
	return text_int(digits, number);
}

/*
 * Which kind it is of is said by the first line, and may be said otherwise
 * later: the line is not part of what must not change.
 */
static const char *
read_kind(struct file *f)
{
	const char *p = f->text;

	if (!text_starts(p, KIND))
		return p;
	p += strlen(KIND);
	f->before = text_starts(p, "before\n");
	p += strcspn(p, "\n");
	return *p ? p + 1 : p;
}

/* Every .sql is a migration; one of another name would be left out unseen. */
static bool
add_file(struct cx *cx, struct files *files, const char *name)
{
	size_t n = strlen(name);
	int64_t number;

	if (n < 4 || strcmp(name + n - 4, ".sql") != 0)
		return true;
	if (!is_migration(name, &number))
		return fail(cx, ERR_CONFLICT, "%s is no name of a migration "
		    "(0042-topic.sql)", name);
	files->p[files->n++] = (struct file){
		.name = arena_str(cx->arena, name), .number = number };
	return true;
}

static bool
read_files(struct cx *cx, struct files *files)
{
	const char *dir = cx->conf->migrations;
	struct dirent *entry;
	const char *rest;
	bool ok = true;
	size_t i, n;
	DIR *d;

	d = opendir(dir);
	if (!d)
		return fail(cx, ERR_INTERNAL, "%s: %s (option migrations)",
		    dir, strerror(errno));
	files->p = arena_array(cx->arena, FILES_MAX, sizeof(*files->p));
	files->n = 0;
	while (ok && files->n < FILES_MAX && (entry = readdir(d)))
		ok = add_file(cx, files, entry->d_name);
	closedir(d);
	if (!ok)
		return false;
	qsort(files->p, files->n, sizeof(*files->p), by_number);
	for (i = 0; i < files->n; i++) {
		struct file *f = &files->p[i];

		f->text = file_read(&cx->err, arena_fmt(cx->arena, "%s/%s",
		    dir, f->name), FILE_BYTES, &n);
		if (!f->text)
			return false;
		rest = read_kind(f);
		f->hash = secret_text_hash(cx->arena, rest);
		if (i && f->number == files->p[i - 1].number)
			return fail(cx, ERR_CONFLICT, "%s and %s have one "
			    "number", files->p[i - 1].name, f->name);
	}
	return true;
}

static const struct doc *
applied(const struct doc *done, int64_t number)
{
	const struct doc *d;

	for (d = doc_first(done); d; d = d->next)
		if ((int64_t)doc_num(d, "number", -1) == number)
			return d;
	return NULL;
}

static const char *
kind_of(const struct file *f)
{
	return f->before ? "before" : "after";
}

struct step {
	const struct file	*file;
	bool			 skipped;
};

static bool
apply(struct cx *cx, void *arg)
{
	struct step *s = arg;
	const struct doc *done, *row;

	done = DB(cx, SQL_MIGRATION_LIST);
	if (!done)
		return false;
	row = applied(done, s->file->number);
	s->skipped = row != NULL;
	if (row && strcmp(doc_str(row, "hash"), s->file->hash) != 0)
		return fail(cx, ERR_CONFLICT, "%s was changed after it was "
		    "applied; put the old text back and add a new migration",
		    s->file->name);
	if (row)
		return true;
	return db_script(cx, s->file->name, s->file->text) &&
	    DB(cx, SQL_MIGRATION_INSERT, .number = db_int(cx, s->file->number),
	    .name = s->file->name, .hash = s->file->hash,
	    .kind = kind_of(s->file));
}

/* One, again and again while others hold what it needs. */
static bool
apply_patiently(struct cx *cx, struct step *step, FILE *out)
{
	int try;

	for (try = 1; !db_tx(cx, apply, step); try++) {
		if (cx->err.kind != ERR_UNAVAILABLE || try == LOCK_TRIES)
			return false;
		if (try == 1)
			fprintf(out, "%s waits for others' transactions\n",
			    step->file->name);
		fflush(out);
		err_clear(&cx->err);
		sleep(LOCK_PAUSE_S);
	}
	return true;
}

static bool
lock_migrations(struct cx *cx, FILE *out)
{
	const struct doc *row;

	if (!db_script(cx, "manners", manners))
		return false;
	row = DB(cx, SQL_MIGRATION_LOCK);
	if (!row || doc_true(doc_get(row, "mine")))
		return row != NULL;
	fputs("another mealctl migrate is at work; waiting for it\n", out);
	fflush(out);
	return db_script(cx, "lock", wait_for_lock);
}

/* Whether this one is not to be done now: it, and what follows, waits. */
static bool
not_now(struct cx *cx, enum migrate_part part, const struct file *f,
    FILE *out)
{
	if (part == MIGRATE_BEFORE && !f->before) {
		fprintf(out, "%s waits until nothing of the old version runs: "
		    "mealctl migrate\n", f->name);
		return true;
	}
	if (part == MIGRATE_AFTER && f->before)
		return fail(cx, ERR_CONFLICT, "%s comes first: mealctl "
		    "migrate --before", f->name) == NULL;
	return false;
}

static bool
grant(struct cx *cx, void *arg)
{
	return DB(cx, SQL_ROLE_GRANT, .name = arg) != NULL;
}

/* The programs' role, who it is by its own word, may use the tables. */
static bool
let_programs_in(struct cx *cx)
{
	struct cx app = *cx;
	struct doc *row;
	char *name;

	if (!*cx->conf->database_owner)
		return true;
	app.db = db_new_direct(cx->conf);
	row = DB(&app, SQL_ROLE_NAME);
	name = row ? arena_str(cx->arena, doc_str(row, "name")) : NULL;
	db_close(app.db);
	if (!name)
		return fail(cx, ERR_INTERNAL, "option database: %s",
		    app.err.log ? app.err.log : app.err.detail);
	return db_tx(cx, grant, name);
}

bool
migrate_up(struct cx *cx, enum migrate_part part, FILE *out)
{
	const struct doc *done;
	struct files files;
	size_t i;

	if (!read_files(cx, &files) || !lock_migrations(cx, out) ||
	    !db_script(cx, "migration", table))
		return false;
	done = DB(cx, SQL_MIGRATION_LIST);
	for (i = 0; done && i < files.n; i++) {
		struct step step = { .file = &files.p[i] };

		if (!applied(done, files.p[i].number) &&
		    not_now(cx, part, &files.p[i], out))
			return !cx->err.kind &&
			    db_script(cx, "manners", no_manners);
		if (!apply_patiently(cx, &step, out))
			return false;
		if (!step.skipped)
			fprintf(out, "applied %s\n", files.p[i].name);
	}
	/* From then on no other configuration can have it dropped. */
	return done && db_script(cx, "manners", no_manners) &&
	    let_programs_in(cx) &&
	    (strcmp(cx->conf->environment, "production") != 0 ||
	    DB(cx, SQL_INSTALLATION_MARK));
}

/* What the database says is done: none, where the table is not there yet. */
static const struct doc *
migrations_done(struct cx *cx)
{
	const struct doc *row = DB(cx, SQL_MIGRATION_KEPT);

	if (!row)
		return NULL;
	return doc_true(doc_get(row, "kept")) ? DB(cx, SQL_MIGRATION_LIST) :
	    doc_list(cx->arena);
}

static bool
has_number(const struct files *files, int64_t number)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		if (files->p[i].number == number)
			return true;
	return false;
}

static void
put_migration(struct arena *arena, struct doc *list, const char *name,
    const char *kind, const char *state, const struct doc *row)
{
	struct doc *d = doc_object(arena);

	doc_append(d, "name", doc_text(arena, name));
	doc_append(d, "kind", doc_text(arena, kind));
	doc_append(d, "state", doc_text(arena, state));
	doc_append(d, "appliedAt", doc_text(arena, doc_str(row, "appliedAt")));
	doc_add(list, d);
}

struct doc *
migrate_list(struct cx *cx)
{
	struct doc *list = doc_list(cx->arena);
	const struct doc *done, *row;
	struct files files;
	size_t i;

	if (!read_files(cx, &files))
		return NULL;
	done = migrations_done(cx);
	if (!done)
		return NULL;
	for (i = 0; i < files.n; i++) {
		row = applied(done, files.p[i].number);
		put_migration(cx->arena, list, files.p[i].name,
		    kind_of(&files.p[i]), !row ? "pending" :
		    strcmp(doc_str(row, "hash"), files.p[i].hash) ?
		    "changed" : "applied", row);
	}
	for (row = doc_first(done); row; row = row->next)
		if (!has_number(&files, (int64_t)doc_num(row, "number", -1)))
			put_migration(cx->arena, list, doc_str(row, "name"),
			    doc_str(row, "kind"), "newer", row);
	return list;
}

int64_t
migrate_pending(struct cx *cx)
{
	const struct doc *done, *row;
	struct files files;
	int64_t pending = 0;
	size_t i;

	if (!read_files(cx, &files))
		return -1;
	done = migrations_done(cx);
	if (!done)
		return -1;
	for (i = 0; i < files.n; i++) {
		row = applied(done, files.p[i].number);
		pending += row == NULL;
		if (row && strcmp(doc_str(row, "hash"), files.p[i].hash)) {
			fail(cx, ERR_CONFLICT, "%s was changed after it was "
			    "applied", files.p[i].name);
			return -1;
		}
	}
	return pending;
}

bool
migrate_drop(struct cx *cx)
{
	struct doc *row;
	bool production;

	if (strcmp(cx->conf->environment, "production") == 0)
		return fail(cx, ERR_FORBIDDEN, "this is a production "
		    "configuration; its database is not dropped");
	if (!lock_migrations(cx, stderr) ||
	    !db_script(cx, "migration", table))
		return false;
	row = DB(cx, SQL_MIGRATION_LIST);
	if (!row)
		return false;
	if (row->count) {
		row = DB(cx, SQL_INSTALLATION_ENVIRONMENT);
		if (!row)
			return false;
		production = doc_str(row, "environment") &&
		    strcmp(doc_str(row, "environment"), "production") == 0;
		if (production)
			return fail(cx, ERR_FORBIDDEN, "this database is "
			    "marked production; it is not dropped");
	}
	return db_script(cx, "drop", drop);
}

static bool
renew(struct cx *cx, void *arg)
{
	(void)arg;
	return DB(cx, SQL_CHANGE_ORDER_RENEW) != NULL;
}

bool
change_order_renew(struct cx *cx)
{
	return db_tx(cx, renew, NULL);
}
