#include "store/client_id.h"

#include <string.h>

#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"

bool
client_id_here(struct cx *cx, const struct doc *home, bool *existed)
{
	const char *household;

	if (doc_is_null(home))
		return false;
	household = doc_str(home, "household");
	if (!household || strcmp(household, cx->asker.household) != 0) {
		fail(cx, ERR_CONFLICT, "This id is taken.");
		return fail_pointer(cx, "/id", "This id is taken.");
	}
	if (doc_true(doc_get(home, "deleted"))) {
		fail(cx, ERR_CONFLICT, "What had this id was deleted. Take it "
		    "back with POST to its address and /restore, or choose "
		    "another id.");
		fail_pointer(cx, "/id", "This was deleted; restore it.");
		err_code(&cx->err, "deleted");
		return false;
	}
	*existed = true;
	return true;
}

bool
client_id_seen(struct cx *cx, enum sql home, const char *id, bool *existed)
{
	return id && client_id_here(cx, DB_LIKE(cx, home,
	    SQL_RECIPE_HOME, .id = id), existed);
}
