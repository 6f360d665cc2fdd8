/*
 * json: RFC 8259, strictly. Bytes are checked before yajl sees them (UTF-8
 * without overlong forms or surrogates, no unpaired \u surrogate, no white
 * space but the four); yajl does the grammar. U+0000 and duplicate members
 * pass here and are refused by field.
 */
#ifndef MEAL_JSON_H
#define MEAL_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct doc;
struct err;

#define JSON_DEPTH_MAX	 64		/* levels of lists and objects */
#define JSON_VALUES_MAX	 200000		/* values in one text */
#define JSON_NUMBER_MAX	 100		/* characters of a number */

/*
 * The tree of a JSON text. Copies what it keeps. ERR_MALFORMED with line and
 * column; ERR_TOO_LARGE beyond the limits above.
 */
struct doc *json_parse(struct err *, const char *p, size_t n);

/*
 * Append the value to a buf. Numbers are written as they stand, raw values
 * verbatim. Text that is not valid UTF-8 is a BUG of ours and written with
 * U+FFFD. NULL is written as null.
 */
void	json_print(struct buf *, const struct doc *);
/*
 * One text for one value: members by name, numbers in one spelling. Two texts
 * of the same value print alike. A number takes up to 24 bytes.
 */
void	json_print_canonical(struct buf *, const struct doc *);
/* The same, indented by two blanks, for people. */
void	json_print_pretty(struct buf *, const struct doc *);

#endif
