#include "store/secret.h"

#include <libscrypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/conf.h"
#include "base/err.h"
#include "store/secret_crypt.h"
#include "data/text.h"
#include "data/when.h"

#define SALT_BYTES	16
#define HASH_BYTES	64
#define MCF_BYTES	SCRYPT_MCF_LEN
#define KEY_BYTES	32
#define NONCE_BYTES	12
#define TAG_BYTES	16
#define KEYS_MAX	16
#define MEMORY_MAX	((int64_t)1 << 28)
#define ROUNDS_MAX	5000000
#define FOREIGN_MAX	512	/* characters of a hash made elsewhere */
#define KEY_LEAST	16
#define KEY_NAME_MAX	40

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
secret_password_old(const struct conf *conf, const char *hash)
{
	char now[32];

	snprintf(now, sizeof(now), "$s1$%02x%02x%02x$",
	    (unsigned)conf->scrypt_log2_n, (unsigned)conf->scrypt_r,
	    (unsigned)conf->scrypt_p);
	return strncmp(hash, now, strlen(now)) != 0;
}

/* base64url without padding (RFC 4648, 5). */
static char *
base64url(struct arena *arena, const unsigned char *bytes, size_t n)
{
	char *text = arena_alloc(arena, n * 4 / 3 + 8), *p;

	base64(text, bytes, n);
	for (p = text; *p; p++) {
		if (*p == '+')
			*p = '-';
		else if (*p == '/')
			*p = '_';
		else if (*p == '=')
			*p = '\0';
	}
	return text;
}

/* The bytes and their number, or NULL. */
static unsigned char *
unbase64url(struct arena *arena, const char *text, size_t *n)
{
	size_t len = strlen(text), i, padded = (len + 3) / 4 * 4;
	char *plain = arena_alloc(arena, padded + 1);
	unsigned char *out = arena_alloc(arena, padded + 1);

	if (len % 4 == 1)
		return NULL;
	for (i = 0; i < padded; i++)
		plain[i] = i >= len ? '=' : text[i] == '-' ? '+' :
		    text[i] == '_' ? '/' : text[i];
	if (EVP_DecodeBlock(out, (const unsigned char *)plain,
	    (int)padded) < 0)
		return NULL;
	*n = padded / 4 * 3 - (padded - len);
	return out;
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "$s1$NNrrpp$": its own bounds, or exactly what is configured here. */
static bool
known_scrypt(const struct conf *conf, const char *hash)
{
	int v[3], i;

	if (strncmp(hash, "$s1$", 4) != 0 || strlen(hash) >= MCF_BYTES)
		return false;
	for (i = 0; i < 3; i++) {
		int high = hex_digit(hash[4 + 2 * i]);
		int low = high < 0 ? -1 : hex_digit(hash[5 + 2 * i]);

		if (low < 0)
			return false;
		v[i] = high << 4 | low;
	}
	return hash[10] == '$' && (!secret_password_old(conf, hash) ||
	    (v[0] > 0 && v[0] < 22 && v[1] > 0 && v[2] > 0 && v[2] <= 16 &&
	    (int64_t)128 * v[1] << v[0] <= MEMORY_MAX));
}

/* ---- PBKDF2 (RFC 8018), as others write it ------------------------------ */

struct pbkdf2 {
	const EVP_MD		*md;
	int			 rounds, salt_n;
	const unsigned char	*salt;
	unsigned char		*key;
	size_t			 n;
};

static const struct {
	const char	*prefix;
	const EVP_MD  *(*md)(void);
	bool		 django;	/* else passlib */
} pbkdf2_forms[] = {
	{ "pbkdf2_sha256$", EVP_sha256, true },
	{ "pbkdf2_sha512$", EVP_sha512, true },
	{ "$pbkdf2-sha256$", EVP_sha256, false },
	{ "$pbkdf2-sha512$", EVP_sha512, false },
};

/* Base64 of any of its alphabets, padded or not. */
static unsigned char *
unbase64any(struct arena *arena, const char *text, size_t *n)
{
	char *copy = arena_str(arena, text), *p;

	for (p = copy; *p && *p != '='; p++)
		if (*p == '.')
			*p = '+';
	*p = '\0';
	return unbase64url(arena, copy, n);
}

/* "rounds$salt$key": Django's salt is itself, passlib's is base64. */
static bool
pbkdf2_parts(struct arena *arena, char *text, bool django, struct pbkdf2 *h)
{
	char *salt = strchr(text, '$'), *key = salt ?
	    strchr(salt + 1, '$') : NULL;
	int64_t rounds;
	size_t n;

	if (!key)
		return false;
	*salt++ = *key++ = '\0';
	if (!text_int(text, &rounds) || rounds < 1 || rounds > ROUNDS_MAX)
		return false;
	h->rounds = (int)rounds;
	n = strlen(salt);
	h->salt = django ? (unsigned char *)salt :
	    unbase64any(arena, salt, &n);
	h->salt_n = (int)n;
	h->key = unbase64any(arena, key, &h->n);
	return h->salt && h->key && h->n >= KEY_LEAST && h->n <= HASH_BYTES;
}

static bool
pbkdf2_read(struct arena *arena, const char *hash, struct pbkdf2 *h)
{
	size_t i, n;

	for (i = 0; i < COUNT(pbkdf2_forms); i++) {
		n = strlen(pbkdf2_forms[i].prefix);
		if (strncmp(hash, pbkdf2_forms[i].prefix, n) != 0)
			continue;
		h->md = pbkdf2_forms[i].md();
		return strlen(hash) < FOREIGN_MAX && pbkdf2_parts(arena,
		    arena_str(arena, hash + n), pbkdf2_forms[i].django, h);
	}
	return false;
}

static bool
pbkdf2_check(const struct pbkdf2 *h, const char *password)
{
	unsigned char made[HASH_BYTES];

	return PKCS5_PBKDF2_HMAC(password, (int)strlen(password), h->salt,
	    h->salt_n, h->rounds, h->md, (int)h->n, made) == 1 &&
	    CRYPTO_memcmp(made, h->key, h->n) == 0;
}

/* ---- any --------------------------------------------------------------- */

bool
secret_password_known(struct arena *arena, const struct conf *conf,
    const char *hash)
{
	struct pbkdf2 h;

	return known_scrypt(conf, hash) || pbkdf2_read(arena, hash, &h) ||
	    secret_crypt_known(hash);
}

/*
 * A hash made elsewhere may be had quicker than ours: then how long the answer
 * takes would tell whose account came from there. What is left of the time is
 * slept.
 */
static void
as_long_as_ours(struct arena *arena, const struct conf *conf, int64_t start)
{
	static int64_t ours;	/* microseconds of one of our own */
	int64_t left, begin = when_us();
	struct timespec t;

	if (!ours) {
		secret_password_hash(arena, conf, "how long does it take?");
		ours = when_us() - begin;
	}
	left = ours - (when_us() - start);
	if (left <= 0)
		return;
	t.tv_sec = left / 1000000;
	t.tv_nsec = left % 1000000 * 1000;
	nanosleep(&t, NULL);
}

bool
secret_password_check(struct arena *arena, const struct conf *conf,
    const char *hash, const char *password)
{
	char mcf[MCF_BYTES] = "";
	struct pbkdf2 h;

	if (hash && known_scrypt(conf, hash)) {
		/* libscrypt_check cuts its argument to pieces. */
		memcpy(mcf, hash, strlen(hash) + 1);
		return libscrypt_check(mcf, password) > 0;
	}
	if (hash && (pbkdf2_read(arena, hash, &h) ||
	    secret_crypt_known(hash))) {
		int64_t start = when_us();
		bool fits = pbkdf2_read(arena, hash, &h) ?
		    pbkdf2_check(&h, password) :
		    secret_crypt_check(arena, hash, password);

		as_long_as_ours(arena, conf, start);
		return fits;
	}
	secret_password_hash(arena, conf, password);
	return false;
}

char *
secret_token(struct arena *arena)
{
	unsigned char bytes[32];

	secret_random(bytes, sizeof(bytes));
	return base64url(arena, bytes, sizeof(bytes));
}

/* ---- sealing ----------------------------------------------------------- */

struct key {
	char		name[KEY_NAME_MAX + 1];
	unsigned char	bytes[KEY_BYTES];
};

struct secret_keys {
	struct key	keys[KEYS_MAX];
	size_t		n;
};

static bool
read_key(struct key *key, const char *line, size_t n)
{
	size_t name = strcspn(line, " "), i;

	if (!name || name > KEY_NAME_MAX || memchr(line, ':', name) ||
	    n != name + 1 + 2 * KEY_BYTES)
		return false;
	memcpy(key->name, line, name);
	line += name + 1;
	for (i = 0; i < KEY_BYTES; i++) {
		int high = hex_digit(line[2 * i]);
		int low = hex_digit(line[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		key->bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

struct secret_keys *
secret_keys_read(struct err *e, const char *text)
{
	struct secret_keys *keys = arena_alloc(e->arena, sizeof(*keys));
	int line = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");

		line++;
		if (n && keys->n == KEYS_MAX)
			return err_set(e, ERR_INTERNAL, "more than %d keys",
			    KEYS_MAX);
		if (n && !read_key(&keys->keys[keys->n++], text, n))
			return err_set(e, ERR_INTERNAL, "line %d is not "
			    "\"name hex\" with %d bytes", line, KEY_BYTES);
		text += n + (text[n] == '\n');
	}
	return keys->n ? keys : err_set(e, ERR_INTERNAL, "no key in it");
}

struct secret_keys *
secret_keys_load(struct err *e, const struct conf *conf)
{
	size_t n;
	const char *text = conf_secret(conf, e->arena, "data-key", &n);
	struct secret_keys *keys;
	struct err why;

	if (!text)
		return err_set(e, ERR_INTERNAL, "%s/data-key is missing: "
		    "make it with \"mealctl key\"", conf->credentials);
	err_init(&why, e->arena);
	keys = secret_keys_read(&why, text);
	return keys ? keys : err_set(e, ERR_INTERNAL, "%s/data-key: %s",
	    conf->credentials, why.detail);
}

char *
secret_key_make(struct arena *arena)
{
	unsigned char bytes[KEY_BYTES];
	char text[2 * KEY_BYTES + 1];

	secret_random(bytes, sizeof(bytes));
	hex(text, bytes, sizeof(bytes));
	return arena_fmt(arena, "%s %s\n", secret_uuid(arena), text);
}

const char *
secret_keys_name(const struct secret_keys *keys, size_t i)
{
	return i < keys->n ? keys->keys[i].name : NULL;
}

char *
secret_seal(struct arena *arena, const struct secret_keys *keys,
    const char *context, const char *text)
{
	const struct key *key = &keys->keys[0];
	size_t n = strlen(text);
	unsigned char *out = arena_alloc(arena, NONCE_BYTES + n + TAG_BYTES);
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int len = 0;
	bool ok;

	secret_random(out, NONCE_BYTES);
	ok = c && EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key->bytes,
	    out) &&
	    EVP_EncryptUpdate(c, NULL, &len, (const unsigned char *)context,
	    (int)strlen(context)) &&
	    EVP_EncryptUpdate(c, out + NONCE_BYTES, &len,
	    (const unsigned char *)text, (int)n) &&
	    EVP_EncryptFinal_ex(c, out + NONCE_BYTES + n, &len) &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG_BYTES,
	    out + NONCE_BYTES + n);
	EVP_CIPHER_CTX_free(c);
	if (!ok)
		BUG("AES-GCM failed");
	return arena_fmt(arena, "%s:%s", key->name, base64url(arena, out,
	    NONCE_BYTES + n + TAG_BYTES));
}

static const struct key *
key_of(const struct secret_keys *keys, const char *sealed)
{
	size_t n = strcspn(sealed, ":"), i;

	for (i = 0; i < keys->n; i++)
		if (strlen(keys->keys[i].name) == n &&
		    memcmp(keys->keys[i].name, sealed, n) == 0)
			return &keys->keys[i];
	return NULL;
}

char *
secret_open(struct arena *arena, const struct secret_keys *keys,
    const char *context, const char *sealed)
{
	const struct key *key = key_of(keys, sealed);
	const char *colon = strchr(sealed, ':');
	unsigned char *in;
	EVP_CIPHER_CTX *c;
	char *text;
	size_t n;
	int len = 0;
	bool ok;

	in = key && colon ? unbase64url(arena, colon + 1, &n) : NULL;
	if (!in || n < NONCE_BYTES + TAG_BYTES)
		return NULL;
	n -= NONCE_BYTES + TAG_BYTES;
	text = arena_alloc(arena, n + 1);
	c = EVP_CIPHER_CTX_new();
	ok = c && EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key->bytes,
	    in) &&
	    EVP_DecryptUpdate(c, NULL, &len, (const unsigned char *)context,
	    (int)strlen(context)) &&
	    EVP_DecryptUpdate(c, (unsigned char *)text, &len,
	    in + NONCE_BYTES, (int)n) &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG_BYTES,
	    in + NONCE_BYTES + n) &&
	    EVP_DecryptFinal_ex(c, (unsigned char *)text + n, &len) > 0;
	EVP_CIPHER_CTX_free(c);
	return ok ? text : NULL;
}

bool
secret_sealed_known(const struct secret_keys *keys, const char *sealed)
{
	return key_of(keys, sealed) != NULL;
}

bool
secret_sealed_old(const struct secret_keys *keys, const char *sealed)
{
	return key_of(keys, sealed) != &keys->keys[0];
}

/* ---- hashes ------------------------------------------------------------ */

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

char *
secret_text_hash(struct arena *arena, const char *text)
{
	return text ? secret_hash(arena, text, strlen(text)) : NULL;
}

void
secret_etag(char out[9], const char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u, word;
	unsigned char bytes[4];
	size_t i;

	for (; n >= sizeof(word); p += sizeof(word), n -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		h = (h ^ word) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
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

char *
secret_keyed(struct arena *arena, const struct secret_keys *keys, size_t i,
    const char *context, const char *text)
{
	const struct key *key = i < keys->n ? &keys->keys[i] : NULL;
	const char *own;

	if (!key)
		return NULL;
	own = secret_mac(arena, (const char *)key->bytes, KEY_BYTES, context);
	return arena_fmt(arena, "%s:%s", key->name, secret_mac(arena, own,
	    strlen(own), text));
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
	static const unsigned char parts[] = { 4, 2, 2, 2, 6 };
	char *text = arena_alloc(arena, 37), *p = text;
	size_t i;

	for (i = 0; i < COUNT(parts); i++) {
		hex(p, b, parts[i]);
		p += 2 * parts[i];
		b += parts[i];
		*p++ = '-';
	}
	p[-1] = '\0';
	return text;
}

/*
 * Eight random bytes for a name, not for a secret: they are drawn for many
 * names at once, as each draw takes longer than all the rest of a name. A
 * forked process draws its own.
 */
static void
name_random(unsigned char out[8])
{
	static unsigned char pool[512];
	static size_t left;
	static pid_t owner;

	if (left < 8 || owner != getpid()) {
		secret_random(pool, sizeof(pool));
		left = sizeof(pool);
		owner = getpid();
	}
	left -= 8;
	memcpy(out, pool + left, 8);
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
	name_random(b + 8);
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
