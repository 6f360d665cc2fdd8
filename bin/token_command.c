/* The commands `token …` of mealctl: passwords for programs of a person. */
#include "command.h"

#include <stdio.h>
#include <string.h>

#include "account/api_token.h"
#include "admin/people.h"
#include "data/doc.h"
#include "data/text.h"
#include "data/when.h"
#include "store/asker.h"

/* The person of the first word asks from now on. */
static bool
become(struct cx *cx, const struct call *call)
{
	const char *id = doc_str(people_find(cx, call->argv[0]), "id");

	return id && asker_become(cx, id);
}

/* "recipes:read,plan:write" as words. */
static struct field_texts
scopes_of(struct cx *cx, const char *list)
{
	struct field_texts out = { .n = 0 };
	size_t most = 1, n;
	const char *p, **words;

	for (p = list; *p; p++)
		most += *p == ',';
	words = arena_array(cx->arena, most, sizeof(*words));
	for (p = list; *p; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		if (n)
			words[out.n++] = arena_fmt(cx->arena, "%.*s",
			    (int)n, p);
	}
	out.p = words;
	return out;
}

bool
token_add_command(struct cx *cx, struct call *call)
{
	const char *name = call_option(call, "--name");
	const char *scopes = call_option(call, "--scope");
	struct api_token_draft draft = {
		.name = name, .until = call_option(call, "--expires"),
	};
	struct when_date day;
	struct doc *made;

	if (!name || !*name || strlen(name) > 100 || !scopes)
		return fail(cx, ERR_MALFORMED, "token add takes --name and "
		    "--scope, such as recipes:read,plan:write");
	if (draft.until && !when_date_parse(draft.until, &day))
		return fail(cx, ERR_MALFORMED, "--expires is a day: "
		    "2027-01-31");
	draft.scopes = scopes_of(cx, scopes);
	if (!become(cx, call))
		return false;
	made = api_token_grant(cx, &draft);
	if (!made)
		return command_faults(cx);
	if (call_option(call, "--json"))
		command_print(cx, made);
	else
		puts(doc_str(made, "token"));
	return true;
}

bool
token_list_command(struct cx *cx, struct call *call)
{
	struct api_token_query q = { .limit = API_TOKENS_MAX };
	const struct doc *all, *d;

	if (!become(cx, call))
		return false;
	all = doc_get(api_token_list(cx, &q), "items");
	for (d = doc_first(all); d; d = d->next) {
		if (call_option(call, "--json"))
			command_print(cx, d);
		else
			printf("%s  until %.10s  %s\n", doc_str(d, "id"),
			    doc_str(d, "expiresAt"), doc_str(d, "name"));
	}
	return all != NULL;
}

bool
token_end_command(struct cx *cx, struct call *call)
{
	if (!text_is_uuid(call->argv[1]))
		return fail(cx, ERR_MALFORMED, "token end takes the id that "
		    "token list prints");
	return become(cx, call) && api_token_withdraw(cx, call->argv[1]);
}
