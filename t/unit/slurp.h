/* slurp: a whole file into the arena, for tests. */
#ifndef MEAL_SLURP_H
#define MEAL_SLURP_H

#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"

#define SLURP_MAX ((size_t)16 << 20)

/* NULL if it cannot be read or is longer; *n is its length. */
static inline char *
slurp(struct arena *arena, const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	char *p = NULL;
	long size;

	if (!in)
		return NULL;
	if (fseek(in, 0, SEEK_END) == 0 && (size = ftell(in)) >= 0 &&
	    (size_t)size <= SLURP_MAX && fseek(in, 0, SEEK_SET) == 0) {
		p = arena_alloc(arena, (size_t)size + 1);
		*n = fread(p, 1, (size_t)size, in);
		if (*n != (size_t)size)
			p = NULL;
	}
	fclose(in);
	return p;
}

#endif
