#include "store/token_scope.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/buf.h"
#include "data/doc.h"

#define WORDS_MAX 1000

#define RESOURCE(id, name) { name, name ":read", name ":write" },
static const struct resource {
	const char	*name, *read, *write;
} resources[] = { SCOPE_RESOURCES(RESOURCE) };

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

const char *
scope_word(enum scope scope, bool write)
{
	const struct resource *r;

	if (scope == SCOPE_NONE)
		return NULL;
	r = &resources[scope - 1];
	return write ? r->write : r->read;
}

struct doc *
scope_list(struct arena *arena)
{
	struct doc *list = doc_list(arena), *d;
	size_t i;

	for (i = 0; i < COUNT(resources); i++) {
		d = doc_add(list, doc_object(arena));
		doc_append(d, resources[i].name, doc_bool(arena, true));
		doc_append(d, "read", doc_text(arena, resources[i].read));
		doc_append(d, "write", doc_text(arena, resources[i].write));
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
