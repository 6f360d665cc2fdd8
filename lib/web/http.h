/*
 * http: bytes in and out of one request, FastCGI or plain CGI. The only file
 * that knows libfcgi.
 */
#ifndef MEAL_HTTP_H
#define MEAL_HTTP_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;
struct http;

struct http_work {
	bool	(*handle)(struct http *, void *arg);
	void	(*rest)(void *arg);	/* after so long without a request */
	int	  seconds;
	void	 *arg;
};

/*
 * Serve until told to stop (SIGTERM lets the running request finish) or
 * until handle returns false. With a FastCGI socket on descriptor 0 that is
 * an accept loop; without one the environment is the one request.
 */
void	http_loop(const struct http_work *);

/* A CGI variable (RFC 3875): REQUEST_METHOD, HTTP_ACCEPT …; NULL if absent. */
const char *http_param(const struct http *, const char *name);
/* How long the body says it is; 0 without a word. False: no number. */
bool	http_length(struct err *, const struct http *, size_t *n);
/*
 * The body, in pieces. _begin says in *n how long it is; ERR_TOO_LARGE beyond
 * max (nothing is read then). _read gives at least one and at most n bytes
 * until all is there, then *got is 0. ERR_MALFORMED when it ends early or
 * takes over a minute, ERR_UNAVAILABLE when the process is told to stop
 * meanwhile. What is not read is dropped after the answer.
 */
bool	http_body_begin(struct err *, struct http *, size_t max, size_t *n);
bool	http_body_read(struct err *, struct http *, char *p, size_t n,
	    size_t *got);
/* Send the whole answer: header lines (each ending in CRLF) and body. */
void	http_send(struct http *, const char *head, size_t head_n,
	    const char *body, size_t body_n);
/* The same with n bytes of an open file as the body. A file that ends early
 * leaves the answer short, which the client notices. */
void	http_send_file(struct http *, const char *head, size_t head_n,
	    int fd, size_t n);

#endif
