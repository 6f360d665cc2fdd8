#include "web/idempotency.h"

#include <string.h>

#include "web/batch.h"
#include "base/buf.h"
#include "data/conf.h"
#include "store/db.h"
#include "data/doc.h"
#include "data/field.h"
#include "data/json.h"
#include "web/route.h"
#include "store/secret.h"
#include "web/spool.h"
#include "data/text.h"

#define FILE_LINES_MAX	8192	/* name, its own, type and hash of one */
#define VALUE_GROWS	30	/* "1" may be written as a double is */
#define TARGET_MAX	500

struct once {
	struct req	*rq;
	struct doc	*answer;
};

/* A long address would not fit into the table's index. */
static const char *
row_name(struct req *rq)
{
	const char *target = rq->target;
	size_t n = strlen(target);

	if (n > TARGET_MAX)
		target = secret_hash(rq->cx->arena, target, n);
	return arena_fmt(rq->cx->arena, "%s %s", method_name(rq->method),
	    target);
}

/* The answer that was kept. */
static bool
replay(struct cx *cx, struct once *o, const char *route, const char *hash)
{
	struct req *rq = o->rq;
	struct doc *row = DB(cx, SQL_KEPT_ANSWER_FIND, .person = cx->asker.id,
	    .route = route, .key = rq->key);
	const char *body = doc_str(row, "body");

	if (!row)
		return false;
	if (doc_is_null(row) || strcmp(doc_str(row, "bodyHash"), hash) != 0)
		return fail(cx, ERR_KEY_REUSE, "This Idempotency-Key was "
		    "used with another body. Use a new one.");
	rq->out.replayed = true;
	rq->out.status = (int)doc_num(row, "status", 200);
	if (rq->api)
		rq->out.location = doc_str(row, "head");
	else
		rq->out.redirect = doc_str(row, "head");
	o->answer = body ? json_parse(&cx->err, body, strlen(body)) :
	    doc_null(cx->arena);
	return o->answer != NULL;
}

/* What the answer will be: the row's status unless the handler said. */
static int
status_of(const struct req *rq)
{
	if (rq->out.status)
		return rq->out.status;
	return rq->route->flags & R_CREATED ? 201 :
	    rq->route->flags & R_ACCEPTED ? 202 : 200;
}

static struct doc *
do_it(struct req *rq)
{
	return batch_is(rq) ? batch_run(rq) : rq->route->run(rq);
}

/* What a file holds, and what is said of it. */
static bool
add_file(struct req *rq, struct buf *b, const struct req_file *file)
{
	struct spool spool = { .fd = file->fd, .n = file->size };
	const char *p = spool_bytes(rq->cx, &spool);

	if (p)
		buf_fmt(b, "\n%s\n%s\n%s\n%s", file->name, file->filename,
		    file->type, secret_hash(rq->cx->arena, p, file->size));
	return p != NULL;
}

/* Of the value, whatever its blanks and the order of its members; and of the
 * files that came with it. */
static const char *
body_hash(struct req *rq)
{
	struct buf b;
	size_t i;

	if (!rq->body)
		return secret_hash(rq->cx->arena, rq->bytes ? rq->bytes : "",
		    rq->bytes ? rq->nbytes : 0);
	buf_init(&b, rq->cx->arena, VALUE_GROWS * (rq->nbytes + 1) +
	    rq->nfiles * FILE_LINES_MAX);
	json_print_canonical(&b, rq->body);
	for (i = 0; i < rq->nfiles; i++)
		if (!add_file(rq, &b, &rq->files[i]))
			return NULL;
	return secret_hash(rq->cx->arena, buf_done(&b, NULL), buf_len(&b));
}

static bool
once(struct cx *cx, void *arg)
{
	struct once *o = arg;
	struct req *rq = o->rq;
	const char *route = row_name(rq);
	const char *hash = body_hash(rq);
	struct doc *claim = hash ? DB(cx, SQL_KEPT_ANSWER_CLAIM,
	    .person = cx->asker.id, .route = route, .key = rq->key,
	    .body_hash = hash) : NULL;
	struct buf body;

	if (!claim)
		return false;
	if (!db_touched(claim))
		return replay(cx, o, route, hash);
	o->answer = do_it(rq);
	if (!o->answer)
		return false;
	buf_init(&body, cx->arena, (size_t)cx->conf->answer_max);
	json_print(&body, o->answer);
	if (buf_over(&body))
		return fail(cx, ERR_INTERNAL, "The answer grew too large.");
	return DB(cx, SQL_KEPT_ANSWER_FILL, .person = cx->asker.id,
	    .route = route, .key = rq->key, .status = db_int(cx, status_of(rq)),
	    .body = buf_done(&body, NULL),
	    .head = rq->api ? rq->out.location : rq->out.redirect) != NULL;
}

static bool
check_key(struct req *rq)
{
	const char *p;

	for (p = rq->key; *p; p++)
		if (*p <= ' ' || *p > '~' || p - rq->key >= IDEMPOTENCY_KEY_MAX)
			return fail(rq->cx, ERR_MALFORMED, "Idempotency-Key "
			    "takes 1 to 255 printable characters.");
	return true;
}

bool
idempotency_kept(const struct route *r)
{
	/*
	 * Answers of rows that need no login, and of rows with secrets, are
	 * not kept: they would keep the secret. Such rows also count failed
	 * tries, which must not be rolled back with the transaction that
	 * keeps an answer; other rows that count have R_COUNTS.
	 */
	return r->method == POST && r->need != NEED_NOBODY &&
	    !(r->flags & R_NO_REPLAY) && !field_has_secret(r->body) &&
	    !field_has_secret(r->answer);
}

struct doc *
idempotency_run(struct req *rq)
{
	struct once o = { .rq = rq };

	if (!rq->key || !*rq->cx->asker.id || !idempotency_kept(rq->route))
		return do_it(rq);
	return check_key(rq) && db_tx(rq->cx, once, &o) ? o.answer : NULL;
}

char *
idempotency_code(struct req *rq)
{
	const struct shape *shape = rq->route->body;
	struct doc *body;
	struct buf b;
	size_t i;

	if (!rq->key || !check_key(rq))
		return NULL;
	body = doc_copy(rq->cx->arena, rq->body);
	for (i = 0; i < shape->n; i++)
		if (shape->fields[i].type == FT_SECRET)
			doc_drop(body, shape->fields[i].name);
	buf_init(&b, rq->cx->arena, VALUE_GROWS * (rq->nbytes + 1));
	json_print_canonical(&b, body);
	return secret_mac(rq->cx->arena, rq->key, strlen(rq->key),
	    buf_done(&b, NULL));
}
