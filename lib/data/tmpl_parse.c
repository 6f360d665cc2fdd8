#include "data/tmpl_int.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/words.h"

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
	unsigned		 floor;		/* of the text of a mark */
	struct frame		 frames[TMPL_DEPTH_MAX];
};

static bool
same(struct tmpl_span a, struct tmpl_span b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

static bool
parse_fault(struct parse *p, const char *at, const char *what)
{
	return tmpl_fault(p->r.e, p->r.t, tmpl_pos(&p->r, at), "%s", what);
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
		.pos = (uint32_t)tmpl_pos(&p->r, at),
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

static bool
value_tag(struct parse *p, struct tmpl_tag *tag)
{
	struct tmpl_node *node;

	if (!tmpl_tag_name(&p->r, tag))
		return false;
	text_before(p, tag, false, NULL);
	node = node_add(p, tag->sigil || p->t->plain ? TMPL_PLAIN :
	    TMPL_VALUE, tag->at);
	node->text = tag->body;
	node->bol = take_bol(p);
	return tmpl_tag_parts(&p->r, p->set, tag, node);
}

/* "x" or "* x" of a partial or parent. */
static bool
target_name(struct parse *p, struct tmpl_tag *tag, struct tmpl_node *node)
{
	node->text = tag->body;
	if (!node->dynamic)
		return true;
	return tmpl_tag_parts(&p->r, p->set, tag, node);
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

	if (!tmpl_tag_name(&p->r, tag))
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
		parse_fault(p, tag->at, "too many sections within each other");
		return NULL;
	}
	frame = &p->frames[p->depth];
	*frame = (struct frame){
		.op = op,
		.node = NO_NODE,
		.lead = NO_NODE,
		.pos = tmpl_pos(&p->r, tag->at),
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

static bool parse_all(struct parse *);

/* Take a text in place of what stands in a mark. */
static bool
within(struct parse *p, const struct tmpl_tag *tag, struct tmpl_span text)
{
	struct tmpl_reader was = p->r;
	unsigned floor = p->floor;
	bool ok;

	p->r.at = tmpl_pos(&was, tag->at);
	p->r.within = true;
	p->r.start = p->p = text.p;
	p->r.end = text.p + text.n;
	p->floor = p->depth;
	ok = parse_all(p);
	p->r = was;
	p->floor = floor;
	return ok;
}

/* A form of what a mark says; *said: in the language of the set. */
static struct tmpl_span
form_of(const struct parse *p, const struct tmpl_mark *mark, size_t form,
    bool *said)
{
	const char *text = NULL;

	if (p->set->words)
		text = words_text(p->set->words, arena_dup(p->r.e->arena,
		    mark->one.p, mark->one.n), form);
	*said = text != NULL;
	return text ? tmpl_span(text, text + strlen(text)) :
	    form ? mark->many : mark->one;
}

/* {{#_ x}}: all forms, one of which is shown. */
static bool
plural_tag(struct parse *p, struct tmpl_tag *tag)
{
	struct tmpl_mark mark;
	struct tmpl_node *node;
	uint32_t plural, form;
	size_t i, forms = 2;
	bool said;

	tag->body = tmpl_trimmed(tag->body.p + 1, tag->body.p + tag->body.n);
	if (p->r.within)
		return parse_fault(p, tag->at, "a mark within a mark");
	if (!tmpl_tag_name(&p->r, tag) ||
	    !tmpl_tag_mark(&p->r, tag, true, &mark))
		return false;
	text_before(p, tag, false, NULL);
	node = node_add(p, TMPL_PLURAL, tag->at);
	node->bol = take_bol(p);
	if (!tmpl_tag_parts(&p->r, p->set, tag, node))
		return false;
	plural = p->t->n - 1;
	form_of(p, &mark, 0, &said);
	node->said = said;
	if (said)
		forms = words_forms(p->set->words);
	for (i = 0; i < forms; i++) {
		node_add(p, TMPL_FORM, tag->at);
		form = p->t->n - 1;
		if (!within(p, tag, form_of(p, &mark, i, &said)))
			return false;
		p->t->nodes[form].end = p->t->n;
	}
	p->t->nodes[plural].end = p->t->n;
	p->p = mark.after;
	return true;
}

/* {{#_}} in a language that has the words for it; *said: it has. */
static bool
mark_tag(struct parse *p, struct tmpl_tag *tag, bool *said)
{
	struct tmpl_mark mark;
	struct tmpl_span text;

	if (!tmpl_tag_mark(&p->r, tag, false, &mark))
		return false;
	text = form_of(p, &mark, 0, said);
	if (!*said)
		return true;
	text_before(p, tag, false, NULL);
	if (!within(p, tag, text))
		return false;
	p->p = mark.after;
	return true;
}

static bool
section_tag(struct parse *p, struct tmpl_tag *tag)
{
	bool alone = tag->line && tag->next_line, said = false;
	struct tmpl_node *node;
	struct frame *frame;
	enum tmpl_op op;

	if (tag->sigil == '#' && tag->body.n > 2 && *tag->body.p == '_' &&
	    tmpl_is_space(tag->body.p[1]))
		return plural_tag(p, tag);
	if (!tmpl_tag_name(&p->r, tag))
		return false;
	op = tag->sigil == '^' ? TMPL_INVERTED : TMPL_SECTION;
	if (op == TMPL_SECTION && tag->body.n == 1 && *tag->body.p == '_')
		op = TMPL_PASS;
	if (op == TMPL_PASS && p->r.within)
		return parse_fault(p, tag->at, "a mark within a mark");
	if (op == TMPL_PASS && p->set->words) {
		if (!mark_tag(p, tag, &said))
			return false;
		if (said)
			return true;
	}
	frame = frame_push(p, tag, op);
	if (!frame)
		return false;
	text_before(p, tag, alone, NULL);
	if (op != TMPL_PASS) {
		node = node_add(p, op, tag->at);
		node->text = tag->body;
		if (!alone)
			node->bol = take_bol(p);
		if (!tmpl_tag_parts(&p->r, p->set, tag, node))
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

	if (!tmpl_tag_name(&p->r, tag))
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

	if (!tmpl_tag_name(&p->r, tag))
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

	if (p->depth == p->floor)
		return parse_fault(p, tag->at,
		    "a closing tag that closes nothing");
	frame = &p->frames[p->depth - 1];
	if (!same(frame->name, tag->body) || (dynamic &&
	    (frame->node == NO_NODE || !p->t->nodes[frame->node].dynamic)))
		return tmpl_fault(p->r.e, p->t, tmpl_pos(&p->r, tag->at),
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

static bool
parse_all(struct parse *p)
{
	const struct frame *frame;
	struct tmpl_tag tag;

	for (;;) {
		if (!tmpl_tag_read(&p->r, p->p, &tag))
			return false;
		if (!tag.at)
			break;
		if (!tag_do(p, &tag))
			return false;
	}
	if (p->depth > p->floor) {
		frame = &p->frames[p->depth - 1];
		return tmpl_fault(p->r.e, p->t, frame->pos,
		    "{{/%.*s}} is missing", (int)frame->name.n,
		    frame->name.p);
	}
	text_add(p, p->p, p->r.end);
	return true;
}

bool
tmpl_parse(struct err *e, struct tmpl_set *set, struct tmpl *t)
{
	struct parse parse = { .set = set }, *p = &parse;

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
	if (!parse_all(p))
		return false;
	nodes_keep(e->arena, set, t);
	return true;
}
