#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "data/file.h"
#include "data/zone.h"

/* Country, place, zone and remark with tabs between them; # comments. */
#define TABLE		"/usr/share/zoneinfo/zone.tab"
#define TABLE_MAX	((size_t)256 << 10)
#define NAMES_MAX	1000

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The third column of a line that ends at end; NULL for a comment. */
static char *
name_of(struct arena *arena, const char *line, const char *end)
{
	const char *tab = memchr(line, '\t', (size_t)(end - line)), *p;

	if (*line == '#' || !tab)
		return NULL;
	p = memchr(tab + 1, '\t', (size_t)(end - tab - 1));
	if (!p)
		return NULL;
	return arena_dup(arena, p + 1, strcspn(p + 1, "\t\n"));
}

const char *const *
zone_names(struct arena *arena)
{
	const char **names = arena_array(arena, NAMES_MAX + 1,
	    sizeof(*names)), *p, *end;
	struct err none;
	size_t n = 0, size;
	char *text;

	err_init(&none, arena);
	text = file_read(&none, TABLE, TABLE_MAX, &size);
	names[n++] = "UTC";
	for (p = text; p && *p && n < NAMES_MAX; p = *end ? end + 1 : end) {
		end = p + strcspn(p, "\n");
		names[n] = name_of(arena, p, end);
		n += names[n] != NULL;
	}
	names[n] = NULL;
	qsort(names, n, sizeof(*names), by_name);
	return names;
}
