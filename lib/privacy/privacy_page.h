/*
 * privacy_page: the page where somebody sees what is kept of them, and what
 * they can do about it.
 */
#ifndef MEAL_PRIVACY_PAGE_H
#define MEAL_PRIVACY_PAGE_H

struct cx;
struct doc;

/*
 * {items, now: {terms, news}, export, trashDays, auditDays, mailDays,
 * graceDays}: consents; the newest copy or null, with `working`, `ready` or
 * `broken`.
 */
struct doc *privacy_page(struct cx *);

#endif
