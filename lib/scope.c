#include "scope.h"

#include <string.h>

#include "array.h"

const char scope_words[] = "profile:read profile:write household:read "
    "household:write recipes:read recipes:write foods:read foods:write "
    "meals:read meals:write plan:read plan:write targets:read targets:write "
    "shopping:read shopping:write";

/* The resources in the order of their bits, and the paths that they are: the
 * longest that begins a route's path has it. "" is none. */
static const struct {
	const char	*path, *resource;
} paths[] = {
	{ "/", "plan" },
	{ "/auth/profile", "profile" },
	{ "/settings/profile", "profile" },
	{ "/settings/preferences", "profile" },
	{ "/household", "household" },
	{ "/recipes", "recipes" },
	{ "/foods", "foods" },
	{ "/ingredients", "foods" },
	{ "/meals", "meals" },
	{ "/plan", "plan" },
	{ "/targets", "targets" },
	{ "/shopping", "shopping" },
};

static const char *const resources[] = { "profile", "household", "recipes",
    "foods", "meals", "plan", "targets", "shopping" };

static unsigned
bits(const char *resource, size_t n, bool write)
{
	size_t i;

	for (i = 0; i < COUNT(resources); i++)
		if (strlen(resources[i]) == n &&
		    memcmp(resources[i], resource, n) == 0)
			return (write ? 3u : 1u) << 2 * i;
	return 0;
}

unsigned
scope_bits(const char *word)
{
	const char *colon = strchr(word, ':');

	if (!colon || (strcmp(colon, ":read") != 0 &&
	    strcmp(colon, ":write") != 0))
		return 0;
	return bits(word, (size_t)(colon - word), colon[1] == 'w');
}

unsigned
scope_needed(const char *path, bool write)
{
	size_t i;

	for (i = 0; i < COUNT(paths); i++) {
		size_t n = strlen(paths[i].path);

		if (strncmp(path, paths[i].path, n) == 0 && (!path[n] ||
		    (n > 1 && path[n] == '/')))
			return bits(paths[i].resource,
			    strlen(paths[i].resource), write);
	}
	return 0;
}
