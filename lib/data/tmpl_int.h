/*
 * tmpl_int: the compiled form that tmpl.c, tmpl_parse.c and tmpl_load.c
 * share. Nobody else includes it.
 *
 * A template is an array of nodes in the order of its text; a node's children
 * follow it, up to the node numbered `end`. Text points into the template's
 * source. Where a standalone partial, parent or block is indented, nothing is
 * compiled again: a node knows whether it starts a line, and the renderer
 * writes the blanks there.
 */
#ifndef MEAL_TMPL_INT_H
#define MEAL_TMPL_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "data/tmpl.h"

#define TMPL_NAME_MAX	200		/* bytes of a tag's name */
#define TMPL_DELIM_MAX	16		/* bytes of a delimiter */
#define TMPL_INDENT_MAX	8192		/* blanks of all indents together */

struct err;

struct tmpl_span {
	const char	*p;
	size_t		 n;
};

/* A part of a dotted name. An empty first part is the current context. */
struct tmpl_part {
	const char			*p;
	size_t				 n;
	const struct tmpl_format	*format;	/* so named */
};

enum tmpl_op {
	TMPL_TEXT,
	TMPL_VALUE,		/* {{x}} */
	TMPL_PLAIN,		/* {{{x}}} and {{&x}} */
	TMPL_SECTION,		/* {{#x}} */
	TMPL_INVERTED,		/* {{^x}} */
	TMPL_PARTIAL,		/* {{>x}} */
	TMPL_PARENT,		/* {{<x}} */
	TMPL_BLOCK,		/* {{$x}} elsewhere: a place to fill */
	TMPL_ARGUMENT,		/* {{$x}} right in a parent: what fills it */
	TMPL_PASS,		/* {{#_}}: known to the parser only */
	TMPL_PLURAL,		/* {{#_ x}}: its children are forms */
	TMPL_FORM
};

struct tmpl_node {
	uint8_t			 op;
	bool			 bol;	/* it is the first thing on its line */
	/*
	 * The tag stood alone on its line: what it brings starts lines, after
	 * the blanks of indent (an argument: its text starts a line).
	 */
	bool			 alone;
	bool			 dynamic;	/* {{>*x}}, {{<*x}} */
	bool			 said;		/* a plural, translated */
	uint32_t		 end;
	uint32_t		 pos;		/* in the source */
	uint32_t		 nparts;
	struct tmpl_span	 text;		/* or the name as written */
	struct tmpl_span	 indent;
	const struct tmpl_part	*parts;
	const struct tmpl	*target;
};

struct tmpl {
	const char		*name;
	size_t			 name_len;
	const char		*file;		/* NULL when made by hand */
	const char		*source;
	size_t			 len;
	struct tmpl_node	*nodes;		/* NULL: not brought in */
	uint32_t		 n, cap;
	bool			 linked;
	bool			 plain;		/* a .txt: nothing escaped */
};

/* A file or directory as it was when the set was loaded. */
struct tmpl_file {
	const char	*path;
	struct timespec	 changed;
	off_t		 size;
};

struct tmpl_set {
	struct tmpl			*all;	/* by name */
	size_t				 n, cap;
	size_t				 total;	/* bytes of those brought in */
	struct tmpl_file		*files;
	size_t				 nfiles, files_cap;
	struct tmpl_node		*nodes;	/* where they are gathered */
	uint32_t			 nodes_cap;
	const struct tmpl_format	*formats;
	size_t				 nformats;
	const struct words		*words;	/* its language */
};

/* Where a template is being read, and how its tags look there. */
struct tmpl_reader {
	struct err		*e;
	const struct tmpl	*t;
	const char		*start, *end;
	struct tmpl_span	 open, close;	/* delimiters */
	/* From start to end is the text of a mark that stands at `at`. */
	bool			 within;
	size_t			 at;
};

/* What stands in a mark: {{#_}}one{{/_}}, {{#_ x}}one{{|}}many{{/_}}. */
struct tmpl_mark {
	struct tmpl_span	 one, many;
	const char		*after;		/* the byte after it */
};

/* A tag as it was read. */
struct tmpl_tag {
	const char		*at;		/* its first byte */
	const char		*after;		/* the byte after it */
	char			 sigil;		/* 0 for a plain {{name}} */
	struct tmpl_span	 body;		/* trimmed, without the sigil */
	/* The start of its line if only blanks stand before it, else NULL. */
	const char		*line;
	/* The start of the next one if only blanks come after, else NULL. */
	const char		*next_line;
};

static inline bool
tmpl_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool
tmpl_is_space(char c)
{
	return tmpl_is_blank(c) || (c >= '\n' && c <= '\r');
}

static inline struct tmpl_span
tmpl_span(const char *p, const char *end)
{
	return (struct tmpl_span){ p, (size_t)(end - p) };
}

/* How far from the beginning of the template a place is. */
static inline size_t
tmpl_pos(const struct tmpl_reader *r, const char *p)
{
	return r->within ? r->at : (size_t)(p - r->start);
}

/* Without white space at the ends. */
struct tmpl_span tmpl_trimmed(const char *p, const char *end);
/*
 * Read the next tag at or after p; without one, tag->at is NULL. False for
 * a tag that does not end.
 */
bool	tmpl_tag_read(struct tmpl_reader *, const char *p, struct tmpl_tag *);
/* Take over the delimiters of {{= =}}. */
bool	tmpl_tag_delimiters(struct tmpl_reader *, const struct tmpl_tag *);
/* Whether the tag's body can be a name. */
bool	tmpl_tag_name(const struct tmpl_reader *, const struct tmpl_tag *);
/*
 * Split the name into the node's parts. "." is one empty part, ".x" an empty
 * one and x.
 */
bool	tmpl_tag_parts(const struct tmpl_reader *, const struct tmpl_set *,
	    const struct tmpl_tag *, struct tmpl_node *);
/* What stands in the mark that begins with the tag; many only if counted. */
bool	tmpl_tag_mark(const struct tmpl_reader *, const struct tmpl_tag *,
	    bool counted, struct tmpl_mark *);
/*
 * The blanks before the first line that is not blank, from p on, which is
 * the start of a line; false when a closing tag comes first.
 */
bool	tmpl_tag_indent(const struct tmpl_reader *, const char *p,
	    struct tmpl_span *blanks);

/* Compile t->source. Needs set->formats. ERR_INTERNAL. */
bool	tmpl_parse(struct err *, struct tmpl_set *, struct tmpl *t);
/* The template of a name, or NULL. */
const struct tmpl *tmpl_find(const struct tmpl_set *, const char *name,
	    size_t n);
/* Note a fault at a place of a template; false. */
bool	tmpl_fault(struct err *, const struct tmpl *, size_t pos,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
