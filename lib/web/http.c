#include "web/http.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "data/text.h"

struct http {
	FCGX_Request	*fcgi;	/* NULL: plain CGI */
};

static volatile sig_atomic_t stopping;

static void
stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
	/* A flag alone leaves accept and idle kept connections blocked. */
	FCGX_ShutdownPending();
}

static void
catch_signals(void)
{
	struct sigaction action = { .sa_handler = stop };

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
}

void
http_loop(bool (*handle)(struct http *, void *), void *arg)
{
	struct http http = { 0 };
	FCGX_Request request;

	catch_signals();
	if (FCGX_IsCGI()) {
		handle(&http, arg);
		return;
	}
	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0,
	    FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return;
	http.fcgi = &request;
	while (!stopping) {
		if (FCGX_Accept_r(&request) != 0) {
			if (stopping || errno != EINTR)
				break;
			continue;
		}
		if (!handle(&http, arg))
			break;
	}
	FCGX_Finish_r(&request);
}

const char *
http_param(const struct http *http, const char *name)
{
	return http->fcgi ? FCGX_GetParam(name, http->fcgi->envp) :
	    getenv(name);
}

static size_t
read_some(struct http *http, char *p, size_t n)
{
	if (!http->fcgi)
		return fread(p, 1, n, stdin);
	n = (size_t)FCGX_GetStr(p, (int)n, http->fcgi->in);
	return n;
}

bool
http_body(struct err *e, struct http *http, size_t max, const char **p,
    size_t *n)
{
	const char *length = http_param(http, "CONTENT_LENGTH");
	int64_t expected = 0;
	size_t got = 0;
	char *body;

	if (length && *length && (!text_int(length, &expected) ||
	    expected < 0))
		return err_set(e, ERR_MALFORMED, "Content-Length is no "
		    "number.");
	if ((uint64_t)expected > max)
		return err_set(e, ERR_TOO_LARGE, "The body may have %zu "
		    "bytes; this has %lld.", max, (long long)expected);
	body = arena_alloc(e->arena, (size_t)expected + 1);
	while (got < (size_t)expected) {
		size_t some = read_some(http, body + got,
		    (size_t)expected - got);

		if (!some)
			return err_set(e, ERR_MALFORMED, "The body ended "
			    "early.");
		got += some;
	}
	*p = body;
	*n = got;
	return true;
}

static bool
put(struct http *http, const char *p, size_t n)
{
	if (!http->fcgi)
		return fwrite(p, 1, n, stdout) == n;
	return FCGX_PutStr(p, (int)n, http->fcgi->out) == (int)n;
}

static void
finish(struct http *http)
{
	if (http->fcgi)
		FCGX_Finish_r(http->fcgi);
	else
		fflush(stdout);
}

void
http_send(struct http *http, const char *head, size_t head_n,
    const char *body, size_t body_n)
{
	put(http, head, head_n);
	put(http, "\r\n", 2);
	put(http, body, body_n);
	finish(http);
}

void
http_send_file(struct http *http, const char *head, size_t head_n, int fd,
    size_t n)
{
	char chunk[16384];
	ssize_t some = 1;

	put(http, head, head_n);
	put(http, "\r\n", 2);
	while (n && some > 0) {
		some = read(fd, chunk, n < sizeof(chunk) ? n :
		    sizeof(chunk));
		if (some > 0 && !put(http, chunk, (size_t)some))
			break;
		n -= some > 0 ? (size_t)some : 0;
	}
	finish(http);
}
