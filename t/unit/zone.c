/* Time zones, by the system's database. */
#include "data/zone.h"

#include "base/array.h"
#include "data/when.h"

#include "tap.h"

int
main(void)
{
	static const struct {
		const char	*zone, *instant;
		int		 minutes;
	} cases[] = {
		{ "UTC", "2026-11-23T09:00:00Z", 0 },
		{ "Etc/GMT+5", "2026-11-23T09:00:00Z", -300 },
		{ "Europe/Berlin", "2026-11-23T09:00:00Z", 60 },
		{ "Europe/Berlin", "2026-07-01T09:00:00Z", 120 },
		{ "Europe/Berlin", "2026-03-29T00:59:59Z", 60 },
		{ "Europe/Berlin", "2026-03-29T01:00:00Z", 120 },
		{ "Europe/Berlin", "2026-10-25T00:59:59Z", 120 },
		{ "Europe/Berlin", "2026-10-25T01:00:00Z", 60 },
		{ "Europe/Berlin", "1945-06-01T00:00:00Z", 180 },
		{ "Europe/Berlin", "2060-03-28T00:59:59Z", 60 },
		{ "Europe/Berlin", "2060-03-28T01:00:00Z", 120 },
		{ "Europe/Berlin", "2060-10-31T00:59:59Z", 120 },
		{ "Europe/Berlin", "2060-10-31T01:00:00Z", 60 },
		{ "America/New_York", "2026-07-01T00:00:00Z", -240 },
		{ "America/New_York", "2077-01-01T00:00:00Z", -300 },
		{ "America/New_York", "2077-03-14T06:59:59Z", -300 },
		{ "America/New_York", "2077-03-14T07:00:00Z", -240 },
		{ "America/St_Johns", "2050-01-01T00:00:00Z", -210 },
		{ "Australia/Sydney", "2026-01-01T00:00:00Z", 660 },
		{ "Australia/Sydney", "2060-01-01T00:00:00Z", 660 },
		{ "Australia/Sydney", "2060-07-01T00:00:00Z", 600 },
		{ "Australia/Lord_Howe", "2060-01-01T00:00:00Z", 660 },
		{ "Australia/Lord_Howe", "2060-07-01T00:00:00Z", 630 },
		{ "Asia/Kolkata", "2060-07-01T00:00:00Z", 330 },
		{ "Asia/Tokyo", "2026-07-01T00:00:00Z", 540 },
		{ "Africa/Casablanca", "2026-07-01T00:00:00Z", 60 },
		{ "America/Sao_Paulo", "2026-01-01T00:00:00Z", -180 },
		{ "Europe/Dublin", "2060-01-01T00:00:00Z", 0 },
		{ "Europe/Dublin", "2060-07-01T00:00:00Z", 60 },
		{ "America/Nuuk", "2026-07-01T00:00:00Z", -60 },
		{ "America/Argentina/Buenos_Aires", "2026-07-01T00:00:00Z",
		    -180 },
		{ "Asia/Tehran", "2060-07-01T00:00:00Z", 210 },
		{ "Pacific/Kiritimati", "2026-07-01T00:00:00Z", 840 },
		{ "Nowhere/Land", "2026-07-01T00:00:00Z", 0 },
	};
	static const char *const none[] = {
		"", "Europe", "/etc/passwd", "../../etc/passwd", "Europe/",
		"zone.tab", "tzdata.zi", "Europe/Berl\xc3\xadn", "leapseconds",
		("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
	};
	int64_t instant;
	size_t i, round;

	if (!zone_known("Europe/Berlin"))
		return skip_all("tzdata is not installed");
	for (round = 0; round < 2; round++)
		for (i = 0; i < COUNT(cases); i++) {
			when_instant_parse(cases[i].instant, &instant);
			is_int(zone_offset(cases[i].zone, instant),
			    cases[i].minutes * 60, cases[i].zone);
		}
	for (i = 0; i < COUNT(none); i++)
		ok(!zone_known(none[i]) && !zone_offset(none[i], 0), none[i]);
	ok(!zone_known(NULL) && !zone_offset(NULL, 0), "NULL");
	ok(zone_known("UTC") && zone_known("Europe/Berlin"), "known ones");
	return done();
}
