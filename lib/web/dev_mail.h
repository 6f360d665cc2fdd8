/*
 * dev_mail: the mails of a development installation, read from the directory
 * that mail_transport=directory writes to. ERR_NOT_FOUND anywhere else.
 */
#ifndef MEAL_DEV_MAIL_H
#define MEAL_DEV_MAIL_H

struct cx;
struct doc;

/* {items: [{id, to, subject, date}]}, the newest first, at most 100. */
struct doc *dev_mail_list(struct cx *);
/*
 * {id, to, subject, date, head, words: [{text, href}]}: the text cut into
 * words; href is a path of ours where one is a link to us, else null.
 */
struct doc *dev_mail_show(struct cx *, const char *id);

#endif
