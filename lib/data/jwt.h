/*
 * jwt: access tokens (RFC 7519) signed with ES256 (RFC 7518), nothing else.
 * A token names the person and the session and says until when; all that may
 * change meanwhile (role, household, whether the session lives) is asked of
 * the database.
 *
 * Keys are a JWK Set (RFC 7517): the first signs, all verify, each the
 * tokens that name it. So a new key goes in front, and what older ones have
 * signed stays good until it expires.
 */
#ifndef MEAL_JWT_H
#define MEAL_JWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct doc;
struct err;
struct jwt_keys;

#define JWT_MAX 1024		/* characters of a token */
#define JWT_AUDIENCE "meal"	/* for whom it is: aud */
#define JWT_KEYS_MAX 3		/* of a set */

struct jwt {
	const char *issuer;		/* iss: the site, its base_url */
	char	subject[37];	/* person */
	char	session[37];
	int64_t	issued, expires;	/* Unix seconds */
};

/*
 * Read a JWK or a JWK Set. ERR_INTERNAL when a key is not P-256 with kid, or
 * the first has no private part. Released with the arena of err.
 */
struct jwt_keys *jwt_keys_load(struct err *, const char *text, size_t n);
/* The same to check by alone: private parts are not needed, and forgotten. */
struct jwt_keys *jwt_keys_load_public(struct err *, const char *text,
	    size_t n);
/*
 * The text of a set with a fresh key, named kid, in front of those there
 * were (NULL: none). These lose their private parts, as they sign no more;
 * the oldest leaves when there are too many.
 */
char   *jwt_keys_add(struct err *, const char *text, size_t n,
	    const char *kid);
/* The name of the i-th key; NULL after the last. */
const char *jwt_keys_name(const struct jwt_keys *, size_t i);
/* The public set: {keys: [{kty, crv, x, y, kid, alg, use}]}. */
struct doc *jwt_keys_public(struct arena *, const struct jwt_keys *);

/* The compact form. ERR_INTERNAL when signing fails. */
char   *jwt_sign(struct err *, const struct jwt_keys *, const struct jwt *);
/*
 * Whether the token is one of ours and good at `now`: signed by one of our
 * keys (jwt_open), all claims are there, of jwt->issuer, which the caller
 * says. False sets no error: why a token is
 * refused is nobody's business.
 */
bool	jwt_verify(struct arena *, const struct jwt_keys *, const char *token,
	    size_t n, int64_t now, struct jwt *);
/*
 * What a token says that one of the keys has signed; else NULL. Takes the
 * compact form alone, in its one spelling, with a header of alg ES256, the
 * kid of a key, typ JWT or none, and nothing else: a token brings no keys of
 * its own and asks for nothing.
 */
const char *jwt_open(struct arena *, const struct jwt_keys *,
	    const char *token, size_t n, size_t *plain_n);

#endif
