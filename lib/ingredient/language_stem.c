/* Words of nine languages without their endings: not what a grammar says,
 * but the same for singular and plural as often as three rules can do it. */
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/text.h"
#include "ingredient/language_parts.h"

#define STEM_MIN 3	/* letters that stay */

static const struct {
	const char	*language;
	const char	*endings;	/* the first that fits goes */
	bool		 single;	/* double letters are one */
} rules[] = {
	{ "de", "ern en er em es e n s", false },
	{ "nl", "eren en s e", true },
	{ "sv", "arna orna erna ar or er na a e", false },
	{ "da", "erne ene er e", true },
	{ "nb", "ene er a e", true },
	{ "fr", "ees es ee s x e", false },
	{ "es", "ces es os as o a e s", false },
	{ "pt", "oes aes ais eis os as es ao al el o a e s", false },
	{ "it", "hi he ie io ia i e o a", false },
};

static void
single_letters(char *w)
{
	char *to = w, *from;

	for (from = w; *from; from++)
		if (to == w || *from != to[-1])
			*to++ = *from;
	*to = '\0';
}

static void
cut_ending(char *w, const char *endings)
{
	size_t n = strlen(w), len;

	for (; *endings; endings += len + (endings[len] == ' ')) {
		len = strcspn(endings, " ");
		if (n >= len + STEM_MIN &&
		    memcmp(w + n - len, endings, len) == 0) {
			w[n - len] = '\0';
			return;
		}
	}
}

void
language_word_stem(const char *language, char *w)
{
	size_t i;

	for (i = 0; i < COUNT(rules); i++)
		if (strcmp(rules[i].language, language) == 0) {
			cut_ending(w, rules[i].endings);
			if (rules[i].single)
				single_letters(w);
		}
}

char *
language_unelide(struct arena *arena, const char *name)
{
	char *out = arena_str(arena, name), *p;
	size_t len;

	for (p = out; *p; p += len) {
		len = 1;
		if (*p == '\'') {
			*p = ' ';
		} else if (strncmp(p, "\xe2\x80\x99", 3) == 0) {
			memset(p, ' ', 3);
			len = 3;
		}
	}
	return out;
}

char *
language_stem(struct arena *arena, const char *language, const char *name)
{
	char *s, *next;
	struct buf b;
	bool some = false;

	if (!language || strcmp(language, "en") == 0)
		return arena_str(arena, "");
	s = text_fold(arena, language_unelide(arena, name));
	buf_init(&b, arena, 2 * strlen(s) + 8);
	buf_str(&b, language);
	for (; *s; s = next) {
		next = s + strcspn(s, " ");
		if (*next)
			*next++ = '\0';
		if (language_little(language, s, strlen(s)))
			continue;
		language_word_stem(language, s);
		buf_char(&b, some ? ' ' : ':');
		buf_str(&b, s);
		some = true;
	}
	return some ? buf_done(&b, NULL) : arena_str(arena, "");
}
