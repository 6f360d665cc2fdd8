/* Backup codes: made, read however they are written, bound to a person. */
#include "account/backup_code.h"

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

#define PERSON "01932f6a-5a00-7c1e-9d2b-3f4a5b6c7d8e"

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

static struct arena *arena;

static void
test_make(void)
{
	char *one = backup_code_make(arena), *read;

	is_int((int64_t)strlen(one), 19, "16 letters and three dashes");
	ok(one[4] == '-' && one[9] == '-' && one[14] == '-', "by fours");
	ok(strcmp(one, backup_code_make(arena)) != 0, "another each time");
	read = backup_code_read(arena, one);
	is_int((int64_t)strspn(read, letters), 16, "of Crockford's letters");
}

/* 200 codes: each of the 32 letters comes about 100 times; none of them as
 * often as twice that, or as seldom as a quarter. */
static void
test_random(void)
{
	int seen[sizeof(letters)] = { 0 }, i;
	size_t j;

	for (i = 0; i < 200; i++) {
		char *read = backup_code_read(arena,
		    backup_code_make(arena));

		for (j = 0; read[j]; j++)
			seen[strchr(letters, read[j]) - letters]++;
	}
	for (j = 0; letters[j]; j++)
		if (!ok(seen[j] > 25 && seen[j] < 200, "a fair letter"))
			tap_note("letter", &letters[j]);
}

static void
test_read(void)
{
	static const char *const same[] = { "7h2k-m9xq-40", "7H2K-M9XQ-40",
	    "7h2km9xq40", " 7h2k m9xq 40 ", "7 h 2 k m 9 x q 4 0",
	    "7h2k–m9xq–4o", "7h2k-m9xq-4O", "７ｈ２ｋ-ｍ９ｘｑ-４０" };
	static const char *const none[] = { "", "-", "7h2k-m9xq-4",
	    "7h2k-m9xq-400", "7h2k-m9xq-4u", "7h2k-m9xq-4\x01",
	    "7h2k-m9xq-4+7h2k-m9xq-4+" };
	size_t i;

	for (i = 0; i < COUNT(same); i++)
		is_str(backup_code_read(arena, same[i]), "7h2km9xq40",
		    same[i]);
	is_str(backup_code_read(arena, "7H2K m9xq-4c8e-wOrt"),
	    "7h2km9xq4c8ew0rt", "today's");
	is_str(backup_code_read(arena, "7h2k-m9xq-4c8e-w0r"), NULL, "short");
	is_str(backup_code_read(arena, "7h2k-m9xq-4c8e-w0rtt"), NULL, "long");
	is_str(backup_code_read(arena, "Oil1-0000-00"), "0111000000",
	    "letters that look like digits");
	for (i = 0; i < COUNT(none); i++)
		is_str(backup_code_read(arena, none[i]), NULL, none[i]);
}

static void
test_hash(void)
{
	char *hash = backup_code_hash(arena, PERSON, "7h2km9xq40");

	/* printf 'backup:01932f6a-…:7h2km9xq40' | sha256sum */
	is_str(hash, "8d8318150009510403a1900da2248aa2"
	    "9ddc58c72ae3116e9330dc9e5f0118da",
	    "SHA-256 of person and code");
	ok(strcmp(hash, backup_code_hash(arena, "another",
	    "7h2km9xq40")) != 0, "bound to the person");
	ok(strcmp(hash, backup_code_hash(arena, PERSON, "7h2km9xq41")) != 0,
	    "and to the code");
}

int
main(void)
{
	arena = arena_new();
	test_make();
	test_random();
	test_read();
	test_hash();
	arena_free(arena);
	return done();
}
