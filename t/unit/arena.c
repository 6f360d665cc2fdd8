/* The arena: zeroed, aligned, bounded, and back to a mark. */
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/array.h"

#include "tap.h"

#define NO_MEMORY 70	/* the exit status of arena.h */

static bool
is_zero(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static void
test_alloc(void)
{
	struct arena *arena = arena_new();
	bool aligned = true, zero = true;
	size_t n, round;
	char *p;

	for (round = 0; round < 3; round++) {
		for (n = 0; n < 3000; n += 7) {
			p = arena_alloc(arena, n);
			aligned = aligned &&
			    (uintptr_t)p % alignof(max_align_t) == 0;
			zero = zero && is_zero(p, n);
			memset(p, 0xaa, n);
		}
		arena_reset(arena);
	}
	ok(aligned, "for any type");
	ok(zero, "zeroed, also where something was before");
	is_int((int64_t)arena_used(arena), 0, "nothing used after a reset");
	is_str(arena_dup(arena, "ab\0c", 4), "ab", "a copy");
	is_str(arena_dup(arena, NULL, 0), "", "of nothing");
	ok(arena_str(arena, NULL) == NULL, "NULL stays NULL");
	is_str(arena_fmt(arena, "%d %s", 4, "eggs"), "4 eggs", "a format");
	arena_free(arena);
	arena_free(NULL);
}

static void
test_grow(void)
{
	struct arena *arena = arena_new();
	unsigned char *p = NULL;
	bool kept = true, zero = true;
	size_t n = 0, next, i;

	for (next = 1; next < 5 << 20; next += 1 + next / 3) {
		p = arena_grow(arena, p, n, next);
		zero = zero && is_zero((char *)p + n, next - n);
		for (i = n; i < next; i++)
			p[i] = (unsigned char)(i * 31 >> 3);
		for (i = 0; i < next; i += 97)
			kept = kept && p[i] == (unsigned char)(i * 31 >> 3);
		if (next % 2)	/* now and then it is not the last one */
			memset(arena_alloc(arena, 40), 0xff, 40);
		n = next;
	}
	ok(kept, "what grows keeps its bytes");
	ok(zero, "and what is behind them is zero");
	ok(arena_grow(arena, p, n, 10) == p, "nothing becomes shorter");
	arena_free(arena);
}

static char steps[20];

static void
step(void *p)
{
	strncat(steps, p, sizeof(steps) - strlen(steps) - 1);
}

static void
test_defer(void)
{
	static char a[] = "a", b[] = "b", c[] = "c", d[] = "d";
	struct arena *arena = arena_new();
	struct arena_mark mark;

	arena_defer(arena, step, a);
	arena_defer(arena, step, b);
	mark = arena_mark(arena);
	arena_defer(arena, step, c);
	arena_defer(arena, step, d);
	arena_rewind(arena, mark);
	is_str(steps, "dc", "a way back runs what came since, the last first");
	arena_rewind(arena, mark);
	is_str(steps, "dc", "once");
	arena_reset(arena);
	is_str(steps, "dcba", "a reset the rest");
	arena_defer(arena, step, a);
	arena_free(arena);
	is_str(steps, "dcbaa", "and the end");
}

/* All that was there at a mark is as it was, whatever grew meanwhile. */
static void
test_marks(void)
{
	struct arena *arena = arena_new();
	char *old[40];
	size_t size[40], i, try;
	bool whole = true;
	struct arena_mark outer, inner;

	for (i = 0; i < COUNT(old); i++) {
		size[i] = 1 + i * i * 40;
		old[i] = arena_alloc(arena, size[i]);
		memset(old[i], 'A' + (int)i, size[i]);
	}
	outer = arena_mark(arena);
	for (try = 0; try < 4; try++) {
		memset(arena_alloc(arena, 500), 'x', 500);
		inner = arena_mark(arena);
		for (i = 0; i < COUNT(old); i++) {
			old[i] = arena_grow(arena, old[i], size[i],
			    size[i] + 100);
			memset(old[i] + size[i], 'A' + (int)i, 100);
			size[i] += 100;
		}
		memset(arena_grow(arena, arena_alloc(arena, 2 << 20),
		    2 << 20, 3 << 20), 'y', 3 << 20);
		arena_rewind(arena, try % 2 ? inner : outer);
		memset(arena_alloc(arena, 200000), 'z', 200000);
	}
	for (i = 0; i < COUNT(old); i++) {
		size_t j;

		for (j = 0; j < size[i]; j++)
			whole = whole && old[i][j] == (char)('A' + i);
	}
	ok(whole, "what was there before a mark outlives the way back");
	arena_free(arena);
}

static void
test_used(void)
{
	struct arena *arena = arena_new();
	struct arena_mark mark;
	size_t used;

	arena_alloc(arena, 1000);
	mark = arena_mark(arena);
	used = arena_used(arena);
	arena_grow(arena, arena_alloc(arena, 4 << 20), 4 << 20, 9 << 20);
	ok(arena_used(arena) >= used + (9 << 20), "what is large counts");
	arena_rewind(arena, mark);
	is_int((int64_t)arena_used(arena), (int64_t)used,
	    "and is gone with the rest");
	arena_free(arena);
}

/* The exit status of a process that asks for too much. */
static int
status_of(void (*fn)(struct arena *))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct arena *arena = arena_new();

		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		fn(arena);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void
ask_at_once(struct arena *arena)
{
	arena_alloc(arena, ARENA_MAX + 1);
}

static void
ask_product(struct arena *arena)
{
	arena_array(arena, SIZE_MAX / 2, 4);
}

static void
ask_slowly(struct arena *arena)
{
	size_t i;

	for (i = 0; i < ARENA_MAX >> 20; i++)
		arena_alloc(arena, 1 << 20);
	arena_alloc(arena, 16);
}

static void
ask_growing(struct arena *arena)
{
	arena_grow(arena, arena_alloc(arena, 2 << 20), 2 << 20,
	    ARENA_MAX);
}

static void
ask_enough(struct arena *arena)
{
	arena_grow(arena, arena_alloc(arena, 2 << 20), 2 << 20,
	    ARENA_MAX / 2);
	arena_alloc(arena, ARENA_MAX / 4);
}

int
main(void)
{
	test_alloc();
	test_grow();
	test_defer();
	test_marks();
	test_used();
	is_int(status_of(ask_at_once), NO_MEMORY, "more than the maximum");
	is_int(status_of(ask_product), NO_MEMORY, "a product that overflows");
	is_int(status_of(ask_slowly), NO_MEMORY, "little by little");
	is_int(status_of(ask_growing), NO_MEMORY, "by growing");
	is_int(status_of(ask_enough), 0, "three quarters are to be had");
	return done();
}
