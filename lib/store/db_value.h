/* db_value: one field of a row as a document, by its type. */
#ifndef MEAL_DB_VALUE_H
#define MEAL_DB_VALUE_H

#include <stddef.h>

struct arena;
struct doc;

/*
 * Text of n bytes (terminated) of type oid. bool, numbers (kept as text,
 * trailing zeros of a numeric dropped), json and jsonb raw, arrays of text
 * and numbers as lists, timestamptz as RFC 3339 in UTC with seconds; all
 * else text. Borrows p.
 */
struct doc *db_value(struct arena *, unsigned oid, const char *p, size_t n);

/*
 * Append a column to a row. A column "author.id" is member id of the object
 * author, which stays null as long as all of its columns are.
 */
void	db_value_put(struct arena *, struct doc *row, const char *name,
	    struct doc *value);

#endif
