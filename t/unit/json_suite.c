/*
 * JSONTestSuite: json_suite FILE ... Every y_ file parses, no n_ file does,
 * others may; what parses prints to the same tree. Run by
 * t/020-json-suite.t, which unpacks the suite.
 */
#include "data/json.h"

#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"

#include "slurp.h"
#include "tap.h"

static bool
same(const struct doc *a, const struct doc *b)
{
	const struct doc *x, *y;

	if (a->kind != b->kind || a->truth != b->truth || a->len != b->len ||
	    a->count != b->count || a->name_len != b->name_len)
		return false;
	if (a->len && memcmp(a->text, b->text, a->len) != 0)
		return false;
	if (a->name_len && memcmp(a->name, b->name, a->name_len) != 0)
		return false;
	for (x = a->first, y = b->first; x; x = x->next, y = y->next)
		if (!same(x, y))
			return false;
	return true;
}

static void
test_round_trip(struct arena *arena, const struct doc *d, const char *name)
{
	struct doc *plain, *pretty;
	struct buf b;
	struct err e;

	err_init(&e, arena);
	buf_init(&b, arena, SLURP_MAX);
	json_print(&b, d);
	plain = json_parse(&e, buf_done(&b, NULL), buf_len(&b));
	buf_clear(&b);
	json_print_pretty(&b, d);
	pretty = json_parse(&e, buf_done(&b, NULL), buf_len(&b));
	ok(plain && pretty && same(d, plain) && same(d, pretty),
	    arena_fmt(arena, "%s, printed and read again", name));
}

static void
test_file(const char *path)
{
	struct arena *arena = arena_new();
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	struct doc *d;
	struct err e;
	size_t n;
	char *p;

	err_init(&e, arena);
	p = slurp(arena, path, &n);
	if (!p) {
		ok(false, arena_fmt(arena, "%s cannot be read", name));
		arena_free(arena);
		return;
	}
	d = json_parse(&e, p, n);
	if (strncmp(name, "y_", 2) == 0)
		is_str(d ? NULL : e.detail, NULL, name);
	else if (strncmp(name, "n_", 2) == 0)
		ok(!d && e.kind, name);
	else
		ok(!d == !!e.kind, name);
	if (d)
		test_round_trip(arena, d, name);
	arena_free(arena);
}

int
main(int argc, char **argv)
{
	int i;

	if (argc < 2)
		return skip_all("usage: json_suite FILE ... "
		    "(t/020-json-suite.t)");
	for (i = 1; i < argc; i++)
		test_file(argv[i]);
	is_int(err_bugs(), 0, "no bug was logged");
	return done();
}
