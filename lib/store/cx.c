#include "store/cx.h"

void
cx_init(struct cx *cx, struct arena *arena, const struct conf *conf,
    struct db *db)
{
	*cx = (struct cx){ .arena = arena, .conf = conf, .db = db,
	    .address = "local" };
	err_init(&cx->err, arena);
}

bool
refuse(struct cx *cx, enum refusal why)
{
	if (!cx->refused)
		cx->refused = why;
	return false;
}

const char *
refusal_word(enum refusal why)
{
	static const char *const words[] = {
#define REFUSAL(name, word) word,
#include "store/refusal.def"
#undef REFUSAL
	};

	return words[why];
}
