/*
 * kept: what was typed into a form that cannot be saved now, because the
 * session is over or the thing is gone, is shown again with a way on: nothing
 * typed is lost. Of who is logged out no more than BODY_STRANGER is read; of
 * more the page says so, and that the browser still has the form.
 */
#ifndef MEAL_KEPT_H
#define MEAL_KEPT_H

#include <stdbool.h>

struct reply;
struct req;

/* Whether the error of a form of ours asks for it: another site's page gets no
 * page of ours with its words. */
bool	kept_wants(const struct req *);
/* The page; false when it cannot be made, with the error as it was. */
bool	kept_reply(struct reply *, struct req *);

#endif
