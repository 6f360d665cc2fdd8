/* What a User-Agent is called by people. */
#include "data/user_agent.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

#define WEBKIT "AppleWebKit/537.36 (KHTML, like Gecko) "

static const char *const agents[][2] = {
	{ "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
	    "Firefox/128.0", "Firefox on Linux" },
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT
	    "Chrome/130.0.0.0 Safari/537.36 Edg/130.0", "Edge on Windows" },
	{ "Mozilla/5.0 (Windows NT 10.0; Win64; x64) " WEBKIT
	    "Chrome/130.0.0.0 Safari/537.36 OPR/115.0", "Opera on Windows" },
	{ "Mozilla/5.0 (Linux; Android 10; K) " WEBKIT
	    "Chrome/130.0.0.0 Mobile Safari/537.36", "Chrome on Android" },
	{ "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1"
	    ".15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
	    "Safari on macOS" },
	{ "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) "
	    "AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile/15E "
	    "Safari/604.1", "Chrome on iPhone" },
	{ "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) " WEBKIT
	    "Chrome/130.0.0.0 Safari/537.36", "Chrome on ChromeOS" },
	{ "curl/7.88.1", "curl" }, { "meal-sync/2 (Linux)", "meal-sync" },
	{ "okhttp", "okhttp" }, { "Firefox/1", "Firefox" },
	{ "", NULL }, { "(Linux)", "Linux" }, { "???", NULL },
	{ "<script>alert(1)</script>", NULL }, { "Язык/1", NULL },
	{ "name-of-more-than-forty-characters-1234567890/1", NULL },
};

int
main(void)
{
	struct arena *arena = arena_new();
	size_t i;

	for (i = 0; i < COUNT(agents); i++)
		is_str(user_agent_name(arena, agents[i][0]), agents[i][1],
		    agents[i][0]);
	is_str(user_agent_name(arena, NULL), NULL, "none");
	arena_free(arena);
	return done();
}
