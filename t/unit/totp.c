/* Codes of RFC 6238, secrets, drift, the link in the picture. */
#include "account/totp.h"

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

static struct arena *arena;

/* Appendix B: the secret is "12345678901234567890"; its codes have eight
 * digits, and ours are the last six of them (RFC 4226, 5.3). */
static const char rfc_secret[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
static const struct {
	int64_t		 time;
	const char	*code;
} rfc[] = {
	{ 59, "94287082" }, { 1111111109, "07081804" },
	{ 1111111111, "14050471" }, { 1234567890, "89005924" },
	{ 2000000000, "69279037" }, { 20000000000, "65353130" },
};

/* RFC 4226, appendix D: the same secret, counters 0 to 9. */
static const char *const hotp[] = { "755224", "287082", "359152", "969429",
    "338314", "254676", "287922", "162583", "399871", "520489" };

static void
test_vectors(void)
{
	size_t i;

	for (i = 0; i < COUNT(rfc); i++) {
		const char *code = rfc[i].code + 2;
		int64_t step = rfc[i].time / TOTP_STEP;

		is_str(totp_code(arena, rfc_secret, step), code, rfc[i].code);
		is_int(totp_match(arena, rfc_secret, code, rfc[i].time, -1),
		    step, "and it matches");
	}
	for (i = 0; i < COUNT(hotp); i++)
		is_str(totp_code(arena, rfc_secret, (int64_t)i), hotp[i],
		    "RFC 4226");
}

static void
test_drift(void)
{
	int64_t now = 1234567890, step = now / TOTP_STEP, i;

	for (i = step - 3; i <= step + 3; i++) {
		const char *code = totp_code(arena, rfc_secret, i);
		bool near = i == step - 1 || i == step;

		is_int(totp_match(arena, rfc_secret, code, now, 0),
		    near ? i : -1, near ? "a step that counts" :
		    "a step too far");
		is_int(totp_match(arena, rfc_secret, code, now, i), -1,
		    "not when it was used");
		is_int(totp_match(arena, rfc_secret, code, now, i - 1),
		    near ? i : -1, "after the one before");
		is_int(totp_match(arena, rfc_secret, code, now, step + 1),
		    -1, "nor after a later one");
		is_int(totp_skew(arena, rfc_secret, code, now), near ? 0 :
		    (i - step) * TOTP_STEP, "how far the clock is off");
	}
	is_int(totp_skew(arena, rfc_secret, "000000", now), 0, "no clock's");
	is_int(totp_match(arena, rfc_secret, hotp[0], 5, -1), 0,
	    "the first step has none before it");
}

static void
test_bad(void)
{
	static const char *const codes[] = { "", "5", "00592", "0059240",
	    "005924 ", " 005924", "-05924", "00592x" };
	static const char *const secrets[] = { "", "1", "GEZD GNBV",
	    "gezdgnbv", "GEZDGNBV=", "A",
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	};
	size_t i;

	for (i = 0; i < COUNT(codes); i++)
		is_int(totp_match(arena, rfc_secret, codes[i], 1234567890,
		    0), -1, codes[i]);
	for (i = 0; i < COUNT(secrets); i++) {
		is_str(totp_code(arena, secrets[i], 1), NULL, "no secret");
		is_int(totp_match(arena, secrets[i], "005924", 1234567890,
		    0), -1, "that matches nothing");
	}
	is_str(totp_code(arena, rfc_secret, -1), NULL, "no step before 1970");
}

static void
test_secret(void)
{
	char *one = totp_secret(arena), *two = totp_secret(arena);

	is_int((int64_t)strlen(one), 32, "160 bits");
	is_int((int64_t)strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), 32,
	    "in base32");
	ok(strcmp(one, two) != 0, "another each time");
	ok(totp_code(arena, one, 1) != NULL, "which makes codes");
	is_str(totp_uri(arena, "robin", rfc_secret),
	    "otpauth://totp/meal:robin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	    "&issuer=meal&algorithm=SHA1&digits=6&period=30", "the link");
	is_str(totp_uri(arena, "r&b é?", "A"),
	    "otpauth://totp/meal:r%26b%20%C3%A9%3F?secret=A"
	    "&issuer=meal&algorithm=SHA1&digits=6&period=30",
	    "a name that needs escapes");
}

int
main(void)
{
	arena = arena_new();
	test_vectors();
	test_drift();
	test_bad();
	test_secret();
	arena_free(arena);
	return done();
}
