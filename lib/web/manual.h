/*
 * manual: what a program finds here (GET /api/v1), and the contract as a page
 * for people, made from the document that programs read.
 */
#ifndef MEAL_MANUAL_H
#define MEAL_MANUAL_H

#include "data/field.h"

struct cx;
struct doc;

extern const struct shape manual_about_shape;

/* {name, version, links, features, limits}. */
struct doc *manual_about(struct cx *);
/*
 * {title, version, text, areas: [{name, operations: [{id, method, path,
 * summary, scope, needs, parameters: [{name, in, type, text, required}],
 * takes, gives, status}]}], schemas: [{name, text, members: [{name, type,
 * text, required}]}]}. ERR_INTERNAL when the contract cannot be read.
 */
struct doc *manual_page(struct cx *);

#endif
