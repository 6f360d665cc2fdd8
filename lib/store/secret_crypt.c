#include "store/secret_crypt.h"

#include <crypt.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "store/secret.h"
#include "data/text.h"

#define BCRYPT_COST_MAX	16
#define BCRYPT_CHARS	53	/* salt and hash */
#define ROUNDS_MAX	5000000
#define MEMORY_LOG2_MAX	28	/* 256 MB */

/* crypt's base64: the value of a digit, or -1. */
static int
digit(char c)
{
	static const char digits[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz";
	const char *p = c ? strchr(digits, c) : NULL;

	return p ? (int)(p - digits) : -1;
}

/* A number of five digits, the lowest first; more than 30 bits are none. */
static int64_t
five_digits(const char *p)
{
	int64_t value = 0;
	int i, d;

	for (i = 0; i < 5; i++) {
		d = digit(p[i]);
		if (d < 0)
			return -1;
		value |= (int64_t)d << (6 * i);
	}
	return value;
}

/* Memory of scrypt is 128 r N bytes, its work p times that. */
static bool
fits_memory(int log2_n, int64_t r, int64_t p)
{
	return log2_n > 0 && log2_n < MEMORY_LOG2_MAX && r > 0 && p > 0 &&
	    r <= 64 && p <= 16 && (128 * r) << log2_n <=
	    (int64_t)1 << MEMORY_LOG2_MAX;
}

/* "2b$12$" and 53 digits. */
static bool
known_bcrypt(const char *p)
{
	size_t i;
	int cost;

	if (!strchr("aby", p[1]) || p[2] != '$' || p[3] < '0' || p[3] > '1' ||
	    p[4] < '0' || p[4] > '9' || p[5] != '$')
		return false;
	cost = (p[3] - '0') * 10 + p[4] - '0';
	for (i = 0; i < BCRYPT_CHARS; i++)
		if (digit(p[6 + i]) < 0)
			return false;
	return cost >= 4 && cost <= BCRYPT_COST_MAX && !p[6 + BCRYPT_CHARS];
}

/* "6$rounds=5000$salt$hash", the rounds may be missing. */
static bool
known_sha(const char *p)
{
	size_t salt, hash = *p == '5' ? 43 : 86;
	char rounds[9];
	int64_t n;

	p += 2;
	if (text_starts(p, "rounds=")) {
		size_t len = strcspn(p += 7, "$");

		if (len >= sizeof(rounds))
			return false;
		memcpy(rounds, p, len);
		rounds[len] = '\0';
		if (!text_int(rounds, &n) || n < 1000 || n > ROUNDS_MAX)
			return false;
		p += len + (p[len] == '$');
	}
	salt = strcspn(p, "$");
	return salt <= 16 && p[salt] == '$' &&
	    strlen(p + salt + 1) == hash;
}

/* "7$" N rrrrr ppppp salt$hash. */
static bool
known_scrypt(const char *p)
{
	return strlen(p) > 13 && fits_memory(digit(p[2]), five_digits(p + 3),
	    five_digits(p + 8)) && strchr(p + 13, '$');
}

/* "y$jNr$salt$hash" with one digit each, as everybody writes it. */
static bool
known_yescrypt(const char *p)
{
	return p[1] == '$' && p[2] == 'j' && digit(p[3]) >= 0 && p[5] == '$' &&
	    fits_memory(digit(p[3]) + 1, digit(p[4]) + 1, 1) &&
	    strchr(p + 6, '$');
}

bool
secret_crypt_known(const char *hash)
{
	if (hash[0] != '$' || !hash[1] || strlen(hash) >= CRYPT_OUTPUT_SIZE)
		return false;
	switch (hash[1]) {
	case '2':
		return hash[2] && known_bcrypt(hash + 1);
	case '5':
	case '6':
		return hash[2] == '$' && known_sha(hash + 1);
	case '7':
		return hash[2] == '$' && known_scrypt(hash + 1);
	case 'y':
		return strlen(hash) > 7 && known_yescrypt(hash + 1);
	default:
		return false;
	}
}

bool
secret_crypt_check(struct arena *arena, const char *hash,
    const char *password)
{
	struct crypt_data *data = arena_alloc(arena, sizeof(*data));
	const char *made = crypt_rn(password, hash, data, sizeof(*data));
	bool fits = made && secret_equal(made, hash);

	explicit_bzero(data, sizeof(*data));
	return fits;
}
