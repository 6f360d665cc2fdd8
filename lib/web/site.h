/*
 * site: what a responder has from start to end: configuration, pages,
 * keys, counters.
 */
#ifndef MEAL_SITE_H
#define MEAL_SITE_H

struct arena;
struct conf;
struct db;
struct keyring;
struct metrics;
struct responder;
struct views;

struct site {
	struct arena		*arena;
	const struct conf	*conf;
	const struct responder	*responder;
	struct views		*views;
	struct keyring		*keyring;
	struct db		*db;
	struct metrics		*metrics;
	const char		*assets;	/* version of static files */
};

#endif
