/*
 * users_import: people brought in from a file, and written to one.
 *
 * CSV (csv.h) with a row of names first, or JSON: an array of objects, or
 * objects one after the other. The names are those of registration, in
 * camelCase or snake_case (users_row_shape). People are recognised by their
 * address: who is new is made, with a household as registration makes it or
 * with those of the same householdKey; of the others what the file says is
 * changed, but never a password or a household. So the same file twice does
 * nothing the second time.
 *
 * All or nothing: one row with a fault, and nobody is brought in.
 */
#ifndef MEAL_USERS_IMPORT_H
#define MEAL_USERS_IMPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "data/field.h"

struct cx;
struct doc;

#define USERS_FILE_MAX		((size_t)64 << 20)	/* bytes */
#define USERS_ROWS_MAX		1000000
#define USERS_PASSWORDS_MAX	100	/* unless somebody says so */

struct users_row {
	const char	*email, *username, *full_name;
	const char	*password, *password_hash;
	const char	*role, *household_key, *household_name, *member;
	const char	*sex;
	const char	*address_line1, *address_line2, *city;
	const char	*state_province_code, *country_code, *postal_code,
			*phone;
	const char	*locale, *time_zone, *units;
	bool		 email_verified;
};
extern const struct shape users_row_shape;

struct users_import {
	const char	*path;
	const char	*report;	/* .csv or .json, or NULL */
	bool		 dry;		/* look, change nothing */
	bool		 hash;		/* more than USERS_PASSWORDS_MAX */
	FILE		*progress;
	/* what came of it */
	int64_t		 created, updated, unchanged, invalid;
};

/*
 * Bring a file in. ERR_INVALID when rows have faults: the report says which
 * (row, status, errors: pointer and detail), and the counts are set.
 * ERR_MALFORMED when the file as a whole cannot be read.
 */
bool	users_import(struct cx *, struct users_import *);
/*
 * Make one person, as a row of a file would: their id, NULL with ERR_CONFLICT
 * or ERR_INVALID and the pointers of what is wrong.
 */
const char *users_add(struct cx *, const struct users_row *);

/*
 * Everybody, as CSV or JSON that users_import takes: without passwords, with
 * what is private. Texts that a spreadsheet would run are guarded (csv.h).
 */
bool	users_export(struct cx *, bool json, FILE *out);

#endif
