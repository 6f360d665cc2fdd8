#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

#define FIRST_SIZE 256

void
buf_init(struct buf *b, struct arena *arena, size_t max)
{
	*b = (struct buf){ .arena_ = arena, .max_ = max };
	b->cap_ = max < FIRST_SIZE ? max + 1 : FIRST_SIZE;
	b->p_ = arena_alloc(arena, b->cap_);
}

char *
buf_done(struct buf *b, struct err *e)
{
	if (!b->over_)
		return b->p_;
	if (e)
		return err_set(e, ERR_TOO_LARGE, "This is more than can be "
		    "handled at once.");
	BUG("a buffer of %zu bytes was too small", b->max_);
	b->n_ = 0;
	b->p_[0] = '\0';
	return b->p_;
}

size_t
buf_len(const struct buf *b)
{
	return b->n_;
}

size_t
buf_max(const struct buf *b)
{
	return b->max_;
}

struct arena *
buf_arena(const struct buf *b)
{
	return b->arena_;
}

bool
buf_over(const struct buf *b)
{
	return b->over_;
}

bool
buf_ends(const struct buf *b, const char *end)
{
	size_t n = strlen(end);

	return n <= b->n_ && memcmp(b->p_ + b->n_ - n, end, n) == 0;
}

void
buf_clear(struct buf *b)
{
	b->n_ = 0;
	b->p_[0] = '\0';
	b->over_ = false;
}

void
buf_cut(struct buf *b, size_t n)
{
	if (n < b->n_) {
		b->n_ = n;
		b->p_[n] = '\0';
	}
}

/* Room for n more bytes and the NUL; false beyond the maximum. */
static bool
room(struct buf *b, size_t n)
{
	size_t cap = b->cap_;

	if (b->over_ || n > b->max_ - b->n_) {
		b->over_ = true;
		return false;
	}
	if (b->n_ + n < cap)
		return true;
	while (cap <= b->n_ + n)
		cap *= 2;
	if (cap - 1 > b->max_)
		cap = b->max_ + 1;
	b->p_ = arena_grow(b->arena_, b->p_, b->cap_, cap);
	b->cap_ = cap;
	return true;
}

void
buf_add_more(struct buf *b, const char *p, size_t n)
{
	if (!n || !room(b, n))
		return;
	memcpy(b->p_ + b->n_, p, n);
	b->n_ += n;
	b->p_[b->n_] = '\0';
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n <= 0 || !room(b, (size_t)n))
		return;
	va_start(args, fmt);
	vsnprintf(b->p_ + b->n_, (size_t)n + 1, fmt, args);
	va_end(args);
	b->n_ += (size_t)n;
}

void
buf_html(struct buf *b, const char *p, size_t n)
{
	size_t from = 0, i;

	for (i = 0; i < n; i++) {
		const char *entity;

		switch (p[i]) {
		case '&': entity = "&amp;"; break;
		case '<': entity = "&lt;"; break;
		case '>': entity = "&gt;"; break;
		case '"': entity = "&quot;"; break;
		case '\'': entity = "&#39;"; break;
		default: continue;
		}
		buf_add(b, p + from, i - from);
		buf_str(b, entity);
		from = i + 1;
	}
	buf_add(b, p + from, n - from);
}
