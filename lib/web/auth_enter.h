/*
 * auth_enter: what a browser gets when somebody has logged in: cookies, and
 * the page to go to.
 */
#ifndef MEAL_AUTH_ENTER_H
#define MEAL_AUTH_ENTER_H

struct doc;
struct login;
struct req;

#define DEVICE_COOKIE	"__Host-device"	/* known since a good login */
#define DEVICE_LIFETIME	31536000	/* seconds */
#define STEP_COOKIE	"__Host-step"	/* the ticket of a login that waits */

/*
 * Log the person in in this browser and go on to next, when it is a path of
 * ours, else home. The document to return.
 */
struct doc *auth_enter(struct req *, const struct login *, const char *next);

#endif
