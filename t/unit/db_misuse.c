/*
 * Writes outside of a transaction: they do not run, and a guard that refuses
 * leaves no trace. Needs a database: t/112-writes.t gives it one.
 */
#include <stdlib.h>

#include "data/conf.h"
#include "data/doc.h"
#include "store/cx.h"
#include "store/db.h"
#include "tap.h"

static bool
deny(struct cx *cx, struct doc *row, void *arg)
{
	(void)row;
	(void)arg;
	return fail(cx, ERR_SIGNED_OUT, "No.");
}

static bool
mark(struct cx *cx, void *arg)
{
	return DB(cx, SQL_TRIES_ADD, .key = (const char *)arg) != NULL;
}

int
main(void)
{
	static const struct db_guard no = {
		.sql = SQL_INSTALLATION_ENVIRONMENT, .check = deny };
	static char kept[] = "within";
	struct arena *arena = arena_new();
	struct cx cx;

	if (!getenv("MEAL_CONF")) {
		arena_free(arena);
		return skip_all("no database");
	}
	cx_init(&cx, arena, NULL, NULL);
	cx.conf = conf_load(&cx.err);
	ok(cx.conf != NULL, "a configuration");
	cx.db = db_new(cx.conf);

	db_guard(&cx, &no);
	ok(!DB(&cx, SQL_TRIES_ADD, .key = "alone"), "a guard refuses");
	is_int(cx.err.kind, ERR_SIGNED_OUT, "and says so");
	err_clear(&cx.err);
	db_guard(&cx, &no);
	ok(!db_tx(&cx, mark, kept), "within a transaction as well");
	err_clear(&cx.err);
	db_guard(&cx, NULL);

	ok(DB(&cx, SQL_TRIES_ADD, .key = "allowed") != NULL,
	    "what may run alone");
	is_int(err_bugs(), 0, "is no bug");
	ok(!DB(&cx, SQL_MAIL_CLAIM, .lease = "60", .id =
	    "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e"), "what may not");
	is_int(err_bugs(), 1, "is one");
	is_int(cx.err.kind, ERR_INTERNAL, "and an error");
	db_close(cx.db);
	arena_free(arena);
	return done();
}
