/*
 * serve: a responder's life, from its arguments to SIGTERM.
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		return serve(&recipes, argc, argv);
 *	}
 *
 * With --routes it prints its table, with --openapi its part of the
 * contract. Otherwise it serves FastCGI from descriptor 0, or one request
 * from the environment as plain CGI has it. A wrong configuration or a
 * broken template ends it with one line, after a second's pause so that its
 * pool does not spin. It starts without PostgreSQL.
 */
#ifndef MEAL_SERVE_H
#define MEAL_SERVE_H

#include "web/route.h"

int	serve(const struct responder *, int argc, char **argv);

#endif
