#include "jwt.h"

#include <cjose/cjose.h>
#include <string.h>

#include "arena.h"
#include "doc.h"
#include "err.h"
#include "json.h"
#include "text.h"

struct jwt_key {
	cjose_jwk_t	*jwk;
	cjose_header_t	*header;
	const char	*kid;
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

char *
jwt_key_make(struct err *e, const char *kid)
{
	cjose_err err;
	cjose_jwk_t *jwk;
	char *text, *copy;

	jwk = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &err);
	if (!jwk)
		return err_set(e, ERR_INTERNAL, "no key: %s", err.message);
	arena_defer(e->arena, release_jwk, jwk);
	text = cjose_jwk_set_kid(jwk, kid, strlen(kid), &err) ?
	    cjose_jwk_to_json(jwk, true, &err) : NULL;
	if (!text)
		return err_set(e, ERR_INTERNAL, "no key: %s", err.message);
	copy = arena_str(e->arena, text);
	cjose_get_dealloc()(text);
	return copy;
}

struct jwt_key *
jwt_key_load(struct err *e, const char *text, size_t n)
{
	struct jwt_key *key = arena_alloc(e->arena, sizeof(*key));
	struct doc *d = json_parse(e, text, n);
	cjose_err err;

	if (!d || !doc_str(d, "kid") || !doc_str(d, "d") ||
	    !doc_str(d, "crv") || strcmp(doc_str(d, "crv"), "P-256") != 0)
		return err_set(e, ERR_INTERNAL, "token-key is no JWK of a "
		    "P-256 key with \"d\" and \"kid\"");
	key->kid = doc_str(d, "kid");
	key->jwk = cjose_jwk_import(text, n, &err);
	if (!key->jwk)
		return err_set(e, ERR_INTERNAL, "token-key: %s",
		    err.message);
	arena_defer(e->arena, release_jwk, key->jwk);
	key->header = cjose_header_new(&err);
	if (!key->header)
		return err_set(e, ERR_INTERNAL, "token-key: %s",
		    err.message);
	arena_defer(e->arena, release_header, key->header);
	if (!cjose_header_set(key->header, CJOSE_HDR_ALG,
	    CJOSE_HDR_ALG_ES256, &err) ||
	    !cjose_header_set(key->header, CJOSE_HDR_KID, key->kid, &err) ||
	    !cjose_header_set(key->header, "typ", "JWT", &err))
		return err_set(e, ERR_INTERNAL, "token-key: %s",
		    err.message);
	return key;
}

char *
jwt_sign(struct err *e, const struct jwt_key *key, const struct jwt *jwt)
{
	char *claims = arena_fmt(e->arena, "{\"sub\":\"%s\",\"sid\":\"%s\","
	    "\"iat\":%lld,\"exp\":%lld}", jwt->subject, jwt->session,
	    (long long)jwt->issued, (long long)jwt->expires);
	cjose_jws_t *jws;
	const char *text;
	cjose_err err;

	jws = cjose_jws_sign(key->jwk, key->header, (uint8_t *)claims,
	    strlen(claims), &err);
	if (!jws)
		return err_set(e, ERR_INTERNAL, "signing: %s", err.message);
	arena_defer(e->arena, release_jws, jws);
	if (!cjose_jws_export(jws, &text, &err))
		return err_set(e, ERR_INTERNAL, "signing: %s", err.message);
	return arena_str(e->arena, text);
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

static bool
header_fits(cjose_jws_t *jws, const struct jwt_key *key)
{
	cjose_header_t *header = cjose_jws_get_protected(jws);
	const char *alg, *kid;
	cjose_err err;

	alg = cjose_header_get(header, CJOSE_HDR_ALG, &err);
	kid = cjose_header_get(header, CJOSE_HDR_KID, &err);
	return alg && strcmp(alg, CJOSE_HDR_ALG_ES256) == 0 && kid &&
	    strcmp(kid, key->kid) == 0;
}

bool
jwt_verify(struct arena *arena, const struct jwt_key *key, const char *token,
    size_t n, int64_t now, struct jwt *jwt)
{
	struct doc *claims;
	cjose_jws_t *jws;
	uint8_t *plain;
	size_t plain_n;
	cjose_err err;
	struct err quiet;

	if (n > JWT_MAX)
		return false;
	jws = cjose_jws_import(token, n, &err);
	if (!jws)
		return false;
	arena_defer(arena, release_jws, jws);
	if (!header_fits(jws, key) ||
	    !cjose_jws_verify(jws, key->jwk, &err) ||
	    !cjose_jws_get_plaintext(jws, &plain, &plain_n, &err))
		return false;
	err_init(&quiet, arena);
	claims = json_parse(&quiet, (const char *)plain, plain_n);
	return claims && claim_id(claims, "sub", jwt->subject) &&
	    claim_id(claims, "sid", jwt->session) &&
	    claim_time(claims, "iat", &jwt->issued) &&
	    claim_time(claims, "exp", &jwt->expires) &&
	    jwt->expires > now && jwt->issued <= now + 60;
}
