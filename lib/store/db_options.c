#include "store/db_options.h"

#include "base/arena.h"
#include "data/conf.h"

char *
db_options(struct arena *arena, const struct conf *conf)
{
	return arena_fmt(arena, "-c default_transaction_isolation="
	    "repeatable\\ read -c intervalstyle=iso_8601 -c timezone=UTC "
	    "-c datestyle=ISO -c client_min_messages=warning "
	    "-c extra_float_digits=1 "
	    "-c idle_in_transaction_session_timeout=30s "
	    "-c statement_timeout=%lld -c meal.household_bytes=%lld "
	    "-c meal.household_recipes=%lld",
	    (long long)conf->database_timeout,
	    (long long)conf->household_bytes,
	    (long long)conf->household_recipes);
}
