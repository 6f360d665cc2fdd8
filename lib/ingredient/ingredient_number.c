#include <math.h>
#include <string.h>

#include "base/array.h"
#include "ingredient/ingredient_parts.h"
#include "data/text.h"

static bool
is_digit(const char *p, const char *end)
{
	return p < end && *p >= '0' && *p <= '9';
}

/* Digits at p; their value, and how many. */
static double
digits(const char *p, const char *end, size_t *n)
{
	double v = 0;

	for (*n = 0; is_digit(p + *n, end); ++*n)
		v = v * 10 + (p[*n] - '0');
	return v;
}

/* ½ and its like; 0 for none. */
static double
vulgar(const char *p, const char *end, size_t *n)
{
	static const struct {
		int32_t	code;
		double	value;
	} table[] = {
		{ 0xbd, 1 / 2. }, { 0xbc, 1 / 4. }, { 0xbe, 3 / 4. },
		{ 0x2153, 1 / 3. }, { 0x2154, 2 / 3. }, { 0x2155, 1 / 5. },
		{ 0x2156, 2 / 5. }, { 0x2157, 3 / 5. }, { 0x2158, 4 / 5. },
		{ 0x2159, 1 / 6. }, { 0x215a, 5 / 6. }, { 0x215b, 1 / 8. },
		{ 0x215c, 3 / 8. }, { 0x215d, 5 / 8. }, { 0x215e, 7 / 8. },
		{ 0x2150, 1 / 7. }, { 0x2151, 1 / 9. }, { 0x2152, 1 / 10. },
	};
	int32_t c;

	if (p >= end)
		return 0;
	c = text_code(p, (size_t)(end - p), n);
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].code == c)
			return table[i].value;
	return 0;
}

/* The slash of a fraction: its bytes or 0. */
static size_t
slash(const char *p, const char *end)
{
	size_t n;
	int32_t c;

	if (p >= end)
		return 0;
	c = text_code(p, (size_t)(end - p), &n);
	return c == '/' || c == 0x2044 || c == 0x2215 ? n : 0;
}

/* A slash with a blank on one side or both; bytes or 0. */
static size_t
slash_apart(const char *p, const char *end, bool blanks)
{
	size_t before = blanks && p < end && *p == ' ', s, after;

	s = slash(p + before, end);
	if (s == 0)
		return 0;
	after = blanks && p + before + s < end && p[before + s] == ' ';
	return before + s + after;
}

/* A fraction at p, of either kind; 0 for none. */
static double
fraction(const char *p, const char *end, size_t *n)
{
	double v = vulgar(p, end, n), below, over;
	size_t a, b, s;

	if (v > 0)
		return v;
	v = digits(p, end, &a);
	s = slash_apart(p + a, end, a > 0 && v < 8);
	if (a == 0 || a > 3 || s == 0)
		return 0;
	below = digits(p + a + s, end, &b);
	/* 90/10 is the lean of beef, 1/2/3 a date; 1/0 nothing */
	if (b == 0 || b > 3 || below < 1 || (v >= below && below >= 10) ||
	    slash(p + a + s + b, end) > 0)
		return 0;
	/* "1 /2" is a fraction, "3 / 10" and "4 / 2" are two numbers */
	if ((p[a] == ' ' || p[a + s - 1] == ' ') && (v >= below || below > 8))
		return 0;
	*n = a + s + b;
	/* "11/2" has lost the blank of 1 1/2: nobody writes 5½ so */
	over = fmod(v, 10);
	if (v > 10 && v < 100 && over > 0 && over < below)
		return (v - over) / 10 + over / below;
	return v / below;
}

/* What stands between a whole number and its fraction; false: nothing may. */
static bool
joint(const char *p, const char *end, size_t *n)
{
	static const char *const words[] = {
		" and ", " & ", " y ", " e ", " et ", " und ", " + ", "+",
		" plus ", " ", "-", "\u2011",
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		*n = strlen(words[i]);
		if ((size_t)(end - p) > *n && memcmp(p, words[i], *n) == 0)
			return true;
	}
	*n = 0;
	return false;
}

/* The unit behind three digits of which nobody knows yet what they are. */
static const char *
unit_behind(const char *p, const char *end, size_t *len)
{
	struct unit_word u;
	size_t blank = p < end && *p == ' ';

	*len = 0;
	if (p + blank >= end || !unit_match(p + blank,
	    (size_t)(end - p) - blank, &u) || u.unit == NULL)
		return "";
	*len = blank + u.len;
	return u.unit->name;
}

/*
 * "1.500 g" and "1,500 ml" group thousands, "1,250 kg" and "1.500 l" do not:
 * no kitchen weighs by the ton. Without such a unit the comma groups, as in
 * English, and the dot does not.
 */
static bool
is_thousands(char sign, const char *p, const char *end)
{
	size_t len;
	const char *unit = unit_behind(p, end, &len);

	if (strcmp(unit, "g") == 0 || strcmp(unit, "ml") == 0)
		return true;
	return sign == ',' && strcmp(unit, "kg") != 0 &&
	    strcmp(unit, "l") != 0;
}

/*
 * Whether a blank groups digits: "1 500 g Mehl" does, "2 400 g tins" has a
 * number and a size, and so has every line with "400g" in one word.
 */
static bool
is_blank_group(const char *p, const char *end)
{
	struct unit_word u;
	size_t len;
	const char *unit;

	if (end - p < 4 || *p != ' ' || !is_digit(p + 1, end) ||
	    !is_digit(p + 2, end) || !is_digit(p + 3, end) ||
	    is_digit(p + 4, end))
		return false;
	if (memcmp(p, " 000", 4) == 0)
		return true;
	unit = unit_behind(p + 4, end, &len);
	if (p[4] != ' ' || (strcmp(unit, "g") != 0 && strcmp(unit, "ml") != 0))
		return false;
	for (p += 4 + len; p < end && *p != ',' && *p != '('; p++)
		if (*p == ' ' && unit_match(p + 1, (size_t)(end - p) - 1, &u))
			return false;
	return true;
}

/* The bytes of a sign that does nothing but group: "1'000", "1 000". */
static size_t
group_sign(const char *p, const char *end)
{
	size_t n = 0, k;

	if (p < end && *p == '\'')
		n = 1;
	else if (end - p > 3 && memcmp(p, "\u2019", 3) == 0)
		n = 3;
	else
		return is_blank_group(p, end);
	digits(p + n, end, &k);
	return k == 3 ? n : 0;
}

/* The decimals or thousands after a whole number; bytes taken. */
static size_t
decimals(const char *start, size_t whole, const char *end, double *v)
{
	const char *p = start + whole;
	bool small = whole > 0 && whole <= 3 && *start != '0';
	size_t n, taken = 0, sign;
	double d;

	while (small && p + taken < end && (sign = group_sign(p + taken,
	    end)) > 0) {
		*v = *v * 1000 + digits(p + taken + sign, end, &n);
		taken += sign + 3;
	}
	small = small && taken == 0;
	while (p + taken < end && (p[taken] == ',' || p[taken] == '.') &&
	    is_digit(p + taken + 1, end)) {
		d = digits(p + taken + 1, end, &n);
		if (n == 3 && small && is_thousands(p[taken],
		    p + taken + 4, end)) {
			*v = *v * 1000 + d;
			taken += 4;
			continue;
		}
		if (taken == 0) {
			*v += d * pow(10, -(double)n);
			taken = n + 1;
		}
		break;
	}
	return taken;
}

/* "/0" behind a whole number: nothing to count with; *at goes past it. */
static bool
over_zero(const char *p, const char *end, size_t *at)
{
	size_t s = slash(p, end), n;

	if (*at == 0 || s == 0 || digits(p + s, end, &n) > 0 || n == 0)
		return false;
	*at += s + n;
	return true;
}

size_t
ingredient_number(const char *p, size_t n, double *value)
{
	const char *end = p + n;
	size_t len = 0, at, gap;
	double v, f;

	*value = NAN;
	f = fraction(p, end, &len);
	if (f > 0) {
		*value = f;
		return len;
	}
	v = digits(p, end, &at);
	if (at == 0 && !(n > 1 && (*p == '.' || *p == ',') &&
	    is_digit(p + 1, end)))
		return 0;
	if (at > 12 || over_zero(p + at, end, &at))
		v = INFINITY;
	if (at > 1 && v < 1)
		v = INFINITY;			/* "00 flour" */
	len = decimals(p, at, end, &v);
	if (len == 0) {
		f = vulgar(p + at, end, &gap);
		if (f > 0) {
			at += gap;
			v += f;
		} else if (joint(p + at, end, &gap) && (f = fraction(p + at +
		    gap, end, &len)) > 0 && f < 1) {
			at += gap + len;
			v += f;
		}
	} else {
		at += len;
	}
	if (v <= INGREDIENT_NUMBER_MAX)
		*value = v;
	return at;
}

/* "dozen" behind a number; the token after it. */
static size_t
dozen(const struct parser *ps, size_t i, double *value)
{
	if (ingredient_is(ps, i, "dozen") || ingredient_is(ps, i, "dozens") ||
	    ingredient_is(ps, i, "doz") || ingredient_is(ps, i, "dutzend") ||
	    ingredient_is(ps, i, "douzaine") || ingredient_is(ps, i, "docena"))
	{
		*value *= 12;
		i++;
	}
	return i;
}

static bool
is_article(const struct parser *ps, size_t i)
{
	static const char *const words[] = {
		"a", "an", "one", "ein", "eine", "einen", "einer", "un", "une",
		"una", "uno", "um", "uma", "en", "ett", "een", "the", "eines",
	};

	for (size_t k = 0; k < COUNT(words); k++)
		if (ingredient_is(ps, i, words[k]))
			return true;
	return false;
}

/* "half a", "a half", "half of a", "one and a half", "a couple of". */
static bool
count_words(const struct parser *ps, size_t i, double *value, size_t *next)
{
	double v = ingredient_number_word(ps->t[i].fold), f;

	if (!(v > 0))
		return false;
	i++;
	if (v < 1) {				/* half [of] [a] */
		if (ingredient_is(ps, i, "and") || ingredient_punct(ps, i, '&'))
			return false;		/* "half and half" */
		if (ingredient_is(ps, i, "of") && is_article(ps, i + 1))
			i++;
		if (is_article(ps, i))
			i++;
		else if (ps->t[i - 1].fold[0] == 'q' &&
		    !ingredient_is(ps, i, "of") && i < ps->n) {
			struct unit_word u;

			if (ingredient_unit_at(ps, i, &u) == 0)
				return false;	/* "quarter round" */
		}
	} else if (i < ps->n && is_article(ps, i - 1) &&
	    (f = ingredient_number_word(ps->t[i].fold)) > 0 && (f < 1 ||
	    ingredient_is(ps, i, "couple"))) {
		v = f;				/* a half, a couple */
		i++;
		if (ingredient_is(ps, i, "of") && is_article(ps, i + 1))
			i += 2;			/* a quarter of a pound */
	} else if (ingredient_is(ps, i, "and") && is_article(ps, i + 1) &&
	    ingredient_is(ps, i + 2, "half")) {
		v += 0.5;
		i += 3;
	} else if (i < ps->n && (ingredient_is(ps, i, "quarter") ||
	    ingredient_is(ps, i, "quarters") || ingredient_is(ps, i, "third") ||
	    ingredient_is(ps, i, "thirds")) && !is_article(ps, i - 1)) {
		v *= ps->t[i].fold[0] == 'q' ? 0.25 : 1 / 3.;
		i++;
	}
	*value = v;
	*next = i;
	return true;
}

bool
ingredient_count(const struct parser *ps, size_t i, double *value,
    size_t *next, bool *worded)
{
	*worded = false;
	if (i >= ps->n)
		return false;
	if (isfinite(ps->t[i].value)) {
		*value = ps->t[i].value;
		*next = i + 1;
	} else if (ps->t[i].fold[0] != '\0' &&
	    count_words(ps, i, value, next)) {
		*worded = true;
	} else {
		return false;
	}
	*next = dozen(ps, *next, value);
	return true;
}

bool
ingredient_number_name(const struct parser *ps)
{
	return ps->n > 2 && isfinite(ps->t[0].value) &&
	    ingredient_punct(ps, 1, '-') && ps->t[1].glued &&
	    ps->t[2].glued && ps->t[2].fold[0] != '\0' && text_has_word(
	    "spice spices grain grains bean beans cheese cheeses seed seeds "
	    "herb herbs minute minutes nut nuts", ps->t[2].fold);
}
