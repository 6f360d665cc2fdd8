/* What an Accept header wants. */
#include "data/accept.h"

#include "base/array.h"

#include "tap.h"

static const char json[] = "application/json", ld[] = "application/ld+json";

/* header, whether each is wanted at all, and whether linked data more */
static const struct {
	const char	*header;
	bool		 json, ld, rather_ld;
} cases[] = {
	{ "*/*", true, true, false },
	{ "application/*", true, true, false },
	{ "application/json", true, false, false },
	{ "Application/JSON ; charset=utf-8", true, false, false },
	{ "application/ld+json", false, true, true },
	{ "application/ld+json, */*", true, true, true },
	{ "application/ld+json, application/json;q=0.5", true, true, true },
	{ "application/ld+json;q=0.5, application/json", true, true, false },
	{ "application/ld+json; q=0.001,application/json;Q=0", false, true,
	    true },
	{ "application/json, application/ld+json", true, true, false },
	{ "application/ld+json;profile=\"x\";q=0.9, */*;q=0.8", true, true,
	    true },
	{ "*/*;q=0, application/json", true, false, false },
	{ "*/*, application/json;q=0.0", false, true, true },
	{ "text/html", false, false, false },
	{ "text/html,*/*;q=0.8", true, true, false },
	{ "application/jsonx, application/jso, */json", false, false, false },
	{ "application/json;q=", false, false, false },
	{ "application/json;q=2", true, false, false },
	{ "application/json;q=0.99999999999999999999", true, false, false },
	{ "application/json;", true, false, false },
	{ ", ,;q=1,", false, false, false },
	{ "", false, false, false },
};

int
main(void)
{
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		const char *header = cases[i].header;
		int a = accept_wants(header, json);
		int b = accept_wants(header, ld);

		ok((a > 0) == cases[i].json, header);
		ok((b > 0) == cases[i].ld, header);
		ok((b > a) == cases[i].rather_ld, header);
	}
	return done();
}
