/*
 * totp: the six digits that an app shows for half a minute (RFC 6238 over
 * RFC 4226: HMAC-SHA-1, steps of 30 seconds from 1970 on), as every app of
 * that kind does it. Pure functions; who may try how often is mfa's.
 */
#ifndef MEAL_TOTP_H
#define MEAL_TOTP_H

#include <stdint.h>

struct arena;

#define TOTP_STEP	30	/* seconds */
#define TOTP_DIGITS	6

/* A fresh secret of 160 bits (as RFC 4226, 4 wants), in base32: 32 letters
 * and digits. */
char   *totp_secret(struct arena *);
/* The code of a step (Unix seconds / TOTP_STEP); NULL when the secret is no
 * base32 (RFC 4648, 6). */
char   *totp_code(struct arena *, const char *secret, int64_t step);
/*
 * The step that a code is of: today's, or the one before, as people type
 * slowly (RFC 6238, 5.2: at most one step for that); so a code is good for a
 * minute. Only one after `last`, so that no code works twice. A clock that
 * is ahead shows codes that are not good yet. -1 when there is none.
 */
int64_t	totp_match(struct arena *, const char *secret, const char *code,
	    int64_t now, int64_t last);
/*
 * How far the clock is off of which this is the code, in seconds (above 0:
 * ahead), to tell people at set-up; 0 when it is not, or by over ten minutes.
 */
int64_t	totp_skew(struct arena *, const char *secret, const char *code,
	    int64_t now);
/*
 * What a phone reads from the picture: otpauth://totp/meal:<name>?secret=…,
 * in the form that Google Authenticator's key URI format gives.
 */
char   *totp_uri(struct arena *, const char *name, const char *secret);

#endif
