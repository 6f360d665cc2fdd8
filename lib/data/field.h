/*
 * field: typed input by table.
 *
 * A shape is a table of fields: name, type, bounds, where in a struct the
 * value goes, what it means. From one table come the reader of JSON bodies,
 * forms and queries (collecting every fault with its pointer), the schema in
 * the OpenAPI document, and a form's document for the templates.
 *
 * JSON names are camelCase; snake_case is accepted on input, both at once
 * are a fault. Null, and in forms and queries a text of blanks, mean absent.
 * Unknown members are faults; members the server owns (F_SERVER) are ignored.
 */
#ifndef MEAL_FIELD_H
#define MEAL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/words.h"

struct arena;
struct cx;
struct doc;
struct err;

enum field_type {	/* what the struct holds */
	FT_TEXT,	/* const char *: one line, min..max characters */
	FT_BLOCK,	/* const char *: lines, min..max characters */
	FT_SECRET,	/* const char *: as sent, min..max
			 * characters; a password */
	FT_EMAIL,	/* const char *: ASCII, without quoted parts */
	FT_URL,		/* const char *: http or https */
	FT_UUID,	/* const char *: lower case */
	FT_DATE,	/* const char *: YYYY-MM-DD */
	FT_INSTANT,	/* const char *: RFC 3339 in UTC */
	FT_DURATION,	/* const char *: ISO 8601, PostgreSQL's form */
	FT_CHOICE,	/* const char *: one of words */
	FT_TRUTH,	/* const char *: "true" or "false", NULL when absent:
			 * where no and nothing said differ */
	FT_INT,		/* int64_t: min..max */
	FT_DECIMAL,	/* double: min..max, 3 decimals; NAN when absent */
	FT_BOOL,	/* bool */
	FT_TEXTS,	/* struct field_texts: at most count of max chars; with
			 * words some of these, in their order, each once */
	FT_LIST,	/* struct field_list: at most count of shape */
	FT_OBJECT,	/* pointer to a struct of shape, NULL when absent */
	FT_NUMBERS,	/* struct doc *: object of numbers by name, min..max;
			 * names as listed in words */
	FT_MAP,		/* struct doc *: shape by name; output only */
	FT_ANY,		/* struct doc *: any JSON; output only */
};

enum {
	F_REQUIRED = 1,		/* must be there on input */
	F_NULL = 2,		/* may be null on output */
	F_SERVER = 4,		/* the server's: on output only */
	F_INPUT = 8,		/* on input only */
	F_LINES = 16,		/* FT_TEXTS that are lines: in a form one a
				 * line, not by commas; blank ones are
				 * passed over */
	F_MAYBE = 32,		/* on output it may be absent */
	F_PAGE = 64,		/* in forms only, not in the JSON contract */

};

struct shape;

struct field {
	const char		*name;		/* JSON name */
	enum field_type		 type;
	unsigned		 flags;
	size_t			 offset;
	double			 min, max;	/* max 0: no bound */
	size_t			 count;		/* of a list; 0: 100 */
	const char		*words;		/* "a b c" of a choice */
	const char		*unit;		/* a number's: may be typed
						 * behind it; of FT_NUMBERS
						 * one for each of words */
	size_t			 least;		/* of FT_TEXTS: so many */
	const char		*pattern;	/* of text, for the contract:
						 * what the shape's check or
						 * the domain insists on */
	const char		*known;		/* "a,b,fl oz": what texts are
						 * answered, for the contract */
	const struct shape	*shape;
	const char		*fallback;	/* as text; NULL: absent */
	const char		*label;		/* on pages; with N_() */
	const char		*doc;		/* one line; of a field that
						 * has a label it is the hint
						 * there: with N_() */
	const char		*hint;		/* there instead of doc, where
						 * that speaks to programs;
						 * with N_() */
	const char		*example;	/* as text; of a list, one */
};

struct shape {
	const char		*name;	/* of the schema: "Recipe" */
	const struct field	*fields;
	size_t			 n;
	size_t			 size;	/* of the struct */
	/*
	 * What fields alone do not say: notes faults with cx. The dispatcher
	 * asks it of every input, of a faulty one with what could be read
	 * (the rest is NULL), so that all faults are told at once; a domain
	 * call has it behind it. NULL: nothing.
	 */
	bool			(*check)(struct cx *, const void *);
};
#define SHAPE(name, fields, type) SHAPE_CHECKED(name, fields, type, NULL)
#define SHAPE_CHECKED(name, fields, type, check) \
	{ name, fields, COUNT(fields), sizeof(type), check }
/* A shape that is only ever sent. */
#define SHAPE_OUT(name, fields) { name, fields, COUNT(fields), 0, NULL }
#define AT(type, member) .offset = offsetof(type, member)

struct field_texts {
	const char *const	*p;
	size_t			 n;
};

struct field_list {
	void	*p;		/* n structs of the shape's size */
	size_t	 n;
};

enum field_source { FIELD_JSON, FIELD_FORM, FIELD_QUERY };

/*
 * Read a document into the struct of the shape. In forms and queries numbers
 * and truths are text; where a form changes what is stored, they may also be
 * as stored. Every fault is noted in err
 * (ERR_INVALID); false if there is one. What the struct points to is the
 * arena's. A NULL document is an empty one.
 */
bool	field_read(struct err *, const struct shape *, const struct doc *,
	    enum field_source, void *out);

/*
 * Whose signs the numbers have that forms bring from here on: "2.000" is two
 * thousand in de and two in en. At first those of en-US. Numbers in queries
 * are plain ones, where they can be.
 */
void	field_locale(const char *locale);
/*
 * A number as it is sent, or in forms and queries as it is typed: "0,5",
 * "1/2", "½", "1 1/2", " 2 ", "1.234,5", and "0.5 g" where unit (or NULL) is
 * g. False for all else.
 */
bool	field_number(const struct doc *, enum field_source, const char *unit,
	    double *out);
/* What comes as text in forms and queries: nothing is behind a NUL. */
bool	field_is_typed(const struct doc *, enum field_source);

/* Whether a password or the like is among its fields; false for NULL. */
bool	field_has_secret(const struct shape *);

/*
 * Give a patch the names of its shape (camelCase), so that it can be merged
 * into what is stored. Members that are there twice are faults.
 */
bool	field_names(struct err *, const struct shape *, struct doc *patch);

/*
 * A copy of the object with those members alone that the shape knows, in
 * either spelling.
 */
struct doc *field_known(struct arena *, const struct shape *,
		const struct doc *);

/*
 * The JSON Schema of a shape (keywords common to 2019-09 and 2020-12): what
 * is accepted, or what is answered: closed, naming what is required. Shapes
 * within it are $refs to #/components/schemas/<name>.
 */
struct doc *field_schema(struct arena *, const struct shape *, bool answer);
/*
 * One that fits the schema: the examples of the fields, or values of their
 * type. Of input, what is required or has an example.
 */
struct doc *field_example(struct arena *, const struct shape *, bool answer);
/* Call fn for the shape and all shapes within it, as the schema has them. */
void	field_shapes(const struct shape *, bool answer,
	    void (*fn)(const struct shape *, void *), void *arg);

/*
 * The form of a shape: an object with a member per field: {name, id, label,
 * hint, value, error, required, max, checked, options: [{value, selected,
 * and the value as a name, by which a template finds its words}],
 * rows: [form of each element], values: {number by name}}; an object's member
 * is its own form; and "errors": a list of {id, label, detail} for the top of
 * the page. values are what was typed or what is stored (NULL: defaults); err
 * may be NULL.
 */
struct doc *field_form(struct arena *, const struct shape *,
	    const struct doc *values, const struct err *);

#endif
