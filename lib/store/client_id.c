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
	if (!household || strcmp(household, cx->asker.household) != 0 ||
	    doc_true(doc_get(home, "deleted")))
		return fail(cx, ERR_CONFLICT, "This id is taken.");
	*existed = true;
	return true;
}

bool
client_id_seen(struct cx *cx, enum sql home, const char *id, bool *existed)
{
	return id && client_id_here(cx, DB_LIKE(cx, home,
	    SQL_RECIPE_HOME, .id = id), existed);
}
