#include "data/format_number.h"

#include <math.h>
#include <stdint.h>

#include "base/array.h"
#include "base/buf.h"
#include "data/format.h"

#define WHOLE_FROM	20.0	/* fraction: no parts from here on */
#define HALVES_FROM	10.0
#define NEAR		0.02	/* of the number: so far from a fraction is */
				/* close enough */

/* What spoons and cups can measure, in order, and nothing and one. */
static const struct {
	double		 value;
	const char	*text;
} parts[] = {
	{ 0, "" },
	{ 1.0 / 8, "⅛" },
	{ 1.0 / 6, "⅙" },
	{ 1.0 / 4, "¼" },
	{ 1.0 / 3, "⅓" },
	{ 3.0 / 8, "⅜" },
	{ 1.0 / 2, "½" },
	{ 5.0 / 8, "⅝" },
	{ 2.0 / 3, "⅔" },
	{ 3.0 / 4, "¾" },
	{ 5.0 / 6, "⅚" },
	{ 7.0 / 8, "⅞" },
	{ 1, "" },
};

static void
digits_write(struct buf *out, uint64_t n, const char *group)
{
	char digits[20];
	size_t i = sizeof(digits), left;

	do {
		digits[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	if (!*group || sizeof(digits) - i <= 3) {
		buf_add(out, digits + i, sizeof(digits) - i);
		return;
	}
	for (; (left = sizeof(digits) - i); i++) {
		buf_char(out, digits[i]);
		if (left > 1 && left % 3 == 1)
			buf_str(out, group);
	}
}

void
format_number(struct buf *out, double x, int decimals, const char *group,
    const char *decimal)
{
	uint64_t scale = 1, n, rest;
	int i;

	for (i = 0; i < decimals; i++)
		scale *= 10;
	n = (uint64_t)round(fabs(x) * (double)scale);
	rest = n % scale;
	if (x < 0 && n)
		buf_char(out, '-');
	digits_write(out, n / scale, group);
	if (!rest)
		return;
	buf_str(out, decimal);
	while (rest) {
		scale /= 10;
		buf_char(out, (char)('0' + rest / scale));
		rest %= scale;
	}
}

/* The fraction of x = whole + rest that is close enough, or NULL. */
static const char *
fraction_near(double x, double rest, double *whole)
{
	double room = x * NEAR;
	size_t best = 0, i;

	for (i = 1; i < COUNT(parts); i++)
		if (fabs(rest - parts[i].value) <
		    fabs(rest - parts[best].value))
			best = i;
	/* A little of something is not nothing. */
	if (fabs(rest - parts[best].value) > room ||
	    (best == 0 && x > 0 && *whole < 1))
		return NULL;
	if (best == COUNT(parts) - 1)
		*whole += 1;
	return parts[best].text;
}

void
format_parts(struct buf *out, double x, const char *decimal)
{
	double whole, size = fabs(x);
	const char *part;

	if (!(size < FORMAT_NUMBER_MAX))
		return;
	if (size >= HALVES_FROM) {
		double step = size < WHOLE_FROM ? 2 : 1;

		size = round(size * step) / step;
	}
	whole = floor(size);
	part = fraction_near(size, size - whole, &whole);
	if (!part) {
		format_number(out, x, size >= 1 ? 1 : size >= 0.01 ? 2 : 3,
		    "", decimal);
		return;
	}
	if (x < 0 && size > 0)
		buf_char(out, '-');
	if (whole > 0 || !*part)
		digits_write(out, (uint64_t)whole, "");
	buf_str(out, part);
}

void
format_metric(struct buf *out, double x, const char *decimal)
{
	double whole = floor(x);

	if (!(fabs(x) < FORMAT_NUMBER_MAX))
		return;
	if (x > 0 && x < HALVES_FROM && fabs(x - whole - 0.5) < x / 1000)
		format_parts(out, whole + 0.5, decimal);
	else
		format_number(out, x, fabs(x) < 10 ? 3 : fabs(x) < 100 ? 1 : 0,
		    "", decimal);
}

void
format_fraction(struct buf *out, double x)
{
	format_parts(out, x, ".");
}
