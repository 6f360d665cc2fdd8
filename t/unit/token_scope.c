/* What an API token may: words, bits, and whose a path is. */
#include "store/token_scope.h"

#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "data/doc.h"

#include "tap.h"

static const struct {
	const char	*path, *read, *write;
} paths[] = {
	{ "/recipes", "recipes:read", "recipes:write" },
	{ "/recipes/:id/favorite", "recipes:read", "recipes:write" },
	{ "/", "plan:read", "plan:write" },
	{ "/plan/entries", "plan:read", "plan:write" },
	{ "/ingredients/parse", "foods:read", "foods:read" },
	{ "/auth/profile", "profile:read", "profile:write" },
	{ "/settings/preferences", "profile:read", "profile:write" },
	{ "/recipesX", NULL, NULL }, { "/recipe", NULL, NULL },
	{ "/auth/profiles", NULL, NULL }, { "/auth/password", NULL, NULL },
	{ "/auth/tokens", NULL, NULL }, { "/settings", NULL, NULL },
	{ "/settings/sessions", NULL, NULL }, { "/admin/people", NULL,
	    NULL },
	{ "/auth", NULL, NULL }, { "/households", NULL, NULL },
	{ "", NULL, NULL },
};

static void
test_words(void)
{
	struct arena *arena = arena_new();
	const struct doc *list = scope_list(arena), *d;
	const char *words = scope_words(arena);
	unsigned all = 0;

	for (d = list->first; d; d = d->next) {
		unsigned read = scope_bits(doc_str(d, "read"));
		unsigned write = scope_bits(doc_str(d, "write"));

		ok(read && (read & (read - 1)) == 0, doc_str(d, "read"));
		ok((write & read) == read && write != read,
		    "to write includes to read");
		ok(!(all & write), "and nothing of another");
		ok(strstr(words, doc_str(d, "read")) &&
		    strstr(words, doc_str(d, "write")), "told to people");
		all |= write;
	}
	is_int(scope_bits(""), 0, "no word");
	is_int(scope_bits("recipes"), 0, "no verb");
	is_int(scope_bits("recipes:readx"), 0, "another verb");
	is_int(scope_bits("recipes:read "), 0, "a blank");
	is_int(scope_bits("admin:write"), 0, "no resource");
	arena_free(arena);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < COUNT(paths); i++) {
		is_str(scope_of(paths[i].path, false), paths[i].read,
		    paths[i].path);
		is_str(scope_of(paths[i].path, true), paths[i].write,
		    "to change it");
		ok(!paths[i].read || scope_bits(paths[i].read),
		    "a word that there is");
	}
	test_words();
	return done();
}
