#include "data/tmpl_int.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"
#include "data/text.h"
#include "base/words.h"

#define CACHED 64	/* raw values parsed already, by address */

/*
 * A parent being rendered. Its arguments fill blocks; those of the outermost
 * parent win. The text of an argument belongs to the template that gave it:
 * it is rendered with the levels outside its own.
 */
struct level {
	const struct tmpl	*tmpl;
	uint32_t		 parent;	/* node */
	const struct level	*outer;
};

/* What goes before every line. Joined ones lie in render.blanks. */
struct indent {
	const char	*p;
	size_t		 n;
	size_t		 used;		/* of render.blanks */
};

struct cached {
	const struct doc	*raw;
	const struct doc	*value;
};

struct render {
	struct err		*e;
	const struct tmpl_set	*set;
	const void		*env;
	struct buf		*out;
	struct buf		 scratch;	/* what a formatter writes */
	bool			 cut;		/* it wrote too much */
	const struct level	*level;
	struct indent		 indent;
	bool			 mid;	/* next line start is none: we are */
					/* in the middle of a line */
	unsigned		 depth;
	unsigned		 steps;
	size_t			 top;
	struct cached		*cache;
	const struct doc	*stack[TMPL_STACK_MAX + TMPL_DEPTH_MAX];
	char			 blanks[TMPL_INDENT_MAX];
};

static bool	render_nodes(struct render *, const struct tmpl *,
		    uint32_t from, uint32_t to);

static bool
fault(struct render *r, const struct tmpl *t, const struct tmpl_node *node,
    const char *what)
{
	return tmpl_fault(r->e, t, node->pos, "%s", what);
}

/*
 * The value a raw one stands for; others stay. NULL on broken JSON, which
 * whoever made it answers for: it was to be trusted.
 */
static const struct doc *
raw_parse(struct render *r, const struct doc *raw)
{
	struct cached *slot;
	struct err e;

	if (!r->cache)
		r->cache = arena_array(r->e->arena, CACHED, sizeof(*slot));
	slot = &r->cache[((uintptr_t)raw / sizeof(*raw)) % CACHED];
	if (slot->raw == raw)
		return slot->value;
	err_init(&e, r->e->arena);
	slot->value = json_parse(&e, raw->text, raw->len);
	slot->raw = slot->value ? raw : NULL;
	if (!slot->value) {
		err_set(r->e, ERR_INTERNAL, "A page could not be made.");
		err_log(r->e, "raw value in a document: %s",
		    e.detail ? e.detail : "broken");
	}
	return slot->value;
}

static inline const struct doc *
resolved(struct render *r, const struct doc *d)
{
	return d && d->kind == DOC_RAW ? raw_parse(r, d) : d;
}

/*
 * The value of a dotted name, NULL if there is none. When the last part is
 * a formatter and applies, *format is set and the value is what it is for.
 */
static const struct doc *
look_up(struct render *r, const struct tmpl_node *node,
    const struct tmpl_format **format)
{
	const struct tmpl_part *part = node->parts;
	const struct tmpl_part *end = part + node->nparts;
	const struct doc *v = NULL;
	size_t i;

	*format = NULL;
	if (!part->n)
		v = r->top ? r->stack[r->top - 1] : NULL;
	else
		for (i = r->top; i-- && !v;)
			v = doc_get_n(r->stack[i], part->p, part->n);
	v = resolved(r, v);
	for (part++; v && part < end; part++) {
		switch (v->kind) {
		case DOC_OBJECT:
			v = resolved(r, doc_get_n(v, part->p, part->n));
			break;
		case DOC_TEXT:
		case DOC_NUMBER:
		case DOC_BOOL:
			if (part + 1 < end || !part->format)
				return NULL;
			*format = part->format;
			return v;
		default:
			return NULL;
		}
	}
	return v;
}

/* The characters of a value; lists, objects and null have none. */
static struct tmpl_span
characters(struct render *r, const struct doc *v,
    const struct tmpl_format *format)
{
	struct tmpl_span none = { "", 0 };
	const char *p;

	if (format) {
		buf_clear(&r->scratch);
		format->write(&r->scratch, v, r->env);
		r->cut = r->cut || buf_over(&r->scratch);
		if (r->cut)
			return none;
		p = buf_done(&r->scratch, NULL);
		return (struct tmpl_span){ p, buf_len(&r->scratch) };
	}
	if (!v)
		return none;
	switch (v->kind) {
	case DOC_TEXT:
	case DOC_NUMBER:
		return (struct tmpl_span){ v->text, v->len };
	case DOC_BOOL:
		return v->truth ? (struct tmpl_span){ "true", 4 } :
		    (struct tmpl_span){ "false", 5 };
	default:
		return none;
	}
}

static bool
truthy(const struct doc *v)
{
	if (!v)
		return false;
	switch (v->kind) {
	case DOC_NULL:
		return false;
	case DOC_BOOL:
		return v->truth;
	case DOC_TEXT:
		return v->len > 0;
	case DOC_LIST:
		return v->count > 0;
	default:
		return true;
	}
}

/* The value of a section's name; a formatter's text is a value, too. */
static const struct doc *
section_value(struct render *r, const struct tmpl_node *node)
{
	const struct tmpl_format *format;
	const struct doc *v = look_up(r, node, &format);
	struct tmpl_span text;

	if (!format)
		return v;
	text = characters(r, v, format);
	if (!text.n)
		return NULL;
	return doc_text_n(r->e->arena,
	    arena_dup(r->e->arena, text.p, text.n), text.n);
}

static inline void
line_start(struct render *r)
{
	if (!r->mid && r->indent.n)
		buf_add(r->out, r->indent.p, r->indent.n);
	r->mid = false;
}

static bool
blank_line(const char *p, const char *end)
{
	return *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

static void
put_indented(struct render *r, const struct tmpl_node *node)
{
	const char *p = node->text.p, *end = p + node->text.n;
	bool bol = node->bol;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *stop = nl ? nl + 1 : end;

		if (bol && (r->mid || !blank_line(p, end)))
			line_start(r);
		buf_add(r->out, p, (size_t)(stop - p));
		p = stop;
		bol = true;
	}
}

static inline void
put_text(struct render *r, const struct tmpl_node *node)
{
	if (r->indent.n) {
		put_indented(r, node);
		return;
	}
	r->mid = false;
	buf_add(r->out, node->text.p, node->text.n);
}

static void
put_value(struct render *r, const struct tmpl_node *node)
{
	const struct tmpl_format *format;
	const struct doc *v = look_up(r, node, &format);
	struct tmpl_span text = characters(r, v, format);

	if (!text.n)
		return;
	if (node->op == TMPL_PLAIN)
		buf_add(r->out, text.p, text.n);
	else
		buf_html(r->out, text.p, text.n);
}

static bool
enter(struct render *r, const struct tmpl *t, const struct tmpl_node *node)
{
	if (r->depth == TMPL_DEPTH_MAX)
		return fault(r, t, node,
		    "partials and sections too deep within each other");
	r->depth++;
	return true;
}

static bool
render_section(struct render *r, const struct tmpl *t,
    const struct tmpl_node *node)
{
	const struct doc *v = section_value(r, node), *item;
	uint32_t from = (uint32_t)(node - t->nodes) + 1;
	bool ok = true;

	if (!truthy(v))
		return true;
	if (!enter(r, t, node))
		return false;
	if (v->kind == DOC_LIST) {
		for (item = v->first; ok && item; item = item->next) {
			r->stack[r->top++] = resolved(r, item);
			ok = render_nodes(r, t, from, node->end);
			r->top--;
		}
	} else {
		r->stack[r->top++] = v;
		ok = render_nodes(r, t, from, node->end);
		r->top--;
	}
	r->depth--;
	return ok;
}

/* Indent further. Whoever calls puts the old indent back afterwards. */
static bool
indent_add(struct render *r, const struct tmpl *t,
    const struct tmpl_node *node)
{
	struct indent *in = &r->indent;
	char *end = r->blanks + in->used;

	if (!node->indent.n)
		return true;
	if (!in->n) {
		in->p = node->indent.p;
		in->n = node->indent.n;
		return true;
	}
	if (in->n + node->indent.n > sizeof(r->blanks) - in->used)
		return fault(r, t, node, "indented too deep");
	if (in->p + in->n != end) {
		in->p = memcpy(end, in->p, in->n);
		end += in->n;
	}
	memcpy(end, node->indent.p, node->indent.n);
	in->n += node->indent.n;
	in->used = (size_t)(end - r->blanks) + node->indent.n;
	return true;
}

/* The template a partial or parent names: NULL renders as nothing. */
static const struct tmpl *
target_of(struct render *r, const struct tmpl_node *node)
{
	const struct tmpl_format *format;
	const struct doc *v;
	struct tmpl_span name;

	if (!node->dynamic)
		return node->target;
	v = look_up(r, node, &format);
	name = characters(r, v, format);
	return name.n ? tmpl_find(r->set, name.p, name.n) : NULL;
}

static bool
render_target(struct render *r, const struct tmpl *t,
    const struct tmpl_node *node)
{
	const struct tmpl *target = target_of(r, node);
	struct level level = {
		.tmpl = t,
		.parent = (uint32_t)(node - t->nodes),
		.outer = r->level,
	};
	struct indent indent = r->indent;
	bool ok;

	if (!target || (target->plain && !t->plain))
		return true;
	if (!enter(r, t, node))
		return false;
	if (!node->alone)
		r->indent.n = 0;
	else if (!indent_add(r, t, node))
		return false;
	if (node->op == TMPL_PARENT && node->end > level.parent + 1)
		r->level = &level;
	ok = render_nodes(r, target, 0, target->n);
	r->level = level.outer;
	r->indent = indent;
	r->depth--;
	return ok;
}

/* The argument for a block, or NULL; *from is the level that gave it. */
static const struct tmpl_node *
argument_find(struct render *r, struct tmpl_span name,
    const struct level **from)
{
	const struct tmpl_node *found = NULL, *node, *end;
	const struct level *level;

	for (level = r->level; level; level = level->outer) {
		node = &level->tmpl->nodes[level->parent];
		end = level->tmpl->nodes + node->end;
		for (node++; node < end; node = level->tmpl->nodes + node->end)
			if (node->op == TMPL_ARGUMENT &&
			    node->text.n == name.n &&
			    !memcmp(node->text.p, name.p, name.n)) {
				found = node;
				*from = level;
			}
	}
	return found;
}

static bool
render_argument(struct render *r, const struct tmpl *t,
    const struct tmpl_node *block, const struct tmpl_node *argument,
    const struct level *from)
{
	const struct level *level = r->level;
	struct indent indent = r->indent;
	uint32_t first = (uint32_t)(argument - from->tmpl->nodes) + 1;
	bool ok;

	if (block->alone) {
		if (!indent_add(r, t, block))
			return false;
		if (!argument->alone && first < argument->end)
			line_start(r);
	} else {
		r->mid = argument->alone;
	}
	r->level = from->outer;
	ok = render_nodes(r, from->tmpl, first, argument->end);
	r->level = level;
	r->indent = indent;
	r->mid = false;
	return ok;
}

static bool
render_block(struct render *r, const struct tmpl *t,
    const struct tmpl_node *node)
{
	uint32_t first = (uint32_t)(node - t->nodes) + 1;
	const struct level *from = NULL;
	const struct tmpl_node *argument;
	bool ok;

	if (!enter(r, t, node))
		return false;
	argument = argument_find(r, node->text, &from);
	if (argument)
		ok = render_argument(r, t, node, argument, from);
	else
		ok = render_nodes(r, t, first, node->end);
	r->depth--;
	return ok;
}

/* How many a value says; part of a thing counts as one more. */
static unsigned long
number_of(const struct doc *v)
{
	double x = 0;

	if (v && v->kind == DOC_LIST)
		return v->count;
	if (!doc_chars(v) || !text_double(doc_chars(v), &x))
		return 0;
	x = ceil(fabs(x));
	return x < 1e9 ? (unsigned long)x : 1000000000;
}

static bool
render_plural(struct render *r, const struct tmpl *t,
    const struct tmpl_node *node)
{
	const struct tmpl_format *format;
	unsigned long n = number_of(look_up(r, node, &format));
	size_t form = words_form(node->said ? r->set->words : NULL, n);
	const struct tmpl_node *at = node + 1;
	bool ok;

	for (; form && at->end < node->end; form--)
		at = t->nodes + at->end;
	if (!enter(r, t, node))
		return false;
	ok = render_nodes(r, t, (uint32_t)(at - t->nodes) + 1, at->end);
	r->depth--;
	return ok;
}

static bool
render_node(struct render *r, const struct tmpl *t,
    const struct tmpl_node *node)
{
	switch ((enum tmpl_op)node->op) {
	case TMPL_SECTION:
		return render_section(r, t, node);
	case TMPL_INVERTED:
		if (truthy(section_value(r, node)))
			return true;
		if (!enter(r, t, node) || !render_nodes(r, t,
		    (uint32_t)(node - t->nodes) + 1, node->end))
			return false;
		r->depth--;
		return true;
	case TMPL_PARTIAL:
	case TMPL_PARENT:
		return render_target(r, t, node);
	case TMPL_BLOCK:
		return render_block(r, t, node);
	case TMPL_PLURAL:
		return render_plural(r, t, node);
	default:
		return true;
	}
}

static bool
render_nodes(struct render *r, const struct tmpl *t, uint32_t from,
    uint32_t to)
{
	const struct tmpl_node *node = t->nodes + from, *end = t->nodes + to;

	for (; node < end; node = t->nodes + node->end) {
		if (!r->steps--)
			return fault(r, t, node, "too many tags rendered");
		if (node->op == TMPL_TEXT) {
			put_text(r, node);
			continue;
		}
		if (node->bol)
			line_start(r);
		if (node->op <= TMPL_PLAIN)
			put_value(r, node);
		else if (!render_node(r, t, node))
			return false;
		if (r->cut || buf_over(r->out))
			return fault(r, t, node, "the page is too long");
		if (r->e->kind)
			return false;
	}
	return true;
}

static bool
render_start(struct render *r, const struct tmpl *t,
    const struct doc *const *stack, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (stack[i])
			r->stack[r->top++] = resolved(r, stack[i]);
	if (r->e->kind || !render_nodes(r, t, 0, t->n))
		return false;
	if (r->cut || buf_over(r->out))
		return tmpl_fault(r->e, t, 0, "the page is too long");
	return !r->e->kind;
}

bool
tmpl_render(struct err *e, const struct tmpl_set *set, const char *name,
    const struct doc *const *stack, size_t n, const void *env,
    struct buf *out)
{
	const struct tmpl *t = tmpl_find(set, name, strlen(name));
	size_t was = buf_len(out);
	struct render r;

	if (!t || n > TMPL_STACK_MAX) {
		err_set(e, ERR_INTERNAL, "A page could not be made.");
		err_log(e, t ? "%s: too many documents" : "no template %s",
		    name);
		return false;
	}
	/* Not all of it: the stack and the blanks need no clearing. */
	r.e = e;
	r.set = set;
	r.env = env;
	r.out = out;
	buf_init(&r.scratch, e->arena, buf_max(out));
	r.cut = false;
	r.level = NULL;
	r.indent = (struct indent){ .p = "" };
	r.mid = false;
	r.depth = 0;
	r.steps = TMPL_STEPS_MAX;
	r.top = 0;
	r.cache = NULL;
	if (!render_start(&r, t, stack, n)) {
		buf_cut(out, was);
		return false;
	}
	return true;
}
