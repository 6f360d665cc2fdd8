/*
 * zone: what the clock says in a time zone.
 *
 * Zones are read from the system's database (/usr/share/zoneinfo, TZif
 * version 2 and later, RFC 8536) with the rule at its end for the years to
 * come, without libc's TZ, which is the process's and not the person's. The
 * last few stay in memory.
 */
#ifndef MEAL_ZONE_H
#define MEAL_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define ZONE_NAME_MAX 63	/* bytes of a name */

/* Whether there is a zone of this (IANA) name. NULL is none. */
bool	zone_known(const char *name);
/*
 * Seconds to add to UTC at an instant (Unix seconds): 3600 for Berlin in
 * winter. 0, which is UTC, for an unknown zone or NULL.
 */
int32_t	zone_offset(const char *name, int64_t instant);
/* The same by the bytes of a zone's file; false when they are none. */
bool	zone_offset_of(const void *file, size_t n, int64_t instant,
	    int32_t *out);
/*
 * The names to choose from, one for each place of the system's zone.tab and
 * UTC, by name, with NULL at the end; UTC alone without that file.
 */
const char *const *zone_names(struct arena *);

#endif
