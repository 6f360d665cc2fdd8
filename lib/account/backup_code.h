/*
 * backup_code: the ten codes for the day the phone is gone,
 * "xxxx-xxxx-xxxx-xxxx" of 80 random bits in Crockford's base32: no i, l, o or
 * u, and read whatever the case, dashes and blanks, with i and l for 1 and o
 * for 0. Older ones had 50 bits, "xxxx-xxxx-xx", and are read as well.
 */
#ifndef MEAL_BACKUP_CODE_H
#define MEAL_BACKUP_CODE_H

struct arena;

#define BACKUP_CODES	10

/* A fresh one, as it is shown. */
char   *backup_code_make(struct arena *);
/* The letters of one as somebody typed it; NULL when it is none. */
char   *backup_code_read(struct arena *, const char *typed);
/* Their SHA-256 with the person: what backup_code_keep.h keeps a MAC of. */
char   *backup_code_hash(struct arena *, const char *person,
	    const char *letters);

#endif
