/*
 * dispatch: one request through its row: from the raw target to the reply.
 */
#ifndef MEAL_DISPATCH_H
#define MEAL_DISPATCH_H

#include <stdbool.h>

struct auth_cache;
struct reply;
struct req;

/* Read the request's method, target, headers; false sets the error. */
bool	dispatch_start(struct req *);
/* Do what the row says and fill the reply, a problem's if need be. */
void	dispatch(struct req *, struct auth_cache *, struct reply *);

#endif
