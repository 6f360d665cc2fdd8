/*
 * backup_code: the ten codes for the day the phone is gone, "xxxx-xxxx-xx"
 * of 50 random bits in Crockford's base32: no i, l, o or u, and read whatever
 * the case, dashes and blanks, with i and l for 1 and o for 0.
 *
 * They are kept as SHA-256 bound to their person. That is enough for what is
 * random: there is nothing likely to try first, as there is with a password,
 * so all of 2^50 would be to try for each person anew, and what is found
 * opens nothing without the password.
 */
#ifndef MEAL_BACKUP_CODE_H
#define MEAL_BACKUP_CODE_H

struct arena;

#define BACKUP_CODES	10

/* A fresh one, as it is shown. */
char   *backup_code_make(struct arena *);
/* The ten letters of one as somebody typed it; NULL when it is none. */
char   *backup_code_read(struct arena *, const char *typed);
/* What is kept of those letters. */
char   *backup_code_hash(struct arena *, const char *person,
	    const char *letters);

#endif
