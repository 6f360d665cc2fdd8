/* The configuration: sources and their order, bounds, what is refused. */
#include "data/conf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/err.h"
#include "data/text.h"

#include "tap.h"

static struct arena *arena;
static char path[] = "/tmp/meal-conf-XXXXXX";

/* What a file of these bytes gives; NULL and the fault in *why. */
static const struct conf *
load(const char *bytes, size_t n, const char **why)
{
	const struct conf *conf;
	FILE *out = fopen(path, "wb");
	struct err e;

	if (out) {
		fwrite(bytes, 1, n, out);
		fclose(out);
	}
	err_init(&e, arena);
	conf = conf_load(&e);
	if (why)
		*why = e.detail;
	if ((conf != NULL) != (e.kind == ERR_NONE))
		ok(false, "NULL if and only if there is an error");
	return conf;
}

static const struct conf *
load_text(const char *text)
{
	return load(text, strlen(text), NULL);
}

static void
test_good(void)
{
	const struct conf *c = load_text("");

	ok(c && c->body_max == 2097152 && !c->fetch_private &&
	    strcmp(c->environment, "production") == 0, "the defaults");
	c = load_text("# a comment\n\n  base_url =  https://x.example  \r\n"
	    "body_max=4096\nfetch_private=yes\nmail_transport=smtp\n"
	    "mail_from=a=b\nsecurity_contact=");
	ok(c != NULL, "a file");
	is_str(c->base_url, "https://x.example", "trimmed");
	is_int(c->body_max, 4096, "a number");
	ok(c->fetch_private, "a switch");
	is_str(c->mail_transport, "smtp", "a choice");
	is_str(c->mail_from, "a=b", "only the first = parts");
	is_str(c->security_contact, "", "an empty text, at the end");
	c = load_text("body_max=4096\nbody_max=8192\n");
	is_int(c ? c->body_max : 0, 8192, "the later line wins");
}

static void
test_bad(void)
{
	static const char *const bad[][2] = {
		{ "base_url\n", "line 1: not KEY=value" },
		{ "\n# x\nno_such=1\n", "line 3: unknown option" },
		{ "=x", "unknown option" }, { "BASE_URL=x", "unknown" },
		{ "body_max=1023", "from 1024 to" },
		{ "body_max=16777217", "to 16777216" },
		{ "body_max=", "must be a whole number" },
		{ "body_max=2e6", "must be a whole number" },
		{ "body_max=99999999999999999999", "must be a whole" },
		{ "body_max=4096 # so", "must be a whole number" },
		{ "fetch_private=true", "must be yes or no" },
		{ "fetch_private=", "must be yes or no" },
		{ "mail_transport=", "must be one of" },
		{ "mail_transport=smtp sendmail", "must be one of" },
		{ "mail_transport=SMTP", "must be one of" },
		{ "mail_transport=mtp", "must be one of" },
		{ "answer_max=67108865", "to 67108864" },
	};
	static const char nul[] = "body_max=4096\0\nbase_url=x\n";
	const char *why;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		ok(!load(bad[i][0], strlen(bad[i][0]), &why), bad[i][0]);
		ok(why && strstr(why, bad[i][1]), bad[i][1]);
	}
	ok(!load(nul, sizeof(nul) - 1, &why), "nothing behind a NUL is "
	    "passed over in silence");
	unlink(path);
	setenv("MEAL_CONF", "/nonexistent/meal.conf", 1);
	ok(!load("", 0, &why), "a file that is named must be there");
	setenv("MEAL_CONF", "/dev/zero", 1);
	ok(!load("", 0, &why) && strstr(why, "larger than"),
	    "one without an end is not read to its end");
	setenv("MEAL_CONF", path, 1);
}

static void
test_environment(void)
{
	const struct conf *c;
	const char *why;

	setenv("MEAL_BODY_MAX", "5000", 1);
	c = load_text("body_max=4096\n");
	is_int(c ? c->body_max : 0, 5000, "the environment wins");
	setenv("MEAL_BODY_MAX", "x", 1);
	ok(!load("", 0, &why) && strstr(why, "MEAL_BODY_MAX"),
	    "and is named where it is wrong");
	unsetenv("MEAL_BODY_MAX");
	setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x", 1);
	c = load_text("credentials=/etc/y\n");
	is_str(c ? c->credentials : NULL, "/run/credentials/x",
	    "systemd's credentials win");
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void
test_secret(void)
{
	struct conf conf = { .credentials = "/tmp" };
	const char *name = strrchr(path, '/') + 1;
	size_t n = 99;
	const char *text;

	load("abc\n\r\n", 6, NULL);
	text = conf_secret(&conf, arena, name, &n);
	ok(text && n == 3 && strcmp(text, "abc") == 0,
	    "a secret, without the line's end");
	load("\n", 1, NULL);
	text = conf_secret(&conf, arena, name, &n);
	ok(text && n == 0, "an empty one");
	ok(!conf_secret(&conf, arena, "no-such-secret", &n), "none");
}

/* The sample, with its comments taken away, is the defaults. */
static void
test_sample(void)
{
	const struct conf *a, *b;
	char *text = NULL, *p;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	conf_sample(out);
	fclose(out);
	a = load_text("");
	for (p = text; *p; p += strcspn(p, "\n"), p += *p == '\n')
		if (*p == '#' && p[1] != ' ')
			*p = ' ';
	b = load(text, n, NULL);
	ok(b && a->audit_days == b->audit_days &&
	    a->scrypt_log2_n == b->scrypt_log2_n &&
	    strcmp(a->database, b->database) == 0 &&
	    strcmp(a->mail_url, b->mail_url) == 0, "the sample can be read");
	for (p = text; *p && strcspn(p, "\n") <= 100; p += *p == '\n')
		p += strcspn(p, "\n");
	is_str(p, "", "and has no long lines");
	free(text);
}

int
main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return skip_all("no temporary file");
	close(fd);
	setenv("MEAL_CONF", path, 1);
	arena = arena_new();
	test_good();
	test_bad();
	test_environment();
	test_secret();
	test_sample();
	unlink(path);
	arena_free(arena);
	return done();
}
