#include "secret.h"

#include <libscrypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "conf.h"
#include "err.h"

#define SALT_BYTES	16
#define HASH_BYTES	64
#define MCF_BYTES	SCRYPT_MCF_LEN

/* UUIDv5 of "meal" in the DNS namespace of RFC 9562. */
static const unsigned char food_space[16] = {
	0xcf, 0x55, 0xd5, 0xfe, 0x0b, 0xd1, 0x5f, 0x27,
	0x83, 0xae, 0x08, 0x46, 0x3e, 0xe9, 0xd0, 0xf4,
};

void
secret_random(void *out, size_t n)
{
	if (RAND_bytes(out, (int)n) != 1)
		BUG("no random bytes");
}

static void
hex(char *out, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		out[2 * i] = digits[p[i] >> 4];
		out[2 * i + 1] = digits[p[i] & 15];
	}
	out[2 * n] = '\0';
}

static int
base64(char *out, const unsigned char *p, size_t n)
{
	return EVP_EncodeBlock((unsigned char *)out, p, (int)n);
}

char *
secret_password_hash(struct arena *arena, const struct conf *conf,
    const char *password)
{
	unsigned char salt[SALT_BYTES], hash[HASH_BYTES];
	char salt64[64], hash64[128], mcf[MCF_BYTES];
	uint64_t n = (uint64_t)1 << conf->scrypt_log2_n;
	uint32_t r = (uint32_t)conf->scrypt_r, p = (uint32_t)conf->scrypt_p;

	secret_random(salt, sizeof(salt));
	if (libscrypt_scrypt((const uint8_t *)password, strlen(password),
	    salt, sizeof(salt), n, r, p, hash, sizeof(hash)) != 0 ||
	    !base64(hash64, hash, sizeof(hash)) ||
	    !base64(salt64, salt, sizeof(salt)) ||
	    !libscrypt_mcf((uint32_t)n, r, p, salt64, hash64, mcf)) {
		BUG("scrypt failed");
		return arena_str(arena, "!");
	}
	return arena_str(arena, mcf);
}

bool
secret_password_check(struct arena *arena, const struct conf *conf,
    const char *hash, const char *password)
{
	char mcf[MCF_BYTES] = "";

	if (!hash || strlen(hash) >= sizeof(mcf)) {
		secret_password_hash(arena, conf, password);
		return false;
	}
	/* libscrypt_check cuts its argument to pieces. */
	memcpy(mcf, hash, strlen(hash) + 1);
	return libscrypt_check(mcf, password) > 0;
}

bool
secret_password_old(const struct conf *conf, const char *hash)
{
	char now[32];

	snprintf(now, sizeof(now), "$s1$%02x%02x%02x$",
	    (unsigned)conf->scrypt_log2_n, (unsigned)conf->scrypt_r,
	    (unsigned)conf->scrypt_p);
	return strncmp(hash, now, strlen(now)) != 0;
}

char *
secret_token(struct arena *arena)
{
	unsigned char bytes[32];
	char text[48];
	char *p;

	secret_random(bytes, sizeof(bytes));
	base64(text, bytes, sizeof(bytes));
	for (p = text; *p; p++) {
		if (*p == '+')
			*p = '-';
		else if (*p == '/')
			*p = '_';
		else if (*p == '=')
			*p = '\0';
	}
	return arena_str(arena, text);
}

char *
secret_hash(struct arena *arena, const char *text, size_t n)
{
	unsigned char digest[32];
	char *out = arena_alloc(arena, 65);

	if (!EVP_Digest(text, n, digest, NULL, EVP_sha256(), NULL))
		BUG("SHA-256 failed");
	hex(out, digest, sizeof(digest));
	return out;
}

void
secret_etag(char out[9], const char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	unsigned char bytes[4];
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 0x100000001b3u;
	h ^= h >> 32;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(h >> (24 - 8 * i));
	hex(out, bytes, sizeof(bytes));
}

char *
secret_mac(struct arena *arena, const char *key, size_t key_n,
    const char *text)
{
	unsigned char digest[32];
	char *out = arena_alloc(arena, 65);

	if (!HMAC(EVP_sha256(), key, (int)key_n, (const unsigned char *)text,
	    strlen(text), digest, NULL))
		BUG("HMAC failed");
	hex(out, digest, sizeof(digest));
	return out;
}

bool
secret_equal(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && CRYPTO_memcmp(a, b, n) == 0;
}

static char *
uuid_text(struct arena *arena, const unsigned char b[16])
{
	char h[33];

	hex(h, b, 16);
	return arena_fmt(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", h, h + 8,
	    h + 12, h + 16, h + 20);
}

char *
secret_uuid(struct arena *arena)
{
	static uint64_t last;
	struct timespec now;
	unsigned char b[16];
	uint64_t stamp;
	int i;

	/* 48 bits of milliseconds, then 12 bits of a sub-millisecond
	 * fraction (RFC 9562, 6.2 method 3), kept rising. */
	clock_gettime(CLOCK_REALTIME, &now);
	stamp = ((uint64_t)now.tv_sec * 1000 +
	    (uint64_t)now.tv_nsec / 1000000) << 12 |
	    ((uint64_t)now.tv_nsec % 1000000) * 4096 / 1000000;
	if (stamp <= last)
		stamp = last + 1;
	last = stamp;
	secret_random(b, sizeof(b));
	for (i = 0; i < 6; i++)
		b[i] = (unsigned char)(stamp >> (52 - 8 * i));
	b[6] = (unsigned char)(0x70 | ((stamp >> 8) & 15));
	b[7] = (unsigned char)stamp;
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	return uuid_text(arena, b);
}

char *
secret_food_id(struct arena *arena, const char *source, const char *number)
{
	char *name = arena_fmt(arena, "%s:%s", source, number);
	size_t n = strlen(name);
	unsigned char *text = arena_alloc(arena, 16 + n);
	unsigned char digest[EVP_MAX_MD_SIZE];

	memcpy(text, food_space, 16);
	memcpy(text + 16, name, n);
	if (!EVP_Digest(text, 16 + n, digest, NULL, EVP_sha1(), NULL))
		BUG("SHA-1 failed");
	digest[6] = (unsigned char)(0x50 | (digest[6] & 15));
	digest[8] = (unsigned char)(0x80 | (digest[8] & 0x3f));
	return uuid_text(arena, digest);
}
