#include "data/accept.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/words.h"

/* The q of what stands after a media range, in thousandths. */
static int
weight(const char *p, size_t n)
{
	const char *end = p + n;
	int q = 0, digit = 1000;

	for (; p < end; p++)
		if (*p == ';' && (p += 1 + strspn(p + 1, " \t")) + 1 < end &&
		    (*p == 'q' || *p == 'Q') && p[1] == '=')
			break;
	if (p >= end)
		return 1000;
	for (p += 2; p < end && digit; p++) {
		if (*p == '.')
			continue;
		if (*p < '0' || *p > '9')
			break;
		q += (*p - '0') * digit;
		digit /= 10;
	}
	return q < 1000 ? q : 1000;
}

/* How exactly a media range names a type: 0 is not at all. */
static int
closeness(const char *range, size_t n, const char *type)
{
	size_t major = (size_t)(strchr(type, '/') - type) + 1;

	if (n == strlen(type) && strncasecmp(range, type, n) == 0)
		return 3;
	if (n == major + 1 && range[major] == '*' &&
	    strncasecmp(range, type, major) == 0)
		return 2;
	return n == 3 && memcmp(range, "*/*", 3) == 0;
}

int
accept_wants(const char *p, const char *type)
{
	int close = 0, best = 0;

	while (*p) {
		size_t n, all;
		int now;

		p += strspn(p, " ,\t");
		n = strcspn(p, ";, \t");
		all = strcspn(p, ",");
		now = closeness(p, n, type);
		if (now > close) {
			best = weight(p + n, all - n);
			close = now;
		}
		p += all;
	}
	return best ? best * 4 + close : 0;
}

/* Whether a range, of n bytes, is a language we have: English is NULL. */
static bool
language_of(const char *range, size_t n, const struct words **language)
{
	char tag[WORDS_TAG_MAX + 1];

	if (!n || n > WORDS_TAG_MAX)
		return false;
	memcpy(tag, range, n);
	tag[n] = '\0';
	*language = words_find(tag);
	return *language || (strncasecmp(tag, "en", 2) == 0 &&
	    (!tag[2] || tag[2] == '-'));
}

const struct words *
accept_language(const char *p)
{
	const struct words *best = NULL, *language;
	int most = 0;

	while (p && *p) {
		size_t n, all;
		int q;

		p += strspn(p, " ,\t");
		n = strcspn(p, ";, \t");
		all = strcspn(p, ",");
		q = weight(p + n, all - n);
		if (q > most && language_of(p, n, &language)) {
			best = language;
			most = q;
		}
		p += all;
	}
	return best;
}
