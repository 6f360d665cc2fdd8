/* The checks of the doctor that ask the database. */
#include <string.h>

#include "base/array.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "store/db_options.h"
#include "admin/demo.h"
#include "data/doc.h"
#include "admin/doctor_parts.h"
#include "store/migrate.h"
#include "store/secret.h"

#define REST	"the database could not be asked"

/* What went wrong with a question, in its place; then it is forgotten. */
static void
unasked(struct checkup *p, const char *remedy)
{
	struct err *e = &p->cx->err;

	wrong(p, remedy, "%s%s%s", e->detail ? e->detail : REST,
	    e->log ? ": " : "", e->log ? e->log : "");
	err_clear(e);
}

static void
look_database(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;
	const char *why;
	int64_t pending;

	if (conf->database_pooled && !*conf->database_direct) {
		wrong(p, "set it to PostgreSQL itself", "database_direct is "
		    "not set");
		return;
	}
	pending = migrate_pending(p->cx);
	why = p->cx->err.log;
	if (pending < 0 && why && strstr(why, "startup parameter")) {
		unasked(p, "PgBouncer is in between: set database_pooled=yes "
		    "and database_direct");
		return;
	}
	if (pending < 0) {
		unasked(p, "start PostgreSQL, set the option database, or "
		    "run mealctl migrate");
		return;
	}
	if (pending) {
		wrong(p, "mealctl migrate", "%lld migrations are not "
		    "applied", (long long)pending);
		return;
	}
	p->state = DB(p->cx, SQL_DOCTOR_STATE);
	p->reachable = p->state != NULL;
	if (!p->state)
		unasked(p, "mealctl migrate status tells which schema it "
		    "is");
}

/* Through the pool as the responders go, and past it. */
static void
look_pool(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;
	struct db *own = p->cx->db;

	if (!conf->database_pooled) {
		if (!db_is_set(p->cx))
			unasked(p, "where PgBouncer is in between, set "
			    "database_pooled=yes and database_direct");
		return;
	}
	p->cx->db = db_new(conf);
	if (!db_is_set(p->cx))
		unasked(p, arena_fmt(p->cx->arena, "give the database in "
		    "pgbouncer.ini connect_query='%s', then RECONNECT",
		    db_options_statements(p->cx->arena, conf)));
	db_close(p->cx->db);
	p->cx->db = own;
}

/* What somebody may do who makes a program run their SQL. */
static void
look_role(struct checkup *p)
{
	const char *remedy = "make a role that owns them (database_owner), "
	    "as the guide for administrators says";
	struct doc *row = DB(p->cx, SQL_DOCTOR_ROLE);

	if (!row)
		unasked(p, "try again");
	else if (doc_true(doc_get(row, "super")))
		wrong(p, remedy, "the programs' role %s is PostgreSQL's "
		    "superuser", doc_str(row, "name"));
	else if (doc_true(doc_get(row, "owns")))
		weak(p, remedy, "the programs' role %s owns the tables",
		    doc_str(row, "name"));
}

static int64_t
number(const struct checkup *p, const char *name)
{
	return (int64_t)doc_num(p->state, name, 0);
}

static bool
yes(const struct checkup *p, const char *name)
{
	return doc_true(doc_get(p->state, name));
}

static void
look_mark(struct checkup *p)
{
	const char *mark = doc_str(p->state, "environment");
	bool marked = mark && strcmp(mark, "production") == 0;

	if (doctor_production(p) && !marked)
		weak(p, "mealctl migrate", "the database is not marked "
		    "production, so that it can be dropped");
	else if (!doctor_production(p) && marked)
		wrong(p, "set environment=production, or name another "
		    "database", "a production database is used by a %s "
		    "configuration", p->cx->conf->environment);
}

static void
look_admins(struct checkup *p)
{
	if (!number(p, "admins"))
		weak(p, "mealctl user add EMAIL USERNAME --admin, or "
		    "mealctl user role LOGIN admin", "nobody is an "
		    "administrator");
	else if (number(p, "bareAdmins"))
		doctor_say(p, strcmp(p->cx->conf->mfa_admins, "required") ==
		    0, "have it turned on at /settings/two-factor",
		    "administrators without a second factor: %lld",
		    (long long)number(p, "bareAdmins"));
}

static void
look_demo(struct checkup *p)
{
	const char *remedy = "disable or delete them: mealctl user disable "
	    "LOGIN";
	bool remains;

	if (!demo_remains(p->cx, &remains)) {
		err_clear(&p->cx->err);	/* without its files no demo */
		return;
	}
	if (remains && (doctor_production(p) || doctor_public(p)))
		wrong(p, remedy, "the demo's people are here, with the "
		    "password that everybody knows");
}

/* A few kilobytes that PostgreSQL throws away again: they need the disk that
 * it keeps its data on. */
static void
look_room(struct checkup *p)
{
	struct cx *cx = p->cx;

	if (!yes(p, "writable"))
		wrong(p, "see why: it is a standby, or "
		    "default_transaction_read_only is on", "the database takes "
		    "no writes");
	else if (!db_script(cx, "room", "CREATE TEMP TABLE doctor_room "
	    "ON COMMIT DROP AS SELECT repeat(md5(n::text), 200) AS text "
	    "FROM generate_series(1, 50) AS n"))
		unasked(p, "make room where PostgreSQL keeps its data");
}

static void
look_worker(struct checkup *p)
{
	const char *remedy = "start meal-worker, look at its log";

	if (!yes(p, "worker"))
		weak(p, "systemctl enable --now meal.target", "no worker is "
		    "connected: no mail is sent, nothing old is deleted");
	if (yes(p, "choresOld") || (yes(p, "grown") &&
	    doc_is_null(doc_get(p->state, "choresOld"))))
		weak(p, remedy, "no regular task was done for two days");
	if (yes(p, "workOld"))
		weak(p, remedy, "mails or jobs wait for more than an hour");
}

static void
look_queue(struct checkup *p)
{
	if (number(p, "deadMails"))
		weak(p, "mealctl mail queue, or /admin/mail, says why",
		    "%lld mails could not be delivered",
		    (long long)number(p, "deadMails"));
	if (number(p, "failedJobs"))
		weak(p, "the worker's log says why", "%lld jobs failed "
		    "this week", (long long)number(p, "failedJobs"));
}

/* How many of a statement's rows no key opens. */
static int64_t
count_lost(struct checkup *p, enum sql sql, const char *kind)
{
	struct cx *cx = p->cx;
	char last[37] = "";
	int64_t lost = 0;

	for (;;) {
		struct arena_mark mark = arena_mark(cx->arena);
		const struct doc *rows = DB_LIKE(cx, sql,
		    SQL_DOCTOR_FACTORS, .id = *last ? last : NULL);
		const struct doc *d;

		for (d = doc_first(rows); d; d = d->next) {
			snprintf(last, sizeof(last), "%s",
			    doc_str(d, "id"));
			lost += !secret_open(cx->arena, cx->data_keys,
			    arena_fmt(cx->arena, "%s:%s", kind, last),
			    doc_str(d, "sealed"));
		}
		if (!rows || !rows->first)
			return lost;
		arena_rewind(cx->arena, mark);
	}
}

/* Backup codes that no key fits, or that are kept without one. */
static void
look_codes(struct checkup *p, const char *remedy)
{
	struct cx *cx = p->cx;
	const struct doc *d = doc_first(DB(cx, SQL_DOCTOR_CODES));

	for (; d; d = d->next) {
		const char *key = doc_str(d, "key");

		if (!*key)
			weak(p, "mealctl migrate", "%s backup codes are kept "
			    "without a key", doc_str(d, "n"));
		else if (!secret_sealed_known(cx->data_keys, key))
			weak(p, remedy, "%s backup codes work no more: the "
			    "key %.*s is gone", doc_str(d, "n"),
			    (int)strcspn(key, ":"), key);
	}
}

static void
look_sealed(struct checkup *p)
{
	struct cx *cx = p->cx;
	const char *remedy = "put the data-key back that sealed them; keys "
	    "are lines of one file";
	int64_t factors, mails;

	cx->data_keys = secret_keys_load(&cx->err, cx->conf);
	err_clear(&cx->err);	/* said by "keys" */
	if (!cx->data_keys)
		return;
	factors = count_lost(p, SQL_DOCTOR_FACTORS, "totp");
	mails = count_lost(p, SQL_DOCTOR_MAILS, "mail");
	look_codes(p, remedy);
	if (cx->err.kind)
		unasked(p, "try again");
	if (factors)
		wrong(p, remedy, "%lld second factors cannot be opened: "
		    "these people cannot log in", (long long)factors);
	if (mails)
		weak(p, remedy, "%lld mails that wait cannot be opened",
		    (long long)mails);
}

const struct check doctor_store_checks[] = {
	{ "database", look_database },	/* the others need it */
	{ "pool", look_pool },
	{ "room", look_room },
	{ "role", look_role },
	{ "mark", look_mark },
	{ "administrators", look_admins },
	{ "demo", look_demo },
	{ "worker", look_worker },
	{ "queue", look_queue },
	{ "sealed", look_sealed },
};
const size_t doctor_store_count = COUNT(doctor_store_checks);
