#include <string.h>

#include "store/cx.h"
#include "plan/plan.h"
#include "data/when.h"

/* Regions whose week does not begin on Monday (CLDR 42, weekData), and the
 * languages that mean such a region when they name none. */
static const char sunday[] = " AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU "
    "HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK "
    "PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW am bn en gu he hi id "
    "iw ja kn ko km lo ml mr my ne pa pt ta te th ur ";
static const char saturday[] = " AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD "
    "SY ar dz fa ps ";

enum { MONDAY, SATURDAY = 5, SUNDAY };

static bool
listed(const char *list, const char *word, size_t n)
{
	const char *p = list;

	for (; n && (p = strchr(p, ' ')) && p[1]; p++)
		if (strncmp(p + 1, word, n) == 0 && p[1 + n] == ' ')
			return true;
	return false;
}

int
plan_first_weekday(const char *locale)
{
	const char *p = locale ? locale : "", *word = p;
	size_t n = strcspn(p, "-_"), len = n;

	/* the region is the first subtag of two letters after the language */
	while (p[len]) {
		p += len + 1;
		len = strcspn(p, "-_");
		if (len == 2) {
			word = p;
			n = len;
			break;
		}
	}
	return listed(sunday, word, n) ? SUNDAY :
	    listed(saturday, word, n) ? SATURDAY : MONDAY;
}

char *
plan_week_start(struct arena *arena, const char *date, const char *locale)
{
	struct when_date d = { 1970, 1, 1 };
	int back;

	when_date_parse(date, &d);
	back = (when_weekday(d) - plan_first_weekday(locale) + 7) % 7;
	return when_date_text(arena, when_from_days(when_days(d) - back));
}

bool
plan_is_meal_type(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n >= 1 && n <= 40 && !s[n];
}

bool
plan_range(struct cx *cx, const struct plan_query *q, struct plan_range *out)
{
	const char *from = q ? q->from : NULL, *to = q ? q->to : NULL;

	if (!from && !to)
		from = plan_week_start(cx->arena, cx->asker.today,
		    cx->asker.locale);
	if (!from)
		from = when_plus(cx->arena, to, -6);
	if (!to)
		to = when_plus(cx->arena, from, 6);
	if (!from || !to)
		return fail_as(cx, "range",
		    fail_parameter(cx, from ? "from" : "to", "This is "
		    "where our calendar ends."));
	out->from = from;
	out->to = to;
	out->days = when_between(from, to) + 1;
	if (out->days < 1)
		return fail_as(cx, "range",
		    fail_parameter(cx, "to", "This day is before the "
		    "first one."));
	if (out->days > PLAN_DAYS_MAX)
		return fail_as(cx, "range",
		    fail_parameter(cx, "to", say_n("At most %d day at "
		    "once; these are %d.", "At most %d days at once; these "
		    "are %d.", PLAN_DAYS_MAX), PLAN_DAYS_MAX, out->days));
	return true;
}
