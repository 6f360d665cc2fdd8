/* The command `fetch` of mealctl: an address as the programs would get it. */
#include "command.h"

#include <stdio.h>

#include "data/doc.h"
#include "data/text.h"
#include "net/fetch.h"

#define BYTES_MAX	((int64_t)64 << 20)
#define SECONDS_MAX	600

static bool
number(struct cx *cx, struct call *call, const char *option, int64_t most,
    int64_t *out)
{
	const char *text = call_option(call, option);

	if (!text)
		return true;
	return (text_int(text, out) && *out > 0 && *out <= most) ||
	    fail(cx, ERR_MALFORMED, "%s takes a number from 1 to %lld", option,
	    (long long)most);
}

bool
fetch_command(struct cx *cx, struct call *call)
{
	int64_t bytes = 5000000, seconds = 20;
	struct fetch_limits limits = {
		.types = call_option(call, "--types") };
	struct fetch got;
	struct doc *d;

	if (!number(cx, call, "--bytes", BYTES_MAX, &bytes) ||
	    !number(cx, call, "--seconds", SECONDS_MAX, &seconds))
		return false;
	limits.bytes = (size_t)bytes;
	limits.seconds = (long)seconds;
	if (!fetch(cx, call->argv[0], &limits, &got))
		return false;
	if (!call_option(call, "--json")) {
		fwrite(got.bytes, 1, got.n, stdout);
		return true;
	}
	d = doc_object(cx->arena);
	doc_append(d, "status", doc_int(cx->arena, got.status));
	doc_append(d, "url", doc_text(cx->arena, got.url));
	doc_append(d, "type", doc_text(cx->arena, got.type));
	doc_append(d, "bytes", doc_int(cx->arena, (int64_t)got.n));
	command_print(cx, d);
	return true;
}
