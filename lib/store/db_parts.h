/* db_parts: what of db.h needs no connection, and what it takes of db.c. */
#ifndef MEAL_DB_PARTS_H
#define MEAL_DB_PARTS_H

#include <stdbool.h>
#include <stddef.h>

struct cx;
struct db_part;
struct doc;

/* Whether one of them writes. */
bool	db_parts_write(const struct db_part *, size_t n);
/* Whether those that write may do so outside of a transaction; a BUG if not,
 * with the error set. */
bool	db_parts_alone(struct cx *, const struct db_part *, size_t n);
/* The statements in one trip, the due guard before them; out[] has a document
 * for each. In db.c. */
bool	db_parts_run(struct cx *, const struct db_part *, size_t n,
	    struct doc **out);
/* Wait a little, longer with each try, and not as long as others. */
void	db_pause(int try);

#endif
