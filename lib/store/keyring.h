/*
 * keyring: the keys of an installation: those that sign access tokens (the
 * file token-key, a JWK Set) and those that seal what is stored (data-key),
 * both in the directory `credentials`.
 *
 * The public half of token-key stands in public/token-key as well, for
 * programs that may not read the rest.
 *
 * In each the first key is today's and the older ones still open what they
 * made. Rotation puts a new one in front; processes that run take it without
 * a restart. Names are UUIDv7 and tell a key's age.
 */
#ifndef MEAL_KEYRING_H
#define MEAL_KEYRING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct conf;
struct doc;
struct err;
struct jwt_keys;
struct keyring;
struct secret_keys;

/*
 * Both files. ERR_INTERNAL with the file and what is wrong or missing.
 * Lives until keyring_close; what it gave, until the next keyring_refresh
 * that says true.
 */
struct keyring *keyring_open(struct err *, const struct conf *);
/*
 * What checks tokens alone: of token-key, or of public/token-key where that
 * cannot be read, the public half. keyring_data is NULL.
 */
struct keyring *keyring_open_public(struct err *, const struct conf *);
/* NULL is fine. */
void	keyring_close(struct keyring *);
const struct jwt_keys *keyring_token(const struct keyring *);
const struct secret_keys *keyring_data(const struct keyring *);
/*
 * Take changed files; true when the keys are others now. Costs two stats: at
 * the start of each request, so that whatever a process with new keys has
 * signed or sealed before is good here. Files that are wrong are logged once
 * and the keys stay.
 */
bool	keyring_refresh(struct keyring *);

/* Make the files that are not there; tell what was done. */
bool	keyring_make(struct err *, const struct conf *, FILE *);
/* A new key in front of each file, whole or not at all. */
bool	keyring_rotate(struct err *, const struct conf *, FILE *);
/* When a key of that name was made, in Unix seconds; false for names that do
 * not tell. */
bool	keyring_made_at(const char *name, int64_t *seconds);
/*
 * [{file, name, inUse, days}]: names and ages (null when the name does not
 * tell), without secrets; the one that is used now first.
 */
struct doc *keyring_list(struct err *, const struct conf *);

#endif
