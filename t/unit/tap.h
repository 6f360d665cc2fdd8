/*
 * tap: unit tests that speak TAP. A program calls ok(), is_str() and is_int()
 * and ends with `return done();`, which writes the plan and gives the exit
 * status: 0 only if every test passed. skip_all() is for a program that
 * cannot run here.
 *
 * Names are printed with # and control characters replaced; the same name may
 * be used again. Each function returns whether the test passed.
 */
#ifndef MEAL_TAP_H
#define MEAL_TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct tap {
	unsigned	ran;
	unsigned	failed;
};

static struct tap tap;

static inline void
tap_text(FILE *out, const char *s, bool name)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (name && c == '#')
			putc(' ', out);
		else if (c < ' ' || c == 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			putc(c, out);
	}
}

static inline bool
ok(bool passed, const char *name)
{
	printf("%sok %u - ", passed ? "" : "not ", ++tap.ran);
	tap_text(stdout, name, true);
	putchar('\n');
	fflush(stdout);
	if (!passed)
		tap.failed++;
	return passed;
}

static inline void
tap_note(const char *label, const char *s)
{
	fprintf(stderr, "#   %s: ", label);
	if (s)
		tap_text(stderr, s, false);
	else
		fputs("(NULL)", stderr);
	fputc('\n', stderr);
}

/* Both may be NULL. */
static inline bool
is_str(const char *got, const char *want, const char *name)
{
	bool same = got && want ? strcmp(got, want) == 0 : got == want;

	if (!ok(same, name)) {
		tap_note("got     ", got);
		tap_note("expected", want);
	}
	return same;
}

static inline bool
is_int(int64_t got, int64_t want, const char *name)
{
	if (!ok(got == want, name))
		fprintf(stderr, "#   got     : %lld\n#   expected: %lld\n",
		    (long long)got, (long long)want);
	return got == want;
}

static inline int
skip_all(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

static inline int
done(void)
{
	printf("1..%u\n", tap.ran);
	fflush(stdout);
	if (tap.failed)
		fprintf(stderr, "# %u of %u tests failed\n", tap.failed,
		    tap.ran);
	return tap.failed || !tap.ran;
}

#endif
