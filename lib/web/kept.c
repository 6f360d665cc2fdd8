#include "web/kept.h"

#include <string.h>

#include "base/words.h"
#include "data/conf.h"
#include "store/cx.h"
#include "data/doc.h"
#include "food/nutrient.h"
#include "web/auth.h"
#include "web/receive.h"
#include "web/reply.h"
#include "web/route.h"
#include "data/text.h"

#define FIELDS_MAX 2000

bool
kept_wants(const struct req *rq)
{
	const char *type = req_header(rq, "CONTENT_TYPE");

	if (rq->api || !rq->route || rq->method != POST || !rq->route->body ||
	    !type || !(text_starts(type, "application/x-www-form-urlencoded")
	    || text_starts(type, "multipart/form-data")))
		return false;
	return (rq->cx->err.kind == ERR_SIGNED_OUT &&
	    rq->route->need != NEED_NOBODY) ||
	    rq->cx->err.kind == ERR_NOT_FOUND ||
	    rq->cx->err.kind == ERR_QUOTA ||
	    rq->cx->err.kind == ERR_SECOND_FACTOR;
}

/*
 * What the form called a field: "portions/0/name" by the names of the body.
 * NULL for what has no name there. Sets the field, or NULL.
 */
static const char *
label_of(const struct shape *shape, const char *path,
    const struct field **field)
{
	const struct field *f = NULL;
	const char *label = NULL;
	size_t i, n;
	int k;

	for (; *path; path += n + (path[n] == '/')) {
		n = strcspn(path, "/");
		for (i = 0; shape && i < shape->n; i++) {
			if (strlen(shape->fields[i].name) != n ||
			    memcmp(shape->fields[i].name, path, n) != 0)
				continue;
			f = &shape->fields[i];
			if (f->label)
				label = f->label;
			shape = f->shape;
			break;
		}
		if (f && f->type == FT_NUMBERS && (k = nutrient_by_name(path,
		    n)) >= 0)
			label = nutrient_table[k].label;
	}
	*field = f;
	return label ? say(label) : NULL;
}

/* Whether somebody typed it, or chose it; a form carries other things along. */
static bool
is_typed(const struct field *f, const char *label)
{
	return label || (f && f->type != FT_INT && f->type != FT_UUID &&
	    f->type != FT_CHOICE);
}

/*
 * The fields as [{name, label, value, shown, lines, typed}], but for what is
 * made anew.
 */
static struct doc *
fields_of(struct req *rq)
{
	static const char *const anew[] = { "csrf", "password",
	    "currentPassword" };
	struct arena *arena = rq->cx->arena;
	struct doc *list = doc_list(arena), *d;
	const char *label;
	const struct field *field;
	size_t i, k;

	for (i = 0; i < rq->fields_sent.n && list->count < FIELDS_MAX; i++) {
		const struct form_field *f = &rq->fields_sent.p[i];

		for (k = 0; k < COUNT(anew); k++)
			if (strcmp(f->name, anew[k]) == 0)
				break;
		if (k < COUNT(anew))
			continue;
		d = doc_add(list, doc_object(arena));
		label = label_of(rq->route->body, f->name, &field);
		doc_append(d, "name", doc_text(arena, f->name));
		doc_append(d, "label", doc_text(arena, label));
		doc_append(d, "typed", doc_bool(arena, *f->value &&
		    is_typed(field, label)));
		doc_append(d, "shown", doc_text(arena, field && field->words ?
		    say(f->value) : f->value));
		doc_append(d, "value", doc_text(arena, f->value));
		doc_append(d, "lines", doc_bool(arena, strchr(f->value, '\n')));
	}
	return list;
}

/* A form's own words, from a page of ours and no other. */
static bool
read_body(struct req *rq)
{
	return auth_from_here(rq) && (rq->received || receive_body(rq)) &&
	    rq->fields_sent.n;
}

bool
kept_reply(struct reply *r, struct req *rq)
{
	struct err wrong = rq->cx->err;
	bool out = wrong.kind == ERR_SIGNED_OUT, ok, too_long;
	struct doc *d;

	err_clear(&rq->cx->err);
	ok = read_body(rq);
	too_long = out && rq->cx->err.kind == ERR_TOO_LARGE;
	err_clear(&rq->cx->err);
	if (ok || too_long) {
		d = doc_object(rq->cx->arena);
		doc_append(d, "signedOut", doc_bool(rq->cx->arena, out));
		doc_append(d, "detail", doc_text(rq->cx->arena, wrong.detail));
		doc_append(d, "action", doc_text(rq->cx->arena, rq->target));
		if (too_long)	/* not read: the browser still has it */
			doc_append(d, "tooLong", doc_int(rq->cx->arena,
			    BODY_STRANGER >> 10));
		else
			doc_append(d, "fields", fields_of(rq));
		ok = reply_view(r, rq, err_status(wrong.kind), "kept", d);
	}
	rq->cx->err = wrong;
	return ok;
}
