/*
 * arena: memory that lives as long as one request.
 *
 * Whoever passed the arena owns what comes back; nobody frees. Memory comes
 * zeroed and aligned for any type. Allocation never returns NULL: a process
 * that is out of memory, or asks one arena for more than ARENA_MAX bytes,
 * logs one line and exits with status 70 (its pool starts another). That is
 * the last wall; inputs are bounded long before it.
 *
 * What is not memory (a PGresult, a descriptor) is handed to arena_defer and
 * released in reverse order at reset, free or rewind.
 *
 * In sanitizer builds every allocation is a malloc of its own, so that a use
 * after reset or one byte past the end is found.
 */
#ifndef MEAL_ARENA_H
#define MEAL_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#define ARENA_MAX ((size_t)256 << 20)	/* bytes */

struct arena;

struct arena_mark {
	void	*block;
	size_t	 used;
	size_t	 total;
	void	*defers;
	unsigned epoch;
};

/* An empty arena. The caller frees it. */
struct arena *arena_new(void);
/* Run the deferred calls and give all memory back. NULL is fine. */
void	 arena_free(struct arena *);
/* The same, but the arena (and its first block) stays for the next use. */
void	 arena_reset(struct arena *);

/* size bytes, zeroed. */
void	*arena_alloc(struct arena *, size_t size)
	    __attribute__((returns_nonnull));
/* n elements of size bytes; an overflow is treated as out of memory. */
void	*arena_array(struct arena *, size_t n, size_t size)
	    __attribute__((returns_nonnull));
/*
 * Make an allocation of `was` bytes longer; what is behind them is zero. The
 * old place is not to be used any more. What was there before a mark survives
 * the way back to it, grown or not; what is large grows without leaving copies
 * behind, so that all of ARENA_MAX can be had.
 */
void	*arena_grow(struct arena *, void *p, size_t was, size_t size)
	    __attribute__((returns_nonnull));
/* A copy of n bytes and a terminating NUL after them. */
char	*arena_dup(struct arena *, const char *p, size_t n)
	    __attribute__((returns_nonnull));
/* A copy of a C string; NULL gives NULL. */
char	*arena_str(struct arena *, const char *s);
char	*arena_fmt(struct arena *, const char *fmt, ...)
	    __attribute__((returns_nonnull, format(printf, 2, 3)));
char	*arena_vfmt(struct arena *, const char *fmt, va_list)
	    __attribute__((returns_nonnull, format(printf, 2, 0)));

/* Call fn(p) when the arena is reset, freed or rewound past this point. */
void	 arena_defer(struct arena *, void (*fn)(void *), void *p);

/* Where we are; going back there, as often as one likes, forgets what came
 * since (for retries). Whatever was there before is still whole. */
struct arena_mark arena_mark(struct arena *);
void	 arena_rewind(struct arena *, struct arena_mark);

/* Bytes handed out since the last reset, for the request's log line. */
size_t	 arena_used(const struct arena *);

#endif
