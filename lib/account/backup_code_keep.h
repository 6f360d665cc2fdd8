/*
 * backup_code_keep: what is kept of backup codes: an HMAC, under a key of
 * data-key, of their SHA-256 with their person. A database that is stolen
 * without that file tells nothing to try codes against.
 *
 * Codes that were kept as the SHA-256 alone are wrapped by backup_codes_wrap;
 * until then they are good as they are.
 */
#ifndef MEAL_BACKUP_CODE_KEEP_H
#define MEAL_BACKUP_CODE_KEEP_H

#include <stdbool.h>

struct cx;

/* What to keep of a code's letters, under today's key. */
char   *backup_code_kept(struct cx *, const char *person,
	    const char *letters);
/* All that may be kept of them, under every key there is and under none: an
 * array for a statement. */
char   *backup_code_any(struct cx *, const char *person,
	    const char *letters);
/*
 * Wrap those that are kept without a key, some at a time. Nothing without
 * such ones; false without an error when there are some and no key.
 */
bool	backup_codes_wrap(struct cx *);

#endif
