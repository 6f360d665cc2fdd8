/*
 * Whatever is read as the file of a time zone: no instant, not the first and
 * not the last, reads past it. What is taken is taken again with the same
 * answer.
 */
#include "data/zone.h"

#include <string.h>

#include "base/array.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t instants[] = { INT64_MIN / 2, -2147483648LL, 0,
	    1774746000, 2147483647, 3786912000LL, 253402300799LL,
	    INT64_MAX / 2 };
	unsigned char *file = malloc(size ? size : 1);
	int32_t offset, again;
	size_t i;

	REQUIRE(file);
	if (size)
		memcpy(file, data, size);
	for (i = 0; i < COUNT(instants); i++)
		if (zone_offset_of(file, size, instants[i], &offset))
			REQUIRE(zone_offset_of(file, size, instants[i],
			    &again) && again == offset);
	free(file);
	return 0;
}
