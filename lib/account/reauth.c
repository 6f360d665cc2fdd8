#include "account/reauth.h"

#include "account/password.h"
#include "data/doc.h"
#include "store/cx.h"
#include "store/db.h"

static bool
prove(struct cx *cx, void *arg)
{
	(void)arg;
	return DB(cx, SQL_SESSION_PROVE, .session = cx->asker.session) != NULL;
}

bool
reauth(struct cx *cx, const char *password)
{
	struct doc *row;

	if (password && *password)
		return password_confirm(cx, password) &&
		    db_tx(cx, prove, NULL);
	row = DB(cx, SQL_SESSION_PROVED, .session = cx->asker.session,
	    .seconds = db_int(cx, REAUTH_SECONDS));
	if (!row || doc_true(doc_get(row, "recent")))
		return row != NULL;
	fail(cx, ERR_REAUTHENTICATE, "Give your password to change this.");
	return fail_as(cx, "required",
	    fail_pointer(cx, "/password", "Type your password. It was not "
	    "asked for in the last ten minutes."));
}
