/*
 * Project Wycheproof's vectors of PBKDF2 and AES-GCM: wycheproof FILE ...
 * Those are tried that our forms can say: no NUL in a password or in what is
 * authenticated, keys of 256 bits with nonces of 96. Run by t/023-wycheproof.t,
 * which unpacks them.
 */
#include "store/secret.h"

#include "base/arena.h"
#include "base/buf.h"
#include "data/conf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"
#include "data/text.h"

#include "slurp.h"
#include "tap.h"

#define BYTES_MAX 4096

struct bytes {
	unsigned char	p[BYTES_MAX];
	size_t		n;
};

static struct arena *arena;
static const struct conf *conf;

static int
digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static bool
unhex(struct bytes *b, const struct doc *test, const char *name)
{
	const char *hex = doc_str(test, name);
	size_t i;

	b->n = hex ? strlen(hex) / 2 : 0;
	if (b->n > BYTES_MAX / 2)
		return false;
	for (i = 0; i < b->n; i++)
		b->p[i] = (unsigned char)(digit(hex[2 * i]) << 4 |
		    digit(hex[2 * i + 1]));
	b->p[b->n] = '\0';
	return true;
}

static void
add(struct bytes *b, const struct bytes *more)
{
	memcpy(b->p + b->n, more->p, more->n);
	b->n += more->n;
}

/* Base64 with the last two digits and without padding. */
static const char *
base64(const struct bytes *b, const char *last)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789";
	char *out = arena_alloc(arena, b->n * 2 + 8), *q = out;
	unsigned bits = 0, have = 0;
	size_t i;

	for (i = 0; i <= b->n; i++) {
		if (i < b->n) {
			bits = bits << 8 | b->p[i];
			have += 8;
		} else if (have) {
			bits <<= 6 - have;
			have = 6;
		}
		for (; have >= 6; have -= 6) {
			unsigned v = bits >> (have - 6) & 63;

			*q++ = v < 62 ? digits[v] : last[v - 62];
		}
	}
	*q = '\0';
	return out;
}

static bool
has_nul(const struct bytes *b)
{
	return memchr(b->p, '\0', b->n) != NULL;
}

static bool
try_pbkdf2(const char *hash, const struct doc *test)
{
	struct bytes password, salt, key;
	const char *text;
	bool valid = strcmp(doc_str(test, "result"), "valid") == 0;

	if (!unhex(&password, test, "password") || has_nul(&password) ||
	    !unhex(&salt, test, "salt") || !unhex(&key, test, "dk") ||
	    key.n < 16 || key.n > 64)
		return false;
	text = arena_fmt(arena, "$pbkdf2-%s$%s$%s$%s", hash,
	    doc_str(test, "iterationCount"), base64(&salt, "./"),
	    base64(&key, "./"));
	if (strlen(text) >= 512)
		return false;
	ok(secret_password_check(arena, conf, text, (char *)password.p) ==
	    valid, arena_fmt(arena, "PBKDF2 with %s, %s", hash,
	    doc_str(test, "tcId")));
	key.p[0] ^= 1;
	ok(!secret_password_check(arena, conf, arena_fmt(arena,
	    "$pbkdf2-%s$%s$%s$%s", hash, doc_str(test, "iterationCount"),
	    base64(&salt, "./"), base64(&key, "./")), (char *)password.p),
	    "and not with a bit turned");
	return true;
}

static bool
try_gcm(const struct doc *group, const struct doc *test)
{
	bool valid = strcmp(doc_str(test, "result"), "valid") == 0;
	struct bytes iv, aad, message, sealed, tag;
	struct secret_keys *keys;
	struct err e;
	const char *text;

	err_init(&e, arena);
	keys = secret_keys_read(&e, arena_fmt(arena, "k %s\n",
	    doc_str(test, "key")));
	if (!keys || strcmp(doc_str(group, "ivSize"), "96") != 0 ||
	    !unhex(&iv, test, "iv") || !unhex(&aad, test, "aad") ||
	    has_nul(&aad) || !unhex(&message, test, "msg") ||
	    !unhex(&sealed, test, "ct") || !unhex(&tag, test, "tag"))
		return false;
	add(&iv, &sealed);
	add(&iv, &tag);
	text = secret_open(arena, keys, (char *)aad.p, arena_fmt(arena,
	    "k:%s", base64(&iv, "-_")));
	ok(valid ? text && memcmp(text, message.p, message.n) == 0 : !text,
	    arena_fmt(arena, "AES-GCM, %s", doc_str(test, "tcId")));
	return true;
}

static void
test_file(const char *path)
{
	const struct doc *d, *group, *test;
	const char *what;
	unsigned tried = 0;
	struct err e;
	size_t n;
	char *p = slurp(arena, path, &n);

	err_init(&e, arena);
	d = p ? json_parse(&e, p, n) : NULL;
	if (!ok(d != NULL, path))
		return;
	what = doc_str(d, "algorithm");
	for (group = doc_first(doc_get(d, "testGroups")); group;
	    group = group->next)
		for (test = doc_first(doc_get(group, "tests")); test;
		    test = test->next)
			tried += strcmp(what, "AES-GCM") == 0 ?
			    try_gcm(group, test) : try_pbkdf2(
			    strstr(what, "512") ? "sha512" : "sha256", test);
	printf("# %s: %u tried\n", what, tried);
	ok(tried > 20, "more than a few can be said");
}

int
main(int argc, char **argv)
{
	struct err err;
	int i;

	if (argc < 2)
		return skip_all("no files were named");
	arena = arena_new();
	err_init(&err, arena);
	conf = conf_load(&err);
	if (ok(conf != NULL, "configuration"))
		for (i = 1; i < argc; i++)
			test_file(argv[i]);
	arena_free(arena);
	return done();
}
