#include "account/totp.h"

#include <liboath/oath.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "store/secret.h"
#include "data/uri.h"

#define SECRET_BYTES	20
#define SECRET_MAX	64	/* letters of a secret that we read */
#define URI_MAX		1024
#define SKEW_STEPS	20	/* ten minutes */

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* 20 bytes are 32 times five bits: there is no rest and no padding. */
char *
totp_secret(struct arena *arena)
{
	unsigned char bytes[SECRET_BYTES];
	char *out = arena_alloc(arena, SECRET_BYTES * 8 / 5 + 1);
	size_t i, n = 0;
	uint32_t bits = 0;
	int have = 0;

	secret_random(bytes, sizeof(bytes));
	for (i = 0; i < sizeof(bytes); i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 5; have -= 5)
			out[n++] = letters[bits >> (have - 5) & 31];
	}
	return out;
}

/* The number of bytes, 0 for what is no base32 or too long. */
static size_t
decode(const char *secret, char out[SECRET_MAX])
{
	uint32_t bits = 0;
	int have = 0;
	size_t n = 0;

	if (strlen(secret) > SECRET_MAX)
		return 0;
	for (; *secret; secret++) {
		const char *p = strchr(letters, *secret);

		if (!p)
			return 0;
		bits = bits << 5 | (uint32_t)(p - letters);
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 255);
		}
	}
	return n;
}

char *
totp_code(struct arena *arena, const char *secret, int64_t step)
{
	static bool begun;
	char bytes[SECRET_MAX], code[TOTP_DIGITS + 1];
	size_t n = decode(secret, bytes);

	if (!begun && oath_init() != OATH_OK)
		BUG("liboath does not start");
	begun = true;
	if (!n || step < 0)
		return NULL;
	if (oath_hotp_generate(bytes, n, (uint64_t)step, TOTP_DIGITS, false,
	    OATH_HOTP_DYNAMIC_TRUNCATION, code) != OATH_OK) {
		BUG("liboath makes no code");
		return NULL;
	}
	return arena_str(arena, code);
}

int64_t
totp_match(struct arena *arena, const char *secret, const char *code,
    int64_t now, int64_t last)
{
	int64_t step = now / TOTP_STEP, i;

	for (i = step - 1; i <= step; i++) {
		const char *right = totp_code(arena, secret, i);

		if (right && i > last && secret_equal(right, code))
			return i;
	}
	return -1;
}

int64_t
totp_skew(struct arena *arena, const char *secret, const char *code,
    int64_t now)
{
	int64_t step = now / TOTP_STEP, i;

	for (i = -SKEW_STEPS; i <= SKEW_STEPS; i++) {
		const char *right = totp_code(arena, secret, step + i);

		if (right && secret_equal(right, code) && (i < -1 || i > 0))
			return i * TOTP_STEP;
	}
	return 0;
}

char *
totp_uri(struct arena *arena, const char *name, const char *secret)
{
	struct buf b;

	buf_init(&b, arena, URI_MAX);
	buf_str(&b, "otpauth://totp/meal:");
	uri_encode(&b, name, strlen(name));
	buf_fmt(&b, "?secret=%s&issuer=meal&algorithm=SHA1&digits=%d"
	    "&period=%d", secret, TOTP_DIGITS, TOTP_STEP);
	return buf_done(&b, NULL);
}
