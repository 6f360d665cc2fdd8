/*
 * shop_staple: whether a kitchen has something in the house, most likely:
 * spices, a little oil, a spoon of what stands in the cupboard. A guess for
 * the eye, by aisle and amount; rows of it are still to buy. Pure.
 */
#ifndef MEAL_SHOP_STAPLE_H
#define MEAL_SHOP_STAPLE_H

#include <stdbool.h>

/* Of a row's aisle (of SHOP_AISLES), amount (NAN: none), unit and measure
 * (or NULL). */
bool	shop_is_staple(const char *aisle, double quantity, const char *unit,
	    const char *measure);

#endif
