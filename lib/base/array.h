/* COUNT: the number of elements of an array that is an array. */
#ifndef MEAL_ARRAY_H
#define MEAL_ARRAY_H

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
