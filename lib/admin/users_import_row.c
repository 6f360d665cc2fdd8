/* One row: what it may hold, what is wrong with it, how it waits. */
#include <string.h>

#include "account/account.h"
#include "base/array.h"
#include "store/cx.h"
#include "data/doc.h"
#include "account/password.h"
#include "store/secret.h"
#include "data/text.h"
#include "admin/users_import_parts.h"

#define BASE_MAX	29	/* with a suffix, a username's 40 */

static const struct field row_fields[] = {
	{ .name = "email", .type = FT_EMAIL, .flags = F_REQUIRED,
	    AT(struct users_row, email), .max = 254 },
	{ .name = "username", .type = FT_TEXT,
	    AT(struct users_row, username), .min = 3, .max = 40 },
	{ .name = "fullName", .type = FT_TEXT, .flags = F_REQUIRED,
	    AT(struct users_row, full_name), .min = 1, .max = 200 },
	{ .name = "password", .type = FT_SECRET,
	    AT(struct users_row, password), .max = PASSWORD_SENT },
	{ .name = "passwordHash", .type = FT_TEXT,
	    AT(struct users_row, password_hash), .max = 400 },
	{ .name = "role", .type = FT_CHOICE, AT(struct users_row, role),
	    .words = "user moderator admin" },
	{ .name = "emailVerified", .type = FT_BOOL,
	    AT(struct users_row, email_verified) },
	{ .name = "householdKey", .type = FT_TEXT,
	    AT(struct users_row, household_key), .max = 200 },
	{ .name = "householdName", .type = FT_TEXT,
	    AT(struct users_row, household_name), .max = 200 },
	{ .name = "member", .type = FT_CHOICE,
	    AT(struct users_row, member), .words = "owner member viewer" },
	{ .name = "sex", .type = FT_CHOICE, AT(struct users_row, sex),
	    .words = "FEMALE MALE OTHER UNDISCLOSED" },
	{ .name = "addressLine1", .type = FT_TEXT,
	    AT(struct users_row, address_line1), .max = 200 },
	{ .name = "addressLine2", .type = FT_TEXT,
	    AT(struct users_row, address_line2), .max = 200 },
	{ .name = "city", .type = FT_TEXT, AT(struct users_row, city),
	    .max = 200 },
	{ .name = "stateProvinceCode", .type = FT_TEXT,
	    AT(struct users_row, state_province_code), .max = 50 },
	{ .name = "countryCode", .type = FT_TEXT,
	    AT(struct users_row, country_code), .min = 2, .max = 2 },
	{ .name = "postalCode", .type = FT_TEXT,
	    AT(struct users_row, postal_code), .max = 20 },
	{ .name = "phone", .type = FT_TEXT, AT(struct users_row, phone),
	    .max = 40 },
	{ .name = "locale", .type = FT_TEXT, AT(struct users_row, locale),
	    .min = 2, .max = 35 },
	{ .name = "timeZone", .type = FT_TEXT,
	    AT(struct users_row, time_zone), .max = 47 },
	{ .name = "units", .type = FT_CHOICE, AT(struct users_row, units),
	    .words = "us imperial metric" },
};
const struct shape users_row_shape = SHAPE("UserRow", row_fields,
    struct users_row);

/* ---- reading ----------------------------------------------------------- */

static void
check_password(struct cx *cx, const struct users_row *r)
{
	if (r->password && r->password_hash)
		fail_pointer(cx, "/passwordHash", "Give a password or its "
		    "hash, not both.");
	if (r->password_hash && !secret_password_known(cx->arena, cx->conf,
	    r->password_hash))
		fail_pointer(cx, "/passwordHash", "This is no hash we can "
		    "check: scrypt, bcrypt, SHA-512 crypt and PBKDF2 are.");
	if (r->password)
		password_check_rules(cx, "/password", r->password, r->email,
		    r->username, r->full_name);
}

/* A cell's bytes are as they came. */
static void
check_bytes(struct cx *cx, const struct doc *d)
{
	for (d = doc_first(d); d; d = d->next)
		if (d->kind == DOC_TEXT && !text_valid(d->text, d->len))
			fail_pointer(cx, arena_fmt(cx->arena, "/%s",
			    d->name), "This is no UTF-8. Save the file as "
			    "UTF-8.");
}

bool
users_read_row(struct cx *cx, const struct doc *d, bool json,
    struct users_row *out)
{
	memset(out, 0, sizeof(*out));
	if (!json)
		check_bytes(cx, d);
	field_read(&cx->err, &users_row_shape, d, json ? FIELD_JSON :
	    FIELD_FORM, out);
	if (out->password && !*out->password)	/* an empty cell */
		out->password = NULL;
	if (out->username)
		account_check_username(cx, "/username", out->username);
	account_check_country(cx, "/countryCode", out->country_code);
	account_check_locale(cx, "/locale", out->locale);
	account_check_zone(cx, "/timeZone", out->time_zone);
	check_password(cx, out);
	return !cx->err.kind;
}

/* ---- on its way -------------------------------------------------------- */

/* A username from what stands before the @, in lower case. */
static char *
base_of(struct arena *arena, const char *email)
{
	size_t n = email ? strcspn(email, "@") : 0, len = 0, i;
	char *out = arena_alloc(arena, BASE_MAX + 8);

	for (i = 0; i < n && len < BASE_MAX; i++) {
		char c = email[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (len && strchr("._-", c)))
			out[len++] = c;
	}
	return len >= 3 ? out : arena_fmt(arena, "user%s", out);
}

/* "fullName" is the column full_name, "addressLine1" address_line1. */
static char *
column_of(struct arena *arena, const char *name)
{
	char *out = arena_alloc(arena, 2 * strlen(name) + 1), *p = out;

	for (; *name; name++) {
		bool upper = *name >= 'A' && *name <= 'Z';

		if (upper)
			*p++ = '_';
		*p++ = upper ? (char)(*name + 32) : *name;
	}
	return out;
}

static struct doc *
take_faults(struct cx *cx)
{
	struct doc *list = doc_list(cx->arena), *d;
	const struct err_field *f;

	for (f = cx->err.fields; f; f = f->next) {
		d = doc_add(list, doc_object(cx->arena));
		doc_append(d, "pointer", doc_text(cx->arena, f->pointer));
		doc_append(d, "detail", doc_text(cx->arena, f->detail));
	}
	err_clear(&cx->err);
	return list;
}

static void
put_members(struct arena *arena, struct doc *d, const struct users_row *r)
{
	size_t i;

	for (i = 0; i < COUNT(row_fields); i++) {
		const struct field *f = &row_fields[i];
		const void *at = (const char *)r + f->offset;

		if (f->type == FT_SECRET ||
		    strcmp(f->name, "passwordHash") == 0)
			continue;
		doc_append(d, column_of(arena, f->name), f->type == FT_BOOL ?
		    doc_bool(arena, *(const bool *)at) :
		    doc_text(arena, *(const char *const *)at));
	}
}

struct doc *
users_stage_doc(struct cx *cx, const struct users_row *r, int64_t n)
{
	struct arena *arena = cx->arena;
	bool good = !cx->err.kind;
	struct doc *d = doc_object(arena);
	char *base = base_of(arena, r->email);

	doc_append(d, "n", doc_int(arena, n));
	doc_append(d, "faults", take_faults(cx));
	doc_append(d, "id", doc_text(arena, secret_uuid(arena)));
	doc_append(d, "home", doc_text(arena, secret_uuid(arena)));
	doc_append(d, "base", doc_text(arena, base));
	doc_append(d, "slug", doc_text(arena, text_slug(arena,
	    r->household_key ? r->household_key :
	    r->username ? r->username : base)));
	put_members(arena, d, r);
	if (good)
		doc_append(d, "password_hash", doc_text(arena, r->password ?
		    password_make(cx, r->password) : r->password_hash));
	return d;
}
