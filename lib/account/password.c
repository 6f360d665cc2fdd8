#include "account/password.h"

#include <string.h>

#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/secret.h"
#include "data/text.h"
#include "store/rate_limit.h"

static char *
normal(struct cx *cx, const char *password)
{
	return text_nfkc(cx->arena, password);
}

char *
password_make(struct cx *cx, const char *password)
{
	return secret_password_hash(cx->arena, cx->conf,
	    normal(cx, password));
}

bool
password_fits(struct cx *cx, const char *hash, const char *password)
{
	char *same = normal(cx, password);

	/* Elsewhere it was hashed as it was typed; for nobody as well. */
	return secret_password_check(cx->arena, cx->conf, hash, same) ||
	    (strcmp(same, password) != 0 && secret_password_check(cx->arena,
	    cx->conf, hash, password));
}

bool
password_confirm(struct cx *cx, const char *password)
{
	char *key = rate_limit_key(cx, "confirm", cx->asker.id);
	int64_t max = cx->conf->login_failures;
	struct doc *row;

	if (!rate_limit_left_growing(cx, key, TRIES_QUARTER, max))
		return false;
	row = DB(cx, SQL_PERSON_PASSWORD, .id = cx->asker.id);
	if (!row)
		return false;
	if (!password_fits(cx, doc_str(row, "passwordHash"), password)) {
		refuse(cx, REFUSED_PASSWORD_WRONG);
		return rate_limit_failed(cx, key, TRIES_QUARTER, max) &&
		    fail_pointer(cx, "/password", "This is not your "
		    "password.");
	}
	return rate_limit_left_growing(cx, key, TRIES_QUARTER, max) &&
	    rate_limit_clear(cx, key);
}
