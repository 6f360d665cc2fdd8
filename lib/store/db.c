#include "store/db.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db_error.h"
#include "store/db_options.h"
#include "store/db_parts.h"
#include "store/db_value.h"
#include "data/doc.h"
#include "base/log.h"
#include "data/text.h"
#include "data/when.h"

#define TX_TRIES	12
#define DOUBT_TRIES	4
#define CONNECT_SECONDS	"3"
#define SLACK_MS	5000	/* we wait this much longer than the server */

struct db {
	struct arena		*arena;		/* lives as long as the db */
	const struct conf	*conf;
	const char		*conninfo;
	const char		*options;	/* NULL: of the pool's own */
	const char		*password;
	PGconn			*conn;
	bool			 pooled;	/* each transaction anywhere */
	bool			 prepared[SQL_COUNT];
	bool			 in_tx;
	bool			 begin_due;	/* BEGIN goes with the next */
	bool			 retry;		/* 40001: db_tx may try again */
	bool			 doubt;		/* a row not in the snapshot */
	bool			 lost;		/* the connection broke */
	bool			 stale;		/* its plans are out of date */
	bool			 other;		/* maybe another server may */
	bool			 listens;	/* db_wait has said so */
	const struct db_guard	*guard;		/* due */
	const struct db_guard	*last;		/* the request's, also done */
	struct db_stats		 stats;
};

struct db *
db_new_direct(const struct conf *conf)
{
	struct arena *arena = arena_new();
	struct db *db = arena_alloc(arena, sizeof(*db));

	db->arena = arena;
	db->conf = conf;
	db->conninfo = conf->database_pooled ? conf->database_direct :
	    conf->database;
	db->options = db_options(arena, conf);
	db->password = db_password(arena, conf);
	return db;
}

struct db *
db_new_owner(const struct conf *conf)
{
	struct db *db = db_new_direct(conf);

	if (*conf->database_owner) {
		db->conninfo = conf->database_owner;
		db->password = "";	/* that is the programs' */
	}
	return db;
}

struct db *
db_new(const struct conf *conf)
{
	struct db *db = db_new_direct(conf);

	if (!conf->database_pooled)
		return db;
	db->pooled = true;
	db->conninfo = conf->database;
	db->options = NULL;
	return db;
}

static void
disconnect(struct db *db)
{
	if (db->conn)
		PQfinish(db->conn);
	db->conn = NULL;
	memset(db->prepared, 0, sizeof(db->prepared));
	db->in_tx = db->begin_due = db->listens = db->other = false;
}

void
db_rest(struct db *db)
{
	if (!db->in_tx)
		disconnect(db);
}

void
db_close(struct db *db)
{
	disconnect(db);
	arena_free(db->arena);
}

static void
ignore_notice(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

static void *
away(struct cx *cx, const char *why)
{
	db_error_connect(cx, why);
	return NULL;
}

/* A pool sets its connections itself; one that does not would give other
 * answers, so it is not used. */
static bool
is_set(struct cx *cx)
{
	struct db *db = cx->db;
	PGresult *r = PQexec(db->conn, sql_table[SQL_CONNECTION_SET].text);
	bool asked = PQresultStatus(r) == PGRES_TUPLES_OK;
	bool yes = asked && strcmp(PQgetvalue(r, 0, 0), "t") == 0;

	if (!yes)
		away(cx, asked ? "the connection is not set as it has to be: "
		    "a pool between?" : PQerrorMessage(db->conn));
	PQclear(r);
	if (!yes)
		disconnect(db);
	return yes;
}

static bool
connected(struct cx *cx)
{
	struct db *db = cx->db;
	const char *keys[] = { "dbname", "connect_timeout", "options",
	    "client_encoding", "fallback_application_name", "password", NULL };
	const char *values[] = { db->conninfo, CONNECT_SECONDS,
	    db->options, "UTF8", program_invocation_short_name,
	    db->password, NULL };

	if (db->conn && PQstatus(db->conn) == CONNECTION_OK && !db->other)
		return true;
	disconnect(db);
	db->conn = PQconnectdbParams(keys, values, 1);
	if (!db->conn || PQstatus(db->conn) != CONNECTION_OK) {
		away(cx, db->conn ? PQerrorMessage(db->conn) : "no memory");
		disconnect(db);
		return false;
	}
	PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
	if (db->pooled && !is_set(cx))
		return false;
	if (!PQenterPipelineMode(db->conn)) {
		disconnect(db);
		return away(cx, "no pipeline mode");
	}
	return true;
}

/* The next result, or NULL at the end of a command; false when lost. */
static bool
next_result(struct db *db, PGresult **result)
{
	struct pollfd fd = { .fd = PQsocket(db->conn), .events = POLLIN };
	int64_t until = when_us() +
	    (db->conf->database_timeout + SLACK_MS) * 1000;

	while (PQisBusy(db->conn)) {
		int64_t left = (until - when_us()) / 1000;
		int n;

		if (left <= 0)
			return false;
		n = poll(&fd, 1, (int)left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || !PQconsumeInput(db->conn))
			return false;
	}
	*result = PQgetResult(db->conn);
	return true;
}

static void
clear_result(void *p)
{
	PQclear(p);
}

static struct doc *
row_doc(struct arena *arena, const PGresult *r, int row, int columns)
{
	struct doc *object = doc_object(arena);
	int i;

	for (i = 0; i < columns; i++) {
		struct doc *value;

		if (PQgetisnull(r, row, i))
			value = doc_null(arena);
		else
			value = db_value(arena, PQftype(r, i),
			    PQgetvalue(r, row, i),
			    (size_t)PQgetlength(r, row, i));
		db_value_put(arena, object, PQfname(r, i), value);
	}
	return object;
}

static struct doc *
rows_doc(struct cx *cx, const struct sql_statement *s, PGresult *r)
{
	int rows = PQntuples(r), columns = PQnfields(r), i;
	struct doc *list;
	int64_t n;

	switch (s->rows) {
	case SQL_NONE:
		if (!text_int(PQcmdTuples(r), &n))
			n = 0;
		return doc_int(cx->arena, n);
	case SQL_ONE:
		if (rows == 0)
			return fail(cx, ERR_NOT_FOUND, "There is nothing "
			    "here, or it is not yours to see.");
		return row_doc(cx->arena, r, 0, columns);
	case SQL_MAYBE:
		return rows ? row_doc(cx->arena, r, 0, columns) :
		    doc_null(cx->arena);
	case SQL_MANY:
		break;
	}
	list = doc_list(cx->arena);
	for (i = 0; i < rows; i++)
		doc_add(list, row_doc(cx->arena, r, i, columns));
	return list;
}

/*
 * One command in flight. What a trip consists of, in order: BEGIN if due,
 * the guard, the parts; each may carry a PREPARE before it.
 */
struct command {
	enum { BEGIN, PREPARE, EXECUTE }  kind;
	enum sql			  sql;
	struct doc			**into;
};

static bool
send_part(struct db *db, struct command *commands, size_t *n, enum sql sql,
    const char *const *args, struct doc **into)
{
	const struct sql_statement *s = &sql_table[sql];

	/* What has a name is of one connection, and the next transaction may
	 * come to another. */
	if (db->pooled && !PQsendQueryParams(db->conn, s->text, s->nparams,
	    s->types, args, NULL, NULL, 0))
		return false;
	if (!db->pooled && !db->prepared[sql]) {
		if (!PQsendPrepare(db->conn, s->name, s->text, s->nparams,
		    s->types))
			return false;
		commands[(*n)++] = (struct command){ PREPARE, sql, NULL };
		db->prepared[sql] = true;	/* receive() may say no */
	}
	if (!db->pooled && !PQsendQueryPrepared(db->conn, s->name,
	    s->nparams, args, NULL, NULL, 0))
		return false;
	commands[(*n)++] = (struct command){ EXECUTE, sql, into };
	return true;
}

static void
failed(struct cx *cx, const struct command *c, const PGresult *r)
{
	struct db *db = cx->db;
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	if (!state) {
		db->lost = true;
		return;
	}
	db->retry = db->retry || db_error_retry(state);
	db->doubt = db->doubt || db_error_doubt(state);
	db->stale = db->stale || db_error_stale_plan(state);
	db->other = db->other || db_error_read_only(state);
	if (strncmp(state, "57P", 3) == 0)
		db->lost = true;
	db_error(cx, state, PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME),
	    c->kind == BEGIN ? "begin" : sql_table[c->sql].name,
	    PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY),
	    PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL));
}

/* Read one command's result; false when the connection is lost. */
static bool
receive(struct cx *cx, const struct command *c)
{
	struct db *db = cx->db;
	PGresult *r, *end;

	if (!next_result(db, &r) || !r)
		return false;
	arena_defer(cx->arena, clear_result, r);
	if (c->kind == PREPARE)
		db->prepared[c->sql] = PQresultStatus(r) == PGRES_COMMAND_OK;
	switch (PQresultStatus(r)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		if (c->kind == BEGIN)
			db->begin_due = false;
		else if (c->kind == EXECUTE && !cx->err.kind)
			*c->into = rows_doc(cx, &sql_table[c->sql], r);
		break;
	case PGRES_PIPELINE_ABORTED:
		break;
	default:
		failed(cx, c, r);
		break;
	}
	return next_result(db, &end) && !end;
}

/* The sync point that ends a pipeline. */
static bool
receive_sync(struct db *db)
{
	PGresult *r;
	bool ok;

	if (!next_result(db, &r) || !r)
		return false;
	ok = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
	PQclear(r);
	return ok;
}

/* One round trip; parts' documents go to out[]. False when lost. */
static bool
trip(struct cx *cx, const struct db_part *parts, size_t n, struct doc **out,
    struct doc **guard_row)
{
	struct db *db = cx->db;
	struct command *commands = arena_array(cx->arena, 2 * n + 4,
	    sizeof(*commands));
	size_t sent = 0, i;

	if (db->begin_due) {
		if (!PQsendQueryParams(db->conn, "BEGIN", 0, NULL, NULL, NULL,
		    NULL, 0))
			return false;
		commands[sent++] = (struct command){ BEGIN, 0, NULL };
	}
	if (db->guard && !send_part(db, commands, &sent, db->guard->sql,
	    db->guard->args, guard_row))
		return false;
	for (i = 0; i < n; i++)
		if (!send_part(db, commands, &sent, parts[i].sql,
		    parts[i].args, &out[i]))
			return false;
	if (!PQpipelineSync(db->conn))
		return false;
	db->stats.trips++;
	db->stats.statements += (unsigned)n + (db->guard != NULL);
	for (i = 0; i < sent; i++)
		if (!receive(cx, &commands[i]))
			return false;
	return receive_sync(db);
}

/*
 * A trip that survives a connection lost before, or stale plans, once: but
 * not within a transaction, whose earlier statements would be gone, nor with
 * a write outside of one, which may have arrived.
 */
static bool
sturdy_trip(struct cx *cx, const struct db_part *parts, size_t n,
    struct doc **out, struct doc **guard_row)
{
	struct db *db = cx->db;
	bool started = db->in_tx && !db->begin_due;
	bool begin = db->begin_due, again;
	int try;

	for (try = 0; try < 2; try++) {
		db->lost = db->stale = false;
		if (!connected(cx))
			return false;
		if (begin)
			db->in_tx = db->begin_due = true;
		if (!trip(cx, parts, n, out, guard_row))
			db->lost = true;
		if (!db->lost && !db->stale)
			return true;
		/* what may have been done already is not done again */
		again = !started && (begin || !db->lost ||
		    !db_parts_write(parts, n));
		disconnect(db);
		if (!again || try == 1)
			break;
		err_clear(&cx->err);
	}
	if (started)
		db->in_tx = true;	/* db_tx, which began, ends it */
	away(cx, "the connection was lost");
	return false;
}

/*
 * A write runs within db_tx: outside, PostgreSQL would commit it with the
 * trip, before the guard's row was looked at. One that may run alone waits
 * until the guard has been asked.
 */
static bool
may_write(struct cx *cx, const struct db_part *parts, size_t n)
{
	if (cx->db->in_tx || !db_parts_write(parts, n))
		return true;
	if (!db_parts_alone(cx, parts, n))
		return false;
	return db_guard_now(cx);
}

bool
db_parts_run(struct cx *cx, const struct db_part *parts, size_t n,
    struct doc **out)
{
	struct db *db = cx->db;
	const struct db_guard *guard;
	struct doc *row = NULL;
	int64_t start = when_us();
	bool ok;

	if (cx->err.kind || !may_write(cx, parts, n))
		return false;
	guard = db->guard;
	ok = sturdy_trip(cx, parts, n, out, &row);
	db->stats.us += when_us() - start;
	if (!ok)
		return false;
	if (guard && row) {
		struct err own = cx->err;

		/* The guard's word comes before what failed after it. */
		db->guard = NULL;
		err_clear(&cx->err);
		if (!guard->check(cx, row, guard->arg)) {
			db->retry = db->doubt = false;	/* nothing counts */
			return false;
		}
		cx->err = own;
	}
	return cx->err.kind == ERR_NONE;
}

void
db_guard(struct cx *cx, const struct db_guard *guard)
{
	cx->db->guard = cx->db->last = guard;
}

bool
db_guard_now(struct cx *cx)
{
	struct doc *none;

	return !cx->db->guard || db_parts_run(cx, NULL, 0, &none);
}

/* COMMIT or ROLLBACK. False when the outcome is not the one asked for. */
static bool
end_tx(struct cx *cx, const char *command)
{
	struct db *db = cx->db;
	struct command c = { BEGIN, 0, NULL };
	bool ok;

	db->in_tx = false;
	if (db->begin_due) {		/* nothing was sent */
		db->begin_due = false;
		return true;
	}
	if (!db->conn)
		return false;
	db->stats.trips++;
	ok = PQsendQueryParams(db->conn, command, 0, NULL, NULL, NULL, NULL,
	    0) && PQpipelineSync(db->conn) && receive(cx, &c) &&
	    receive_sync(db);
	if (!ok) {
		disconnect(db);
		away(cx, "the connection was lost at the end of a "
		    "transaction");
	}
	return ok && !cx->err.kind;
}

bool
db_tx(struct cx *cx, bool (*fn)(struct cx *, void *), void *arg)
{
	struct db *db = cx->db;
	int try;

	if (db->in_tx)
		return fn(cx, arg);
	for (try = 1; !cx->err.kind; try++) {
		struct arena_mark mark = arena_mark(cx->arena);
		bool ok;

		db->in_tx = db->begin_due = true;
		db->retry = db->doubt = false;
		ok = fn(cx, arg);
		if (!ok && !cx->err.kind)
			BUG("a transaction failed without an error");
		if (ok && !cx->err.kind && end_tx(cx, "COMMIT"))
			return true;
		if (db->in_tx) {
			struct err own = cx->err;

			err_clear(&cx->err);
			end_tx(cx, "ROLLBACK");
			cx->err = own;
		}
		if (try >= (db->retry ? TX_TRIES : db->doubt ? DOUBT_TRIES :
		    0))
			return false;
		db->guard = db->last;	/* what was true may be over */
		err_clear(&cx->err);
		arena_rewind(cx->arena, mark);
		db_pause(try);
	}
	return false;
}

bool
db_wait(struct cx *cx, enum sql listen, int ms)
{
	struct db *db = cx->db;
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };
	struct pollfd fd = { .events = POLLIN };
	PGnotify *notify;
	sigset_t none;

	if (!db->conn || !db->listens) {
		db->listens = db_run(cx, listen, NULL) != NULL;
		return db->listens;
	}
	sigemptyset(&none);
	fd.fd = PQsocket(db->conn);
	/* What came along with an answer is here already. */
	notify = PQnotifies(db->conn);
	if (!notify && ppoll(&fd, 1, &t, &none) > 0 &&
	    !PQconsumeInput(db->conn)) {
		disconnect(db);
		return away(cx, "the connection was lost");
	}
	while (notify || (notify = PQnotifies(db->conn))) {
		PQfreemem(notify);
		notify = NULL;
	}
	return true;
}

/* One line: where in the script, and PostgreSQL's message without its
 * picture of the place. */
static void
script_error(struct cx *cx, const char *name, const char *text,
    const PGresult *r)
{
	const char *message = PQresultErrorField(r,
	    PG_DIAG_MESSAGE_PRIMARY);
	int line = db_error_line(text, PQresultErrorField(r,
	    PG_DIAG_STATEMENT_POSITION));

	fail(cx, db_error_waits(PQresultErrorField(r, PG_DIAG_SQLSTATE)) ?
	    ERR_UNAVAILABLE : ERR_INTERNAL, "%s%s: %s", name, line ?
	    arena_fmt(cx->arena, ", line %d", line) : "",
	    message ? message : "no connection");
}

bool
db_script(struct cx *cx, const char *name, const char *text)
{
	struct db *db = cx->db;
	PGresult *r;
	bool ok;

	if (!connected(cx) || !PQexitPipelineMode(db->conn))
		return away(cx, "no connection");
	r = PQexec(db->conn, text);
	ok = PQresultStatus(r) == PGRES_COMMAND_OK ||
	    PQresultStatus(r) == PGRES_TUPLES_OK;
	if (!ok)
		script_error(cx, name, text, r);
	PQclear(r);
	if (!PQenterPipelineMode(db->conn))
		disconnect(db);
	return ok;
}

bool
db_is_set(struct cx *cx)
{
	return connected(cx) && PQexitPipelineMode(cx->db->conn) &&
	    is_set(cx) && PQenterPipelineMode(cx->db->conn);
}

bool
db_prepare_all(struct cx *cx)
{
	struct db *db = cx->db;
	int i;

	if (!connected(cx) || !PQexitPipelineMode(db->conn))
		return away(cx, "no connection");
	for (i = 0; i < SQL_COUNT && !cx->err.kind; i++) {
		const struct sql_statement *s = &sql_table[i];
		PGresult *r;

		if (db->prepared[i])
			continue;
		r = PQprepare(db->conn, s->name, s->text, s->nparams,
		    s->types);
		db->prepared[i] = PQresultStatus(r) == PGRES_COMMAND_OK;
		if (!db->prepared[i])
			fail(cx, ERR_INTERNAL, "%s: %s", s->name,
			    PQerrorMessage(db->conn));
		PQclear(r);
	}
	if (!PQenterPipelineMode(db->conn))
		disconnect(db);
	return !cx->err.kind;
}

struct db_stats
db_stats(const struct db *db)
{
	return db->stats;
}

void
db_stats_reset(struct db *db)
{
	db->stats = (struct db_stats){ 0 };
}
