/*
 * Access tokens: nothing is taken but what was signed, to the letter; no text
 * of keys does harm, and what is told of keys has no private part.
 *
 * The first byte says what the rest is: 't' a token; 'c' a good token with
 * changes, two bytes each (where, and what to put there), 'k' a set of keys.
 */
#include "data/jwt.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/json.h"

#include "fuzz.h"

#define NOW 1800000000
#define ISSUER "https://meal.example.com"

static const struct jwt claims = { ISSUER,
	"01900000-0000-7000-8000-000000000001",
	"01900000-0000-7000-8000-000000000002", NOW, NOW + 3600
};

static struct jwt_keys *keys;
static const char *token;

static void
set_up(void)
{
	struct arena *arena = arena_new();	/* for good */
	struct err e;
	char *text;

	err_init(&e, arena);
	text = jwt_keys_add(&e, NULL, 0, "one");
	REQUIRE(text);
	keys = jwt_keys_load(&e, text, strlen(text));
	REQUIRE(keys);
	token = jwt_sign(&e, keys, &claims);
	REQUIRE(token);
}

static void
check_token(struct arena *arena, const char *p, size_t n)
{
	struct jwt jwt = { .issuer = ISSUER };
	bool same = n == strlen(token) && memcmp(p, token, n) == 0;
	size_t plain_n;

	REQUIRE(jwt_verify(arena, keys, p, n, NOW, &jwt) == same);
	REQUIRE((jwt_open(arena, keys, p, n, &plain_n) != NULL) == same);
	if (!same)
		return;
	REQUIRE(strcmp(jwt.subject, claims.subject) == 0);
	REQUIRE(jwt.expires == claims.expires);
	REQUIRE(!jwt_verify(arena, keys, p, n, NOW + 3600, &jwt));
	jwt.issuer = "https://other.example.com";
	REQUIRE(!jwt_verify(arena, keys, p, n, NOW, &jwt));
}

static void
check_changed(struct arena *arena, const char *p, size_t n)
{
	size_t size = strlen(token), i;
	char *copy = arena_dup(arena, token, size);

	for (i = 0; i + 1 < n; i += 2) {
		size_t at = (size_t)(unsigned char)p[i] * size / 256;

		if (p[i + 1] == '\0')
			size = at;	/* cut */
		else if (at < size)
			copy[at] = p[i + 1];
	}
	check_token(arena, copy, size);
}

static void
check_keys(struct arena *arena, const char *p, size_t n)
{
	const struct doc *d, *key;
	struct jwt_keys *some;
	struct err e;

	err_init(&e, arena);
	some = jwt_keys_load(&e, p, n);
	REQUIRE((some != NULL) == (e.kind == ERR_NONE));
	if (!some)
		return;
	d = jwt_keys_public(arena, some);
	for (key = doc_first(doc_get(d, "keys")); key; key = key->next)
		REQUIRE(!doc_get(key, "d") && key->count == 7);
	REQUIRE(jwt_sign(&e, some, &claims) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data + 1;
	struct arena *arena;

	if (!keys)
		set_up();
	if (!size)
		return 0;
	arena = arena_new();
	if (*data == 'k')
		check_keys(arena, p, size - 1);
	else if (*data == 'c')
		check_changed(arena, p, size - 1);
	else
		check_token(arena, p, size - 1);
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
