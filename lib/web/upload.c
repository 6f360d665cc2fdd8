#include "web/upload.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "data/conf.h"
#include "data/form.h"
#include "data/multipart.h"
#include "data/text.h"
#include "store/cx.h"
#include "web/http.h"
#include "web/req.h"
#include "web/route.h"
#include "web/spool.h"

#define CHUNK		16384
#define FIELDS_STEP	32	/* room is made for so many more */
#define ANY_TYPE	"application/octet-stream"

struct upload {
	struct req	*rq;
	struct req_file	*file;	/* the one that comes; NULL: a field */
	bool		 empty;	/* an input where none was chosen */
	struct spool	 spool;
	const char	*name;	/* of the field that comes */
	struct buf	 text;	/* of all fields, a NUL after each */
	size_t		 from;	/* where this one's begins */
	size_t		*starts;	/* where each one's begins */
	size_t		 room;	/* of starts and the fields */
};

/* ---- files ------------------------------------------------------------- */

static bool
refuse_type(struct req *rq)
{
	if (!rq->route->accepts)
		return fail(rq->cx, ERR_MEDIA_TYPE, "This takes no files.");
	return fail(rq->cx, ERR_MEDIA_TYPE, "This takes files of these "
	    "types: %s.", rq->route->accepts);
}

static bool
begin_file(struct upload *u, const char *name, const char *filename,
    const char *type)
{
	struct req *rq = u->rq;
	struct req_file *file;

	if (!rq->route->accepts || !text_has_word(rq->route->accepts, type))
		return refuse_type(rq);
	if (rq->nfiles == REQ_FILES_MAX)
		return fail(rq->cx, ERR_TOO_LARGE, "At most %d files can be "
		    "sent at once.", REQ_FILES_MAX);
	if (!spool_open(rq->cx, &u->spool))
		return false;
	file = u->file = &rq->files[rq->nfiles++];
	file->name = name;
	file->filename = filename;
	file->type = type;
	file->fd = u->spool.fd;
	return true;
}

/* ---- fields ------------------------------------------------------------ */

static void
add_field(struct upload *u)
{
	struct form_fields *all = &u->rq->fields_sent;
	struct arena *arena = u->rq->cx->arena;
	size_t more = u->room + FIELDS_STEP;

	if (all->n == u->room) {
		all->p = arena_grow(arena, all->p, u->room *
		    sizeof(*all->p), more * sizeof(*all->p));
		u->starts = arena_grow(arena, u->starts, u->room *
		    sizeof(*u->starts), more * sizeof(*u->starts));
		u->room = more;
	}
	all->p[all->n] = (struct form_field){ .name = u->name,
	    .name_len = strlen(u->name), .at = all->n,
	    .value_len = buf_len(&u->text) - u->from };
	u->starts[all->n++] = u->from;
	buf_char(&u->text, '\0');
}

/* Where each value is, is known when the last one is there. */
static bool
place_fields(struct upload *u)
{
	struct form_fields *all = &u->rq->fields_sent;
	char *text = buf_done(&u->text, &u->rq->cx->err);
	size_t i;

	for (i = 0; text && i < all->n; i++) {
		all->p[i].value = text + u->starts[i];
		if (!text_valid(all->p[i].value, all->p[i].value_len))
			return fail(u->rq->cx, ERR_MALFORMED, "The form is "
			    "not UTF-8.");
	}
	return text != NULL;
}

/* ---- parts ------------------------------------------------------------- */

static bool
begin(void *arg, const struct multipart_part *part)
{
	struct upload *u = arg;
	const char *type = part->type ? part->type : ANY_TYPE;

	u->file = NULL;
	u->empty = part->filename && !*part->filename;
	u->name = part->name;
	u->from = buf_len(&u->text);
	if (!part->filename || u->empty)
		return true;
	return begin_file(u, part->name, part->filename, type);
}

static bool
data(void *arg, const char *p, size_t n)
{
	struct upload *u = arg;

	if (u->file)
		return spool_add(u->rq->cx, &u->spool, p, n);
	if (u->empty)		/* nameless, but a file all the same */
		return fail(u->rq->cx, ERR_MALFORMED, "A file needs a "
		    "name.");
	buf_add(&u->text, p, n);
	return !buf_over(&u->text) || fail(u->rq->cx, ERR_TOO_LARGE,
	    "The fields of a form may have %lld bytes.",
	    (long long)u->rq->cx->conf->body_max);
}

static bool
upload_end(void *arg)
{
	struct upload *u = arg;

	if (u->file)
		u->file->size = u->spool.n;
	else if (!u->empty)
		add_field(u);
	return true;
}

bool
upload_parts(struct req *rq)
{
	static const struct multipart_to to = { begin, data, upload_end };
	struct upload u = { .rq = rq };
	struct err *e = &rq->cx->err;
	struct multipart *m;
	char chunk[CHUNK];
	size_t got = 1;

	buf_init(&u.text, rq->cx->arena, (size_t)rq->cx->conf->body_max);
	u.starts = arena_array(rq->cx->arena, FIELDS_STEP,
	    sizeof(*u.starts));
	rq->fields_sent.p = arena_array(rq->cx->arena, FIELDS_STEP,
	    sizeof(*rq->fields_sent.p));
	u.room = FIELDS_STEP;
	m = multipart_new(e, req_header(rq, "CONTENT_TYPE"), &to, &u);
	if (!m)
		return false;
	while (got) {
		if (!http_body_read(e, rq->http, chunk, sizeof(chunk), &got) ||
		    !multipart_feed(m, chunk, got))
			return false;
	}
	return multipart_end(m) && place_fields(&u);
}

bool
upload_whole(struct req *rq, const char *type)
{
	struct upload u = { .rq = rq };
	char chunk[CHUNK];
	size_t got = 1;

	if (!begin_file(&u, "", "", type))
		return false;
	while (got) {
		if (!http_body_read(&rq->cx->err, rq->http, chunk,
		    sizeof(chunk), &got) ||
		    !spool_add(rq->cx, &u.spool, chunk, got))
			return false;
	}
	u.file->size = u.spool.n;
	return true;
}
