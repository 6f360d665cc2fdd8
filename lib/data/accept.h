/*
 * accept: what a client would rather have (RFC 9110, 12.5).
 */
#ifndef MEAL_ACCEPT_H
#define MEAL_ACCEPT_H

/*
 * How much an Accept header wants a type ("application/json"): by the q of
 * the range that names it most exactly; of equal q, who is named more exactly
 * is wanted more. 0 is not at all.
 */
int	accept_wants(const char *header, const char *type);

struct words;

/*
 * The language that an Accept-Language header (or NULL) would rather have,
 * among those there are words of; NULL is English.
 */
const struct words *accept_language(const char *header);

#endif
