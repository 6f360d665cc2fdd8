/*
 * doc: the value tree between database, JSON and templates.
 *
 * A document is a JSON value: null, bool, number, text, list, object, and
 * raw (JSON text made by somebody we trust, copied verbatim to JSON).
 * Numbers stay text, exactly as they came, so nothing is ever rounded on the
 * way. Text is pointer + length, UTF-8, may hold U+0000, and is borrowed:
 * it, and member names, must outlive the tree (literals, the arena, or a
 * PGresult that the arena releases). Nodes are the arena's.
 *
 * Objects keep the order of their members. Nothing here fails: a missing
 * member is NULL, and every reader takes NULL.
 */
#ifndef MEAL_DOC_H
#define MEAL_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum doc_kind {
	DOC_NULL, DOC_BOOL, DOC_NUMBER, DOC_TEXT, DOC_RAW, DOC_LIST, DOC_OBJECT
};

struct doc {
	enum doc_kind	 kind;
	bool		 truth;		/* BOOL */
	const char	*text;		/* NUMBER, TEXT, RAW */
	size_t		 len;
	const char	*name;		/* as a member; NULL in lists */
	size_t		 name_len;
	struct doc	*first, *last;	/* LIST, OBJECT */
	struct doc	*next;
	size_t		 count;		/* children */
};

struct doc *doc_null(struct arena *);
struct doc *doc_bool(struct arena *, bool);
struct doc *doc_int(struct arena *, int64_t);
/* At most 3 decimals, no trailing zeros; not finite gives null. */
struct doc *doc_double(struct arena *, double);
/* Text of a JSON number; NULL gives null. */
struct doc *doc_number(struct arena *, const char *);
/* A C string; NULL gives null. */
struct doc *doc_text(struct arena *, const char *);
/* n bytes; a NUL must follow them wherever doc_chars is to be asked. */
struct doc *doc_text_n(struct arena *, const char *, size_t n);
struct doc *doc_raw(struct arena *, const char *json, size_t n);
struct doc *doc_list(struct arena *);
struct doc *doc_object(struct arena *);

/* Append; the child is returned. A node has one parent only. */
struct doc *doc_add(struct doc *list, struct doc *child);
/* Append a member, or replace the one of that name in its place. */
struct doc *doc_set(struct doc *object, const char *name, struct doc *child);
/* Append a member whose name is not there yet (no look-up). */
struct doc *doc_append(struct doc *object, const char *name, struct doc *child);
struct doc *doc_append_n(struct doc *object, const char *name, size_t n,
		struct doc *child);
/* Take a member out; returns it, or NULL. */
struct doc *doc_drop(struct doc *object, const char *name);

/* Member or NULL (also when it is no object). */
struct doc *doc_get(const struct doc *, const char *name);
struct doc *doc_get_n(const struct doc *, const char *name, size_t n);
/* By a dotted path: doc_path(d, "user.household.id"). */
struct doc *doc_path(const struct doc *, const char *path);

/* A text's or number's characters (terminated), else NULL. */
const char *doc_chars(const struct doc *);
/* doc_chars(doc_get(object, name)) */
const char *doc_str(const struct doc *object, const char *name);
bool	    doc_true(const struct doc *);	/* BOOL and true */
bool	    doc_is_null(const struct doc *);	/* NULL, or the null value */
/* A number, or fallback. */
double	    doc_num(const struct doc *object, const char *name,
		double fallback);

/* A deep copy whose text is copied as well. */
struct doc *doc_copy(struct arena *, const struct doc *);
/* RFC 7396: target changed by patch. Borrows from both; returns the result. */
struct doc *doc_merge_patch(struct arena *, struct doc *target,
		const struct doc *patch);

/* for (struct doc *d = doc_first(x); d; d = d->next) */
struct doc *doc_first(const struct doc *);

#endif
