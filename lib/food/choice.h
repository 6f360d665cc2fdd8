/*
 * choice: the words that inputs take, with what people call them, for forms of
 * other programs. Labels are English.
 */
#ifndef MEAL_CHOICE_H
#define MEAL_CHOICE_H

#include "data/field.h"

struct arena;
struct doc;

extern const struct shape choice_list_shape, unit_list_shape;

/* {items: [{value, label}]} of words between blanks: "grains" is "Grains",
 * "LowLactoseDiet" is "Low lactose". */
struct doc *choice_list(struct arena *, const char *words);
/* One more of a list's items. */
void	    choice_add(struct doc *list, struct arena *, const char *value);
/* {items: [{value, label, kind, grams, millilitres}]}: all units; US ones. */
struct doc *unit_list(struct arena *);

#endif
