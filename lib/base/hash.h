/*
 * hash: FNV-1a of some bytes, for tables of words that are filled once.
 */
#ifndef MEAL_HASH_H
#define MEAL_HASH_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t
hash_bytes(const char *p, size_t n)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 16777619u;
	return h;
}

#endif
