/*
 * openapi_files: what a row says of the body it takes besides its shape.
 */
#ifndef MEAL_OPENAPI_FILES_H
#define MEAL_OPENAPI_FILES_H

struct arena;
struct doc;
struct route;

/* How long the body may be, when the row says so or strangers may send it:
 * x-max-bytes. Else the option body_max does. */
void	openapi_limit(struct arena *, struct doc *body, const struct route *);
/* Each type of file that it accepts alone, and any in a form of parts. */
void	openapi_files(struct arena *, struct doc *content,
	    const struct route *);

#endif
