/*
 * form: application/x-www-form-urlencoded to a document.
 *
 * Names are JSON pointers without the first slash: "name", "keywords/0",
 * "ingredients/2/food" build objects and lists. A list's numbers only order
 * it: gaps close, so a row that a page took out leaves no hole. Of a plain
 * name given twice the last one counts, except that "name" given as "name/-"
 * appends to a list each time (checkboxes), after the numbered entries. A
 * slash in a name is ~1 and a tilde ~0 (RFC 6901). The top is always an
 * object. All values are text.
 */
#ifndef MEAL_FORM_H
#define MEAL_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct doc;
struct err;

/* One field as it came; both terminated, of UTF-8. */
struct form_field {
	const char	*name;
	size_t		 name_len;
	const char	*value;
	size_t		 value_len;
	size_t		 at;	/* position in the form */
};

struct form_fields {
	struct form_field	*p;
	size_t			 n;
};

#define FORM_PAIRS_MAX	20000
#define FORM_DEPTH_MAX	8
#define FORM_INDEX_MAX	10000

/*
 * The tree of a form body or a query. ERR_MALFORMED for broken escapes,
 * bytes that are no UTF-8 and names that contradict each other ("a" and
 * "a/b"); ERR_TOO_LARGE beyond the limits.
 */
struct doc *form_parse(struct err *, const char *p, size_t n);
/* The two halves of it: the fields in their order, and their tree. */
bool	form_read(struct err *, const char *p, size_t n,
	    struct form_fields *);
struct doc *form_tree(struct err *, const struct form_fields *);
/*
 * A query string: flat, names as they stand; one given twice is a fault of
 * that parameter (ERR_INVALID).
 */
struct doc *form_parse_query(struct err *, const char *p, size_t n);

#endif
