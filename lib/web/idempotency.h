/*
 * idem: Idempotency-Key. The answer of a POST is kept in the transaction
 * that made it; the same key with the same body gets the same answer, with
 * another body 422. A second one in flight waits for the first. Rows that
 * need nobody, or take or give a secret (FT_SECRET), are left alone.
 */
#ifndef MEAL_IDEMPOTENCY_H
#define MEAL_IDEMPOTENCY_H

#include <stdbool.h>

struct doc;
struct req;
struct route;

/* A key is of so many printable characters, and of one at least. */
#define IDEMPOTENCY_KEY_MAX	255

/* Whether answers of the row are kept: then the contract says so. */
bool	idempotency_kept(const struct route *);
/* Run the row's function, once per key. The document, or NULL. */
struct doc *idempotency_run(struct req *);

/*
 * What stands for a request of nobody's with an Idempotency-Key: a code (HMAC
 * under the key) of its JSON value but for the members that are secret. NULL
 * without a key, and with the error for one that is none.
 */
char   *idempotency_code(struct req *);

#endif
