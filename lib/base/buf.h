/*
 * buf: bytes that grow up to a maximum given at birth.
 *
 * A buf is always terminated, so b->p is a C string from the first moment.
 * Adding past the maximum adds nothing more and sets b->over: callers write
 * freely and look once, at the end. The memory is the arena's.
 */
#ifndef MEAL_BUF_H
#define MEAL_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct buf {
	char		*p;	/* terminated; never NULL after buf_init */
	size_t		 n;	/* bytes, without the NUL */
	size_t		 cap;
	size_t		 max;
	bool		 over;	/* something did not fit */
	struct arena	*arena;
};

/* An empty buf of at most max bytes. */
void	buf_init(struct buf *, struct arena *, size_t max);
/* Forget the contents, keep the memory. */
void	buf_clear(struct buf *);
/* Cut to n bytes (n must not be above b->n). */
void	buf_cut(struct buf *, size_t n);

void	buf_add(struct buf *, const char *p, size_t n);
void	buf_str(struct buf *, const char *s);
void	buf_char(struct buf *, char c);
void	buf_fmt(struct buf *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* HTML text or a double-quoted attribute value: & < > " ' become entities. */
void	buf_html(struct buf *, const char *p, size_t n);

#endif
