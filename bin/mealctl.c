/*
 * mealctl: the sysadmin's command. A table of commands; each says what it
 * needs (configuration, database) and the dispatcher brings it.
 *
 * Wrong use exits 2; a failure exits 1 with one clear line.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "catalogue.h"
#include "conf.h"
#include "cx.h"
#include "db.h"
#include "demo.h"
#include "doc.h"
#include "file.h"
#include "food.h"
#include "foods_import.h"
#include "ingredient.h"
#include "json.h"
#include "jwt.h"
#include "migrate.h"
#include "secret.h"

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

/* A new secret file, for us alone. */
static bool
make_secret(struct cx *cx, const char *name, char *(*make)(struct cx *))
{
	const char *path = arena_fmt(cx->arena, "%s/%s",
	    cx->conf->credentials, name);
	char *text;
	int fd;

	if (access(path, F_OK) == 0) {
		printf("%s is there already\n", path);
		return true;
	}
	text = make(cx);
	if (!text)
		return false;
	if (mkdir(cx->conf->credentials, 0700) != 0 && errno != EEXIST)
		return fail(cx, ERR_INTERNAL, "%s: %s",
		    cx->conf->credentials, strerror(errno));
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(cx, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
	    fsync(fd) != 0) {
		close(fd);
		unlink(path);
		return fail(cx, ERR_INTERNAL, "%s: %s", path,
		    strerror(errno));
	}
	close(fd);
	printf("made %s\n", path);
	return true;
}

static char *
token_key(struct cx *cx)
{
	return jwt_key_make(&cx->err, secret_uuid(cx->arena));
}

static char *
data_key(struct cx *cx)
{
	return secret_key_make(cx->arena);
}

static bool
key_command(struct cx *cx, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return make_secret(cx, "token-key", token_key) &&
	    make_secret(cx, "data-key", data_key);
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
match_batch(struct cx *cx)
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
		while (match_batch(cx))
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

static const struct command commands[] = {
	{ "conf", WANTS_NOTHING, 1, 1, conf_command, "check | sample | man",
	    "check the configuration, print a sample or its manual" },
	{ "key", WANTS_CONF, 0, 0, key_command, "",
	    "make the keys that sign access tokens and seal what is stored, "
	    "where there are none" },
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
	{ "parse-ingredients", WANTS_NOTHING, 0, 1, parse_command,
	    "[--match]",
	    "lines on standard input as JSON, one object a line; with "
	    "--match the foods" },
	{ "statements", WANTS_DB, 0, 0, statements_command, "",
	    "prepare every statement, to see that the schema fits" },
	{ "openapi", WANTS_CONF, 0, 0, openapi_command, "",
	    "print the contract of the JSON interface" },
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
