#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "data/conf.h"
#include "data/json.h"
#include "data/text.h"
#include "store/db.h"
#include "store/secret.h"
#include "web/system.h"

#define LINE_MAX_BYTES	((size_t)8 << 20)

void
command_print(struct cx *cx, const struct doc *d)
{
	struct buf b;

	buf_init(&b, cx->arena, LINE_MAX_BYTES);
	json_print(&b, d);
	puts(buf_done(&b, NULL));
}

bool
command_faults(struct cx *cx)
{
	const struct err_field *f = cx->err.fields;
	enum err_kind kind = cx->err.kind;
	struct buf b;

	if (!f || kind != ERR_INVALID)
		return false;
	buf_init(&b, cx->arena, 1 << 20);
	for (; f; f = f->next)
		buf_fmt(&b, "%s%s: %s", buf_len(&b) ? " " : "", f->pointer + 1,
		    f->detail);
	err_clear(&cx->err);
	return fail(cx, kind, "%s", buf_done(&b, NULL));
}

/* ---- the options of a row ---------------------------------------------- */

struct option {
	const char	*name, *value;	/* not terminated; value may be NULL */
	int		 name_n, value_n;
};

/* The next option of "--admin, --name NAME"; false at the end. */
static bool
next_option(const char **rest, struct option *o)
{
	const char *p = *rest;
	size_t n = strcspn(p, ","), word;

	if (!*p)
		return false;
	word = strcspn(p, " ,");
	o->name = p;
	o->name_n = (int)word;
	o->value = word < n ? p + word + 1 : NULL;
	o->value_n = word < n ? (int)(n - word - 1) : 0;
	p += n;
	*rest = p + strspn(p, ", ");
	return true;
}

/* The number of the option that a word names, up to its "=", or -1. */
static int
option_index(const struct command *c, const char *word, struct option *o)
{
	const char *rest = c->options;
	int i;

	for (i = 0; next_option(&rest, o); i++)
		if (strncmp(word, o->name, (size_t)o->name_n) == 0 &&
		    (word[o->name_n] == '\0' || word[o->name_n] == '='))
			return i;
	return -1;
}

const char *
call_option(const struct call *call, const char *name)
{
	struct option o;
	int i = option_index(call->command, name, &o);

	if (i < 0) {
		BUG("%s has no option %s", call->command->name, name);
		return NULL;
	}
	return call->option[i];
}

/* ---- help -------------------------------------------------------------- */

static void
usage_line(const struct command *c, FILE *out)
{
	const char *rest = c->options;
	struct option o;

	fprintf(out, "mealctl %s", c->name);
	while (next_option(&rest, &o))
		fprintf(out, " [%.*s%s%.*s]", o.name_n, o.name,
		    o.value ? " " : "", o.value_n, o.value ? o.value : "");
	fprintf(out, "%s%s\n", *c->args ? " " : "", c->args);
}

/* All rows, or those that begin with a word. */
static int
usage(const struct command *all, size_t n, const char *first, FILE *out)
{
	size_t i, len = first ? strlen(first) : 0;

	if (!first)
		fputs("usage: mealctl COMMAND [OPTION...] [WORD...]\n", out);
	for (i = 0; i < n; i++) {
		if (first && (strncmp(all[i].name, first, len) != 0 ||
		    (all[i].name[len] && all[i].name[len] != ' ')))
			continue;
		fputs(first ? "usage: " : "\n  ", out);
		usage_line(&all[i], out);
		fprintf(out, "      %s\n", all[i].doc);
	}
	if (!first)
		fputs("\nmealctl --version; mealctl COMMAND --help\n", out);
	return out == stderr ? 2 : 0;
}

/* ---- which command ----------------------------------------------------- */

/* The row whose name the words begin with, the longest; *used of them. */
static const struct command *
find(const struct command *all, size_t n, int argc, char **argv, int *used)
{
	const struct command *found = NULL;
	size_t i, len = argc ? strlen(argv[0]) : 0;

	for (i = 0; argc && i < n; i++) {
		const char *name = all[i].name;

		if (strncmp(name, argv[0], len) != 0)
			continue;
		if (!name[len] && !found) {
			found = &all[i];
			*used = 1;
		} else if (name[len] == ' ' && argc > 1 &&
		    strcmp(name + len + 1, argv[1]) == 0) {
			found = &all[i];
			*used = 2;
		}
	}
	return found;
}

static bool
known_first(const struct command *all, size_t n, const char *word)
{
	size_t i, len = strlen(word);

	for (i = 0; i < n; i++)
		if (strncmp(all[i].name, word, len) == 0 &&
		    (!all[i].name[len] || all[i].name[len] == ' '))
			return true;
	return false;
}

/* ---- the words --------------------------------------------------------- */

static int
wrong(const struct command *c, const char *what, const char *word)
{
	fprintf(stderr, "mealctl %s: %s %s\nusage: ", c->name, what, word);
	usage_line(c, stderr);
	return 2;
}

static int
take_option(struct call *call, int *i, int argc, char **argv)
{
	struct option o;
	int k = option_index(call->command, argv[*i], &o);
	const char *given = strchr(argv[*i], '=');

	if (k < 0)
		return wrong(call->command, "there is no option",
		    argv[*i]);
	if (!o.value && given)
		return wrong(call->command, "there is no value for", argv[*i]);
	if (!o.value)
		call->option[k] = "";
	else if (given)
		call->option[k] = given + 1;
	else if (*i + 1 < argc)
		call->option[k] = argv[++*i];
	else
		return wrong(call->command, "there is a value missing for",
		    argv[*i]);
	return 0;
}

/* Words and options apart; 0, or the status of wrong use. */
static int
read_words(struct call *call, int argc, char **argv)
{
	bool options = true;
	int i, status;

	for (i = 0; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && text_starts(argv[i], "-") &&
		    argv[i][1]) {
			status = take_option(call, &i, argc, argv);
			if (status)
				return status;
		} else if (call->argc == call->command->max) {
			return wrong(call->command, "there is no place for",
			    argv[i]);
		} else {
			call->argv[call->argc++] = argv[i];
		}
	}
	if (call->argc < call->command->min)
		return wrong(call->command, "something is missing:",
		    call->command->args);
	return 0;
}

/* ---- run --------------------------------------------------------------- */

/* What was written must have arrived: a full disk is a failure. */
static bool
written(struct cx *cx)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	return fail(cx, ERR_INTERNAL, "standard output: %s",
	    errno ? strerror(errno) : "it could not be written");
}

/* One line: what the person can do, then what the log would say. */
static void
tell(const struct err *e)
{
	size_t n = strlen(e->detail);

	if (e->log && n && e->detail[n - 1] == '.')
		n--;
	fprintf(stderr, "mealctl: %.*s%s%s\n", (int)n, e->detail,
	    e->log ? ": " : "", e->log ? e->log : "");
}

static int
run(const struct command *c, struct call *call)
{
	struct arena *arena = arena_new();
	struct cx cx;
	struct err quiet;
	bool ok = true;
	int status;

	cx_init(&cx, arena, NULL, NULL);
	cx.address = "mealctl";
	if (c->wants != WANTS_NOTHING) {
		cx.conf = conf_load(&cx.err);
		ok = cx.conf != NULL;
	}
	if (ok && c->wants >= WANTS_DB) {
		cx.db = c->wants == WANTS_OWNER ? db_new_owner(cx.conf) :
		    db_new_direct(cx.conf);
		/* told by those that need it */
		err_init(&quiet, arena);
		cx.data_keys = secret_keys_load(&quiet, cx.conf);
	}
	ok = ok && c->run(&cx, call);
	if (cx.db)
		db_close(cx.db);
	ok = written(&cx) && ok;
	if (!ok)
		tell(&cx.err);
	status = ok ? call->status : cx.err.kind == ERR_MALFORMED ? 2 : 1;
	arena_free(arena);
	return status;
}

static bool
is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* Whether help is asked for anywhere before "--". */
static bool
wants_help(int argc, char **argv)
{
	int i;

	for (i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (is_help(argv[i]))
			return true;
	return false;
}

static int
done(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "mealctl: standard output: %s\n", strerror(errno));
	return 1;
}

int
command_main(const struct command *all, size_t n, int argc, char **argv)
{
	const struct command *c;
	struct call call = { .argc = 0 };
	int used = 0, status;

	argc--;
	argv++;
	if (argc && strcmp(argv[0], "help") == 0) {
		argc--;
		argv++;
		c = find(all, n, argc, argv, &used);
		return done(usage(all, n, used == 2 ? c->name : argc ?
		    argv[0] : NULL, stdout));
	}
	if (!argc)
		return usage(all, n, NULL, stderr);
	if (is_help(argv[0]))
		return done(usage(all, n, NULL, stdout));
	if (strcmp(argv[0], "--version") == 0) {
		puts("mealctl " SYSTEM_VERSION);
		return done(0);
	}
	if (!known_first(all, n, argv[0])) {
		fprintf(stderr, "mealctl: there is no command \"%s\"; "
		    "mealctl --help lists them\n", argv[0]);
		return 2;
	}
	c = find(all, n, argc, argv, &used);
	if (wants_help(argc, argv))
		return done(usage(all, n, used == 2 ? c->name : argv[0],
		    stdout));
	if (!c && argc > 1)
		fprintf(stderr, "mealctl: there is no \"%s %s\"\n", argv[0],
		    argv[1]);
	if (!c)
		return usage(all, n, argv[0], stderr);
	call.command = c;
	status = read_words(&call, argc - used, argv + used);
	return status ? status : run(c, &call);
}

/* ---- for the shell and for man ----------------------------------------- */

void
command_completion(const struct command *all, size_t n)
{
	const char *rest;
	struct option o;
	size_t i;

	fputs("# bash completion of mealctl; made by mealctl completion\n"
	    "_mealctl()\n{\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} words='' row\n"
	    "\tlocal all=${COMP_WORDS[*]:1:COMP_CWORD-1}\n"
	    "\twhile IFS= read -r row; do\n"
	    "\t\tlocal name=${row%%:*} options=${row#*:}\n"
	    "\t\tif [[ \"$name \" == \"$all \"* || -z $all ]]; then\n"
	    "\t\t\tlocal rest=${name#\"$all\"}\n"
	    "\t\t\trest=${rest# }\n"
	    "\t\t\twords+=\" ${rest%% *}\"\n"
	    "\t\tfi\n"
	    "\t\tif [[ \"$all \" == \"$name \"* ]]; then\n"
	    "\t\t\twords+=\" $options --help\"\n"
	    "\t\tfi\n"
	    "\tdone <<'ROWS'\n", stdout);
	for (i = 0; i < n; i++) {
		printf("%s:", all[i].name);
		rest = all[i].options;
		while (next_option(&rest, &o))
			printf(" %.*s", o.name_n, o.name);
		putchar('\n');
	}
	fputs("ROWS\n"
	    "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	    "\tif [[ ${#COMPREPLY[@]} -eq 0 ]]; then\n"
	    "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	    "\tfi\n}\n"
	    "complete -o filenames -F _mealctl mealctl\n", stdout);
}

/* Text for troff: a backslash and a leading dot or quote mean something. */
static void
troff(const char *text)
{
	const char *p;

	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (p = text; *p; p++) {
		if (*p == '\\')
			fputs("\\e", stdout);
		else if (*p == '-')
			fputs("\\-", stdout);
		else
			putchar(*p);
	}
}

void
command_man(const struct command *all, size_t n)
{
	const char *rest;
	struct option o;
	size_t i;

	printf(".TH MEALCTL 8 \"\" \"meal %s\" \"System administration\"\n"
	    ".SH NAME\nmealctl \\- administer the meal planner\n"
	    ".SH SYNOPSIS\n.B mealctl\n.I COMMAND\n[OPTION...] [WORD...]\n"
	    ".SH DESCRIPTION\nmealctl reads meal.conf(5); MEAL_CONF names "
	    "another file. Run it as the user the responders run as.\n"
	    ".SH COMMANDS\n", SYSTEM_VERSION);
	for (i = 0; i < n; i++) {
		fputs(".TP\n.B ", stdout);
		troff(all[i].name);
		for (rest = all[i].options; next_option(&rest, &o);) {
			printf(" [\\-\\-%.*s", o.name_n - 2, o.name + 2);
			if (o.value)
				printf(" %.*s", o.value_n, o.value);
			putchar(']');
		}
		putchar(*all[i].args ? ' ' : '\n');
		if (*all[i].args) {
			troff(all[i].args);
			putchar('\n');
		}
		troff(all[i].doc);
		fputs(".\n", stdout);
	}
	fputs(".SH EXIT STATUS\n0: done. 1: it failed; one line on standard "
	    "error says why. 2: wrong use.\n"
	    "migrate status: 3 pending, 4 changed since it was applied, 5 "
	    "the database is newer than the program.\n"
	    ".SH SEE ALSO\n.BR meal\\-worker (8),\n"
	    ".BR meal.conf (5)\n", stdout);
}
