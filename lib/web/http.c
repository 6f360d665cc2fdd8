#include "web/http.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "data/text.h"
#include "data/when.h"

#define CHUNK		16384
#define DRAIN_MAX	65536	/* of a body that nobody reads */
#define PAUSE_SECONDS	10	/* of a sender, in the middle of a body; and */
				/* for all of what is passed over */
#define BODY_SECONDS	60	/* for all of it; nginx has it whole */

struct http {
	FCGX_Request	*fcgi;	/* NULL: plain CGI */
	size_t		 left;	/* of the body, to be read */
	int64_t		 until;	/* when it has to be there */
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

/* Until something comes, on the kept connection or the socket. All processes
 * of a responder wake up for a connection that one of them gets; the others
 * must not be stuck in accept. */
static void
await(const FCGX_Request *request, const struct http_work *work)
{
	struct pollfd fd = { .fd = request->ipcFd >= 0 ? request->ipcFd : 0,
	    .events = POLLIN };

	while (!stopping && poll(&fd, 1, work->seconds * 1000) == 0)
		work->rest(work->arg);
}

void
http_loop(const struct http_work *work)
{
	struct http http = { 0 };
	FCGX_Request request;
	int flags, rc;

	catch_signals();
	if (FCGX_IsCGI()) {
		work->handle(&http, work->arg);
		return;
	}
	if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0,
	    FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return;
	http.fcgi = &request;
	flags = fcntl(0, F_GETFL);
	if (flags < 0 || fcntl(0, F_SETFL, flags | O_NONBLOCK) < 0)
		return;
	while (!stopping) {
		await(&request, work);
		if (stopping)
			break;
		rc = FCGX_Accept_r(&request);
		if (!stopping && (rc == -EINTR || rc == -EAGAIN))
			continue;
		if (rc != 0)
			break;
		if (!work->handle(&http, work->arg))
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

/* Nobody holds a process by sending a body drop by drop. */
static void
limit_pauses(struct http *http)
{
	struct timeval pause = { .tv_sec = PAUSE_SECONDS };

	if (http->fcgi)
		setsockopt(http->fcgi->ipcFd, SOL_SOCKET, SO_RCVTIMEO,
		    &pause, sizeof(pause));
}

/* What is there of at most n bytes, waiting for the first; 0 at the end. */
static size_t
read_some(struct http *http, char *p, size_t n)
{
	FCGX_Stream *in;
	size_t ready;
	int c;

	if (!http->fcgi)
		return fread(p, 1, n, stdin);
	in = http->fcgi->in;
	c = n ? FCGX_GetChar(in) : EOF;
	if (c == EOF)
		return 0;
	*p = (char)c;
	/* FCGX_GetStr() alone would wait for all n. */
	ready = (size_t)(in->stop - in->rdNext);
	if (ready > n - 1)
		ready = n - 1;
	return 1 + (size_t)FCGX_GetStr(p + 1, (int)ready, in);
}

bool
http_length(struct err *e, const struct http *http, size_t *n)
{
	const char *length = http_param(http, "CONTENT_LENGTH");
	int64_t number = 0;

	if (length && *length && (!text_int(length, &number) || number < 0))
		return err_set(e, ERR_MALFORMED, "Content-Length is no "
		    "number.");
	*n = (size_t)number;
	return true;
}

static bool
ended_early(struct err *e)
{
	if (stopping)
		return err_set(e, ERR_UNAVAILABLE, "The service is being "
		    "restarted. Send this again.");
	return err_set(e, ERR_MALFORMED, "The body ended early.");
}

/*
 * nginx sends the record that ends the body behind its last byte; but once an
 * answer has begun it sends no more. When its last write just filled the
 * socket, that record would be waited for in vain by drain, so it is taken
 * before anything is answered.
 */
static void
take_end(struct http *http)
{
	int c = http->fcgi ? FCGX_GetChar(http->fcgi->in) : EOF;

	if (c != EOF)		/* more than was said: drain has it */
		FCGX_UnGetChar(c, http->fcgi->in);
}

bool
http_body_begin(struct err *e, struct http *http, size_t max, size_t *n)
{
	if (!http_length(e, http, n))
		return false;
	if (*n > max)
		return err_set(e, ERR_TOO_LARGE, say_n("The body may have %zu "
		    "byte; this has %zu.", "The body may have %zu bytes; this "
		    "has %zu.", (unsigned long)max), max, *n);
	http->left = *n;
	http->until = when_us() + BODY_SECONDS * INT64_C(1000000);
	if (*n)
		limit_pauses(http);
	return true;
}

bool
http_body_read(struct err *e, struct http *http, char *p, size_t n,
    size_t *got)
{
	if (n > http->left)
		n = http->left;
	*got = n ? read_some(http, p, n) : 0;
	if (n && (!*got || when_us() > http->until))
		return ended_early(e);
	http->left -= *got;
	if (n && !http->left)
		take_end(http);
	return true;
}

static bool
http_put(struct http *http, const char *p, size_t n)
{
	if (!http->fcgi)
		return fwrite(p, 1, n, stdout) == n;
	return FCGX_PutStr(p, (int)n, http->fcgi->out) == (int)n;
}

/*
 * What is left of a body is taken off the connection, as a close on top of
 * unread bytes resets it, and nginx would lose the answer and make a 502 of
 * it. What is longer than DRAIN_MAX, or slower than PAUSE_SECONDS, ends with
 * the connection, which libfcgi closes for writing first, and reads on until
 * nginx has let go.
 */
static void
drain(struct http *http)
{
	const char *length = http_param(http, "CONTENT_LENGTH");
	char chunk[CHUNK];
	int64_t until = when_us() + PAUSE_SECONDS * INT64_C(1000000);
	size_t n = 0, some = 1;

	if (!length || !*length || strcmp(length, "0") == 0)
		return;
	FCGX_FFlush(http->fcgi->out);
	limit_pauses(http);
	while (n < DRAIN_MAX && some && when_us() < until) {
		some = read_some(http, chunk, sizeof(chunk));
		n += some;
	}
	if (some || FCGX_GetError(http->fcgi->in))
		http->fcgi->keepConnection = 0;
}

static void
finish(struct http *http)
{
	if (http->fcgi) {
		drain(http);
		FCGX_Finish_r(http->fcgi);
	} else {
		fflush(stdout);
	}
}

void
http_send(struct http *http, const char *head, size_t head_n,
    const char *body, size_t body_n)
{
	http_put(http, head, head_n);
	http_put(http, "\r\n", 2);
	http_put(http, body, body_n);
	finish(http);
}

void
http_send_file(struct http *http, const char *head, size_t head_n, int fd,
    size_t n)
{
	char chunk[CHUNK];
	ssize_t some = 1;

	http_put(http, head, head_n);
	http_put(http, "\r\n", 2);
	while (n && some > 0) {
		some = read(fd, chunk, n < sizeof(chunk) ? n :
		    sizeof(chunk));
		if (some > 0 && !http_put(http, chunk, (size_t)some))
			break;
		n -= some > 0 ? (size_t)some : 0;
	}
	finish(http);
}
