/*
 * doctor_parts: what the checks of the doctor share. A check looks at one
 * thing and says what is the matter with it, or nothing.
 */
#ifndef MEAL_DOCTOR_PARTS_H
#define MEAL_DOCTOR_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct cx;
struct doc;

struct checkup {
	struct cx	*cx;
	FILE		*out;
	bool		 json;
	bool		 reachable;	/* the database, of our schema */
	struct doc	*state;		/* SQL_DOCTOR_STATE */
	const char	*check;		/* being looked at */
	bool		 said;
	int		 failed;
};

struct check {
	const char	*name;
	void	       (*look)(struct checkup *);
};

extern const struct check doctor_store_checks[];
extern const size_t doctor_store_count;

/* What is the matter (printf's), and what to do. fails: it is wrong; else it
 * is weak. */
void	doctor_say(struct checkup *, bool fails, const char *remedy,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
#define weak(p, ...)	doctor_say(p, false, __VA_ARGS__)
#define wrong(p, ...)	doctor_say(p, true, __VA_ARGS__)

/* Whether people come to the site from elsewhere: base_url is not of this
 * machine. */
bool	doctor_public(const struct checkup *);
bool	doctor_production(const struct checkup *);

#endif
