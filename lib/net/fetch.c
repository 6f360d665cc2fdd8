/* What is spoken to others by libcurl: HTTP (fetch.h) and SMTP (smtp.h). */
#include <curl/curl.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "data/conf.h"
#include "data/text.h"
#include "net/address.h"
#include "net/fetch.h"
#include "net/smtp.h"
#include "store/cx.h"

#define REDIRECTS	5
#define HEAD_MAX	((size_t)64 << 10)	/* header lines of one answer */
#define CONNECT_SECONDS	10L
#define SLOW_BYTES	100L	/* a second, for SLOW_SECONDS: too slow */
#define SLOW_SECONDS	15L
#define FIRST_BYTES	16384

/* ---- HTTP ---------------------------------------------------------------- */

struct page {
	struct cx			*cx;
	CURL				*curl;
	const struct fetch_limits	*limits;
	char				*bytes;
	size_t				 n, size, head;
	bool				 barred, large, other;
};

/* Here, and nowhere earlier, it is known which machine that will be. */
static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct page *p = arg;

	(void)purpose;
	if (!p->cx->conf->fetch_private &&
	    (!address_public(&a->addr, a->addrlen) || address_ours(&a->addr))) {
		p->barred = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t
take_head(char *from, size_t size, size_t count, void *arg)
{
	struct page *p = arg;

	(void)from;
	p->head += size * count;
	if (p->head <= HEAD_MAX)
		return size * count;
	p->large = true;
	return 0;
}

/* "text/html; charset=…" among "text/html image/". */
static bool
is_wanted(const struct page *p)
{
	const char *words = p->limits->types, *type = NULL;

	if (!words)
		return true;
	curl_easy_getinfo(p->curl, CURLINFO_CONTENT_TYPE, &type);
	while (type && *words) {
		size_t n = strcspn(words, " ");

		if (strncasecmp(type, words, n) == 0)
			return true;
		words += n + (words[n] == ' ');
	}
	return false;
}

static size_t
take_bytes(char *from, size_t size, size_t count, void *arg)
{
	struct page *p = arg;
	size_t n = size * count;
	char *more;

	if (!p->n && !is_wanted(p)) {
		p->other = true;
		return 0;
	}
	if (n > p->limits->bytes - p->n) {
		p->large = true;
		return 0;
	}
	if (p->n + n + 1 > p->size) {
		p->size = p->size ? 2 * p->size : FIRST_BYTES;
		while (p->size < p->n + n + 1)
			p->size *= 2;
		more = arena_alloc(p->cx->arena, p->size);
		if (p->n)
			memcpy(more, p->bytes, p->n);
		p->bytes = more;
	}
	memcpy(p->bytes + p->n, from, n);
	p->n += n;
	p->bytes[p->n] = '\0';
	return n;
}

/* Who we are, and whom to write to about it. */
static char *
agent(struct cx *cx)
{
	const char *contact = cx->conf->security_contact;

	return arena_fmt(cx->arena, "meal (+%s%s%s)", cx->conf->base_url,
	    *contact ? "; " : "", contact);
}

static void
set_up_page(struct cx *cx, struct page *p, const char *url)
{
	CURL *c = p->curl;

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)REDIRECTS);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, agent(cx));
	curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	curl_easy_setopt(c, CURLOPT_TIMEOUT, p->limits->seconds);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, p->limits->seconds <
	    CONNECT_SECONDS ? p->limits->seconds : CONNECT_SECONDS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)p->limits->bytes);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, p);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, p);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, p);
}

/* What went wrong, for whoever named the address. */
static bool
refused(struct cx *cx, const struct page *p, CURLcode result)
{
	long code = 0, connects = 0;

	curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &code);
	curl_easy_getinfo(p->curl, CURLINFO_NUM_CONNECTS, &connects);
	if (result == CURLE_UNSUPPORTED_PROTOCOL && connects)
		result = CURLE_WEIRD_SERVER_REPLY;
	if (p->barred)
		return fail(cx, ERR_INVALID, "This address leads into a "
		    "private network, where we do not go.");
	if (p->large || result == CURLE_FILESIZE_EXCEEDED)
		return fail(cx, ERR_INVALID, say_n("There is more at this "
		    "address than is taken (%zu byte).", "There is more at "
		    "this address than is taken (%zu bytes).",
		    (unsigned long)p->limits->bytes), p->limits->bytes);
	if (p->other)
		return fail(cx, ERR_INVALID, "What this address gives is of "
		    "another kind.");
	switch (result) {
	case CURLE_OK:
		return fail(cx, ERR_INVALID, "This address answers with "
		    "status %ld.", code);
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_LOGIN_DENIED:
		return fail(cx, ERR_INVALID, "Give an address that begins with "
		    "https:// or http://, without a password.");
	case CURLE_TOO_MANY_REDIRECTS:
		return fail(cx, ERR_INVALID, "This address leads from one to "
		    "the next without an end.");
	case CURLE_PEER_FAILED_VERIFICATION:
		return fail(cx, ERR_INVALID, "The certificate of this address "
		    "is not good.");
	case CURLE_BAD_CONTENT_ENCODING:
		return fail(cx, ERR_INVALID, "What this address gives cannot "
		    "be unpacked.");
	default:
		fail(cx, ERR_UNAVAILABLE, "This address does not answer as it "
		    "should: %s.", curl_easy_strerror(result));
		return false;
	}
}

static bool
get(struct cx *cx, struct page *p, const char *url, struct fetch *out)
{
	const char *text = NULL;
	CURLcode result;
	long code = 0;

	set_up_page(cx, p, url);
	result = curl_easy_perform(p->curl);
	curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &code);
	if (result != CURLE_OK || p->barred || code < 200 || code > 299)
		return refused(cx, p, result);
	out->status = (int)code;
	out->bytes = p->n ? p->bytes : "";
	out->n = p->n;
	curl_easy_getinfo(p->curl, CURLINFO_EFFECTIVE_URL, &text);
	out->url = arena_str(cx->arena, text ? text : url);
	text = NULL;
	curl_easy_getinfo(p->curl, CURLINFO_CONTENT_TYPE, &text);
	out->type = arena_str(cx->arena, text ? text : "");
	return true;
}

bool
fetch(struct cx *cx, const char *url, const struct fetch_limits *limits,
    struct fetch *out)
{
	struct page p = { .cx = cx, .limits = limits };
	bool ok;

	if (strlen(url) > FETCH_URL_MAX || (!text_starts(url, "https://") &&
	    !text_starts(url, "http://")))
		return fail(cx, ERR_INVALID, "Give an address that begins with "
		    "https:// or http://, without a password.");
	p.curl = curl_easy_init();
	if (!p.curl)
		return fail(cx, ERR_UNAVAILABLE, "No memory for a "
		    "connection.");
	ok = get(cx, &p, url, out);
	curl_easy_cleanup(p.curl);
	return ok;
}

/* ---- SMTP ---------------------------------------------------------------- */

/* How far a conversation came, as the commands that went out show. */
enum phase { CONNECTING, GREETED, SENDER, RECIPIENT, MESSAGE };

static const char *const phase_names[] = {
	"connecting", "greeting", "sender", "recipient", "message"
};

struct talk {
	CURL		*curl;
	const char	*message;
	size_t		 n, at;
	enum phase	 phase;
	bool		 whole;		/* the message went out */
	bool		 answered;	/* something came after it */
};

static size_t
give(char *to, size_t size, size_t count, void *arg)
{
	struct talk *t = arg;
	size_t n = size * count;

	if (n > t->n - t->at)
		n = t->n - t->at;
	memcpy(to, t->message + t->at, n);
	t->at += n;
	t->whole = t->at == t->n;
	return n;
}

/* What went over the wire says where we are; it is kept nowhere. */
static int
watch(CURL *curl, curl_infotype type, char *p, size_t n, void *arg)
{
	static const struct {
		const char	*command;
		enum phase	 phase;
	} commands[] = {
		{ "EHLO", GREETED }, { "HELO", GREETED },
		{ "MAIL", SENDER }, { "RCPT", RECIPIENT },
		{ "DATA", MESSAGE },
	};
	struct talk *t = arg;
	size_t i;

	(void)curl;
	if (type == CURLINFO_HEADER_IN && t->whole)
		t->answered = true;
	for (i = 0; type == CURLINFO_HEADER_OUT && i < COUNT(commands); i++)
		if (n >= 4 && memcmp(p, commands[i].command, 4) == 0)
			t->phase = commands[i].phase;
	return 0;
}

static void
set_up(struct cx *cx, struct talk *t, const struct smtp_mail *mail)
{
	const struct conf *conf = cx->conf;
	size_t n = strcspn(conf->mail_url, "/"), secret_n;
	const char *secret = conf_secret(conf, cx->arena, "mail-password",
	    &secret_n);
	/* a password never goes out in clear, unless it is said to */
	const char *tls = *conf->mail_user && strcmp(conf->mail_tls, "try") ==
	    0 ? "must" : conf->mail_tls;
	CURL *c = t->curl;

	/* without a path of its own: that is where the greeting stands */
	n += strspn(conf->mail_url + n, "/");
	n += strcspn(conf->mail_url + n, "/");
	curl_easy_setopt(c, CURLOPT_URL, arena_fmt(cx->arena, "%.*s/%s",
	    (int)n, conf->mail_url, mail->host));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_USE_SSL, strcmp(tls, "must") == 0 ?
	    (long)CURLUSESSL_ALL : strcmp(tls, "try") == 0 ?
	    (long)CURLUSESSL_TRY : (long)CURLUSESSL_NONE);
	if (*conf->mail_ca)
		curl_easy_setopt(c, CURLOPT_CAINFO, conf->mail_ca);
	if (*conf->mail_user) {
		curl_easy_setopt(c, CURLOPT_USERNAME, conf->mail_user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, secret ? secret : "");
	}
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT,
	    (long)conf->mail_timeout);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)conf->mail_timeout);
	/* also for its word when we take our leave */
	curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	    (long)conf->mail_timeout);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, t);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, t);
}

static enum smtp_end
judge(struct cx *cx, const struct talk *t, CURLcode result,
    const char **why)
{
	long code = 0;

	if (result == CURLE_OK)
		return SMTP_DONE;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &code);
	/* A code belongs to what was said last only if it refuses that. */
	if (code >= 400 && code < 600 && (!t->whole || t->answered)) {
		*why = arena_fmt(cx->arena, "the server says %ld to the %s",
		    code, phase_names[t->phase]);
		return code >= 500 && t->phase >= RECIPIENT ? SMTP_NEVER :
		    SMTP_LATER;
	}
	*why = arena_fmt(cx->arena, "%s (%s)", curl_easy_strerror(result),
	    phase_names[t->phase]);
	return t->whole && !t->answered ? SMTP_UNSURE : SMTP_LATER;
}

enum smtp_end
smtp_send(struct cx *cx, const struct smtp_mail *mail, const char **why)
{
	struct talk t = { .message = mail->message, .n = mail->n };
	struct curl_slist *recipients;
	enum smtp_end end;

	t.curl = curl_easy_init();
	recipients = curl_slist_append(NULL, arena_fmt(cx->arena, "<%s>",
	    mail->to));
	if (!t.curl || !recipients) {
		*why = "no memory for a connection";
		end = SMTP_LATER;
	} else {
		set_up(cx, &t, mail);
		curl_easy_setopt(t.curl, CURLOPT_MAIL_FROM,
		    arena_fmt(cx->arena, "<%s>", mail->from));
		curl_easy_setopt(t.curl, CURLOPT_MAIL_RCPT, recipients);
		end = judge(cx, &t, curl_easy_perform(t.curl), why);
	}
	curl_slist_free_all(recipients);
	curl_easy_cleanup(t.curl);
	return end;
}
