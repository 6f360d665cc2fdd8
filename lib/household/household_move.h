/*
 * household_move: what goes along when somebody changes households.
 */
#ifndef MEAL_HOUSEHOLD_MOVE_H
#define MEAL_HOUSEHOLD_MOVE_H

#include <stdbool.h>

struct cx;

struct household_move {
	const char	*person, *from, *to;
	const char	*role;		/* in the new one */
	bool		 all;		/* nobody else is left behind */
};

/*
 * Within the caller's transaction: give the person their new household and
 * role, and move what is theirs: all of the household's, and the household
 * goes; or their private recipes alone, which become notes where others have
 * them on the plan and go from their meals. Slugs and names of foods that the
 * new household has already get a suffix. Rows keep their ids.
 */
bool	household_move(struct cx *, const struct household_move *);

#endif
