#include "data/user_agent.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"

#define NAME_MAX_LENGTH 40

struct sign {
	const char	*sign, *name;
};

/* Each names those it descends from as well: the particular ones first. */
static const struct sign browsers[] = {
	{ "Edg", "Edge" }, { "OPR/", "Opera" }, { "Vivaldi/", "Vivaldi" },
	{ "SamsungBrowser/", "Samsung Internet" }, { "Firefox/", "Firefox" },
	{ "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" },
	{ "Chrome/", "Chrome" }, { "Safari/", "Safari" },
};

static const struct sign systems[] = {
	{ "iPhone", "iPhone" }, { "iPad", "iPad" }, { "Android", "Android" },
	{ "Windows", "Windows" }, { "Mac OS X", "macOS" },
	{ "CrOS", "ChromeOS" }, { "Linux", "Linux" },
};

static const char *
user_agent_find(const struct sign *signs, size_t n, const char *agent)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strstr(agent, signs[i].sign))
			return signs[i].name;
	return NULL;
}

char *
user_agent_name(struct arena *arena, const char *agent)
{
	const char *browser, *system;
	size_t n;

	if (!agent)
		return NULL;
	browser = user_agent_find(browsers, COUNT(browsers), agent);
	system = user_agent_find(systems, COUNT(systems), agent);
	if (browser)
		return arena_fmt(arena, "%s%s%s", browser, system ? " on " :
		    "", system ? system : "");
	/* "name/1.2 (…)", as programs call themselves */
	n = strspn(agent, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_.");
	return n && n <= NAME_MAX_LENGTH ? arena_dup(arena, agent, n) :
	    arena_str(arena, system);
}
