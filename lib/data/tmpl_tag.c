#include "data/tmpl_int.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"

static bool
tag_fault(const struct tmpl_reader *r, const char *at, const char *what)
{
	return tmpl_fault(r->e, r->t, tmpl_pos(r, at), "%s", what);
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
		return tag_fault(r, tag->at, "unusable delimiters");
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
	if (at == r->start)
		return r->within ? NULL : at;
	return at[-1] == '\n' ? at : NULL;
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
		return r->within ? NULL : at;
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
		return tag_fault(r, tag->at, "a tag without its end");
	tag->body = tmpl_trimmed(body, stop);
	tag->after = stop + n;
	tag->line = line_start(r, tag->at);
	tag->next_line = line_end(r, tag->after);
	return true;
}

bool
tmpl_tag_name(const struct tmpl_reader *r, const struct tmpl_tag *tag)
{
	size_t i;

	if (!tag->body.n)
		return tag_fault(r, tag->at, "a tag without a name");
	if (tag->body.n > TMPL_NAME_MAX)
		return tag_fault(r, tag->at, "a name that is too long");
	for (i = 0; i < tag->body.n; i++)
		if (tmpl_is_space(tag->body.p[i]) || !tag->body.p[i])
			return tag_fault(r, tag->at,
			    "a name with a blank in it");
	return true;
}

static const struct tmpl_format *
format_find(const struct tmpl_set *set, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < set->nformats; i++)
		if (strlen(set->formats[i].name) == n &&
		    !memcmp(set->formats[i].name, name, n))
			return &set->formats[i];
	return NULL;
}

bool
tmpl_tag_parts(const struct tmpl_reader *r, const struct tmpl_set *set,
    const struct tmpl_tag *tag, struct tmpl_node *node)
{
	struct tmpl_span name = tag->body;
	const char *at = name.p, *end = name.p + name.n, *dot;
	struct tmpl_part *parts;
	uint32_t n = 1, i;
	size_t k;

	for (k = 0; k < name.n; k++)
		n += name.p[k] == '.';
	if (name.n == 1 && *name.p == '.')
		n = 1;
	parts = arena_array(r->e->arena, n, sizeof(*parts));
	for (i = 0; i < n; i++, at = dot + 1) {
		dot = memchr(at, '.', (size_t)(end - at));
		if (!dot)
			dot = end;
		if (dot == at && (i || *name.p != '.'))
			return tag_fault(r, tag->at, "an empty part in a name");
		parts[i].p = at;
		parts[i].n = (size_t)(dot - at);
		parts[i].format = format_find(set, at, parts[i].n);
	}
	node->parts = parts;
	node->nparts = n;
	return true;
}

/* Marks do not stand within each other, so the next end is the mark's. */
bool
tmpl_tag_mark(const struct tmpl_reader *reader, const struct tmpl_tag *tag,
    bool counted, struct tmpl_mark *mark)
{
	struct tmpl_reader r = *reader;
	const char *p = tag->after, *from = p;
	struct tmpl_tag t = { .at = NULL };

	*mark = (struct tmpl_mark){ .after = NULL };
	for (;; p = t.after) {
		if (!tmpl_tag_read(&r, p, &t))
			return false;
		if (!t.at)
			return tag_fault(&r, tag->at, "{{/_}} is missing");
		if (!t.sigil && t.body.n == 1 && *t.body.p == '|') {
			if (!counted || mark->one.p)
				return tag_fault(&r, t.at, "{{|}} is one too "
				    "many");
			mark->one = tmpl_span(from, t.at);
			from = t.after;
		} else if (t.body.n && *t.body.p == '_' && (t.body.n == 1 ||
		    tmpl_is_blank(t.body.p[1]))) {
			if (t.sigil == '/')
				break;
			return tag_fault(&r, t.at, "a mark within a mark");
		}
	}
	if (counted && !mark->one.p)
		return tag_fault(&r, tag->at, "{{|}} is missing");
	*(counted ? &mark->many : &mark->one) = tmpl_span(from, t.at);
	mark->after = t.after;
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
