#include "data/plausible.h"

#include <stddef.h>
#include <string.h>

#include "data/text.h"

#define EMAIL_MAX	254	/* RFC 5321, 4.5.3.1 */
#define LOCAL_MAX	64
#define LABEL_MAX	63
#define URL_MAX		2000

/* Labels of letters, digits and hyphens within, at least two of them. */
static bool
plausible_domain(const char *s)
{
	size_t labels = 0, n;

	for (;; s++) {
		n = strspn(s, "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
		if (!n || n > LABEL_MAX || s[0] == '-' || s[n - 1] == '-')
			return false;
		labels++;
		s += n;
		if (*s != '.')
			return !*s && labels > 1;
	}
}

/*
 * What RFC 5321 calls a dot-string, at a domain; in its own length. One that
 * begins with a hyphen is an option to many a program that gets it.
 */
bool
plausible_email(const char *s)
{
	const char *at = strchr(s, '@'), *p;

	if (!at || at == s || at - s > LOCAL_MAX || strlen(s) > EMAIL_MAX ||
	    *s == '.' || *s == '-' || at[-1] == '.' ||
	    !plausible_domain(at + 1))
		return false;
	for (p = s; p < at; p++)
		if (*p <= ' ' || *p == 0x7f || strchr("<>()[]\\,;:\"", *p) ||
		    (*p == '.' && p[1] == '.'))
			return false;
	return true;
}

bool
plausible_url(const char *s)
{
	const char *p;

	if (strlen(s) > URL_MAX)
		return false;
	for (p = s; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '"' || *p == '<' ||
		    *p == '>' || *p == '\\')
			return false;
	return (text_starts(s, "http://") && s[7] && s[7] != '/') ||
	    (text_starts(s, "https://") && s[8] && s[8] != '/');
}
