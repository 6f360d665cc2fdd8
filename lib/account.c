#include "account.h"

#include <string.h>

#include "audit.h"
#include "conf.h"
#include "cx.h"
#include "db.h"
#include "doc.h"
#include "secret.h"
#include "text.h"
#include "tries.h"
#include "zone.h"

static const struct field draft_fields[] = {
	{ .name = "email", .type = FT_EMAIL, .flags = F_REQUIRED,
	    AT(struct account_draft, email), .max = 254,
	    .label = "Email" },
	{ .name = "username", .example = "robin",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct account_draft, username), .min = 3, .max = 40,
	    .label = "Username",
	    .doc = "Letters, digits, dot, dash and underscore." },
	{ .name = "password", .type = FT_SECRET,
	    .flags = F_REQUIRED | F_INPUT,
	    AT(struct account_draft, password), .min = 8, .max = 128,
	    .label = "Password", .doc = "At least 8 characters. A few words "
	    "in a row are easy to keep and hard to guess." },
	{ .name = "fullName", .example = "Robin Field",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct account_draft, full_name), .min = 1, .max = 200,
	    .label = "Your name" },
	{ .name = "sex", .example = "OTHER",
	    .type = FT_CHOICE,
	    AT(struct account_draft, sex),
	    .words = "FEMALE MALE OTHER UNDISCLOSED", .label = "Sex" },
	{ .name = "addressLine1", .type = FT_TEXT,
	    AT(struct account_draft, address_line1), .max = 200 },
	{ .name = "addressLine2", .type = FT_TEXT,
	    AT(struct account_draft, address_line2), .max = 200 },
	{ .name = "city", .example = "Test City",
	    .type = FT_TEXT,
	    AT(struct account_draft, city), .max = 200 },
	{ .name = "stateProvinceCode", .example = "TC",
	    .type = FT_TEXT,
	    AT(struct account_draft, state_province_code), .max = 50 },
	{ .name = "countryCode", .example = "US",
	    .type = FT_TEXT,
	    AT(struct account_draft, country_code), .min = 2, .max = 2,
	    .doc = "ISO 3166-1, two letters." },
	{ .name = "postalCode", .example = "12345",
	    .type = FT_TEXT,
	    AT(struct account_draft, postal_code), .max = 20 },
	{ .name = "locale", .example = "en-US",
	    .type = FT_TEXT,
	    AT(struct account_draft, locale), .min = 2, .max = 35,
	    .doc = "BCP 47, such as en-GB." },
	{ .name = "timeZone", .example = "Europe/Berlin",
	    .type = FT_TEXT,
	    AT(struct account_draft, time_zone), .max = 47,
	    .label = "Time zone", .doc = "IANA name, such as Europe/Paris." },
	{ .name = "consent", .type = FT_BOOL,
	    AT(struct account_draft, consent) },
};
const struct shape account_draft_shape = SHAPE("Registration", draft_fields,
    struct account_draft);

static const struct field home_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "name", .type = FT_TEXT },
	{ .name = "role", .type = FT_CHOICE, .words = "owner member viewer" },
};
static const struct shape home_shape = SHAPE_OUT("UserHousehold",
    home_fields);

static const struct field user_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "email", .type = FT_EMAIL },
	{ .name = "username", .type = FT_TEXT },
	{ .name = "fullName", .type = FT_TEXT },
	{ .name = "role", .type = FT_CHOICE, .words = "user moderator admin" },
	{ .name = "emailVerified", .type = FT_BOOL },
	{ .name = "mfaEnabled", .type = FT_BOOL },
	{ .name = "household", .type = FT_OBJECT, .shape = &home_shape },
	{ .name = "createdAt", .type = FT_INSTANT },
};
const struct shape user_shape = SHAPE_OUT("User", user_fields);

static const struct field account_fields[] = {
	{ .name = "user", .type = FT_OBJECT, .shape = &user_shape },
};
const struct shape account_shape = SHAPE_OUT("Account", account_fields);

static const struct field public_fields[] = {
	{ .name = "username", .type = FT_TEXT },
	{ .name = "fullName", .type = FT_TEXT },
};
static const struct shape public_shape = SHAPE_OUT("PublicProfile",
    public_fields);

static const struct field private_fields[] = {
	{ .name = "sex", .type = FT_CHOICE, .flags = F_NULL,
	    .words = "FEMALE MALE OTHER UNDISCLOSED" },
	{ .name = "addressLine1", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "addressLine2", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "city", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "stateProvinceCode", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "countryCode", .type = FT_TEXT, .flags = F_NULL },
	{ .name = "postalCode", .type = FT_TEXT, .flags = F_NULL },
};
static const struct shape private_shape = SHAPE_OUT("PrivateProfile",
    private_fields);

static const struct field preference_fields[] = {
	{ .name = "locale", .type = FT_TEXT, .doc = "BCP 47." },
	{ .name = "timeZone", .type = FT_TEXT, .doc = "As the IANA names "
	    "it." },
	{ .name = "units", .type = FT_CHOICE, .words = "us imperial metric" },
};
static const struct shape preference_shape = SHAPE_OUT("Preferences",
    preference_fields);

static const struct field profile_fields[] = {
	{ .name = "user", .type = FT_OBJECT, .shape = &user_shape },
	{ .name = "profile", .type = FT_OBJECT, .shape = &public_shape },
	{ .name = "privateProfile", .type = FT_OBJECT,
	    .shape = &private_shape },
	{ .name = "preferences", .type = FT_OBJECT,
	    .shape = &preference_shape },
};
const struct shape profile_shape = SHAPE_OUT("Profile", profile_fields);

/* ---- registration ------------------------------------------------------ */

struct registration {
	const struct account_draft	*draft;
	const char			*hash, *taken;
	struct doc			*user;
};

static bool
check_username(struct cx *cx, const char *name)
{
	const char *p;

	for (p = name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr("._-", *p)))
			return fail_pointer(cx, "/username", "Use letters, "
			    "digits, dot, dash and underscore only.");
	return true;
}

static bool
check_country(struct cx *cx, const char *code)
{
	if (code && !(code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' &&
	    code[1] <= 'Z'))
		return fail_pointer(cx, "/countryCode", "Give a code of two "
		    "capital letters, such as US.");
	return true;
}

static bool
check_zone(struct cx *cx, const char *zone)
{
	return !zone || zone_known(zone) || fail_pointer(cx, "/timeZone",
	    "There is no such time zone.");
}

/* Said before the work of hashing; the index has the last word. Counted, as
 * it tells who has an account. */
static bool
check_taken(struct cx *cx, const struct account_draft *draft,
    const char *key)
{
	struct doc *row = DB(cx, SQL_PERSON_TAKEN, draft->email,
	    draft->username);
	bool email = doc_true(doc_get(row, "email"));
	bool username = doc_true(doc_get(row, "username"));

	if (!row || ((email || username) && !tries_add(cx, key)))
		return false;
	if (email || username)
		fail(cx, ERR_CONFLICT, "There is an account with this %s.",
		    email ? "address" : "username");
	if (email)
		fail_pointer(cx, "/email", "This address has an account "
		    "already. Log in instead.");
	if (username)
		fail_pointer(cx, "/username", "This username is taken.");
	return !cx->err.kind;
}

static bool
make(struct cx *cx, void *arg)
{
	struct registration *r = arg;
	const struct account_draft *d = r->draft;
	char *home = secret_uuid(cx->arena), *id = secret_uuid(cx->arena);
	char *name = arena_fmt(cx->arena, "%s’s household", d->full_name);
	struct doc *page;

	/* Again: somebody may have been quicker. */
	if (!check_taken(cx, d, r->taken))
		return false;
	page = DB_PAGE(cx,
	    { "household", SQL_HOUSEHOLD_INSERT, DB_ARGS(home, name,
		text_slug(cx->arena, d->username)) },
	    { "person", SQL_PERSON_INSERT, DB_ARGS(id, home, "owner",
		d->email, d->username, d->full_name, r->hash, d->locale,
		d->time_zone) },
	    { "profile", SQL_PRIVATE_PROFILE_INSERT, DB_ARGS(id, d->sex,
		d->address_line1, d->address_line2, d->city,
		d->state_province_code, d->country_code, d->postal_code) },
	    { "user", SQL_PERSON_PUBLIC, DB_ARGS(id) });
	r->user = page;
	return page && audit_note(cx, id, "register", NULL);
}

struct doc *
account_register(struct cx *cx, const struct account_draft *draft)
{
	char *key = tries_key(cx, "register", cx->address);
	char *taken = tries_key(cx, "taken", cx->address);
	struct registration r = { .draft = draft, .taken = taken };
	struct doc *answer;

	if (!check_username(cx, draft->username) ||
	    !check_country(cx, draft->country_code) ||
	    !tries_left(cx, key, TRIES_HOUR, cx->conf->registrations_address) ||
	    !tries_left(cx, taken, TRIES_QUARTER,
	    cx->conf->login_failures_address) ||
	    !check_zone(cx, draft->time_zone) ||
	    !check_taken(cx, draft, taken) || !tries_add(cx, key))
		return NULL;
	r.hash = secret_password_hash(cx->arena, cx->conf, draft->password);
	if (!db_tx(cx, make, &r))
		return NULL;
	answer = doc_object(cx->arena);
	doc_put(answer, "user", doc_drop(r.user, "user"));
	return answer;
}

/* ---- logging in -------------------------------------------------------- */

static bool
note_failure(struct cx *cx, const char *account, const char *address)
{
	return tries_add(cx, account) && tries_add(cx, address) &&
	    fail(cx, ERR_SIGNED_OUT, "That login and password do not belong "
	    "together.");
}

struct entry {
	const char	*id, *account;
	const char	*rehash;	/* NULL: it is kept as it is now */
};

/* In a transaction, which is repeated when two log in at once. */
static bool
enter(struct cx *cx, void *arg)
{
	const struct entry *e = arg;

	return (!e->rehash || DB(cx, SQL_PERSON_REHASH, e->id, e->rehash)) &&
	    tries_clear(cx, e->account);
}

const char *
account_login(struct cx *cx, const char *login, const char *password)
{
	struct doc *person = DB(cx, SQL_PERSON_BY_LOGIN, login);
	const char *id = doc_str(person, "id");
	const char *hash = doc_str(person, "passwordHash");
	char *account = tries_key(cx, "login", id ? id : login);
	char *place = tries_key(cx, "login-from", cx->address);
	struct entry e;

	if (!person || !tries_left_growing(cx, account, TRIES_QUARTER,
	    cx->conf->login_failures) || !tries_left(cx, place, TRIES_QUARTER,
	    cx->conf->login_failures_address))
		return NULL;
	if (!secret_password_check(cx->arena, cx->conf, hash, password) ||
	    !doc_true(doc_get(person, "good")))
		return note_failure(cx, account, place), NULL;
	e = (struct entry){ id, account, secret_password_old(cx->conf, hash) ?
	    secret_password_hash(cx->arena, cx->conf, password) : NULL };
	return db_tx(cx, enter, &e) ? id : NULL;
}

struct doc *
account_user(struct cx *cx, const char *person)
{
	return DB(cx, SQL_PERSON_PUBLIC, person);
}

/* What nobody has said anything of: the only part that may be so. */
static struct doc *
blank_private(struct arena *arena)
{
	struct doc *d = doc_object(arena);
	size_t i;

	for (i = 0; i < COUNT(private_fields); i++)
		doc_put(d, private_fields[i].name, doc_null(arena));
	return d;
}

struct doc *
account_profile(struct cx *cx)
{
	static const char *const parts[] = { "profile", "privateProfile",
	    "preferences" };
	struct doc *page = DB_PAGE(cx,
	    { "user", SQL_PERSON_PUBLIC, DB_ARGS(cx->who.id) },
	    { "rest", SQL_PERSON_PROFILE, DB_ARGS(cx->who.id) });
	struct doc *rest = page ? doc_drop(page, "rest") : NULL;
	size_t i;

	for (i = 0; rest && i < COUNT(parts); i++) {
		struct doc *part = doc_drop(rest, parts[i]);

		/* a row's object of nothing but nulls is null itself */
		doc_put(page, parts[i], doc_is_null(part) ?
		    blank_private(cx->arena) : part);
	}
	return page;
}
