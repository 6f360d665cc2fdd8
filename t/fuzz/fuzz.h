/* fuzz: what the fuzz targets share. */
#ifndef MEAL_FUZZ_H
#define MEAL_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* An invariant: NDEBUG does not take it away. */
#define REQUIRE(fact) do {						\
	if (!(fact)) {							\
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__,	\
		    __LINE__, #fact);					\
		abort();						\
	}								\
} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
