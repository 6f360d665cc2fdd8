/*
 * Access tokens and their keys. With files of Wycheproof (JSON Web
 * Signature) as arguments, their ES256 vectors as well: t/024-jws.t.
 */
#include "data/jwt.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"

#include "slurp.h"
#include "tap.h"

#define NOW 1800000000

static struct arena *arena;
#define ISSUER "https://meal.example.com"

static const struct jwt claims = {
	.issuer = ISSUER,
	"01900000-0000-7000-8000-000000000001",
	"01900000-0000-7000-8000-000000000002", NOW, NOW + 3600
};

static struct jwt_keys *
load(const char *text)
{
	struct err e;

	err_init(&e, arena);
	return jwt_keys_load(&e, text, strlen(text));
}

static char *
add(const char *text, const char *kid)
{
	struct err e;

	err_init(&e, arena);
	return jwt_keys_add(&e, text, text ? strlen(text) : 0, kid);
}

static char *
sign(const struct jwt_keys *keys, const struct jwt *jwt)
{
	struct err e;

	err_init(&e, arena);
	return jwt_sign(&e, keys, jwt);
}

static bool
good_at(const struct jwt_keys *keys, const char *token, int64_t now)
{
	struct jwt jwt = { .issuer = ISSUER };

	return jwt_verify(arena, keys, token, strlen(token), now, &jwt);
}

static bool
good(const struct jwt_keys *keys, const char *token)
{
	return good_at(keys, token, NOW);
}

/* Whoever has the public half alone checks, and signs nothing. */
static void
test_public(void)
{
	const char *set = add(NULL, "one");
	char *text = arena_str(arena, set);
	struct jwt_keys *public;
	struct err e;

	err_init(&e, arena);
	public = jwt_keys_load_public(&e, text, strlen(text));
	ok(public && good(public, sign(load(set), &claims)), "it checks");
	ok(public && !sign(public, &claims), "it does not sign");
}

/* ---- keys -------------------------------------------------------------- */

static void
test_rotation(void)
{
	char *one = add(NULL, "one"), *two = add(one, "two");
	char *three = add(two, "three"), *four = add(three, "four");
	struct jwt_keys *keys[] = { load(one), load(two), load(three),
	    load(four) };
	char *token = sign(keys[0], &claims);
	const struct doc *d;
	struct buf b;

	ok(keys[0] && keys[1] && keys[2] && keys[3], "sets are read");
	is_str(jwt_keys_name(keys[1], 0), "two", "the new key is the first");
	is_str(jwt_keys_name(keys[1], 1), "one", "the old one stays");
	is_str(jwt_keys_name(keys[1], 2), NULL, "and there is no more");
	is_str(jwt_keys_name(keys[3], 2), "two", "three are kept");
	is_str(jwt_keys_name(keys[3], 3), NULL, "the oldest leaves");
	ok(good(keys[0], token) && good(keys[1], token) &&
	    good(keys[2], token), "an old key's token is good");
	ok(!good(keys[3], token), "until the key has left");
	ok(!good(keys[0], sign(keys[1], &claims)),
	    "a new key's is not to whom has not got it");
	d = json_parse(&(struct err){ .arena = arena }, four, strlen(four));
	d = doc_first(doc_get(d, "keys"));
	ok(doc_str(d, "d") != NULL, "today's key has its private part");
	for (d = d->next; d; d = d->next)
		ok(!doc_get(d, "d"), "an older one's is forgotten");
	d = jwt_keys_public(arena, keys[3]);
	buf_init(&b, arena, 4096);
	json_print(&b, d);
	is_int((int64_t)doc_get(d, "keys")->count, 3, "three public keys");
	ok(!strstr(buf_done(&b, NULL), "\"d\""), "without private parts");
	for (d = doc_first(doc_get(d, "keys")); d; d = d->next)
		is_int((int64_t)d->count, 7, "and with seven members");
}

/* A set's first key with a member replaced, as text; value NULL: without. */
static char *
spoiled(const char *set, const char *name, const char *value)
{
	struct err e;
	struct doc *d, *key;
	struct buf b;

	err_init(&e, arena);
	d = json_parse(&e, set, strlen(set));
	key = doc_first(doc_get(d, "keys"));
	if (value)
		doc_set(key, name, doc_raw(arena, value, strlen(value)));
	else
		doc_drop(key, name);
	buf_init(&b, arena, 8192);
	json_print(&b, d);
	return buf_done(&b, NULL);
}

static void
test_bad_keys(void)
{
	static const char *const texts[] = { "", "{}", "[]", "null", "x",
	    "{\"keys\":[]}", "{\"keys\":{}}", "{\"keys\":[{}]}",
	    "{\"keys\":[null]}", "{\"keys\":\"x\"}" };
	static const char *const members[][2] = {
		{ "kty", "\"RSA\"" }, { "kty", NULL }, { "crv", "\"P-384\"" },
		{ "crv", NULL }, { "d", NULL }, { "kid", NULL },
		{ "kid", "\"\"" }, { "kid", "\"two\"" }, { "x", NULL },
		{ "y", "\"AAAA\"" }, { "x", "\"AAAA\"" },
		{ "d", "\"AAAA\"" }, { "x", "\"A=AA\"" },
		{ "y", "\"AA=A\"" }, { "d", "\"AAA=A\"" }, { "d", "7" },
		{ "d", "\"7\"" },
		{ "use", "\"enc\"" }, { "alg", "\"ES384\"" },
		{ "alg", "\"none\"" }, { "key_ops", "[\"encrypt\"]" },
	};
	char *one = add(NULL, "two"), *two = add(one, "one");
	size_t i;

	for (i = 0; i < COUNT(texts); i++)
		ok(!load(texts[i]), arena_fmt(arena, "no key: %s", texts[i]));
	ok(load(spoiled(two, "use", "\"sig\"")) != NULL, "use sig is fine");
	ok(load(spoiled(two, "alg", "\"ES256\"")) != NULL, "alg ES256, too");
	for (i = 0; i < COUNT(members); i++)
		ok(!load(spoiled(two, members[i][0], members[i][1])),
		    arena_fmt(arena, "not with %s %s", members[i][0],
		    members[i][1] ? members[i][1] : "missing"));
	ok(!add("nonsense", "x"), "nothing is put in front of nonsense");
}

/* ---- tokens ------------------------------------------------------------ */

static void
test_claims(const struct jwt_keys *keys)
{
	char *token = sign(keys, &claims);
	struct jwt jwt = { .issuer = ISSUER }, early = claims;

	ok(jwt_verify(arena, keys, token, strlen(token), NOW, &jwt),
	    "a token of ours");
	is_str(jwt.subject, claims.subject, "says who");
	is_str(jwt.session, claims.session, "and in which session");
	is_int(jwt.issued, NOW, "since when");
	is_int(jwt.expires, NOW + 3600, "and until when");
	ok(good_at(keys, token, NOW + 3599), "good in its last second");
	ok(!good_at(keys, token, NOW + 3600), "and not in the next");
	ok(good_at(keys, token, NOW - 60), "a minute early is a clock's");
	ok(!good_at(keys, token, NOW - 61), "more is not");
	early.issued = NOW + 1000;
	ok(!good(keys, sign(keys, &early)), "not valid yet");
	early = claims;
	early.issuer = "https://elsewhere.example.com";
	ok(!good(keys, sign(keys, &early)), "of another site");
	early = claims;
	early.issued = NOW + 1000;
	memcpy(early.subject, "robin", 6);
	ok(!good_at(keys, sign(keys, &early), NOW + 1000),
	    "a subject that is no id");
	ok(!good(load(add(NULL, "key")), token), "of another key of the name");
}

static void
test_spelling(const struct jwt_keys *keys)
{
	char *token = sign(keys, &claims), *bad;
	size_t n = strlen(token), i, taken = 0;
	struct jwt jwt = { .issuer = ISSUER };

	for (i = 0; i < n; i++)
		taken += jwt_verify(arena, keys, arena_dup(arena, token, i),
		    i, NOW, &jwt);
	is_int((int64_t)taken, 0, "no beginning of a token is one");
	for (i = 0; i < n; i++) {
		bad = arena_str(arena, token);
		bad[i] = bad[i] == 'A' ? 'B' : 'A';
		taken += good(keys, bad);
		bad[i] = '\x80';
		taken += good(keys, bad);
	}
	is_int((int64_t)taken, 0, "nor with any character changed");
	for (i = 0; i < 64; i++) {	/* each last sextet: 4 bits stray */
		bad = arena_str(arena, token);
		bad[n - 1] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
		    "uvwxyz0123456789-_"[i];
		taken += good(keys, bad);
	}
	is_int((int64_t)taken, 1, "of 64 last characters one is right");
	ok(!good(keys, arena_fmt(arena, "%s.", token)), "a dot more");
	ok(!good(keys, arena_fmt(arena, ".%s", token)), "a dot before");
	ok(!good(keys, arena_fmt(arena, "%s=", token)), "padding");
	ok(!good(keys, arena_fmt(arena, " %s", token)), "a blank");
	ok(!good(keys, arena_fmt(arena, "%s\n", token)), "a line's end");
	bad = arena_alloc(arena, 100001);
	memset(bad, 'A', 100000);
	memcpy(bad, token, n);
	ok(!good(keys, bad), "a huge one");
	memset(bad, '.', 100000);
	ok(!good(keys, bad), "of dots");
	ok(!good(keys, ""), "nothing");
}

static void
test_json_form(const struct jwt_keys *keys)
{
	char *token = sign(keys, &claims);
	int head = (int)strcspn(token, ".");
	int body = (int)strcspn(token + head + 1, ".");
	const char *signature = token + head + 1 + body + 1;

	ok(!good(keys, arena_fmt(arena, "{\"protected\":\"%.*s\","
	    "\"payload\":\"%.*s\",\"signature\":\"%s\"}", head, token, body,
	    token + head + 1, signature)), "the flattened JSON form");
	ok(!good(keys, arena_fmt(arena, "{\"payload\":\"%.*s\","
	    "\"signatures\":[{\"protected\":\"%.*s\",\"signature\":\"%s\"}]}",
	    body, token + head + 1, head, token, signature)),
	    "the general JSON form");
}

/* ---- Wycheproof -------------------------------------------------------- */

static bool
has_p256(const struct doc *key)
{
	const struct doc *d;

	for (d = doc_first(doc_get(key, "keys")); d; d = d->next)
		if (has_p256(d))
			return true;
	return doc_str(key, "crv") && strcmp(doc_str(key, "crv"),
	    "P-256") == 0;
}

static unsigned
test_group(const struct doc *group)
{
	const struct doc *key = doc_get(group, "private"), *d;
	struct jwt_keys *keys;
	unsigned ran = 0;
	struct buf b;

	if (!has_p256(key))
		return 0;
	buf_init(&b, arena, 65536);
	json_print(&b, key);
	keys = load(buf_done(&b, NULL));
	for (d = doc_first(doc_get(group, "tests")); d; d = d->next) {
		const char *jws = doc_str(d, "jws");
		bool valid = strcmp(doc_str(d, "result"), "valid") == 0;
		size_t n;

		if (!jws)
			continue;
		ok(valid == (keys && jwt_open(arena, keys, jws, strlen(jws),
		    &n)), arena_fmt(arena, "vector %s: %s (%s)",
		    doc_str(d, "tcId"), doc_str(d, "comment"),
		    doc_str(d, "result")));
		ran++;
	}
	return ran;
}

static void
test_vectors(const char *path)
{
	struct err e;
	struct doc *d;
	unsigned ran = 0;
	size_t n;
	char *p = slurp(arena, path, &n);

	err_init(&e, arena);
	d = p ? json_parse(&e, p, n) : NULL;
	for (d = doc_first(doc_get(d, "testGroups")); d; d = d->next)
		ran += test_group(d);
	ok(ran > 0, arena_fmt(arena, "%s: %u vectors", path, ran));
}

int
main(int argc, char **argv)
{
	struct jwt_keys *keys;
	int i;

	arena = arena_new();
	keys = load(add(NULL, "key"));
	test_public();
	test_rotation();
	test_bad_keys();
	test_claims(keys);
	test_spelling(keys);
	test_json_form(keys);
	for (i = 1; i < argc; i++)
		test_vectors(argv[i]);
	is_int(err_bugs(), 0, "no bug was logged");
	arena_free(arena);
	return done();
}
