#include "store/db_error.h"

#include <string.h>

#include "base/array.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/text.h"

/* The first row whose prefix fits; longer ones first. */
static const struct {
	const char	*state;
	enum err_kind	 kind;
	const char	*text;
} states[] = {
	{ "22021", ERR_INVALID, N_("The text has bytes that are no UTF-8.") },
	{ "22P05", ERR_INVALID, N_("The text has a character that cannot be "
	    "stored.") },
	{ "22003", ERR_INVALID, N_("A number is too large.") },
	{ "22", ERR_INVALID, N_("A value cannot be stored as it is.") },
	{ "23505", ERR_CONFLICT, N_("There is one like this already.") },
	{ "23503", ERR_CONFLICT, N_("It refers to something that is not there, "
	    "or is still in use.") },
	{ "23", ERR_INVALID, N_("A value is outside what is allowed.") },
	{ "40001", ERR_UNAVAILABLE, N_("Too many changes at once. Try "
	    "again.") },
	{ "40P01", ERR_UNAVAILABLE, N_("Too many changes at once. Try "
	    "again.") },
	{ "57014", ERR_UNAVAILABLE, N_("That took too long. Try again.") },
	{ "55P03", ERR_UNAVAILABLE, N_("Somebody else is changing this. Try "
	    "again.") },
	{ "57P", ERR_UNAVAILABLE, N_("The database is restarting.") },
	{ "08", ERR_UNAVAILABLE, N_("The database is away.") },
	{ "42P01", ERR_UNAVAILABLE, N_("The database is not set up yet.") },
	{ "42703", ERR_UNAVAILABLE, N_("The database is of another version.") },
	{ "25006", ERR_UNAVAILABLE, N_("Nothing can be changed at the moment. "
	    "Try again later.") },
	{ "53100", ERR_UNAVAILABLE, N_("There is no room to save anything at "
	    "the moment. Try again later.") },
	{ "58030", ERR_UNAVAILABLE, N_("Nothing can be saved at the moment. "
	    "Try again later.") },
	{ "53", ERR_UNAVAILABLE, N_("The database is busy.") },
	{ "", ERR_INTERNAL, N_("Something went wrong on our side.") },
};

static const struct {
	const char	*constraint;
	enum err_kind	 kind;
	const char	*pointer;	/* NULL: the whole */
	const char	*text;
} constraints[] = {
	{ "person_email", ERR_CONFLICT, "/email",
	    N_("This address has an account already. Log in instead.") },
	{ "person_username", ERR_CONFLICT, "/username",
	    N_("This username is taken.") },
	{ "recipe_pkey", ERR_CONFLICT, "/id", N_("This id is taken.") },
	{ "meal_pkey", ERR_CONFLICT, "/id", N_("This id is taken.") },
	{ "food_named", ERR_CONFLICT, "/name",
	    N_("Your household has a food of this name already.") },
	{ "food_pkey", ERR_CONFLICT, "/id", N_("This id is taken.") },
	{ "plan_entry_pkey", ERR_CONFLICT, "/id", N_("This id is taken.") },
	{ "shopping_list_pkey", ERR_CONFLICT, "/id", N_("This id is taken.") },
	{ "shopping_item_pkey", ERR_CONFLICT, "/id", N_("This id is taken.") },
	{ "recipe_ingredient_food", ERR_INVALID, "/ingredients",
	    N_("An ingredient names a food that does not exist.") },
	{ "meal_item_food", ERR_INVALID, "/items",
	    N_("An item names a food that does not exist.") },
	{ "meal_item_recipe", ERR_INVALID, "/items",
	    N_("An item names a recipe that does not exist.") },
	{ "plan_entry_recipe", ERR_INVALID, "/recipeId",
	    N_("There is no such recipe.") },
	{ "plan_entry_meal", ERR_INVALID, "/mealId",
	    N_("There is no such meal.") },
	{ "plan_entry_food", ERR_INVALID, "/foodId",
	    N_("There is no such food.") },
};

static bool
named(struct cx *cx, const char *constraint)
{
	size_t i;

	for (i = 0; i < COUNT(constraints); i++) {
		if (strcmp(constraints[i].constraint, constraint) != 0)
			continue;
		err_set(&cx->err, constraints[i].kind, "%s",
		    say(constraints[i].text));
		if (constraints[i].pointer)
			err_pointer(&cx->err, constraints[i].pointer, "%s",
			    say(constraints[i].text));
		return true;
	}
	return false;
}

static int64_t
number_in(struct cx *cx, const char *word, size_t n)
{
	int64_t number = 0;

	return text_int(arena_fmt(cx->arena, "%.*s", (int)n, word),
	    &number) ? number : 0;
}

static void
quota(struct cx *cx, bool recipes, const char *detail)
{
	size_t n = detail ? strcspn(detail, " ") : 0;
	int64_t used = n ? number_in(cx, detail, n) : 0;
	int64_t limit = n && detail[n] ? number_in(cx, detail + n + 1,
	    strlen(detail + n + 1)) : 0;
	struct doc *extra = doc_object(cx->arena);

	doc_append(extra, "quota", doc_text(cx->arena, recipes ? "recipes" :
	    "bytes"));
	doc_append(extra, "used", doc_int(cx->arena, used));
	doc_append(extra, "limit", doc_int(cx->arena, limit));
	if (recipes)
		fail(cx, ERR_QUOTA, say_n("Your household has %lld recipe, of "
		    "%lld that it may have. Delete some that nobody cooks, or "
		    "ask whoever runs this site for more room.", "Your "
		    "household has %lld recipes, of %lld that it may have. "
		    "Delete some that nobody cooks, or ask whoever runs this "
		    "site for more room.", (unsigned long)used),
		    (long long)used, (long long)limit);
	else
		fail(cx, ERR_QUOTA, "Your household keeps %.1f MB, of %.1f MB "
		    "that it may keep, and this does not fit in. Ask whoever "
		    "runs this site for more room; what is deleted is given "
		    "back after a while.", (double)used / 1e6,
		    (double)limit / 1e6);
	cx->err.extra = extra;
}

/* What somebody has to mend, where others pass by themselves. */
static bool
lasting(const char *state)
{
	return strcmp(state, "25006") == 0 || strcmp(state, "53100") == 0 ||
	    strcmp(state, "58030") == 0;
}

void
db_error_connect(struct cx *cx, const char *why)
{
	if (strstr(why, "connection slots") || strstr(why, "too many "))
		err_set(&cx->err, ERR_UNAVAILABLE, "The database is busy. Try "
		    "again in a moment.");
	else
		err_set(&cx->err, ERR_UNAVAILABLE, "The database is away. Try "
		    "again in a moment.");
	cx->err.retry_after = 5;
	/* libpq's hints are further lines */
	err_log(&cx->err, "%.*s", (int)strcspn(why, "\n"), why);
}

void
db_error(struct cx *cx, const char *state, const char *constraint,
    const char *statement, const char *message, const char *detail)
{
	size_t i;

	if (!state)
		state = "08000";
	if (strcmp(state, "MQ001") == 0)
		quota(cx, constraint && strcmp(constraint,
		    "household_recipes") == 0, detail);
	else if (!constraint || !named(cx, constraint))
		for (i = 0; i < COUNT(states); i++)
			if (strncmp(state, states[i].state,
			    strlen(states[i].state)) == 0) {
				err_set(&cx->err, states[i].kind, "%s",
				    say(states[i].text));
				break;
			}
	if (cx->err.kind == ERR_UNAVAILABLE && !cx->err.retry_after)
		cx->err.retry_after = lasting(state) ? 60 : 5;
	/* What a client did wrong may hold their data; ours is for us. */
	if (err_status(cx->err.kind) >= 500)
		err_log(&cx->err, "%s: %s %s", statement, state,
		    message ? message : "");
	else
		err_log(&cx->err, "%s: %s %s", statement, state,
		    constraint ? constraint : "");
}

bool
db_error_retry(const char *state)
{
	return state && (strcmp(state, "40001") == 0 ||
	    strcmp(state, "40P01") == 0);
}

bool
db_error_waits(const char *state)
{
	return db_error_retry(state) || (state && strcmp(state, "55P03") == 0);
}

bool
db_error_read_only(const char *state)
{
	return state && strcmp(state, "25006") == 0;
}

/* Taken, or gone: maybe by one who was quicker, whom a new try will see. */
bool
db_error_doubt(const char *state)
{
	return state && (strcmp(state, "23505") == 0 ||
	    strcmp(state, "23503") == 0);
}

bool
db_error_stale_plan(const char *state)
{
	return state && (strcmp(state, "0A000") == 0 ||
	    strcmp(state, "26000") == 0);
}

int
db_error_line(const char *script, const char *position)
{
	int64_t n = 0;
	int line = 1;

	if (!position || !text_int(position, &n))
		return 0;
	for (; *script && n > 1; script++) {	/* n counts characters */
		line += *script == '\n';
		n -= ((unsigned char)script[1] & 0xc0) != 0x80;
	}
	return line;
}
