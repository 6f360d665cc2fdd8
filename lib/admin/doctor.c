#include "admin/doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "admin/doctor_parts.h"
#include "data/json.h"
#include "store/keyring.h"
#include "data/jwt.h"
#include "store/secret.h"
#include "data/text.h"
#include "data/when.h"
#include "account/wordlist.h"

#define KEY_AGE_MAX	(2 * 365 * (int64_t)86400)	/* seconds */
#define DISK_FREE_MIN	((uint64_t)500 << 20)		/* bytes */
#define KEY_DIGITS_MIN	8	/* different ones of a key that is random */
#define LINE_MAX_BYTES	((size_t)1 << 20)

/* ---- saying ------------------------------------------------------------ */

static void
print(struct checkup *p, const char *verdict, const char *problem,
    const char *remedy)
{
	struct arena *arena = p->cx->arena;
	struct doc *d;
	struct buf b;

	if (!p->json) {
		fprintf(p->out, "%-5s %s%s%s%s%s\n", verdict, p->check,
		    problem ? ": " : "", problem ? problem : "",
		    remedy ? " — " : "", remedy ? remedy : "");
		return;
	}
	d = doc_object(arena);
	doc_append(d, "check", doc_text(arena, p->check));
	doc_append(d, "verdict", doc_text(arena, verdict));
	doc_append(d, "problem", doc_text(arena, problem));
	doc_append(d, "remedy", doc_text(arena, remedy));
	buf_init(&b, arena, LINE_MAX_BYTES);
	json_print(&b, d);
	fprintf(p->out, "%s\n", buf_done(&b, NULL));
}

void
doctor_say(struct checkup *p, bool fails, const char *remedy,
    const char *fmt, ...)
{
	va_list args;
	char *problem;

	va_start(args, fmt);
	problem = arena_vfmt(p->cx->arena, fmt, args);
	va_end(args);
	print(p, fails ? "fail" : "warn", problem, remedy);
	p->said = true;
	p->failed += fails;
}

static bool
is(const char *option, const char *word)
{
	return strcmp(option, word) == 0;
}

bool
doctor_production(const struct checkup *p)
{
	return is(p->cx->conf->environment, "production");
}

bool
doctor_public(const struct checkup *p)
{
	static const char *const here[] = { "localhost", "127.0.0.1",
	    "[::1]" };
	const char *host = strstr(p->cx->conf->base_url, "://");
	size_t i, n;

	host = host ? host + 3 : "";
	for (i = 0; i < COUNT(here); i++) {
		n = strlen(here[i]);
		if (strncmp(host, here[i], n) == 0 &&
		    (!host[n] || host[n] == ':' || host[n] == '/'))
			return false;
	}
	return true;
}

/* ---- secrets ----------------------------------------------------------- */

static void
look_file(struct checkup *p, const char *name)
{
	const char *path = arena_fmt(p->cx->arena, "%s/%s",
	    p->cx->conf->credentials, name);
	struct stat st;

	if (stat(path, &st) != 0)
		wrong(p, is(name, "mail-password") ? "write it there, with "
		    "mode 0600" : "mealctl key makes it", "%s: %s", path,
		    strerror(errno));
	else if (st.st_mode & 077)
		wrong(p, "chmod 0600, then think about who read it",
		    "%s can be read or written by others (mode %04o)", path,
		    (unsigned)st.st_mode & 07777);
}

/* A password in the connection string is one in the file of options. */
static void
look_database_password(struct checkup *p)
{
	const char *at = strstr(p->cx->conf->database, "://");
	const char *path = conf_path();
	bool inside = strstr(p->cx->conf->database, "password=") ||
	    (at && strchr(at, '@') && memchr(at + 3, ':',
	    (size_t)(strchr(at, '@') - at - 3)));
	struct stat st;

	if (inside && path && *path && stat(path, &st) == 0 &&
	    st.st_mode & 07)
		wrong(p, "write it into the secret file database-password, "
		    "and give the database another one", "%s has the "
		    "database's password and can be read by everybody", path);
	if (stat(arena_fmt(p->cx->arena, "%s/database-password",
	    p->cx->conf->credentials), &st) == 0)
		look_file(p, "database-password");
}

static void
look_credentials(struct checkup *p)
{
	struct stat st;

	look_file(p, "token-key");
	look_file(p, "data-key");
	if (*p->cx->conf->mail_user)
		look_file(p, "mail-password");
	look_database_password(p);
	if (stat(p->cx->conf->credentials, &st) == 0 && st.st_mode & 022)
		wrong(p, "chmod 0700", "others can write into %s",
		    p->cx->conf->credentials);
}

/* Keys that stand in a standard for everybody to read (RFC 7515 A.3, RFC 7517
 * A.1 and A.2), by their x. */
static const char *const published[] = {
	"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
	"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
};

static bool
is_flat(const char *line)
{
	const char *p = strchr(line, ' ');
	bool seen[256] = { false };
	int n = 0;

	for (p = p ? p + 1 : line; *p && *p != '\n'; p++)
		if (!seen[(unsigned char)*p]) {
			seen[(unsigned char)*p] = true;
			n++;
		}
	return n < KEY_DIGITS_MIN;
}

static void
look_age(struct checkup *p, const char *file, const char *name)
{
	int64_t made;

	if (name && keyring_made_at(name, &made) &&
	    when_now() - made > KEY_AGE_MAX)
		weak(p, "mealctl key rotate", "the key of %s is more than "
		    "two years old", file);
}

static void
look_keys(struct checkup *p)
{
	struct cx *cx = p->cx;
	const char *remedy = "mealctl key makes good ones; sessions end, and "
	    "what was sealed is lost";
	struct keyring *keys = keyring_open(&cx->err, cx->conf);
	const char *text;
	size_t i, n;

	if (!keys) {
		wrong(p, "put the right file back, or mealctl key", "%s",
		    cx->err.detail);
		err_clear(&cx->err);
		return;
	}
	look_age(p, "token-key", jwt_keys_name(keyring_token(keys), 0));
	look_age(p, "data-key", secret_keys_name(keyring_data(keys), 0));
	keyring_close(keys);
	text = conf_secret(cx->conf, cx->arena, "token-key", &n);
	for (i = 0; text && i < COUNT(published); i++)
		if (strstr(text, published[i]))
			wrong(p, remedy, "token-key is one that is printed "
			    "in a standard");
	text = conf_secret(cx->conf, cx->arena, "data-key", &n);
	if (text && is_flat(text))
		wrong(p, remedy, "data-key is not a random one");
}

/* ---- the address ------------------------------------------------------- */

static void
look_address(struct checkup *p)
{
	const char *url = p->cx->conf->base_url;
	size_t n = strlen(url);

	if (!text_starts(url, "http://") && !text_starts(url, "https://"))
		wrong(p, "write it as https://meal.example.org",
		    "base_url is \"%s\"", url);
	else if (url[n - 1] == '/')
		wrong(p, "take it away", "base_url ends with a slash");
	else if (doctor_production(p) && !doctor_public(p))
		weak(p, "set base_url to the address that people use",
		    "base_url is of this machine; links in mails lead "
		    "nowhere");
}

static void
look_tls(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;

	if (doctor_public(p) && text_starts(conf->base_url, "http://"))
		wrong(p, "give nginx a certificate and base_url https://",
		    "there is no TLS: browsers keep no session, and "
		    "passwords travel in clear");
	if (text_starts(conf->base_url, "https://") && !conf->hsts_seconds)
		weak(p, "set hsts_seconds", "browsers are not told to stay "
		    "with https");
}

static void
look_environment(struct checkup *p)
{
	if (doctor_public(p) && !doctor_production(p))
		wrong(p, "set environment=production", "this is a %s "
		    "configuration, and people come from elsewhere",
		    p->cx->conf->environment);
}

static void
look_origins(struct checkup *p)
{
	const char *origins = p->cx->conf->cors_origins;

	if (strchr(origins, '*') || strstr(origins, "null"))
		wrong(p, "name each origin", "cors_origins lets any page "
		    "in: \"%s\"", origins);
	else if (doctor_public(p) && strstr(origins, "http://"))
		weak(p, "name origins with https:// only", "cors_origins "
		    "has one without TLS");
}

/* ---- getting in -------------------------------------------------------- */

/* The settings that OWASP's Password Storage Cheat Sheet calls equally
 * strong, with r = 8. */
static void
look_passwords(struct checkup *p)
{
	static const struct {
		int64_t	log2_n, p;
	} enough[] = { { 17, 1 }, { 16, 2 }, { 15, 3 }, { 14, 5 },
	    { 13, 10 } };
	const struct conf *conf = p->cx->conf;
	size_t i;

	for (i = 0; i < COUNT(enough); i++)
		if (conf->scrypt_log2_n >= enough[i].log2_n &&
		    conf->scrypt_r >= 8 && conf->scrypt_p >= enough[i].p)
			return;
	weak(p, "take the defaults: scrypt_log2_n=14, scrypt_r=8, "
	    "scrypt_p=5", "hashing is cheaper than it should be (2^%lld, "
	    "%lld, %lld)", (long long)conf->scrypt_log2_n,
	    (long long)conf->scrypt_r, (long long)conf->scrypt_p);
}

static void
look_dictionary(struct checkup *p)
{
	const char *path = p->cx->conf->password_dictionary;

	if (access(arena_fmt(p->cx->arena, "%s.pwd", path), R_OK) != 0)
		weak(p, "install cracklib-runtime, or set "
		    "password_dictionary", "%s.pwd: %s; only a short list "
		    "of bad passwords is refused", path, strerror(errno));
}

static void
look_registration(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;

	if (conf->fetch_private)
		weak(p, "set fetch_private=no", "addresses that people name "
		    "may lead to machines of the own network");
	if (!is(conf->registration, "open"))
		return;
	if (!conf_mails(conf))
		weak(p, "set mail_transport, or registration=invitation",
		    "everybody may register, and no mail goes out: no "
		    "address is confirmed, no password can be recovered");
	if (doctor_production(p) && !conf->registration_seconds)
		weak(p, "set registration_seconds=2", "everybody may "
		    "register, as fast as a program can");
}

static void
look_limits(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;

	if (conf->login_failures > 20 || conf->mfa_failures > 20)
		weak(p, "take the defaults", "a password or a code may be "
		    "guessed %lld times in a quarter of an hour",
		    (long long)(conf->login_failures > conf->mfa_failures ?
		    conf->login_failures : conf->mfa_failures));
}

/* ---- mail -------------------------------------------------------------- */

static bool
is_file(const char *path, int mode)
{
	return access(path, mode) == 0;
}

static void
look_mail(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;
	const char *how = conf->mail_transport;
	bool near = strstr(conf->mail_url, "//localhost") ||
	    strstr(conf->mail_url, "//127.") ||
	    strstr(conf->mail_url, "//[::1]");

	if (is(how, "none")) {
		weak(p, "set mail_transport", "no mail goes out: forgotten "
		    "passwords need mealctl user reset");
		return;
	}
	if (!*conf->mail_from)
		wrong(p, "set mail_from, such as \"meal "
		    "<meal@example.com>\"", "mails have no sender");
	if (is(how, "directory") && doctor_production(p))
		weak(p, "set mail_transport=smtp or sendmail", "mails stay "
		    "in files");
	if (is(how, "directory") && !is_file(conf->mail_directory, W_OK))
		wrong(p, "make it, for the user of the worker", "%s: %s",
		    conf->mail_directory, strerror(errno));
	if (is(how, "sendmail") && !is_file(conf->mail_program, X_OK))
		wrong(p, "set mail_program", "%s: %s", conf->mail_program,
		    strerror(errno));
	if (is(how, "smtp") && *conf->mail_ca &&
	    !is_file(conf->mail_ca, R_OK))
		wrong(p, "set mail_ca", "%s: %s", conf->mail_ca,
		    strerror(errno));
	if (is(how, "smtp") && *conf->mail_user && !near &&
	    text_starts(conf->mail_url, "smtp://") &&
	    !is(conf->mail_tls, "must"))
		weak(p, "set mail_tls=must, or an address with smtps://",
		    "the mail server's password may travel in clear");
}

/* ---- files ------------------------------------------------------------- */

static void
look_files(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;
	const struct {
		const char	*name, *path;
		int		 mode;
	} all[] = {
		{ "templates", conf->templates, R_OK },
		{ "assets", conf->assets, R_OK },
		{ "migrations", conf->migrations, R_OK },
		{ "openapi", conf->openapi, R_OK },
		{ "runtime", conf->runtime, W_OK },
		{ "spool", conf->spool, W_OK },
	};
	size_t i;

	for (i = 0; i < COUNT(all); i++)
		if (!is_file(all[i].path, all[i].mode))
			wrong(p, "install it, or set the option right",
			    "%s %s: %s", all[i].name, all[i].path,
			    strerror(errno));
	/* made by the worker, in a directory that must be there */
	if (!is_file(conf->exports, W_OK) && errno != ENOENT)
		wrong(p, "give it to the user of the worker", "exports %s: "
		    "%s", conf->exports, strerror(errno));
}

static void
look_disk(struct checkup *p)
{
	const struct conf *conf = p->cx->conf;
	const char *const paths[] = { conf->runtime, conf->exports,
	    conf->mail_directory, conf->spool };
	struct statvfs fs;
	size_t i;

	for (i = 0; i < COUNT(paths); i++)
		if (statvfs(paths[i], &fs) == 0 &&
		    (uint64_t)fs.f_bavail * fs.f_frsize < DISK_FREE_MIN)
			weak(p, "make room", "%s has only %llu MB left",
			    paths[i], (unsigned long long)((uint64_t)
			    fs.f_bavail * fs.f_frsize >> 20));
}

static const struct check checks[] = {
	{ "credentials", look_credentials },
	{ "keys", look_keys },
	{ "address", look_address },
	{ "tls", look_tls },
	{ "environment", look_environment },
	{ "cors", look_origins },
	{ "passwords", look_passwords },
	{ "dictionary", look_dictionary },
	{ "registration", look_registration },
	{ "limits", look_limits },
	{ "mail", look_mail },
	{ "files", look_files },
	{ "disk", look_disk },
};

/* ------------------------------------------------------------------------ */

static void
look_at(struct checkup *p, const struct check *c)
{
	p->check = c->name;
	p->said = false;
	c->look(p);
	if (!p->said)
		print(p, "ok", NULL, NULL);
}

bool
doctor(struct cx *cx, bool json, FILE *out)
{
	struct checkup p = { .cx = cx, .json = json, .out = out,
	    .check = "configuration" };
	size_t i;

	cx->conf = conf_load(&cx->err);
	if (!cx->conf) {
		print(&p, "fail", cx->err.detail, "mend that line first");
		return false;
	}
	print(&p, "ok", NULL, NULL);
	for (i = 0; i < COUNT(checks); i++)
		look_at(&p, &checks[i]);
	cx->db = db_new_direct(cx->conf);
	for (i = 0; i < doctor_store_count; i++)
		if (i == 0 || p.reachable)
			look_at(&p, &doctor_store_checks[i]);
	return !p.failed || fail(cx, ERR_CONFLICT, p.failed > 1 ?
	    "%d things are wrong" : "%d thing is wrong", p.failed);
}
