#include "store/asker.h"

#include <string.h>

#include "store/db.h"
#include "data/doc.h"
#include "store/token_scope.h"

#define NO_SESSION "00000000-0000-0000-0000-000000000000"	/* a UUID */

static void
copy(char *to, size_t size, const struct doc *row, const char *name)
{
	const char *value = doc_str(row, name);
	size_t n;

	if (!value)
		return;
	n = strlen(value);
	if (n >= size) {	/* cut before a character, not in it */
		n = size - 1;
		while (n && ((unsigned char)value[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(to, value, n);
	to[n] = '\0';
}

static enum role
role_of(const char *s)
{
	return strcmp(s, "admin") == 0 ? ROLE_ADMIN :
	    strcmp(s, "moderator") == 0 ? ROLE_MODERATOR : ROLE_USER;
}

static enum member
member_of(const char *s)
{
	return strcmp(s, "owner") == 0 ? MEMBER_OWNER :
	    strcmp(s, "member") == 0 ? MEMBER_MEMBER : MEMBER_VIEWER;
}

void
asker_read(struct asker *who, const struct doc *row)
{
	const struct doc *scopes, *scope;

	memset(who, 0, sizeof(*who));
	copy(who->id, sizeof(who->id), row, "person");
	copy(who->household, sizeof(who->household), row, "household");
	copy(who->session, sizeof(who->session), row, "session");
	copy(who->locale, sizeof(who->locale), row, "locale");
	copy(who->zone, sizeof(who->zone), row, "zone");
	copy(who->today, sizeof(who->today), row, "today");
	copy(who->name, sizeof(who->name), row, "name");
	copy(who->household_name, sizeof(who->household_name), row,
	    "householdName");
	who->role = role_of(doc_str(row, "role"));
	who->member = member_of(doc_str(row, "member"));
	who->browser = doc_true(doc_get(row, "browser"));
	who->imperial = strcmp(doc_str(row, "units"), "imperial") == 0;
	who->verified = doc_true(doc_get(row, "verified"));
	who->mfa = doc_true(doc_get(row, "mfa"));
	copy(who->purge, sizeof(who->purge), row, "purge");
	scopes = doc_get(row, "scopes");
	who->by_token = scopes != NULL;
	for (scope = doc_first(scopes); scope; scope = scope->next)
		who->scopes |= scope_bits(doc_chars(scope));
}

bool
asker_is(const struct asker *a, const struct asker *b)
{
	return strcmp(a->id, b->id) == 0 &&
	    strcmp(a->household, b->household) == 0 &&
	    strcmp(a->session, b->session) == 0 &&
	    strcmp(a->locale, b->locale) == 0 &&
	    strcmp(a->zone, b->zone) == 0 &&
	    strcmp(a->today, b->today) == 0 &&
	    strcmp(a->name, b->name) == 0 &&
	    strcmp(a->household_name, b->household_name) == 0 &&
	    strcmp(a->purge, b->purge) == 0 &&
	    a->role == b->role && a->member == b->member &&
	    a->browser == b->browser && a->imperial == b->imperial &&
	    a->verified == b->verified && a->mfa == b->mfa &&
	    a->by_token == b->by_token && a->scopes == b->scopes;
}

bool
asker_become(struct cx *cx, const char *person)
{
	struct doc *row = DB(cx, SQL_WHO_BY_PERSON, .person = person);

	if (!row)
		return false;
	asker_read(&cx->asker, row);
	memcpy(cx->asker.session, NO_SESSION, sizeof(NO_SESSION));
	return true;
}
