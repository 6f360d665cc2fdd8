/*
 * route: what a responder answers, as a table.
 *
 * A row says the method, the path, who may, which shapes the input and the
 * answer have, the function that does it, and the page. The dispatcher does
 * the rest, in this order: the head of the request, who it is, whether they
 * may, and only then the body and what it proves (a page's token). So it does
 * authentication, roles, CSRF, HEAD and OPTIONS, 404, 405 with
 * Allow, 406, 413, 415, reading input, PATCH, ETag, If-Match, idempotency
 * keys, redirects after forms, rendering. So no handler repeats it, and the
 * OpenAPI document, the permission tests and the nginx locations are made
 * from the same rows.
 *
 * Add a page: 1. a statement in lib/sql, 2. a domain call, 3. a shape for
 * what comes in and goes out, 4. a handler of three lines, 5. a row,
 * 6. a template.
 */
#ifndef MEAL_ROUTE_H
#define MEAL_ROUTE_H

#include "data/field.h"
#include "store/token_scope.h"
#include "web/req.h"

enum need {
	NEED_NOBODY,	/* anybody; who is logged in is known */
	NEED_PERSON,	/* somebody logged in */
	NEED_VIEWER,	/* of the household: may look */
	NEED_MEMBER,	/* may change */
	NEED_OWNER,	/* may decide */
	NEED_ADMIN,	/* of the installation */
	NEED_LOCAL,	/* from this machine only */
};

enum {
	R_API = 1 << 0,		/* only below /api/ */
	R_PAGE = 1 << 1,	/* only as a page */
	R_CREATED = 1 << 2,	/* 201 and Location (the path + /id) */
	R_EMPTY = 1 << 3,	/* 204, no document */
	R_ACCEPTED = 1 << 4,	/* 202 */
	R_LIST = 1 << 5,	/* {items, next}: Link, limit, cursor */
	R_MATCH = 1 << 6,	/* honours If-Match: its handler takes
				 * rq->if_match */
	R_LD = 1 << 7,		/* may be asked for, or sent, as
				 * application/ld+json */
	R_FORM = 1 << 8,	/* a GET page whose view needs the form of
				 * the body shape */
	R_RAW_BODY = 1 << 9,	/* any content type; raw bytes */
	R_NO_AUTH = 1 << 10,	/* asks nobody who it is, needs no database */
	R_INTERNAL = 1 << 11,	/* nginx's own; not in the contract */
	R_ROOT = 1 << 12,	/* with R_API: JSON without /api/ as well */
	R_FILE = 1 << 13,	/* what is accepted is a file (zip) in the
				 * end, then with 200 */
	R_NO_REPLAY = 1 << 14,	/* counts failed tries, which must not be
				 * rolled back: no answer is kept */
	R_READ = 1 << 15,	/* a page, but below /api/ */
	R_KEY = 1 << 16,	/* takes an Idempotency-Key of nobody: its
				 * handler asks idempotency_code */
	R_SETUP = 1 << 17,	/* open to an administrator who has yet to
				 * turn a second factor on (mfa_admins) */
	R_KEEP = 1 << 18,	/* a GET whose answer a browser may keep, and
				 * ask about again; others are not kept */
	R_SAFE = 1 << 19,	/* a POST that changes nothing: a token that
				 * reads may */
};

/* Of somebody unknown no more is taken, whatever the row says. */
#define BODY_STRANGER	65536

struct route {
	enum method		 method;
	const char		*path;		/* "/recipes/:id" */
	enum need		 need;
	struct doc	      *(*run)(struct req *);
	unsigned		 flags;
	const char		*view;		/* template of the page */
	const struct shape	*query, *body, *answer;
	const struct shape	*other;		/* or this answer instead */
	const char		*each;		/* the path of the row, of the
						 * same method, that does one
						 * of many (batch.h) */
	const char		*expand;	/* words of ?expand=: rq->expand
						 * has a bit for each */
	const char		*form;		/* GET page to show again when
						 * the form has faults */
	const char		*then;		/* where a form leads: ":id" is
						 * of the answer or path; NULL:
						 * view */
	const char		*flash;		/* what the next page says
						 * after a form: a member of
						 * partials/flash; the handler
						 * may say otherwise */
	struct doc	      *(*current)(struct req *);	/* for PATCH */
	struct doc	      *(*take)(struct req *, struct doc *);
						/* what was sent, as the body
						 * shape has it; NULL: it is.
						 * A NULL answer sets the
						 * error */
	size_t			 max;		/* bytes of a body, files and
						 * all; 0: the option
						 * body_max */
	const char		*accepts;	/* media types of files, with
						 * blanks between: each alone
						 * as the body (below /api/),
						 * or in a form of parts:
						 * rq->files; NULL: none */
	enum scope		 scope;		/* what an API token must be
						 * good for: to read it with
						 * GET, else to write it. 0:
						 * no token may, it is the
						 * account's own (passwords,
						 * factors, tokens) */
	const char		*op;		/* its operationId */
	const char		*doc;		/* one line for the contract */
};

struct responder {
	const char		*name;
	const struct route	*routes;
	size_t			 n;
	bool			 hashes;	/* passwords: it steps back
						 * behind those who serve
						 * pages */
	bool			 keyless;	/* signs and seals nothing */
};

/*
 * The row for a method and path, its args in rq->args. NULL sets the error:
 * NOT_FOUND, or METHOD with what is allowed in *allow (bits 1 << method).
 * `:id` and names ending in Id take UUIDs only, `:n` numbers; others any.
 */
const struct route *route_find(struct req *, const struct responder *,
	    unsigned *allow);
/* Whether the row answers below /api/, or (also) without it. */
bool	route_api(const struct route *);
bool	route_page(const struct route *);

/* The word of the scope that an API token needs for it; NULL: none may. */
const char *route_scope(const struct route *);

const char *method_name(enum method);
const char *need_name(enum need);

#endif
