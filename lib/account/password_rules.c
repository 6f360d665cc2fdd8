/*
 * Which passwords are refused. A password is brought into the forms that a
 * guesser would try: without digits and signs at its ends, with letters for
 * the digits and signs that stand for them, backwards, once instead of
 * twice. Each is looked up. The number of forms is fixed, so the time is.
 */
#include "account/password.h"

#include <string.h>

#include "base/array.h"
#include "data/conf.h"
#include "store/cx.h"
#include "data/text.h"
#include "account/wordlist.h"

#define AFFIX_MAX	2	/* more of them make a word worth something */
#define RUN_MIN		3	/* keys in a row, to count as one */
#define PERIOD_MAX	4	/* characters repeated all over */
#define OWN_MAX		12	/* names of the person */
#define OWN_MIN		3	/* letters of a part of a name */

static const char common[] = "|"
#define COMMON(words) words "|"
#include "account/password_words.def"
;

static const char *const rows[] = {
#define ROW(keys) keys,
#include "account/password_words.def"
};

/* What digits and signs stand for; 1 and ! are two letters. */
static const char leet_from[] = "0134578@$!|+9";
static const char *const leet_to[] = { "oleastbasiltg", "oieastbasiltg" };

struct check {
	struct cx	*cx;
	const char	*own[OWN_MAX];
	size_t		 n;
	const char	*fault;
};

static const char too_common[] = N_("This is one of the first passwords that "
    "are tried. Take a few words in a row instead.");
static const char too_regular[] = N_("Rows of keys and repetitions are tried "
    "early. Take a few words in a row instead.");
static const char too_close[] = N_("This is close to your name or address, "
    "which are tried early. Take a few words in a row instead.");

/* ---- rows and repetitions ---------------------------------------------- */

/* How many keys from p on follow a row, beginning at its place at. */
static size_t
run_along(const char *p, const char *row, size_t at, int step)
{
	size_t size = strlen(row), n = 0;

	while (p[n] && at < size && p[n] == row[at]) {
		n++;
		at += (size_t)step;	/* below 0 is past the end */
	}
	return n;
}

static size_t
longest_run(const char *p)
{
	size_t best = strspn(p, (char[]){ *p, '\0' }), i, n;
	const char *at;

	for (i = 0; i < COUNT(rows); i++)
		for (at = strchr(rows[i], *p); at; at = strchr(at + 1, *p)) {
			size_t place = (size_t)(at - rows[i]);

			n = run_along(p, rows[i], place, 1);
			if (n > best)
				best = n;
			n = run_along(p, rows[i], place, -1);
			if (n > best)
				best = n;
		}
	return best;
}

/* Nothing but runs: 12345678, qwerasdf, aaaa1111. */
static bool
is_runs(const char *p)
{
	size_t n;

	for (; *p; p += n) {
		n = longest_run(p);
		if (n < RUN_MIN)
			return false;
	}
	return true;
}

static bool
has_period(const char *p, size_t n, size_t period)
{
	return n >= 2 * period && memcmp(p, p + period, n - period) == 0;
}

static bool
is_regular(const char *p)
{
	size_t n = strlen(p), i;

	if (is_runs(p))
		return true;
	for (i = 1; 2 * i <= n && text_length(p, i) <= PERIOD_MAX; i++)
		if (has_period(p, n, i))
			return true;
	return false;
}

/* ---- forms ------------------------------------------------------------- */

/* A word of theirs with nothing between its letters. */
static char *
squeezed(struct cx *cx, const char *s)
{
	char *folded = text_fold(cx->arena, s), *p, *q = folded;

	for (p = folded; *p; p++)
		if (*p != ' ')
			*q++ = *p;
	*q = '\0';
	return folded;
}

static void
own_add(struct check *c, const char *s, size_t least)
{
	char *word = s ? squeezed(c->cx, s) : NULL;

	if (word && c->n < OWN_MAX && text_length(word, strlen(word)) >= least)
		c->own[c->n++] = word;
}

static void
find_own(struct check *c, const char *email, const char *username,
    const char *name)
{
	const char *p;

	own_add(c, username, 1);
	own_add(c, email, 1);
	if (email)
		own_add(c, arena_dup(c->cx->arena, email,
		    strcspn(email, "@")), OWN_MIN);
	own_add(c, name, 1);
	for (p = name; p && *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		own_add(c, arena_dup(c->cx->arena, p, n), OWN_MIN);
		p += n;
	}
}

static bool
is_common(struct check *c, const char *form, size_t affix)
{
	return strstr(common, arena_fmt(c->cx->arena, "|%s|", form)) ||
	    (affix <= AFFIX_MAX && wordlist_has(c->cx->conf, form));
}

static bool
is_own(struct check *c, const char *form)
{
	const char *word = squeezed(c->cx, form);
	size_t i;

	for (i = 0; i < c->n; i++)
		if (strcmp(word, c->own[i]) == 0)
			return true;
	return false;
}

static void
look_up(struct check *c, const char *form, size_t affix)
{
	if (!c->fault && *form)
		c->fault = is_own(c, form) ? too_close :
		    is_common(c, form, affix) ? too_common : NULL;
}

/* Forwards and backwards; bytes, as the lists are ASCII. */
static void
look_both_ways(struct check *c, const char *form, size_t affix)
{
	size_t n = strlen(form), i;
	char *back = arena_alloc(c->cx->arena, n + 1);

	look_up(c, form, affix);
	for (i = 0; i < n; i++)
		back[i] = form[n - 1 - i];
	if (text_valid(back, n))
		look_up(c, back, affix);
}

/* Itself, and what it repeats. */
static void
look_at(struct check *c, const char *form, size_t affix)
{
	size_t n = strlen(form), i;

	look_both_ways(c, form, affix);
	for (i = 1; 2 * i <= n; i++)
		if (n % i == 0 && has_period(form, n, i)) {
			look_both_ways(c, arena_dup(c->cx->arena, form, i),
			    affix);
			break;
		}
}

/* As it is, and with letters for what stands for them. */
static void
look_unleeted(struct check *c, const char *form, size_t affix)
{
	char *copy, *p;
	const char *at;
	size_t i;

	look_at(c, form, affix);
	for (i = 0; i < COUNT(leet_to); i++) {
		copy = arena_str(c->cx->arena, form);
		for (p = copy; *p; p++)
			if ((at = strchr(leet_from, *p)))
				*p = leet_to[i][at - leet_from];
		if (strcmp(copy, form) != 0)
			look_at(c, copy, affix);
	}
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* With and without what stands before and behind the letters. */
static void
look_stripped(struct check *c, const char *low)
{
	size_t n = strlen(low), head = 0, tail = 0;
	int i;

	while (head < n && !is_letter(low[head]))
		head++;
	while (tail < n - head && !is_letter(low[n - 1 - tail]))
		tail++;
	for (i = 0; i < 4; i++) {
		size_t before = i & 1 ? head : 0, behind = i & 2 ? tail : 0;

		if ((i & 1 && !head) || (i & 2 && !tail))
			continue;
		look_unleeted(c, arena_dup(c->cx->arena, low + before,
		    n - before - behind), before + behind);
	}
}

bool
password_check_rules(struct cx *cx, const char *pointer,
    const char *password, const char *email, const char *username,
    const char *full_name)
{
	struct check c = { .cx = cx };
	char *low = text_nfkc(cx->arena, password), *p;
	size_t n = text_length(low, strlen(low));

	if (n < PASSWORD_MIN)
		return fail_as(cx, "length",
		    fail_pointer(cx, pointer, say_n("Use at least %d "
		    "character. A few words in a row are easy to keep.", "Use "
		    "at least %d characters. A few words in a row are easy to "
		    "keep.", PASSWORD_MIN), PASSWORD_MIN));
	if (n > PASSWORD_MAX)
		return fail_as(cx, "length",
		    fail_pointer(cx, pointer, say_n("Use at most %d "
		    "character; this has %zu.", "Use at most %d characters; "
		    "this has %zu.", PASSWORD_MAX), PASSWORD_MAX, n));
	for (p = low; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	find_own(&c, email, username, full_name);
	if (is_regular(low))
		c.fault = too_regular;
	else
		look_stripped(&c, low);
	return !c.fault || fail_pointer(cx, pointer, "%s",
	    say(c.fault));
}
