/*
 * system: what a sysadmin and a script ask about the installation: health,
 * readiness, counters, the contract; and the pages of nginx's own errors.
 */
#include <string.h>

#include "data/conf.h"
#include "web/dev_mail.h"
#include "web/dev_upload.h"
#include "data/doc.h"
#include "data/json.h"
#include "web/manual.h"
#include "web/route.h"
#include "web/serve.h"
#include "web/system.h"
#include "data/text.h"

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
about(struct req *rq)
{
	return manual_about(rq->cx);
}

static struct doc *
manual(struct req *rq)
{
	return manual_page(rq->cx);
}

static struct doc *
metrics(struct req *rq)
{
	rq->out.type = "text/plain; version=0.0.4; charset=utf-8";
	rq->out.text = system_metrics(rq->cx, &rq->out.text_n);
	return rq->out.text ? doc_null(rq->cx->arena) : NULL;
}

static struct doc *
contract(struct req *rq)
{
	rq->out.type = "application/json";
	rq->out.text = system_contract(rq->cx, &rq->out.text_n);
	return rq->out.text ? doc_null(rq->cx->arena) : NULL;
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

/* ---- the style guide ---------------------------------------------------- */

struct sample {
	const char	*name, *text, *meal;
	double		 amount;
	bool		 yes;
};

static const struct field sample_fields[] = {
	{ .name = "name", .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct sample, name), .max = 100, .label = N_("Name"),
	    .doc = N_("As you would say it.") },
	{ .name = "text", .type = FT_BLOCK, AT(struct sample, text),
	    .max = 1000, .label = N_("Description") },
	{ .name = "amount", .type = FT_DECIMAL, AT(struct sample, amount),
	    .min = 1, .max = 100, .label = N_("Amount") },
	{ .name = "meal", .type = FT_CHOICE, AT(struct sample, meal),
	    .words = "breakfast lunch dinner snack", .label = N_("Meal") },
	{ .name = "yes", .type = FT_BOOL, AT(struct sample, yes),
	    .label = N_("Remember this") },
};
static const struct shape sample_shape = SHAPE("Sample", sample_fields,
    struct sample);

static const char sample_json[] =
    "{\"nutrition\":{\"servingSize\":\"1 serving\",\"calories\":612,"
    "\"proteinContent\":31.4,\"fatContent\":22,\"saturatedFatContent\":6,"
    "\"transFatContent\":0,\"carbohydrateContent\":71,\"sugarContent\":9,"
    "\"fiberContent\":11,\"cholesterolContent\":40,"
    "\"sodiumContent\":890,\"nutrients\":{}},"
    "\"targets\":{\"calories\":2000,\"proteinContent\":75,"
    "\"fatContent\":20,\"carbohydrateContent\":260,"
    "\"fiberContent\":30},"
    "\"ingredients\":[{\"quantity\":1.5,\"unit\":\"cup\",\"food\":"
    "\"red lentils\",\"note\":\"rinsed\"},{\"food\":\"salt\"}],"
    "\"instructions\":[{\"text\":\"Rinse the lentils.\"},"
    "{\"text\":\"Simmer until soft.\",\"timer\":\"PT25M\"}]}";

/* Every component of the pages, in development only. */
static struct doc *
styleguide(struct req *rq)
{
	if (strcmp(rq->cx->conf->environment, "development") != 0)
		return fail(rq->cx, ERR_NOT_FOUND, "There is nothing at this "
		    "address.");
	return json_parse(&rq->cx->err, sample_json, sizeof(sample_json) - 1);
}

/* What was sent, as it arrived; in development only. */
static struct doc *
upload(struct req *rq)
{
	if (strcmp(rq->cx->conf->environment, "development") != 0)
		return fail(rq->cx, ERR_NOT_FOUND, "There is nothing at this "
		    "address.");
	return dev_upload(rq);
}

static struct doc *
mail_list(struct req *rq)
{
	return dev_mail_list(rq->cx);
}

static struct doc *
mail_show(struct req *rq)
{
	return dev_mail_show(rq->cx, req_arg(rq, "id"));
}

static const struct route routes[] = {
	{ GET, "/", NEED_NOBODY, about, R_API | R_NO_AUTH,
	    .answer = &manual_about_shape,
	    .op = "system.about",
	    .doc = "What is here: version, links, features, limits." },
	{ GET, "/docs", NEED_NOBODY, manual, R_READ | R_NO_AUTH,
	    .view = "system/manual" },
	{ GET, "/health", NEED_NOBODY, health,
	    R_API | R_ROOT | R_NO_AUTH,
	    .answer = &health_shape,
	    .op = "system.health",
	    .doc = "Whether the program runs." },
	{ GET, "/ready", NEED_NOBODY, ready,
	    R_API | R_ROOT | R_NO_AUTH,
	    .answer = &ready_shape,
	    .op = "system.ready",
	    .doc = "Whether it can do its work: database and schema." },
	{ GET, "/metrics", NEED_LOCAL, metrics,
	    R_API | R_ROOT | R_NO_AUTH | R_RAW_BODY,
	    .op = "system.metrics",
	    .doc = "Counters for Prometheus; from this machine only." },
	{ GET, "/openapi.json", NEED_NOBODY, contract,
	    R_API | R_NO_AUTH | R_RAW_BODY,
	    .op = "system.contract",
	    .doc = "This contract." },
	{ GET, "/problems/:slug", NEED_NOBODY, problem, R_PAGE | R_NO_AUTH,
	    .view = "problem-type" },
	{ GET, "/dev/styleguide", NEED_NOBODY, styleguide,
	    R_PAGE | R_NO_AUTH | R_FORM, .view = "dev/styleguide",
	    .body = &sample_shape },
	{ POST, "/dev/upload", NEED_NOBODY, upload, R_API | R_INTERNAL,
	    .accepts = "image/png text/plain application/octet-stream",
	    .max = 8 << 20 },
	{ GET, "/dev/mail", NEED_NOBODY, mail_list, R_PAGE | R_NO_AUTH,
	    .view = "dev/mail" },
	{ GET, "/dev/mail/:id", NEED_NOBODY, mail_show, R_PAGE | R_NO_AUTH,
	    .view = "dev/mail-show" },
	{ GET, "/errors/:n", NEED_NOBODY, error, R_NO_AUTH | R_RAW_BODY |
	    R_INTERNAL, .view = "problem" },
};

static const struct responder system_responder = { .name = "system",
    .routes = routes, .n = COUNT(routes), .keyless = true };

int
main(int argc, char **argv)
{
	return serve(&system_responder, argc, argv);
}
