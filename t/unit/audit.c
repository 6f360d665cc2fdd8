/* Where something came from, as it is kept: shortened. */
#include "store/audit.h"

#include "base/arena.h"
#include "base/array.h"
#include "store/cx.h"

#include "tap.h"

int
main(void)
{
	static const char *const cases[][2] = {
		{ "192.0.2.77", "192.0.2.0/24" },
		{ "10.0.0.1", "10.0.0.0/24" },
		{ "127.0.0.1", "127.0.0.0/24" },
		/* as req_address gives them: a /64 */
		{ "2001:db8:1:2::/64", "2001:db8:1::/48" },
		{ "2001:db8:abcd:1234::/64", "2001:db8:abcd::/48" },
		{ "2001:db8:1::/64", "2001:db8:1::/48" },
		{ "2001:db8::/64", "2001:db8::/48" },
		{ "fe80::/64", "fe80::/48" },
		{ "::/64", "::/48" },
		{ "local", "local" },
	};
	struct arena *arena = arena_new();
	struct cx cx;
	size_t i;

	cx_init(&cx, arena, NULL, NULL);
	for (i = 0; i < COUNT(cases); i++) {
		cx.address = cases[i][0];
		is_str(audit_place(&cx), cases[i][1], cases[i][0]);
	}
	arena_free(arena);
	return done();
}
