#include "work/mail.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "data/conf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "data/format.h"
#include "data/mime.h"
#include "data/text.h"
#include "data/when.h"
#include "base/words.h"

#define PART_MAX	((size_t)1 << 20)
#define MESSAGE_MAX	((size_t)8 << 20)
#define LINE_MAX_MIME	76
#define ID_LENGTH	36

/* ---- who and what ------------------------------------------------------ */

bool
mail_address(const char *s)
{
	const char *at = strchr(s, '@'), *p;

	for (p = s; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr("<>()[]\\,;:\"", *p))
			return false;
	return at && at != s && at[1] && !strchr(at + 1, '@');
}

bool
mail_sender(struct cx *cx, struct mail *m)
{
	const char *from = cx->conf->mail_from, *open = strrchr(from, '<');
	size_t n;

	m->from_name = "";
	m->from = from;
	if (open) {
		n = strlen(open);
		m->from = arena_dup(cx->arena, open + 1, n > 1 &&
		    open[n - 1] == '>' ? n - 2 : 0);
		m->from_name = text_line(cx->arena, from,
		    (size_t)(open - from));
	}
	return mail_address(m->from) || fail(cx, ERR_INTERNAL, "mail_from must "
	    "be an address, such as \"meal <meal@example.com>\"");
}

char *
mail_host(struct cx *cx)
{
	const char *p = strstr(cx->conf->base_url, "://");

	p = p ? p + 3 : cx->conf->base_url;
	return arena_dup(cx->arena, p, strcspn(p, ":/"));
}

const char *
mail_id(struct cx *cx, const char *message_id)
{
	const char *p = message_id ? strchr(message_id, '<') : NULL;
	char *id;

	if (!p || strlen(p) < ID_LENGTH + 2 || p[ID_LENGTH + 1] != '@')
		return NULL;
	id = arena_dup(cx->arena, p + 1, ID_LENGTH);
	return text_is_uuid(id) ? id : NULL;
}

/* ---- templates --------------------------------------------------------- */

/* The first line "Subject: …"; what follows it and an empty one is the rest. */
static bool
split(struct cx *cx, struct mail *m, const char *text, const char *template)
{
	const char *end = strchr(text, '\n');

	if (!text_starts(text, "Subject: ") || !end) {
		fail(cx, ERR_INTERNAL, "A mail could not be made.");
		return err_log(&cx->err, "mail/%s.txt does not begin with "
		    "\"Subject: \"", template);
	}
	text += strlen("Subject: ");
	m->subject = text_line(cx->arena, text, (size_t)(end - text));
	m->text = end + 1 + (end[1] == '\n');
	return true;
}

bool
mail_render(struct cx *cx, struct mail *m, const char *template,
    const char *locale, const struct doc *data)
{
	const char *names[] = {
		arena_fmt(cx->arena, "mail/%s.txt", template),
		arena_fmt(cx->arena, "mail/%s", template),
	};
	struct format_env env = { locale, doc_str(data, "zone"), NULL };
	struct doc *ours = doc_object(cx->arena);
	const struct doc *stack[] = { ours, data };
	struct tmpl_set *set;
	struct buf text, html;
	bool ok;

	doc_append(ours, "base_url", doc_text(cx->arena, cx->conf->base_url));
	doc_append(ours, "template", doc_text(cx->arena, template));
	words_use(words_find(locale));
	doc_append(ours, "lang", doc_text(cx->arena, words_tag(words_now())));
	doc_append(ours, "dir", doc_text(cx->arena, words_dir(words_now())));
	set = tmpl_load(&cx->err, cx->conf->templates, names, COUNT(names),
	    format_table, format_count);
	buf_init(&text, cx->arena, PART_MAX);
	buf_init(&html, cx->arena, PART_MAX);
	ok = set && tmpl_render(&cx->err, set, names[0], stack,
	    COUNT(stack), &env, &text) && tmpl_render(&cx->err, set,
	    names[1], stack, COUNT(stack), &env, &html);
	words_use(NULL);	/* for the log, and for whoever is next */
	if (!ok)
		return false;
	m->html = buf_done(&html, NULL);
	return split(cx, m, buf_done(&text, NULL), template);
}

/* ---- the message ------------------------------------------------------- */

static void
put_from(struct arena *arena, struct buf *b, const struct mail *m)
{
	const char *name, *line;
	struct buf from;

	if (!*m->from_name) {
		buf_fmt(b, "From: %s\r\n", m->from);
		return;
	}
	buf_init(&from, arena, MESSAGE_MAX);
	buf_str(&from, "From: ");
	mime_phrase(&from, m->from_name, buf_len(&from));
	name = buf_done(&from, NULL);
	line = strrchr(name, '\n');
	buf_fmt(b, "%s%s<%s>\r\n", name, strlen(line ? line + 1 : name) +
	    strlen(m->from) + 3 > LINE_MAX_MIME ? "\r\n " : " ", m->from);
}

static void
put_date(struct buf *b)
{
	time_t now = (time_t)when_now();
	char text[64];
	struct tm tm;

	/* Names are English: no program of ours sets a locale. */
	gmtime_r(&now, &tm);
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S +0000", &tm);
	buf_fmt(b, "Date: %s\r\n", text);
}

static void
put_part(struct buf *b, const char *boundary, const char *type,
    const char *text)
{
	buf_fmt(b, "--%s\r\nContent-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n", boundary,
	    type);
	mime_quoted(b, text);
}

char *
mail_message(struct cx *cx, const struct mail *m, size_t *n)
{
	/* "=_" cannot be in a body that is quoted-printable. */
	const char *boundary = arena_fmt(cx->arena, "=_%s", m->id);
	struct buf b;

	buf_init(&b, cx->arena, MESSAGE_MAX);
	put_from(cx->arena, &b, m);
	buf_fmt(&b, "To: %s\r\n", m->to);
	mime_header(&b, "Subject", m->subject);
	put_date(&b);
	buf_fmt(&b, "Message-ID: <%s@%s>\r\n", m->id, mail_host(cx));
	buf_str(&b, "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n");
	buf_fmt(&b, "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"%s\"\r\n\r\n", boundary);
	put_part(&b, boundary, "text/plain", m->text);
	put_part(&b, boundary, "text/html", m->html);
	buf_fmt(&b, "--%s--\r\n", boundary);
	if (buf_over(&b))
		return fail(cx, ERR_INTERNAL, "A mail grew too large.");
	*n = buf_len(&b);
	return buf_done(&b, NULL);
}

/* ---- sending ----------------------------------------------------------- */

/* Our own fault, which may be mended: a template, an option. */
static enum queue_end
ours(struct cx *cx, const char **why)
{
	*why = cx->err.log ? cx->err.log : cx->err.detail;
	return WORK_LATER;
}

enum queue_end
mail_send(struct cx *cx, const struct doc *row, struct doc *data,
    const char **why)
{
	struct mail m = { .id = doc_str(row, "id"),
	    .to = doc_str(data, "to") };

	if (!m.to || !mail_address(m.to)) {
		*why = "the address cannot be used";
		return WORK_NEVER;
	}
	if (!mail_sender(cx, &m) || !mail_render(cx, &m,
	    doc_str(row, "kind"), doc_str(data, "locale"),
	    doc_get(data, "data")))
		return ours(cx, why);
	return mail_deliver(cx, &m, why);
}
