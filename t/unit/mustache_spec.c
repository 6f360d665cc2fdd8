/*
 * The cases of one file of the Mustache specification, as TAP:
 * mustache_spec FILE.json. Run by t/030-mustache-spec.t.
 */
#include "data/tmpl.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"

#include "tap.h"

#define FILE_MAX (1 << 20)

static struct doc *
spec_read(struct err *e, const char *path)
{
	char *p = arena_alloc(e->arena, FILE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t n = 0;
	ssize_t got;

	if (fd < 0)
		return NULL;
	while ((got = read(fd, p + n, FILE_MAX - n)) > 0)
		n += (size_t)got;
	close(fd);
	return json_parse(e, p, n);
}

/* The case's template, rendered; the fault's text where that fails. */
static const char *
rendered(struct arena *arena, const struct doc *test)
{
	const struct doc *partials = doc_get(test, "partials"), *d;
	const struct doc *stack[1] = { doc_get(test, "data") };
	struct tmpl_source sources[32] = { { .name = "(test)" } };
	struct tmpl_set *set;
	struct buf out;
	struct err e;
	size_t n = 1;

	d = doc_get(test, "template");
	sources[0].text = d->text;
	sources[0].len = d->len;
	for (d = doc_first(partials); d && n < 32; d = d->next, n++) {
		sources[n].name = arena_dup(arena, d->name, d->name_len);
		sources[n].text = d->text;
		sources[n].len = d->len;
	}
	err_init(&e, arena);
	buf_init(&out, arena, FILE_MAX);
	set = tmpl_compile(&e, sources, n, NULL, 0);
	if (!set || !tmpl_render(&e, set, "(test)", stack, 1, NULL, &out))
		return e.log ? e.log : e.detail;
	return buf_done(&out, NULL);
}

int
main(int argc, char **argv)
{
	struct arena *arena;
	struct doc *spec, *test;
	struct err e;

	if (argc != 2)
		return skip_all("t/030-mustache-spec.t gives the file");
	arena = arena_new();
	err_init(&e, arena);
	spec = spec_read(&e, argv[1]);
	ok(spec != NULL, "the specification's file is read");
	test = doc_first(doc_get(spec, "tests"));
	ok(test != NULL, "it has cases");
	for (; test; test = test->next)
		is_str(rendered(arena, test), doc_str(test, "expected"),
		    doc_str(test, "name"));
	arena_free(arena);
	return done();
}
