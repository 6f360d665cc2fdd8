#include "data/form.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "data/doc.h"
#include "base/err.h"
#include "data/text.h"
#include "data/uri.h"

#define NO_INDEX	(-1)
#define APPEND		(FORM_INDEX_MAX + 1)	/* "-": after all numbers */

static bool
read_part(struct err *e, const char *p, size_t n, const char **out,
    size_t *len)
{
	*out = uri_decode(e->arena, p, n, true, len);
	if (!*out)
		return err_set(e, ERR_MALFORMED, "A broken %% escape in the "
		    "form or query.");
	if (!text_valid(*out, *len))
		return err_set(e, ERR_MALFORMED, "The form or query is not "
		    "UTF-8.");
	return true;
}

bool
form_read(struct err *e, const char *p, size_t n, struct form_fields *out)
{
	const char *end = p + n, *next;
	size_t count = 1, i;

	for (i = 0; i < n; i++)
		count += p[i] == '&';
	if (count > FORM_PAIRS_MAX)
		return err_set(e, ERR_TOO_LARGE, say_n("More than %d field in "
		    "one form.", "More than %d fields in one form.",
		    FORM_PAIRS_MAX), FORM_PAIRS_MAX);
	out->p = arena_array(e->arena, count, sizeof(*out->p));
	out->n = 0;
	for (; p < end; p = next + 1) {
		struct form_field *pair = &out->p[out->n];
		const char *equals;

		next = memchr(p, '&', (size_t)(end - p));
		if (!next)
			next = end;
		if (next == p)
			continue;
		equals = memchr(p, '=', (size_t)(next - p));
		if (!equals)
			equals = next;
		if (!read_part(e, p, (size_t)(equals - p), &pair->name,
		    &pair->name_len))
			return false;
		p = equals < next ? equals + 1 : next;
		if (!read_part(e, p, (size_t)(next - p), &pair->value,
		    &pair->value_len))
			return false;
		pair->at = out->n++;
	}
	return true;
}

/*
 * By segments, then as they came. The slash is the least of all bytes, so
 * that everything below one node stands together ("a", "a/b", "a!").
 */
static int
pair_order(const void *one, const void *two)
{
	const struct form_field *a = one, *b = two;
	size_t n = a->name_len < b->name_len ? a->name_len : b->name_len, i;

	for (i = 0; i < n; i++) {
		unsigned char x = (unsigned char)a->name[i];
		unsigned char y = (unsigned char)b->name[i];

		if (x == y)
			continue;
		if (x == '/' || y == '/')
			return x == '/' ? -1 : 1;
		return x < y ? -1 : 1;
	}
	if (a->name_len != b->name_len)
		return a->name_len < b->name_len ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

/* One child of a node: the pairs that begin with its segment. */
struct child {
	const char	*name;		/* with ~0 and ~1 decoded */
	size_t		 name_len;
	size_t		 order;		/* index, or position in the form */
	int		 index;		/* NO_INDEX, APPEND or the number */
	struct doc	*d;
};

static int
child_order(const void *one, const void *two)
{
	const struct child *a = one, *b = two;

	return (a->order > b->order) - (a->order < b->order);
}

/* ~1 is a slash and ~0 a tilde (RFC 6901). */
static bool
read_segment(struct err *e, const char *p, size_t n, struct child *out)
{
	char *name = arena_alloc(e->arena, n + 1);
	size_t i, o = 0;

	for (i = 0; i < n; i++, o++) {
		name[o] = p[i];
		if (p[i] != '~')
			continue;
		i++;
		if (i == n || (p[i] != '0' && p[i] != '1'))
			return err_set(e, ERR_MALFORMED, "A field's name has "
			    "a ~ that is neither ~0 nor ~1.");
		if (p[i] == '1')
			name[o] = '/';
	}
	out->name = name;
	out->name_len = o;
	return true;
}

static bool
read_index(struct err *e, struct child *c)
{
	int64_t index;
	size_t i;

	c->index = NO_INDEX;
	if (c->name_len == 1 && c->name[0] == '-') {
		c->index = APPEND;
		return true;
	}
	for (i = 0; i < c->name_len; i++)
		if (c->name[i] < '0' || c->name[i] > '9')
			return true;
	if (!i || (i > 1 && c->name[0] == '0'))
		return true;
	if (!text_int(c->name, &index) || index > FORM_INDEX_MAX)
		return err_set(e, ERR_TOO_LARGE, say_n("A list of more than "
		    "%d entry.", "A list of more than %d entries.",
		    FORM_INDEX_MAX), FORM_INDEX_MAX);
	c->index = (int)index;
	return true;
}

struct level {
	const struct form_field	*p;	/* sorted, with one beginning */
	size_t			 n;
	size_t			 skip;	/* bytes of that beginning */
	int			 depth;
};

static struct doc *build(struct err *, const struct level *);

static bool
contradiction(struct err *e, const struct form_field *pair)
{
	return err_set(e, ERR_MALFORMED, "The field \"%s\" contradicts "
	    "another one.", pair->name);
}

/* The value of the pairs whose segment ends at byte end of their names. */
static bool
build_child(struct err *e, const struct level *l, size_t end, struct child *c)
{
	const struct form_field *last = &l->p[l->n - 1];

	if (last->name_len == end) {
		c->d = doc_text_n(e->arena, last->value, last->value_len);
		return true;
	}
	if (l->p[0].name_len == end || c->index == APPEND)
		return contradiction(e, last);
	c->d = build(e, &(struct level){ .p = l->p, .n = l->n,
	    .skip = end + 1, .depth = l->depth + 1 });
	return c->d != NULL;
}

/* How many of the pairs share the first one's segment, and where it ends. */
static size_t
group(const struct level *l, size_t *end)
{
	const struct form_field *first = l->p;
	const char *slash = memchr(first->name + l->skip, '/',
	    first->name_len - l->skip);
	size_t n;

	*end = slash ? (size_t)(slash - first->name) : first->name_len;
	for (n = 1; n < l->n; n++) {
		const struct form_field *p = &l->p[n];

		if (p->name_len < *end || memcmp(p->name + l->skip,
		    first->name + l->skip, *end - l->skip) ||
		    (p->name_len > *end && p->name[*end] != '/'))
			break;
	}
	return n;
}

/*
 * The children of a level's first group: one, or for "name/-" one of each
 * pair. Returns how many; 0 is an error.
 */
static size_t
read_group(struct err *e, const struct level *l, size_t end, struct child *out)
{
	struct level one = *l;
	size_t n = 1, i;

	if (!read_segment(e, l->p->name + l->skip, end - l->skip, out))
		return 0;
	out->index = NO_INDEX;
	if (l->depth && !read_index(e, out))
		return 0;
	out->order = out->index == NO_INDEX ? l->p->at : (size_t)out->index;
	if (out->index != APPEND)
		return build_child(e, l, end, out) ? 1 : 0;
	n = l->n;
	one.n = 1;
	for (i = 0; i < n; i++, one.p++) {
		out[i] = out[0];
		out[i].order = APPEND + one.p->at;
		if (!build_child(e, &one, end, &out[i]))
			return 0;
	}
	return n;
}

/* All groups of a level, into out; 0 is an error. */
static size_t
read_level(struct err *e, const struct level *l, struct child *out)
{
	struct level rest = *l;
	size_t count = 0;

	while (rest.n) {
		size_t end, n = group(&rest, &end), added;
		struct level one = rest;

		one.n = n;
		added = read_group(e, &one, end, out + count);
		if (!added)
			return 0;
		if ((out[0].index == NO_INDEX) !=
		    (out[count].index == NO_INDEX)) {
			contradiction(e, rest.p);
			return 0;
		}
		count += added;
		rest.p += n;
		rest.n -= n;
	}
	return count;
}

static struct doc *
build(struct err *e, const struct level *l)
{
	struct child *children;
	struct doc *d;
	size_t n, i;

	if (l->depth == FORM_DEPTH_MAX)
		return err_set(e, ERR_TOO_LARGE, say_n("A field nested more "
		    "than %d level deep.", "A field nested more than %d "
		    "levels deep.", FORM_DEPTH_MAX), FORM_DEPTH_MAX);
	if (!l->n)
		return doc_object(e->arena);
	children = arena_array(e->arena, l->n, sizeof(*children));
	n = read_level(e, l, children);
	if (!n)
		return NULL;
	qsort(children, n, sizeof(*children), child_order);
	if (children->index != NO_INDEX) {
		d = doc_list(e->arena);
		for (i = 0; i < n; i++)
			doc_add(d, children[i].d);
		return d;
	}
	d = doc_object(e->arena);
	for (i = 0; i < n; i++)
		doc_append_n(d, children[i].name, children[i].name_len,
		    children[i].d);
	return d;
}

struct doc *
form_tree(struct err *e, const struct form_fields *fields)
{
	struct form_field *sorted = arena_array(e->arena, fields->n + 1,
	    sizeof(*sorted));

	if (fields->n)
		memcpy(sorted, fields->p, fields->n * sizeof(*sorted));
	qsort(sorted, fields->n, sizeof(*sorted), pair_order);
	return build(e, &(struct level){ .p = sorted, .n = fields->n });
}

struct doc *
form_parse(struct err *e, const char *p, size_t n)
{
	struct form_fields fields;

	return form_read(e, p, n, &fields) ? form_tree(e, &fields) : NULL;
}

struct doc *
form_parse_query(struct err *e, const char *p, size_t n)
{
	struct doc *d = doc_object(e->arena);
	struct form_fields pairs;
	size_t i;

	if (!form_read(e, p, n, &pairs))
		return NULL;
	for (i = 0; i < pairs.n; i++)
		doc_append_n(d, pairs.p[i].name, pairs.p[i].name_len,
		    doc_text_n(e->arena, pairs.p[i].value,
		    pairs.p[i].value_len));
	qsort(pairs.p, pairs.n, sizeof(*pairs.p), pair_order);
	for (i = 1; i < pairs.n; i++)
		if (pairs.p[i].name_len == pairs.p[i - 1].name_len &&
		    memcmp(pairs.p[i].name, pairs.p[i - 1].name,
		    pairs.p[i].name_len) == 0)
			err_parameter(e, pairs.p[i].name, "Given twice.");
	return e->kind ? NULL : d;
}
