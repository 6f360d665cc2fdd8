/*
 * wellknown: what strangers ask about an installation at fixed addresses
 * (RFC 8615): the public keys of access tokens, and whom to tell of a
 * weakness.
 */
#ifndef MEAL_WELLKNOWN_H
#define MEAL_WELLKNOWN_H

struct cx;

/* The JWK Set of the keys that verify access tokens (RFC 7517). */
char   *wellknown_keys(struct cx *);
/* security.txt (RFC 9116); ERR_NOT_FOUND without security_contact. */
char   *wellknown_security(struct cx *);

#endif
