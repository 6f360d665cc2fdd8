/*
 * secret: passwords, random tokens, hashes and ids.
 *
 * Passwords are scrypt (RFC 7914) in libscrypt's MCF form, $s1$…. Those that
 * were hashed elsewhere are known in the forms of secret_crypt.h and as
 * PBKDF2, with SHA-256 or SHA-512, as Django (pbkdf2_sha256$…) and passlib
 * ($pbkdf2-sha256$…) write it. Tokens are 256 random bits in base64url; only
 * their SHA-256 is stored.
 */
#ifndef MEAL_SECRET_H
#define MEAL_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct conf;
struct err;
struct secret_keys;

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
/*
 * Whether a text is a hash that can be checked. Those that would cost minutes
 * or gigabytes cannot (5 million iterations, 256 MB, bcrypt's cost 16 are the
 * most), unless they are as configured here.
 */
bool	secret_password_known(struct arena *, const struct conf *,
	    const char *hash);
/* Whether a hash was made with other parameters than the configured ones. */
bool	secret_password_old(const struct conf *, const char *hash);

/* A fresh token. */
char   *secret_token(struct arena *);
/* SHA-256 of a text in hexadecimal (64 characters). */
char   *secret_hash(struct arena *, const char *text, size_t n);
/* That of a whole text; NULL for NULL. */
char   *secret_text_hash(struct arena *, const char *text);
/* The first 8 hexadecimal digits of a body's hash, for an ETag. Not
 * cryptographic: 64 bits, folded; changes are what it finds. */
void	secret_etag(char out[9], const char *p, size_t n);
/* HMAC-SHA256 under key, in hexadecimal; for form tokens and cursors. */
char   *secret_mac(struct arena *, const char *key, size_t key_n,
	    const char *text);
/* Equal, in time that does not depend on where they differ. */
bool	secret_equal(const char *a, const char *b);
void	secret_random(void *out, size_t n);

/*
 * Keys of what is stored sealed: lines "name hex", 32 bytes each. The first
 * seals, all of them open, so a new one goes on top and an old one may leave
 * once nothing is sealed with it. ERR_INTERNAL with the line that is wrong.
 */
struct secret_keys *secret_keys_read(struct err *, const char *text);
/* Those of the file data-key in the credentials directory. */
struct secret_keys *secret_keys_load(struct err *, const struct conf *);
/* A line for that file: a fresh key and its name. */
char   *secret_key_make(struct arena *);
/* The name of the i-th key; NULL after the last. */
const char *secret_keys_name(const struct secret_keys *, size_t i);
/*
 * Seal a text with AES-256-GCM (NIST SP 800-38D), a fresh 96-bit nonce each:
 * "name:base64url". context says what it is and whose ("totp:<person>"); it
 * is authenticated, so that what was sealed cannot be moved elsewhere.
 */
char   *secret_seal(struct arena *, const struct secret_keys *,
	    const char *context, const char *text);
/* The text again; NULL when key, context or seal do not fit. */
char   *secret_open(struct arena *, const struct secret_keys *,
	    const char *context, const char *sealed);
/*
 * HMAC-SHA256 of a text under a key made of the i-th for this context:
 * "name:hex". Who has what is stored, and not the key, can try nothing out.
 * NULL after the last key.
 */
char   *secret_keyed(struct arena *, const struct secret_keys *, size_t i,
	    const char *context, const char *text);
/* Whether the key that it names is among them. */
bool	secret_sealed_known(const struct secret_keys *, const char *sealed);
/* Whether it was sealed with another key than today's. */
bool	secret_sealed_old(const struct secret_keys *, const char *sealed);

/* A UUIDv7 of now (RFC 9562), never going back within a process. */
char   *secret_uuid(struct arena *);
/*
 * The UUIDv5 of a food of the shared catalogue, "source:number" in meal's
 * own namespace: equal on every installation.
 */
char   *secret_food_id(struct arena *, const char *source,
	    const char *number);

#endif
