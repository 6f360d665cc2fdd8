/*
 * listing: keyset pagination. A list's statement takes the keys of the last
 * row seen (NULL at the start) and a limit, fetches one row more than asked,
 * and gives each row a "_cursor": its keys, joined by U+001F. Clients see
 * them as one opaque word. The last key is the row's id.
 */
#ifndef MEAL_CURSOR_H
#define MEAL_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cx;
struct doc;
struct shape;

#define LISTING_KEYS_MAX 4

/* The two fields every list's query shape has. */
#define LISTING_FIELDS(in) \
	{ .name = "limit", .type = FT_INT, AT(in, limit), .min = 1, \
	    .max = 100, .fallback = "20", .doc = "Items at once." }, \
	{ .name = "cursor", .type = FT_TEXT, AT(in, cursor), .max = 2000, \
	    .doc = "The next of the page before." }

/* The query of a list that has no filters. */
struct cursor_query {
	int64_t		 limit;
	const char	*cursor;
};
extern const struct shape cursor_query_shape;

/*
 * The keys of a cursor into out (NULLs when cursor is NULL). kinds has a
 * letter for each: s text, i a number, n one of 64 bits, t an instant, u the
 * id at the end. A cursor that is none of this list is a fault of the
 * parameter.
 */
bool	cursor_keys(struct cx *, const char *cursor, const char *kinds,
	    const char **out);
/* What to ask for: limit + 1, as text. */
char   *cursor_limit(struct cx *, int64_t limit);
/* {items, next} of the rows, which lose their "_cursor". NULL gives NULL. */
struct doc *cursor_page(struct cx *, struct doc *rows, int64_t limit);

#endif
