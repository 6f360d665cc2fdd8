/*
 * What form_parse accepts is an object of at most FORM_DEPTH_MAX levels,
 * all values text, no list longer than the pairs; written as a form again it
 * reads as the same tree. form_parse_query gives no name twice.
 */
#include "data/form.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/doc.h"
#include "base/err.h"
#include "data/json.h"
#include "data/text.h"
#include "data/uri.h"

#include "fuzz.h"

#define OUT_MAX ((size_t)64 << 20)

static void
check_tree(const struct doc *d, int depth)
{
	const struct doc *child, *other;

	REQUIRE(depth <= FORM_DEPTH_MAX);
	if (d->kind == DOC_TEXT) {
		REQUIRE(text_valid(d->text, d->len));
		REQUIRE(d->text[d->len] == '\0');
		return;
	}
	REQUIRE(d->kind == DOC_OBJECT || d->kind == DOC_LIST);
	REQUIRE(d->count || !depth);
	for (child = d->first; child; child = child->next) {
		REQUIRE((d->kind == DOC_OBJECT) == (child->name != NULL));
		if (child->name && d->count < 100)
			for (other = child->next; other; other = other->next)
				REQUIRE(other->name_len != child->name_len ||
				    memcmp(other->name, child->name,
				    child->name_len) != 0);
		check_tree(child, depth + 1);
	}
}

/* A member's name as part of a pointer (RFC 6901), encoded. */
static void
add_name(struct buf *b, const struct doc *d)
{
	size_t i;

	for (i = 0; i < d->name_len; i++)
		if (d->name[i] == '~')
			buf_str(b, "%7E0");
		else if (d->name[i] == '/')
			buf_str(b, "~1");
		else
			uri_encode(b, d->name + i, 1);
}

static void
write_form(struct buf *b, const struct doc *d, struct buf *name)
{
	const struct doc *child;
	size_t n = buf_len(name), i = 0;

	if (d->kind == DOC_TEXT) {
		if (buf_len(b))
			buf_char(b, '&');
		buf_add(b, buf_done(name, NULL), buf_len(name));
		buf_char(b, '=');
		uri_encode(b, d->text, d->len);
		return;
	}
	for (child = d->first; child; child = child->next, i++) {
		/* the top's first segment may be empty */
		if (n || buf_over(name))
			buf_char(name, '/');
		if (d->kind == DOC_LIST)
			buf_fmt(name, "%zu", i);
		else
			add_name(name, child);
		write_form(b, child, name);
		buf_cut(name, n);
	}
}

static bool
has_empty_name(const struct doc *d)
{
	const struct doc *child;

	for (child = d->first; child; child = child->next)
		if (child->name && !child->name_len)
			return true;
	return false;
}

static struct buf
json(struct arena *arena, const struct doc *d)
{
	struct buf b;

	buf_init(&b, arena, OUT_MAX);
	json_print(&b, d);
	return b;
}

static bool
is_same(struct arena *arena, const struct doc *a, const struct doc *b)
{
	struct buf x = json(arena, a), y = json(arena, b);

	return buf_len(&x) == buf_len(&y) && memcmp(buf_done(&x, NULL),
	    buf_done(&y, NULL), buf_len(&x)) == 0;
}

/* Not below an empty first name: that cannot be told from no name here. */
static void
check_again(struct arena *arena, const struct doc *d)
{
	struct buf b, name;
	struct doc *again, *third;
	struct err e;

	if (has_empty_name(d))
		return;
	err_init(&e, arena);
	buf_init(&b, arena, OUT_MAX);
	buf_init(&name, arena, OUT_MAX);
	write_form(&b, d, &name);
	again = form_parse(&e, buf_done(&b, NULL), buf_len(&b));
	if (!again) {
		/* a list of "-" entries may be longer than numbers go */
		REQUIRE(e.kind == ERR_TOO_LARGE);
		return;
	}
	/* members of a subtree may change places, once */
	buf_clear(&b);
	write_form(&b, again, &name);
	third = form_parse(&e, buf_done(&b, NULL), buf_len(&b));
	REQUIRE(third && is_same(arena, again, third));
}

static void
check_query(struct arena *arena, const char *p, size_t n)
{
	const struct doc *d, *child;
	struct err e;

	err_init(&e, arena);
	d = form_parse_query(&e, p, n);
	REQUIRE((d != NULL) == (e.kind == ERR_NONE));
	for (child = doc_first(d); child; child = child->next)
		REQUIRE(child->kind == DOC_TEXT &&
		    doc_get_n(d, child->name, child->name_len) == child);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct doc *d;
	struct err e;

	err_init(&e, arena);
	d = form_parse(&e, (const char *)data, size);
	REQUIRE((d != NULL) == (e.kind == ERR_NONE));
	if (d) {
		REQUIRE(d->kind == DOC_OBJECT);
		check_tree(d, 0);
		check_again(arena, d);
	} else {
		REQUIRE(e.kind == ERR_MALFORMED || e.kind == ERR_TOO_LARGE);
		REQUIRE(text_valid(e.detail, strlen(e.detail)));
	}
	check_query(arena, (const char *)data, size);
	REQUIRE(err_bugs() == 0);
	arena_free(arena);
	return 0;
}
