/*
 * system: the state of the installation.
 */
#ifndef MEAL_SYSTEM_H
#define MEAL_SYSTEM_H

#include <stddef.h>

#include "data/field.h"

struct cx;
struct doc;

#define SYSTEM_VERSION	"0.1.0"
#define SYSTEM_SCHEMA	20	/* the newest migration we know */
#define SYSTEM_NEEDS	20	/* the newest we cannot do without */

extern const struct shape health_shape, ready_shape;

/* {status: "healthy", environment, version, timestamp}; needs nothing. */
struct doc *system_health(struct cx *);
/*
 * {status: "ready", schema, writable, …}. ERR_UNAVAILABLE when the database is
 * away or its schema is older than this program needs, or changed for a newer
 * one (what was only added does no harm).
 */
struct doc *system_ready(struct cx *);
/* Prometheus text of all responders; *n is its length. */
char	   *system_metrics(struct cx *, size_t *n);
/* The OpenAPI document as it was built. */
char	   *system_contract(struct cx *, size_t *n);
/* Set the error that nginx's status stands for; always NULL. */
struct doc *system_error(struct cx *, int status);
/* What a problem type means: {slug, title, status}; ERR_NOT_FOUND. */
struct doc *system_problem(struct cx *, const char *slug);

#endif
