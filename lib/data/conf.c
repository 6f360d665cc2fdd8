#include "data/conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/arena.h"
#include "base/err.h"
#include "data/file.h"
#include "data/text.h"

#define FILE_MAX_BYTES	(64 << 10)
#define DEFAULT_FILE	"/etc/meal/meal.conf"

enum type { T_TEXT, T_NUMBER, T_SWITCH, T_CHOICE };

struct option {
	const char	*name;
	enum type	 type;
	size_t		 offset;
	const char	*fallback;
	int64_t		 min, max;
	const char	*extra;		/* unit, or the words of a choice */
	const char	*doc;
};

#define AT(name) offsetof(struct conf, name)
#define QUOTED(x) #x
static const struct option options[] = {
#define TEXT(name, fallback, doc) \
	{ #name, T_TEXT, AT(name), fallback, 0, 0, NULL, doc },
#define NUMBER(name, fallback, min, max, unit, doc) \
	{ #name, T_NUMBER, AT(name), QUOTED(fallback), min, max, unit, doc },
#define SWITCH(name, fallback, doc) \
	{ #name, T_SWITCH, AT(name), fallback, 0, 0, NULL, doc },
#define CHOICE(name, fallback, words, doc) \
	{ #name, T_CHOICE, AT(name), fallback, 0, 0, words, doc },
#include "data/conf.def"
#undef TEXT
#undef NUMBER
#undef SWITCH
#undef CHOICE
};

/* where: "file, line 3" or "MEAL_X in the environment". */
static bool
set(struct err *e, struct conf *conf, const struct option *o,
    const char *value, const char *where)
{
	char *at = (char *)conf + o->offset;
	int64_t number;

	switch (o->type) {
	case T_TEXT:
		*(const char **)(void *)at = arena_str(e->arena, value);
		return true;
	case T_NUMBER:
		if (!text_int(value, &number) || number < o->min ||
		    number > o->max)
			return err_set(e, ERR_INTERNAL, "%s: %s must be a "
			    "whole number from %lld to %lld", where, o->name,
			    (long long)o->min, (long long)o->max);
		*(int64_t *)(void *)at = number;
		return true;
	case T_SWITCH:
		if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
			return err_set(e, ERR_INTERNAL,
			    "%s: %s must be yes or no", where, o->name);
		*(bool *)(void *)at = strcmp(value, "yes") == 0;
		return true;
	case T_CHOICE:
		if (!text_has_word(o->extra, value))
			return err_set(e, ERR_INTERNAL,
			    "%s: %s must be one of: %s", where, o->name,
			    o->extra);
		*(const char **)(void *)at = arena_str(e->arena, value);
		return true;
	}
	return true;
}

static const struct option *
conf_find(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < COUNT(options); i++)
		if (strlen(options[i].name) == n &&
		    memcmp(options[i].name, name, n) == 0)
			return &options[i];
	return NULL;
}

static bool
set_line(struct err *e, struct conf *conf, const char *path, int number,
    const char *line, size_t n)
{
	const char *where = arena_fmt(e->arena, "%s, line %d", path, number);
	const char *equals, *key = line;
	const struct option *o;
	size_t key_n, value_n;
	const char *value;

	text_trim(&key, &n);
	if (!n || *key == '#')
		return true;
	equals = memchr(key, '=', n);
	if (!equals)
		return err_set(e, ERR_INTERNAL, "%s: not KEY=value", where);
	value = equals + 1;
	value_n = n - (size_t)(value - key);
	key_n = (size_t)(equals - key);
	text_trim(&key, &key_n);
	text_trim(&value, &value_n);
	o = conf_find(key, key_n);
	if (!o)
		return err_set(e, ERR_INTERNAL, "%s: unknown option \"%.*s\"",
		    where, (int)key_n, key);
	return set(e, conf, o, arena_dup(e->arena, value, value_n), where);
}

static bool
load_file(struct err *e, struct conf *conf, const char *path)
{
	const char *line, *end;
	int number = 1;
	size_t n;

	line = file_read(e, path, FILE_MAX_BYTES, &n);
	if (!line)
		return false;
	if (strlen(line) != n)
		return err_set(e, ERR_INTERNAL, "%s: there is a NUL in it",
		    path);
	for (; *line; line = *end ? end + 1 : end, number++) {
		end = strchr(line, '\n');
		if (!end)
			end = line + strlen(line);
		if (!set_line(e, conf, path, number, line,
		    (size_t)(end - line)))
			return false;
	}
	return true;
}

static bool
load_environment(struct err *e, struct conf *conf)
{
	size_t i, j;

	for (i = 0; i < COUNT(options); i++) {
		char name[64] = "MEAL_";
		const char *value;

		for (j = 0; j < 50 && options[i].name[j]; j++)
			name[5 + j] = (char)toupper(options[i].name[j]);
		name[5 + j] = '\0';
		value = getenv(name);
		if (value && !set(e, conf, &options[i], value, name))
			return false;
	}
	return true;
}

bool
conf_mails(const struct conf *conf)
{
	return strcmp(conf->mail_transport, "none") != 0;
}

/* One that is there and cannot be read is no file that is missing. */
const char *
conf_path(void)
{
	const char *path = getenv("MEAL_CONF");

	if (path)
		return path;
	return access(DEFAULT_FILE, F_OK) == 0 || errno != ENOENT ?
	    DEFAULT_FILE : NULL;
}

const struct conf *
conf_load(struct err *e)
{
	struct conf *conf = arena_alloc(e->arena, sizeof(*conf));
	const char *path = conf_path();
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	size_t i;

	for (i = 0; i < COUNT(options); i++)
		if (!set(e, conf, &options[i], options[i].fallback,
		    "built-in default"))
			return NULL;
	if (path && *path && !load_file(e, conf, path))
		return NULL;
	if (!load_environment(e, conf))
		return NULL;
	if (credentials)
		conf->credentials = arena_str(e->arena, credentials);
	return conf;
}

char *
conf_secret(const struct conf *conf, struct arena *arena, const char *name,
    size_t *n)
{
	const char *path = arena_fmt(arena, "%s/%s", conf->credentials, name);
	struct err e;
	char *text;

	err_init(&e, arena);
	text = file_read(&e, path, FILE_MAX_BYTES, n);
	if (!text)
		return NULL;
	while (*n && (text[*n - 1] == '\n' || text[*n - 1] == '\r'))
		text[--*n] = '\0';
	return text;
}

/* A comment of at most 72 columns, each line after the prefix. */
static void
wrap(FILE *out, const char *prefix, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t n = strcspn(text, " ");

		if (column && column + 1 + n > 72) {
			fputc('\n', out);
			column = 0;
		}
		fprintf(out, "%s%.*s", column ? " " : prefix, (int)n, text);
		column += n + 1;
		text += n;
		while (*text == ' ')
			text++;
	}
	fputc('\n', out);
}

static void
facts(FILE *out, const struct option *o)
{
	if (o->type == T_NUMBER)
		fprintf(out, "%lld to %lld%s%s", (long long)o->min,
		    (long long)o->max, *o->extra ? " " : "", o->extra);
	else if (o->type == T_CHOICE)
		fprintf(out, "one of: %s", o->extra);
	else
		fputs(o->type == T_SWITCH ? "yes or no" : "text", out);
}

void
conf_sample(FILE *out)
{
	size_t i;

	fputs("# meal.conf: every option with its default. Lines beginning\n"
	    "# with # are comments; take the # away to change a value.\n",
	    out);
	for (i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];

		fputc('\n', out);
		wrap(out, "# ", o->doc);
		fputs("# (", out);
		facts(out, o);
		fprintf(out, ")\n#%s=%s\n", o->name, o->fallback);
	}
}

void
conf_man(FILE *out)
{
	size_t i;

	fputs(".Dd $Mdocdate$\n.Dt MEAL.CONF 5\n.Os\n.Sh NAME\n"
	    ".Nm meal.conf\n.Nd configuration of the meal planner\n"
	    ".Sh DESCRIPTION\nOne option a line, KEY=value.\n.Bl -tag\n",
	    out);
	for (i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];

		fprintf(out, ".It Ic %s Ns = Ns Ar %s\n", o->name,
		    *o->fallback ? o->fallback : "(empty)");
		wrap(out, "", o->doc);
		fputs("(", out);
		facts(out, o);
		fputs(")\n", out);
	}
	fputs(".El\n", out);
}
