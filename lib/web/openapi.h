/*
 * openapi: the contract (OpenAPI 3.1), made from the tables that route and
 * read input.
 */
#ifndef MEAL_OPENAPI_H
#define MEAL_OPENAPI_H

struct arena;
struct doc;
struct responder;

/* One responder's part: {paths, schemas}; tools/openapi joins them. */
struct doc *openapi_part(struct arena *, const struct responder *);

#endif
