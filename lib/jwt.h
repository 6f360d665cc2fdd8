/*
 * jwt: access tokens (RFC 7519) signed with ES256 (RFC 7518), nothing else.
 * A token names the person and the session and says until when; all that may
 * change meanwhile (role, household, whether the session lives) is asked of
 * the database.
 */
#ifndef MEAL_JWT_H
#define MEAL_JWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct jwt_key;

#define JWT_MAX 1024		/* characters of a token */

struct jwt {
	char	subject[37];	/* person */
	char	session[37];
	int64_t	issued, expires;	/* Unix seconds */
};

/* A new key as a JWK (RFC 7517) with private part, named kid. */
char   *jwt_key_make(struct err *, const char *kid);
/*
 * Read a JWK. ERR_INTERNAL when it is no P-256 key with kid and private
 * part. Released with the arena of err.
 */
struct jwt_key *jwt_key_load(struct err *, const char *jwk, size_t n);

/* The compact form. ERR_INTERNAL when signing fails. */
char   *jwt_sign(struct err *, const struct jwt_key *, const struct jwt *);
/*
 * Whether the token is one of ours and good at `now`: alg is ES256, kid is
 * the key's, the signature holds, all claims are there. False sets no error:
 * why a token is refused is nobody's business.
 */
bool	jwt_verify(struct arena *, const struct jwt_key *, const char *token,
	    size_t n, int64_t now, struct jwt *);

#endif
