/* Text as it comes off a web page: entities, tags, other scripts' digits. */
#include "data/text.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"

#define NAME_MAX_BYTES	8	/* of an entity's name */

/* HTML's names of U+00A0 to U+00FF, in order. */
static const char latin[] =
    "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not "
    "shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 "
    "ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml "
    "Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml "
    "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute "
    "Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring "
    "aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth "
    "ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute "
    "ucirc uuml yacute thorn yuml ";

static const struct {
	const char	*name;
	int32_t		 code;
} names[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
	{ "apos", '\'' }, { "frac13", 0x2153 }, { "frac23", 0x2154 },
	{ "frac15", 0x2155 }, { "frac25", 0x2156 }, { "frac35", 0x2157 },
	{ "frac45", 0x2158 }, { "frac16", 0x2159 }, { "frac56", 0x215a },
	{ "frac18", 0x215b }, { "frac38", 0x215c }, { "frac58", 0x215d },
	{ "frac78", 0x215e }, { "half", 0xbd }, { "frasl", 0x2044 },
	{ "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 },
	{ "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d },
	{ "hellip", 0x2026 }, { "bull", 0x2022 }, { "trade", 0x2122 },
	{ "euro", 0x20ac }, { "oelig", 0x153 }, { "OElig", 0x152 },
	{ "thinsp", 0x2009 }, { "ensp", 0x2002 }, { "emsp", 0x2003 },
	{ "zwnj", 0x200c }, { "zwj", 0x200d }, { "prime", 0x2032 },
	{ "Prime", 0x2033 },
};

/* The code point that n bytes name ("frac12"); 0 for none. */
static int32_t
named(const char *p, size_t n)
{
	const char *at = latin;
	int32_t code;
	size_t len;

	for (size_t i = 0; i < COUNT(names); i++)
		if (strlen(names[i].name) == n &&
		    memcmp(names[i].name, p, n) == 0)
			return names[i].code;
	for (code = 0xa0; *at != '\0'; code++, at += len + 1) {
		len = strcspn(at, " ");
		if (len == n && memcmp(at, p, n) == 0)
			return code;
	}
	return 0;
}

/* The code point of "#189" or "#xBD", without its signs; 0 for none. */
static int32_t
numbered(const char *p, size_t n)
{
	bool hex = n > 1 && (*p == 'x' || *p == 'X');
	int32_t code = 0;
	int digit;

	for (size_t i = hex; i < n; i++) {
		digit = text_hex(p[i]);
		if (digit < 0 || (!hex && digit > 9) || code > 0x10ffff)
			return 0;
		code = code * (hex ? 16 : 10) + digit;
	}
	return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : code;
}

/* The entity at p: bytes of it, or 0; what it stands for in *code. */
static size_t
entity(const char *p, const char *end, int32_t *code)
{
	size_t n = 1;

	while (p + n < end && n <= NAME_MAX_BYTES && (p[n] == '#' ||
	    (p[n] >= '0' && p[n] <= '9') || ((p[n] | 32) >= 'a' &&
	    (p[n] | 32) <= 'z')))
		n++;
	if (n < 3 || p + n >= end || p[n] != ';')
		return 0;
	*code = p[1] == '#' ? numbered(p + 2, n - 2) : named(p + 1, n - 1);
	return *code > 0 ? n + 1 : 0;
}

/*
 * The tag at p ("<b>", "</span>", "<a href=…>"): its bytes, or 0. Only what
 * words on pages stand in is one, so that "<1 cup" and "<3" stay.
 */
static size_t
tag(const char *p, const char *end)
{
	static const char *const tags = "a abbr b bdi big br cite code del "
	    "div em font h1 h2 h3 h4 h5 h6 i ins label li mark ol p small "
	    "span strong sub sup td th tr u ul";
	char name[8];
	size_t i = 1, n = 0;
	const char *close;

	if (p + i < end && p[i] == '/')
		i++;
	while (p + i < end && n < sizeof(name) - 1 && (((p[i] | 32) >= 'a' &&
	    (p[i] | 32) <= 'z') || (n > 0 && p[i] >= '0' && p[i] <= '9'))) {
		name[n++] = (char)(p[i] | (p[i] >= 'A' ? 32 : 0));
		i++;
	}
	name[n] = '\0';
	if (n == 0 || p + i >= end || !text_has_word(tags, name) ||
	    (p[i] != '>' && p[i] != ' ' && p[i] != '/'))
		return 0;
	close = memchr(p + i, '>', (size_t)(end - p) - i);
	return close ? (size_t)(close + 1 - p) : 0;
}

char *
text_paste(struct arena *arena, const char *p, size_t n)
{
	const char *end = p + n, *last = NULL;
	char *out, *to;
	int32_t code;
	size_t len;

	if (memchr(p, '&', n) == NULL && memchr(p, '<', n) == NULL)
		return text_line(arena, p, n);
	/* without a '>' further on nothing is a tag: found out once */
	for (const char *at = p; (at = memchr(at, '>', (size_t)(end - at))); )
		last = at++;
	out = to = arena_alloc(arena, n + 1);
	while (p < end) {
		if (*p == '&' && (len = entity(p, end, &code)) > 0) {
			to += text_encode(to, code);
			p += len;
		} else if (*p == '<' && last && p < last &&
		    (len = tag(p, last + 1)) > 0) {
			p += len;
		} else {
			*to++ = *p++;
		}
	}
	return text_line(arena, out, (size_t)(to - out));
}

/* What stands for the sign in ASCII, or 0: full width and Arabic ones. */
static char
ascii_sign(int32_t c)
{
	return c == 0x66b || c == 0xff0e ? '.' : c == 0x66c ? ',' :
	    c == 0xff0f ? '/' : c == 0xff05 || c == 0x66a ? '%' : '\0';
}

const char *
text_ascii_digits(struct arena *arena, const char *s)
{
	size_t n = strlen(s), i, len;
	char *out = NULL, *to = NULL;
	int digit;
	int32_t c;
	char sign;

	for (i = 0; i < n; i += len) {
		len = 1;
		digit = -1;
		sign = '\0';
		if ((unsigned char)s[i] >= 0x80 &&
		    (c = text_code(s + i, n - i, &len)) >= 0x660) {
			digit = text_digit(c);
			sign = ascii_sign(c);
		}
		if ((digit >= 0 || sign) && !out) {
			out = arena_alloc(arena, n + 1);
			memcpy(out, s, i);
			to = out + i;
		}
		if (!out)
			continue;
		if (digit >= 0 || sign) {
			*to++ = sign ? sign : (char)('0' + digit);
		} else {
			memcpy(to, s + i, len);
			to += len;
		}
	}
	if (!out)
		return s;
	*to = '\0';
	return out;
}
