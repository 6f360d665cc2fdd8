/*
 * secret_crypt: passwords hashed elsewhere, in the forms that libcrypt
 * reads: bcrypt ($2a$, $2b$, $2y$), SHA-crypt ($5$, $6$), scrypt ($7$) and
 * yescrypt ($y$). What would cost too much to check is not known: bcrypt
 * above cost 16, SHA-crypt above 5 million rounds, and more than 256 MB.
 */
#ifndef MEAL_SECRET_CRYPT_H
#define MEAL_SECRET_CRYPT_H

#include <stdbool.h>

struct arena;

bool	secret_crypt_known(const char *hash);
/* Whether the password fits a known one. */
bool	secret_crypt_check(struct arena *, const char *hash,
	    const char *password);

#endif
