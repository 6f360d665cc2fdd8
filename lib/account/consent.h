/*
 * consent: what somebody agreed to, in which version of its words, when, and
 * when they took it back. Rows are never changed but for their end, so that
 * it can be shown what held at which time.
 */
#ifndef MEAL_CONSENT_H
#define MEAL_CONSENT_H

#include <stdbool.h>

#include "data/field.h"

struct cursor_query;
struct cx;
struct doc;

#define CONSENT_KINDS "terms news"	/* all there are */

struct consent_draft {
	const char	*kind;
	bool		 given;
};
extern const struct shape consent_shape, consent_list_shape;

/* {items: [{kind, version, givenAt, withdrawnAt}], next} of the asking person,
 * the newest first; NULL asks for all that a page may hold. */
struct doc *consent_list(struct cx *, const struct cursor_query *);
/* Give or withdraw one; the list. Neither twice. */
struct doc *consent_change(struct cx *, const struct consent_draft *);
/*
 * Note that a person agreed to the words as they are today (option
 * terms_version). Belongs into a transaction.
 */
bool	consent_give(struct cx *, const char *person, const char *kind);
/* For templates: a list's kinds that hold now, {terms, news}. */
struct doc *consent_now(struct cx *, const struct doc *list);

#endif
