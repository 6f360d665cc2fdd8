/*
 * ticket: secrets that work once, sent by mail or held for the second step
 * of a login: to verify an address, to set a new password, to change the
 * address, to join a household, to finish a login, to take back what
 * somebody else did.
 *
 * Only the SHA-256 of the secret is stored. Whoever comes first uses it; of
 * several at once exactly one does.
 */
#ifndef MEAL_ONE_TIME_TOKEN_H
#define MEAL_ONE_TIME_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

struct cx;
struct doc;

/* Kinds: "verify", "reset", "mfa", "email", "invite", "undo". */

/*
 * A new one: its secret (43 characters). person, household and detail may be
 * NULL. lifetime in seconds.
 */
char   *one_time_make(struct cx *, const char *kind, const char *person,
	    const char *household, const struct doc *detail,
	    int64_t lifetime);
/*
 * {id, person, household, detail, failures, createdAt} of a good one, left as
 * it is; the null document when it is unknown, used, over or of another kind.
 */
struct doc *one_time_look(struct cx *, const char *kind, const char *secret);
/* The same and used up from now on. Belongs into the transaction of what it
 * is for. */
struct doc *one_time_use(struct cx *, const char *kind, const char *secret);
/* The text of a member of a ticket's detail; NULL when it has none. */
const char *one_time_detail(struct cx *, const struct doc *ticket,
	    const char *name);
/* Count a failed try; returns how many there were, or -1. Not within the
 * transaction that fails. */
int64_t	one_time_failed(struct cx *, const char *kind, const char *secret);
/* Make all of a person's of a kind useless. */
bool	one_time_void(struct cx *, const char *kind, const char *person);

#endif
