/* QR codes: the fixed patterns of ISO/IEC 18004, read back from the path. */
#include "account/qr.h"

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

#define SIDE 185	/* 177 modules and the quiet zone */

static struct arena *arena;
static char grid[SIDE][SIDE];

/* A number, moving on. */
static int
number(const char **p)
{
	int n = 0;

	while (**p >= '0' && **p <= '9')
		n = n * 10 + *(*p)++ - '0';
	return n;
}

/* Draw the path: every "Mx yhNv1h-Nz" is N dark modules. */
static bool
draw(const struct qr *qr)
{
	const char *p = qr->path;

	memset(grid, 0, sizeof(grid));
	while (*p == 'M') {
		int x, y, n, i;

		p++;
		x = number(&p);
		p += *p == ' ';
		y = number(&p);
		p += *p == 'h';
		n = number(&p);
		if (strncmp(p, "v1h-", 4) != 0 || n < 1 ||
		    x + n > qr->size || y >= qr->size)
			return false;
		p += 4;
		if (number(&p) != n || *p++ != 'z')
			return false;
		for (i = 0; i < n; i++)
			grid[y][x + i] = 1;
	}
	return !*p;
}

/* The eye at a corner: 7 by 7, a ring, a gap, a square of 3 by 3. */
static bool
eye(int x, int y)
{
	int i, j;

	for (i = 0; i < 7; i++)
		for (j = 0; j < 7; j++) {
			bool ring = i == 0 || i == 6 || j == 0 || j == 6;
			bool core = i >= 2 && i <= 4 && j >= 2 && j <= 4;

			if (grid[y + i][x + j] != (ring || core))
				return false;
		}
	return true;
}

static bool
quiet(int size)
{
	int i, j;

	for (i = 0; i < size; i++)
		for (j = 0; j < QR_QUIET; j++)
			if (grid[i][j] || grid[j][i] ||
			    grid[i][size - 1 - j] || grid[size - 1 - j][i])
				return false;
	return true;
}

/* Dark and light in turn between the eyes, in row and column 6. */
static bool
timing(int size)
{
	int i;

	for (i = 8; i < size - 2 * QR_QUIET - 8; i++)
		if (grid[QR_QUIET + 6][QR_QUIET + i] != (i % 2 == 0) ||
		    grid[QR_QUIET + i][QR_QUIET + 6] != (i % 2 == 0))
			return false;
	return true;
}

static void
test_pattern(const char *text)
{
	struct qr qr;
	int q = QR_QUIET, far;

	if (!ok(qr_make(arena, text, &qr), "a code is made"))
		return;
	is_int((qr.size - 2 * q - 17) % 4, 0, "of a size there is");
	ok(qr.size <= SIDE && draw(&qr), "its path is rectangles");
	far = qr.size - q - 7;
	ok(eye(q, q) && eye(far, q) && eye(q, far), "with three eyes");
	ok(!eye(far, far), "not four");
	ok(quiet(qr.size), "a quiet zone");
	ok(timing(qr.size), "and the timing between");
}

static void
test_svg(void)
{
	struct qr qr = { .size = 29, .path = "M4 4h7v1h-7z" };

	is_str(qr_svg(arena, &qr, "<key> & \"co\""),
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
	    "viewBox=\"0 0 29 29\" shape-rendering=\"crispEdges\">"
	    "<title>&lt;key&gt; &amp; &quot;co&quot;</title>"
	    "<path fill=\"#fff\" d=\"M0 0h29v29H0z\"/>"
	    "<path fill=\"#000\" d=\"M4 4h7v1h-7z\"/></svg>",
	    "a picture by itself");
}

int
main(void)
{
	char longest[QR_TEXT_MAX + 2];
	struct qr qr;

	arena = arena_new();
	test_pattern("x");
	test_pattern("otpauth://totp/meal:robin?secret="
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=meal&algorithm=SHA1"
	    "&digits=6&period=30");
	memset(longest, 'x', sizeof(longest));
	longest[QR_TEXT_MAX] = '\0';
	test_pattern(longest);
	longest[QR_TEXT_MAX] = 'x';
	longest[QR_TEXT_MAX + 1] = '\0';
	ok(!qr_make(arena, longest, &qr), "what is too long");
	ok(!qr_make(arena, "", &qr), "or empty is none");
	test_svg();
	arena_free(arena);
	return done();
}
