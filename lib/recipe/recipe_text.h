/*
 * recipe_text: ingredients and steps as the text of a form, and back. What is
 * stored goes out and comes back the same, whatever is in it.
 *
 * Ingredients are a line each. Steps are parted by a blank line. A line
 * "## Sauce" begins a section, "##" alone ends it. A step that ends in a
 * blank and "[25 min]" has a timer: hours, minutes and seconds ("1 h 30 min")
 * or an ISO 8601 duration.
 *
 * A backslash in front takes what follows as it is: "\## not a heading", "\"
 * alone is a blank line within a step, "\[25 min]" at the end is text. It is
 * put there only where a line begins with ## or a backslash.
 */
#ifndef MEAL_RECIPE_TEXT_H
#define MEAL_RECIPE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct doc;
struct field_list;

/* [{section, text, timer}] as text. */
char   *recipe_steps_write(struct arena *, const struct doc *steps);
/* Text as struct recipe_step; a section without steps is forgotten. */
void	recipe_steps_read(struct arena *, const char *text,
	    struct field_list *out);

/* lines[i] is the line of the i-th of [{section, …}]. */
char   *recipe_lines_write(struct arena *, const struct doc *rows,
	    const struct doc *lines);

struct recipe_line {
	const char	*text, *section;
};
/* Text as lines, each with its section; blank lines are passed over. */
struct recipe_line *recipe_lines_read(struct arena *, const char *text,
	    size_t *n);

#endif
