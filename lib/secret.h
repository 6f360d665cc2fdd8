/*
 * secret: passwords, random tokens, hashes and ids.
 *
 * Passwords are scrypt (RFC 7914) in libscrypt's MCF form, $s1$…. Tokens are
 * 256 random bits in base64url; only their SHA-256 is stored.
 */
#ifndef MEAL_SECRET_H
#define MEAL_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct conf;

#define SECRET_TOKEN_LENGTH 43		/* characters of a token */

/* A password's MCF hash with the configured cost; takes long on purpose. */
char   *secret_password_hash(struct arena *, const struct conf *,
	    const char *password);
/*
 * Whether the password fits the hash. With hash NULL (no such account) it
 * does the same work and says no.
 */
bool	secret_password_check(struct arena *, const struct conf *,
	    const char *hash, const char *password);
/* Whether a hash was made with other parameters than the configured ones. */
bool	secret_password_old(const struct conf *, const char *hash);

/* A fresh token. */
char   *secret_token(struct arena *);
/* SHA-256 of a text in hexadecimal (64 characters). */
char   *secret_hash(struct arena *, const char *text, size_t n);
/* The first 8 hexadecimal digits of a body's hash, for an ETag. Not
 * cryptographic: a 64-bit FNV-1a, folded; changes are what it finds. */
void	secret_etag(char out[9], const char *p, size_t n);
/* HMAC-SHA256 under key, in hexadecimal; for form tokens and cursors. */
char   *secret_mac(struct arena *, const char *key, size_t key_n,
	    const char *text);
/* Equal, in time that does not depend on where they differ. */
bool	secret_equal(const char *a, const char *b);
void	secret_random(void *out, size_t n);

/* A UUIDv7 of now (RFC 9562), never going back within a process. */
char   *secret_uuid(struct arena *);
/*
 * The UUIDv5 of a food of the shared catalogue, "source:number" in meal's
 * own namespace: equal on every installation.
 */
char   *secret_food_id(struct arena *, const char *source,
	    const char *number);

#endif
