/*
 * command: what the commands of mealctl share. A command is a row; its words,
 * options, help, completion and manual page come from the row.
 *
 * Wrong use exits 2, a failure 1 with one clear line, also when standard
 * output could not be written (a full disk). A command may ask for another
 * status by call->status.
 */
#ifndef MEAL_COMMAND_H
#define MEAL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "store/cx.h"

#define COMMAND_OPTIONS_MAX 8

/* What has to be there before it runs. */
enum { WANTS_NOTHING, WANTS_CONF, WANTS_DB, WANTS_OWNER };

struct command;

struct call {
	const struct command	*command;
	int			 argc;	/* words, without options */
	const char		*argv[16];
	const char		*option[COMMAND_OPTIONS_MAX];
	int			 status;	/* of exit, when it succeeds */
};

struct command {
	const char	*name;		/* "migrate status": one or two words */
	int		 wants;
	int		 min, max;	/* words after the name */
	bool	       (*run)(struct cx *, struct call *);
	const char	*args;		/* "EMAIL USERNAME"; "" for none */
	const char	*options;	/* "--admin, --name NAME"; "" */
	const char	*doc;		/* in the imperative, without a stop */
};

/*
 * The value of an option of the row, "" for one without a value; NULL when it
 * was not given. The name is written as in the row, without its value.
 */
const char *call_option(const struct call *, const char *name);

/* A document on a line of its own, as JSON, to standard output. */
void	command_print(struct cx *, const struct doc *);

/* All faults of input (ERR_INVALID) become one line; always false. */
bool	command_faults(struct cx *);

/* Run the command that the words name; the status of exit. */
int	command_main(const struct command *, size_t n, int argc, char **argv);
/* For a shell to source, and mealctl(8) in troff, from the table. */
void	command_completion(const struct command *, size_t n);
void	command_man(const struct command *, size_t n);

/* The rows of the files beside. */
bool	fetch_command(struct cx *, struct call *);
bool	household_list_command(struct cx *, struct call *);
bool	jobs_list_command(struct cx *, struct call *);
bool	jobs_cancel_command(struct cx *, struct call *);
bool	jobs_try_command(struct cx *, struct call *);
bool	mail_queue_command(struct cx *, struct call *);
bool	mail_retry_command(struct cx *, struct call *);
bool	mail_bounce_command(struct cx *, struct call *);
bool	mail_test_command(struct cx *, struct call *);
bool	token_add_command(struct cx *, struct call *);
bool	token_list_command(struct cx *, struct call *);
bool	token_end_command(struct cx *, struct call *);
bool	user_add_command(struct cx *, struct call *);
bool	user_list_command(struct cx *, struct call *);
bool	user_role_command(struct cx *, struct call *);
bool	user_disable_command(struct cx *, struct call *);
bool	user_enable_command(struct cx *, struct call *);
bool	user_reset_command(struct cx *, struct call *);
bool	users_import_command(struct cx *, struct call *);
bool	users_export_command(struct cx *, struct call *);

#endif
