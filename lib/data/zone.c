#include "data/zone.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "data/when.h"

#define DIRECTORY	"/usr/share/zoneinfo/"
#define KEPT		16		/* zones in memory */
#define CHANGES_MAX	400		/* of a zone; the database's have 250 */
#define FILE_MAX	(16 << 10)
#define HEADER		44
#define DAY		86400

/* When daylight saving starts or ends: RFC 8536 3.3, POSIX TZ. */
struct turn {
	char	kind;		/* 'M' month.week.day, 'J' without and */
				/* 'N' with leap days, from 0 */
	int	month, week, day;
	int32_t	time;		/* seconds after midnight */
};

struct rule {
	bool		given, daylight;
	int32_t		standard, summer;	/* seconds east */
	struct turn	start, end;
};

struct zone {
	char		name[ZONE_NAME_MAX + 1];
	bool		known;
	unsigned	used;		/* the clock's hand when last asked */
	unsigned	n;
	int64_t		at[CHANGES_MAX];
	int32_t		offset[CHANGES_MAX];	/* from at on */
	int32_t		first;			/* before all of them */
	struct rule	rule;			/* after all of them */
};

static struct zone kept[KEPT];
static unsigned hand;

static uint32_t
read_u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static int64_t
read_i64(const unsigned char *p)
{
	return (int64_t)((uint64_t)read_u32(p) << 32 | read_u32(p + 4));
}

static const char *
rule_name(const char *p)
{
	const char *start = p;

	if (*p == '<') {
		p = strchr(p, '>');
		return p ? p + 1 : NULL;
	}
	while ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'))
		p++;
	return p - start >= 3 ? p : NULL;
}

static const char *
rule_int(const char *p, int *out)
{
	int n = 0, digits = 0;

	for (; *p >= '0' && *p <= '9' && digits < 4; p++, digits++)
		n = n * 10 + (*p - '0');
	*out = n;
	return digits ? p : NULL;
}

/* [+-]h[:m[:s]] */
static const char *
rule_time(const char *p, int32_t *out)
{
	int32_t seconds = 0, unit = 3600;
	bool minus = *p == '-';
	int n;

	if (*p == '-' || *p == '+')
		p++;
	for (; unit; unit /= 60) {
		p = rule_int(p, &n);
		if (!p || n > 168)
			return NULL;
		seconds += n * unit;
		if (*p != ':' || unit == 1)
			break;
		p++;
	}
	*out = minus ? -seconds : seconds;
	return p;
}

static const char *
rule_turn(const char *p, struct turn *turn)
{
	turn->time = 7200;
	turn->kind = *p == 'M' || *p == 'J' ? *p++ : 'N';
	p = rule_int(p, turn->kind == 'M' ? &turn->month : &turn->day);
	if (p && turn->kind == 'M') {
		p = *p == '.' ? rule_int(p + 1, &turn->week) : NULL;
		p = p && *p == '.' ? rule_int(p + 1, &turn->day) : NULL;
		if (!p || turn->month < 1 || turn->month > 12 ||
		    turn->week < 1 || turn->week > 5 || turn->day > 6)
			return NULL;
	}
	if (!p || turn->day > 365)
		return NULL;
	return *p == '/' ? rule_time(p + 1, &turn->time) : p;
}

/* "CET-1CEST,M3.5.0,M10.5.0/3": offsets count westwards. */
static bool
rule_read(const char *p, struct rule *rule)
{
	p = rule_name(p);
	p = p ? rule_time(p, &rule->standard) : NULL;
	if (!p)
		return false;
	rule->standard = -rule->standard;
	if (!*p)
		return true;
	rule->daylight = true;
	rule->summer = rule->standard + 3600;
	p = rule_name(p);
	if (p && *p && *p != ',') {
		p = rule_time(p, &rule->summer);
		rule->summer = -rule->summer;
	}
	p = p && *p == ',' ? rule_turn(p + 1, &rule->start) : NULL;
	p = p && *p == ',' ? rule_turn(p + 1, &rule->end) : NULL;
	return p && !*p;
}

/* The day of a turn in a year, in days since 1970. */
static int32_t
turn_day(const struct turn *turn, int year)
{
	int32_t first = when_days((struct when_date){ year, 1, 1 }), day, next;
	int32_t march = when_days((struct when_date){ year, 3, 1 });
	int month = turn->month;

	if (turn->kind == 'N')
		return first + turn->day;
	if (turn->kind == 'J')		/* 60 is always March 1 */
		return turn->day < 60 ? first + turn->day - 1 :
		    march + turn->day - 60;
	day = when_days((struct when_date){ year, month, 1 });
	next = month == 12 ? day + 31 :
	    when_days((struct when_date){ year, month + 1, 1 });
	/* Days count from Sunday there, from Monday here. */
	day += (turn->day + 6 - when_weekday(when_from_days(day))) % 7;
	day += 7 * (turn->week - 1);
	return day < next ? day : day - 7;
}

static int32_t
rule_offset(const struct rule *rule, int64_t instant)
{
	int64_t day = (instant + rule->standard) / DAY, start, end;
	int year;

	if (!rule->daylight || day < 0 || day > 2900000)
		return rule->standard;
	year = when_from_days((int32_t)day).year;
	start = (int64_t)turn_day(&rule->start, year) * DAY +
	    rule->start.time - rule->standard;
	end = (int64_t)turn_day(&rule->end, year) * DAY +
	    rule->end.time - rule->summer;
	if (start < end)
		return instant >= start && instant < end ?
		    rule->summer : rule->standard;
	return instant >= end && instant < start ?
	    rule->standard : rule->summer;
}

/* The counts of a TZif header and how long what follows it is. */
struct counts {
	size_t	utc, std, leap, time, type, chars;
};

static bool
header_read(const unsigned char *p, size_t n, struct counts *c,
    size_t width, size_t *size)
{
	if (n < HEADER || memcmp(p, "TZif", 4) || p[4] < '2')
		return false;
	c->utc = read_u32(p + 20);
	c->std = read_u32(p + 24);
	c->leap = read_u32(p + 28);
	c->time = read_u32(p + 32);
	c->type = read_u32(p + 36);
	c->chars = read_u32(p + 40);
	if ((c->utc | c->std | c->leap | c->time | c->type | c->chars) >
	    FILE_MAX)
		return false;
	*size = c->time * (width + 1) + c->type * 6 + c->chars +
	    c->leap * (width + 4) + c->std + c->utc;
	return *size <= n - HEADER;
}

/* The rule between the last two line ends. */
static void
footer_read(const unsigned char *p, size_t n, struct rule *rule)
{
	char text[128];

	if (n < 3 || n > sizeof(text) || p[0] != '\n' || p[n - 1] != '\n')
		return;
	memcpy(text, p + 1, n - 2);
	text[n - 2] = '\0';
	rule->given = rule_read(text, rule);
}

static bool
file_parse(struct zone *zone, const unsigned char *p, size_t n)
{
	const unsigned char *index, *types;
	struct counts c;
	size_t size, i;

	if (!header_read(p, n, &c, 4, &size))
		return false;
	p += HEADER + size;
	n -= HEADER + size;
	if (!header_read(p, n, &c, 8, &size) || c.time > CHANGES_MAX ||
	    !c.type)
		return false;
	footer_read(p + HEADER + size, n - HEADER - size, &zone->rule);
	p += HEADER;
	index = p + c.time * 8;
	types = index + c.time;
	for (i = 0; i < c.time; i++) {
		if (index[i] >= c.type)
			return false;
		zone->at[i] = read_i64(p + i * 8);
		zone->offset[i] = (int32_t)read_u32(types + index[i] * 6);
	}
	zone->first = (int32_t)read_u32(types);
	zone->n = (unsigned)c.time;
	return true;
}

/* A name that is a path below the directory and nothing else. */
static bool
name_ok(const char *name)
{
	const char *p;

	if (*name < 'A' || *name > 'z' || strlen(name) > ZONE_NAME_MAX)
		return false;
	for (p = name; *p; p++)
		if (!(*p >= 'A' && *p <= 'Z') && !(*p >= 'a' && *p <= 'z') &&
		    !(*p >= '0' && *p <= '9') && !strchr("/_+-", *p))
			return false;
	return true;
}

static void
zone_read(struct zone *zone)
{
	char path[sizeof(DIRECTORY) + ZONE_NAME_MAX] = DIRECTORY;
	unsigned char bytes[FILE_MAX];
	size_t n = 0;
	ssize_t got;
	int fd;

	memcpy(path + sizeof(DIRECTORY) - 1, zone->name, sizeof(zone->name));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	while ((got = read(fd, bytes + n, sizeof(bytes) - n)) > 0)
		n += (size_t)got;
	close(fd);
	zone->known = file_parse(zone, bytes, n);
}

/* The zone of a name, read when it is not kept; NULL for an unusable name. */
static const struct zone *
zone_get(const char *name)
{
	struct zone *zone = &kept[0];
	size_t i;

	if (!name || !name_ok(name))
		return NULL;
	hand++;
	for (i = 0; i < COUNT(kept); i++) {
		if (!strcmp(kept[i].name, name)) {
			kept[i].used = hand;
			return &kept[i];
		}
		if (kept[i].used < zone->used)
			zone = &kept[i];
	}
	memset(zone, 0, sizeof(*zone));
	memcpy(zone->name, name, strlen(name));
	zone->used = hand;
	zone_read(zone);
	return zone;
}

bool
zone_known(const char *name)
{
	const struct zone *zone = zone_get(name);

	return zone && zone->known;
}

static int32_t
offset_at(const struct zone *zone, int64_t instant)
{
	size_t low = 0, high = zone->n;

	if (zone->rule.given && (!high || instant >= zone->at[high - 1]))
		return rule_offset(&zone->rule, instant);
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (zone->at[middle] <= instant)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? zone->offset[low - 1] : zone->first;
}

int32_t
zone_offset(const char *name, int64_t instant)
{
	const struct zone *zone = zone_get(name);

	return zone && zone->known ? offset_at(zone, instant) : 0;
}

bool
zone_offset_of(const void *file, size_t n, int64_t instant, int32_t *out)
{
	struct zone zone = { .known = false };

	if (!file_parse(&zone, file, n))
		return false;
	*out = offset_at(&zone, instant);
	return true;
}
