#include "store/token_scope.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"

#define WORDS_MAX 1000

/* The resources, in the order of their bits. */
#define RESOURCE(name) { name, name ":read", name ":write" },
static const struct resource {
	const char	*name, *read, *write;
} resources[] = { SCOPE_RESOURCES(RESOURCE) };

/* Whose a path and what is below it is; "/" is itself alone. */
static const struct {
	const char	*path, *resource;
	bool		 reads;		/* whatever the method */
} paths[] = {
	{ "/", "plan", false },
	{ "/auth/profile", "profile", false },
	{ "/settings/profile", "profile", false },
	{ "/settings/preferences", "profile", false },
	{ "/household", "household", false },
	{ "/recipes", "recipes", false },
	{ "/keywords", "recipes", false },
	{ "/categories", "recipes", false },
	{ "/cuisines", "recipes", false },
	{ "/foods", "foods", false },
	{ "/ingredients", "foods", true },
	{ "/meals", "meals", false },
	{ "/plan", "plan", false },
	{ "/targets", "targets", false },
	{ "/shopping", "shopping", false },
};

unsigned
scope_bits(const char *word)
{
	size_t i;

	for (i = 0; i < COUNT(resources); i++) {
		if (strcmp(word, resources[i].read) == 0)
			return 1u << 2 * i;
		if (strcmp(word, resources[i].write) == 0)
			return 3u << 2 * i;
	}
	return 0;
}

static bool
is_below(const char *path, const char *top)
{
	size_t n = strlen(top);

	return strncmp(path, top, n) == 0 && (!path[n] ||
	    (path[n] == '/' && n > 1));
}

const char *
scope_of(const char *path, bool write)
{
	const struct resource *r;
	size_t i;

	for (i = 0; i < COUNT(paths); i++) {
		if (!is_below(path, paths[i].path))
			continue;
		for (r = resources; strcmp(r->name, paths[i].resource); r++)
			;
		return write && !paths[i].reads ? r->write : r->read;
	}
	return NULL;
}

struct doc *
scope_list(struct arena *arena)
{
	struct doc *list = doc_list(arena), *d;
	size_t i;

	for (i = 0; i < COUNT(resources); i++) {
		d = doc_add(list, doc_object(arena));
		doc_put(d, resources[i].name, doc_bool(arena, true));
		doc_put(d, "read", doc_text(arena, resources[i].read));
		doc_put(d, "write", doc_text(arena, resources[i].write));
	}
	return list;
}

char *
scope_words(struct arena *arena)
{
	struct buf b;
	size_t i;

	buf_init(&b, arena, WORDS_MAX);
	for (i = 0; i < COUNT(resources); i++)
		buf_fmt(&b, "%s%s, %s", i ? ", " : "", resources[i].read,
		    resources[i].write);
	return buf_done(&b, NULL);
}
