#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define FIRST_BLOCK	((size_t)32 << 10)
#define ALIGN		alignof(max_align_t)
#define OWN_SIZE	((size_t)1 << 20)	/* what grows beyond it has a
						 * block of its own */
#define EXIT_NO_MEMORY	70

#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif
#ifndef POISONED
#define POISONED 0
#endif

struct block {
	struct block	*prev;
	size_t		 size;
	size_t		 used;
	alignas(max_align_t) char bytes[];
};

struct defer {
	struct defer	*prev;
	void	       (*fn)(void *);
	void		*p;
};

/*
 * What was there before a mark and grew after it must outlive the way back to
 * the mark; what is large grows in its place. Both have a block of their own.
 */
struct own {
	struct own	*prev;
	size_t		 size;
	unsigned	 epoch;		/* gone with a way back to this mark
					 * or an older one; 0: stays */
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block	*last;
	struct own	*owns;
	struct defer	*defers;
	size_t		 total, owned;		/* bytes, of blocks, owns */
	unsigned	 epoch;			/* marks so far */
	struct block	*barrier;		/* the newest mark's block, … */
	size_t		 barrier_used;		/* … so much of it is below */
};

static _Noreturn void
no_memory(void)
{
	log_event("no-memory", "out of memory, ending this process");
	_exit(EXIT_NO_MEMORY);
}

static struct block *
block_new(struct arena *arena, size_t size)
{
	struct block *block;

	block = malloc(sizeof(*block) + size);
	if (!block)
		no_memory();
	block->prev = arena->last;
	block->size = size;
	block->used = 0;
	arena->last = block;
	return block;
}

struct arena *
arena_new(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		no_memory();
	return arena;
}

static void
run_defers(struct arena *arena, struct defer *until)
{
	while (arena->defers != until) {
		struct defer *d = arena->defers;

		arena->defers = d->prev;
		d->fn(d->p);
	}
}

/* Free blocks down to, and without, the given one. */
static void
drop_blocks(struct arena *arena, const struct block *until)
{
	while (arena->last != until) {
		struct block *block = arena->last;

		arena->last = block->prev;
		free(block);
	}
}

/* Free those that came after the mark of this number. */
static void
drop_owns(struct arena *arena, unsigned epoch)
{
	struct own **at = &arena->owns, *own;

	while ((own = *at)) {
		if (own->epoch < epoch) {
			at = &own->prev;
			continue;
		}
		*at = own->prev;
		arena->owned -= own->size;
		free(own);
	}
}

void
arena_free(struct arena *arena)
{
	if (!arena)
		return;
	run_defers(arena, NULL);
	drop_blocks(arena, NULL);
	drop_owns(arena, 0);
	free(arena);
}

void
arena_reset(struct arena *arena)
{
	struct block *first = arena->last;

	run_defers(arena, NULL);
	while (first && first->prev)
		first = first->prev;
	if (POISONED || !first || first->size != FIRST_BLOCK) {
		drop_blocks(arena, NULL);
	} else {
		drop_blocks(arena, first);
		first->used = 0;
	}
	drop_owns(arena, 0);
	arena->total = 0;
	arena->epoch = 0;
	arena->barrier = NULL;
	arena->barrier_used = 0;
}

static size_t
rounded(size_t size)
{
	if (size > ARENA_MAX)
		no_memory();
	return size ? (size + ALIGN - 1) & ~(ALIGN - 1) : ALIGN;
}

static size_t
next_size(const struct arena *arena, size_t need)
{
	size_t size = FIRST_BLOCK;

	if (POISONED)
		return need;
	if (arena->last)
		size = arena->last->size < (FIRST_BLOCK << 5) ?
		    arena->last->size * 2 : arena->last->size;
	if (size > (FIRST_BLOCK << 6))
		size = FIRST_BLOCK << 6;
	return need > size ? need : size;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct block *block = arena->last;
	size_t need = POISONED && size ? size : rounded(size);
	void *p;

	if (need > ARENA_MAX || arena_used(arena) + need > ARENA_MAX)
		no_memory();
	if (!block || block->size - block->used < need)
		block = block_new(arena, next_size(arena, need));
	p = block->bytes + block->used;
	block->used += need;
	arena->total += need;
	return memset(p, 0, need);
}

void *
arena_array(struct arena *arena, size_t n, size_t size)
{
	if (size && n > ARENA_MAX / size)
		no_memory();
	return arena_alloc(arena, n * size);
}

/* The link to what has a block of its own; NULL when it has none. */
static struct own **
own_of(struct arena *arena, const void *p)
{
	struct own **at;

	for (at = &arena->owns; *at; at = &(*at)->prev)
		if ((*at)->bytes == p)
			return at;
	return NULL;
}

/* Whether it was there before the newest mark: not in what came since. */
static bool
is_below(const struct arena *arena, const char *p)
{
	const struct block *block;

	if (!arena->epoch)
		return false;
	for (block = arena->last; block && block != arena->barrier;
	    block = block->prev)
		if (p >= block->bytes && p < block->bytes + block->size)
			return false;
	return !block || p < block->bytes ||
	    p >= block->bytes + block->size ||
	    p < block->bytes + arena->barrier_used;
}

/* A block of its own for it, or a longer one. */
static void *
grow_own(struct arena *arena, void *p, size_t was, size_t size,
    unsigned epoch)
{
	struct own **at = own_of(arena, p), *own = at ? *at : NULL;
	size_t old = own ? own->size : 0;

	if (size <= old)
		return p;
	if (size > ARENA_MAX || arena_used(arena) - old + size > ARENA_MAX)
		no_memory();
	own = realloc(own, sizeof(*own) + size);
	if (!own)
		no_memory();
	if (at) {
		*at = own;
	} else {
		own->epoch = epoch;
		own->prev = arena->owns;
		arena->owns = own;
		memcpy(own->bytes, p, was);
		old = was;
	}
	memset(own->bytes + old, 0, size - old);
	arena->owned += size - (at ? old : 0);
	own->size = size;
	return own->bytes;
}

/* At the end of the last block, where there is room behind it. */
static bool
grow_here(struct arena *arena, void *p, size_t was, size_t size)
{
	struct block *block = arena->last;
	size_t old = rounded(was), need = rounded(size);
	char *end;

	if (POISONED || !block || need < old)
		return false;
	end = block->bytes + block->used;
	if ((char *)p + old != end || block->size - block->used < need - old)
		return false;
	if (arena_used(arena) + need - old > ARENA_MAX)
		no_memory();
	memset(end, 0, need - old);
	block->used += need - old;
	arena->total += need - old;
	return true;
}

void *
arena_grow(struct arena *arena, void *p, size_t was, size_t size)
{
	bool below;
	void *grown;

	if (p && size <= was)
		return p;
	if (!p || !was)
		return arena_alloc(arena, size);
	below = is_below(arena, p);
	if (below || size > OWN_SIZE || own_of(arena, p))
		return grow_own(arena, p, was, size,
		    below ? 0 : arena->epoch);
	if (grow_here(arena, p, was, size))
		return p;
	grown = arena_alloc(arena, size);
	memcpy(grown, p, was);
	return grown;
}

char *
arena_dup(struct arena *arena, const char *p, size_t n)
{
	char *copy = arena_alloc(arena, n + 1);

	if (n)
		memcpy(copy, p, n);
	return copy;
}

char *
arena_str(struct arena *arena, const char *s)
{
	return s ? arena_dup(arena, s, strlen(s)) : NULL;
}

char *
arena_vfmt(struct arena *arena, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		return arena_alloc(arena, 1);
	text = arena_alloc(arena, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, args);
	return text;
}

char *
arena_fmt(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = arena_vfmt(arena, fmt, args);
	va_end(args);
	return text;
}

void
arena_defer(struct arena *arena, void (*fn)(void *), void *p)
{
	struct defer *d = arena_alloc(arena, sizeof(*d));

	d->fn = fn;
	d->p = p;
	d->prev = arena->defers;
	arena->defers = d;
}

struct arena_mark
arena_mark(struct arena *arena)
{
	arena->epoch++;
	arena->barrier = arena->last;
	arena->barrier_used = arena->last ? arena->last->used : 0;
	return (struct arena_mark){
		.block = arena->barrier,
		.used = arena->barrier_used,
		.total = arena->total,
		.defers = arena->defers,
		.epoch = arena->epoch,
	};
}

void
arena_rewind(struct arena *arena, struct arena_mark mark)
{
	run_defers(arena, mark.defers);
	drop_blocks(arena, mark.block);
	drop_owns(arena, mark.epoch);
	if (arena->last)
		arena->last->used = mark.used;
	arena->total = mark.total;
	arena->barrier = mark.block;
	arena->barrier_used = mark.used;
}

size_t
arena_used(const struct arena *arena)
{
	return arena->total + arena->owned;
}
