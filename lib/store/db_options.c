#include "store/db_options.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/conf.h"

#define TEXT_MAX 2000

/* What documents depend on. */
static const struct {
	const char	*name, *value;
} fixed[] = {
	{ "default_transaction_isolation", "repeatable read" },
	{ "intervalstyle", "iso_8601" },
	{ "timezone", "UTC" },
	{ "datestyle", "ISO" },
	{ "client_min_messages", "warning" },
	{ "extra_float_digits", "1" },
	{ "idle_in_transaction_session_timeout", "30s" },
};

/* What the configuration says. */
static const struct {
	const char	*name;
	size_t		 at;
} limits[] = {
	{ "statement_timeout", offsetof(struct conf, database_timeout) },
	{ "meal.household_bytes", offsetof(struct conf, household_bytes) },
	{ "meal.household_recipes", offsetof(struct conf,
	    household_recipes) },
};

static long long
limit(const struct conf *conf, size_t i)
{
	return (long long)*(const int64_t *)(const void *)((const char *)conf +
	    limits[i].at);
}

/* A blank within a word of "options" has a backslash before it. */
static void
add_escaped(struct buf *b, const char *p)
{
	for (; *p; p++) {
		if (*p == ' ')
			buf_char(b, '\\');
		buf_char(b, *p);
	}
}

char *
db_options(struct arena *arena, const struct conf *conf)
{
	struct buf b;
	size_t i;

	buf_init(&b, arena, TEXT_MAX);
	for (i = 0; i < COUNT(fixed); i++) {
		buf_fmt(&b, "-c %s=", fixed[i].name);
		add_escaped(&b, fixed[i].value);
		buf_char(&b, ' ');
	}
	for (i = 0; i < COUNT(limits); i++)
		buf_fmt(&b, "-c %s=%lld ", limits[i].name, limit(conf, i));
	return buf_done(&b, NULL);
}

char *
db_options_statements(struct arena *arena, const struct conf *conf)
{
	struct buf b;
	size_t i;

	buf_init(&b, arena, TEXT_MAX);
	for (i = 0; i < COUNT(fixed); i++)
		buf_fmt(&b, "SET %s TO \"%s\"; ", fixed[i].name,
		    fixed[i].value);
	for (i = 0; i < COUNT(limits); i++)
		buf_fmt(&b, "SET %s TO %lld%s", limits[i].name,
		    limit(conf, i), i + 1 < COUNT(limits) ? "; " : "");
	return buf_done(&b, NULL);
}

const char *
db_password(struct arena *arena, const struct conf *conf)
{
	size_t n;
	const char *password = conf_secret(conf, arena, "database-password",
	    &n);

	return password ? password : "";
}
