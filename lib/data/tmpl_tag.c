#include "data/tmpl_int.h"

#include <string.h>

static bool
fault(const struct tmpl_reader *r, const char *at, const char *what)
{
	return tmpl_fault(r->e, r->t, (size_t)(at - r->start), "%s", what);
}

struct tmpl_span
tmpl_trimmed(const char *p, const char *end)
{
	while (p < end && tmpl_is_space(*p))
		p++;
	while (p < end && tmpl_is_space(end[-1]))
		end--;
	return tmpl_span(p, end);
}

static const char *
word_end(const char *p, const char *end)
{
	while (p < end && !tmpl_is_space(*p))
		p++;
	return p;
}

static bool
delimiter_ok(struct tmpl_span d)
{
	return d.n && d.n <= TMPL_DELIM_MAX && !memchr(d.p, '=', d.n) &&
	    !memchr(d.p, '\0', d.n);
}

bool
tmpl_tag_delimiters(struct tmpl_reader *r, const struct tmpl_tag *tag)
{
	const char *end = tag->body.p + tag->body.n;
	struct tmpl_span open, close;

	open = tmpl_span(tag->body.p, word_end(tag->body.p, end));
	close = tmpl_trimmed(open.p + open.n, end);
	if (word_end(close.p, end) != end || !delimiter_ok(open) ||
	    !delimiter_ok(close))
		return fault(r, tag->at, "unusable delimiters");
	r->open = open;
	r->close = close;
	return true;
}

/* Only blanks before the tag on its line? */
static const char *
line_start(const struct tmpl_reader *r, const char *at)
{
	while (at > r->start && tmpl_is_blank(at[-1]))
		at--;
	return at == r->start || at[-1] == '\n' ? at : NULL;
}

/* Only blanks after it? The start of the next line, then. */
static const char *
line_end(const struct tmpl_reader *r, const char *at)
{
	while (at < r->end && tmpl_is_blank(*at))
		at++;
	if (at < r->end && *at == '\r' && at + 1 < r->end && at[1] == '\n')
		at++;
	if (at == r->end)
		return at;
	return *at == '\n' ? at + 1 : NULL;
}

bool
tmpl_tag_read(struct tmpl_reader *r, const char *p, struct tmpl_tag *tag)
{
	char close[TMPL_DELIM_MAX + 1];
	const char *body, *stop;
	size_t n = 0;

	tag->at = memmem(p, (size_t)(r->end - p), r->open.p, r->open.n);
	if (!tag->at)
		return true;
	body = tag->at + r->open.n;
	while (body < r->end && tmpl_is_space(*body))
		body++;
	tag->sigil = '\0';
	if (body < r->end && *body && strchr("#^/!>&<${=", *body))
		tag->sigil = *body++;
	if (tag->sigil == '{')
		close[n++] = '}';
	else if (tag->sigil == '=')
		close[n++] = '=';
	memcpy(close + n, r->close.p, r->close.n);
	n += r->close.n;
	stop = memmem(body, (size_t)(r->end - body), close, n);
	if (!stop)
		return fault(r, tag->at, "a tag without its end");
	tag->body = tmpl_trimmed(body, stop);
	tag->after = stop + n;
	tag->line = line_start(r, tag->at);
	tag->next_line = line_end(r, tag->after);
	return true;
}

bool
tmpl_tag_indent(const struct tmpl_reader *r, const char *p,
    struct tmpl_span *blanks)
{
	const char *line = p;

	for (; p < r->end && tmpl_is_space(*p); p++)
		if (*p == '\n')
			line = p + 1;
	*blanks = tmpl_span(line, p);
	if ((size_t)(r->end - p) <= r->open.n ||
	    memcmp(p, r->open.p, r->open.n))
		return true;
	p += r->open.n;
	while (p < r->end && tmpl_is_space(*p))
		p++;
	return p == r->end || *p != '/';
}
