/*
 * export_write: what is in the copy of a person's data, file by file, and
 * where its file is.
 */
#ifndef MEAL_EXPORT_WRITE_H
#define MEAL_EXPORT_WRITE_H

#include <stdbool.h>

struct cx;
struct doc;
struct job;

/* The file of a job: "zip" when it is whole, "part" before. */
char   *export_path(struct cx *, const char *id, const char *end);
/* Whether it is still wanted: its job is there, going on, or not long done. */
bool	export_wanted(struct cx *, const char *id, bool *wanted);

/*
 * Write everything of the asking person into a zip at path, telling the job
 * how far it is. Their account.json.
 */
struct doc *export_write(struct cx *, const struct job *, const char *path);

#endif
