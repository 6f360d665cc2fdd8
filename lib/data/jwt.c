#include "data/jwt.h"

#include <cjose/cjose.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"
#include "data/text.h"

#define KEY_TEXT_MAX	4096	/* a key as JSON */
#define KID_MAX		64
#define NUMBER		43	/* characters of 32 bytes in base64url */
#define SIGNATURE	86	/* characters of 64 bytes in base64url */

struct key {
	cjose_jwk_t	*jwk;
	const char	*kid, *x, *y;
};

struct jwt_keys {
	struct key	 keys[JWT_KEYS_MAX];
	size_t		 n;
	cjose_header_t	*header;	/* of what the first signs */
};

static void
release_jwk(void *p)
{
	cjose_jwk_release(p);
}

static void
release_header(void *p)
{
	cjose_header_release(p);
}

static void
release_jws(void *p)
{
	cjose_jws_release(p);
}

/* ---- keys -------------------------------------------------------------- */

/* How many of n bytes are base64url's. */
static size_t
word_length(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!(p[i] >= 'A' && p[i] <= 'Z') &&
		    !(p[i] >= 'a' && p[i] <= 'z') &&
		    !(p[i] >= '0' && p[i] <= '9') &&
		    p[i] != '-' && p[i] != '_')
			break;
	return i;
}

/* RFC 7518, 6.2.1.2. The library ends the program at a "=" in the middle, and
 * takes a key whose "d" is short for one that has none. */
static bool
is_number(const struct doc *d, const char *name)
{
	const char *s = doc_str(d, name);

	return s && strlen(s) == NUMBER && word_length(s, NUMBER) == NUMBER;
}

static bool
has(const struct doc *d, const char *name, const char *value)
{
	const char *s = doc_str(d, name);

	return s && strcmp(s, value) == 0;
}

/* What is for something else, or not sure to be for this, is no key. */
static bool
is_key(const struct doc *d)
{
	const char *kid = doc_str(d, "kid");

	return has(d, "kty", "EC") && has(d, "crv", "P-256") &&
	    is_number(d, "x") && is_number(d, "y") &&
	    (!doc_get(d, "d") || is_number(d, "d")) && kid && *kid &&
	    strlen(kid) <= KID_MAX &&
	    (!doc_get(d, "use") || has(d, "use", "sig")) &&
	    (!doc_get(d, "alg") || has(d, "alg", "ES256")) &&
	    !doc_get(d, "key_ops");
}

static const struct key *
key_named(const struct jwt_keys *keys, const char *kid)
{
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (strcmp(keys->keys[i].kid, kid) == 0)
			return &keys->keys[i];
	return NULL;
}

/* A key as the library writes it. */
static struct doc *
exported(struct err *e, const cjose_jwk_t *jwk, bool private)
{
	cjose_err err;
	char *text = cjose_jwk_to_json(jwk, private, &err);
	struct doc *d;

	if (!text)
		return err_set(e, ERR_INTERNAL, "%s", err.message);
	d = json_parse(e, text, strlen(text));
	memset(text, 0, strlen(text));
	cjose_get_dealloc()(text);
	return d;
}

static void
forget_private(struct doc *d)
{
	struct doc *secret = doc_get(d, "d");

	if (!secret)
		return;
	if (secret->kind == DOC_TEXT)
		memset((char *)(uintptr_t)secret->text, 0, secret->len);
	doc_drop(d, "d");
}

static bool
load_key(struct err *e, struct jwt_keys *keys, bool signs, struct doc *d)
{
	struct key *key = &keys->keys[keys->n];
	const struct doc *same;
	struct buf text;
	const char *p;
	cjose_err err;

	if (!is_key(d))
		return err_set(e, ERR_INTERNAL, "not a JWK of a P-256 key "
		    "with \"kid\"");
	if (key_named(keys, doc_str(d, "kid")))
		return err_set(e, ERR_INTERNAL, "two keys have one \"kid\"");
	if (!signs)
		forget_private(d);
	if (signs && !keys->n && !doc_str(d, "d"))
		return err_set(e, ERR_INTERNAL, "the first key has no "
		    "private part, \"d\"");
	key->kid = doc_str(d, "kid");
	key->x = doc_str(d, "x");
	key->y = doc_str(d, "y");
	buf_init(&text, e->arena, KEY_TEXT_MAX);
	json_print(&text, d);
	p = buf_done(&text, e);
	if (!p)
		return false;
	key->jwk = cjose_jwk_import(p, buf_len(&text), &err);
	if (!key->jwk)
		return err_set(e, ERR_INTERNAL, "%s", err.message);
	arena_defer(e->arena, release_jwk, key->jwk);
	/* With a private part the library does not look at these. */
	same = exported(e, key->jwk, false);
	if (!same || !has(same, "x", key->x) || !has(same, "y", key->y))
		return err_set(e, ERR_INTERNAL, "\"x\" and \"y\" are not "
		    "those of \"d\"");
	keys->n++;
	return true;
}

/* The list of a set's keys; a JWK by itself is the list's one. */
static struct doc *
parse_set(struct err *e, const char *text, size_t n)
{
	struct doc *d = json_parse(e, text, n), *list;

	if (!d)
		return NULL;
	list = doc_get(d, "keys");
	if (!list) {
		list = doc_list(e->arena);
		doc_add(list, d);
	}
	if (!doc_first(list))
		return err_set(e, ERR_INTERNAL, "no key in it");
	return list;
}

static struct jwt_keys *
load(struct err *e, bool signs, const char *text, size_t n)
{
	struct jwt_keys *keys = arena_alloc(e->arena, sizeof(*keys));
	struct doc *list = parse_set(e, text, n), *d;
	cjose_err err;

	if (!list)
		return NULL;
	if (list->count > JWT_KEYS_MAX)
		return err_set(e, ERR_INTERNAL, "more than %d keys",
		    JWT_KEYS_MAX);
	for (d = doc_first(list); d; d = d->next)
		if (!load_key(e, keys, signs, d))
			return NULL;
	keys->header = cjose_header_new(&err);
	if (!keys->header)
		return err_set(e, ERR_INTERNAL, "%s", err.message);
	arena_defer(e->arena, release_header, keys->header);
	if (!cjose_header_set(keys->header, CJOSE_HDR_ALG,
	    CJOSE_HDR_ALG_ES256, &err) ||
	    !cjose_header_set(keys->header, CJOSE_HDR_KID,
	    keys->keys[0].kid, &err) ||
	    !cjose_header_set(keys->header, "typ", "JWT", &err))
		return err_set(e, ERR_INTERNAL, "%s", err.message);
	return keys;
}

struct jwt_keys *
jwt_keys_load(struct err *e, const char *text, size_t n)
{
	return load(e, true, text, n);
}

struct jwt_keys *
jwt_keys_load_public(struct err *e, const char *text, size_t n)
{
	return load(e, false, text, n);
}

static struct doc *
make_key(struct err *e, const char *kid)
{
	cjose_err err;
	cjose_jwk_t *jwk;

	jwk = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &err);
	if (!jwk)
		return err_set(e, ERR_INTERNAL, "no key: %s", err.message);
	arena_defer(e->arena, release_jwk, jwk);
	if (!cjose_jwk_set_kid(jwk, kid, strlen(kid), &err))
		return err_set(e, ERR_INTERNAL, "no key: %s", err.message);
	return exported(e, jwk, true);
}

char *
jwt_keys_add(struct err *e, const char *text, size_t n, const char *kid)
{
	struct doc *set = doc_object(e->arena), *list, *old, *next;
	struct doc *key = make_key(e, kid);
	struct buf b;

	if (!key)
		return NULL;
	list = doc_append(set, "keys", doc_list(e->arena));
	doc_add(list, key);
	old = text ? parse_set(e, text, n) : NULL;
	if (text && !old)
		return NULL;
	for (old = doc_first(old); old && list->count < JWT_KEYS_MAX;
	    old = next) {
		next = old->next;
		doc_drop(old, "d");
		doc_add(list, old);
	}
	buf_init(&b, e->arena, JWT_KEYS_MAX * KEY_TEXT_MAX);
	json_print_pretty(&b, set);
	buf_char(&b, '\n');
	return buf_done(&b, e);
}

const char *
jwt_keys_name(const struct jwt_keys *keys, size_t i)
{
	return i < keys->n ? keys->keys[i].kid : NULL;
}

struct doc *
jwt_keys_public(struct arena *arena, const struct jwt_keys *keys)
{
	struct doc *set = doc_object(arena), *list;
	size_t i, j;

	list = doc_append(set, "keys", doc_list(arena));
	for (i = 0; i < keys->n; i++) {
		const struct key *key = &keys->keys[i];
		const char *const members[][2] = {
			{ "kty", "EC" }, { "crv", "P-256" }, { "x", key->x },
			{ "y", key->y }, { "kid", key->kid },
			{ "alg", "ES256" }, { "use", "sig" },
		};
		struct doc *d = doc_add(list, doc_object(arena));

		for (j = 0; j < COUNT(members); j++)
			doc_append(d, members[j][0], doc_text(arena,
			    members[j][1]));
	}
	return set;
}

/* ---- tokens ------------------------------------------------------------ */

char *
jwt_sign(struct err *e, const struct jwt_keys *keys, const struct jwt *jwt)
{
	char *claims = arena_fmt(e->arena, "{\"iss\":\"%s\",\"aud\":\""
	    JWT_AUDIENCE "\",\"sub\":\"%s\",\"sid\":\"%s\","
	    "\"iat\":%lld,\"exp\":%lld}", jwt->issuer, jwt->subject,
	    jwt->session,
	    (long long)jwt->issued, (long long)jwt->expires);
	cjose_jws_t *jws;
	const char *text;
	cjose_err err;

	jws = cjose_jws_sign(keys->keys[0].jwk, keys->header,
	    (uint8_t *)claims, strlen(claims), &err);
	if (!jws)
		return err_set(e, ERR_INTERNAL, "signing: %s", err.message);
	arena_defer(e->arena, release_jws, jws);
	if (!cjose_jws_export(jws, &text, &err))
		return err_set(e, ERR_INTERNAL, "signing: %s", err.message);
	return arena_str(e->arena, text);
}

/*
 * Three words of base64url with two dots between, the last of a signature's
 * length and without stray bits at its end: so no two texts are one token.
 * The length of the header, or 0.
 */
static size_t
header_length(const char *token, size_t n)
{
	size_t head, claims;

	if (n > JWT_MAX || n < SIGNATURE + 4)
		return 0;
	head = word_length(token, n);
	if (!head || head == n || token[head] != '.')
		return 0;
	claims = word_length(token + head + 1, n - head - 1);
	if (!claims || head + 1 + claims + 1 + SIGNATURE != n ||
	    token[head + 1 + claims] != '.' ||
	    word_length(token + n - SIGNATURE, SIGNATURE) != SIGNATURE ||
	    !strchr("AQgw", token[n - 1]))
		return 0;
	return head;
}

static struct doc *
parse_quietly(struct arena *arena, const void *text, size_t n)
{
	struct err quiet;

	err_init(&quiet, arena);
	return json_parse(&quiet, text, n);
}

static struct doc *
parse_header(struct arena *arena, const char *token, size_t n)
{
	uint8_t *plain;
	size_t plain_n;
	struct doc *d;
	cjose_err err;

	if (!cjose_base64url_decode(token, n, &plain, &plain_n, &err))
		return NULL;
	d = parse_quietly(arena, plain, plain_n);
	cjose_get_dealloc()(plain);
	return d;
}

/* The key that a header names, when it says what ours say and no more. */
static const struct key *
key_of(const struct jwt_keys *keys, const struct doc *header)
{
	const char *kid = doc_str(header, "kid");
	size_t known = 2;

	if (!kid || !has(header, "alg", "ES256"))
		return NULL;
	if (doc_get(header, "typ")) {
		if (!has(header, "typ", "JWT"))
			return NULL;
		known++;
	}
	return header->count == known ? key_named(keys, kid) : NULL;
}

const char *
jwt_open(struct arena *arena, const struct jwt_keys *keys, const char *token,
    size_t n, size_t *plain_n)
{
	size_t head = header_length(token, n);
	const struct key *key;
	cjose_jws_t *jws;
	uint8_t *plain;
	cjose_err err;

	if (!head)
		return NULL;
	key = key_of(keys, parse_header(arena, token, head));
	jws = key ? cjose_jws_import(token, n, &err) : NULL;
	if (!jws)
		return NULL;
	arena_defer(arena, release_jws, jws);
	if (!cjose_jws_verify(jws, key->jwk, &err) ||
	    !cjose_jws_get_plaintext(jws, &plain, plain_n, &err))
		return NULL;
	return arena_dup(arena, (const char *)plain, *plain_n);
}

static bool
claim_id(const struct doc *claims, const char *name, char out[37])
{
	const char *id = doc_str(claims, name);

	if (!id || !text_is_uuid(id))
		return false;
	memcpy(out, id, 37);
	return true;
}

static bool
claim_time(const struct doc *claims, const char *name, int64_t *out)
{
	const struct doc *d = doc_get(claims, name);

	return d && d->kind == DOC_NUMBER && text_int(d->text, out);
}

bool
jwt_verify(struct arena *arena, const struct jwt_keys *keys,
    const char *token, size_t n, int64_t now, struct jwt *jwt)
{
	size_t plain_n;
	const char *plain = jwt_open(arena, keys, token, n, &plain_n);
	struct doc *claims = plain ? parse_quietly(arena, plain, plain_n) :
	    NULL;

	return claims && has(claims, "iss", jwt->issuer) &&
	    has(claims, "aud", JWT_AUDIENCE) &&
	    claim_id(claims, "sub", jwt->subject) &&
	    claim_id(claims, "sid", jwt->session) &&
	    claim_time(claims, "iat", &jwt->issued) &&
	    claim_time(claims, "exp", &jwt->expires) &&
	    jwt->expires > now && jwt->issued <= now + 60;
}
