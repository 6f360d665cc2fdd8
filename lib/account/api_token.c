#include "account/api_token.h"

#include <string.h>

#include "account/password.h"
#include "account/reauth.h"
#include "store/audit.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/cursor.h"
#include "store/token_scope.h"
#include "store/secret.h"
#include "data/when.h"
#include "account/undo.h"

#define DAY		86400
#define SCOPES_MAX	32
#define Q(member) AT(struct api_token_query, member)
#define D(member) AT(struct api_token_draft, member)

static const struct field query_fields[] = {
	LISTING_FIELDS(struct api_token_query),
};
const struct shape api_token_query_shape = SHAPE("ApiTokenQuery",
    query_fields, struct api_token_query);

static const struct field draft_fields[] = {
	{ .name = "name", .type = FT_TEXT, .flags = F_REQUIRED, D(name),
	    .min = 1, .max = 100, .label = N_("Name"),
	    .example = "kitchen display",
	    .doc = N_("What it is for.") },
	{ .name = "scopes", .type = FT_TEXTS, .flags = F_REQUIRED, D(scopes),
	    .max = 40, .count = SCOPES_MAX, .least = 1, .words = SCOPE_WORDS,
	    .label = N_("What it may do"),
	    .example = "recipes:read",
	    .doc = N_("A resource and read or write; "
	    "write includes read.") },
	{ .name = "expiresAt", .type = FT_INSTANT, D(expires),
	    .doc = "At most 400 days from now; 90 days when absent." },
	{ .name = "until", .type = FT_DATE, .flags = F_PAGE, D(until),
	    .label = N_("Last day"), .doc = N_("Empty: in 90 days.") },
	REAUTH_FIELD(D(password)),
};
static bool check_draft(struct cx *, const void *);
const struct shape api_token_draft_shape = SHAPE_CHECKED("ApiTokenDraft",
    draft_fields, struct api_token_draft, check_draft);

#define ITEM_FIELDS \
	{ .name = "id", .type = FT_UUID }, \
	{ .name = "name", .type = FT_TEXT }, \
	{ .name = "scopes", .type = FT_TEXTS, .words = SCOPE_WORDS, \
	    .example = "recipes:read" }, \
	{ .name = "createdAt", .type = FT_INSTANT }, \
	{ .name = "expiresAt", .type = FT_INSTANT }, \
	{ .name = "usedAt", .type = FT_INSTANT, .flags = F_NULL, \
	    .doc = "Noted every five minutes." }

static const struct field item_fields[] = { ITEM_FIELDS };
const struct shape api_token_shape = SHAPE_OUT("ApiToken", item_fields);

static const struct field list_fields[] = {
	{ .name = "items", .type = FT_LIST, .shape = &api_token_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape api_token_list_shape = SHAPE_OUT("ApiTokenList",
    list_fields);

static const struct field made_fields[] = {
	ITEM_FIELDS,
	{ .name = "token", .type = FT_SECRET, .doc = "Send it as "
	    "Authorization: Bearer. It is not shown again." },
};
const struct shape api_token_made_shape = SHAPE_OUT("ApiTokenMade",
    made_fields);

struct doc *
api_token_list(struct cx *cx, const struct api_token_query *q)
{
	const char *key;

	if (!cursor_keys(cx, q->cursor, "u", &key))
		return NULL;
	return cursor_page(cx, DB(cx, SQL_API_TOKEN_LIST,
	    .person = cx->asker.id, .id = key,
	    .limit = cursor_limit(cx, q->limit)), q->limit);
}

struct doc *
api_token(struct cx *cx, const char *id)
{
	return DB(cx, SQL_API_TOKEN_BY_ID, .person = cx->asker.id, .id = id);
}

static bool
check_scopes(struct cx *cx, const struct field_texts *scopes)
{
	size_t i;

	if (scopes->p && !scopes->n)
		return fail_as(cx, "count",
		    fail_pointer(cx, "/scopes", "Choose at least one."));
	for (i = 0; scopes->p && i < scopes->n; i++)
		if (!scope_bits(scopes->p[i]))
			fail_as(cx, "choice",
			    fail_pointer(cx, arena_fmt(cx->arena, "/scopes/%zu",
			    i), "There is no such scope. There are: %s.",
			    scope_words(cx->arena)));
	return !cx->err.kind;
}

static bool
check_times(struct cx *cx, const struct api_token_draft *d)
{
	const char *last = when_plus(cx->arena, cx->asker.today,
	    API_TOKEN_DAYS_MAX);
	int64_t at;

	if (d->expires && (!when_instant_parse(d->expires, &at) ||
	    at <= when_now()))
		return fail_as(cx, "past",
		    fail_pointer(cx, "/expiresAt", "This is past. Name a "
		    "time to come."));
	if (d->expires && at > when_now() + API_TOKEN_DAYS_MAX * DAY)
		return fail_as(cx, "range",
		    fail_pointer(cx, "/expiresAt", say_n("At most %d day "
		    "from now.", "At most %d days from now.",
		    API_TOKEN_DAYS_MAX), API_TOKEN_DAYS_MAX));
	if (d->until && last && strcmp(d->until, last) > 0)
		return fail_as(cx, "range",
		    fail_pointer(cx, "/until", say_n("At most %d day from "
		    "now.", "At most %d days from now.", API_TOKEN_DAYS_MAX),
		    API_TOKEN_DAYS_MAX));
	if (d->until && strcmp(d->until, cx->asker.today) < 0)
		return fail_as(cx, "past",
		    fail_pointer(cx, "/until", "This is past. Name a day "
		    "to come."));
	return true;
}

static bool
check_draft(struct cx *cx, const void *in)
{
	const struct api_token_draft *d = in;

	check_times(cx, d);
	check_scopes(cx, &d->scopes);
	return !cx->err.kind;
}

/* Without its name: whoever made it chose that, and it may be a trap. */
static bool
api_token_tell(struct cx *cx)
{
	struct doc *row = DB(cx, SQL_RECOVERY_PERSON, .id = cx->asker.id,
	    .email = NULL);

	return row && (doc_is_null(row) || undo_mail(cx, cx->asker.id,
	    doc_str(row, "email"), doc_str(row, "locale"), "token-made",
	    NULL, NULL));
}

struct making {
	const struct api_token_draft	*draft;
	const char			*token;
	bool				 granted;	/* by the sysadmin */
	struct doc			*made;
};

static bool
noted(struct cx *cx, bool granted, const char *what)
{
	return granted ? audit_by(cx, NULL, cx->asker.id, what, NULL) :
	    audit_note(cx, NULL, what, NULL);
}

static bool
make(struct cx *cx, void *arg)
{
	struct making *m = arg;
	const struct api_token_draft *d = m->draft;
	struct doc *count;

	if (!DB(cx, SQL_API_TOKEN_TURN, .person = cx->asker.id))
		return false;
	count = DB(cx, SQL_API_TOKEN_COUNT, .person = cx->asker.id);
	if (!count)
		return false;
	if (doc_num(count, "n", 0) >= API_TOKENS_MAX)
		return fail(cx, ERR_CONFLICT, say_n("You have %d API token. "
		    "Revoke one that you need no more.", "You have %d API "
		    "tokens. Revoke one that you need no more.",
		    API_TOKENS_MAX), API_TOKENS_MAX);
	m->made = DB(cx, SQL_API_TOKEN_INSERT, .id = secret_uuid(cx->arena),
	    .person = cx->asker.id, .name = d->name,
	    .hash = secret_text_hash(cx->arena, m->token),
	    .scopes = db_array(cx, d->scopes.p, d->scopes.n),
	    .expires = d->expires, .until = d->until,
	    .days = db_int(cx, API_TOKEN_DAYS));
	return m->made && noted(cx, m->granted, "token-made") &&
	    api_token_tell(cx);
}

static struct doc *
made(struct cx *cx, struct making *m)
{
	m->token = arena_fmt(cx->arena, "%s%s", API_TOKEN_PREFIX,
	    secret_token(cx->arena));
	if (!db_tx(cx, make, m))
		return NULL;
	doc_append(m->made, "token", doc_text(cx->arena, m->token));
	return m->made;
}

struct doc *
api_token_make(struct cx *cx, const struct api_token_draft *d)
{
	return reauth(cx, d->password) ? made(cx, &(struct making){
	    .draft = d }) : NULL;
}

struct doc *
api_token_grant(struct cx *cx, const struct api_token_draft *d)
{
	return check_draft(cx, d) ? made(cx, &(struct making){ .draft = d,
	    .granted = true }) : NULL;
}

struct ending {
	const char	*id;
	bool		 granted;
};

static bool
end_one(struct cx *cx, void *arg)
{
	const struct ending *e = arg;

	return DB(cx, SQL_API_TOKEN_END, .person = cx->asker.id,
	    .id = e->id) && noted(cx, e->granted, "token-ended");
}

bool
api_token_end(struct cx *cx, const char *id)
{
	return db_tx(cx, end_one, &(struct ending){ id, false });
}

bool
api_token_withdraw(struct cx *cx, const char *id)
{
	return db_tx(cx, end_one, &(struct ending){ id, true });
}

/* ---- the page ---------------------------------------------------------- */

static void
put_choice(struct cx *cx, struct doc *resource, const char *verb,
    const struct doc *sent)
{
	struct doc *choice = doc_object(cx->arena);
	const char *scope = doc_str(resource, verb);
	const struct doc *s;
	bool chosen = false;

	for (s = doc_first(sent); s; s = s->next)
		chosen = chosen || (doc_chars(s) &&
		    strcmp(doc_chars(s), scope) == 0);
	doc_append(choice, "scope", doc_text(cx->arena, scope));
	doc_append(choice, "chosen", doc_bool(cx->arena, chosen));
	doc_set(resource, verb, choice);
}

void
api_token_page_extras(struct cx *cx, struct doc *list,
    const struct doc *sent)
{
	struct doc *resources = scope_list(cx->arena), *d;

	for (d = doc_first(resources); d; d = d->next) {
		put_choice(cx, d, "read", sent);
		put_choice(cx, d, "write", sent);
	}
	doc_append(list, "resources", resources);
}
