/* Numbers as text, and back: a part of text.h. */
#include "data/text.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

int
text_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
text_int(const char *s, int64_t *out)
{
	bool minus;
	int64_t value = 0;

	if (!s)
		return false;
	minus = *s == '-';
	s += minus;
	if (!*s)
		return false;
	for (; *s; s++) {
		int digit = *s - '0';

		if (digit < 0 || digit > 9)
			return false;
		/* below zero, where there is one more */
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!minus && value == INT64_MIN)
		return false;
	*out = minus ? value : -value;
	return true;
}

/* A decimal taken apart: digits × 10^exponent. */
struct decimal {
	uint64_t digits;
	int	 exponent;
	bool	 exact;		/* every digit is in digits */
};

static const char *
read_digits(const char *s, struct decimal *d, bool fraction)
{
	for (; *s >= '0' && *s <= '9'; s++) {
		if (d->digits >= UINT64_C(100000000000000000)) {
			d->exact = false;
			continue;
		}
		d->digits = d->digits * 10 + (uint64_t)(*s - '0');
		d->exponent -= fraction;
	}
	return s;
}

static bool
read_decimal(const char *s, struct decimal *d)
{
	const char *from = s;
	bool digit, minus;
	int power = 0;

	*d = (struct decimal){ .exact = true };
	s = read_digits(s, d, false);
	digit = s > from;
	if (*s == '.') {
		from = ++s;
		s = read_digits(s, d, true);
		digit = s > from;
	}
	if (!digit)
		return false;
	if (*s != 'e' && *s != 'E')
		return !*s;
	s++;
	minus = *s == '-';
	s += minus || *s == '+';
	if (!*s)
		return false;
	for (; *s >= '0' && *s <= '9'; s++)
		if (power < 100000)
			power = power * 10 + (*s - '0');
	d->exponent += minus ? -power : power;
	return !*s;
}

/*
 * Up to 2^53 and 10^22 a double holds digits and power exactly, so that one
 * division or multiplication rounds correctly (Clinger 1990). The rest goes
 * to the C library, in the C locale.
 */
bool
text_double(const char *s, double *out)
{
	static const double powers[] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21,
		1e22
	};
	static locale_t c_locale;
	struct decimal d;
	double value;
	bool minus;

	if (!s)
		return false;
	minus = *s == '-';
	if (!read_decimal(s + minus, &d))
		return false;
	if (d.exact && d.digits <= UINT64_C(1) << 53 && d.exponent >= -22 &&
	    d.exponent <= 22) {
		value = (double)d.digits;
		if (d.exponent < 0)
			value /= powers[-d.exponent];
		else
			value *= powers[d.exponent];
		*out = minus ? -value : value;
		return true;
	}
	if (!c_locale)
		c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	value = strtod_l(s, NULL, c_locale);
	if (!isfinite(value))
		return false;
	*out = value;
	return true;
}

char *
text_number(struct arena *arena, double value)
{
	char *text, *end, *mark;

	if (!isfinite(value))
		return NULL;
	/* Halves go up, as PostgreSQL's do: those that a double can hold at
	 * three decimals are the odd sixteenths. */
	if (fmod(value * 16, 2) != 0 && value * 16 == floor(value * 16))
		value = nextafter(value, value < 0 ? -INFINITY : INFINITY);
	text = arena_fmt(arena, "%.3f", value);
	end = text + strlen(text);
	mark = end - 4;
	*mark = '.';		/* whatever the locale has there */
	while (end > mark && (end[-1] == '0' || end[-1] == '.'))
		end--;
	*end = '\0';
	return strcmp(text, "-0") ? text : text + 1;
}
