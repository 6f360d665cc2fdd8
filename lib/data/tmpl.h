/*
 * tmpl: Mustache (specification 1.4: interpolation, sections, inverted,
 * comments, delimiters, partials, ~inheritance, ~dynamic-names; not
 * ~lambdas), compiled at start.
 *
 * {{name}} escapes for HTML text and double-quoted attributes. {{{name}}}
 * and {{&name}} work as specified; our own templates never use them (lint).
 * {{#_}}text{{/_}} marks visible text for translation: a set is compiled in
 * the language that is in use then (words.h), and where that has the text,
 * tags and all, its own takes the place. {{#_ x}}one{{|}}many{{/_}} chooses
 * by the number x, or how many are in the list x; half a thing counts as one
 * more. Both are our own; marks do not stand within each other.
 *
 * A template whose name ends in .txt is plain text, of mails: its values are
 * printed as they are. It cannot be brought into one that escapes.
 *
 * Text, numbers (as they came) and true, false are printed; null, lists and
 * objects print nothing. Raw values are parsed when a name enters them.
 * Where the specification is silent: null, false, an empty list and empty
 * text are falsy, 0 and an empty object are not; a name found as null hides
 * one further out; empty lines are not indented; an argument {{$x}} given
 * in a template is looked up no further in than that template (a parent in
 * the text of an argument has its own {{$x}}).
 *
 * A dotted name may end in a formatter: when the value found so far is a
 * scalar and the last part names a formatter of the set, it is applied:
 * {{quantity.fraction}}, and {{.fraction}} for the current context. A
 * formatter on a missing or null value prints nothing. {{#value.formatter}}
 * is a section on whether it printed anything, with the printed text as
 * context ({{.}}).
 */
#ifndef MEAL_TMPL_H
#define MEAL_TMPL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct doc;
struct err;
struct tmpl_set;

#define TMPL_DEPTH_MAX	 100	/* partials and sections within each other */
#define TMPL_STACK_MAX	 8	/* contexts given to tmpl_render */
#define TMPL_FILES_MAX	 1000	/* templates of a set */
#define TMPL_FILE_MAX	 (512 << 10)	/* bytes of a template */
#define TMPL_TOTAL_MAX	 (8 << 20)	/* bytes of all templates of a set */
#define TMPL_STEPS_MAX	 5000000	/* texts and tags of one rendering */

/*
 * A formatter writes value to out as text (it is escaped afterwards). env is
 * what tmpl_render was given: locale, zone. Nothing written means nothing to
 * show.
 */
struct tmpl_format {
	const char	*name;
	void	       (*write)(struct buf *out, const struct doc *value,
			    const void *env);
};

/* Where partials and parents come from when a set is made by hand (tests). */
struct tmpl_source {
	const char	*name;
	const char	*text;
	size_t		 len;
};

/*
 * Compile the n templates of these names below dir and all that they reach,
 * or, with NULL, every *.html and *.txt; names are relative, without the
 * extension of .html ("recipes/show"; "mail/welcome.txt" keeps .txt). A
 * fault (broken tag, a template that is not there, more than the limits
 * above) is ERR_INTERNAL with file and line in the log text. Hidden files
 * are left out, links followed. The set lives in the arena of err.
 */
struct tmpl_set *tmpl_load(struct err *, const char *dir,
		    const char *const *names, size_t n,
		    const struct tmpl_format *, size_t nformats);
/* The same from memory. Missing partials render as nothing (the spec). */
struct tmpl_set *tmpl_compile(struct err *, const struct tmpl_source *,
		    size_t n, const struct tmpl_format *, size_t nformats);
bool	tmpl_has(const struct tmpl_set *, const char *name);
/* Whether a template below dir changed, came or went (development). */
bool	tmpl_changed(const struct tmpl_set *);

/*
 * Append a template, rendered with a stack of documents (NULLs are left
 * out), the last searched first. ERR_INTERNAL, and nothing appended, when
 * there is no such template, when it goes deeper than TMPL_DEPTH_MAX or takes
 * more than TMPL_STEPS_MAX, when a raw value is no JSON, or when out is full.
 */
bool	tmpl_render(struct err *, const struct tmpl_set *, const char *name,
	    const struct doc *const *stack, size_t n, const void *env,
	    struct buf *out);

#endif
