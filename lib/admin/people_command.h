/*
 * people_command: the commands `user` and `users` of mealctl: accounts made,
 * listed, changed and brought in by the sysadmin. What they do is noted as
 * done by nobody, from "mealctl".
 */
#ifndef MEAL_PEOPLE_COMMAND_H
#define MEAL_PEOPLE_COMMAND_H

#include <stdbool.h>

struct cx;

#define USER_USAGE "add EMAIL USERNAME [--name NAME] [--admin] " \
	"[--password-file FILE|-] |\n" \
	"       list [--json] | role LOGIN user|moderator|admin | " \
	"disable LOGIN [REASON] |\n" \
	"       enable LOGIN | reset LOGIN [--password|--mfa]"
#define USERS_USAGE "import FILE.csv|.json|.ndjson [--dry-run] " \
	"[--report FILE.csv|.json]\n" \
	"       [--hash-passwords] | export [--format csv|json] [FILE]"

/* ERR_MALFORMED for words that are no such command. */
bool	user_command(struct cx *, int argc, char **argv);
bool	users_command(struct cx *, int argc, char **argv);

#endif
