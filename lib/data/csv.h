/*
 * csv: comma-separated values (RFC 4180), as spreadsheets read and write
 * them. Pure functions.
 *
 * A record is a line; CRLF, LF and CR end one. A field in quotes may hold
 * commas, line ends and, doubled, quotes; one without has none of them.
 * A byte order mark at the beginning and empty lines are passed over. What
 * separates is the comma, semicolon or tab that stands most often in the
 * first line, outside quotes: spreadsheets write what their country does.
 */
#ifndef MEAL_CSV_H
#define MEAL_CSV_H

#include <stddef.h>

struct arena;
struct buf;
struct doc;
struct err;

#define CSV_FIELDS_MAX	100		/* of a record */
#define CSV_FIELD_MAX	65536		/* bytes of a field */

struct csv {
	struct err	*err;
	const char	*p, *end;
	char		 comma;	/* what separates */
	size_t		 row;	/* of the record read last, the first is 1 */
};

/* To read n bytes, which must outlive it. */
void	csv_init(struct csv *, struct err *, const char *p, size_t n);
/*
 * The next record as a list of texts (bytes as they are: look at text_valid).
 * NULL at the end, and with ERR_MALFORMED, which names the row, for a quote
 * that is never closed, one in the middle of a field, characters after a
 * closing one, and what is beyond the limits above.
 */
struct doc *csv_row(struct csv *);

/*
 * Append a field, in quotes where it needs them. A text that a spreadsheet
 * would take for a formula (it begins with = + - @, a tab or CR) gets a ' in
 * front; csv_plain takes that away again.
 */
void	csv_put(struct buf *, const char *text);
const char *csv_plain(const char *text);

#endif
