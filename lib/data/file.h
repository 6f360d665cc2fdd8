/* file: a whole file in memory. */
#ifndef MEAL_FILE_H
#define MEAL_FILE_H

#include <stddef.h>

struct err;

/*
 * The file's bytes and a NUL; *n may be NULL. ERR_INTERNAL with path and
 * reason when it cannot be read or is larger than max. "-" is standard input.
 */
char   *file_read(struct err *, const char *path, size_t max, size_t *n);

#endif
