#include "account/account.h"

#include <string.h>
#include <strings.h>

#include "store/audit.h"
#include "data/conf.h"
#include "account/consent.h"
#include "store/cx.h"
#include "store/db.h"
#include "data/doc.h"
#include "account/signup_guard.h"
#include "household/household.h"
#include "account/password.h"
#include "account/recovery.h"
#include "store/secret.h"
#include "data/text.h"
#include "store/one_time_token.h"
#include "store/rate_limit.h"
#include "data/zone.h"

#define PROOF_FACTOR	10	/* registrations more, once work is done */

static const struct field draft_fields[] = {
	{ .name = "email", .type = FT_EMAIL, .flags = F_REQUIRED,
	    AT(struct account_draft, email), .max = 254,
	    .label = N_("Email") },
	{ .name = "username", .example = "robin",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct account_draft, username), .min = 3, .max = 40,
	    .pattern = ACCOUNT_USERNAME_PATTERN,
	    .label = N_("Username"),
	    .doc = N_("Letters, digits, dot, dash and underscore.") },
	{ .name = "password", .type = FT_SECRET,
	    .flags = F_REQUIRED | F_INPUT,
	    AT(struct account_draft, password), .min = PASSWORD_MIN,
	    .max = PASSWORD_MAX, .label = N_("Password"),
	    .doc = N_("At least 8 characters. A few words in a row are easy to "
	    "keep and hard to guess.") },
	{ .name = "fullName", .example = "Robin Field",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct account_draft, full_name), .min = 1, .max = 200,
	    .label = N_("Your name") },
	{ .name = "sex", .example = "OTHER",
	    .type = FT_CHOICE,
	    AT(struct account_draft, sex),
	    .words = "FEMALE MALE OTHER UNDISCLOSED", .label = N_("Sex") },
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
	    .pattern = ACCOUNT_COUNTRY_PATTERN,
	    .doc = "ISO 3166-1, two letters." },
	{ .name = "postalCode", .example = "12345",
	    .type = FT_TEXT,
	    AT(struct account_draft, postal_code), .max = 20 },
	{ .name = "phone", .type = FT_TEXT, AT(struct account_draft, phone),
	    .max = 40 },
	{ .name = "locale", .example = "en-US",
	    .type = FT_TEXT,
	    AT(struct account_draft, locale), .min = 2, .max = 35,
	    .pattern = ACCOUNT_LOCALE_PATTERN,
	    .doc = "BCP 47, such as en-GB." },
	{ .name = "timeZone", .example = "Europe/Berlin",
	    .type = FT_TEXT,
	    AT(struct account_draft, time_zone), .max = 47,
	    .label = N_("Time zone"),
	    .doc = "IANA name, such as Europe/Paris.",
	    .hint = N_("Such as Europe/Paris.") },
	{ .name = "consent", .type = FT_BOOL,
	    AT(struct account_draft, consent),
	    .label = N_("I agree that what I enter is kept here, to plan "
	    "with") },
	{ .name = "invitation", .type = FT_TEXT,
	    AT(struct account_draft, invitation), .max = 100,
	    .label = N_("Invitation"),
	    .doc = N_("The secret of an invitation into a household.") },
	{ .name = "proof", .type = FT_TEXT, AT(struct account_draft, proof),
	    .max = GATE_TEXT_MAX,
	    .doc = "\"challenge:nonce\", after a 429 with proofOfWork: "
	    "its SHA-256 begins with that many zero bits." },
	{ .name = "made", .type = FT_TEXT, .flags = F_PAGE,
	    AT(struct account_draft, made), .max = GATE_TEXT_MAX },
	{ .name = "website", .type = FT_TEXT, .flags = F_PAGE,
	    AT(struct account_draft, website), .max = 1000 },
};
static bool check_draft(struct cx *, const void *);
const struct shape account_draft_shape = SHAPE_CHECKED("Registration",
    draft_fields, struct account_draft, check_draft);

static const struct field home_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "name", .type = FT_TEXT },
	{ .name = "slug", .type = FT_TEXT },
	{ .name = "role", .type = FT_CHOICE, .words = "owner member viewer" },
};
static const struct shape home_shape = SHAPE_OUT("UserHousehold",
    home_fields);

static const struct field user_fields[] = {
	{ .name = "id", .type = FT_UUID, .flags = F_SERVER },
	{ .name = "email", .type = FT_EMAIL, .flags = F_SERVER },
	{ .name = "username", .example = "robin",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct account_user, username), .min = 3, .max = 40,
	    .pattern = ACCOUNT_USERNAME_PATTERN,
	    .label = N_("Username"),
	    .doc = N_("Letters, digits, dot, dash and underscore.") },
	{ .name = "fullName", .example = "Robin Field",
	    .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct account_user, full_name), .min = 1, .max = 200,
	    .label = N_("Your name") },
	{ .name = "role", .type = FT_CHOICE, .flags = F_SERVER,
	    .words = "user moderator admin" },
	{ .name = "emailVerified", .type = FT_BOOL, .flags = F_SERVER },
	{ .name = "mfaEnabled", .type = FT_BOOL, .flags = F_SERVER },
	{ .name = "household", .type = FT_OBJECT, .flags = F_SERVER,
	    .shape = &home_shape },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "deletionAt", .type = FT_INSTANT,
	    .flags = F_SERVER | F_NULL, .doc = "When the account is to be "
	    "deleted, if that was asked for." },
};
const struct shape user_shape = SHAPE("User", user_fields,
    struct account_user);

static const struct field account_fields[] = {
	{ .name = "user", .type = FT_OBJECT, .shape = &user_shape },
};
const struct shape account_shape = SHAPE_OUT("Account", account_fields);

/* ---- what is checked beyond its shape ---------------------------------- */

bool
account_check_reserved(struct cx *cx, const char *pointer, const char *name)
{
	static const char *const reserved[] = {
#include "account/reserved_names.def"
	};
	size_t i;

	for (i = 0; i < COUNT(reserved); i++)
		if (strcasecmp(name, reserved[i]) == 0)
			return fail_pointer(cx, pointer, "This name is kept "
			    "for whoever runs the site. Choose another one.");
	return true;
}

bool
account_check_username(struct cx *cx, const char *pointer, const char *name)
{
	const char *p;

	if (*name == '.')
		return fail_as(cx, "pattern",
		    fail_pointer(cx, pointer, "Begin with a letter or a "
		    "digit."));
	for (p = name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || strchr("._-", *p)))
			return fail_as(cx, "pattern",
			    fail_pointer(cx, pointer, "Use letters, "
			    "digits, dot, dash and underscore only."));
	return true;
}

bool
account_check_country(struct cx *cx, const char *pointer, const char *code)
{
	if (code && !(code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' &&
	    code[1] <= 'Z'))
		return fail_as(cx, "pattern",
		    fail_pointer(cx, pointer, "Give a code of two "
		    "capital letters, such as US."));
	return true;
}

bool
account_check_zone(struct cx *cx, const char *pointer, const char *zone)
{
	return !zone || zone_known(zone) || fail_as(cx, "choice",
	    fail_pointer(cx, pointer, "There is no such time zone."));
}

/* ISO 639-1; of the longer codes we know none by name. */
static bool
known_language(const char *locale)
{
	static const char codes[] =
	    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br "
	    "bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu "
	    "fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
	    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn "
	    "ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml "
	    "mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os "
	    "pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm "
	    "sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt "
	    "tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";
	char two[] = { (char)(locale[0] | 0x20), (char)(locale[1] | 0x20), 0 };

	return strcspn(locale, "-") != 2 || text_has_word(codes, two);
}

bool
account_check_locale(struct cx *cx, const char *pointer, const char *locale)
{
	static const char alnum[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	const char *p = locale;
	size_t n, least = 2;

	for (; p; p += n + 1, least = 1) {
		n = strspn(p, alnum);
		if (n < least || n > 8 || (p[n] && p[n] != '-') ||
		    (p == locale && (strcspn(p, "0123456789") < n ||
		    !known_language(p))))
			return fail_as(cx, "pattern",
			    fail_pointer(cx, pointer, "Give a language "
			    "and region like en-GB."));
		if (!p[n])
			break;
	}
	return true;
}

/* ---- registration ------------------------------------------------------ */

struct registration {
	const struct account_draft	*draft;
	const char			*code;	/* of its key; or NULL */
	const char			*hash;
	const char			*made, *taken;	/* keys of tries */
	const char			*id;
	struct doc			*user;
};

bool
account_open(struct cx *cx, const char *invitation)
{
	const char *who = cx->conf->registration;

	if (strcmp(who, "open") == 0 ||
	    (strcmp(who, "invitation") == 0 && invitation))
		return true;
	return fail(cx, ERR_FORBIDDEN, strcmp(who, "closed") == 0 ?
	    "Accounts are made by whoever runs this site. Ask them for one." :
	    "Only who is invited can make an account here. Ask somebody who "
	    "has one for an invitation.");
}

/* Too many from one address: work may be done instead of waiting. */
static bool
may_register(struct cx *cx, const char *key, const char *proof)
{
	int64_t max = cx->conf->registrations_address;
	struct err wait;
	struct doc *extra;

	if (rate_limit_left(cx, key, TRIES_HOUR, max))
		return true;
	if (cx->err.kind != ERR_LIMITED)
		return false;
	if (proof) {
		wait = cx->err;
		err_clear(&cx->err);
		if (signup_guard_proof(cx, proof))
			return rate_limit_left(cx, key, TRIES_HOUR,
			    PROOF_FACTOR * max);
		if (cx->err.kind)
			return false;
		cx->err = wait;
	}
	extra = doc_object(cx->arena);
	doc_append(extra, "proofOfWork", signup_guard_challenge(cx));
	cx->err.extra = extra;
	return false;
}

/* Seen before the work of hashing; taking it up has the last word. */
static bool
check_invitation(struct cx *cx, const char *invitation)
{
	struct doc *ticket;

	if (!invitation)
		return true;
	ticket = one_time_look(cx, "invite", invitation);
	if (!ticket || !doc_is_null(ticket))
		return ticket != NULL;
	return fail_pointer(cx, "/invitation", "This invitation is not good "
	    "any more. Ask for another one.");
}

static bool
join(struct cx *cx, const struct registration *r)
{
	return !r->draft->invitation ||
	    household_accept(cx, r->id, r->draft->invitation);
}

/* Said before the work of hashing; the index has the last word. Counted, as
 * it tells who has an account. */
static bool
check_taken(struct cx *cx, const struct account_draft *draft,
    const char *key)
{
	struct doc *row = DB(cx, SQL_PERSON_TAKEN, .email = draft->email,
	    .username = draft->username);
	bool email = doc_true(doc_get(row, "email"));
	bool username = doc_true(doc_get(row, "username"));

	if (!row || ((email || username) && !rate_limit_count(cx, key)))
		return false;
	if (email || username)
		fail(cx, ERR_CONFLICT, email ?
		    "There is an account with this address." :
		    "There is an account with this username.");
	if (email)
		fail_pointer(cx, "/email", "This address has an account "
		    "already. Log in instead.");
	if (username)
		fail_pointer(cx, "/username", "This username is taken.");
	return !cx->err.kind;
}

/* The account that came of this key and body, into r->user. */
static bool
made_before(struct cx *cx, struct registration *r)
{
	struct doc *row;

	r->user = NULL;
	if (!r->code)
		return true;
	row = DB(cx, SQL_REGISTRATION_KEPT, .code = r->code);
	if (!row || doc_is_null(row))
		return row != NULL;
	r->user = account_user(cx, doc_str(row, "person"));
	return r->user != NULL;
}

static bool
make(struct cx *cx, void *arg)
{
	struct registration *r = arg;
	const struct account_draft *d = r->draft;
	char *home, *id = secret_uuid(cx->arena);
	struct doc *page;

	/* Again: somebody may have been quicker, or the same one. */
	if (!made_before(cx, r) || r->user)
		return !cx->err.kind;
	home = check_taken(cx, d, r->taken) ? household_make(cx,
	    d->full_name, d->username) : NULL;
	if (!home)
		return false;
	page = DB_PAGE(cx,
	    { "person", DB_CALL(SQL_PERSON_INSERT, .id = id, .household = home,
		.member = "owner", .email = d->email, .username = d->username,
		.full_name = d->full_name, .password_hash = r->hash,
		.locale = d->locale, .time_zone = d->time_zone) },
	    { "profile", DB_CALL(SQL_PRIVATE_PROFILE_INSERT, .person = id,
		.sex = d->sex, .address_line1 = d->address_line1,
		.address_line2 = d->address_line2, .city = d->city,
		.state_province_code = d->state_province_code,
		.country_code = d->country_code, .postal_code = d->postal_code,
		.phone = d->phone) });
	r->id = id;
	return page && join(cx, r) && (!d->consent ||
	    consent_give(cx, id, "terms")) && recovery_welcome(cx, id) &&
	    (!r->code || DB(cx, SQL_REGISTRATION_KEEP, .code = r->code,
	    .person = id)) &&
	    audit_own(cx, id, "register", NULL) &&
	    (r->user = account_user(cx, id)) != NULL;
}

/* All that is wrong with what was typed, at once. */
static bool
check_draft(struct cx *cx, const void *in)
{
	const struct account_draft *d = in;

	/* Who says what they speak is spoken to so from here on. */
	if (d->locale)
		words_use(words_find(d->locale));
	if (d->username)
		account_check_username(cx, "/username", d->username);
	if (d->username)
		account_check_reserved(cx, "/username", d->username);
	account_check_country(cx, "/countryCode", d->country_code);
	account_check_zone(cx, "/timeZone", d->time_zone);
	account_check_locale(cx, "/locale", d->locale);
	if (d->password)
		password_check_rules(cx, "/password", d->password, d->email,
		    d->username, d->full_name);
	return !cx->err.kind;
}

static struct doc *
answer(struct cx *cx, const struct registration *r)
{
	struct doc *d = doc_object(cx->arena);

	doc_append(d, "user", r->user);
	return d;
}

struct doc *
account_register(struct cx *cx, const struct account_draft *draft,
    const char *code, bool *replayed)
{
	struct registration r = { .draft = draft, .code = code,
	    .made = rate_limit_key(cx, "register", cx->address),
	    .taken = rate_limit_key(cx, "taken", cx->address) };

	if (!made_before(cx, &r))
		return NULL;
	*replayed = r.user != NULL;
	if (r.user)
		return answer(cx, &r);
	if (!may_register(cx, r.made, draft->proof) ||
	    !rate_limit_left(cx, r.taken, TRIES_QUARTER,
	    cx->conf->login_failures_address) ||
	    !check_invitation(cx, draft->invitation) ||
	    !check_taken(cx, draft, r.taken) || !rate_limit_count(cx, r.made))
		return NULL;
	r.hash = password_make(cx, draft->password);
	return db_tx(cx, make, &r) ? answer(cx, &r) : NULL;
}

/* ---- who is asking ----------------------------------------------------- */

struct doc *
account_user(struct cx *cx, const char *person)
{
	return DB(cx, SQL_PERSON_PUBLIC, .id = person);
}

bool
account_may_go(struct cx *cx, const char *id)
{
	const struct doc *all = DB(cx, SQL_PEOPLE_ADMINS);

	if (!all)
		return false;
	return all->count > 1 || !all->first ||
	    strcmp(doc_str(all->first, "id"), id) != 0 ||
	    fail(cx, ERR_CONFLICT, "This is the only administrator. Make "
	    "somebody else one first.");
}
