#include "audit.h"

#include <string.h>

#include "cx.h"
#include "db.h"

char *
audit_place(struct cx *cx)
{
	const char *a = cx->address, *p;
	int groups = 0;

	if (strchr(a, ':')) {		/* a /64: three groups of it */
		for (p = a; *p && *p != '/'; p++) {
			if (*p == ':' && (p[1] == ':' || ++groups == 3))
				break;
		}
		return arena_fmt(cx->arena, "%.*s::/48", (int)(p - a), a);
	}
	p = strrchr(a, '.');
	return p ? arena_fmt(cx->arena, "%.*s.0/24", (int)(p - a), a) :
	    arena_str(cx->arena, a);
}

bool
audit_note(struct cx *cx, const char *person, const char *action,
    struct doc *detail)
{
	const char *who = *cx->who.id ? cx->who.id : NULL;

	return DB(cx, SQL_AUDIT_INSERT, person ? person : who, action,
	    db_json(cx, detail), who ? who : person, audit_place(cx)) != NULL;
}
