/*
 * mealctl: the sysadmin's command. A table of commands; each says what it
 * needs (configuration, database) and the dispatcher brings it.
 *
 * Wrong use exits 2; a failure exits 1 with one clear line.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "food/catalogue.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "admin/demo.h"
#include "data/doc.h"
#include "admin/doctor.h"
#include "data/file.h"
#include "food/food.h"
#include "food/foods_import.h"
#include "ingredient/ingredient.h"
#include "data/json.h"
#include "store/keyring.h"
#include "work/mail.h"
#include "work/mail_bounce.h"
#include "store/migrate.h"
#include "work/outbox.h"
#include "admin/people_command.h"
#include "store/secret.h"
#include "data/text.h"
#include "data/when.h"
#include "work/worker.h"

#define CONTRACT_MAX ((size_t)8 << 20)

enum { WANTS_NOTHING, WANTS_CONF, WANTS_DB };

struct command {
	const char	*name;
	int		 wants;
	int		 min, max;	/* arguments after the name */
	bool	       (*run)(struct cx *, int argc, char **argv);
	const char	*usage;
	const char	*doc;
};

static bool
conf_command(struct cx *cx, int argc, char **argv)
{
	(void)argc;
	if (strcmp(argv[0], "sample") == 0) {
		conf_sample(stdout);
		return true;
	}
	if (strcmp(argv[0], "man") == 0) {
		conf_man(stdout);
		return true;
	}
	if (strcmp(argv[0], "check") != 0)
		return fail(cx, ERR_MALFORMED, "conf takes check, sample or "
		    "man");
	if (!conf_load(&cx->err))
		return false;
	puts("the configuration is good");
	return true;
}

static bool
key_command(struct cx *cx, int argc, char **argv)
{
	if (!argc)
		return keyring_make(&cx->err, cx->conf, stdout);
	if (strcmp(argv[0], "rotate") == 0)
		return keyring_rotate(&cx->err, cx->conf, stdout);
	if (strcmp(argv[0], "status") == 0)
		return keyring_status(&cx->err, cx->conf, stdout);
	return fail(cx, ERR_MALFORMED, "key takes rotate or status");
}

static bool
migrate_command(struct cx *cx, int argc, char **argv)
{
	if (!argc || strcmp(argv[0], "up") == 0)
		return migrate_up(cx, stdout) && catalogue_seed(cx);
	if (strcmp(argv[0], "status") == 0)
		return migrate_status(cx, stdout);
	return fail(cx, ERR_MALFORMED, "migrate takes up or status");
}

static bool
demo_command(struct cx *cx, int argc, char **argv)
{
	if (argc && strcmp(argv[0], "--if-empty") != 0)
		return fail(cx, ERR_MALFORMED, "demo takes --if-empty");
	return demo_seed(cx, argc == 1, stdout);
}

static bool
rebuild_command(struct cx *cx, int argc, char **argv)
{
	(void)argc;
	if (strcmp(argv[0], "--demo") != 0)
		return fail(cx, ERR_MALFORMED, "rebuild drops everything; "
		    "say --demo to mean it");
	return migrate_drop(cx) && migrate_up(cx, stdout) &&
	    catalogue_seed(cx) && demo_seed(cx, false, stdout);
}

static bool
foods_command(struct cx *cx, int argc, char **argv)
{
	(void)argc;
	if (strcmp(argv[0], "import") != 0)
		return fail(cx, ERR_MALFORMED, "foods takes import");
	return foods_import(cx, argv[1], stderr, stdout);
}

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

static void
print_doc(struct cx *cx, const struct doc *d)
{
	struct buf b;

	buf_init(&b, cx->arena, CONTRACT_MAX);
	json_print(&b, d);
	puts(b.p);
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
		print_doc(cx, d);
	return in.lines.n == FOOD_LINES_MAX && !cx->err.kind;
}

static bool
parse_command(struct cx *cx, int argc, char **argv)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct ingredient i;
	const char *line;

	if (argc && strcmp(argv[0], "--match") != 0)
		return fail(cx, ERR_MALFORMED, "parse-ingredients takes "
		    "--match");
	if (argc) {
		cx->conf = conf_load(&cx->err);
		if (!cx->conf)
			return false;
		cx->db = db_new(cx->conf);
		mark = arena_mark(cx->arena);
		while (food_match_batch(cx))
			arena_rewind(cx->arena, mark);
		return !cx->err.kind;
	}
	while ((line = input_line(cx))) {
		ingredient_parse(cx->arena, line, UNIT_US, &i);
		print_doc(cx, ingredient_doc(cx->arena, &i));
		arena_rewind(cx->arena, mark);
	}
	return true;
}

static bool
statements_command(struct cx *cx, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (!db_prepare_all(cx))
		return false;
	printf("%d statements fit the schema\n", SQL_COUNT);
	return true;
}

static bool
openapi_command(struct cx *cx, int argc, char **argv)
{
	size_t n;
	char *text = file_read(&cx->err, cx->conf->openapi, CONTRACT_MAX,
	    &n);

	(void)argc;
	(void)argv;
	return text && fwrite(text, 1, n, stdout) == n;
}

/* ---- mail and the worker ----------------------------------------------- */

static bool
worker_command(struct cx *cx, int argc, char **argv)
{
	if (argc && strcmp(argv[0], "--once") != 0)
		return fail(cx, ERR_MALFORMED, "worker takes --once");
	return worker_run(cx, argc == 1);
}

static bool
mail_queue(struct cx *cx, const char *arg)
{
	static const char *const states[] = { "queued", "sending", "dead" };
	struct doc *counts = outbox_counts(cx), *list;
	const struct doc *d;
	size_t i;

	(void)arg;
	for (d = doc_first(counts); d; d = d->next)
		printf("%s%.*s %s", d == counts->first ? "" : ", ",
		    (int)d->name_len, d->name, doc_chars(d));
	putchar('\n');
	for (i = 0; i < COUNT(states); i++) {
		list = outbox_list(cx, states[i], 100, NULL);
		for (d = doc_first(doc_get(list, "items")); d; d = d->next)
			printf("%s  %-7s  %s  tries %s  %s%s%s\n",
			    doc_str(d, "id"), states[i],
			    doc_str(d, "createdAt"), doc_str(d, "tries"),
			    doc_str(d, "template"),
			    doc_str(d, "lastError") ? ": " : "",
			    doc_str(d, "lastError") ?
			    doc_str(d, "lastError") : "");
	}
	return !cx->err.kind;
}

static bool
mail_retry(struct cx *cx, const char *id)
{
	if (!text_is_uuid(id))
		return fail(cx, ERR_MALFORMED, "mail retry takes the id that "
		    "mail queue prints");
	return outbox_retry(cx, id) && puts("queued again") >= 0;
}

static bool
mail_back(struct cx *cx, const char *path)
{
	struct doc *d;
	size_t n;
	char *text = file_read(&cx->err, strcmp(path, "-") == 0 ?
	    "/dev/stdin" : path, MAIL_BOUNCE_MAX, &n);

	d = text ? mail_bounce(cx, text, n) : NULL;
	if (!d)
		return false;
	if (!doc_true(doc_get(d, "found")))
		return puts("no bounce of a mail of ours, or a known one") >=
		    0;
	printf("mail %s bounced with %s%s\n", doc_str(d, "id"),
	    doc_str(d, "status"), doc_true(doc_get(d, "unverified")) ?
	    "; its address counts as unverified" : "");
	return true;
}

/* Past the queue, so that it says at once what is wrong. */
static bool
mail_test(struct cx *cx, const char *address)
{
	struct mail m = { .id = secret_uuid(cx->arena), .to = address };
	const char *why = NULL;

	if (!mail_address(address))
		return fail(cx, ERR_MALFORMED, "mail test takes an address");
	if (!mail_sender(cx, &m) || !mail_render(cx, &m, "test", NULL, NULL))
		return false;
	if (mail_deliver(cx, &m, &why) != WORK_DONE)
		return fail(cx, ERR_UNAVAILABLE, "the mail was not handed "
		    "over: %s", why);
	printf("the mail was handed over (%s)\n",
	    cx->conf->mail_transport);
	return true;
}

static bool
mail_command(struct cx *cx, int argc, char **argv)
{
	static const struct {
		const char	*name;
		int		 argc;
		bool	       (*run)(struct cx *, const char *arg);
	} actions[] = {
		{ "queue", 1, mail_queue }, { "retry", 2, mail_retry },
		{ "bounce", 2, mail_back }, { "test", 2, mail_test },
	};
	size_t i;

	for (i = 0; i < COUNT(actions); i++)
		if (strcmp(argv[0], actions[i].name) == 0 &&
		    argc == actions[i].argc)
			return actions[i].run(cx, argv[1]);
	return fail(cx, ERR_MALFORMED, "mail takes queue, retry ID, bounce "
	    "FILE or test ADDRESS");
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

/* The operations of the contract: method, path, who may, scope. */
static bool
routes_command(struct cx *cx, int argc, char **argv)
{
	size_t n;
	char *text = file_read(&cx->err, cx->conf->openapi, CONTRACT_MAX,
	    &n);
	const struct doc *all = text ? json_parse(&cx->err, text, n) : NULL;
	const struct doc *path, *d;

	(void)argc;
	(void)argv;
	for (path = doc_first(doc_get(all, "paths")); path;
	    path = path->next)
		for (d = doc_first(path); d; d = d->next)
			if (doc_str(d, "x-needs"))
				printf("%-7s %-40s %-8s %s\n",
				    upper(cx->arena, d->name), path->name,
				    doc_str(d, "x-needs"),
				    doc_str(d, "x-scope") ?
				    doc_str(d, "x-scope") : "");
	return all != NULL;
}

static bool
doctor_command(struct cx *cx, int argc, char **argv)
{
	if (argc && strcmp(argv[0], "--json") != 0)
		return fail(cx, ERR_MALFORMED, "doctor takes --json");
	return doctor(cx, argc == 1, stdout);
}

/* So that a sysadmin can tell how many logins a machine can take. */
static bool
password_command(struct cx *cx, int argc, char **argv)
{
	struct arena_mark mark = arena_mark(cx->arena);
	int64_t seconds = 5, start, took = 0;
	int n = 0;

	if (strcmp(argv[0], "cost") != 0 || (argc > 1 &&
	    (!text_int(argv[1], &seconds) || seconds < 1 || seconds > 600)))
		return fail(cx, ERR_MALFORMED, "password takes cost, and for "
		    "how many seconds (1 to 600) to measure");
	for (start = when_us(); took < seconds * 1000000; n++) {
		secret_password_hash(cx->arena, cx->conf, "a measure");
		arena_rewind(cx->arena, mark);
		took = when_us() - start;
	}
	printf("%.1f ms a hash, %.2f a second and core\n",
	    (double)took / 1000 / n, n * 1e6 / (double)took);
	return true;
}

static const struct command commands[] = {
	{ "conf", WANTS_NOTHING, 1, 1, conf_command, "check | sample | man",
	    "check the configuration, print a sample or its manual" },
	{ "key", WANTS_CONF, 0, 1, key_command, "[rotate | status]",
	    "make the keys that sign access tokens and seal what is stored, "
	    "where there are none; put new ones in front; say how old they "
	    "are" },
	{ "migrate", WANTS_DB, 0, 1, migrate_command, "[up | status]",
	    "bring the schema up to date, or say where it is" },
	{ "demo", WANTS_DB, 0, 1, demo_command, "[--if-empty]",
	    "make the demo household and print its logins; not in "
	    "production" },
	{ "rebuild", WANTS_DB, 1, 1, rebuild_command, "--demo",
	    "drop everything, migrate, make the demo household; not in "
	    "production" },
	{ "foods", WANTS_DB, 2, 2, foods_command, "import DIR|ZIP",
	    "bring in all foods of USDA's SR28 (FOOD_DES, NUT_DATA, "
	    "WEIGHT)" },
	{ "user", WANTS_DB, 1, 9, user_command, USER_USAGE,
	    "make an account, list them, give a role, shut somebody out, "
	    "let them in, give a link for a new password or turn the second "
	    "factor off; LOGIN is an email or username" },
	{ "users", WANTS_DB, 1, 6, users_command, USERS_USAGE,
	    "bring people in from a file, all or nobody, or write them to "
	    "one; columns: email, fullName, username, passwordHash or "
	    "password, role, emailVerified, householdKey, householdName, "
	    "member, sex, addressLine1, addressLine2, city, "
	    "stateProvinceCode, countryCode, postalCode, locale, timeZone, "
	    "units" },
	{ "doctor", WANTS_NOTHING, 0, 1, doctor_command, "[--json]",
	    "look for what is wrong or weak, and say what to do; fails when "
	    "something is wrong" },
	{ "worker", WANTS_DB, 0, 1, worker_command, "[--once]",
	    "do the work of meal-worker; once: what is due, and end" },
	{ "mail", WANTS_DB, 1, 2, mail_command,
	    "queue | retry ID | bounce FILE | test ADDRESS",
	    "list the mails that wait or were given up, try one again, read "
	    "what came back (- is standard input), send a test" },
	{ "password", WANTS_CONF, 1, 2, password_command, "cost [SECONDS]",
	    "measure how long the hash of a password takes here" },
	{ "parse-ingredients", WANTS_NOTHING, 0, 1, parse_command,
	    "[--match]",
	    "lines on standard input as JSON, one object a line; with "
	    "--match the foods" },
	{ "statements", WANTS_DB, 0, 0, statements_command, "",
	    "prepare every statement, to see that the schema fits" },
	{ "openapi", WANTS_CONF, 0, 0, openapi_command, "",
	    "print the contract of the JSON interface" },
	{ "routes", WANTS_CONF, 0, 0, routes_command, "",
	    "print its operations: method, path, who may, scope" },
};

static int
usage(FILE *out)
{
	size_t i;

	fputs("usage: mealctl COMMAND [ARGUMENT...]\n\n", out);
	for (i = 0; i < COUNT(commands); i++)
		fprintf(out, "  %-18s %s\n%21s%s\n", commands[i].name,
		    commands[i].usage, "", commands[i].doc);
	fputs("\nmealctl COMMAND --help says more.\n", out);
	return out == stderr ? 2 : 0;
}

static const struct command *
find(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static int
command_usage(const struct command *c, FILE *out)
{
	fprintf(out, "usage: mealctl %s %s\n%s\n", c->name, c->usage,
	    c->doc);
	return out == stderr ? 2 : 0;
}

static int
run(const struct command *c, int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct cx cx;
	struct err quiet;
	bool ok = true;
	int status;

	cx_init(&cx, arena, NULL, NULL);
	if (c->wants != WANTS_NOTHING) {
		cx.conf = conf_load(&cx.err);
		ok = cx.conf != NULL;
	}
	if (ok && c->wants == WANTS_DB) {
		cx.db = db_new(cx.conf);
		/* told by those that need it */
		err_init(&quiet, arena);
		cx.data_keys = secret_keys_load(&quiet, cx.conf);
	}
	ok = ok && c->run(&cx, argc, argv);
	if (cx.db)
		db_close(cx.db);
	fflush(stdout);
	if (!ok)
		fprintf(stderr, "mealctl: %s%s%s\n", cx.err.detail,
		    cx.err.log ? ": " : "", cx.err.log ? cx.err.log : "");
	status = ok ? 0 : cx.err.kind == ERR_MALFORMED ? 2 : 1;
	arena_free(arena);
	return status;
}

int
main(int argc, char **argv)
{
	const struct command *c;

	if (argc < 2)
		return usage(stderr);
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return usage(stdout);
	c = find(argv[1]);
	if (!c) {
		fprintf(stderr, "mealctl: there is no command \"%s\"\n",
		    argv[1]);
		return 2;
	}
	if (argc > 2 && strcmp(argv[2], "--help") == 0)
		return command_usage(c, stdout);
	if (argc - 2 < c->min || argc - 2 > c->max)
		return command_usage(c, stderr);
	return run(c, argc - 2, argv + 2);
}
