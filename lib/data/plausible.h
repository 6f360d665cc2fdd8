/*
 * plausible: addresses as people type them. What passes may still lead
 * nowhere; what does not cannot be one. Pure.
 */
#ifndef MEAL_PLAUSIBLE_H
#define MEAL_PLAUSIBLE_H

#include <stdbool.h>

/* What RFC 5321 calls a dot-string, at a domain of at least two labels, and
 * within its lengths. */
bool	plausible_email(const char *);
/* http:// or https:// and a host; no blank, quote, bracket or backslash; at
 * most 2,000 bytes. */
bool	plausible_url(const char *);

#endif
