/*
 * req: one request, as handlers see it, and what they may say about the
 * answer besides the document they return.
 */
#ifndef MEAL_REQ_H
#define MEAL_REQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/field.h"
#include "data/form.h"
#include "data/uri.h"
#include "store/cx.h"

struct doc;
struct http;
struct route;
struct site;

enum method { GET, POST, PUT, PATCH, DELETE, OPTIONS, METHODS };

#define REQ_ARGS_MAX	4
#define REQ_COOKIES_MAX	4
#define REQ_FILES_MAX	16

/* A cookie to be set, besides the session's; max_age 0 takes it away. */
struct req_put {
	const char	*name, *value;
	int64_t		 max_age;	/* seconds */
};

/* What is to be said besides the document; all zero is nothing. */
struct answer {
	const char		*redirect;	/* after a form, or 303 */
	const char		*set_cookie;	/* the session's new value; ""
						 * ends it */
	struct req_put		 cookies[REQ_COOKIES_MAX]; /* req_put_cookie */
	size_t			 ncookies;
	const char		*flash, *flash_undo;	/* for the next page */
	int			 status;	/* overrides the route's */
	bool			 replayed;	/* kept for its key */
	int			 max_age;	/* seconds that anybody may
						 * keep it; 0: nobody */
	const char		*location;
	const char		*challenge;	/* of WWW-Authenticate, what a
						 * bearer token lacks */
	const char		*type;		/* of a text answer … */
	const char		*text;		/* … instead of a document */
	size_t			 text_n;
	const char		*file;		/* or a file's path, … */
	const char		*file_name;	/* … to be saved as this */
};

/* A file that was sent. Its name and type are what the sender says of it. */
struct req_file {
	const char	*name;		/* of the form's field; "" when the
					 * file is the whole body */
	const char	*filename;	/* never a path; may be "" */
	const char	*type;		/* one that the row accepts */
	size_t		 size;		/* bytes */
	int		 fd;		/* to be read with pread; closed with
					 * the arena */
};

struct req {
	struct cx		*cx;
	struct http		*http;
	const struct site	*site;
	const struct route	*route;	/* NULL: nothing fits */
	enum method		 method;
	bool			 head;	/* HEAD: a GET without its body */
	bool			 api;	/* below /api/: JSON */
	bool			 ld;	/* asked for as application/ld+json */
	const char		*target;	/* as it came, in ASCII */
	const char		*moved;	/* a page's without the slash at its
					 * end, when it came with one */
	struct uri_path		 path;	/* without /api/v1 */
	const char		*args[REQ_ARGS_MAX];	/* of :names */
	char			 id[65];		/* X-Request-Id */
	const char		*traceparent;

	/* input, read by the route's shapes */
	const void		*in;		/* the body's struct */
	const void		*params;	/* the query's struct */
	struct doc		*query, *body;	/* as they came */
	const char		*bytes;		/* the raw body; NULL when it
						 * was read in parts */
	size_t			 nbytes;	/* of it, or of them */
	struct form_fields	 fields_sent;	/* of a form, as they came */
	bool			 is_form;	/* body is of such */
	struct req_file		 files[REQ_FILES_MAX];
	size_t			 nfiles;
	bool			 received;	/* the body was asked for */
	const char		*fields;	/* ?fields=, or NULL */
	unsigned		 expand;	/* bits of the row's words */
	bool			 minimal;	/* Prefer: return=minimal */
	int64_t			 if_match;	/* a version, or -1 */
	bool			 if_match_given;

	/* the person's credential */
	const char		*bearer, *cookie;
	const char		*csrf;		/* the form token of a cookie */
	const char		*form_token;	/* the one that came with it */
	const char		*key;		/* Idempotency-Key */

	struct answer		 out;	/* what a handler may say */
};

/* The path argument of that name: ":id" is "id". Never NULL for a name that
 * stands in the route's path. */
const char *req_arg(const struct req *, const char *name);
/* The same; NULL for a name that does not stand there. */
const char *req_arg_maybe(const struct req *, const char *name);
/* A request header by its CGI name ("HTTP_ACCEPT"), or NULL. */
const char *req_header(const struct req *, const char *cgi_name);
/* A cookie's value, or NULL; the arena's. */
const char *req_cookie(const struct req *, const char *name);
/*
 * Set a cookie of that name ("__Host-…") if the request succeeds: HttpOnly,
 * Secure, SameSite=Lax, for max_age seconds; 0 takes it away. The session's
 * own cookie is set_cookie's.
 */
void	req_put_cookie(struct req *, const char *name, const char *value,
	    int64_t max_age);
/* Whose signs numbers have here: the person's, or the language's. */
const char *req_locale(const struct req *);
/*
 * Read a document by a shape (NULL: nothing to read) into *out, a struct of
 * it, and ask the shape's check. False with all faults noted.
 */
bool	req_read(struct req *, const struct shape *, const struct doc *,
	    enum field_source, const void **out);
/* The client's address, shortened to a /64 for IPv6. */
const char *req_address(const struct req *);

#endif
