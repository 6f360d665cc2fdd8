/*
 * users_import_parts: what the files of users_import share: rows out of a
 * file, what is wrong with one, and rows on their way into the database.
 */
#ifndef MEAL_USERS_IMPORT_PARTS_H
#define MEAL_USERS_IMPORT_PARTS_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "data/csv.h"
#include "admin/users_import.h"

struct arena;

/* A file, read from its beginning. It lives in the arena of err. */
struct users_source {
	struct cx		*cx;
	const char		*p, *end;
	bool			 json, array;
	struct csv		 csv;
	const struct doc	*names;		/* of the columns */
	int64_t			 row;		/* of what was read last */
};

/* The bytes of a file into memory; p and n as users_open takes them. */
bool	users_load(struct cx *, const char *path, const char **p, size_t *n);
/* Begin at the beginning. ERR_MALFORMED for a column nobody knows, … */
bool	users_open(struct cx *, struct users_source *, const char *path,
	    const char *p, size_t n);
/* The next row as an object; NULL at the end and for what is malformed. */
struct doc *users_next(struct users_source *);

/*
 * What a row says, checked; its faults are in cx->err, and what could be
 * read is in out.
 */
bool	users_read_row(struct cx *, const struct doc *, bool json,
	    struct users_row *out);
/* The row as it waits in the table user_import, its faults taken out of
 * cx->err, its password hashed if it has none. */
struct doc *users_stage_doc(struct cx *, const struct users_row *,
	    int64_t n);

#endif
