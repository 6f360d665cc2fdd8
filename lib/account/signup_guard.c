#include "account/signup_guard.h"

#include <string.h>

#include "data/conf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "store/secret.h"
#include "data/text.h"
#include "store/rate_limit.h"
#include "data/when.h"

/*
 * The time, sealed: nobody else can make one. What it is for stands in the
 * context, so that neither does for the other.
 */
static char *
sealed_now(struct cx *cx, const char *context)
{
	return secret_seal(cx->arena, cx->data_keys, context,
	    arena_fmt(cx->arena, "%lld", (long long)when_now()));
}

/* Seconds since it was sealed; -1 when it was not, or not here. */
static int64_t
age(struct cx *cx, const char *context, const char *sealed)
{
	char *text = sealed ? secret_open(cx->arena, cx->data_keys, context,
	    sealed) : NULL;
	int64_t then;

	return text && text_int(text, &then) && then <= when_now() ?
	    when_now() - then : -1;
}

const char *
signup_guard_stamp(struct cx *cx, const char *sent)
{
	int64_t seconds = age(cx, "gate:form", sent);

	return seconds >= 0 && seconds < GATE_STAMP_LIFE / 2 ? sent :
	    sealed_now(cx, "gate:form");
}

bool
signup_guard_pass(struct cx *cx, const char *stamp, const char *unseen)
{
	int64_t seconds = age(cx, "gate:form", stamp);

	if (seconds >= cx->conf->registration_seconds &&
	    seconds < GATE_STAMP_LIFE && !unseen)
		return true;
	return fail(cx, ERR_INVALID, seconds < 0 || unseen ?
	    "This form did not come whole. Send it once more." :
	    seconds < GATE_STAMP_LIFE ? "That was quick. Send it once more." :
	    "This form was open for a day. Send it once more.");
}

struct doc *
signup_guard_challenge(struct cx *cx)
{
	struct doc *d = doc_object(cx->arena);

	doc_append(d, "challenge", doc_text(cx->arena,
	    sealed_now(cx, "gate:proof")));
	doc_append(d, "difficulty", doc_int(cx->arena, cx->conf->proof_bits));
	return d;
}

/* How many bits at the front of a number in hexadecimal are zero. */
static int64_t
zero_bits(const char *hex)
{
	static const char digits[] = "0123456789abcdef";
	size_t zeros = strspn(hex, "0");
	int64_t bits = 4 * (int64_t)zeros, digit;

	digit = hex[zeros] ? strchr(digits, hex[zeros]) - digits : 8;
	return bits + (digit < 2 ? 3 : digit < 4 ? 2 : digit < 8 ? 1 : 0);
}

bool
signup_guard_proof(struct cx *cx, const char *proof)
{
	const char *colon = strrchr(proof, ':');
	char *challenge = colon ? arena_dup(cx->arena, proof,
	    (size_t)(colon - proof)) : NULL;
	int64_t seconds = age(cx, "gate:proof", challenge);
	char *key;

	if (seconds < 0 || seconds > GATE_PROOF_LIFE || zero_bits(secret_hash(
	    cx->arena, proof, strlen(proof))) < cx->conf->proof_bits)
		return false;
	/* Of several at once that use it none may get through, but no two. */
	key = rate_limit_key(cx, "proof", secret_hash(cx->arena, challenge,
	    strlen(challenge)));
	if (rate_limit_count(cx, key) &&
	    rate_limit_left(cx, key, GATE_PROOF_LIFE, 2))
		return true;
	if (cx->err.kind == ERR_LIMITED)
		err_clear(&cx->err);
	return false;
}
