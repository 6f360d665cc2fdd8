#include "web/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/conf.h"
#include "store/cx.h"

#define RETRY_SECONDS 60

static bool
no_room(struct cx *cx)
{
	const char *why = strerror(errno);

	fail(cx, ERR_UNAVAILABLE, "There is no room for what was sent just "
	    "now. Try again later.");
	cx->err.retry_after = RETRY_SECONDS;
	return err_log(&cx->err, "spool %s: %s", cx->conf->spool, why);
}

static void
close_file(void *p)
{
	close(((struct spool *)p)->fd);
}

/* Not every file system has files that never had a name. */
static int
open_named(struct cx *cx)
{
	char *path = arena_fmt(cx->arena, "%s/meal-XXXXXX", cx->conf->spool);
	int fd = mkostemp(path, O_CLOEXEC);

	if (fd >= 0)
		unlink(path);
	return fd;
}

bool
spool_open(struct cx *cx, struct spool *s)
{
	struct spool *closes = arena_alloc(cx->arena, sizeof(*closes));

	s->n = 0;
	s->fd = open(cx->conf->spool, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (s->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
		s->fd = open_named(cx);
	if (s->fd < 0)
		return no_room(cx);
	*closes = *s;
	arena_defer(cx->arena, close_file, closes);
	return true;
}

bool
spool_add(struct cx *cx, struct spool *s, const char *p, size_t n)
{
	ssize_t some;

	while (n) {
		some = pwrite(s->fd, p, n, (off_t)s->n);
		if (some < 0 && errno == EINTR)
			continue;
		if (some <= 0)
			return no_room(cx);
		s->n += (size_t)some;
		p += some;
		n -= (size_t)some;
	}
	return true;
}

struct mapping {
	void	*p;
	size_t	 n;
};

static void
unmap(void *p)
{
	struct mapping *m = p;

	munmap(m->p, m->n);
}

/*
 * A page more than the file may have: memory of our own, and the file laid
 * over its beginning, so that there is a NUL even where the file fills its
 * last page.
 */
const char *
spool_bytes(struct cx *cx, const struct spool *s)
{
	struct mapping *m = arena_alloc(cx->arena, sizeof(*m));

	m->n = s->n + 1;
	m->p = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0);
	if (m->p == MAP_FAILED) {
		no_room(cx);
		return NULL;
	}
	arena_defer(cx->arena, unmap, m);
	if (s->n && mmap(m->p, s->n, PROT_READ, MAP_PRIVATE | MAP_FIXED,
	    s->fd, 0) == MAP_FAILED) {
		no_room(cx);
		return NULL;
	}
	return m->p;
}
