#include "account/profile.h"

#include <string.h>

#include "store/audit.h"
#include "food/catalogue.h"
#include "data/conf.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "store/rate_limit.h"
#include "account/password.h"
#include "account/reauth.h"

#define LOCALE	"en-US"
#define ZONE	"UTC"
#define UNITS	"us"

static const struct field public_fields[] = {
	{ .name = "username", .type = FT_TEXT, .flags = F_SERVER },
	{ .name = "fullName", .type = FT_TEXT, .flags = F_SERVER },
	{ .name = "about", .example = "Cooks for four.",
	    .type = FT_BLOCK, .flags = F_NULL,
	    AT(struct profile_public, about), .max = 2000,
	    .label = N_("About you"),
	    .doc = N_("Your household can read this.") },
};
static const struct shape public_shape = SHAPE("PublicProfile",
    public_fields, struct profile_public);

#define P(member) .flags = F_NULL, AT(struct profile_private, member)
static const struct field private_fields[] = {
	{ .name = "sex", .type = FT_CHOICE, P(sex),
	    .words = "FEMALE MALE OTHER UNDISCLOSED", .label = N_("Sex") },
	{ .name = "addressLine1", .type = FT_TEXT, P(address_line1),
	    .max = 200, .label = N_("Street and number") },
	{ .name = "addressLine2", .type = FT_TEXT, P(address_line2),
	    .max = 200, .label = N_("Address, second line") },
	{ .name = "city", .type = FT_TEXT, P(city), .max = 200,
	    .label = N_("City") },
	{ .name = "stateProvinceCode", .type = FT_TEXT,
	    P(state_province_code), .max = 50, .label = N_("State or region") },
	{ .name = "countryCode", .example = "US",
	    .type = FT_TEXT, P(country_code), .min = 2, .max = 2,
	    .pattern = ACCOUNT_COUNTRY_PATTERN,
	    .label = N_("Country"), .doc = N_("Two letters, such as US.") },
	{ .name = "postalCode", .type = FT_TEXT, P(postal_code), .max = 20,
	    .label = N_("Postal code") },
	{ .name = "phone", .example = "+49 30 901820", .type = FT_TEXT,
	    P(phone), .max = 40, .label = N_("Telephone") },
};
#undef P
static const struct shape private_shape = SHAPE("PrivateProfile",
    private_fields, struct profile_private);

#define P(member) AT(struct profile_preferences, member)
static const struct field preference_fields[] = {
	{ .name = "locale", .type = FT_TEXT, P(locale), .min = 2, .max = 35,
	    .pattern = ACCOUNT_LOCALE_PATTERN,
	    .fallback = LOCALE, .label = N_("Language and region"),
	    .doc = "BCP 47, such as en-GB: how dates and numbers look.",
	    .hint = N_("How dates and numbers look, such as en-GB.") },
	{ .name = "timeZone", .type = FT_TEXT, P(time_zone), .max = 47,
	    .fallback = ZONE, .label = N_("Time zone"),
	    .doc = "IANA name, such as Europe/Paris.",
	    .hint = N_("Such as Europe/Paris.") },
	{ .name = "units", .type = FT_CHOICE, P(units),
	    .words = "us imperial metric", .fallback = UNITS,
	    .label = N_("Units") },
	{ .name = "diet", .type = FT_TEXTS, P(diet), .max = 40, .count = 10,
	    .words = CATALOGUE_DIETS, .label = N_("Diet"),
	    .doc = N_("What you keep to.") },
	{ .name = "allergens", .type = FT_TEXTS, P(allergens), .max = 40,
	    .count = 20, .words = CATALOGUE_ALLERGENS, .label = N_("Allergens"),
	    .doc = N_("What you cannot eat.") },
};
#undef P
static const struct shape preference_shape = SHAPE("Preferences",
    preference_fields, struct profile_preferences);

static const struct field profile_fields[] = {
	{ .name = "user", .type = FT_OBJECT, .flags = F_REQUIRED,
	    AT(struct profile_draft, user), .shape = &user_shape },
	{ .name = "profile", .type = FT_OBJECT,
	    AT(struct profile_draft, profile), .shape = &public_shape },
	{ .name = "privateProfile", .type = FT_OBJECT,
	    AT(struct profile_draft, private_profile),
	    .shape = &private_shape },
	{ .name = "preferences", .type = FT_OBJECT,
	    AT(struct profile_draft, preferences),
	    .shape = &preference_shape },
	REAUTH_FIELD(AT(struct profile_draft, password)),
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
};
static bool profile_check(struct cx *, const void *);
const struct shape profile_shape = SHAPE_CHECKED("AccountProfile",
    profile_fields, struct profile_draft, profile_check);

/* ---- reading ----------------------------------------------------------- */

/* What nobody has said anything of: the only part that may be so. */
static struct doc *
blank_private(struct arena *arena)
{
	struct doc *d = doc_object(arena);
	size_t i;

	for (i = 0; i < COUNT(private_fields); i++)
		doc_append(d, private_fields[i].name, doc_null(arena));
	return d;
}

struct doc *
profile_page(struct cx *cx)
{
	static const char *const parts[] = { "profile", "privateProfile",
	    "preferences", "version" };
	struct doc *page = DB_PAGE(cx,
	    { "user", DB_CALL(SQL_PERSON_PUBLIC, .id = cx->asker.id) },
	    { "rest", DB_CALL(SQL_PROFILE_OF, .id = cx->asker.id) });
	struct doc *rest = page ? doc_drop(page, "rest") : NULL;
	size_t i;

	for (i = 0; rest && i < COUNT(parts); i++) {
		struct doc *part = doc_drop(rest, parts[i]);

		/* a row's object of nothing but nulls is null itself */
		doc_append(page, parts[i], doc_is_null(part) ?
		    blank_private(cx->arena) : part);
	}
	return page;
}

/* ---- saving ------------------------------------------------------------ */

static bool
taken(struct cx *cx)
{
	fail(cx, ERR_CONFLICT, "This username is taken.");
	return fail_pointer(cx, "/user/username", "This username is taken. "
	    "Choose another one.");
}

/* Said before the transaction, and counted: it tells who has an account. After
 * too many a free one is not looked at either. */
static bool
check_username(struct cx *cx, const struct account_user *user,
    const char *password)
{
	char *key = rate_limit_key(cx, "taken", cx->address);
	struct doc *row = DB(cx, SQL_PROFILE_USERNAME_TAKEN, .id = cx->asker.id,
	    .username = user->username);

	if (!row || doc_true(doc_get(row, "own")))
		return row != NULL;
	if (!reauth(cx, password) || !account_check_reserved(cx,
	    "/user/username", user->username))
		return false;
	return rate_limit_left(cx, key, TRIES_QUARTER,
	    cx->conf->login_failures_address) &&
	    (!doc_true(doc_get(row, "taken")) ||
	    (rate_limit_count(cx, key) && taken(cx)));
}

static bool
profile_check(struct cx *cx, const void *in)
{
	const struct profile_draft *d = in;

	if (d->user && d->user->username)
		account_check_username(cx, "/user/username",
		    d->user->username);
	if (d->private_profile)
		account_check_country(cx, "/privateProfile/countryCode",
		    d->private_profile->country_code);
	if (d->preferences) {
		account_check_locale(cx, "/preferences/locale",
		    d->preferences->locale);
		account_check_zone(cx, "/preferences/timeZone",
		    d->preferences->time_zone);
	}
	return !cx->err.kind;
}

struct save {
	const struct profile_draft	*draft;
	int64_t				 version;
};

static bool
save(struct cx *cx, void *arg)
{
	static const struct profile_public unsaid;
	static const struct profile_private undisclosed;
	static const struct profile_preferences usual = { .locale = LOCALE,
	    .time_zone = ZONE, .units = UNITS };
	const struct save *s = arg;
	const struct profile_draft *d = s->draft;
	const struct profile_public *open = d->profile ? d->profile :
	    &unsaid;
	const struct profile_private *own = d->private_profile ?
	    d->private_profile : &undisclosed;
	const struct profile_preferences *p = d->preferences ?
	    d->preferences : &usual;
	struct doc *page = DB_PAGE(cx,
	    { "name", DB_CALL(SQL_PROFILE_RENAME, .id = cx->asker.id,
		.username = d->user->username) },
	    { "profile", DB_CALL(SQL_PROFILE_PUT, .id = cx->asker.id,
		.about = open->about, .sex = own->sex,
		.address_line1 = own->address_line1,
		.address_line2 = own->address_line2, .city = own->city,
		.state_province_code = own->state_province_code,
		.country_code = own->country_code,
		.postal_code = own->postal_code, .phone = own->phone,
		.diet = db_array(cx, p->diet.p, p->diet.n),
		.allergens = db_array(cx, p->allergens.p, p->allergens.n)) });
	struct doc *person;
	bool changed;

	if (!page)
		return false;
	changed = doc_true(doc_path(page, "name.changed")) ||
	    db_touched(doc_get(page, "profile"));
	person = DB(cx, SQL_PROFILE_PUT_PERSON, .id = cx->asker.id,
	    .version = db_int(cx, s->version), .full_name = d->user->full_name,
	    .locale = p->locale, .time_zone = p->time_zone, .units = p->units,
	    .changed = db_bool(changed));
	if (!person)
		return false;
	if (doc_is_null(person))
		return fail(cx, ERR_STALE, "Your profile was changed since "
		    "you opened it. Look at it again, then save.");
	if (!doc_true(doc_path(page, "name.done")))
		return taken(cx);
	return !doc_true(doc_get(person, "changed")) ||
	    audit_note(cx, NULL, "profile-changed", NULL);
}

struct doc *
profile_save(struct cx *cx, int64_t version,
    const struct profile_draft *draft)
{
	struct save s = { draft, version };

	return check_username(cx, draft->user, draft->password) &&
	    db_tx(cx, save, &s) ? profile_page(cx) : NULL;
}
