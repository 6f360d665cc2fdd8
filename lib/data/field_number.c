/* Numbers as people type them: a part of field.h. */
#include "data/field.h"

#include <math.h>
#include <string.h>

#include "data/doc.h"
#include "data/format.h"
#include "data/text.h"

#define DIGITS_MAX 60	/* of a number that is typed */

static bool comma;	/* whether it stands for the decimals */

void
field_locale(const char *locale)
{
	comma = format_decimal_comma(locale);
}

bool
field_is_typed(const struct doc *d, enum field_source source)
{
	return d->kind == DOC_TEXT && source != FIELD_JSON &&
	    strlen(d->text) == d->len;
}

/* ---- one number -------------------------------------------------------- */

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* The bytes of a sign that only parts thousands; 0 without. */
static size_t
parting(const char *s)
{
	static const char *const signs[] = {
		"\u00a0", "\u202f", "\u2009", "\u2019", "'", " ",
	};
	size_t i;

	for (i = 0; i < COUNT(signs); i++)
		if (text_starts(s, signs[i]))
			return strlen(signs[i]);
	return 0;
}

/*
 * Whether a point or a comma parts thousands: three digits stand behind it,
 * and it is there again, or before the other one, or it is the sign for that
 * where the person lives and stands behind a number that is no 0.
 */
static bool
is_thousands(const char *whole, const char *at)
{
	const char *next = at + 1 + digits(at + 1), *other;
	size_t before = 0;

	while (at - before > whole && at[-(ptrdiff_t)before - 1] >= '0' &&
	    at[-(ptrdiff_t)before - 1] <= '9')
		before++;
	if (next != at + 4 || !before || before > 3)
		return false;
	other = strpbrk(next, *at == '.' ? "," : ".");
	if (*next == *at || other || memchr(whole, *at,
	    (size_t)(at - whole)))
		return true;
	return (*at == ',') != comma && at[-(ptrdiff_t)before] != '0';
}

/* Digits with one point at most, of what was typed; where it ends, or NULL. */
static const char *
plain(const char *s, char *out)
{
	const char *from = s;
	bool point = false;
	size_t n = 0, len;

	for (; n < DIGITS_MAX; s++) {
		if (digits(s)) {
			out[n++] = *s;
		} else if ((*s == '.' || *s == ',') && digits(s + 1)) {
			if (is_thousands(from, s) && !point)
				continue;
			if (point)
				return NULL;
			point = true;
			out[n++] = '.';
		} else if (n && !point && (len = parting(s)) &&
		    digits(s + len) == 3) {
			s += len - 1;
		} else {
			break;
		}
	}
	out[n] = '\0';
	return n && n < DIGITS_MAX ? s : NULL;
}

/* ½ ⅓ …; 0 without. */
static double
vulgar(const char *s, size_t *len)
{
	static const struct {
		const char	*sign;
		double		 value;
	} signs[] = {
		{ "½", 0.5 }, { "¼", 0.25 }, { "¾", 0.75 },
		{ "⅓", 1.0 / 3 }, { "⅔", 2.0 / 3 }, { "⅛", 0.125 },
		{ "⅜", 0.375 }, { "⅝", 0.625 }, { "⅞", 0.875 },
		{ "⅕", 0.2 }, { "⅖", 0.4 }, { "⅗", 0.6 }, { "⅘", 0.8 },
		{ "⅙", 1.0 / 6 }, { "⅚", 5.0 / 6 },
	};
	size_t i;

	for (i = 0; i < COUNT(signs); i++)
		if (text_starts(s, signs[i].sign)) {
			*len = strlen(signs[i].sign);
			return signs[i].value;
		}
	return 0;
}

static const char *
blanks(const char *s)
{
	for (;;)
		if (*s == ' ' || *s == '\t')
			s++;
		else if (text_starts(s, "\u00a0") || text_starts(s, "\u202f"))
			s += parting(s);
		else
			return s;
}

/* "1/2", "½" at s; where it ends, NULL without. */
static const char *
fraction(const char *s, double *out)
{
	char over[DIGITS_MAX + 1], under[DIGITS_MAX + 1];
	size_t n = digits(s), len;
	double below;

	*out = vulgar(s, &len);
	if (*out > 0)
		return s + len;
	if (!n || n > 6)
		return NULL;
	memcpy(over, s, n);
	over[n] = '\0';
	s = blanks(s + n);
	if (*s != '/' && !text_starts(s, "⁄"))
		return NULL;
	s = blanks(s + (*s == '/' ? 1 : strlen("⁄")));
	n = digits(s);
	if (!n || n > 6)
		return NULL;
	memcpy(under, s, n);
	under[n] = '\0';
	if (!text_double(over, out) || !text_double(under, &below) ||
	    below <= 0)
		return NULL;
	*out /= below;
	return s + n;
}

/* All of a text but for its sign: what is behind the number, or NULL. */
static const char *
amount(const char *s, double *out)
{
	char text[DIGITS_MAX + 4];
	const char *end = fraction(s, out), *more;
	double part;

	if (end)
		return end;
	if (*s == '.' || *s == ',') {		/* ",5" */
		size_t n = digits(s + 1);

		if (!n || n >= DIGITS_MAX)
			return NULL;
		text[0] = '.';
		memcpy(text + 1, s + 1, n);
		text[n + 1] = '\0';
		return text_double(text, out) ? s + 1 + n : NULL;
	}
	end = plain(s, text);
	if (!end || !text_double(text, out))
		return NULL;
	more = fraction(blanks(end), &part);
	if (more && part < 1 && !strchr(text, '.')) {
		*out += part;
		return more;
	}
	return end;
}

bool
field_number(const struct doc *d, enum field_source source,
    const char *unit, double *out)
{
	const char *s;
	bool minus;

	if (d->kind == DOC_NUMBER)
		return text_double(d->text, out);
	if (!field_is_typed(d, source))
		return false;
	if (source == FIELD_QUERY && text_double(d->text, out))
		return true;
	s = blanks(d->text);
	minus = *s == '-';
	s = amount(s + minus, out);
	if (!s)
		return text_double(d->text, out);
	s = blanks(s);
	if (*s && unit && text_starts(s, unit))
		s = blanks(s + strlen(unit));
	if (*s)
		return text_double(d->text, out);
	if (minus)
		*out = -*out;
	return true;
}
