/*
 * departure: leaving for good. Somebody asks for it, and has some days (the
 * option deletion_grace) to change their mind by logging in; then everything
 * that is theirs is deleted at once, in one transaction.
 *
 * What they made for a household that others are still in stays with it,
 * without their name; their private recipes go. When they were its only owner
 * the member who has been there longest becomes one. A household that nobody
 * is left in goes with all it has.
 */
#ifndef MEAL_ACCOUNT_DELETION_H
#define MEAL_ACCOUNT_DELETION_H

#include <stdbool.h>

#include "data/field.h"

struct cx;
struct doc;

struct deletion_draft {
	const char	*password;
};
/* {password}; {deletionAt} */
extern const struct shape deletion_shape, deletion_answer_shape;

/*
 * What would happen to the asking person's things, for the page where it is
 * asked for: {deletionAt, days, shared, soleOwner, heir, counts …}.
 */
struct doc *deletion_page(struct cx *);
/*
 * Ask for it: {deletionAt}. Ends all of their sessions and tokens; a mail
 * says until when it can be undone. ERR_INVALID when the password is another,
 * ERR_LIMITED. Asked again, the day stays.
 */
struct doc *deletion_ask(struct cx *, const struct deletion_draft *);
/* Stay after all. */
bool	deletion_undo(struct cx *);

/* Delete everybody whose time has come; one that fails is left for the next
 * time and does not keep the others. */
bool	deletion_purge_due(struct cx *);

#endif
