/* What an API token may: words and bits. */
#include "store/token_scope.h"

#include <string.h>

#include "base/arena.h"
#include "data/doc.h"

#include "tap.h"

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
	is_str(scope_word(SCOPE_PLAN, false), "plan:read", "to look");
	is_str(scope_word(SCOPE_SHOPPING, true), "shopping:write", "to change");
	is_str(scope_word(SCOPE_NONE, false), NULL, "no token may");
	test_words();
	return done();
}
