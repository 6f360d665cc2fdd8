/*
 * buf: bytes that grow up to a maximum given at birth.
 *
 * Callers write freely and look once, at the end: buf_done gives the text, or
 * says that something did not fit. Once it did not, nothing more is added and
 * there is no text: what was cut cannot be used by mistake. The memory is the
 * arena's; a buffer that was there before an arena_mark survives the way back.
 */
#ifndef MEAL_BUF_H
#define MEAL_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;
struct err;

struct buf {
	/* buf.c's own: ask buf_done, buf_len, buf_over */
	char		*p_;
	size_t		 n_;	/* bytes, without the NUL */
	size_t		 cap_;
	size_t		 max_;
	bool		 over_;	/* something did not fit */
	struct arena	*arena_;
};

/* An empty buf of at most max bytes. */
void	buf_init(struct buf *, struct arena *, size_t max);
/*
 * The text, terminated, until something more is added. When it was cut, NULL
 * and ERR_TOO_LARGE. Without an err its maximum is one that what is put into
 * it cannot reach: then a cut one is a BUG, and "" comes back.
 */
char   *buf_done(struct buf *, struct err *)
	    __attribute__((warn_unused_result));
/* How many bytes there are, without the NUL, and how many there may be. */
size_t	buf_len(const struct buf *);
size_t	buf_max(const struct buf *);
/* The arena that it grows in, for what is needed on the way. */
struct arena *buf_arena(const struct buf *);
/* Whether something did not fit. */
bool	buf_over(const struct buf *);
/* Whether what is there ends so. */
bool	buf_ends(const struct buf *, const char *end);
/* Forget the contents, keep the memory. */
void	buf_clear(struct buf *);
/* Keep the first n bytes, where there are more. What was over stays so. */
void	buf_cut(struct buf *, size_t n);

/* The slow half of buf_add. */
void	buf_add_more(struct buf *, const char *p, size_t n);

/* In place: this is where a responder spends its time. */
static inline void
buf_add(struct buf *b, const char *p, size_t n)
{
	if (b->over_ || n - 1 >= b->cap_ - b->n_ - 1) {
		buf_add_more(b, p, n);
		return;
	}
	memcpy(b->p_ + b->n_, p, n);
	b->n_ += n;
	b->p_[b->n_] = '\0';
}

void	buf_str(struct buf *, const char *s);
void	buf_char(struct buf *, char c);
void	buf_fmt(struct buf *, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* HTML text or a double-quoted attribute value: & < > " ' become entities. */
void	buf_html(struct buf *, const char *p, size_t n);

#endif
