/*
 * export_person: the copy of their data that everybody can have: a zip of
 * JSON files with the names of the interface, and a page to read it by.
 *
 * It is a job. The worker writes the file <job>.zip into the directory of the
 * option exports, in pages, so that its memory does not grow with what there
 * is; under another name until it is whole. A file is kept for a week, and
 * never longer than its job.
 */
#ifndef MEAL_EXPORT_PERSON_H
#define MEAL_EXPORT_PERSON_H

#include <stdbool.h>

#include "data/field.h"

struct cx;
struct doc;
struct job;

#define EXPORTS_A_DAY	3

/* {id, state, done, total, createdAt, expiresAt} */
extern const struct shape export_shape;

/*
 * Ask for one. The one that is being made already, if there is; ERR_LIMITED
 * after EXPORTS_A_DAY.
 */
struct doc *export_ask(struct cx *);
/*
 * One of the asking person's; *file is its path when it is done, else NULL.
 * ERR_NOT_FOUND for another's, and after a week.
 */
struct doc *export_show(struct cx *, const char *id, const char **file);
/* The newest of theirs; the null document when there is none. */
struct doc *export_newest(struct cx *);

/* Write it: the job "export". */
bool	export_run(struct cx *, const struct job *);
/* Delete the files that nobody may have any more. */
bool	export_sweep(struct cx *);

#endif
