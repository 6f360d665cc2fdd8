#include "store/cx.h"

void
cx_init(struct cx *cx, struct arena *arena, const struct conf *conf,
    struct db *db)
{
	*cx = (struct cx){ .arena = arena, .conf = conf, .db = db,
	    .address = "local" };
	err_init(&cx->err, arena);
}
