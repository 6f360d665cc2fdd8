/*
 * reply: the one answer to a request: status, header lines, body. Built
 * whole before a byte is sent, so that a late failure is a clean error.
 */
#ifndef MEAL_REPLY_H
#define MEAL_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct arena;
struct doc;
struct req;

struct reply {
	struct arena	*arena;
	int		 status;
	const char	*type;		/* Content-Type; NULL: none */
	struct buf	 head;		/* lines ending in CRLF */
	struct buf	 body;
	int		 fd;		/* or a file's bytes; -1: none */
	size_t		 fd_n;
};

void	reply_init(struct reply *, struct req *);
/* A header line besides Content-Type and Cache-Control. Line ends in the
 * value are a BUG and dropped. */
void	reply_header(struct reply *, const char *name, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * The document as JSON or as the page of the route's view, with the status
 * and headers the row asks for (Location, Link, ETag, 304). False with the
 * error set when it cannot be built.
 */
bool	reply_doc(struct reply *, struct req *, struct doc *);
/* An ETag as a GET of the document would have it: for 412. */
void	reply_current(struct reply *, struct req *, const struct doc *);
/* The page of a view with a document, whatever the row says. */
bool	reply_view(struct reply *, struct req *, int status,
	    const char *view, struct doc *);
/* 303 to a path of ours. */
void	reply_redirect(struct reply *, struct req *, const char *path);
/*
 * The error of the request's cx: problem+json (RFC 9457) below /api/, else
 * a page. Forgets what was in the reply.
 */
void	reply_problem(struct reply *, struct req *);

/* Status line, the headers every answer has, and out it goes. */
void	reply_send(struct reply *, struct req *);

#endif
