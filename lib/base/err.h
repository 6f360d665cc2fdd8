/*
 * err: what went wrong, noted once.
 *
 * A function that can fail returns a pointer or a bool, and NULL or false if
 * and only if the error is set. The first error wins: what fails because
 * something failed before does not cover it up. Text for the client and text
 * for the log are different things; the second is never sent.
 *
 * A struct err may be copied: nothing in it points into itself.
 *
 * Layer 1 takes a struct err (it carries the arena as well); from layer 2 up
 * fail() and friends of cx.h do the same on the call's context.
 */
#ifndef MEAL_ERR_H
#define MEAL_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/words.h"

struct doc;

enum err_kind {
	ERR_NONE,
#define ERR(name, status, slug, title) ERR_##name,
#include "base/err.def"
#undef ERR
	ERR_KINDS
};

/* One fault of the input. Exactly one of pointer and parameter is set. */
struct err_field {
	const char		*pointer;	/* RFC 6901; "" is all */
	const char		*parameter;	/* name in the query */
	const char		*detail;
	const char		*code;		/* for programs: "range" */
	bool			 coded;		/* by err_code */
	const struct doc	*params;	/* what the code says of it,
						 * such as min and max; or
						 * NULL */
	struct err_field	*next;
};

#define ERR_FIELDS_MAX 100	/* faults listed; more are counted only */

struct err {
	struct arena		*arena;
	enum err_kind		 kind;
	const char		*detail;	/* for the client */
	const char		*log;		/* for the log only */
	const char		*at;		/* put before pointers, or
						 * NULL */
	struct err_field	*fields, *last;
	struct err_field	*noted;		/* by the last call; NULL
						 * when it was one more of
						 * the same, or too many */
	unsigned		 nfields;
	unsigned		 retry_after;	/* seconds; 429 and 503 */
	const struct doc	*extra;		/* further members of the
						 * answer, or NULL */
};

void	 err_init(struct err *, struct arena *);
/* Forget the error (a retry, a guess that did not hold). */
void	 err_clear(struct err *);

/*
 * Note kind and the client's text; always NULL, which is false as well. Here
 * and below fmt is the English sentence, said in the language in use
 * (words.h); where a number changes it, give say_n(…).
 */
void	*err_set(struct err *, enum err_kind, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	*err_vset(struct err *, enum err_kind, const char *fmt, va_list)
	    __attribute__((format(printf, 3, 0)));
/* Add text for the log to the error just set (the first text wins). */
void	*err_log(struct err *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/*
 * Note a fault of one member of the body (pointer) or one parameter of the
 * query. Sets ERR_INVALID and collects: all faults are told at once, of a
 * member the first. A kind set before stays. Always NULL.
 */
void	*err_pointer(struct err *, const char *pointer, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	*err_parameter(struct err *, const char *name, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	*err_vpointer(struct err *, const char *pointer, const char *fmt,
	    va_list) __attribute__((format(printf, 3, 0)));
void	*err_vparameter(struct err *, const char *name, const char *fmt,
	    va_list) __attribute__((format(printf, 3, 0)));

/* Always NULL, and so that a compiler that looks at one file sees it. */
static inline void *
err_null(void *null)
{
	(void)null;
	return NULL;
}
#define err_set(...) err_null(err_set(__VA_ARGS__))
#define err_vset(...) err_null(err_vset(__VA_ARGS__))
#define err_log(...) err_null(err_log(__VA_ARGS__))
#define err_pointer(...) err_null(err_pointer(__VA_ARGS__))
#define err_parameter(...) err_null(err_parameter(__VA_ARGS__))

/*
 * What the fault noted last is to a program; one that nothing is said of is
 * "invalid", or "taken" in a conflict. The codes: required unknown twice type
 * range length pattern choice count invalid taken deleted not-found conflict
 * past. NULL, for who ends with it.
 */
void	*err_code(struct err *, const char *code);
#define err_code(...) err_null(err_code(__VA_ARGS__))
/* The bounds it broke, for programs. */
void	 err_params(struct err *, const struct doc *);

/* The table of err.def; titles in the language in use. */
int		 err_status(enum err_kind);
const char	*err_slug(enum err_kind);
const char	*err_title(enum err_kind);
/* The kind of a slug or a status, for nginx's own errors; INTERNAL if none. */
enum err_kind	 err_by_status(int status);

/*
 * Our own mistake. Logs file and line; the request in hand answers 500 and
 * the process ends after it (err_bugs() is not zero any more): unknown state
 * is not reused.
 */
#define BUG(...) err_bug(__FILE__, __LINE__, __VA_ARGS__)
void	 err_bug(const char *file, int line, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
unsigned err_bugs(void);

#endif
