/*
 * page: the second document of every page, which JSON never sees: who is
 * logged in, where we are, the form token, asset names, what just happened.
 */
#ifndef MEAL_PAGE_H
#define MEAL_PAGE_H

struct doc;
struct req;

/* { "page": {…} } for the templates. */
struct doc *page_doc(struct req *);

#endif
