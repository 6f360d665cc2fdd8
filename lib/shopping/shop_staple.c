#include "shopping/shop_staple.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "data/text.h"
#include "ingredient/unit.h"

/* So much of an aisle's things is taken from what is there: grams or
 * millilitres, pieces. */
static const struct {
	const char	*aisle;
	double		 amount, pieces;
} aisles[] = {
	{ "spices", 30, 12 },
	{ "oils", 125, 0 },
	{ "condiments", 30, 0 },
	{ "baking", 30, 0 },
};

bool
shop_is_staple(const char *aisle, double quantity, const char *unit,
    const char *measure)
{
	const struct unit *u = unit_by_name(unit);
	size_t i;

	for (i = 0; i < COUNT(aisles); i++)
		if (aisle && strcmp(aisles[i].aisle, aisle) == 0)
			break;
	if (i == COUNT(aisles))
		return false;
	if (isnan(quantity))
		return true;
	if (u && u->kind != UNIT_COUNT)
		return quantity * unit_factor(unit, UNIT_US) <=
		    aisles[i].amount;
	if (unit && text_has_word("pinch dash", unit))
		return true;
	/* "3 bay leaves", "1 cinnamon stick", but never a whole jar */
	return (!unit || text_has_word("leaf stick pod clove sprig", unit)) &&
	    (!measure || text_has_word("leaf stick pod", measure)) &&
	    quantity <= aisles[i].pieces;
}
