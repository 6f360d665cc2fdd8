/*
 * system: what a sysadmin and a script ask about the installation: health,
 * readiness, counters, the contract; and the pages of nginx's own errors.
 */
#include <string.h>

#include "doc.h"
#include "route.h"
#include "serve.h"
#include "system.h"
#include "text.h"

static struct doc *
health(struct req *rq)
{
	return system_health(rq->cx);
}

static struct doc *
ready(struct req *rq)
{
	return system_ready(rq->cx);
}

static struct doc *
metrics(struct req *rq)
{
	rq->type = "text/plain; version=0.0.4; charset=utf-8";
	rq->text = system_metrics(rq->cx, &rq->text_n);
	return rq->text ? doc_null(rq->cx->arena) : NULL;
}

static struct doc *
contract(struct req *rq)
{
	rq->type = "application/json";
	rq->text = system_contract(rq->cx, &rq->text_n);
	return rq->text ? doc_null(rq->cx->arena) : NULL;
}

/* nginx's own errors arrive here, with the path that failed. */
static struct doc *
error(struct req *rq)
{
	int64_t status;

	if (!text_int(req_arg(rq, "n"), &status))
		status = 500;
	return system_error(rq->cx, (int)status);
}

static struct doc *
problem(struct req *rq)
{
	return system_problem(rq->cx, req_arg(rq, "slug"));
}

static const struct route routes[] = {
	{ GET, "/health", NEED_NOBODY, health,
	    R_API | R_ROOT | R_BARE,
	    .answer = &health_shape, .doc = "Whether the program runs." },
	{ GET, "/ready", NEED_NOBODY, ready,
	    R_API | R_ROOT | R_BARE,
	    .answer = &ready_shape,
	    .doc = "Whether it can do its work: database and schema." },
	{ GET, "/metrics", NEED_LOCAL, metrics,
	    R_API | R_ROOT | R_BARE | R_PLAIN,
	    .doc = "Counters for Prometheus; from this machine only." },
	{ GET, "/openapi.json", NEED_NOBODY, contract,
	    R_API | R_BARE | R_PLAIN, .doc = "This contract." },
	{ GET, "/problems/:slug", NEED_NOBODY, problem, R_PAGE | R_BARE,
	    .view = "problem-type" },
	{ GET, "/errors/:n", NEED_NOBODY, error, R_BARE | R_PLAIN | R_INTERNAL,
	    .view = "problem" },
};

static const struct responder system_responder = { "system", routes,
    COUNT(routes) };

int
main(int argc, char **argv)
{
	return serve(&system_responder, argc, argv);
}
