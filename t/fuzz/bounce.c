/*
 * Whatever comes as a delivery report: a failure has a status of 4 or 5, and
 * what it names is short and of its form. The
 * message lies in a block of its size, that a byte too far is seen.
 */
#include "work/mail_notice.h"

#include <string.h>

#include "data/text.h"
#include "store/cx.h"

#include "fuzz.h"

static void
check_address(const char *s)
{
	REQUIRE(!s || (*s && strlen(s) <= 254));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct mail_notice notice;
	struct cx cx;
	char *message = malloc(size + 1);

	REQUIRE(message);
	if (size)
		memcpy(message, data, size);
	message[size] = '\0';
	cx_init(&cx, arena, NULL, NULL);
	if (mail_notice_read(&cx, message, size, &notice)) {
		REQUIRE(notice.status && strchr("45", notice.status[0]) &&
		    notice.status[1] == '.' && strlen(notice.status) < 12);
		check_address(notice.final);
		check_address(notice.original);
	}
	REQUIRE(notice.known == (notice.id != NULL));
	REQUIRE(!notice.id || text_is_uuid(notice.id));
	REQUIRE(!cx.err.kind);
	free(message);
	arena_free(arena);
	return 0;
}
