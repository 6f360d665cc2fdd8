#include "data/doc.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "data/text.h"

static struct doc *
doc_new(struct arena *arena, enum doc_kind kind)
{
	struct doc *d = arena_alloc(arena, sizeof(*d));

	d->kind = kind;
	return d;
}

struct doc *
doc_null(struct arena *arena)
{
	return doc_new(arena, DOC_NULL);
}

struct doc *
doc_bool(struct arena *arena, bool truth)
{
	struct doc *d = doc_new(arena, DOC_BOOL);

	d->truth = truth;
	return d;
}

static struct doc *
doc_chars_new(struct arena *arena, enum doc_kind kind, const char *p, size_t n)
{
	struct doc *d;

	if (!p)
		return doc_null(arena);
	d = doc_new(arena, kind);
	d->text = p;
	d->len = n;
	return d;
}

struct doc *
doc_int(struct arena *arena, int64_t value)
{
	char text[24], *p = text + sizeof(text);
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	size_t n;

	do {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (value < 0)
		*--p = '-';
	n = (size_t)(text + sizeof(text) - p);
	return doc_chars_new(arena, DOC_NUMBER, arena_dup(arena, p, n), n);
}

struct doc *
doc_double(struct arena *arena, double value)
{
	return doc_number(arena, text_number(arena, value));
}

struct doc *
doc_number(struct arena *arena, const char *text)
{
	return doc_chars_new(arena, DOC_NUMBER, text, text ? strlen(text) : 0);
}

struct doc *
doc_text(struct arena *arena, const char *text)
{
	return doc_chars_new(arena, DOC_TEXT, text, text ? strlen(text) : 0);
}

struct doc *
doc_text_n(struct arena *arena, const char *p, size_t n)
{
	return doc_chars_new(arena, DOC_TEXT, p, n);
}

struct doc *
doc_raw(struct arena *arena, const char *json, size_t n)
{
	return doc_chars_new(arena, DOC_RAW, json, n);
}

struct doc *
doc_list(struct arena *arena)
{
	return doc_new(arena, DOC_LIST);
}

struct doc *
doc_object(struct arena *arena)
{
	return doc_new(arena, DOC_OBJECT);
}

struct doc *
doc_add(struct doc *list, struct doc *child)
{
	child->next = NULL;
	if (list->last)
		list->last->next = child;
	else
		list->first = child;
	list->last = child;
	list->count++;
	return child;
}

struct doc *
doc_append_n(struct doc *object, const char *name, size_t n, struct doc *child)
{
	child->name = name;
	child->name_len = n;
	return doc_add(object, child);
}

struct doc *
doc_append(struct doc *object, const char *name, struct doc *child)
{
	return doc_append_n(object, name, strlen(name), child);
}

static bool
is_named(const struct doc *d, const char *name, size_t n)
{
	return d->name_len == n && (!n || (*d->name == *name &&
	    memcmp(d->name, name, n) == 0));
}

/* The member of that name and, in *prev, the one before it. */
static struct doc *
doc_find(const struct doc *object, const char *name, size_t n,
    struct doc **prev)
{
	struct doc *d;

	*prev = NULL;
	if (!object || object->kind != DOC_OBJECT)
		return NULL;
	for (d = object->first; d; d = d->next) {
		if (is_named(d, name, n))
			return d;
		*prev = d;
	}
	return NULL;
}

struct doc *
doc_set(struct doc *object, const char *name, struct doc *child)
{
	size_t n = strlen(name);
	struct doc *prev, *old = doc_find(object, name, n, &prev);

	if (!old)
		return doc_append_n(object, name, n, child);
	if (old == child)
		return child;
	child->name = name;
	child->name_len = n;
	child->next = old->next;
	if (prev)
		prev->next = child;
	else
		object->first = child;
	if (object->last == old)
		object->last = child;
	old->next = NULL;
	old->name = NULL;
	old->name_len = 0;
	return child;
}

struct doc *
doc_drop(struct doc *object, const char *name)
{
	struct doc *prev, *d = doc_find(object, name, strlen(name), &prev);

	if (!d)
		return NULL;
	if (prev)
		prev->next = d->next;
	else
		object->first = d->next;
	if (object->last == d)
		object->last = prev;
	object->count--;
	d->next = NULL;
	d->name = NULL;
	d->name_len = 0;
	return d;
}

struct doc *
doc_get_n(const struct doc *object, const char *name, size_t n)
{
	struct doc *prev;

	return doc_find(object, name, n, &prev);
}

struct doc *
doc_get(const struct doc *object, const char *name)
{
	return doc_get_n(object, name, strlen(name));
}

struct doc *
doc_path(const struct doc *object, const char *path)
{
	struct doc *d;
	size_t n;

	for (;;) {
		n = strcspn(path, ".");
		d = doc_get_n(object, path, n);
		if (!d || !path[n])
			return d;
		object = d;
		path += n + 1;
	}
}

const char *
doc_chars(const struct doc *d)
{
	if (!d || (d->kind != DOC_TEXT && d->kind != DOC_NUMBER))
		return NULL;
	return d->text;
}

const char *
doc_str(const struct doc *object, const char *name)
{
	return doc_chars(doc_get(object, name));
}

bool
doc_true(const struct doc *d)
{
	return d && d->kind == DOC_BOOL && d->truth;
}

bool
doc_is_null(const struct doc *d)
{
	return !d || d->kind == DOC_NULL;
}

double
doc_num(const struct doc *object, const char *name, double fallback)
{
	const struct doc *d = doc_get(object, name);
	double value;

	if (!d || d->kind != DOC_NUMBER || !text_double(d->text, &value))
		return fallback;
	return value;
}

struct doc *
doc_first(const struct doc *d)
{
	return d ? d->first : NULL;
}

/* New nodes all the way down; text and names are copied if deep. */
static struct doc *
clone(struct arena *arena, const struct doc *d, bool deep)
{
	struct doc *copy = doc_new(arena, d->kind);
	const struct doc *child;

	copy->truth = d->truth;
	copy->text = d->text;
	copy->len = d->len;
	if (deep && d->text)
		copy->text = arena_dup(arena, d->text, d->len);
	for (child = d->first; child; child = child->next) {
		struct doc *grown = doc_add(copy, clone(arena, child, deep));

		grown->name = child->name;
		grown->name_len = child->name_len;
		if (deep && child->name)
			grown->name = arena_dup(arena, child->name,
			    child->name_len);
	}
	return copy;
}

struct doc *
doc_copy(struct arena *arena, const struct doc *d)
{
	return d ? clone(arena, d, true) : NULL;
}

/*
 * A merge finds members by binary search in sorted tables: a patch of a
 * hundred thousand members must not cost their square.
 */
struct slot {
	struct doc	*d;
	size_t		 at;	/* position in its object */
	bool		 gone;	/* removed, or a later one of that name won */
};

static int
name_order(const struct doc *a, const struct doc *b)
{
	size_t n = a->name_len < b->name_len ? a->name_len : b->name_len;
	int order = memcmp(a->name, b->name, n);

	if (order)
		return order;
	return (a->name_len > b->name_len) - (a->name_len < b->name_len);
}

static int
slot_by_name(const void *one, const void *two)
{
	const struct slot *a = one, *b = two;
	int order = name_order(a->d, b->d);

	return order ? order : (a->at > b->at) - (a->at < b->at);
}

static int
slot_by_place(const void *one, const void *two)
{
	const struct slot *a = one, *b = two;

	return (a->at > b->at) - (a->at < b->at);
}

/* The members by name; of several of one name all but the last are gone. */
static struct slot *
slots(struct arena *arena, const struct doc *object)
{
	struct slot *table = arena_array(arena, object->count, sizeof(*table));
	struct doc *d;
	size_t n = 0, i;

	for (d = object->first; d; d = d->next, n++)
		table[n] = (struct slot){ .d = d, .at = n };
	qsort(table, n, sizeof(*table), slot_by_name);
	for (i = 1; i < n; i++)
		if (name_order(table[i - 1].d, table[i].d) == 0)
			table[i - 1].gone = true;
	return table;
}

static struct slot *
slot_find(struct slot *table, size_t n, const struct doc *like)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (name_order(table[middle].d, like) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low && name_order(table[low - 1].d, like) == 0)
		return &table[low - 1];
	return NULL;
}

static struct doc *merge(struct arena *, struct doc *, const struct doc *);

static void
merge_members(struct arena *arena, struct doc *target, const struct doc *patch)
{
	size_t nold = target->count, nnew = patch->count, i;
	struct slot *old = slots(arena, target);
	struct slot *new = slots(arena, patch);

	for (i = 0; i < nnew; i++) {
		const struct doc *change = new[i].d;
		struct slot *was = slot_find(old, nold, change);
		struct doc *d;

		if (new[i].gone)
			continue;
		if (change->kind == DOC_NULL) {
			new[i].gone = true;
			if (was)
				was->gone = true;
			continue;
		}
		d = merge(arena, was ? was->d : NULL, change);
		d->name = change->name;
		d->name_len = change->name_len;
		new[i].d = d;
		if (was) {
			was->d = d;
			new[i].gone = true;
		}
	}
	qsort(old, nold, sizeof(*old), slot_by_place);
	qsort(new, nnew, sizeof(*new), slot_by_place);
	target->first = target->last = NULL;
	target->count = 0;
	for (i = 0; i < nold; i++)
		if (!old[i].gone)
			doc_add(target, old[i].d);
	for (i = 0; i < nnew; i++)
		if (!new[i].gone)
			doc_add(target, new[i].d);
}

static struct doc *
merge(struct arena *arena, struct doc *target, const struct doc *patch)
{
	if (patch->kind != DOC_OBJECT)
		return clone(arena, patch, false);
	if (!target || target->kind != DOC_OBJECT)
		target = doc_object(arena);
	if (patch->count)
		merge_members(arena, target, patch);
	return target;
}

struct doc *
doc_merge_patch(struct arena *arena, struct doc *target,
    const struct doc *patch)
{
	return patch ? merge(arena, target, patch) : target;
}
