#include "account/backup_code.h"

#include <string.h>

#include "base/arena.h"
#include "store/secret.h"
#include "data/text.h"

#define CODE_LETTERS	16	/* of five bits each */
#define OLD_LETTERS	10	/* of those made before */

static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

char *
backup_code_make(struct arena *arena)
{
	unsigned char bytes[CODE_LETTERS];
	char c[CODE_LETTERS + 1] = "";
	size_t i;

	secret_random(bytes, sizeof(bytes));
	for (i = 0; i < CODE_LETTERS; i++)
		c[i] = letters[bytes[i] & 31];
	return arena_fmt(arena, "%.4s-%.4s-%.4s-%.4s", c, c + 4, c + 8,
	    c + 12);
}

char *
backup_code_read(struct arena *arena, const char *typed)
{
	char code[CODE_LETTERS + 1] = "";
	const char *p;
	size_t n = 0;

	for (p = text_fold(arena, typed); *p; p++) {
		char c = *p == 'o' ? '0' : *p == 'i' || *p == 'l' ? '1' : *p;

		if (c == ' ')
			continue;
		if (n == CODE_LETTERS || !strchr(letters, c))
			return NULL;
		code[n++] = c;
	}
	return n == CODE_LETTERS || n == OLD_LETTERS ? arena_str(arena, code) :
	    NULL;
}

char *
backup_code_hash(struct arena *arena, const char *person, const char *code)
{
	char *text = arena_fmt(arena, "backup:%s:%s", person, code);

	return secret_text_hash(arena, text);
}
