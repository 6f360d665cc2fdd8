/*
 * gate: what keeps programs from making accounts by the thousand, without
 * asking anybody else.
 *
 * The page's form carries a stamp of when it was opened and a field that
 * nobody sees; a program that fills everything in at once gives itself away.
 * Once an address has used its registrations up, work is asked for instead:
 * a nonce for which SHA-256("challenge:nonce") begins with so many zero bits
 * (as hashcash does), which many registrations pay for and one hardly feels.
 */
#ifndef MEAL_SIGNUP_GUARD_H
#define MEAL_SIGNUP_GUARD_H

#include <stdbool.h>

struct cx;
struct doc;

#define GATE_STAMP_LIFE	86400	/* seconds */
#define GATE_PROOF_LIFE	600
#define GATE_TEXT_MAX	300	/* characters of a stamp or proof */

/* The stamp for a form that is shown: the one it was sent with while that is
 * good (NULL: none), else a new one. */
const char *signup_guard_stamp(struct cx *, const char *sent);
/*
 * Whether a form with this stamp and this value of the unseen field was
 * filled in by somebody: ERR_INVALID, which says to send it once more, when
 * it was not opened at least registration_seconds ago.
 */
bool	signup_guard_pass(struct cx *, const char *stamp, const char *unseen);

/* {challenge, difficulty} for a client that has tried too often. */
struct doc *signup_guard_challenge(struct cx *);
/*
 * Whether "challenge:nonce" solves one of ours that is not older than
 * GATE_PROOF_LIFE; each counts once. An error only when the database is away.
 */
bool	signup_guard_proof(struct cx *, const char *proof);

#endif
