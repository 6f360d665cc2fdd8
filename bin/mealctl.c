/*
 * mealctl: the sysadmin's command. A table of commands (command.h); what each
 * does is a call or two of the library.
 */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "admin/demo.h"
#include "admin/doctor.h"
#include "account/backup_code_keep.h"
#include "base/array.h"
#include "data/conf.h"
#include "data/doc.h"
#include "data/file.h"
#include "data/json.h"
#include "data/text.h"
#include "data/when.h"
#include "food/catalogue.h"
#include "food/food.h"
#include "food/foods_import.h"
#include "ingredient/ingredient.h"
#include "plan/meal.h"
#include "recipe/recipe_upgrade.h"
#include "store/db.h"
#include "store/keyring.h"
#include "store/migrate.h"
#include "store/secret.h"
#include "work/worker.h"

#define CONTRACT_MAX ((size_t)8 << 20)

/* ---- set-up ------------------------------------------------------------- */

static bool
conf_check(struct cx *cx, struct call *call)
{
	struct doc *d;

	if (!conf_load(&cx->err))
		return false;
	if (!call_option(call, "--json"))
		return puts("the configuration is good") >= 0;
	d = doc_object(cx->arena);
	doc_append(d, "ok", doc_bool(cx->arena, true));
	command_print(cx, d);
	return true;
}

static bool
conf_sample_(struct cx *cx, struct call *call)
{
	(void)cx;
	(void)call;
	conf_sample(stdout);
	return true;
}

static bool
conf_man_(struct cx *cx, struct call *call)
{
	(void)cx;
	(void)call;
	conf_man(stdout);
	return true;
}

static bool
key_make(struct cx *cx, struct call *call)
{
	(void)call;
	return keyring_make(&cx->err, cx->conf, stdout);
}

static bool
key_rotate(struct cx *cx, struct call *call)
{
	(void)call;
	return keyring_rotate(&cx->err, cx->conf, stdout);
}

static bool
key_status(struct cx *cx, struct call *call)
{
	const struct doc *keys = keyring_list(&cx->err, cx->conf), *d;

	for (d = doc_first(keys); d; d = d->next) {
		if (call_option(call, "--json")) {
			command_print(cx, d);
			continue;
		}
		printf("%-10s %-8s %s", doc_str(d, "file"), doc_true(doc_get(d,
		    "inUse")) ? "today's" : "older", doc_str(d, "name"));
		if (doc_str(d, "days"))
			printf("  %s day%s old", doc_str(d, "days"),
			    strcmp(doc_str(d, "days"), "1") ? "s" : "");
		putchar('\n');
	}
	return keys != NULL;
}

static bool
migrate(struct cx *cx, struct call *call)
{
	bool before = call_option(call, "--before");
	bool after = call_option(call, "--after");

	if (before && after)
		return fail(cx, ERR_MALFORMED, "both is what migrate does "
		    "without an option");
	if (!migrate_up(cx, before ? MIGRATE_BEFORE : after ? MIGRATE_AFTER :
	    MIGRATE_ALL, stdout))
		return false;
	/* Rows are brought up to date for the whole schema alone. */
	if (migrate_pending(cx) != 0)
		return !cx->err.kind;
	if (!(change_order_renew(cx) &&
	    catalogue_seed(cx) && recipe_upgrade(cx) &&
	    food_upgrade(cx) && meal_upgrade(cx)))
		return false;
	if (!backup_codes_wrap(cx) && !cx->err.kind)
		puts("data-key cannot be read: backup codes stay as they are "
		    "kept; migrate again as somebody who may read it");
	return !cx->err.kind;
}

/* What a script wants to know is in the status. */
static bool
migrate_state(struct cx *cx, struct call *call)
{
	static const struct {
		const char	*state, *words;
		int		 status;
	} told[] = {
		{ "applied", NULL, 0 }, { "pending", "not applied", 3 },
		{ "changed", "CHANGED since it was applied", 4 },
		{ "newer", "of a newer program than this", 5 },
	};
	const struct doc *all = migrate_list(cx), *d;
	size_t i;

	for (d = doc_first(all); d; d = d->next) {
		for (i = 0; i < COUNT(told) - 1; i++)
			if (strcmp(doc_str(d, "state"), told[i].state) == 0)
				break;
		if (told[i].status > call->status)
			call->status = told[i].status;
		if (call_option(call, "--json"))
			command_print(cx, d);
		else
			printf("%-30s %-6s %s\n", doc_str(d, "name"),
			    doc_str(d, "kind"), told[i].words ? told[i].words :
			    doc_str(d, "appliedAt"));
	}
	return all != NULL;
}

static bool
demo(struct cx *cx, struct call *call)
{
	return demo_seed(cx, call_option(call, "--if-empty") != NULL, stdout);
}

static bool
rebuild(struct cx *cx, struct call *call)
{
	if (!call_option(call, "--demo"))
		return fail(cx, ERR_MALFORMED, "rebuild drops everything; "
		    "say --demo to mean it");
	return migrate_drop(cx) && migrate_up(cx, MIGRATE_ALL, stdout) &&
	    catalogue_seed(cx) && demo_seed(cx, false, stdout);
}

static bool
foods_bring(struct cx *cx, struct call *call)
{
	return foods_import(cx, call->argv[0], stderr, stdout);
}

/* ---- lines of ingredients ----------------------------------------------- */

/* The next line of standard input, cut where ingredient_parse would; NULL at
 * the end. */
static const char *
input_line(struct cx *cx)
{
	char *line = arena_alloc(cx->arena, INGREDIENT_LINE_MAX + 2);
	size_t n = 0;
	int c;

	while ((c = getchar()) != EOF && c != '\n')
		if (n <= INGREDIENT_LINE_MAX && c != '\0')
			line[n++] = (char)c;
	return c == EOF && !n ? NULL : line;
}

/* A batch of lines with the foods they are; false at the end of the input. */
static bool
food_match_batch(struct cx *cx)
{
	const char **lines = arena_array(cx->arena, FOOD_LINES_MAX,
	    sizeof(*lines));
	struct food_lines in = { { lines, 0 } };
	const struct doc *d;

	while (in.lines.n < FOOD_LINES_MAX &&
	    (lines[in.lines.n] = input_line(cx)))
		in.lines.n++;
	d = food_parse_lines(cx, &in);
	for (d = doc_first(doc_get(d, "items")); d; d = d->next)
		command_print(cx, d);
	return in.lines.n == FOOD_LINES_MAX && !cx->err.kind;
}

/* Amounts as they are written: what is added to the first stands apart. */
static struct doc *
written_doc(struct arena *arena, const struct ingredient *in)
{
	struct doc *d = ingredient_doc(arena, in);

	doc_append(d, "sizeNote", doc_text(arena, in->size_note));
	doc_append(d, "plusQuantity", doc_double(arena, in->plus_quantity));
	doc_append(d, "plusUnit", doc_text(arena, in->plus_unit));
	return d;
}

static bool
parse_ingredients(struct cx *cx, struct call *call)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct ingredient i;
	const char *line;

	if (call_option(call, "--match")) {
		cx->conf = conf_load(&cx->err);
		if (!cx->conf)
			return false;
		cx->db = db_new_direct(cx->conf);
		mark = arena_mark(cx->arena);
		while (food_match_batch(cx))
			arena_rewind(cx->arena, mark);
		return !cx->err.kind;
	}
	while ((line = input_line(cx))) {
		ingredient_parse_apart(cx->arena, line, UNIT_US, &i);
		command_print(cx, written_doc(cx->arena, &i));
		arena_rewind(cx->arena, mark);
	}
	return true;
}

static bool
statements(struct cx *cx, struct call *call)
{
	(void)call;
	if (!db_prepare_all(cx))
		return false;
	printf("%d statements fit the schema\n", SQL_COUNT);
	return true;
}

static bool
openapi(struct cx *cx, struct call *call)
{
	size_t n;
	char *text = file_read(&cx->err, cx->conf->openapi, CONTRACT_MAX,
	    &n);

	(void)call;
	if (text)
		fwrite(text, 1, n, stdout);
	return text != NULL;
}

static char *
upper(struct arena *arena, const char *s)
{
	char *out = arena_str(arena, s), *p;

	for (p = out; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
	return out;
}

/* What a bearer token needs; NULL for what is for none. */
static const char *
scope_of_operation(const struct doc *d)
{
	const struct doc *s, *words;

	for (s = doc_first(doc_get(d, "security")); s; s = s->next) {
		words = doc_first(doc_get(s, "bearer"));
		if (words)
			return doc_chars(words);
	}
	return NULL;
}

/* The operations of the contract: method, path, who may, scope. */
static void
print_operation(struct cx *cx, const struct doc *path, const struct doc *d,
    bool json)
{
	const char *scope = scope_of_operation(d);
	char *method = upper(cx->arena, d->name);
	struct doc *row;

	if (!json) {
		printf("%-7s %-40s %-8s %s\n", method, path->name,
		    doc_str(d, "x-needs"), scope ? scope : "");
		return;
	}
	row = doc_object(cx->arena);
	doc_append(row, "method", doc_text(cx->arena, method));
	doc_append(row, "path", doc_text(cx->arena, path->name));
	doc_append(row, "needs", doc_text(cx->arena, doc_str(d, "x-needs")));
	doc_append(row, "scope", doc_text(cx->arena, scope));
	command_print(cx, row);
}

static bool
routes(struct cx *cx, struct call *call)
{
	size_t n;
	char *text = file_read(&cx->err, cx->conf->openapi, CONTRACT_MAX,
	    &n);
	const struct doc *all = text ? json_parse(&cx->err, text, n) : NULL;
	const struct doc *path, *d;

	for (path = doc_first(doc_get(all, "paths")); path;
	    path = path->next)
		for (d = doc_first(path); d; d = d->next)
			if (doc_str(d, "x-needs"))
				print_operation(cx, path, d,
				    call_option(call, "--json"));
	return all != NULL;
}

/* ---- the rest ------------------------------------------------------------ */

static bool
worker(struct cx *cx, struct call *call)
{
	return worker_run(cx, call_option(call, "--queue"),
	    call_option(call, "--once") != NULL);
}

static bool
doctor_(struct cx *cx, struct call *call)
{
	return doctor(cx, call_option(call, "--json") != NULL, stdout);
}

/* So that a sysadmin can tell how many logins a machine can take. */
static bool
password_cost(struct cx *cx, struct call *call)
{
	struct arena_mark mark = arena_mark(cx->arena);
	int64_t seconds = 5, start, took = 0;
	int n = 0;

	if (call->argc && (!text_int(call->argv[0], &seconds) ||
	    seconds < 1 || seconds > 600))
		return fail(cx, ERR_MALFORMED, "the seconds to measure are 1 "
		    "to 600");
	for (start = when_us(); took < seconds * 1000000; n++) {
		secret_password_hash(cx->arena, cx->conf, "a measure");
		arena_rewind(cx->arena, mark);
		took = when_us() - start;
	}
	printf("%.1f ms a hash, %.2f a second and core\n",
	    (double)took / 1000 / n, n * 1e6 / (double)took);
	return true;
}

static bool
completion(struct cx *, struct call *);
static bool
man(struct cx *, struct call *);

static const struct command commands[] = {
	{ "conf check", WANTS_NOTHING, 0, 0, conf_check, "", "--json",
	    "check the configuration" },
	{ "conf sample", WANTS_NOTHING, 0, 0, conf_sample_, "", "",
	    "print a meal.conf with every option and its default" },
	{ "conf man", WANTS_NOTHING, 0, 0, conf_man_, "", "",
	    "print meal.conf(5)" },
	{ "key", WANTS_CONF, 0, 0, key_make, "", "",
	    "make the keys that sign access tokens and seal what is stored, "
	    "where there are none" },
	{ "key rotate", WANTS_CONF, 0, 0, key_rotate, "", "",
	    "put a new key in front of each; nobody is logged out" },
	{ "key status", WANTS_CONF, 0, 0, key_status, "", "--json",
	    "say how old the keys are" },
	{ "migrate", WANTS_OWNER, 0, 0, migrate, "", "--before, --after",
	    "bring the schema up to date; before: what only adds, while the "
	    "version before still serves; after: the rest, when nothing of it "
	    "runs any more" },
	{ "migrate up", WANTS_OWNER, 0, 0, migrate, "", "--before, --after",
	    "the same" },
	{ "migrate status", WANTS_DB, 0, 0, migrate_state, "", "--json",
	    "list the migrations; exits 3 when one is pending, 4 when one "
	    "was changed after it was applied, 5 when the database is newer "
	    "than this program" },
	{ "demo", WANTS_DB, 0, 0, demo, "", "--if-empty",
	    "make the demo household and print its logins; not in "
	    "production" },
	{ "rebuild", WANTS_OWNER, 0, 0, rebuild, "", "--demo",
	    "drop everything, migrate, make the demo household; not in "
	    "production" },
	{ "foods import", WANTS_DB, 1, 1, foods_bring, "DIR|ZIP", "",
	    "bring in all foods of USDA's SR28 (FOOD_DES, NUT_DATA, "
	    "WEIGHT)" },
	{ "user add", WANTS_DB, 2, 2, user_add_command, "EMAIL USERNAME",
	    "--name NAME, --admin, --password-file FILE|-",
	    "make an account; without a password file it prints a link to "
	    "set one" },
	{ "user list", WANTS_DB, 0, 0, user_list_command, "", "--json",
	    "list the accounts" },
	{ "user role", WANTS_DB, 2, 2, user_role_command,
	    "LOGIN user|moderator|admin", "",
	    "give a role; LOGIN is an email or username" },
	{ "user disable", WANTS_DB, 1, 2, user_disable_command,
	    "LOGIN [REASON]", "", "shut somebody out; all they have stays" },
	{ "user enable", WANTS_DB, 1, 1, user_enable_command, "LOGIN", "",
	    "let them in again" },
	{ "user reset", WANTS_DB, 1, 1, user_reset_command, "LOGIN",
	    "--password, --mfa",
	    "print a link for a new password, or turn the second factor "
	    "off" },
	{ "users import", WANTS_DB, 1, 1, users_import_command,
	    "FILE.csv|.json|.ndjson",
	    "--dry-run, --report FILE.csv|.json, --hash-passwords",
	    "bring people in from a file, all or nobody; columns: email, "
	    "fullName, username, passwordHash or password, role, "
	    "emailVerified, householdKey, householdName, member, sex, "
	    "addressLine1, addressLine2, city, stateProvinceCode, "
	    "countryCode, postalCode, locale, timeZone, units" },
	{ "users export", WANTS_DB, 0, 1, users_export_command, "[FILE]",
	    "--format csv|json", "write them to a file" },
	{ "token add", WANTS_DB, 1, 1, token_add_command, "LOGIN",
	    "--name NAME, --scope SCOPES, --expires DATE, --json",
	    "make an API token for somebody and print it; SCOPES are "
	    "words such as recipes:read, with commas between; they are told "
	    "by mail" },
	{ "token list", WANTS_DB, 1, 1, token_list_command, "LOGIN",
	    "--json", "list their API tokens" },
	{ "token end", WANTS_DB, 2, 2, token_end_command, "LOGIN ID", "",
	    "from now on it opens nothing" },
	{ "doctor", WANTS_NOTHING, 0, 0, doctor_, "", "--json",
	    "look for what is wrong or weak, and say what to do; fails when "
	    "something is wrong" },
	{ "worker", WANTS_DB, 0, 0, worker, "", "--once, --queue mail|slow",
	    "do the work of meal-worker; once: what is due, and end" },
	{ "fetch", WANTS_CONF, 1, 1, fetch_command, "URL",
	    "--bytes N, --seconds N, --types TYPES, --json",
	    "get an address as the programs would: what is there, or why it "
	    "is not taken" },
	{ "household list", WANTS_DB, 0, 0, household_list_command, "",
	    "--json", "list the hundred households that keep most: id, "
	    "megabytes, recipes, people, name" },
	{ "jobs list", WANTS_DB, 0, 0, jobs_list_command, "", "--json",
	    "list the jobs of the worker, the newest first" },
	{ "jobs cancel", WANTS_DB, 1, 1, jobs_cancel_command, "ID", "",
	    "end one that is not done" },
	{ "jobs try", WANTS_DB, 2, 10, jobs_try_command,
	    "KIND SECONDS [URL ...]", "", "have the worker do nothing (wait), "
	    "or get addresses (fetch), in development" },
	{ "mail queue", WANTS_DB, 0, 0, mail_queue_command, "", "--json",
	    "list the mails that wait or were given up" },
	{ "mail retry", WANTS_DB, 1, 1, mail_retry_command, "ID", "",
	    "try one again, now" },
	{ "mail bounce", WANTS_DB, 1, 1, mail_bounce_command, "FILE|-", "",
	    "read a mail that came back" },
	{ "mail test", WANTS_DB, 1, 1, mail_test_command, "ADDRESS", "",
	    "send a mail now, past the queue" },
	{ "password cost", WANTS_CONF, 0, 1, password_cost, "[SECONDS]", "",
	    "measure how long the hash of a password takes here" },
	{ "parse-ingredients", WANTS_NOTHING, 0, 0, parse_ingredients, "",
	    "--match",
	    "lines on standard input as JSON, one object a line; with "
	    "--match the foods" },
	{ "statements", WANTS_DB, 0, 0, statements, "", "",
	    "prepare every statement, to see that the schema fits" },
	{ "openapi", WANTS_CONF, 0, 0, openapi, "", "",
	    "print the contract of the JSON interface" },
	{ "routes", WANTS_CONF, 0, 0, routes, "", "--json",
	    "print its operations: method, path, who may, scope" },
	{ "completion", WANTS_NOTHING, 0, 0, completion, "", "",
	    "print the completion for bash" },
	{ "man", WANTS_NOTHING, 0, 0, man, "", "", "print mealctl(8)" },
};

static bool
completion(struct cx *cx, struct call *call)
{
	(void)cx;
	(void)call;
	command_completion(commands, COUNT(commands));
	return true;
}

static bool
man(struct cx *cx, struct call *call)
{
	(void)cx;
	(void)call;
	command_man(commands, COUNT(commands));
	return true;
}

int
main(int argc, char **argv)
{
	return command_main(commands, COUNT(commands), argc, argv);
}
