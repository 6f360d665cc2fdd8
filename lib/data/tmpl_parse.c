#include "data/tmpl_int.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"

#define NO_NODE		UINT32_MAX
#define NODES_FIRST	512

/* A section, parent or block that is not closed yet. */
struct frame {
	enum tmpl_op		 op;
	uint32_t		 node;		/* NO_NODE for {{#_}} */
	uint32_t		 lead;		/* text of the blanks before */
	size_t			 pos;
	bool			 start;		/* only blanks before the tag */
	const char		*inside;	/* where its content starts */
	struct tmpl_span	 name;
	struct tmpl_span	 blanks;	/* before the tag */
	struct tmpl_span	 dedent;	/* to go back to */
};

struct parse {
	struct tmpl_reader	 r;
	const struct tmpl_set	*set;
	struct tmpl		*t;
	const char		*p;		/* done up to here */
	struct tmpl_span	 dedent;	/* taken off every line */
	bool			 bol;		/* at the start of a line */
	unsigned		 depth;
	struct frame		 frames[TMPL_DEPTH_MAX];
};

static bool
same(struct tmpl_span a, struct tmpl_span b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

static bool
fault(struct parse *p, const char *at, const char *what)
{
	return tmpl_fault(p->r.e, p->r.t, (size_t)(at - p->r.start), "%s",
	    what);
}

static struct tmpl_node *
node_add(struct parse *p, enum tmpl_op op, const char *at)
{
	struct tmpl *t = p->t;
	struct tmpl_node *node;

	if (t->n == t->cap) {
		uint32_t cap = t->cap * 2;

		t->nodes = arena_grow(p->r.e->arena, t->nodes,
		    t->cap * sizeof(*node), cap * sizeof(*node));
		t->cap = cap;
	}
	node = &t->nodes[t->n++];
	*node = (struct tmpl_node){
		.op = (uint8_t)op,
		.end = t->n,
		.pos = (uint32_t)(at - p->r.start),
	};
	return node;
}

/* How much of the blanks at the start of a line is taken off. */
static size_t
dedent_of(const struct parse *p, const char *from, const char *to)
{
	size_t i = 0;

	while (i < p->dedent.n && from + i < to && from[i] == p->dedent.p[i])
		i++;
	return i;
}

static struct tmpl_span
dedented(const struct parse *p, struct tmpl_span blanks)
{
	size_t off = dedent_of(p, blanks.p, blanks.p + blanks.n);

	return (struct tmpl_span){ blanks.p + off, blanks.n - off };
}

/* A copy of the text with every line's dedent taken off. */
static struct tmpl_span
dedent_text(struct parse *p, const char *from, const char *to)
{
	char *copy, *w;

	copy = w = arena_alloc(p->r.e->arena, (size_t)(to - from) + 1);
	while (from < to) {
		const char *nl = memchr(from, '\n', (size_t)(to - from));
		const char *stop = nl ? nl + 1 : to;

		if (from == p->r.start || from[-1] == '\n')
			from += dedent_of(p, from, stop);
		memcpy(w, from, (size_t)(stop - from));
		w += stop - from;
		from = stop;
	}
	return tmpl_span(copy, w);
}

/* Text, unless nobody can see it; the number of its node or NO_NODE. */
static uint32_t
text_add(struct parse *p, const char *from, const char *to)
{
	struct tmpl_span text;
	struct tmpl_node *node;

	if (from >= to ||
	    (p->depth && p->frames[p->depth - 1].op == TMPL_PARENT))
		return NO_NODE;
	text = p->dedent.n ? dedent_text(p, from, to) : tmpl_span(from, to);
	if (!text.n)
		return NO_NODE;
	node = node_add(p, TMPL_TEXT, from);
	node->text = text;
	node->bol = p->bol;
	p->bol = text.p[text.n - 1] == '\n';
	return p->t->n - 1;
}

/*
 * The text before a tag. With alone the tag's line is not part of it; else
 * the blanks before the tag become a node of their own when split is given,
 * so that they can be taken back.
 */
static void
text_before(struct parse *p, const struct tmpl_tag *tag, bool alone,
    uint32_t *split)
{
	if (tag->line && (alone || split)) {
		text_add(p, p->p, tag->line);
		if (!alone)
			*split = text_add(p, tag->line, tag->at);
	} else {
		text_add(p, p->p, tag->at);
	}
	p->p = tag->after;
	if (alone) {
		p->p = tag->next_line;
		p->bol = true;
	}
}

/* A tag that prints: whether it starts its line, which is no longer so. */
static bool
take_bol(struct parse *p)
{
	bool bol = p->bol;

	p->bol = false;
	return bol;
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

/* Split a dotted name. "." is one empty part, ".x" an empty part and x. */
static bool
name_split(struct parse *p, const struct tmpl_tag *tag, struct tmpl_node *node,
    struct tmpl_span name)
{
	const char *at = name.p, *end = name.p + name.n, *dot;
	struct tmpl_part *parts;
	uint32_t n = 1, i;
	size_t k;

	for (k = 0; k < name.n; k++)
		n += name.p[k] == '.';
	if (name.n == 1 && *name.p == '.')
		n = 1;
	parts = arena_array(p->r.e->arena, n, sizeof(*parts));
	for (i = 0; i < n; i++, at = dot + 1) {
		dot = memchr(at, '.', (size_t)(end - at));
		if (!dot)
			dot = end;
		if (dot == at && (i || *name.p != '.'))
			return fault(p, tag->at, "an empty part in a name");
		parts[i].p = at;
		parts[i].n = (size_t)(dot - at);
		parts[i].format = format_find(p->set, at, parts[i].n);
	}
	node->parts = parts;
	node->nparts = n;
	return true;
}

static bool
name_check(struct parse *p, const struct tmpl_tag *tag)
{
	size_t i;

	if (!tag->body.n)
		return fault(p, tag->at, "a tag without a name");
	if (tag->body.n > TMPL_NAME_MAX)
		return fault(p, tag->at, "a name that is too long");
	for (i = 0; i < tag->body.n; i++)
		if (tmpl_is_space(tag->body.p[i]) || !tag->body.p[i])
			return fault(p, tag->at, "a name with a blank in it");
	return true;
}

static bool
value_tag(struct parse *p, struct tmpl_tag *tag)
{
	struct tmpl_node *node;

	if (!name_check(p, tag))
		return false;
	text_before(p, tag, false, NULL);
	node = node_add(p, tag->sigil || p->t->plain ? TMPL_PLAIN :
	    TMPL_VALUE, tag->at);
	node->text = tag->body;
	node->bol = take_bol(p);
	return name_split(p, tag, node, tag->body);
}

/* "x" or "* x" of a partial or parent. */
static bool
target_name(struct parse *p, struct tmpl_tag *tag, struct tmpl_node *node)
{
	node->text = tag->body;
	if (!node->dynamic)
		return true;
	return name_split(p, tag, node, tag->body);
}

/* Take the asterisk of a dynamic name off the tag's body. */
static bool
take_star(struct tmpl_tag *tag)
{
	const char *end = tag->body.p + tag->body.n;

	if (!tag->body.n || *tag->body.p != '*')
		return false;
	tag->body = tmpl_trimmed(tag->body.p + 1, end);
	return true;
}

static bool
partial_tag(struct parse *p, struct tmpl_tag *tag)
{
	bool alone = tag->line && tag->next_line, dynamic = take_star(tag);
	struct tmpl_node *node;

	if (!name_check(p, tag))
		return false;
	text_before(p, tag, alone, NULL);
	node = node_add(p, TMPL_PARTIAL, tag->at);
	node->dynamic = dynamic;
	node->alone = alone;
	if (alone)
		node->indent = dedented(p, tmpl_span(tag->line, tag->at));
	else
		node->bol = take_bol(p);
	return target_name(p, tag, node);
}

static struct frame *
frame_push(struct parse *p, const struct tmpl_tag *tag, enum tmpl_op op)
{
	struct frame *frame;

	if (p->depth == TMPL_DEPTH_MAX) {
		fault(p, tag->at, "too many sections within each other");
		return NULL;
	}
	frame = &p->frames[p->depth];
	*frame = (struct frame){
		.op = op,
		.node = NO_NODE,
		.lead = NO_NODE,
		.pos = (size_t)(tag->at - p->r.start),
		.start = tag->line != NULL,
		.name = tag->body,
		.dedent = p->dedent,
	};
	if (tag->line)
		frame->blanks = tmpl_span(tag->line, tag->at);
	return frame;
}

/* The frame is complete: what comes now is inside it. */
static bool
frame_enter(struct parse *p, struct frame *frame)
{
	frame->inside = p->p;
	p->depth++;
	return true;
}

static bool
section_tag(struct parse *p, struct tmpl_tag *tag)
{
	bool alone = tag->line && tag->next_line;
	struct tmpl_node *node;
	struct frame *frame;
	enum tmpl_op op;

	if (!name_check(p, tag))
		return false;
	op = tag->sigil == '^' ? TMPL_INVERTED : TMPL_SECTION;
	if (op == TMPL_SECTION && tag->body.n == 1 && *tag->body.p == '_')
		op = TMPL_PASS;
	frame = frame_push(p, tag, op);
	if (!frame)
		return false;
	text_before(p, tag, alone, NULL);
	if (op != TMPL_PASS) {
		node = node_add(p, op, tag->at);
		node->text = tag->body;
		if (!alone)
			node->bol = take_bol(p);
		if (!name_split(p, tag, node, tag->body))
			return false;
		frame->node = p->t->n - 1;
	}
	return frame_enter(p, frame);
}

static bool
parent_tag(struct parse *p, struct tmpl_tag *tag)
{
	bool dynamic = take_star(tag);
	struct tmpl_node *node;
	struct frame *frame;

	if (!name_check(p, tag))
		return false;
	frame = frame_push(p, tag, TMPL_PARENT);
	if (!frame)
		return false;
	text_before(p, tag, false, &frame->lead);
	node = node_add(p, TMPL_PARENT, tag->at);
	node->dynamic = dynamic;
	node->bol = take_bol(p);
	if (!target_name(p, tag, node))
		return false;
	frame->node = p->t->n - 1;
	return frame_enter(p, frame);
}

static bool
argument_tag(struct parse *p, struct tmpl_tag *tag, struct frame *frame)
{
	bool alone = tag->next_line != NULL;
	struct tmpl_node *node;

	text_before(p, tag, false, NULL);
	node = node_add(p, TMPL_ARGUMENT, tag->at);
	node->text = tag->body;
	node->alone = alone;
	p->bol = alone;
	if (alone) {
		p->p = tag->next_line;
		if (!tmpl_tag_indent(&p->r, p->p, &p->dedent))
			p->dedent.n = 0;
	}
	frame->node = p->t->n - 1;
	return frame_enter(p, frame);
}

static bool
block_tag(struct parse *p, struct tmpl_tag *tag)
{
	bool alone = tag->line && tag->next_line;
	struct tmpl_node *node;
	struct frame *frame;
	struct tmpl_span blanks;

	if (!name_check(p, tag))
		return false;
	frame = frame_push(p, tag, TMPL_BLOCK);
	if (!frame)
		return false;
	if (p->depth && p->frames[p->depth - 1].op == TMPL_PARENT) {
		frame->op = TMPL_ARGUMENT;
		return argument_tag(p, tag, frame);
	}
	text_before(p, tag, alone, &frame->lead);
	node = node_add(p, TMPL_BLOCK, tag->at);
	node->text = tag->body;
	node->alone = alone;
	if (alone) {
		if (!tmpl_tag_indent(&p->r, p->p, &blanks))
			blanks = frame->blanks;
		node->indent = dedented(p, blanks);
	} else {
		node->bol = take_bol(p);
	}
	frame->node = p->t->n - 1;
	return frame_enter(p, frame);
}

/* The tags had their line for themselves: its blanks are indentation. */
static void
make_alone(struct parse *p, const struct frame *frame)
{
	struct tmpl_node *node = &p->t->nodes[frame->node];

	node->alone = true;
	node->bol = false;
	node->indent = dedented(p, frame->blanks);
	if (frame->lead != NO_NODE) {
		p->t->nodes[frame->lead].text.n = 0;
		p->t->nodes[frame->lead].bol = false;
	}
}

static void
close_parent(struct parse *p, const struct tmpl_tag *tag,
    const struct frame *frame)
{
	p->p = tag->after;
	p->bol = false;
	if (frame->start && tag->next_line) {
		make_alone(p, frame);
		p->p = tag->next_line;
		p->bol = true;
	}
}

static void
close_section(struct parse *p, const struct tmpl_tag *tag,
    const struct frame *frame)
{
	bool alone = tag->line && tag->next_line;

	text_before(p, tag, alone, NULL);
	if (!alone && frame->op != TMPL_PASS)
		p->bol = false;
}

/* What follows the end of an argument is in the parent: nobody sees it. */
static void
close_argument(struct parse *p, const struct tmpl_tag *tag)
{
	text_add(p, p->p, tag->line ? tag->line : tag->at);
	p->p = tag->after;
	p->bol = false;
}

static bool
close_tag(struct parse *p, struct tmpl_tag *tag)
{
	bool dynamic = take_star(tag);
	struct frame *frame;
	bool empty;

	if (!p->depth)
		return fault(p, tag->at, "a closing tag that closes nothing");
	frame = &p->frames[p->depth - 1];
	if (!same(frame->name, tag->body) || (dynamic &&
	    (frame->node == NO_NODE || !p->t->nodes[frame->node].dynamic)))
		return tmpl_fault(p->r.e, p->t, (size_t)(tag->at - p->r.start),
		    "{{/%.*s}} where {{/%.*s}} should be", (int)tag->body.n,
		    tag->body.p, (int)frame->name.n, frame->name.p);
	empty = frame->inside == tag->at;
	if (frame->op == TMPL_PARENT)
		close_parent(p, tag, frame);
	else if (frame->op == TMPL_ARGUMENT)
		close_argument(p, tag);
	else
		close_section(p, tag, frame);
	/* {{$x}}{{/x}} alone on its line; the line's end stays, though. */
	if (frame->op == TMPL_BLOCK && empty && frame->start && tag->next_line)
		make_alone(p, frame);
	if (frame->node != NO_NODE)
		p->t->nodes[frame->node].end = p->t->n;
	p->dedent = frame->dedent;
	p->depth--;
	return true;
}

static bool
tag_do(struct parse *p, struct tmpl_tag *tag)
{
	switch (tag->sigil) {
	case '!':
		text_before(p, tag, tag->line && tag->next_line, NULL);
		return true;
	case '=':
		text_before(p, tag, tag->line && tag->next_line, NULL);
		return tmpl_tag_delimiters(&p->r, tag);
	case '#':
	case '^':
		return section_tag(p, tag);
	case '/':
		return close_tag(p, tag);
	case '>':
		return partial_tag(p, tag);
	case '<':
		return parent_tag(p, tag);
	case '$':
		return block_tag(p, tag);
	default:
		return value_tag(p, tag);
	}
}

/* Nodes are gathered in one place, then kept in as much as they take. */
static void
nodes_keep(struct arena *arena, struct tmpl_set *set, struct tmpl *t)
{
	set->nodes = t->nodes;
	set->nodes_cap = t->cap;
	/* Also for no text at all an empty array, not NULL. */
	t->nodes = arena_array(arena, t->n ? t->n : 1, sizeof(*t->nodes));
	memcpy(t->nodes, set->nodes, t->n * sizeof(*t->nodes));
}

bool
tmpl_parse(struct err *e, struct tmpl_set *set, struct tmpl *t)
{
	struct parse parse = { .set = set }, *p = &parse;
	struct tmpl_tag tag;

	p->r = (struct tmpl_reader){
		.e = e, .t = t, .start = t->source,
		.end = t->source + t->len,
		.open = { "{{", 2 }, .close = { "}}", 2 },
	};
	p->t = t;
	p->p = t->source;
	p->bol = true;
	if (!set->nodes) {
		set->nodes_cap = NODES_FIRST;
		set->nodes = arena_array(e->arena, NODES_FIRST,
		    sizeof(*set->nodes));
	}
	t->cap = set->nodes_cap;
	t->nodes = set->nodes;
	for (;;) {
		if (!tmpl_tag_read(&p->r, p->p, &tag))
			return false;
		if (!tag.at)
			break;
		if (!tag_do(p, &tag))
			return false;
	}
	if (p->depth) {
		const struct frame *frame = &p->frames[p->depth - 1];

		return tmpl_fault(e, t, frame->pos, "{{/%.*s}} is missing",
		    (int)frame->name.n, frame->name.p);
	}
	text_add(p, p->p, p->r.end);
	nodes_keep(e->arena, set, t);
	return true;
}
