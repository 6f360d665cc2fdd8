#include "admin/users_import.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/audit.h"
#include "base/buf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/json.h"
#include "data/text.h"
#include "admin/users_import_parts.h"

#define BATCH		500	/* rows of a statement that stages them */
#define CHUNK		2000	/* of one that brings them in */
#define HASHED_MAX	20	/* passwords of a batch: they take long, and a
				 * transaction must not stand still */
#define FAULTS_TOLD	10
#define LINE_MAX_BYTES	((size_t)1 << 20)

struct run {
	struct users_import	*in;
	const char		*p;	/* the file */
	size_t			 n;
	const struct users_row	*one;	/* or this person */
	int64_t			 last;	/* row */
	int64_t			 passwords;
	const char		*id;	/* of the one person */
	bool			 stopped;	/* it was but a look */
};

/* ---- into the waiting table -------------------------------------------- */

static struct doc *
stage_row(struct cx *cx, struct run *r, const struct doc *d, bool json,
    int64_t n)
{
	struct users_row row;

	users_read_row(cx, d, json, &row);
	if (row.password && ++r->passwords > USERS_PASSWORDS_MAX &&
	    !r->in->hash) {
		err_clear(&cx->err);
		return fail(cx, ERR_MALFORMED, "more than %d rows have a "
		    "password in clear, and each takes a moment to hash; "
		    "give passwordHash or leave it out, or say "
		    "--hash-passwords to wait", USERS_PASSWORDS_MAX);
	}
	return users_stage_doc(cx, &row, n);
}

static bool
stage_batch(struct cx *cx, struct run *r, struct users_source *s, bool *more)
{
	struct doc *list = doc_list(cx->arena), *row;
	int64_t until = r->passwords + HASHED_MAX;

	*more = true;
	while (list->count < BATCH && r->passwords < until) {
		row = users_next(s);
		*more = row != NULL;
		if (row)
			row = stage_row(cx, r, row, s->json, s->row);
		if (!row)
			break;
		doc_add(list, row);
		r->last = s->row;
	}
	if (cx->err.kind)
		return false;
	return DB(cx, SQL_USERS_IMPORT_STAGE, .rows = db_json(cx,
	    list)) != NULL;
}

static bool
stage(struct cx *cx, struct run *r)
{
	struct users_source s;
	int64_t told = 0;
	bool more = true;

	r->last = r->passwords = 0;
	if (!users_open(cx, &s, r->in->path, r->p, r->n))
		return false;
	while (more) {
		struct arena_mark mark = arena_mark(cx->arena);

		if (!stage_batch(cx, r, &s, &more))
			return false;
		arena_rewind(cx->arena, mark);
		if (r->last >= told + (r->passwords ? 100 : 5000)) {
			fprintf(r->in->progress, "read %lld rows\n",
			    (long long)r->last);
			told = r->last;
		}
	}
	return true;
}

/* ---- checked there, and made people ------------------------------------ */

/* A statement for all rows, some at a time. */
static bool
each(struct cx *cx, const struct run *r, enum sql sql, int64_t *touched)
{
	int64_t first;

	for (first = 1; first <= r->last; first += CHUNK) {
		struct arena_mark mark = arena_mark(cx->arena);
		const struct doc *d = DB_LIKE(cx, sql,
		    SQL_USERS_IMPORT_KNOWN, .first = db_int(cx, first),
		    .last = db_int(cx, first + CHUNK - 1));

		if (!d)
			return false;
		if (touched)
			*touched += db_touched(d);
		arena_rewind(cx->arena, mark);
	}
	return true;
}

#define all(cx, sql)	(db_run(cx, sql, NULL) != NULL)

static bool
import_check(struct cx *cx, struct run *r)
{
	const struct doc *d;

	if (!all(cx, SQL_USERS_IMPORT_PATIENCE) ||
	    !all(cx, SQL_USERS_IMPORT_READY) ||
	    !each(cx, r, SQL_USERS_IMPORT_KNOWN, NULL) ||
	    !all(cx, SQL_USERS_IMPORT_SAME_EMAIL) ||
	    !all(cx, SQL_USERS_IMPORT_SAME_USERNAME) ||
	    !each(cx, r, SQL_USERS_IMPORT_TAKEN, NULL) ||
	    !each(cx, r, SQL_USERS_IMPORT_BASE, NULL) ||
	    !each(cx, r, SQL_USERS_IMPORT_BASE_ELSE, NULL) ||
	    !all(cx, SQL_USERS_IMPORT_HOMES) ||
	    !all(cx, SQL_USERS_IMPORT_OWNERLESS) ||
	    !each(cx, r, SQL_USERS_IMPORT_CHANGED, NULL))
		return false;
	d = DB(cx, SQL_USERS_IMPORT_COUNT);
	if (!d)
		return false;
	r->in->created = (int64_t)doc_num(d, "created", 0);
	r->in->updated = (int64_t)doc_num(d, "updated", 0);
	r->in->unchanged = (int64_t)doc_num(d, "unchanged", 0);
	r->in->invalid = (int64_t)doc_num(d, "invalid", 0);
	return true;
}

static bool
count_admins(struct cx *cx, int64_t *n)
{
	const struct doc *d = DB(cx, SQL_PEOPLE_ADMINS);

	*n = d ? (int64_t)d->count : 0;
	return d != NULL;
}

static bool
audit(struct cx *cx, const struct run *r)
{
	int64_t first;

	for (first = 1; first <= r->last; first += CHUNK)
		if (!DB(cx, SQL_USERS_IMPORT_AUDIT, .place = audit_place(cx),
		    .first = db_int(cx, first),
		    .last = db_int(cx, first + CHUNK - 1)))
			return false;
	return true;
}

static bool
import_put(struct cx *cx, struct run *r)
{
	int64_t made = 0, before, after;

	if (!count_admins(cx, &before) ||
	    !each(cx, r, SQL_USERS_IMPORT_PUT_HOMES, NULL) ||
	    !each(cx, r, SQL_USERS_IMPORT_PUT_PEOPLE, &made))
		return false;
	if (made != r->in->created)
		return fail(cx, ERR_CONFLICT, "somebody registered with an "
		    "address or username of the file just now; try again");
	if (!each(cx, r, SQL_USERS_IMPORT_UPDATE, NULL) ||
	    !each(cx, r, SQL_USERS_IMPORT_PUT_PRIVATE, NULL) ||
	    !audit(cx, r) || !all(cx, SQL_USERS_IMPORT_END) ||
	    !count_admins(cx, &after))
		return false;
	return !before || after || fail(cx, ERR_CONFLICT, "after that "
	    "nobody would be an administrator; leave one in the file");
}

/* ---- the report -------------------------------------------------------- */

static void
tell_csv(struct cx *cx, FILE *out, const struct doc *row,
    const struct doc *errors)
{
	const struct doc *d;
	struct buf b, all;

	buf_init(&b, cx->arena, LINE_MAX_BYTES);
	buf_init(&all, cx->arena, LINE_MAX_BYTES);
	for (d = doc_first(errors); d; d = d->next)
		buf_fmt(&all, "%s%s: %s", buf_len(&all) ? " " : "",
		    doc_str(d, "pointer"), doc_str(d, "detail"));
	buf_fmt(&b, "%s,%s,", doc_str(row, "row"), doc_str(row, "status"));
	csv_put(&b, buf_done(&all, NULL));
	fprintf(out, "%s\r\n", buf_done(&b, NULL));
}

static void
tell_json(struct cx *cx, FILE *out, const struct doc *row, bool first)
{
	struct buf b;

	buf_init(&b, cx->arena, LINE_MAX_BYTES);
	json_print(&b, row);
	fprintf(out, "%s\n%s", first ? "" : ",", buf_done(&b, NULL));
}

static bool
is_json(const char *path)
{
	size_t n = strlen(path);

	return n > 5 && text_same_ci(path + n - 5, ".json");
}

/* Every row and what became of it, to the file or (the first few with
 * faults) to the progress. */
static bool
write_rows(struct cx *cx, const struct run *r, FILE *file, bool json)
{
	int64_t after = 0, told = 0;

	for (;;) {
		struct arena_mark mark = arena_mark(cx->arena);
		const struct doc *rows = DB(cx, SQL_USERS_IMPORT_REPORT,
		    .after = db_int(cx, after)), *d, *errors;

		if (!rows)
			return false;
		if (!rows->count || (!file && told >= FAULTS_TOLD))
			return true;
		for (d = rows->first; d; d = d->next) {
			errors = doc_get(d, "errors");
			errors = json_parse(&cx->err, errors->text,
			    errors->len);
			if (file && json)
				tell_json(cx, file, d, after == 0);
			else if (file)
				tell_csv(cx, file, d, errors);
			else if (doc_first(errors) && told++ < FAULTS_TOLD)
				tell_csv(cx, r->in->progress, d, errors);
			after = (int64_t)doc_num(d, "row", 0);
		}
		arena_rewind(cx->arena, mark);
	}
}

static bool
report(struct cx *cx, const struct run *r)
{
	const char *path = r->in->report;
	bool json = path && is_json(path), ok;
	FILE *file;
	int fd;

	if (!path)
		return !r->in->invalid || write_rows(cx, r, NULL, false);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file)
		return fail(cx, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	fputs(json ? "[" : "row,status,errors\r\n", file);
	ok = write_rows(cx, r, file, json);
	if (json)
		fputs("\n]\n", file);
	if (fclose(file) != 0)
		return fail(cx, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	return ok;
}

/* ---- everything -------------------------------------------------------- */

static bool
lock(struct cx *cx)
{
	const struct doc *d = DB(cx, SQL_USERS_IMPORT_LOCK);

	return d && (doc_true(doc_get(d, "free")) || fail(cx,
	    ERR_UNAVAILABLE, "somebody else brings people in at this "
	    "moment; try again when that is done"));
}

static bool
bring_in(struct cx *cx, void *arg)
{
	struct run *r = arg;

	r->stopped = false;
	if (!lock(cx) || !stage(cx, r) || !import_check(cx, r) ||
	    !report(cx, r))
		return false;
	if (r->in->invalid)
		return fail(cx, ERR_INVALID, "%lld of the rows have faults; "
		    "nobody was brought in", (long long)r->in->invalid);
	if (!import_put(cx, r))
		return false;
	r->stopped = r->in->dry;
	return !r->in->dry || fail(cx, ERR_CONFLICT, "it was but a look");
}

bool
users_import(struct cx *cx, struct users_import *in)
{
	struct run r = { .in = in };

	if (in->report && !is_json(in->report) &&
	    !(strlen(in->report) > 4 && text_same_ci(in->report +
	    strlen(in->report) - 4, ".csv")))
		return fail(cx, ERR_MALFORMED, "the report's name must end "
		    "in .csv or .json");
	if (!users_load(cx, in->path, &r.p, &r.n))
		return false;
	if (db_tx(cx, bring_in, &r))
		return true;
	if (r.stopped)
		err_clear(&cx->err);
	return r.stopped;
}

static bool
import_add(struct cx *cx, void *arg)
{
	struct run *r = arg;
	const struct users_row *one = r->one;
	struct doc *list = doc_list(cx->arena), *d;
	const struct doc *taken;

	taken = lock(cx) ? DB(cx, SQL_PERSON_TAKEN, .email = one->email,
	    .username = one->username) : NULL;
	if (!taken)
		return false;
	if (doc_true(doc_get(taken, "email")))
		return fail(cx, ERR_CONFLICT, "there is an account with this "
		    "address");
	if (doc_true(doc_get(taken, "username")))
		return fail(cx, ERR_CONFLICT, "there is an account with this "
		    "username");
	d = doc_add(list, users_stage_doc(cx, one, 1));
	r->id = doc_str(d, "id");
	r->last = 1;
	return DB(cx, SQL_USERS_IMPORT_STAGE, .rows = db_json(cx, list)) &&
	    import_check(cx, r) && import_put(cx, r);
}

const char *
users_add(struct cx *cx, const struct users_row *row)
{
	struct users_import in = { 0 };
	struct run r = { .in = &in, .one = row };

	return db_tx(cx, import_add, &r) ? r.id : NULL;
}
