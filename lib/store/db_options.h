/*
 * db_options: how each connection to PostgreSQL is set: one snapshot for a
 * transaction, times and numbers as documents have them, and the limits that
 * triggers of the schema ask for (migrations/0015-quotas.sql).
 */
#ifndef MEAL_DB_OPTIONS_H
#define MEAL_DB_OPTIONS_H

struct arena;
struct conf;

/* libpq's keyword "options". */
char   *db_options(struct arena *, const struct conf *);
/* The same as statements, in one line without a single quote: PgBouncer's
 * connect_query. */
char   *db_options_statements(struct arena *, const struct conf *);
/* And "password": the secret file database-password, or "" (libpq then takes
 * the connection string's, or its own file). */
const char *db_password(struct arena *, const struct conf *);

#endif
