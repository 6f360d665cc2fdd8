/*
 * conf: the one configuration. A table of options (conf.def) gives each its
 * name, type, bounds, default and explanation; the reader, the sample file
 * and the manual page come from it.
 *
 * Sources, the later wins: the default, the file (MEAL_CONF, or
 * /etc/meal/meal.conf when it exists; KEY=value lines, # comments), the
 * environment (MEAL_ and the name in capitals). Secrets are files in the
 * directory `credentials` (systemd sets CREDENTIALS_DIRECTORY), one each.
 */
#ifndef MEAL_CONF_H
#define MEAL_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct arena;
struct err;

struct conf {
#define TEXT(name, fallback, doc) const char *name;
#define NUMBER(name, fallback, min, max, unit, doc) int64_t name;
#define SWITCH(name, fallback, doc) bool name;
#define CHOICE(name, fallback, words, doc) const char *name;
#include "data/conf.def"
#undef TEXT
#undef NUMBER
#undef SWITCH
#undef CHOICE
};

/*
 * The configuration of this process; it lives in the arena of err.
 * ERR_INTERNAL with one clear line in the detail (file, line, key, what is
 * wrong) for an unknown key, a value out of bounds or an unreadable file.
 */
const struct conf *conf_load(struct err *);
/* The file it is read from: MEAL_CONF ("" for none), or the usual one; NULL
 * when that is not there. */
const char *conf_path(void);
/* Whether mails are sent at all (mail_transport). */
bool	conf_mails(const struct conf *);

/*
 * The contents of a secret file, trailing newline dropped; NULL when there
 * is none (that is no error). *n is its length.
 */
char *conf_secret(const struct conf *, struct arena *,
	    const char *name, size_t *n);

/* A commented sample file, and the options as a manual page (mdoc). */
void	conf_sample(FILE *);
void	conf_man(FILE *);

#endif
