/*
 * format_number: numbers as people write them; format.h's own, which knows
 * whose signs they are written with.
 */
#ifndef MEAL_FORMAT_NUMBER_H
#define MEAL_FORMAT_NUMBER_H

struct buf;

#define FORMAT_NUMBER_MAX	1e15	/* beyond it digits would be made up */

/*
 * At most so many decimals, without zeros at the end. Halves go away from
 * zero, as people expect; printf would round what is stored.
 */
void	format_number(struct buf *, double, int decimals, const char *group,
	    const char *decimal);
/* What spoons and cups measure: "1½"; a decimal where no part is near. */
void	format_parts(struct buf *, double, const char *decimal);
/*
 * A metric amount: up to four figures, which is the gram of a kilogram. Halves
 * are the only part that people say: "1½ kg".
 */
void	format_metric(struct buf *, double, const char *decimal);

#endif
