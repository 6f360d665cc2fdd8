#include "net/smtp.h"

#include <curl/curl.h>
#include <string.h>

#include "data/conf.h"
#include "store/cx.h"
#include "work/mail.h"

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
set_up(struct cx *cx, struct talk *t)
{
	const struct conf *conf = cx->conf;
	size_t n = strcspn(conf->mail_url, "/"), secret_n;
	const char *secret = conf_secret(conf, cx->arena, "mail-password",
	    &secret_n);
	const char *tls = conf->mail_tls;
	CURL *c = t->curl;

	/* without a path of its own: that is where the greeting stands */
	n += strspn(conf->mail_url + n, "/");
	n += strcspn(conf->mail_url + n, "/");
	curl_easy_setopt(c, CURLOPT_URL, arena_fmt(cx->arena, "%.*s/%s",
	    (int)n, conf->mail_url, mail_host(cx)));
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

static enum queue_end
judge(struct cx *cx, const struct talk *t, CURLcode result,
    const char **why)
{
	long code = 0;

	if (result == CURLE_OK)
		return WORK_DONE;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &code);
	/* A code belongs to what was said last only if it refuses that. */
	if (code >= 400 && code < 600 && (!t->whole || t->answered)) {
		*why = arena_fmt(cx->arena, "the server says %ld to the %s",
		    code, phase_names[t->phase]);
		return code >= 500 && t->phase >= RECIPIENT ? WORK_NEVER :
		    WORK_LATER;
	}
	*why = arena_fmt(cx->arena, "%s (%s)", curl_easy_strerror(result),
	    phase_names[t->phase]);
	return t->whole && !t->answered ? WORK_UNSURE : WORK_LATER;
}

enum queue_end
smtp_send(struct cx *cx, const char *from, const char *to,
    const char *message, size_t n, const char **why)
{
	struct talk t = { .message = message, .n = n };
	struct curl_slist *recipients;
	enum queue_end end;

	t.curl = curl_easy_init();
	recipients = curl_slist_append(NULL, arena_fmt(cx->arena, "<%s>",
	    to));
	if (!t.curl || !recipients) {
		*why = "no memory for a connection";
		end = WORK_LATER;
	} else {
		set_up(cx, &t);
		curl_easy_setopt(t.curl, CURLOPT_MAIL_FROM,
		    arena_fmt(cx->arena, "<%s>", from));
		curl_easy_setopt(t.curl, CURLOPT_MAIL_RCPT, recipients);
		end = judge(cx, &t, curl_easy_perform(t.curl), why);
	}
	curl_slist_free_all(recipients);
	curl_easy_cleanup(t.curl);
	return end;
}
