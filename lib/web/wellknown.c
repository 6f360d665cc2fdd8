#include "web/wellknown.h"

#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "data/json.h"
#include "data/jwt.h"
#include "data/when.h"

#define TEXT_MAX	4096
#define SECURITY_DAYS	180	/* RFC 9116 advises less than a year */

char *
wellknown_keys(struct cx *cx)
{
	struct buf b;

	buf_init(&b, cx->arena, TEXT_MAX);
	json_print(&b, jwt_keys_public(cx->arena, cx->token_keys));
	return buf_over(&b) ? fail(cx, ERR_INTERNAL, "The answer grew too "
	    "large.") : buf_done(&b, NULL);
}

char *
wellknown_security(struct cx *cx)
{
	const struct conf *conf = cx->conf;
	int64_t expires = when_now() + SECURITY_DAYS * 86400;

	if (!*conf->security_contact)
		return fail(cx, ERR_NOT_FOUND, "There is nothing at this "
		    "address.");
	return arena_fmt(cx->arena, "Contact: %s\nExpires: %s\n"
	    "Preferred-Languages: en\n"
	    "Canonical: %s/.well-known/security.txt\n",
	    conf->security_contact, when_instant_text(cx->arena, expires),
	    conf->base_url);
}
