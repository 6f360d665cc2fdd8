/*
 * site: what a responder has from start to end: configuration, templates,
 * keys, counters.
 */
#ifndef MEAL_SITE_H
#define MEAL_SITE_H

struct arena;
struct conf;
struct db;
struct jwt_key;
struct metrics;
struct responder;
struct secret_keys;
struct tmpl_set;

struct site {
	struct arena		*arena;
	const struct conf	*conf;
	const struct responder	*responder;
	struct tmpl_set		*templates;
	struct jwt_key		*key;		/* signs access tokens */
	const struct secret_keys *data_keys;	/* of what is stored sealed */
	const char		*form_key;	/* MACs form tokens */
	struct db		*db;
	struct metrics		*metrics;
	const char		*assets;	/* version of static files */
};

#endif
