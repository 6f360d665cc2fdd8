/* Errors: the first wins, faults are all told, and a copy is a copy. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "tap.h"

static unsigned
faults(const struct err *e)
{
	const struct err_field *f;
	unsigned n = 0;

	for (f = e->fields; f; f = f->next)
		n++;
	return n;
}

int
main(void)
{
	struct arena *arena = arena_new();
	struct err e, copy;
	unsigned i;

	err_init(&e, arena);
	is_int(e.kind, ERR_NONE, "nothing at first");
	ok(err_set(&e, ERR_CONFLICT, "First %d.", 1) == NULL, "always NULL");
	err_set(&e, ERR_INTERNAL, "Second.");
	is_int(e.kind, ERR_CONFLICT, "the first kind");
	is_str(e.detail, "First 1.", "and its words");
	err_log(&e, "why");
	err_log(&e, "not this");
	is_str(e.log, "why", "the first text for the log");
	err_pointer(&e, "/name", "It is taken.");
	is_str(e.fields->code, "taken", "a conflict's fault is taken");

	err_clear(&e);
	is_int(e.kind, ERR_NONE, "forgotten");
	is_int(faults(&e), 0, "with its faults");

	/* a copy before any fault, and after one */
	copy = e;
	err_pointer(&copy, "/a", "A.");
	err_pointer(&copy, "/b", "B.");
	is_int(faults(&copy), 2, "a copy of an empty one collects");
	is_int(faults(&e), 0, "the other knows nothing of it");
	e = copy;
	err_clear(&copy);
	err_parameter(&e, "limit", "C.");
	is_int(faults(&e), 3, "a copy of a full one goes on");
	err_pointer(&e, "/a", "Again.");
	is_int(faults(&e), 3, "of a member the first");
	err_code(&e, "type");
	is_str(e.last->code, "invalid", "what was not noted has no code");
	err_parameter(&e, "cursor", "D.");
	err_code(&e, "range");
	is_str(e.last->code, "range", "a code is the last fault's");
	err_code(&e, "type");
	is_str(e.last->code, "range", "and the first of it");

	err_clear(&e);
	for (i = 0; i < ERR_FIELDS_MAX + 20; i++)
		err_pointer(&e, arena_fmt(arena, "/%u", i), "No.");
	is_int(faults(&e), ERR_FIELDS_MAX, "so many are listed");
	is_int(e.nfields, ERR_FIELDS_MAX + 20, "all are counted");
	err_code(&e, "range");
	is_str(e.last->code, "invalid", "one too many is none of them");
	arena_free(arena);
	return done();
}
