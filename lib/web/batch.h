/*
 * batch: many of what a row does, in one call: {"items": [ … ]} instead of one.
 * The row names the row that does one of them (each); it does all or none, in
 * one transaction, and answers {"items": [ … ]}. Where that row's path has one
 * argument more, it is the item's id. Faults point into the items.
 */
#ifndef MEAL_BATCH_H
#define MEAL_BATCH_H

#include <stdbool.h>

struct doc;
struct req;
struct responder;
struct route;

#define BATCH_MAX 200

/* Whether this request is one. */
bool	batch_is(const struct req *);
/* Do it. */
struct doc *batch_run(struct req *);
/* The row that does one of a row's; NULL when it takes no batch. */
const struct route *batch_each(const struct responder *,
	    const struct route *);

#endif
