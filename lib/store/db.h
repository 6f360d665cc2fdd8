/*
 * db: one PostgreSQL connection and the statements of lib/sql.
 *
 * Statements are named by enum sql and prepared on first use; SQL is never
 * concatenated. Arguments are text, named as in the statement's header; NULL
 * is SQL's NULL. Rows become documents: column names are member names, kinds
 * come from the type OIDs, numbers stay text, instants are RFC 3339 in UTC. A
 * column "author.id" is member id of an object author; it is null when all
 * its columns are. Text is borrowed from the PGresult, which the arena
 * releases.
 *
 * The connection is made at the first statement and made again when it was
 * lost. All statements run at REPEATABLE READ, so a page of several sees one
 * moment. Errors: ERR_NOT_FOUND for a `rows: one` without a row;
 * ERR_UNAVAILABLE when the database is away, too slow or of an unknown
 * schema; what a constraint says, by the tables in db_error.c; otherwise
 * ERR_INTERNAL.
 */
#ifndef MEAL_DB_H
#define MEAL_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "store/sql.h"

struct conf;
struct cx;
struct db;
struct doc;

/* A connection to be; nothing is sent yet. Lives until db_close. */
struct db *db_new(const struct conf *);
/*
 * The same past a pool (database_pooled): to database_direct. For LISTEN, and
 * for what needs a connection of its own: migrations, mealctl. Through a pool
 * nothing is prepared by name, nothing of a session is relied upon, and its
 * connections are to be set as db_options says: else it is ERR_UNAVAILABLE.
 */
struct db *db_new_direct(const struct conf *);
/* The same as who owns the schema (database_owner), to change that. */
struct db *db_new_owner(const struct conf *);
/* Whether a connection is set like that; ERR_UNAVAILABLE if not. */
bool	db_is_set(struct cx *);
void	db_close(struct db *);
/* Give the connection back; the next statement makes a new one. */
void	db_rest(struct db *);

struct db_part {
	const char		*name;	/* member of the page */
	enum sql		 sql;
	const char *const	*args;	/* the statement's, in order */
};

/*
 * A statement and its arguments, wherever both are wanted:
 *	{ "recipe", DB_CALL(SQL_RECIPE_BY_ID, .household = h, .id = id) }
 * A name that is not the statement's, twice the same and one too few do not
 * compile. The arguments live as long as the block that they stand in.
 */
#define DB_CALL(sql, ...) sql, DB_ARGUMENTS(sql, __VA_ARGS__)
/* One of several statements that take the same parameters as the second; a
 * BUG when they are not the same. */
#define DB_CALL_LIKE(sql, like, ...) db_like(sql, like), \
	DB_ARGUMENTS(like, __VA_ARGS__)
enum sql db_like(enum sql, enum sql like);

#ifdef __cppcheck__		/* cannot read what is below */
#define DB_ARGUMENTS(sql, ...) ((const char *const *)&(const struct sql){ \
	__VA_ARGS__ })
#else
#define DB_ARGUMENTS(sql, ...) (DB_ALL_GIVEN(sql, __VA_ARGS__) ? \
	(const void *)&(const struct sql){ __VA_ARGS__ } : NULL)
#endif
#define DB_ALL_GIVEN(sql, ...) sizeof(struct { \
	_Static_assert(sizeof(struct sql) == \
	    DB_COUNT(0 __VA_OPT__(,) __VA_ARGS__) * sizeof(char *), \
	    "each parameter of " #sql " is given once"); int yes; })
#define DB_COUNT(...) DB_COUNT_(__VA_ARGS__, 31, 30, 29, 28, 27, 26, 25, 24, \
	23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, \
	5, 4, 3, 2, 1, 0)
#define DB_COUNT_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, \
	u, v, w, x, y, z, aa, bb, cc, dd, ee, ff, count, ...) count

/*
 * Several statements in one round trip, as one object: a member per part, an
 * object for `one`, an object or null for `maybe`, a list for `many`, a
 * number (rows touched) for `none`. The first that fails fails the page.
 */
struct doc *db_page(struct cx *, const struct db_part *, size_t n);
#define DB_PAGE(cx, ...) db_page(cx, \
	(const struct db_part[]){ __VA_ARGS__ }, \
	COUNT(((const struct db_part[]){ __VA_ARGS__ })))

/*
 * One statement: its part of the page alone. Use: DB(cx, SQL_X, .id = id). What
 * is lost with the connection is sent once more, unless a transaction had
 * begun before, or it has a write that may have arrived.
 *
 * A statement that writes outside of db_tx is a BUG, and is not sent; but for
 * those whose header in lib/sql says "alone", before which a due guard is
 * asked by itself.
 */
struct doc *db_run(struct cx *, enum sql, const char *const *args);
#define DB(cx, ...) db_run(cx, DB_CALL(__VA_ARGS__))
#define DB_LIKE(cx, ...) db_run(cx, DB_CALL_LIKE(__VA_ARGS__))
/* Rows touched by a `none` statement's answer; 0 for NULL. */
int64_t	db_touched(const struct doc *);

/*
 * Run fn in a transaction; it commits if fn returns true and no error is
 * set. Serialization failures and deadlocks are tried again up to twelve
 * times; what is taken, or gone, which the snapshot did not show, four: fn
 * starts over, the arena rewound, so it must keep no state outside arg that
 * it does not set anew. Within a transaction db_tx joins it. This is the only
 * way to a transaction.
 */
bool	db_tx(struct cx *, bool (*fn)(struct cx *, void *arg), void *arg);

/*
 * A statement to be run before the next one, in the same round trip, and a
 * check of its row: how a session is confirmed without a trip of its own.
 * When check returns false (it has set an error) no answer is given and a
 * transaction is rolled back; outside of one only reads go along. When a
 * transaction is tried again it is due again, as somebody was quicker. NULL
 * takes it away.
 */
struct db_guard {
	enum sql		 sql;
	const char *const	*args;
	bool		       (*check)(struct cx *, struct doc *row,
				    void *arg);
	void			*arg;
};
void	db_guard(struct cx *, const struct db_guard *);
/* Run a pending guard by itself now; true when there is none. */
bool	db_guard_now(struct cx *);

/*
 * Wait until something is notified on the channel that the statement listens
 * to, for ms milliseconds at most; a signal ends it as well. The first time
 * on a connection it listens and returns at once: something may have come
 * before. Signals that are blocked otherwise are let in while it waits, so
 * none comes unseen. False with ERR_UNAVAILABLE when the connection is lost.
 */
bool	db_wait(struct cx *, enum sql listen, int ms);

/* A PostgreSQL array literal of texts: {"a","b"}. */
char   *db_array(struct cx *, const char *const *texts, size_t n);
/* A document printed as JSON, for a jsonb parameter; NULL gives NULL. */
char   *db_json(struct cx *, const struct doc *);
char   *db_int(struct cx *, int64_t);
/* NAN gives NULL. */
char   *db_double(struct cx *, double);
const char *db_bool(bool);

/*
 * Whole SQL scripts, for migrations and mealctl alone: several commands in
 * the simple protocol. db_script sets the error with file and line text.
 */
bool	db_script(struct cx *, const char *name, const char *text);
/* Prepare every statement there is; ERR_INTERNAL names the first that the
 * schema does not fit. */
bool	db_prepare_all(struct cx *);

/* Counted since the last db_stats_reset, for the request's log line. */
struct db_stats {
	unsigned	trips;
	unsigned	statements;
	int64_t		us;
};
struct db_stats db_stats(const struct db *);
void	db_stats_reset(struct db *);

#endif
